"""Who may set the scene of an exercise, and who may see how its stakeholders are judged."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies.common import holds, still_open

WITH_A_PART = (Permission.EDIT_PRIORITIES, Permission.FACILITATE, Permission.DECIDE_FUNDING)


def may_set_scene(actor: Actor, programme: Programme) -> Decision:
    """Problem, stakeholders, team and timeline are set by those who edit priorities and by the facilitator."""
    able = holds(actor, Permission.EDIT_PRIORITIES, programme) or holds(actor, Permission.FACILITATE, programme)
    return allow_if(
        able, _("Only the commissioning manager, the analyst and the facilitator of this programme may set its scene.")
    ) & still_open(programme)


def may_see_stakeholders(actor: Actor, programme: Programme) -> Decision:
    """How powerful and how friendly a group was judged is for those who prepare, run and decide the exercise, for nobody else."""
    return allow_if(
        any(holds(actor, permission, programme) for permission in WITH_A_PART),
        _("Stakeholder scores are seen by the commissioning manager, the analyst and the facilitator of this programme only."),
    )
