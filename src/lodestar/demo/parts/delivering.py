"""People and their journeys, contract by contract, written down by the keyworkers who support them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar

from lodestar.access.actor import SYSTEM
from lodestar.common import clock
from lodestar.contract.models import ContractVersion, Milestone
from lodestar.contract.states import VersionState
from lodestar.deliver.actions import (
    NewAchievement,
    NewEngagement,
    NewGoal,
    NewPerson,
    NewReading,
    close_engagements,
    correct_reading,
    decline_referral,
    leave_goals,
    load_own_instruments,
    open_engagements,
    reach_goals,
    record_achievements,
    record_readings,
    set_goals,
)
from lodestar.deliver.models import Achievement, Engagement, Goal, InstrumentEdition
from lodestar.demo.county import words
from lodestar.demo.county.calendar import at
from lodestar.demo.county.contracts import ContractFacts
from lodestar.demo.stories import PlannedAchievement, PlannedGoal, PlannedPerson, PlannedReading
from lodestar.demo.world import World

INSTRUMENT = "Lodestar adult scales"
EVENING = 17
T = TypeVar("T")


@dataclass(frozen=True)
class Life:
    """A planned person and the engagement that came of the plan."""

    plan: PlannedPerson
    engagement: Engagement


@dataclass(frozen=True)
class Reached:
    """A planned achievement and the row that came of the plan."""

    plan: PlannedAchievement
    achievement: Achievement


def load_instruments(world: World) -> None:
    """Lodestar's own scales, shared with everyone."""
    load_own_instruments(organisation=world.organisations["council"], by=SYSTEM)


def deliver(world: World, facts: ContractFacts) -> list[Reached]:
    """Everyone of a contract: taken on, their stars, goals and achievements, and how it ended."""
    lives = _open(world, facts)
    started = [life for life in lives if life.plan.opened_on]
    edition = InstrumentEdition.objects.select_related("instrument").get(instrument__name=INSTRUMENT)
    reached: list[Reached] = []
    for keyworker, own in _by_keyworker(started):
        _record_readings(world, keyworker, own, edition)
        goals = _set_goals(world, keyworker, own)
        reached += _record_achievements(world, keyworker, own, _Milestones(own), goals)
    _end(world, facts, lives)
    return reached


def _open(world: World, facts: ContractFacts) -> list[Life]:
    contract = world.contract(facts.key)
    plans = world.people[facts.key]
    rows = [
        NewEngagement(
            person=NewPerson(p.given_name, p.family_name, p.known_as, p.date_of_birth, p.contact, p.needs),
            contract=contract,
            keyworker=world.accounts[p.keyworker],
            referred_on=p.referred_on,
            opened_on=p.opened_on,
            recorded_at=_recorded(p.opened_on or p.referred_on, 0),
        )
        for p in plans
    ]
    engagements = open_engagements(rows=rows, by=world.manager_of(facts.provider))
    return [Life(plan, engagement) for plan, engagement in zip(plans, engagements, strict=True)]


def _by_keyworker(lives: Iterable[Life]) -> list[tuple[str, list[Life]]]:
    ordered = sorted(lives, key=lambda life: life.plan.keyworker)
    return [(key, list(own)) for key, own in groupby(ordered, key=lambda life: life.plan.keyworker)]


def _recorded(day: date, days_later: int) -> datetime:
    return min(at(day + timedelta(days=days_later), EVENING), clock.now())


def _record_readings(world: World, keyworker: str, lives: list[Life], edition: InstrumentEdition) -> None:
    pairs = [(life, planned) for life in lives for planned in life.plan.readings]
    rows = [_reading_row(life, planned, edition, planned.mistaken or planned.scores) for life, planned in pairs]
    readings = record_readings(rows=rows, by=world.actor(keyworker))
    for place, ((life, planned), reading) in enumerate(zip(pairs, readings, strict=True)):
        if planned.mistaken:
            row = _reading_row(life, planned, edition, planned.scores, later=1)
            reason = words.WHY_CORRECTED[place % len(words.WHY_CORRECTED)]
            correct_reading(reading=reading, row=row, reason=reason, by=world.actor(keyworker))


def _reading_row(life: Life, planned: PlannedReading, edition: InstrumentEdition, scores: Any, *, later: int = 0) -> NewReading:
    recorded = _recorded(planned.on, planned.days_until_recorded + later)
    return NewReading(life.engagement, edition, planned.on, planned.voice, scores, planned.notes, recorded)


def _set_goals(world: World, keyworker: str, lives: list[Life]) -> dict[int, list[Goal]]:
    """The goals by engagement; those reached or left are moved in bulk."""
    pairs = [(life, planned) for life in lives for planned in life.plan.goals]
    by = world.actor(keyworker)
    goals = set_goals(rows=[_goal_row(world, life, planned) for life, planned in pairs], by=by)
    fates = [planned.fate for _life, planned in pairs]
    for fate, act in (("reached", reach_goals), ("left", leave_goals)):
        if chosen := _with(goals, fates, fate):
            act(goals=chosen, by=by)
    found: dict[int, list[Goal]] = {}
    for (life, _planned), goal in zip(pairs, goals, strict=True):
        found.setdefault(life.engagement.pk, []).append(goal)
    return found


def _goal_row(world: World, life: Life, planned: PlannedGoal) -> NewGoal:
    return NewGoal(
        engagement=life.engagement,
        words=planned.words,
        outcome=world.outcomes[planned.outcome] if planned.outcome else None,
        unlisted_reason=planned.unlisted_reason,
        set_on=planned.on,
        review_on=planned.on + timedelta(weeks=12),
        recorded_at=_recorded(planned.on, 0),
    )


def _with(rows: list[T], fates: list[str], fate: str) -> list[T]:
    return [row for row, its in zip(rows, fates, strict=True) if its == fate]


class _Milestones:
    """The milestone of the version that was in force on a day, by key."""

    def __init__(self, lives: list[Life]) -> None:
        contract = lives[0].engagement.contract
        signed = ContractVersion.objects.filter(contract=contract, state=VersionState.SIGNED).order_by("-effective_from", "-number")
        self.versions = [(version.effective_from, version.pk) for version in signed]
        rows = Milestone.objects.filter(target__version__contract=contract).select_related("target__version", "target__outcome")
        self.by_key = {(row.target.version_id, row.key): row for row in rows}

    def on(self, day: date, key: str) -> Milestone:
        version = next(pk for since, pk in self.versions if since <= day)
        return self.by_key[version, key]


def _record_achievements(
    world: World, keyworker: str, lives: list[Life], milestones: _Milestones, goals: dict[int, list[Goal]]
) -> list[Reached]:
    pairs = [(life, planned) for life in lives for planned in life.plan.achievements]
    rows = []
    for life, planned in pairs:
        milestone = milestones.on(planned.on, planned.milestone)
        own = goals.get(life.engagement.pk, [])
        rows.append(
            NewAchievement(
                engagement=life.engagement,
                milestone=milestone,
                happened_on=planned.on,
                evidence=planned.evidence,
                evidence_method=milestone.verified_by,
                evidence_reference="Case file, section 4",
                goal=next((goal for goal in own if goal.outcome_id == milestone.target.outcome_id), None),
                recorded_at=_recorded(planned.recorded_on, 0),
            )
        )
    made = record_achievements(rows=rows, by=world.actor(keyworker))
    return [Reached(planned, row) for (_life, planned), row in zip(pairs, made, strict=True)]


def _end(world: World, facts: ContractFacts, lives: list[Life]) -> None:
    manager = world.manager_of(facts.provider)
    ended = [(life.engagement, life.plan.closed_on, life.plan.closed_reason) for life in lives if life.plan.closed_on]
    if ended:
        close_engagements(rows=[(row, on, why) for row, on, why in ended if on], by=manager)
    for life in lives:
        if life.plan.not_taken_up:
            with world.telling(life.plan.referred_on + timedelta(days=21)):
                decline_referral(engagement=life.engagement, reason=life.plan.not_taken_up, by=manager)
