"""Every write of this app: people and engagements, readings and journeys, goals, achievements, totals, instruments."""

from lodestar.deliver.actions.achievements import (
    NewAchievement,
    add_evidence,
    overturn_achievement,
    record_achievement,
    record_achievements,
    refuse_achievement,
    verify_achievement,
    verify_achievements,
    withdraw_achievement,
)
from lodestar.deliver.actions.drafts import DraftConflict, drop_draft, save_draft
from lodestar.deliver.actions.engagements import (
    NewEngagement,
    NewPerson,
    assign_keyworker,
    close_engagement,
    close_engagements,
    decline_referral,
    edit_identity,
    note_list_read,
    note_read,
    open_engagement,
    open_engagements,
    reopen_engagement,
    start_engagement,
)
from lodestar.deliver.actions.goals import NewGoal, leave_goal, reach_goal, set_goal, set_goals, take_up_goal
from lodestar.deliver.actions.instruments import BadInstrument, load_instrument, load_own_instruments
from lodestar.deliver.actions.journeys import journey_faults, rebuild_journeys
from lodestar.deliver.actions.readings import NewReading, correct_reading, record_reading, record_readings
from lodestar.deliver.actions.returns import record_return, verify_return

__all__ = [
    "BadInstrument",
    "DraftConflict",
    "NewAchievement",
    "NewEngagement",
    "NewGoal",
    "NewPerson",
    "NewReading",
    "add_evidence",
    "assign_keyworker",
    "close_engagement",
    "close_engagements",
    "correct_reading",
    "decline_referral",
    "drop_draft",
    "edit_identity",
    "journey_faults",
    "leave_goal",
    "load_instrument",
    "load_own_instruments",
    "note_list_read",
    "note_read",
    "open_engagement",
    "open_engagements",
    "overturn_achievement",
    "reach_goal",
    "rebuild_journeys",
    "record_achievement",
    "record_achievements",
    "record_reading",
    "record_readings",
    "record_return",
    "refuse_achievement",
    "reopen_engagement",
    "save_draft",
    "set_goal",
    "set_goals",
    "start_engagement",
    "take_up_goal",
    "verify_achievement",
    "verify_achievements",
    "verify_return",
    "withdraw_achievement",
]
