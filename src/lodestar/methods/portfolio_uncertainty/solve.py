"""Many draws solved at once; the few that the search gives up are solved by the lists of undominated choices, or by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.problem import Problem, Row
from lodestar.methods.portfolio_uncertainty import search
from lodestar.methods.portfolio_uncertainty.question import OUT_IF_WORTHLESS, Bound, Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NODES = 100_000  # limits by work, not by time: the same question always gets the same answer
_NODES_IN_ALL = 200_000_000
_MOST_EXACT = 200
_ROUNDS, _FIRST_ROUNDS = 6, 300


@dataclass(frozen=True)
class Solved:
    """The best choice of each draw (draws × options, 1 where funded); whether any is possible; whether the best is proven."""

    chosen: Ints
    possible: NDArray[np.bool_]
    proven: NDArray[np.bool_]


class Solver:
    """Finds the best choice within the budget for any costs and values of the question's options."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._limits = _limits(tables.bounds, len(tables.settled), tables.costs)
        self._weights = np.zeros(len(tables.bounds))
        self._hint = np.zeros(len(tables.settled), np.int64)

    @cached_property
    def best(self) -> Solved:
        """The best choice at the best estimates, which also gives later searches their start."""
        return self.best_at(self.tables.values)

    def best_at(self, values: Floats) -> Solved:
        """The best choice at these values and the best costs; later searches start from it."""
        solved = self.solve(values[None, :], self.tables.costs[None, :], rounds=_FIRST_ROUNDS)
        self._hint = solved.chosen[0].copy()
        return solved

    def solve(self, values: Floats, costs: Floats, forced: Sequence[tuple[int, int]] | None = None, rounds: int = _ROUNDS) -> Solved:
        """``values``: draws × options in units; ``costs`` the same, or one row for all; ``forced``: by draw an option and its state."""
        tables = self.tables
        count = len(values)
        settle = np.array(forced, np.int64).reshape(-1, 2).T.copy() if forced is not None else np.full((2, count), -1, np.int64)
        chosen, ended, weights = search.best_choices(
            np.ascontiguousarray(values, np.float64),
            np.ascontiguousarray(costs, np.float64),
            tables.budget,
            tables.settled,
            settle,
            self._limits,
            self._weights,
            self._hint,
            rounds,
            _NODES,
            _NODES_IN_ALL,
        )
        if rounds == _FIRST_ROUNDS:
            self._weights = weights
        open_draws = np.flatnonzero((ended == search.GIVEN_UP) | (ended == search.TIED))
        possible, proven = ended != search.IMPOSSIBLE, ended != search.GIVEN_UP
        for d in open_draws[:_MOST_EXACT]:
            found = self._exactly(values[d], costs[d % len(costs)], (int(settle[0, d]), int(settle[1, d])))
            possible[d], proven[d] = found is not None, found is None or found.proven
            chosen[d] = 0
            chosen[d, sorted(found.chosen) if found else []] = 1
        return Solved(chosen, possible, proven)

    def _exactly(self, value: Floats, cost: Floats, forced: tuple[int, int]) -> exact.Best | None:
        problem = _drawn_problem(self.tables, value, cost, forced)
        solved = exact.solve(problem)
        return solved.within(int(self.tables.budget)) if solved else None


def _limits(bounds: Sequence[Bound], options: int, costs: Floats) -> search.Limits:
    places = [(i, r) for r, b in enumerate(bounds) for i in b.members]
    by_option = sorted((i, r, k) for k, (i, r) in enumerate(places))
    row = np.zeros((3, len(bounds) + 1), np.int64)
    row[search.START, 1:] = np.cumsum([len(b.members) for b in bounds])
    row[search.SPENDING, :-1] = [b.parts is None for b in bounds]
    row[search.CONDITION, :-1] = [b.condition for b in bounds]
    largest = [max((abs(costs[i]) for i in b.members), default=1.0) if b.parts is None else 1.0 for b in bounds]
    bound = np.array([[b.low for b in bounds], [b.high for b in bounds], [x or 1.0 for x in largest]], np.float64)
    member = np.array([[i for i, _ in places], [r for _, r, _ in by_option], [k for _, _, k in by_option]], np.int64)
    part = np.array([p for b in bounds for p in (b.parts or (0,) * len(b.members))], np.float64)
    of_start = np.searchsorted([i for i, _, _ in by_option], np.arange(options + 1)).astype(np.int64)
    return search.Limits(row, bound, member, part, of_start)


def _drawn_problem(tables: Tables, value: Floats, cost: Floats, forced: tuple[int, int]) -> Problem:
    """The draw as a portfolio question of its own."""
    worthless = (value <= 0) & (cost >= 0)
    settled = np.where(tables.settled == OUT_IF_WORTHLESS, np.where(worthless, -1, 0), tables.settled)
    if forced[0] >= 0:
        settled[forced[0]] = forced[1] if forced[1] > 0 else -1
    rows = [
        Row("", "", {int(i): 1}, low=1 if settled[i] > 0 else None, high=None if settled[i] > 0 else 0) for i in np.flatnonzero(settled)
    ]
    for b in tables.bounds:
        if b.condition < 0 or worthless[b.condition]:
            parts = [int(cost[i]) for i in b.members] if b.parts is None else b.parts
            low, high = (None if np.isinf(limit) else int(limit) for limit in (b.low, b.high))
            rows.append(Row("", "", {i: p for i, p in zip(b.members, parts, strict=True) if p}, low, high))
    return replace(tables.problem, costs=tuple(int(c) for c in cost), values=tuple(int(v) for v in value), rows=tuple(rows))


def warm() -> None:
    """Compile the search, or load it as compiled before, so that the first page that asks does not wait for it."""
    none = _limits((), 1, np.zeros(1))
    one, whole = np.ones((1, 1)), np.zeros(1, np.int64)
    search.best_choices(one, one, 1.0, whole, np.full((2, 1), -1, np.int64), none, np.zeros(0), whole, 1, 1, 1)
