"""Line and skip at every budget, so that a budget line can be moved without asking again.

At a budget, both answers follow from which options fit when their turn comes. They stay as they are until the budget grows
by the least that any option passed over for want of money was short of; there the walk is made anew. So the steps are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.models import Choice, PortfolioInput
from lodestar.methods.portfolio.problem import Problem, problem_of
from lodestar.methods.portfolio.walk import Walked, Walker

MOST_STEPS = 3000


@dataclass(frozen=True)
class WalkStep:
    """Line and skip from a budget up to the next step's."""

    from_budget: float
    line: Choice
    skip: Choice


@dataclass(frozen=True)
class Walks:
    """Every step by rising budget; not ``complete`` where there are more than could be listed, the dearest ones being left out."""

    steps: tuple[WalkStep, ...]
    complete: bool


def walks_at_every_budget(data: PortfolioInput, most: int = MOST_STEPS) -> Walks:
    """Line and skip at every budget at which some choice keeps every constraint; costs in the caller's unit."""
    problem = problem_of(data)
    start = exact.cheapest(problem)
    if start is None:
        return Walks((), True)
    steps: list[WalkStep] = []
    for budget, walked in _walks(problem, start):
        if len(steps) == most:
            return Walks(tuple(steps), False)
        steps.append(WalkStep(problem.cost_scale.amount(budget), _choice(problem, walked.line), _choice(problem, walked.skip)))
    return Walks(tuple(steps), True)


def _walks(problem: Problem, budget: int) -> Iterator[tuple[int, Walked]]:
    walker = Walker(problem)
    while True:
        walked = walker.walk(budget)
        yield budget, walked
        short = [over.needed - over.left for over in walked.passed_over.values() if over.reason == "money"]
        forced = _next_without_forcing(problem, walked, budget)
        following = [budget + min(short)] if short else []
        if forced is not None:
            following.append(forced)
        if not following:
            return
        budget = min(following)


def _next_without_forcing(problem: Problem, walked: Walked, budget: int) -> int | None:
    """Where options that free money are forced in to keep within the budget, the next budget that needs one fewer of them."""
    forced = walked.forced
    costs = [problem.cost(forced[:count]) for count in range(len(forced) + 1)] if forced else []
    above = [cost for cost in costs if cost > budget]
    return min(above) if above else None


def _choice(problem: Problem, chosen: frozenset[int]) -> Choice:
    return Choice(
        ids=problem.ids(chosen),
        cost=problem.cost_scale.amount(problem.cost(chosen)),
        value=problem.value_scale.amount(problem.value(chosen)),
    )
