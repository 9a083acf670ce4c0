"""Who may prioritise, and when."""

from __future__ import annotations

from lodestar.prioritise.policies.carrying import may_carry_forward
from lodestar.prioritise.policies.constraints import may_withdraw_constraint, may_withdraw_overlap
from lodestar.prioritise.policies.decisions import may_decide_funding
from lodestar.prioritise.policies.figures import (
    may_answer_figure_request,
    may_ask_for_figure,
    may_restore_finding,
    may_withdraw_figure_request,
)
from lodestar.prioritise.policies.interventions import (
    may_agree_intervention,
    may_agree_interventions,
    may_edit_intervention,
    may_reopen_intervention,
)
from lodestar.prioritise.policies.programmes import (
    may_begin_some_programme,
    may_close_programme,
    may_create_programme,
    may_edit_area,
    may_edit_programme,
    may_see_history,
)
from lodestar.prioritise.policies.scaling import may_judge_areas
from lodestar.prioritise.policies.scene import may_see_stakeholders, may_set_scene
from lodestar.prioritise.policies.snapshots import may_take_snapshot

__all__ = [
    "may_agree_intervention",
    "may_agree_interventions",
    "may_answer_figure_request",
    "may_ask_for_figure",
    "may_begin_some_programme",
    "may_carry_forward",
    "may_close_programme",
    "may_create_programme",
    "may_decide_funding",
    "may_edit_area",
    "may_edit_intervention",
    "may_edit_programme",
    "may_judge_areas",
    "may_reopen_intervention",
    "may_restore_finding",
    "may_see_history",
    "may_see_stakeholders",
    "may_set_scene",
    "may_take_snapshot",
    "may_withdraw_constraint",
    "may_withdraw_figure_request",
    "may_withdraw_overlap",
]
