"""A smallest set of constraints that cannot hold together.

First constraints are dropped one after another as long as the rest still conflicts, which leaves a set from which none can
be dropped. Whether a smaller one exists is settled by hitting sets: every set of constraints that can be given up to mend
the question must share a constraint with every conflict, so a smallest set that meets all mends found so far is either
a conflict itself (then none is smaller) or leads to one more mend (Ignatiev, Previti, Liffiton and Marques-Silva 2015).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lodestar.methods.base import Fault, FaultyInput
from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio import frontier as lists
from lodestar.methods.portfolio.problem import Problem, Row, decimal_of, figure, listed

_ROUNDS = 40


def no_choice(problem: Problem, budgets: Sequence[tuple[str, float]]) -> FaultyInput:
    """A fault for each constraint of a smallest set that cannot hold together."""
    limit = None
    if budgets:
        where, budget = max(budgets, key=lambda b: b[1])
        units = problem.cost_scale.most(decimal_of(budget))
        limit = Row(where, f"the budget is {figure(budget)}", dict(enumerate(problem.costs)), high=units)
    rows = smallest_conflict(problem, limit)
    if len(rows) == 1:
        return FaultyInput(
            [Fault(rows[0].where, f"cannot be kept by any choice: {rows[0].words}")], title="No portfolio keeps this constraint"
        )
    faults = []
    for row in rows:
        others = listed([r.words for r in rows if r is not row])
        faults.append(Fault(row.where, f"cannot hold together with the others named here: {row.words}, but {others}"))
    return FaultyInput(faults, title="These constraints cannot all hold together")


def smallest_conflict(problem: Problem, budget: Row | None) -> list[Row]:
    """Rows (the budget among them) that cannot hold together though any of them may be dropped; the question has no answer."""
    judge = _Judge(problem, budget)
    whole = frozenset(range(len(judge.rows)))
    found = _reduced(judge, whole)
    return [judge.rows[n] for n in sorted(_smaller(judge, whole, found))]


class _Judge:
    """Says whether rows conflict, and remembers."""

    def __init__(self, problem: Problem, budget: Row | None) -> None:
        self.rows: Sequence[Row] = (*problem.rows, *([budget] if budget else []))
        self._problem = problem
        self._limit = budget.high if budget else None
        self._too_large = _is_too_large(problem)
        self._known: dict[frozenset[int], bool] = {}

    def conflict(self, kept: frozenset[int]) -> bool:
        if kept not in self._known:
            budget_at = len(self._problem.rows)
            limit = self._limit if budget_at in kept else None
            question = self._problem.keeping(self.rows[n] for n in sorted(kept) if n != budget_at)
            self._known[kept] = not exact.is_possible(question, limit, too_large=self._too_large)
        return self._known[kept]


def _is_too_large(problem: Problem) -> bool:
    try:
        lists.least_cost(problem)
    except lists.TooLargeError:
        return True
    return False


def _reduced(judge: _Judge, conflict: frozenset[int]) -> frozenset[int]:
    for n in sorted(conflict):
        if judge.conflict(conflict - {n}):
            conflict = conflict - {n}
    return conflict


def _smaller(judge: _Judge, whole: frozenset[int], found: frozenset[int]) -> frozenset[int]:
    mends: list[frozenset[int]] = []
    for _ in range(_ROUNDS):
        meets = _smallest_meeting(mends, len(judge.rows))
        if len(meets) >= len(found):
            return found
        if judge.conflict(meets):
            return meets
        for n in sorted(whole - meets):
            if not judge.conflict(meets | {n}):
                meets = meets | {n}
        mends.append(whole - meets)
    return found


def _smallest_meeting(mends: Sequence[frozenset[int]], size: int) -> frozenset[int]:
    """A smallest set that shares a member with each of these."""
    if not mends:
        return frozenset()
    from scipy.optimize import Bounds, LinearConstraint, milp

    shares = np.array([[1.0 if n in mend else 0.0 for n in range(size)] for mend in mends])
    answer = milp(np.ones(size), constraints=LinearConstraint(shares, 1, np.inf), bounds=Bounds(0, 1), integrality=np.ones(size))
    return frozenset(int(n) for n in np.flatnonzero(np.round(answer.x)))
