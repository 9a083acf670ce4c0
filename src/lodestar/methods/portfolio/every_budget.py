"""Line and skip at every budget, so that a budget line can be moved without asking again.

At a budget, both answers follow from decisions that money settles: what fits when its turn comes, what must be forced in,
what leaves every constraint within reach. They stay as they are until the first budget at which one of these would fall
otherwise, which the walk itself notes (``next_budget``); there it is made anew. So the steps are exact.
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
        steps.append(WalkStep(problem.cost_scale.amount(budget), problem.choice(walked.line), problem.choice(walked.skip)))
    return Walks(tuple(steps), True)


def _walks(problem: Problem, budget: int) -> Iterator[tuple[int, Walked]]:
    walker = Walker(problem)
    following: int | None = budget
    while following is not None:
        walked = walker.walk(following)
        yield following, walked
        following = walked.next_budget
