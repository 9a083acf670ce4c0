"""Estimates in use, and how their numbers are written for the methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max

from lodestar.prioritise.models import FOUR_NUMBERS, Estimate, Quantity

ENDS = ("low", "best", "high")


def current_estimates(intervention_ids: Iterable[int]) -> dict[int, dict[str, Estimate]]:
    """The estimate in use of each number, by intervention: the one recorded last."""
    latest = (
        Estimate.objects.filter(intervention__in=list(intervention_ids))
        .order_by()
        .values("intervention", "quantity")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    found: dict[int, dict[str, Estimate]] = defaultdict(dict)
    for estimate in Estimate.objects.filter(pk__in=latest):
        found[estimate.intervention_id][estimate.quantity] = estimate
    return dict(found)


def missing_numbers(estimates: Mapping[str, Estimate]) -> list[str]:
    """The numbers that nobody has given yet, in words."""
    return [str(quantity.label).lower() for quantity in FOUR_NUMBERS if quantity.value not in estimates]


def plain_number(value: Decimal) -> int | float:
    """A decimal as JSON writes it best: a whole number without a point, others with the digits they have.

    >>> plain_number(Decimal("12.0000")), plain_number(Decimal("0.7000"))
    (12, 0.7)
    """
    return int(value) if value == value.to_integral_value() else float(value)


def first_year_cost(estimates: Mapping[str, Estimate], end: str = "best") -> Decimal:
    """The cash of the budget year in pounds: what it costs once, and one year's cost. `end` is low, best or high."""
    given = (estimates.get(quantity.value) for quantity in (Quantity.COST, Quantity.ONE_OFF_COST))
    return sum((getattr(one, end) for one in given if one is not None), Decimal(0))


def ranged(low: Decimal, best: Decimal, high: Decimal) -> Any:
    """Three ends as the methods take them: one number where they are the same."""
    numbers = [plain_number(value) for value in (low, best, high)]
    return numbers[1] if numbers[0] == numbers[2] else dict(zip(ENDS, numbers, strict=True))
