"""Who may ask for long work and stop it. What the work itself does asks its own policies."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.common.decisions import Decision, allow_if
from lodestar.jobs.models import Job


def may_start_job(actor: Actor, organisation: Organisation) -> Decision:
    """Work is done for someone with a role in the organisation it belongs to."""
    return allow_if(
        actor.is_system or organisation.pk in actor.organisation_ids,
        _("You have no role in %(organisation)s.") % {"organisation": organisation},
    )


def may_cancel_job(actor: Actor, job: Job) -> Decision:
    """Whoever asked for it may stop it, while it is not over."""
    is_theirs = actor.is_system or (actor.account_id is not None and actor.account_id == job.account_id)
    return allow_if(is_theirs, _("Only the person who asked for this may stop it.")) & allow_if(not job.is_over, _("It is over already."))
