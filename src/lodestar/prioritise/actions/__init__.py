"""Every write of this app: programmes, priority areas, interventions, estimates, and the funding decision."""

from lodestar.prioritise.actions.areas import add_area, add_areas, edit_area
from lodestar.prioritise.actions.carrying import carry_forward
from lodestar.prioritise.actions.constraints import add_constraint, mark_overlap, withdraw_constraint, withdraw_overlap
from lodestar.prioritise.actions.decisions import decide_funding
from lodestar.prioritise.actions.estimates import add_estimate, add_estimates
from lodestar.prioritise.actions.evidence import add_area_evidence, remove_area_evidence, restore_area_evidence
from lodestar.prioritise.actions.figure_requests import (
    IssuedFigureRequest,
    answer_figure_request,
    ask_for_figure,
    renew_figure_link,
    withdraw_figure_request,
)
from lodestar.prioritise.actions.figure_sheets import bring_in_figures
from lodestar.prioritise.actions.hygiene import let_finding_stand, restore_finding
from lodestar.prioritise.actions.interventions import (
    add_intervention,
    add_interventions,
    agree_intervention,
    agree_interventions,
    edit_intervention,
    reopen_intervention,
)
from lodestar.prioritise.actions.problems import answer_question, choose_stages
from lodestar.prioritise.actions.programmes import close_programme, create_programme, edit_programme
from lodestar.prioritise.actions.scaling import set_area_scale
from lodestar.prioritise.actions.snapshots import take_snapshot
from lodestar.prioritise.actions.stakeholders import (
    add_stakeholder,
    add_stakeholders,
    edit_stakeholder,
    place_stakeholder,
    remove_stakeholder,
    restore_stakeholder,
)
from lodestar.prioritise.actions.teams import add_team_member, remove_team_member, restore_team_member
from lodestar.prioritise.actions.timelines import (
    add_timeline_step,
    edit_timeline_step,
    plan_timeline,
    remove_timeline_step,
    restore_timeline_step,
    tick_first_step,
    tick_materials,
    tick_timeline_step,
)
from lodestar.prioritise.actions.workbooks import bring_back_workbook

__all__ = [
    "IssuedFigureRequest",
    "add_area",
    "add_area_evidence",
    "add_areas",
    "add_constraint",
    "add_estimate",
    "add_estimates",
    "add_intervention",
    "add_interventions",
    "add_stakeholder",
    "add_stakeholders",
    "add_team_member",
    "add_timeline_step",
    "agree_intervention",
    "agree_interventions",
    "answer_figure_request",
    "answer_question",
    "ask_for_figure",
    "bring_back_workbook",
    "bring_in_figures",
    "carry_forward",
    "choose_stages",
    "close_programme",
    "create_programme",
    "decide_funding",
    "edit_area",
    "edit_intervention",
    "edit_programme",
    "edit_stakeholder",
    "edit_timeline_step",
    "let_finding_stand",
    "mark_overlap",
    "place_stakeholder",
    "plan_timeline",
    "remove_area_evidence",
    "remove_stakeholder",
    "remove_team_member",
    "remove_timeline_step",
    "renew_figure_link",
    "reopen_intervention",
    "restore_area_evidence",
    "restore_finding",
    "restore_stakeholder",
    "restore_team_member",
    "restore_timeline_step",
    "set_area_scale",
    "take_snapshot",
    "tick_first_step",
    "tick_materials",
    "tick_timeline_step",
    "withdraw_constraint",
    "withdraw_figure_request",
    "withdraw_overlap",
]
