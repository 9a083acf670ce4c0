"""A small whole-number programme, gathered row by row and solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, sparse

Terms = list[tuple[int, float]]
"""Variables and what multiplies them."""
MOST_VARIABLES = 60_000
MOST_NODES = 5_000  # a number of nodes, not of seconds, so that every machine gives the same answer
_LARGEST = 2.0**52


@dataclass
class Programme:
    """Maximise the sum of gains over whole numbers within rows ``low ≤ Σ factor × variable ≤ high``."""

    gains: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _factors: list[float] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)

    def variable(self, highest: int, gain: float = 0.0) -> int:
        """A whole number from 0 to ``highest``."""
        self.gains.append(gain)
        self.highest.append(float(min(highest, 1 << 60)))
        return len(self.gains) - 1

    def row(self, terms: Iterable[tuple[int, float]], high: float = math.inf, low: float = -math.inf) -> None:
        for column, factor in terms:
            self._columns.append(column)
            self._rows.append(len(self._high))
            self._factors.append(float(factor))
        self._low.append(float(low))
        self._high.append(float(high))

    def solve(self) -> tuple[list[int] | None, bool]:
        """The whole numbers found, and whether no others can gain more; nothing where it is beyond what is tried."""
        if len(self.gains) > MOST_VARIABLES or max(self.highest, default=0.0) > _LARGEST:
            return None, False
        matrix = sparse.csr_array((self._factors, (self._rows, self._columns)), shape=(len(self._high), len(self.gains)))
        found = optimize.milp(
            -np.array(self.gains),
            integrality=np.ones(len(self.gains)),
            bounds=optimize.Bounds(0, np.array(self.highest)),
            constraints=optimize.LinearConstraint(matrix, np.array(self._low), np.array(self._high)),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
        )
        if found.x is None:
            return None, False
        return [round(v) for v in found.x], bool(found.status == 0)
