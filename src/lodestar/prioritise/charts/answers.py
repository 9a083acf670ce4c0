"""The decide page's pictures and table, from the portfolio question and its answer: figures are put into words here, none is worked out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from lodestar.methods.base import read_input
from lodestar.methods.portfolio import PortfolioInput
from lodestar.methods.portfolio.every_budget import Walks, walks_at_every_budget
from lodestar.prioritise.models import FOUR_NUMBERS, Estimate, Intervention
from lodestar.prioritise.queries import PortfolioAnswer, PortfolioQuestion
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.frontier import Answer, Frontier, Step
from lodestar.ui.charts.numbers import alike, short_money, whole_money
from lodestar.ui.charts.triangles import Option, ValueTriangles

OPTIMUM, LINE, SKIP = "optimum", "line", "skip"
WAYS = (OPTIMUM, LINE, SKIP)


@dataclass(frozen=True)
class WeighedRow:
    """An intervention as the decide page lists it: its numbers, value, value for money, and which answers fund it."""

    intervention: Intervention
    rank: int
    people: Estimate
    benefit: Estimate
    probability: Estimate
    cost: Estimate
    cash: str
    value: str
    per_thousand: str
    is_dominant: bool
    is_never_worth_funding: bool
    in_ways: tuple[str, ...]
    why: str
    is_chosen: bool

    @property
    def stands_apart(self) -> bool:
        """Out of the order by value for money: what comes first whatever the budget, and what is never worth it."""
        return self.is_dominant or self.is_never_worth_funding


def words_of_ways() -> dict[str, tuple[str, str]]:
    """Each way to choose: what it is called, and how it goes."""
    return {
        OPTIMUM: (_("The best there is"), _("The most value that the money can buy, proven.")),
        LINE: (_("Draw the line"), _("In order of value for money, stopping at the first that does not fit.")),
        SKIP: (_("Skip what does not fit"), _("In order of value for money, passing over what does not fit.")),
    }


def weighed_rows(question: PortfolioQuestion, answer: PortfolioAnswer, way: str) -> list[WeighedRow]:
    """Every weighed intervention, best value for money first."""
    funded = {each: answer.funded_by(each) for each in WAYS}
    written = _written(answer)
    rows = [_weighed(question, answer, key, funded, way, written[key]) for key in question.interventions]
    return sorted(rows, key=lambda row: row.rank)


def _written(answer: PortfolioAnswer) -> dict[str, tuple[str, str]]:
    """Value and value per £1,000 of each, written alike down the column; no ratio where the cost is nothing or less."""
    rated = answer.rated
    ratios = {key: one["value_for_money"] * 1000 for key, one in rated.items() if one["value_for_money"] is not None}
    of_ratio = dict(zip(ratios, alike(ratios.values()), strict=True))
    values = alike(one["value"] for one in rated.values())
    return {key: (value, of_ratio.get(key, "")) for key, value in zip(rated, values, strict=True)}


def _weighed(  # noqa: PLR0917 — one row, from all that is known of it
    question: PortfolioQuestion, answer: PortfolioAnswer, key: str, funded: dict[str, frozenset[str]], way: str, written: tuple[str, str]
) -> WeighedRow:
    rated, row = answer.rated[key], question.interventions[key]
    numbers = {quantity.value: question.estimates[row.pk][quantity.value] for quantity in FOUR_NUMBERS}
    return WeighedRow(
        intervention=row,
        rank=rated["rank"],
        cash=whole_money(float(question.cash_of(row))),
        value=written[0],
        per_thousand=written[1],
        is_dominant=rated["dominant"],
        is_never_worth_funding=rated["never_worth_funding"],
        in_ways=tuple(each for each in WAYS if key in funded[each]),
        why=answer.differences.get(key, {}).get("why", ""),
        is_chosen=key in funded[way],
        **numbers,
    )


def triangles(question: PortfolioQuestion, answer: PortfolioAnswer, way: str, *, csv_url: str = "") -> ValueTriangles:
    """Every weighed intervention as a triangle, best value for money first."""
    chosen = answer.funded_by(way)
    order = sorted(question.interventions, key=lambda key: answer.rated[key]["rank"])
    options = _options(question, answer, order, chosen)
    best = question.interventions[order[0]]
    return ValueTriangles(
        Finding(
            "triangles",
            _("%(name)s gives the most for the money") % {"name": best},
            _("Steep is good value: much gained for little spent."),
            csv_url=csv_url,
        ),
        options,
        _("Value"),
        ratio_label=_("Per £1,000"),
    )


def frontier(question: PortfolioQuestion, answer: PortfolioAnswer, way: str, *, action: str, csv_url: str) -> Frontier | None:
    """The efficiency frontier with all three answers at every budget; None when nothing is worth funding."""
    steps = answer.result["value"]["efficiency_frontier"]
    if not steps:
        return None
    laid = [step["id"] for step in steps]
    chosen = answer.funded_by(way)
    others = [key for key in question.interventions if key not in set(laid)]
    walks = _walks(answer)
    return Frontier(
        finding=Finding("frontier", "", _("Move the budget line, or type a budget."), csv_url=csv_url, source=_limits(answer, walks)),
        options=_options(question, answer, laid, chosen),
        curve=tuple((step["cumulative_cost"], step["cumulative_value"]) for step in steps),
        budget=answer.budget_pence / 100,
        answers=_answers(answer, walks),
        total_value=steps[-1]["cumulative_value"],
        chosen=way,
        others=_options(question, answer, others, chosen),
        value_label=_("Value"),
        ratio_label=_("Per £1,000"),
        sentence=_("{budget} buys {share} of the value on the table"),
        action=action,
    )


def _answers(answer: PortfolioAnswer, walks: Walks) -> tuple[Answer, ...]:
    words = words_of_ways()
    steps = {
        OPTIMUM: tuple(Step(one["cost"], one["value"], tuple(one["ids"])) for one in answer.result["value"]["optimum_frontier"]),
        LINE: _merged((one.from_budget, one.line) for one in walks.steps),
        SKIP: _merged((one.from_budget, one.skip) for one in walks.steps),
    }
    return tuple(Answer(way, *words[way], steps[way]) for way in WAYS)


def _merged(walked: Any) -> tuple[Step, ...]:
    """Steps without those at which nothing changes."""
    steps: list[Step] = []
    for budget, choice in walked:
        keys = tuple(choice.ids)
        if not steps or steps[-1].keys != keys:
            steps.append(Step(choice.cost, choice.value, keys, budget))
    return tuple(steps)


def _walks(answer: PortfolioAnswer) -> Walks:
    return _walks_of(json.dumps({key: value for key, value in answer.raw.items() if key != "budget"}, sort_keys=True))


@lru_cache(maxsize=16)
def _walks_of(text: str) -> Walks:
    """The walks do not depend on the budget asked about: of one set of figures they are made once a process."""
    data = read_input("portfolio", json.loads(text))
    assert isinstance(data, PortfolioInput)  # noqa: S101 — what the method's own reader gives
    return walks_at_every_budget(data)


def _limits(answer: PortfolioAnswer, walks: Walks) -> str:
    """What the picture cannot promise, where there are too many choices to list them all."""
    said = []
    if not answer.result["value"]["optimum_frontier_complete"]:
        said.append(_("There are too many choices to list the best at every budget: the best there is is shown at the budget asked about."))
    if not walks.complete:
        last = short_money(walks.steps[-1].from_budget)
        said.append(_("Drawing the line and skipping are shown for budgets up to %(sum)s.") % {"sum": last})
    return " ".join(said)


def _options(question: PortfolioQuestion, answer: PortfolioAnswer, keys: Iterable[str], funded: frozenset[str]) -> tuple[Option, ...]:
    written, rated = _written(answer), answer.rated
    costs = {one["id"]: best_number(one["cost"]) for one in answer.raw["interventions"]}
    return tuple(
        Option(
            key, question.interventions[key].name, costs[key], rated[key]["value"], key in funded, written[key][1], str(rated[key]["rank"])
        )
        for key in keys
    )


def best_number(given: Any) -> float:
    """The best estimate of a number as the method takes it: plain, or with its ends."""
    return float(given["best"] if isinstance(given, Mapping) else given)


def budget_to_begin_with(question: PortfolioQuestion) -> int:
    """Where the budget line stands before anyone has named a budget: half of what everything would cost, in whole £1,000, as pence."""
    costs = [question.cash_of(row) for row in question.interventions.values()]
    half = sum((cost for cost in costs if cost > 0), Decimal(0)) / 2
    return int(half // 1000) * 1000 * 100 if half >= 1000 else int(half) * 100  # noqa: PLR2004 — a thousand pounds


def most_that_can_be_spent(question: PortfolioQuestion) -> int:
    """What everything that costs something would cost together, in whole pounds: where the budget line ends."""
    costs = (question.cash_of(row) for row in question.interventions.values())
    return max(int(sum((cost for cost in costs if cost > 0), Decimal(0))), 1)


def finding_in_words(answer: PortfolioAnswer, way: str) -> str:
    """The decide page in a sentence."""
    chosen = answer.at_budget[way]
    if chosen is None:
        return _("Nothing within this budget keeps every commitment.")
    words = _("%(budget)s funds %(count)d of %(all)d interventions and leaves %(left)s.")
    left = short_money(answer.budget_pence / 100 - chosen["cost"])
    count, everything = len(chosen["ids"]), len(answer.rated)
    return words % {"budget": short_money(answer.budget_pence / 100), "count": count, "all": everything, "left": left}
