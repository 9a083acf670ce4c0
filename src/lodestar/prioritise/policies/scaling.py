"""Who may bring areas on to one scale."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Programme
from lodestar.prioritise.models.programmes import Stages
from lodestar.prioritise.policies.interventions import may_agree_interventions


def may_judge_areas(actor: Actor, programme: Programme) -> Decision:
    """Whoever agrees interventions judges areas against each other, in an exercise that has that third stage."""
    has_third_stage = programme.stages == Stages.THREE
    words = _("Areas are judged against each other only in an exercise of three stages. Choose three stages first.")
    return may_agree_interventions(actor, programme) & allow_if(has_third_stage, words)
