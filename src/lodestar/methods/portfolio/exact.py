"""The best portfolio within each budget: from the list of undominated ones, or by HiGHS where that list is too long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from lodestar.methods.portfolio import frontier as lists
from lodestar.methods.portfolio.problem import Problem


@dataclass(frozen=True)
class Best:
    """A best portfolio; ``tied`` when another has the same value at the same cost."""

    chosen: frozenset[int]
    proven: bool = True
    gap: float = 0.0
    tied: bool = False


@dataclass(frozen=True)
class Solved:
    """The best within any budget, the cheapest worth any value, and all undominated portfolios (None when they are too many)."""

    within: Callable[[int], Best | None]
    worth: Callable[[int], frozenset[int] | None]
    states: lists.States | None


def solve(problem: Problem) -> Solved | None:
    """The question solved for every budget; None when no portfolio keeps every row."""
    try:
        states = lists.frontier(problem)
    except lists.TooLargeError:
        from lodestar.methods.portfolio import highs  # SciPy is loaded only where it is needed

        if not highs.is_possible(problem, None):
            return None
        return Solved(lambda budget: _by_highs(problem, budget), lambda value: highs.cheapest_worth(problem, value), None)
    if states is None:
        return None
    return Solved(lambda budget: _from_list(states, budget), lambda value: _worth_from_list(states, value), states)


def is_possible(problem: Problem, budget: int | None, *, too_large: bool = False) -> bool:
    """Whether some portfolio within the budget (any budget for None) keeps every row; ``too_large`` spares trying the lists."""
    if not too_large:
        try:
            least = lists.least_cost(problem)
            return least is not None and (budget is None or least <= budget)
        except lists.TooLargeError:
            pass
    from lodestar.methods.portfolio import highs

    return highs.is_possible(problem, budget)


def cheapest(problem: Problem) -> int | None:
    """Cost of the cheapest portfolio that keeps every row; None when there is none."""
    try:
        return lists.least_cost(problem)
    except lists.TooLargeError:
        from lodestar.methods.portfolio import highs

        return highs.cheapest(problem)


def _from_list(states: lists.States, budget: int) -> Best | None:
    place = states.at(budget)
    return None if place is None else Best(states.members(place), tied=bool(states.tied[place]))


def _worth_from_list(states: lists.States, value: int) -> frozenset[int] | None:
    place = states.worth(value)
    return None if place is None else states.members(place)


def _by_highs(problem: Problem, budget: int) -> Best | None:
    from lodestar.methods.portfolio import highs

    found = highs.best_within(problem, budget)
    if found is None:
        return None
    value = problem.value(found.chosen)
    gap = 0.0 if found.proven else (found.bound - value) / max(abs(value), 1)
    return Best(found.chosen, found.proven, gap)


def member_lists(states: lists.States, places: Iterable[int], ids: list[str]) -> list[list[str]]:
    """Ids of the members of many portfolios at once."""
    import numpy as np

    chosen = np.fromiter(places, np.intp)
    if not len(chosen):
        return []
    words = np.stack([s[chosen] for s in states.sets], axis=1).astype(">u8")
    bits = np.unpackbits(words.view(np.uint8).reshape(len(chosen), -1), axis=1)[:, : len(ids)]
    rows, columns = np.nonzero(bits)
    names = np.array(ids, dtype=object)[columns].tolist()
    ends = np.searchsorted(rows, np.arange(len(chosen) + 1)).tolist()
    return [names[a:b] for a, b in pairwise(ends)]
