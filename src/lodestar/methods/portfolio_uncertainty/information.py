"""What knowing more is worth before choosing: all values (EVPI), or one number or intervention (EVPPI).

Costs are held at best: then every choice stays possible whatever is learnt, and knowing more can never be worth less than
nothing. Value adds up over interventions and draws are independent, so with the value of one intervention known the best
choice is one of two: the best that funds it and the best that does not, at the expected values of the others. Which of the
two turns at one threshold, and what is gained past it is the mean of how far the draws lie beyond (Raiffa and Schlaifer 1961).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio.models import Choice
from lodestar.methods.portfolio_uncertainty.draws import mean_of
from lodestar.methods.portfolio_uncertainty.models import InformationValue
from lodestar.methods.portfolio_uncertainty.question import VALUE_FIELDS, Draws, Tables, expected_values
from lodestar.methods.portfolio_uncertainty.solve import Solved, Solver

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Information:
    """The choice of highest expected value, and what it would be worth to know more than that."""

    current: Choice
    evpi: float
    evppi: tuple[InformationValue, ...]


def information(tables: Tables, draws: Draws, solved: Solved) -> Information:
    """``solved``: the best choice of each draw, used again where its costs are the best costs anyway."""
    expected, solver, now = _as_expected(tables)
    same = len(draws.costs) == 1 and bool(((draws.values > 0) == (tables.values > 0)).all())
    best = solved if same else solver.solve(draws.values, tables.costs[None, :])
    regret = np.maximum(((best.chosen - now.chosen[0]) * draws.values).sum(axis=1), 0)
    unit = 10.0**tables.value_scale.places
    chosen = tables.choice(now.chosen[0])
    current = Choice(ids=chosen.ids, cost=chosen.cost, value=float(expected @ now.chosen[0]) / unit)
    return Information(current, float(regret.mean() / unit), value_of_each(tables, draws))


def value_of_each(tables: Tables, draws: Draws) -> tuple[InformationValue, ...]:
    """What each number, and each intervention's value, would be worth to know; the largest first."""
    expected, solver, now = _as_expected(tables)
    thresholds = _thresholds(solver, expected, now) / 10.0**tables.value_scale.places
    return tuple(sorted(_by_number(tables, draws, now, thresholds), key=lambda e: (-e.value, e.id, e.field)))


def _as_expected(tables: Tables) -> tuple[Floats, Solver, Solved]:
    """Expected values, and the choice of highest expected value at the best costs."""
    expected = expected_values(tables)
    solver = Solver(tables.frozen())
    return expected, solver, solver.best_at(expected)


def _thresholds(solver: Solver, expected: Floats, now: Solved) -> Floats:
    """The value of each option at which the best choice turns to fund it, or no longer to; infinite where none does."""
    options = len(expected)
    funded = now.chosen[0]
    turned = [(i, -1 if funded[i] else 1) for i in range(options)]
    other = solver.solve(np.tile(expected, (options, 1)), solver.tables.costs[None, :], forced=turned)
    loss = expected @ funded - other.chosen @ expected
    away = np.where(funded, -1, 1) * loss
    fixed = (solver.tables.settled == 1) | (solver.tables.settled == -1)
    never = np.where(funded, -math.inf, math.inf)
    return np.where(fixed | ~other.possible, never, expected + away)


def _by_number(tables: Tables, draws: Draws, now: Solved, thresholds: Floats) -> list[InformationValue]:
    found = []
    unit = 10.0**tables.value_scale.places
    for i, given in enumerate(tables.given):
        side = -1.0 if now.chosen[0, i] else 1.0
        means = {name: mean_of(getattr(given, name), tables.data.distribution) for name in VALUE_FIELDS}
        for name in VALUE_FIELDS:
            drawn = draws.fields[i][name]
            if isinstance(drawn, np.ndarray):
                others = math.prod(mean for other, mean in means.items() if other != name)
                found.append(InformationValue(id=given.id, field=name, value=_beyond(drawn * others, thresholds[i], side)))
        found.append(InformationValue(id=given.id, field="value", value=_beyond(draws.values[:, i] / unit, thresholds[i], side)))
    return found


def _beyond(values: Floats, threshold: float, side: float) -> float:
    """Mean of how far the values lie past a threshold: above it for one not funded now, below it for one that is."""
    return float(np.maximum(side * (values - threshold), 0).mean()) if math.isfinite(threshold) else 0.0
