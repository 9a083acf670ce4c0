"""Who may begin, change and close a programme."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import PriorityArea, Programme
from lodestar.prioritise.policies.common import holds, still_open
from lodestar.prioritise.states import PROGRAMME


def may_create_programme(actor: Actor, organisation: Organisation | int) -> Decision:
    """Whoever adds areas and interventions for the whole organisation may begin a programme."""
    return allow_if(
        actor.can(Permission.EDIT_PRIORITIES, organisation),
        _("Only people who edit priorities for the whole organisation may begin a programme."),
    )


def may_begin_some_programme(actor: Actor) -> Decision:
    """Whether there is any organisation in which the actor may begin a programme: for the button on the list."""
    able = actor.is_system or any(may_create_programme(actor, key) for key in actor.organisation_ids)
    return allow_if(able, _("Only commissioning managers and analysts may begin a programme."))


def may_edit_programme(actor: Actor, programme: Programme) -> Decision:
    """Areas, interventions and numbers change until the programme is closed; each change of a number stays on record."""
    return allow_if(
        holds(actor, Permission.EDIT_PRIORITIES, programme), _("Only commissioning managers and analysts of this programme may change it.")
    ) & still_open(programme)


def may_edit_area(actor: Actor, area: PriorityArea) -> Decision:
    return may_edit_programme(actor, area.programme)


def may_close_programme(actor: Actor, programme: Programme) -> Decision:
    """A programme is closed once what it funds has been decided."""
    return (
        allow_if(holds(actor, Permission.DECIDE_FUNDING, programme), _("Only the commissioning manager of this programme may close it."))
        & still_open(programme)
        & allow_if(PROGRAMME.can(programme.state, "close"), _("Decide what is funded before you close the programme."))
    )


def may_see_history(actor: Actor, programme: Programme) -> Decision:
    """Auditors and data-protection officers of the organisation read who did what."""
    return allow_if(actor.can(Permission.SEE_AUDIT, programme.owner_organisation_id), _("Only auditors read what happened."))
