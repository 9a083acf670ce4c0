"""What one year's exercise has from the last: which numbers are still last year's, and how old they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.clock import today
from lodestar.prioritise.models import Estimate, Intervention, Programme
from lodestar.prioritise.queries.differences import Differences, differences
from lodestar.prioritise.queries.portfolio import PortfolioQuestion
from lodestar.prioritise.queries.snapshots import exercise_state


class CarriedPart(models.TextChoices):
    """What can come along to next year's exercise beside areas, interventions and numbers."""

    EVIDENCE = "evidence", _("The evidence for each area")
    STAKEHOLDERS = "stakeholders", _("Stakeholders, with power, interest and action")
    TEAM = "team", _("The delivery team")
    RULES = "rules", _("The rules that every answer keeps")


@dataclass(frozen=True)
class AgedNumber:
    """A number that is still as it was carried forward, and the day it dates from."""

    intervention: Intervention
    estimate: Estimate
    dates_from: date
    months: int


def numbers_carried(question: PortfolioQuestion) -> list[AgedNumber]:
    """The numbers in use that nobody has looked at since they were carried forward, oldest first."""
    rows = [*question.interventions.values(), *(one.intervention for one in question.kept_out)]
    aged = [_aged(row, one) for row in rows for one in question.estimates.get(row.pk, {}).values() if one.carries_id is not None]
    return sorted(aged, key=lambda one: (one.dates_from, one.intervention.area.position, one.intervention.position, one.estimate.pk))


def months_old(estimate: Estimate) -> int:
    """Whole months since the day a number dates from: its source's, else the day it was recorded."""
    day, now = estimate.source_date or estimate.recorded_at.date(), today()
    return max(0, (now.year - day.year) * 12 + now.month - day.month - (now.day < day.day))


def differences_from_last_year(programme: Programme, question: PortfolioQuestion) -> Differences | None:
    """What this exercise has otherwise than the one it follows, as that was last decided; None where it follows none."""
    earlier = programme.follows
    if earlier is None:
        return None
    snapshot = earlier.snapshots.filter(decision__isnull=False).order_by("-pk").first()
    before = snapshot.state if snapshot else exercise_state(earlier)
    return differences(before, exercise_state(programme, question=question))


def next_year_of(programme: Programme) -> tuple[str, int]:
    """The name and year that next year's exercise would most likely have: the years in the name are moved on."""
    year = programme.financial_year
    name = programme.name
    for old, new in (
        (f"{year}/{(year + 1) % 100:02d}", f"{year + 1}/{(year + 2) % 100:02d}"),
        (f"{year}–{(year + 1) % 100:02d}", f"{year + 1}–{(year + 2) % 100:02d}"),
        (f"{year}-{(year + 1) % 100:02d}", f"{year + 1}-{(year + 2) % 100:02d}"),
        (str(year), str(year + 1)),
    ):
        if old in name:
            return name.replace(old, new), year + 1
    return name, year + 1


def _aged(row: Intervention, estimate: Estimate) -> AgedNumber:
    return AgedNumber(row, estimate, estimate.source_date or estimate.recorded_at.date(), months_old(estimate))
