"""What the bulk actions take: plain facts, one object a row, money in pounds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import rfc8785

from lodestar.prioritise.models import Commitment, Grade


@dataclass(frozen=True)
class AreaRow:
    """A priority area with its sub-area and the source it came from."""

    name: str
    sub_area: str = ""
    source: str = ""
    source_link: str = ""


@dataclass(frozen=True)
class EstimateRow:
    """One number of an intervention: `quantity` is people, benefit, probability or cost (pounds)."""

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


def digest_of_rows(rows: tuple[Any, ...] | list[Any]) -> str:
    """SHA-256 over the rows as they were given, for the one event that a bulk action leaves."""
    return sha256(rfc8785.dumps([_plain(asdict(row)) for row in rows])).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
