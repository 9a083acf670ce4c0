"""An exercise as a workbook, and what a workbook that comes back would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lodestar.common.clock import today
from lodestar.methods.base import FaultyInput
from lodestar.prioritise.models import Estimate, Intervention, Programme, Quantity
from lodestar.prioritise.queries.constraints import sentence_of
from lodestar.prioritise.queries.numbers import current_estimates
from lodestar.prioritise.queries.portfolio import PortfolioAnswer, PortfolioQuestion, portfolio_answer, run_portfolio
from lodestar.prioritise.queries.snapshots import digest_of_state, exercise_state
from lodestar.prioritise.workbooks.layout import ENDS, Book, BookRow, Fault, Given, GivenAnswer, column_of, sheet_names
from lodestar.prioritise.workbooks.reading import Ends, Reading, ReadRow, cell_name

RULES = ("requires", "alternatives", "at_most", "at_least", "area_floor", "area_cap")
WAYS = ("line", "skip", "optimum")


@dataclass(frozen=True)
class ReturnedNumber:
    """A number that a workbook changes: of which intervention, from what to what, and why."""

    intervention: Intervention
    quantity: Quantity
    current: Estimate | None
    low: Decimal
    best: Decimal
    high: Decimal
    why: str


@dataclass(frozen=True)
class Comparison:
    """What a workbook that came back would change, or everything that is wrong with it."""

    numbers: tuple[ReturnedNumber, ...]
    faults: tuple[Fault, ...]

    @property
    def is_unchanged(self) -> bool:
        return not self.numbers and not self.faults


def book_of(programme: Programme, question: PortfolioQuestion, budget_pence: int) -> Book:
    """What the workbook of a programme holds at a budget. A fixed number of queries."""
    answer = _answer(question, budget_pence)
    plain = _plain_answer(question, budget_pence)
    rows = [*(_row(question, row, "") for row in question.interventions.values())]
    rated = answer.rated if answer else _rated_without_budget(question)
    rows = [_with_figures(row, rated) for row in rows]
    rows += [_row(question, one.intervention, one.reason) for one in question.kept_out]
    horizon = question.horizon
    return Book(
        programme_key=programme.public_id,
        programme=programme.name,
        year=f"{programme.financial_year}/{(programme.financial_year + 1) % 100:02d}",
        organisation=programme.owner_organisation.name,
        digest=digest_of_state(exercise_state(programme, budget_pence, question)),
        exported_on=today(),
        budget=Decimal(budget_pence) / 100,
        years=horizon.years,
        cost_rate=horizon.cost_rate,
        benefit_rate=horizon.benefit_rate,
        rows=tuple(rows),
        rules=tuple((sentence_of(one), one.reason) for one in question.constraints),
        answers={way: _given_answer(answer, way) for way in WAYS},
        line=plain.funded_by("line") if plain else frozenset(),
        skip=plain.funded_by("skip") if plain else frozenset(),
        method=_("portfolio, version %(version)s") % {"version": answer.result["version"]} if answer else "portfolio",
        is_scaled=question.scaling.is_judged,
    )


def compare_with_workbook(programme: Programme, reading: Reading) -> Comparison:
    """What a workbook would change beside the numbers in use now, and every fault in it, by sheet and cell. Three queries.

    A number counts as changed where it differs from the estimate that the workbook was made from; where that estimate has been
    followed by another on the site meanwhile, it is a fault: nobody's number is lost without anyone seeing it.
    """
    sheet = sheet_names().interventions
    faults = list(reading.faults)
    if reading.programme_key != programme.public_id:
        words = _("This workbook is of another programme. Bring it back there.")
        faults.append(Fault(sheet_names().read_me, "B3", words))
        return Comparison((), tuple(faults))
    known = {row.public_id: row for row in _interventions(programme)}
    current = current_estimates([row.pk for row in known.values()])
    made_from = {one.public_id: one for one in Estimate.objects.filter(intervention__in=[row.pk for row in known.values()])}
    seen: dict[str, int] = {}
    numbers: list[ReturnedNumber] = []
    for read in reading.rows:
        row = known.get(read.key)
        if row is None or read.key in seen:
            faults.append(_not_a_row(sheet, read, seen))
            continue
        seen[read.key] = read.number
        faults += _changed_words(sheet, read, row)
        for quantity in Quantity:
            source = made_from.get(reading.sources.get((read.key, quantity.value), ""))
            found = _number(read, row, quantity, source, current.get(row.pk, {}).get(quantity.value))
            if isinstance(found, Fault):
                faults.append(found)
            elif found is not None:
                numbers.append(found)
    if reading.rows or not reading.faults:
        faults += [_lost(sheet, row) for key, row in known.items() if key not in seen]
    faults = [one for at, one in enumerate(faults) if one not in faults[:at]]
    return Comparison(() if faults else tuple(numbers), tuple(faults))


def _interventions(programme: Programme) -> list[Intervention]:
    found = Intervention.objects.filter(area__programme=programme).select_related("area__programme", "owner_organisation")
    return list(found.order_by("area__position", "position", "pk"))


def _number(
    read: ReadRow, row: Intervention, quantity: Quantity, source: Estimate | None, current: Estimate | None
) -> ReturnedNumber | Fault | None:
    ends = read.numbers[quantity]
    was = _ends_of(source)
    place = cell_name(read.number, column_of(quantity, "best"))
    if ends is None:
        if source is None or quantity in read.faulty:
            return None
        words = _("%(number)s was emptied. A number stays on record: write the new one, or put back what was there.")
        return Fault(sheet_names().interventions, place, words % {"number": quantity.label})
    if ends in {was, _ends_of(current)}:
        return None
    if current is not None and (source is None or source.pk != current.pk):
        words = _("%(number)s was changed on the site too since this workbook was made. Download a new one, and change it there.")
        return Fault(sheet_names().interventions, place, words % {"number": quantity.label})
    return ReturnedNumber(row, quantity, current, *ends, read.why)


def _ends_of(estimate: Estimate | None) -> Ends | None:
    return (estimate.low, estimate.best, estimate.high) if estimate is not None else None


def _not_a_row(sheet: str, read: ReadRow, seen: Mapping[str, int]) -> Fault:
    if read.key in seen:
        words = _("This intervention stands in row %(row)s already.") % {"row": seen[read.key]}
    elif read.key:
        words = _("No intervention of this programme has the id “%(key)s”.") % {"key": read.key[:30]}
    else:
        words = _("The row has no id. New interventions are entered on the site, where they get one.")
    return Fault(sheet, cell_name(read.number, 0), words)


def _changed_words(sheet: str, read: ReadRow, row: Intervention) -> Iterator[Fault]:
    commitment = str(row.get_commitment_display())
    for column, said, stands in ((1, read.area, str(row.area)), (2, read.name, row.name), (4, read.commitment, commitment)):
        if said != stands:
            words = _("It says “%(said)s”; on the site it is “%(stands)s”. Words are changed on the site.")
            yield Fault(sheet, cell_name(read.number, column), words % {"said": said[:60], "stands": stands})


def _lost(sheet: str, row: Intervention) -> Fault:
    words = _("The row of “%(name)s” (%(key)s) is missing. Nothing is taken away by deleting its row.")
    return Fault(sheet, "", words % {"name": row.name, "key": row.public_id})


def _answer(question: PortfolioQuestion, budget_pence: int) -> PortfolioAnswer | None:
    if question.is_empty:
        return None
    try:
        return portfolio_answer(question, budget_pence)
    except FaultyInput:
        return None


def _plain_answer(question: PortfolioQuestion, budget_pence: int) -> PortfolioAnswer | None:
    """The answers that keep the budget and what is fixed alone, as the workbook's formulas do."""
    raw = {name: value for name, value in question.asking(budget_pence).items() if name not in RULES}
    if question.is_empty:
        return None
    try:
        return PortfolioAnswer(budget_pence, raw, run_portfolio(raw))
    except FaultyInput:
        return None


def _rated_without_budget(question: PortfolioQuestion) -> dict[str, dict[str, object]]:
    """Value and rank where nothing keeps every rule: they hang on neither budget nor rules."""
    if question.is_empty:
        return {}
    raw = {"interventions": [{**one, "commitment": "open"} for one in question.raw["interventions"]]}
    return {one["id"]: one for one in run_portfolio(raw)["value"]["interventions"]}


def _row(question: PortfolioQuestion, row: Intervention, reason: str) -> BookRow:
    estimates = question.estimates.get(row.pk, {})
    return BookRow(
        key=row.public_id,
        area=str(row.area),
        name=row.name,
        commitment=str(row.get_commitment_display()),
        numbers={quantity: _given(estimates[quantity.value]) for quantity in Quantity if quantity.value in estimates},
        why_out=reason,
        area_factor=question.scaling.factor(row.area_id) if not reason else Decimal(1),
    )


def _with_figures(row: BookRow, rated: Mapping[str, Mapping[str, object]]) -> BookRow:
    figures = rated[row.key]
    return BookRow(**{**vars(row), **{name: figures[name] for name in ("value", "value_for_money", "rank")}})


def _given(estimate: Estimate) -> Given:
    words = {name: getattr(estimate, name) for name in ("unit", "source", "source_date", "grade", "reason")}
    return Given(key=estimate.public_id, **{end: getattr(estimate, end) for end in ENDS}, **words)


def _given_answer(answer: PortfolioAnswer | None, way: str) -> GivenAnswer | None:
    found = answer.at_budget[way] if answer else None
    return GivenAnswer(frozenset(found["ids"]), found["cost"], found["value"]) if found else None
