"""What people owe on opportunities: keys to turn, proposals to finish, choices to make."""

from __future__ import annotations

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, owes
from lodestar.access.roles import Permission
from lodestar.common.clock import now
from lodestar.procure.models import Opportunity
from lodestar.procure.queries import opportunities_for_viewer, to_open
from lodestar.procure.states import OpportunityState


def _task(title: str, opportunity: Opportunity) -> Task:
    return Task(
        title=title,
        url=reverse("procure:opportunity_detail", args=[opportunity.public_id]),
        for_what=opportunity.title,
        due=localdate(opportunity.deadline),
    )


@owes
def keys_owed(actor: Actor) -> list[Task]:
    return [_task(_("Open the sealed proposals"), opportunity) for opportunity in to_open(actor)]


@owes
def proposals_owed(actor: Actor) -> list[Task]:
    if actor.is_system or not actor.holds(Permission.PROPOSE):
        return []
    still_open = opportunities_for_viewer(actor, state=OpportunityState.OPEN).filter(deadline__gt=now())
    return [_task(_("Decide whether to propose"), opportunity) for opportunity in still_open[:20]]


@owes
def awards_owed(actor: Actor) -> list[Task]:
    if actor.is_system or not actor.holds(Permission.AWARD):
        return []
    return [
        _task(_("Choose a proposal"), opportunity) for opportunity in opportunities_for_viewer(actor, state=OpportunityState.OPENED)[:20]
    ]
