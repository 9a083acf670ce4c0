"""Who may prioritise, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Intervention, PriorityArea, Programme
from lodestar.prioritise.states import INTERVENTION, PROGRAMME, ProgrammeState


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
        _holds(actor, Permission.EDIT_PRIORITIES, programme), _("Only commissioning managers and analysts of this programme may change it.")
    ) & _still_open(programme)


def may_edit_area(actor: Actor, area: PriorityArea) -> Decision:
    return may_edit_programme(actor, area.programme)


def may_edit_intervention(actor: Actor, intervention: Intervention) -> Decision:
    return may_edit_programme(actor, intervention.area.programme)


def may_agree_interventions(actor: Actor, programme: Programme) -> Decision:
    """The facilitator agrees interventions with the workshop; without one, the commissioning manager."""
    able = _holds(actor, Permission.FACILITATE, programme) or _holds(actor, Permission.DECIDE_FUNDING, programme)
    return allow_if(able, _("Only the facilitator or the commissioning manager may agree interventions.")) & _still_open(programme)


def may_agree_intervention(actor: Actor, intervention: Intervention) -> Decision:
    is_draft = INTERVENTION.can(intervention.state, "agree")
    return may_agree_interventions(actor, intervention.area.programme) & allow_if(is_draft, _("It has been agreed already."))


def may_reopen_intervention(actor: Actor, intervention: Intervention) -> Decision:
    """An agreed intervention becomes a draft again as long as nothing has been decided about it."""
    is_agreed = INTERVENTION.can(intervention.state, "reopen")
    return may_agree_interventions(actor, intervention.area.programme) & allow_if(
        is_agreed, _("Only an intervention that is agreed and not yet decided can become a draft again.")
    )


def may_decide_funding(actor: Actor, programme: Programme) -> Decision:
    """The commissioning manager decides; a later decision takes the place of an earlier one until the programme is closed."""
    able = _holds(actor, Permission.DECIDE_FUNDING, programme)
    return allow_if(able, _("Only the commissioning manager of this programme may decide what is funded.")) & _still_open(programme)


def may_close_programme(actor: Actor, programme: Programme) -> Decision:
    """A programme is closed once what it funds has been decided."""
    return (
        allow_if(_holds(actor, Permission.DECIDE_FUNDING, programme), _("Only the commissioning manager of this programme may close it."))
        & _still_open(programme)
        & allow_if(PROGRAMME.can(programme.state, "close"), _("Decide what is funded before you close the programme."))
    )


def may_see_history(actor: Actor, programme: Programme) -> Decision:
    """Auditors and data-protection officers of the organisation read who did what."""
    return allow_if(actor.can(Permission.SEE_AUDIT, programme.owner_organisation_id), _("Only auditors read what happened."))


def _holds(actor: Actor, permission: Permission, programme: Programme) -> bool:
    return actor.can(permission, programme.owner_organisation_id, programme.public_id)


def _still_open(programme: Programme) -> Decision:
    return allow_if(programme.state != ProgrammeState.CLOSED, _("This programme is closed."))
