"""From estimates to the portfolio method's input, and from its result to what the decide page shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.common.cells import safe_cell
from lodestar.common.money import pounds
from lodestar.methods.base import FaultyInput, run_json
from lodestar.prioritise.models import (
    FOUR_NUMBERS,
    Commitment,
    DataStanding,
    Estimate,
    Intervention,
    PortfolioConstraint,
    Programme,
    Quantity,
)
from lodestar.prioritise.queries.constraints import SetAside, constraints_of, sentence_of, sentences_behind, terms_of
from lodestar.prioritise.queries.horizon import Horizon, horizon_of
from lodestar.prioritise.queries.numbers import ENDS, current_estimates, first_year_cost, missing_numbers, plain_number, ranged
from lodestar.prioritise.queries.scaling import Scaling, scaling_of
from lodestar.prioritise.queries.wording import in_pounds
from lodestar.prioritise.states import InterventionState

METHOD = "portfolio"


@dataclass(frozen=True)
class KeptOut:
    """An intervention that is not weighed, and why: a missing number is never taken for nothing."""

    intervention: Intervention
    reason: str


@dataclass(frozen=True)
class PortfolioQuestion:
    """What a programme asks of the portfolio method: its input as plain data, and the rows behind it.

    Costs and the budget are pounds: the cash of the budget year, one-off cost and one year's cost. `unlike_units` names quantities
    whose estimates differ in unit, so that they cannot honestly be compared. `rules` are the constraints behind each place of the
    input, `set_aside` those that cannot be applied, `horizon` says what later years count for, and
    `scaling` what benefits of each area are multiplied by in three stages.
    """

    raw: dict[str, Any]
    interventions: Mapping[str, Intervention]
    estimates: Mapping[int, Mapping[str, Estimate]]
    kept_out: tuple[KeptOut, ...]
    unlike_units: tuple[str, ...]
    horizon: Horizon
    constraints: tuple[PortfolioConstraint, ...] = ()
    rules: Mapping[str, PortfolioConstraint] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    scaling: Scaling = field(default_factory=Scaling)

    @property
    def is_empty(self) -> bool:
        return not self.interventions

    def cash_of(self, row: Intervention) -> Decimal:
        """What an intervention costs in the budget year, in pounds."""
        return first_year_cost(self.estimates[row.pk])

    def asking(self, budget_pence: int) -> dict[str, Any]:
        """The input with a budget."""
        return {**self.raw, "budget": plain_number(Decimal(budget_pence) / 100)}


@dataclass(frozen=True)
class PortfolioAnswer:
    """A budget, the input that was asked with, and the method's result, both as plain data."""

    budget_pence: int
    raw: dict[str, Any]
    result: dict[str, Any]

    @property
    def digest(self) -> str:
        return str(self.result["inputs_digest"])

    @property
    def at_budget(self) -> dict[str, Any]:
        """The three answers at the budget: line, skip and optimum, each null where nothing keeps every constraint."""
        return dict(self.result["value"]["portfolios"][0])

    def funded_by(self, way: str) -> frozenset[str]:
        chosen = self.at_budget[way]
        return frozenset(chosen["ids"]) if chosen else frozenset()

    @property
    def rated(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.result["value"]["interventions"]}

    @property
    def differences(self) -> dict[str, dict[str, Any]]:
        """Why an intervention is in one answer and not in another, by its id."""
        optimum = self.at_budget["optimum"]
        return {one["id"]: {**one, "why": in_pounds(one["why"])} for one in optimum["differences"]} if optimum else {}


def portfolio_question(programme: Programme) -> PortfolioQuestion:
    """The portfolio method's input from the current estimates of the agreed interventions and the constraints in force.

    Five queries, and one more in three stages.

    Drafts, interventions with a number missing, and those of which too little is known are kept out, each with its reason.
    """
    found = Intervention.objects.filter(area__programme=programme).select_related("area", "follows")
    rows = list(found.order_by("area__position", "position", "pk"))
    estimates = current_estimates([row.pk for row in rows])
    scaling = scaling_of(programme)
    weighed: dict[str, Intervention] = {}
    kept_out = []
    for row in rows:
        reason = reason_to_keep_out(row, estimates.get(row.pk, {})) or scaling.reason_to_keep_out(row)
        if reason:
            kept_out.append(KeptOut(row, reason))
        else:
            weighed[row.public_id] = row
    horizon = horizon_of(programme)
    constraints = constraints_of(programme)
    terms = terms_of(constraints, weighed)
    raw = {"interventions": [_option(row, estimates[row.pk], horizon, scaling) for row in weighed.values()], **terms.fields}
    if any(row.is_running for row in weighed.values()):
        for option, row in zip(raw["interventions"], weighed.values(), strict=True):
            option["running"] = row.is_running
    units = _unlike_units([estimates[row.pk] for row in weighed.values()])
    return PortfolioQuestion(
        raw, weighed, estimates, tuple(kept_out), units, horizon, tuple(constraints), terms.behind, terms.set_aside, scaling
    )


def portfolio_input(programme: Programme, budget_pence: int | None = None) -> dict[str, Any]:
    """What `lodestar run portfolio` takes: the input behind the decide page, as plain data."""
    question = portfolio_question(programme)
    return question.raw if budget_pence is None else question.asking(budget_pence)


def portfolio_answer(question: PortfolioQuestion, budget_pence: int) -> PortfolioAnswer:
    """Runs the method at a budget. Raises FaultyInput when no portfolio keeps every commitment within it."""
    raw = question.asking(budget_pence)
    return PortfolioAnswer(budget_pence, raw, run_portfolio(raw))


def conflict_in_words(question: PortfolioQuestion, fault: FaultyInput, budget_pence: int | None = None) -> list[str]:
    """The smallest set of rules that cannot hold together, each as people say it; empty when the fault is of another kind."""
    rows = list(question.interventions.values())
    budget = "" if budget_pence is None else _("The budget is %(budget)s.") % {"budget": pounds(budget_pence)}
    return sentences_behind(fault.faults, question.rules, rows, budget)


def words_of(fault: FaultyInput) -> str:
    """Why there is no answer, in one sentence."""
    problems = "; ".join(one.problem for one in fault.faults)
    return _("%(title)s: %(problems)s.") % {"title": fault.title, "problems": problems}


def run_portfolio(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the method on plain data. Of the same input it is worked out once a process; each caller gets a copy of its own."""
    result: dict[str, Any] = json.loads(_run(json.dumps(raw, sort_keys=True, ensure_ascii=False)))
    return result


@lru_cache(maxsize=32)
def _run(text: str) -> str:
    return json.dumps(run_json(METHOD, text))


def reason_to_keep_out(intervention: Intervention, estimates: Mapping[str, Estimate]) -> str:
    """Why an intervention is not weighed; empty when it is."""
    missing = missing_numbers(estimates)
    if missing:
        return _("Not weighed: there is no number yet for %(numbers)s.") % {"numbers": get_text_list(missing, _("and"))}
    if intervention.state == InterventionState.DRAFT:
        return _("Not weighed: it is a draft that nobody has agreed yet.")
    if intervention.data_standing == DataStanding.KEPT_OUT:
        return _("Not weighed: too little is known of it. %(reason)s") % {"reason": intervention.data_standing_reason}
    return ""


def _option(row: Intervention, estimates: Mapping[str, Estimate], horizon: Horizon, scaling: Scaling) -> dict[str, Any]:
    given = {quantity.value: ranged(*(getattr(estimates[quantity.value], end) for end in ENDS)) for quantity in FOUR_NUMBERS}
    cash = ranged(*(first_year_cost(estimates, end) for end in ENDS))
    option = {"id": row.public_id, "name": row.name, "area": row.area.public_id, **given, "cost": cash, "commitment": row.commitment}
    return option | horizon.fields(estimates) | scaling.fields(row, estimates)


def _unlike_units(weighed: Iterable[Mapping[str, Estimate]]) -> tuple[str, ...]:
    units: dict[str, dict[str, str]] = defaultdict(dict)
    for estimates in weighed:
        for quantity in (Quantity.BENEFIT, Quantity.COST):
            unit = estimates[quantity.value].unit
            units[quantity.value].setdefault(unit.casefold(), unit)
    return tuple(
        _("%(number)s is given in different units: %(units)s.")
        % {"number": Quantity(quantity).label, "units": get_text_list(sorted(names.values()), _("and"))}
        for quantity, names in units.items()
        if len(names) > 1
    )


def portfolio_table(question: PortfolioQuestion) -> list[list[Any]]:
    """The figures that go into the calculation as rows for a spreadsheet, those kept out at the end with their reason."""
    head = ["id", "name", "area", "state", "commitment"]
    head += [f"{quantity.value}_{end}" for quantity in Quantity for end in ("low", "best", "high", "unit")]
    rows = [_table_row(question, row, "") for row in question.interventions.values()]
    rows += [_table_row(question, one.intervention, one.reason) for one in question.kept_out]
    return [[*head, "kept_out_because"], *rows]


def _table_row(question: PortfolioQuestion, row: Intervention, reason: str) -> list[Any]:
    cells: list[Any] = [row.public_id, row.name, str(row.area), row.state, row.commitment]
    estimates = question.estimates.get(row.pk, {})
    for quantity in Quantity:
        given = estimates.get(quantity.value)
        cells += [plain_number(given.low), plain_number(given.best), plain_number(given.high), given.unit] if given else [""] * 4
    return [safe_cell(cell) for cell in [*cells, reason]]


@dataclass(frozen=True)
class Settled:
    """What is settled before anything is worked out: rules, fixed interventions, those kept in on judgement, and those kept out."""

    rules: tuple[tuple[PortfolioConstraint, str, str], ...]
    fixed: tuple[Intervention, ...]
    kept_in: tuple[Intervention, ...]
    kept_out: tuple[KeptOut, ...]


def settled_of(question: PortfolioQuestion) -> Settled:
    """Each rule with its sentence and, where it cannot be applied, why; then what is fixed, kept in and kept out."""
    reasons = {one.constraint.pk: one.reason for one in question.set_aside}
    rows = [*question.interventions.values(), *(one.intervention for one in question.kept_out)]
    return Settled(
        rules=tuple((one, sentence_of(one), reasons.get(one.pk, "")) for one in question.constraints),
        fixed=tuple(row for row in rows if row.commitment != Commitment.OPEN),
        kept_in=tuple(row for row in rows if row.data_standing == DataStanding.KEPT_IN),
        kept_out=question.kept_out,
    )


def conflict_of(question: PortfolioQuestion) -> list[str]:
    """A smallest set of rules that cannot hold together at any budget, in plain words; empty where they can."""
    if question.is_empty:
        return []
    try:
        run_portfolio(question.raw)
    except FaultyInput as fault:
        return conflict_in_words(question, fault) or [words_of(fault)]
    return []
