"""What the formulas of the workbook come to now: kept in the file beside them, for programs that show a workbook without working it out."""

from __future__ import annotations

from decimal import Decimal

from lodestar.prioritise.models import Commitment, Quantity
from lodestar.prioritise.queries.scaling import six_digits
from lodestar.prioritise.workbooks.layout import Book, BookRow


class Worked:
    """What the formulas of an intervention come to now."""

    def __init__(self, book: Book, row: BookRow) -> None:
        cost_years, benefit_years = (sum(1 / (1 + rate) ** n for n in range(book.years)) for rate in (book.cost_rate, book.benefit_rate))
        best = {quantity: given.best for quantity, given in row.numbers.items()}
        once = best.get(Quantity.ONE_OFF_COST, Decimal(0))
        self.people = float((best[Quantity.PEOPLE] * benefit_years).quantize(Decimal("0.0001")))
        benefit = best[Quantity.BENEFIT]
        self.benefit = float(six_digits(benefit * row.area_factor) if book.is_scaled else benefit)
        self.probability = float(best[Quantity.PROBABILITY])
        self.exact_cash = best[Quantity.COST] + once
        self.cash = float(self.exact_cash)
        self.compared = float(once + (best[Quantity.COST] * cost_years).quantize(Decimal("0.0001")))
        self.kind = (1 if row.value > 0 else 2) if self.compared > 0 else 0 if row.value > 0 else 3 if self.compared < 0 else 4
        ratio = round(row.value / self.compared, 12) if self.compared else 0.0
        self.order = ratio if self.compared > 0 else -ratio if self.kind == 3 else 0.0  # noqa: PLR2004 — frees money at a loss


class WalkStep:
    """What the table under the budget says of one intervention now."""

    def __init__(self) -> None:
        self.on_frontier = self.line = self.stopped = self.skip = False
        self.cumulative_cost = self.cumulative_value = self.line_spent = self.skip_spent = 0.0


class Walks:
    """The two walks as the formulas do them now; which interventions they fund is the site's own answer to the same question."""

    def __init__(self, book: Book) -> None:
        self.line, self.skip = book.line, book.skip
        self.rows = sorted(book.weighed, key=lambda row: row.rank)
        self.figures = {row.key: Worked(book, row) for row in self.rows}
        musts = [row for row in self.rows if row.commitment == Commitment.MUST.label]
        self.must_cost = float(sum((self.figures[row.key].exact_cash for row in musts), Decimal(0)))
        self.steps = {row.key: WalkStep() for row in self.rows}
        fits = Decimal(str(self.must_cost)) <= book.budget
        cost = value = line = skip = Decimal(0)
        line = skip = Decimal(str(self.must_cost))
        stopped = False
        for row in self.rows:
            step, cash = self.steps[row.key], self.figures[row.key].exact_cash
            is_open = row.value > 0 and row.commitment == Commitment.OPEN.label
            step.on_frontier = row.value > 0 and row.commitment != Commitment.NEVER.label
            if step.on_frontier:
                cost, value = cost + cash, value + Decimal(str(row.value))
                step.cumulative_cost, step.cumulative_value = float(cost), float(value)
            step.line, step.skip = fits and row.key in self.line, fits and row.key in self.skip
            stopped = stopped or (is_open and cash > book.budget - line)
            line += cash if step.line and is_open else Decimal(0)
            skip += cash if step.skip and is_open else Decimal(0)
            step.stopped, step.line_spent, step.skip_spent = stopped, float(line), float(skip)

    def sums(self, way: frozenset[str]) -> tuple[float, float]:
        cost = sum((self.figures[key].exact_cash for key in way), Decimal(0))
        value = sum((Decimal(str(row.value)) for row in self.rows if row.key in way), Decimal(0))
        return float(cost), float(value)
