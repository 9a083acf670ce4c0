"""How last year's exercise and this year's were set up: the problem, who has a stake, who runs it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lodestar.common.working_days import on_or_after
from lodestar.demo.world import World
from lodestar.prioritise.actions import (
    add_area_evidence,
    add_stakeholders,
    add_team_member,
    answer_question,
    choose_stages,
    plan_timeline,
    tick_first_step,
    tick_timeline_step,
)
from lodestar.prioritise.models import PriorityArea, Programme
from lodestar.prioritise.rows import StakeholderRow

LAST_YEARS_ANSWERS = (
    ("scope", "several", ""),
    ("purpose", "budget", "The council’s preventive budget for the year from April."),
    ("pressure", "", "A settlement a tenth lower than last year’s, and a regulator’s letter about waiting lists for carers."),
    ("money", "both", "£4.2 million in all; whatever stops pays for what starts."),
    ("gains", "", "People leaving hospital or prison with nowhere to go. A small sum early saves a large one later."),
    ("scrutiny", "", "Day services and respite: the same sums to the same places for eleven years."),
    ("comparators", "", "Two neighbouring counties spend a third less on floating support and keep as many people in their homes."),
)
THIS_YEARS_ANSWERS = (
    ("scope", "several", ""),
    ("purpose", "budget", ""),
    ("pressure", "", "The NHS board will match what we put into help after hospital, if we decide by the spring."),
    ("money", "same", ""),
    ("scrutiny", "", "Nobody has looked at safety since the partnership was set up."),
)
# What both years did not know yet.
UNKNOWN = "comparators"
RUTHS_WORDS = "The areas draw on one budget. People asked last year why their area was not weighed against the others: this year it is."


@dataclass(frozen=True)
class Stake:
    """A group on the map: side, who brings it, power, interest, importance, what is done about it and why."""

    name: str
    side: str
    brought_by: str
    power: int | None
    interest: int | None
    importance: int | None
    involvement: str
    reason: str = ""


STAKES = (
    Stake("Clinicians", "external", "Samira Haddad", 5, 4, 4, "involve"),
    Stake("Practices", "external", "Samira Haddad", 3, 2, None, "inform"),
    Stake(
        "Hospital specialists",
        "external",
        "Samira Haddad",
        4,
        2,
        3,
        "involve",
        "They can empty the room: two of them sit in every workshop.",
    ),
    Stake("Community managers", "external", "Ruth Adeyemi", 3, 4, 3, "consult"),
    Stake("Provider managers", "external", "Ruth Adeyemi", 3, 3, 4, "consult"),
    Stake("Health and wellbeing board", "external", "Ruth Adeyemi", 5, 3, 3, "consult"),
    Stake("Third sector", "external", "Felix Hartnoll", 2, 5, 4, "consult"),
    Stake("Patients and their representatives", "external", "Felix Hartnoll", 2, 4, 5, "involve", "Nothing about them without them."),
    Stake("Carers and families", "external", "Priya Raman", 1, 4, 5, "consult"),
    Stake("Political representatives", "external", "Ruth Adeyemi", 4, 3, 2, "consult"),
    Stake("The public", "external", "Felix Hartnoll", 2, 2, None, "none"),
    Stake("Media", "external", "Ruth Adeyemi", 3, 1, None, "inform"),
    Stake("Housing and social care staff", "internal", "Priya Raman", 2, 3, None, "inform"),
)
# This year the map is not finished: one powerful group has no action, one no interest, one has not been judged at all.
UNFINISHED = (
    Stake("Clinicians", "external", "Samira Haddad", 5, 5, 4, "involve"),
    Stake("Hospital specialists", "external", "Samira Haddad", 4, 2, 3, ""),
    Stake("Provider managers", "external", "Ruth Adeyemi", 3, 3, 4, "consult"),
    Stake("Health and wellbeing board", "external", "Ruth Adeyemi", 5, None, 3, "consult"),
    Stake("Third sector", "external", "Felix Hartnoll", 2, 5, 4, "consult"),
    Stake("Patients and their representatives", "external", "Felix Hartnoll", 2, 4, 5, "involve", "Nothing about them without them."),
    Stake("Carers and families", "external", "Priya Raman", 1, 4, 5, "consult"),
    Stake("Political representatives", "external", "Ruth Adeyemi", 4, 3, 2, "consult"),
    Stake("Media", "external", "", None, None, None, ""),
)
MANAGERS = ("Nia Prosser", "Ruth Adeyemi", "Gareth Lowe", "Ruth Adeyemi", "Mei Tan", "Nia Prosser", "Gareth Lowe", "Mei Tan")
EVIDENCE = (
    (
        "needs",
        "Joint strategic needs assessment, summary by area",
        "How many people are concerned, and what has changed since the last one.",
    ),
    ("comparison", "Spending beside nine counties of our kind", "Where we spend more for the same result."),
    ("voices", "What 214 people told us in five towns", "In their own words, with what they would stop."),
)


def set_scenes(world: World) -> None:
    """Last year's exercise with everything ticked, this year's half way."""
    set_last_years(world)
    set_this_years(world)


def set_last_years(world: World) -> None:
    programme = world.programme("living_well")
    day = world.calendar.month(-13, 10)
    with world.telling(day):
        _answer(world, programme, LAST_YEARS_ANSWERS)
        choose_stages(programme=programme, stages="three", reason="", seen=programme.recorded_at, by=world.actor("ruth"))
        _place(world, programme, STAKES)
        _name(world, programme, managed=len(MANAGERS))
        _prove(world, programme, EVIDENCE)
        for item in ("support", "constraints"):
            tick_first_step(programme=programme, item=item, is_done=True, by=world.actor("ruth"))
        decided = on_or_after(world.calendar.month(-10, 20))
        plan_timeline(programme=programme, decision_on=decided, workshops=2, weeks_between=1, by=world.actor("felix"))
    with world.telling(decided):
        for step in programme.timeline.all():
            tick_timeline_step(step=step, is_done=True, by=world.actor("felix"))


def set_this_years(world: World) -> None:
    programme = world.programme("this_year")
    with world.telling(world.calendar.month(-1, 14)):
        _answer(world, programme, THIS_YEARS_ANSWERS)
        answer_question(programme=programme, question=UNKNOWN, is_unknown=True, seen=None, by=world.actor("priya"))
        choose_stages(programme=programme, stages="three", reason=RUTHS_WORDS, seen=programme.recorded_at, by=world.actor("ruth"))
        _place(world, programme, UNFINISHED)
        _name(world, programme, managed=6)
        _prove(world, programme, EVIDENCE[:1])
        decided = on_or_after(world.calendar.anchor + timedelta(days=110))
        plan_timeline(programme=programme, decision_on=decided, workshops=3, weeks_between=2, by=world.actor("felix"))
        tick_timeline_step(step=programme.timeline.earliest("happens_on"), is_done=True, by=world.actor("felix"))


def _answer(world: World, programme: Programme, answers: tuple[tuple[str, str, str], ...]) -> None:
    for question, choice, words in answers:
        answer_question(programme=programme, question=question, choice=choice, words=words, seen=None, by=world.actor("priya"))


def _place(world: World, programme: Programme, stakes: tuple[Stake, ...]) -> None:
    rows = [
        StakeholderRow(
            name=stake.name,
            side=stake.side,
            brought_by=stake.brought_by,
            power=stake.power,
            interest=stake.interest,
            importance=stake.importance,
            involvement=stake.involvement,
            involvement_reason=stake.reason,
        )
        for stake in stakes
    ]
    add_stakeholders(programme=programme, rows=rows, by=world.actor("priya"))


def _name(world: World, programme: Programme, *, managed: int) -> None:
    """The team; this year two areas have no manager yet."""
    by = world.actor("ruth")
    add_team_member(programme=programme, role="lead", account=world.accounts["ruth"], by=by)
    add_team_member(programme=programme, role="sponsor", name="Eleri Vaughan, director of adult services", by=by)
    add_team_member(programme=programme, role="analyst", account=world.accounts["priya"], by=by)
    add_team_member(programme=programme, role="facilitator", account=world.accounts["felix"], by=by)
    for area, name in zip(_areas(programme)[:managed], MANAGERS, strict=False):
        account = world.accounts["ruth"] if name == "Ruth Adeyemi" else None
        add_team_member(programme=programme, role="manager", area=area, account=account, name="" if account else name, by=by)


def _prove(world: World, programme: Programme, evidence: tuple[tuple[str, str, str], ...]) -> None:
    for area in _areas(programme)[:3]:
        for kind, name, says in evidence:
            add_area_evidence(area=area, kind=kind, name=name, says=says, by=world.actor("priya"))


def _areas(programme: Programme) -> list[PriorityArea]:
    return list(programme.areas.all())
