"""The optimum's value with each number at its low and high end, all others at best."""

from __future__ import annotations

import numpy as np

from lodestar.methods.portfolio.models import Range, ShareRange
from lodestar.methods.portfolio.problem import decimal_of
from lodestar.methods.portfolio_uncertainty.models import TornadoBar
from lodestar.methods.portfolio_uncertainty.question import FIELDS, Tables
from lodestar.methods.portfolio_uncertainty.solve import Solver


def tornado(tables: Tables, solver: Solver) -> list[TornadoBar]:
    """One bar for each number with a range, the widest first."""
    ranged = [
        (i, field, estimate.low, estimate.high)
        for i, given in enumerate(tables.given)
        for field in FIELDS
        if isinstance(estimate := getattr(given, field), Range | ShareRange)
    ]
    if not ranged:
        return []
    values = np.tile(tables.values, (2 * len(ranged), 1))
    costs = np.tile(tables.costs, (2 * len(ranged), 1))
    for n, (i, field, *ends) in enumerate(ranged):
        for side, end in enumerate(ends):
            if field == "cost":
                costs[2 * n + side, i] = tables.cost_scale.units(decimal_of(end))
            else:
                values[2 * n + side, i] = tables.value_with(i, field, end)
    solved = solver.solve(values, costs)
    worth = (solved.chosen * values).sum(axis=1) / 10.0**tables.value_scale.places
    changes = (solved.chosen != solver.best.chosen[0]).any(axis=1) | ~solved.possible
    bars = []
    for n, (i, field, low, high) in enumerate(ranged):
        at_low, at_high = (float(worth[k]) if solved.possible[k] else None for k in (2 * n, 2 * n + 1))
        bars.append(
            TornadoBar(
                id=tables.given[i].id,
                field=field,
                low=low,
                high=high,
                value_at_low=at_low,
                value_at_high=at_high,
                swing=abs((at_high or 0.0) - (at_low or 0.0)),
                changes_choice=bool(changes[2 * n] or changes[2 * n + 1]),
            )
        )
    return sorted(bars, key=lambda bar: (-bar.swing, bar.id, bar.field))
