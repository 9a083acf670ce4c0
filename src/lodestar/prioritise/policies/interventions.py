"""Who may change and agree interventions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Intervention, Programme
from lodestar.prioritise.policies.common import holds, still_open
from lodestar.prioritise.policies.programmes import may_edit_programme
from lodestar.prioritise.states import INTERVENTION


def may_edit_intervention(actor: Actor, intervention: Intervention) -> Decision:
    return may_edit_programme(actor, intervention.area.programme)


def may_agree_interventions(actor: Actor, programme: Programme) -> Decision:
    """The facilitator agrees interventions with the workshop; without one, the commissioning manager."""
    able = holds(actor, Permission.FACILITATE, programme) or holds(actor, Permission.DECIDE_FUNDING, programme)
    return allow_if(able, _("Only the facilitator or the commissioning manager may agree interventions.")) & still_open(programme)


def may_agree_intervention(actor: Actor, intervention: Intervention) -> Decision:
    is_draft = INTERVENTION.can(intervention.state, "agree")
    return may_agree_interventions(actor, intervention.area.programme) & allow_if(is_draft, _("It has been agreed already."))


def may_reopen_intervention(actor: Actor, intervention: Intervention) -> Decision:
    """An agreed intervention becomes a draft again as long as nothing has been decided about it."""
    is_agreed = INTERVENTION.can(intervention.state, "reopen")
    return may_agree_interventions(actor, intervention.area.programme) & allow_if(
        is_agreed, _("Only an intervention that is agreed and not yet decided can become a draft again.")
    )
