"""The optimum by mixed-integer programming (HiGHS), for questions whose undominated portfolios are too many to list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from lodestar.methods.base import Fault, FaultyInput
from lodestar.methods.portfolio.problem import Problem

_NODES = 200_000  # a limit by work, not by time: the same question always gets the same answer
_INFEASIBLE = 2  # SciPy's status
_CUTS = 50
_LARGEST = 1e4  # HiGHS judges sums to about 1e-6, and well only where coefficients are neither large nor small

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """A portfolio that keeps every row in whole numbers, and the most that a better one could reach."""

    chosen: frozenset[int]
    proven: bool
    bound: int


def best_within(problem: Problem, budget: int) -> Found | None:
    """The portfolio of highest value within a budget, the cheapest of such; None when there is none."""
    found = _solve(problem, [-v for v in problem.values], budget, None)
    if found is None or not found.proven:
        return found
    cheaper = _solve(problem, list(problem.costs), budget, problem.value(found.chosen))
    if cheaper is None or problem.cost(cheaper.chosen) >= problem.cost(found.chosen):
        return found
    return Found(cheaper.chosen, found.proven, found.bound)


def cheapest_worth(problem: Problem, value: int) -> frozenset[int] | None:
    """The cheapest portfolio with at least this value; None when there is none."""
    found = _solve(problem, list(problem.costs), None, value)
    return None if found is None else found.chosen


def cheapest(problem: Problem) -> int | None:
    """Cost of the cheapest portfolio that keeps every row; None when there is none."""
    found = _solve(problem, list(problem.costs), None, None)
    return None if found is None else problem.cost(found.chosen)


def is_possible(problem: Problem, budget: int | None) -> bool:
    """Whether some portfolio within the budget keeps every row."""
    return _solve(problem, [0] * len(problem.costs), budget, None) is not None


def _solve(problem: Problem, objective: list[int], budget: int | None, value: int | None) -> Found | None:
    goal, size = _sized(objective)
    constraints = _constraints(problem, budget, value)
    cuts: list[LinearConstraint] = []
    proven = True
    for _ in range(_CUTS):
        options = {"mip_rel_gap": 0.0, "node_limit": _NODES}
        answer = milp(goal, constraints=[*constraints, *cuts], bounds=Bounds(0, 1), integrality=np.ones(len(goal)), options=options)
        proven = proven and answer.status == 0
        if answer.x is None:
            if _is_infeasible(answer):
                return None
            words = "are too many, and too closely linked, to find a choice that keeps all constraints"
            raise FaultyInput([Fault("interventions", words)])
        chosen = frozenset(int(i) for i in np.flatnonzero(np.round(answer.x)))
        if _keeps(problem, chosen, budget, value):
            bound = max(-sum(objective[i] for i in chosen), round(-float(answer.mip_dual_bound) / size) if not proven else 0)
            return Found(chosen, proven, bound)
        cuts.append(_not_again(chosen, len(goal)))
    return None


def _is_infeasible(answer: Any) -> bool:
    """Whether HiGHS says so, also as "unbounded or infeasible": with every option at 0 or 1 nothing is unbounded."""
    return answer.status == _INFEASIBLE or "nfeasible" in answer.message


def _keeps(problem: Problem, chosen: frozenset[int], budget: int | None, value: int | None) -> bool:
    """Whether whole numbers agree with what HiGHS judged in floating point."""
    within = budget is None or problem.cost(chosen) <= budget
    return within and (value is None or problem.value(chosen) >= value) and all(r.holds(chosen) for r in problem.rows)


def _constraints(problem: Problem, budget: int | None, value: int | None) -> list[LinearConstraint]:
    width = len(problem.options)
    made = [_row([row.parts.get(i, 0) for i in range(width)], row.low, row.high) for row in problem.rows]
    if budget is not None:
        made.append(_row(list(problem.costs), None, budget))
    if value is not None:
        made.append(_row(list(problem.values), value, None))
    return made


def _row(parts: list[int], low: int | None, high: int | None) -> LinearConstraint:
    sized, size = _sized(parts)
    return LinearConstraint(sized, -np.inf if low is None else low * size, np.inf if high is None else high * size)


def _sized(parts: list[int]) -> tuple[_Floats, float]:
    size = _LARGEST / max(_LARGEST, *(abs(p) for p in parts))
    return np.array([p * size for p in parts], dtype=np.float64), size


def _not_again(chosen: frozenset[int], width: int) -> LinearConstraint:
    """Any portfolio but this one."""
    signs = np.array([-1.0 if i in chosen else 1.0 for i in range(width)])
    return LinearConstraint(signs, 1 - len(chosen), np.inf)
