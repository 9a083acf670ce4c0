"""What the answer at every budget says: in which ranges each intervention is funded, and the least budget that keeps every rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.methods.base import FaultyInput, read_input
from lodestar.methods.portfolio import PortfolioInput
from lodestar.methods.portfolio.problem import problem_of
from lodestar.prioritise.models import PortfolioConstraint
from lodestar.prioritise.queries.portfolio import METHOD, PortfolioAnswer, PortfolioQuestion, run_portfolio


@dataclass(frozen=True)
class FundedRange:
    """Budgets in pounds between which the best there is funds an intervention: from the first up to, not including, the second."""

    start: float
    end: float | None


def funded_ranges(answer: PortfolioAnswer) -> dict[str, tuple[FundedRange, ...]] | None:
    """For each intervention the ranges of budget in which the optimum funds it, by rising budget; None where not every budget is known."""
    value = answer.result["value"]
    if not value["optimum_frontier_complete"]:
        return None
    found: dict[str, list[FundedRange]] = {one["id"]: [] for one in value["interventions"]}
    since: dict[str, float] = {}
    for step in value["optimum_frontier"]:
        now = set(step["ids"])
        for key in [key for key in since if key not in now]:
            found[key].append(FundedRange(since.pop(key), step["cost"]))
        for key in now - since.keys():
            since[key] = step["cost"]
    for key, start in since.items():
        found[key].append(FundedRange(start, None))
    return {key: tuple(ranges) for key, ranges in found.items()}


def least_budget(question: PortfolioQuestion) -> float | None:
    """The least budget in pounds at which every rule can be kept; None where the rules conflict whatever the budget."""
    try:
        frontier = run_portfolio(question.raw)["value"]["optimum_frontier"]
    except FaultyInput:
        return None
    return float(frontier[0]["cost"]) if frontier else None


def rules_in_force(question: PortfolioQuestion) -> list[PortfolioConstraint]:
    """The constraints that every answer keeps, each once."""
    return list({rule.pk: rule for rule in question.rules.values()}.values())


def broken_rules(question: PortfolioQuestion, chosen: frozenset[str]) -> list[PortfolioConstraint]:
    """The constraints that a choice does not keep, each once."""
    if not question.rules:
        return []
    problem = problem_of(_input(question.raw))
    members = frozenset(i for i, option in enumerate(problem.options) if option.id in chosen)
    broken = [question.rules[row.where] for row in problem.rows if row.where in question.rules and not row.holds(members)]
    return list({rule.pk: rule for rule in broken}.values())


def _input(raw: Mapping[str, Any]) -> PortfolioInput:
    data = read_input(METHOD, raw)
    assert isinstance(data, PortfolioInput)  # noqa: S101 — what the method's own reader gives
    return data
