"""Where everything stands in the workbook: its sheets, their columns, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from lodestar.prioritise.models import Quantity

ENDS = ("low", "best", "high")
QUANTITIES = tuple(Quantity)
FIRST_NUMBER = 5  # columns A to E say which intervention it is
WHY = FIRST_NUMBER + len(QUANTITIES) * len(ENDS)
FIRST_ROW = 1  # row 2 of the sheet: row 1 names the columns
PROGRAMME_ROW = 2


@dataclass(frozen=True)
class Fault:
    """Something wrong with a workbook that was brought back, with the place where it is."""

    sheet: str
    cell: str
    problem: str


@dataclass(frozen=True)
class Given:
    """A number as it stands on the site, with where it comes from; `key` is the id of its estimate."""

    key: str
    low: Decimal
    best: Decimal
    high: Decimal
    unit: str
    source: str
    source_date: date | None
    grade: str
    reason: str

    def end(self, name: str) -> Decimal:
        value: Decimal = getattr(self, name)
        return value


@dataclass(frozen=True)
class BookRow:
    """An intervention in the workbook. `why_out` says why it is not weighed; `area_factor` what benefits of its area count for."""

    key: str
    area: str
    name: str
    commitment: str
    numbers: Mapping[Quantity, Given]
    why_out: str = ""
    area_factor: Decimal = Decimal(1)
    value: float = 0.0
    value_for_money: float | None = None
    rank: int = 0

    @property
    def is_weighed(self) -> bool:
        return not self.why_out


@dataclass(frozen=True)
class GivenAnswer:
    """One of the three answers as the site worked it out, keeping every rule."""

    keys: frozenset[str]
    cost: float
    value: float


@dataclass(frozen=True)
class Book:
    """What the workbook holds: figures as they stand, and the answers that formulas cannot find, as the site worked them out.

    `line` and `skip` keep the budget and what is fixed, as the formulas do; `answers` keep every rule. `order` are the ids in order.
    """

    programme_key: str
    programme: str
    year: str
    organisation: str
    digest: str
    exported_on: date
    budget: Decimal
    years: int
    cost_rate: Decimal
    benefit_rate: Decimal
    rows: tuple[BookRow, ...]
    rules: tuple[tuple[str, str], ...]
    answers: Mapping[str, GivenAnswer | None]
    line: frozenset[str]
    skip: frozenset[str]
    method: str
    is_scaled: bool = False

    @property
    def weighed(self) -> list[BookRow]:
        return [row for row in self.rows if row.is_weighed]


@dataclass(frozen=True)
class SheetNames:
    read_me: str
    interventions: str
    budget_line: str
    value: str
    answers: str
    settings: str
    sources: str


def sheet_names() -> SheetNames:
    return SheetNames(_("Read me"), _("Interventions"), _("Budget line"), _("Value"), _("Answers"), _("Settings"), _("Sources"))


def intervention_columns() -> list[str]:
    """The first row of the sheet of interventions."""
    words = {"low": _("low"), "best": _("best"), "high": _("high")}
    numbers = [f"{quantity.label}: {words[end]}" for quantity in QUANTITIES for end in ENDS]
    return [_("Id"), _("Area"), _("Intervention"), _("Weighed"), _("Commitment"), *numbers, _("Why it changed")]


def source_columns() -> list[str]:
    """The first row of the sheet of sources."""
    return [
        _("Id"), _("Intervention"), _("Number"), _("Unit"), _("Source"), _("Date of the source"), _("Quality"), _("Reason"), _("Estimate"),
    ]  # fmt: skip


def column_of(quantity: Quantity, end: str) -> int:
    """The place of a number in the sheet of interventions, counted from 0."""
    return FIRST_NUMBER + QUANTITIES.index(quantity) * len(ENDS) + ENDS.index(end)


def weighed_words(row: BookRow) -> str:
    return _("Yes") if row.is_weighed else row.why_out
