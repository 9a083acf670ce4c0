"""What costs and benefits of several years are worth today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import Field

from lodestar.methods.base import Answer, Fault, Output, Step, Warn, method, repeated_ids
from lodestar.methods.base import Input as _Input
from lodestar.methods.fields import Amount, Count, ExactShare, Id

LONGEST = 100


class Item(_Input):
    """Something that costs once at its start, and costs and gives something every year."""

    id: Id
    yearly_cost: Amount = 0.0
    one_off_cost: Amount = 0.0
    yearly_benefit: Amount = 0.0


class PresentValueInput(_Input):
    """Items, the years that are looked at, and the rates by which later years count less."""

    items: tuple[Item, ...] = Field(min_length=1)
    years: Count = Field(json_schema_extra={"minimum": 1, "maximum": LONGEST})
    cost_rate: ExactShare = Decimal("0.035")
    benefit_rate: ExactShare = Decimal("0.035")


class ValuedItem(Output):
    """What an item costs and gives: in its first year, over the years as they come, and in today's worth."""

    id: str
    first_year_cost: float
    undiscounted_cost: float
    present_cost: float
    undiscounted_benefit: float
    present_benefit: float


class PresentValueValue(Output):
    """How many first years the horizon is worth, for cost and for benefit; and every item, in the order given."""

    cost_factor: float
    benefit_factor: float
    items: list[ValuedItem]


def _cross_checks(raw: Mapping[str, Any]) -> Iterator[Fault]:
    yield from repeated_ids(raw, "items")
    if not 1 <= raw["years"] <= LONGEST:
        yield Fault("years", f"must be 1 to {LONGEST}", raw["years"])


@method(
    name="present_value",
    version="1.0",
    source=(
        "Constant annuity, payments at the start of each year. Rates: NICE health technology evaluations: the manual (PMG36, 2022): "
        "3.5 % a year for costs and for health effects."
    ),
    cross_checks=_cross_checks,
)
def present_value(data: PresentValueInput) -> Answer[PresentValueValue]:
    """What costs and benefits over several years are worth today, each with its own rate, and undiscounted beside."""
    by_year = [(_weight(data.cost_rate, year), _weight(data.benefit_rate, year)) for year in range(data.years)]
    cost, benefit = (sum((pair[n] for pair in by_year), Fraction(0)) for n in (0, 1))
    value = PresentValueValue(
        cost_factor=float(cost),
        benefit_factor=float(benefit),
        items=[_valued(item, data.years, cost, benefit) for item in data.items],
    )
    shown = [{"year": n, "cost": float(c), "benefit": float(b)} for n, (c, b) in enumerate(by_year, 1)]
    return Answer(value, (Step("Weight of each year", shown),), tuple(_warnings(data)))


def _weight(rate: Decimal, year: int) -> Fraction:
    """The first year counts in full; each later one is divided by 1 + rate once more."""
    return Fraction(1) / (1 + Fraction(rate)) ** year


def _valued(item: Item, years: int, cost: Fraction, benefit: Fraction) -> ValuedItem:
    yearly, once, gain = (_exact(number) for number in (item.yearly_cost, item.one_off_cost, item.yearly_benefit))
    return ValuedItem(
        id=item.id,
        first_year_cost=float(once + yearly),
        undiscounted_cost=float(once + yearly * years),
        present_cost=float(once + yearly * cost),
        undiscounted_benefit=float(gain * years),
        present_benefit=float(gain * benefit),
    )


def _exact(number: float) -> Fraction:
    return Fraction(Decimal(repr(number)))


def _warnings(data: PresentValueInput) -> Iterator[Warn]:
    if data.benefit_rate > data.cost_rate:
        yield Warn("benefit_rate_above_cost_rate", "benefit_rate", "Benefits count for less with time than costs do: this favours waiting.")
