"""What the bulk actions take: plain facts, one object a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodestar.design.models import OutcomeKind


@dataclass(frozen=True)
class LinkRow:
    """Where an outcome leads: the code of another one of the same framework, why, and the evidence."""

    to_code: str
    reason: str = ""
    evidence: str = ""
    evidence_date: date | None = None


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome of a framework, and where it leads."""

    code: str
    name: str
    level: str
    plain_words: str = ""
    kind: str = OutcomeKind.CONDITION
    sustained_months: int = 0
    leads_to: tuple[LinkRow, ...] = ()


@dataclass(frozen=True)
class ServiceRow:
    """A service of a programme; money in pence; `intervention_id` and `outcome_ids` are row keys."""

    name: str
    intervention_id: int | None = None
    description: str = ""
    eligibility: str = ""
    capacity_places: int | None = None
    price_per_hour_pence: int | None = None
    outcome_ids: tuple[int, ...] = ()
