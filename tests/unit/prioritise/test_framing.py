"""What the answers recommend, what the map suggests, and how dates are worked out backwards: pure rules, each case by hand."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from lodestar.common.working_days import bank_holidays, easter_sunday, is_working_day, on_or_after, on_or_before, working_days_before
from lodestar.prioritise.models import Stakeholder, StepKind, TimelineStep
from lodestar.prioritise.queries import (
    plan_backwards,
    recommended_stages,
    short_notice,
    suggested_involvement,
    warning_about,
    warnings_about,
)

# The holidays of gov.uk/bank-holidays for England and Wales, but for those proclaimed for one year only.
HOLIDAYS = {
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_bank_holidays_are_those_the_government_lists(year: int) -> None:
    assert bank_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year].split()}


def test_easter_is_right_for_a_hundred_years_of_the_almanac() -> None:
    assert [easter_sunday(year) for year in (1961, 2000, 2008, 2011, 2024, 2038, 2049)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2038, 4, 25), date(2049, 4, 18),
    ]  # fmt: skip


def test_working_days_step_over_weekends_and_holidays() -> None:
    assert on_or_before(date(2026, 12, 27)) == date(2026, 12, 24)
    assert on_or_after(date(2026, 12, 25)) == date(2026, 12, 29)
    assert working_days_before(date(2027, 3, 30), 1) == date(2027, 3, 25)


def test_a_plan_worked_out_by_hand() -> None:
    """Decision on Friday 26 February 2027, two workshops a fortnight apart: counted back on a calendar."""
    steps = {(step.kind, step.workshop): step.happens_on for step in plan_backwards(date(2027, 2, 26), 2, 2)}
    assert steps == {
        (StepKind.DECISION, 0): date(2027, 2, 26),
        (StepKind.PAPER, 0): date(2027, 2, 19),
        (StepKind.WORKSHOP, 2): date(2027, 2, 5),
        (StepKind.CONFIRM, 2): date(2027, 2, 3),
        (StepKind.PACK, 2): date(2027, 1, 29),
        (StepKind.WORKSHOP, 1): date(2027, 1, 22),
        (StepKind.CONFIRM, 1): date(2027, 1, 20),
        (StepKind.PACK, 1): date(2027, 1, 15),
        (StepKind.NUMBERS, 0): date(2027, 1, 8),
        (StepKind.INVITE, 0): date(2026, 12, 11),
        (StepKind.FRAME, 0): date(2026, 12, 4),
    }


@pytest.mark.parametrize("decision_on", [date(2026, 4, 8) + timedelta(days=n) for n in range(0, 400, 3)])
@pytest.mark.parametrize(("workshops", "weeks"), [(1, 2), (3, 0), (9, 1), (12, 3)])
def test_every_plan_keeps_notice_and_working_days(decision_on: date, workshops: int, weeks: int) -> None:
    decision_on = on_or_after(decision_on)
    steps = plan_backwards(decision_on, workshops, weeks)
    assert all(is_working_day(step.happens_on) for step in steps)
    assert [step.happens_on for step in steps] == sorted(step.happens_on for step in steps)
    held = [step.happens_on for step in steps if step.kind == StepKind.WORKSHOP]
    assert len(set(held)) == workshops
    invited = next(step.happens_on for step in steps if step.kind == StepKind.INVITE)
    assert min(held) - invited >= timedelta(weeks=6)
    assert short_notice(min(held), invited, invited) == ""
    assert all(later - earlier >= timedelta(weeks=weeks) for earlier, later in itertools.pairwise(held))


def test_short_notice_says_how_short_and_which_day_would_do() -> None:
    today = date(2026, 11, 23)
    assert short_notice(date(2027, 1, 4), None, today) == ""
    said = short_notice(date(2027, 1, 3), None, today)
    assert "Only 41 days’ notice" in said
    assert "The earliest day with six weeks is 4 January 2027." in said
    assert "was given" in short_notice(date(2027, 1, 4), date(2026, 12, 1), today)


def test_days_that_passed_and_days_nobody_works_are_said() -> None:
    today = date(2026, 11, 23)
    assert "has passed" in warning_about(TimelineStep(kind="pack", happens_on=date(2026, 11, 20)), today)
    assert warning_about(TimelineStep(kind="pack", happens_on=date(2026, 11, 20), is_done=True), today) == ""
    assert "bank holiday" in warning_about(TimelineStep(kind="pack", happens_on=date(2026, 12, 25)), today)


@pytest.mark.parametrize(
    ("choices", "areas", "stages"),
    [
        ({}, 0, ""),
        ({}, 1, "two"),
        ({}, 8, "three"),
        ({"scope": "one"}, 0, "two"),
        ({"scope": "one"}, 8, "two"),
        ({"scope": "several"}, 0, "three"),
        ({"scope": "several", "money": "save", "purpose": "budget"}, 8, "three"),
        ({"scope": "several", "purpose": "knowledge"}, 8, "three"),
    ],
)
def test_stages_follow_from_whether_areas_are_compared(choices: dict[str, str], areas: int, stages: str) -> None:
    found = recommended_stages(choices, areas)
    assert found.stages == stages
    assert found.reasons


def test_answers_that_do_not_fit_together_are_said() -> None:
    assert "8 areas are listed" in recommended_stages({"scope": "one"}, 8).cautions[0]
    assert "only one is listed" in recommended_stages({"scope": "several"}, 1).cautions[0]
    assert "no money moves" in recommended_stages({"scope": "several", "purpose": "knowledge"}, 3).cautions[0]
    assert recommended_stages({"scope": "one"}, 1).cautions == ()


@pytest.mark.parametrize(
    ("power", "interest", "importance", "action"),
    [
        (None, 3, None, ""), (3, None, None, ""), (5, 5, None, "involve"), (4, 4, None, "involve"), (5, 3, None, "consult"),
        (4, 1, None, "consult"), (3, 4, None, "consult"), (3, 3, None, "inform"), (2, 3, None, "inform"), (1, 5, None, "inform"),
        (2, 2, None, "none"), (1, 1, 3, "none"), (1, 1, 4, "inform"), (2, 5, 5, "consult"), (4, 1, 5, "involve"), (5, 5, 5, "involve"),
    ],
)  # fmt: skip
def test_the_map_suggests(power: int | None, interest: int | None, importance: int | None, action: str) -> None:
    assert suggested_involvement(power, interest, importance).involvement == action


def test_more_power_or_interest_never_suggests_less() -> None:
    order = ["none", "inform", "consult", "involve"]
    score = {(p, i): order.index(suggested_involvement(p, i).involvement) for p in range(1, 6) for i in range(1, 6)}
    assert all(score[p, i] <= score[p + 1, i] for p in range(1, 5) for i in range(1, 6))
    assert all(score[p, i] <= score[p, i + 1] for p in range(1, 6) for i in range(1, 5))


def test_powerful_groups_with_no_action_or_blank_interest_are_warned_of() -> None:
    assert len(warnings_about(Stakeholder(power=5))) == 2
    assert len(warnings_about(Stakeholder(power=4, interest=2, involvement="none"))) == 2
    assert warnings_about(Stakeholder(power=4, interest=2, involvement="involve", involvement_reason="They can empty the room")) == ()
    assert warnings_about(Stakeholder(power=1, interest=1, involvement="none")) == ()
