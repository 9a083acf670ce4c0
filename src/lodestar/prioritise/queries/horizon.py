"""How far a programme looks ahead, and what later years count for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.methods.base import run
from lodestar.prioritise.models import Estimate, Programme, Quantity
from lodestar.prioritise.queries.numbers import ENDS, ranged

DIGITS = Decimal("0.0001")


@dataclass(frozen=True)
class Horizon:
    """The years a programme looks at, the rates, and how many first years they are worth for cost and for benefit."""

    years: int
    cost_rate: Decimal
    benefit_rate: Decimal
    source: str
    cost_factor: Decimal
    benefit_factor: Decimal

    @property
    def is_one_year(self) -> bool:
        return self.years == 1

    @property
    def words(self) -> str:
        """What is compared, in one sentence."""
        if self.is_one_year:
            return _("One year: nothing is discounted. The budget is tested on the cash of that year.")
        facts = {"years": self.years, "cost": percent(self.cost_rate), "benefit": percent(self.benefit_rate)}
        words = ngettext(
            "Value for money looks %(years)d year ahead: later costs count for %(cost)s less a year, later benefits for %(benefit)s less.",
            "Value for money looks %(years)d years ahead: later costs count for %(cost)s less a year, later benefits for %(benefit)s less.",
            self.years,
        )
        return f"{words % facts} {_('The budget is tested on the cash of the first year.')}"

    def present_cost(self, estimates: Mapping[str, Estimate], end: str = "best") -> Decimal:
        """One-off cost and the yearly costs of the horizon in today's worth, in pounds."""
        return _end(estimates, Quantity.ONE_OFF_COST, end) + (_end(estimates, Quantity.COST, end) * self.cost_factor).quantize(DIGITS)

    def undiscounted_cost(self, estimates: Mapping[str, Estimate]) -> Decimal:
        """One-off cost and the yearly costs of the horizon as they come, in pounds."""
        return _end(estimates, Quantity.ONE_OFF_COST, "best") + _end(estimates, Quantity.COST, "best") * self.years

    def people(self, estimates: Mapping[str, Estimate]) -> Decimal:
        """How many people over the whole horizon, each year's counted in full."""
        return estimates[Quantity.PEOPLE.value].best * self.years

    def fields(self, estimates: Mapping[str, Estimate]) -> dict[str, Any]:
        """What the horizon changes in the portfolio method's input: nothing in one year; else people and present cost.

        Every year's people are counted, later years for less, so that value = people × benefit × probability stays the rule.
        """
        if self.is_one_year:
            return {}
        people = estimates[Quantity.PEOPLE.value]
        discounted = [(getattr(people, end) * self.benefit_factor).quantize(DIGITS) for end in ENDS]
        return {"people": ranged(*discounted), "present_cost": ranged(*(self.present_cost(estimates, end) for end in ENDS))}


def horizon_of(programme: Programme) -> Horizon:
    """A programme's horizon with its factors, worked out by the method present_value."""
    asked = {
        "items": [{"id": "first year"}],
        "years": programme.horizon_years,
        "cost_rate": float(programme.cost_discount_rate),
        "benefit_rate": float(programme.benefit_discount_rate),
    }
    value = run("present_value", asked)["value"]
    return Horizon(
        years=programme.horizon_years,
        cost_rate=programme.cost_discount_rate,
        benefit_rate=programme.benefit_discount_rate,
        source=programme.discount_source,
        cost_factor=Decimal(repr(value["cost_factor"])),
        benefit_factor=Decimal(repr(value["benefit_factor"])),
    )


def percent(share: Decimal) -> str:
    """0.035 → 3.5 %.

    >>> percent(Decimal("0.0350"))
    '3.5 %'
    """
    return f"{(share * 100).normalize():f} %"


def _end(estimates: Mapping[str, Estimate], quantity: Quantity, end: str) -> Decimal:
    given = estimates.get(quantity.value)
    return getattr(given, end) if given is not None else Decimal(0)
