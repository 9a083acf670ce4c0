"""What the bulk actions take: plain facts, one object a row, money in pounds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, time
from decimal import Decimal
from hashlib import sha256
from typing import Any

import rfc8785

from lodestar.prioritise.models import Commitment, DataStanding, Grade


@dataclass(frozen=True)
class AreaRow:
    """A priority area with its sub-area and the source it came from."""

    name: str
    sub_area: str = ""
    source: str = ""
    source_link: str = ""
    reason: str = ""


@dataclass(frozen=True)
class EstimateRow:
    """One number of an intervention: `quantity` is people, benefit, probability, cost or one_off_cost (pounds)."""

    quantity: str
    low: Decimal
    best: Decimal
    high: Decimal
    unit: str
    source: str = ""
    source_date: date | None = None
    grade: str = Grade.GUESS
    reason: str = ""


@dataclass(frozen=True)
class InterventionRow:
    """An intervention of an area, with as many of its four numbers as are known."""

    area_id: int
    name: str
    description: str = ""
    typical_person: str = ""
    commitment: str = Commitment.OPEN
    commitment_reason: str = ""
    estimates: tuple[EstimateRow, ...] = field(default=())
    need: str = ""
    proposed_by: str = ""
    is_running: bool = False
    today_pence: int | None = None
    data_standing: str = DataStanding.ENOUGH
    data_standing_reason: str = ""


@dataclass(frozen=True)
class StakeholderRow:
    """A stakeholder group: which side it stands on, who brings it, its three scores from 1 to 5 (None: not said), what is done about it."""

    name: str
    side: str = ""
    area_id: int | None = None
    brought_by: str = ""
    power: int | None = None
    interest: int | None = None
    importance: int | None = None
    involvement: str = ""
    involvement_reason: str = ""
    comments: str = ""


@dataclass(frozen=True)
class StepRow:
    """A step of the timeline as a person gives it."""

    kind: str
    name: str
    happens_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    invited_on: date | None = None
    is_done: bool = False


def digest_of_rows(rows: tuple[Any, ...] | list[Any]) -> str:
    """SHA-256 over the rows as they were given, for the one event that a bulk action leaves."""
    return sha256(rfc8785.dumps([_plain(asdict(row)) for row in rows])).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


@dataclass(frozen=True)
class BallotRow:
    """What a workshop is asked: one number (people, benefit, probability, cost) of one intervention, by its public id."""

    intervention_id: str
    quantity: str


@dataclass(frozen=True)
class AgreedRow:
    """What the room agreed, on the workshop's own scale (a probability in per cent), and why."""

    low: Decimal
    best: Decimal
    high: Decimal
    reason: str


@dataclass(frozen=True)
class PaperScore:
    """What one paper form says of the ballot on the floor; no value means that they could not judge it."""

    seat_id: str
    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class HealthRow:
    """How well each fifth fares now, the most deprived first, and how strongly the gap is minded."""

    health: tuple[Decimal, ...]
    unit: str
    shares: tuple[Decimal, ...] = (Decimal("0.2"),) * 5
    eta: Decimal = Decimal(1)
    score_weight: Decimal = Decimal("0.2")
    population: int | None = None
    health_per_benefit: Decimal | None = None
    source: str = ""
    source_date: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class FairnessRow:
    """Whom an intervention reaches: people by fifth, the most deprived first (empty: not said), and its fairness score with its reason."""

    people: tuple[int | None, ...] = ()
    score: int | None = None
    score_reason: str = ""
    source: str = ""
    source_date: date | None = None
    reason: str = ""
