"""What distance travelled is worked out from, and what it gives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lodestar.methods.base import Input, Output
from lodestar.methods.fields import Count, Flag, Id, IsoDate, Number, Share, Whole

WIDEST = 1_000_000  # either end of a scale may be this far from 0
Voice = Literal["together", "worker", "person"]
Baseline = Literal["first", "lower_of_first_two"]
Unit = Literal["points", "stages"]


class Instrument(Input):
    """A scale that several areas share: whole points from scale_min to scale_max, grouped into stages of a journey."""

    scale_min: Annotated[Whole, Field(ge=-WIDEST, le=WIDEST)] = 1
    scale_max: Annotated[Whole, Field(ge=-WIDEST, le=WIDEST)]
    areas: Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]
    stages: Annotated[Whole, Field(ge=2, le=100)] = 5
    higher_is_better: Flag = True


class Reading(Input):
    """One completed star: who, when, in whose voice, and a score for each area that was talked about."""

    person: Id
    engagement: Id | None = Field(default=None, description="period of support; without it, all a person's readings are one")
    edition: Id | None = Field(default=None, description="edition of the instrument; scores of two editions are never paired")
    date: IsoDate
    voice: Voice
    final: Flag = Field(default=True, description="false for a draft")
    recorded_at: str | None = Field(
        default=None,
        description="when it was entered, as ISO date and time; UTC where no offset is given. "
        "Without it, the order of the list is the order of recording",
    )
    scores: dict[str, Number | None]


class Rule(Input):
    """How two readings are chosen and how their difference is judged."""

    baseline: Baseline = "first"
    minimum_days: Count = Field(default=1, description="the latest reading is at least so many days after the baseline")
    step: Annotated[Number, Field(gt=0)] = Field(default=1.0, description="smallest change that counts as up or down, in the unit")
    unit: Unit = "points"
    minimum_area_share: Share = Field(default=0.8, description="share of the areas that a person's mean change needs")
    period_end: IsoDate | None = Field(default=None, description="last day whose readings count")
    due_after_days: Count = Field(default=0, description="an engagement should have a pair once it is closed or has been open so many days")


class Engagement(Input):
    """A period of support: with these given, they say who should have a pair."""

    id: Id
    person: Id
    opened: IsoDate
    closed: IsoDate | None = None


class DistanceInput(Input):
    """The readings of one instrument, and the rule to compare them by."""

    instrument: Instrument
    readings: tuple[Reading, ...]
    engagements: tuple[Engagement, ...] | None = None
    rule: Rule = Rule()


class AreaFigures(Output):
    """One area, over the people who have a score in both readings. Up means better, whichever way the scale runs."""

    area: str
    n: int = Field(description="pairs with this area scored in both readings")
    mean_first: float | None = Field(description="on the scale as it is printed (or in stages)")
    mean_latest: float | None
    mean_change: float | None = Field(description="positive is better, also where a lower score is better")
    up: int
    same: int
    down: int
    had_room: int = Field(description="how many started low enough to go up by a step")
    up_of_those_with_room: float | None = Field(description="share: up ÷ had_room")
    interval_low: float | None
    interval_high: float | None
    transitions: list[list[int]] = Field(
        description="row: stage at the first reading, column: stage at the latest; stage 1 is the start of the journey"
    )


class Overall(Output):
    """The mean of the pairs' own mean changes, over pairs with enough areas."""

    people: int
    pairs: int
    mean_change: float | None
    interval_low: float | None
    interval_high: float | None
    better: int = Field(description="pairs whose mean change is above 0")
    unchanged: int
    worse: int


class Missing(Output):
    """Those who should have a pair, and what those without one could hide."""

    should_have: int
    with_pair: int
    missing: int = Field(description="of those who should have a pair, how many have no mean change")
    completeness: float | None = Field(description="with_pair ÷ should_have")
    worst: float | None = Field(description="share of people who got better, had none of the missing got better")
    best: float | None = Field(description="share of people who got better, had all of the missing got better")
    tipping_point: float | None = Field(
        description="share of the missing who would have to have got worse by one step, the others staying as they were, "
        "for a mean change above 0 to fall to 0; null where nobody is missing, it is not above 0, or all of them could not turn it"
    )


class DistanceValue(Output):
    """Distance travelled: by area, overall, and with what is missing."""

    people_with_pair: int
    people_with_first_only: int
    pairs: int
    areas: list[AreaFigures]
    overall: Overall
    missing: Missing
