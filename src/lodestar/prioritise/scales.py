"""On what scale a workshop judges each number, in words that everyone in the room reads the same way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Quantity

ZERO, HUNDRED = Decimal(0), Decimal(100)
# The most that a column of an estimate holds.
MOST_OF_ALL = Decimal(999_999_999)
POINTS, PER_CENT = "points on a scale of 0 to 100", "%"

Words = Promise | str


@dataclass(frozen=True)
class Scale:
    """What may be said, in `unit`; `anchors` are points with their meaning. A scale with an end on both sides has a slider."""

    question: Words
    unit: str
    least: Decimal
    most: Decimal
    anchors: tuple[tuple[Decimal, Words], ...] = ()
    is_closed: bool = False
    hint: Words = ""

    @property
    def span(self) -> Decimal:
        return self.most - self.least

    @property
    def middle(self) -> Decimal:
        """Where a slider stands before it is moved; it says nothing until then."""
        return (self.least + self.most) / 2

    @property
    def suffix(self) -> str:
        """What stands behind a number in a box."""
        return self.unit if self.unit == PER_CENT else ""

    def holds(self, value: Decimal) -> bool:
        return self.least <= value <= self.most


BENEFIT_ANCHORS: tuple[tuple[Decimal, Words], ...] = (
    (Decimal(0), _("No effect at all")),
    (Decimal(25), _("A small difference they would notice")),
    (Decimal(50), _("Life is clearly better")),
    (Decimal(75), _("A great difference")),
    (Decimal(100), _("The most anyone could hope for")),
)
PROBABILITY_ANCHORS: tuple[tuple[Decimal, Words], ...] = (
    (Decimal(0), _("It cannot work here")),
    (Decimal(25), _("Unlikely")),
    (Decimal(50), _("As likely as not")),
    (Decimal(75), _("Likely")),
    (Decimal(100), _("Certain")),
)
BENEFIT_QUESTION = _("How much would the typical person gain?")


def scale_of(quantity: str, unit: str) -> Scale:
    """The scale on which a number is judged. A probability is asked in per cent, whatever the estimate is kept in."""
    if quantity == Quantity.PROBABILITY:
        question = _("How likely is it that we make it work here?")
        return Scale(question, PER_CENT, ZERO, HUNDRED, PROBABILITY_ANCHORS, is_closed=True)
    if quantity == Quantity.BENEFIT and _is_points(unit):
        hint = _("0 means no effect, not “least on the list”.")
        return Scale(BENEFIT_QUESTION, unit, ZERO, HUNDRED, BENEFIT_ANCHORS, is_closed=True, hint=hint)
    if quantity == Quantity.BENEFIT:
        return Scale(BENEFIT_QUESTION, unit, -MOST_OF_ALL, MOST_OF_ALL, hint=_("0 means no effect. A minus sign means harm."))
    if quantity == Quantity.PEOPLE:
        return Scale(_("How many people would benefit?"), unit, ZERO, MOST_OF_ALL)
    return Scale(_("What would it cost?"), unit, -MOST_OF_ALL, MOST_OF_ALL, hint=_("Write a saving with a minus sign."))


def usual_unit_of(quantity: str) -> str:
    """The unit in which a number is kept when nobody has said another."""
    return {
        Quantity.PEOPLE: "people a year",
        Quantity.BENEFIT: POINTS,
        Quantity.PROBABILITY: "share between 0 and 1",
        Quantity.COST: "pounds a year",
        Quantity.ONE_OFF_COST: "pounds, once",
    }[Quantity(quantity)]


def as_estimated(quantity: str, value: Decimal) -> Decimal:
    """A value of the workshop as the estimate keeps it: 70 % is 0.7."""
    return value / HUNDRED if quantity == Quantity.PROBABILITY else value


def _is_points(unit: str) -> bool:
    return "point" in unit.casefold()
