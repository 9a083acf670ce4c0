"""A small whole-number programme, gathered row by row and solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize, sparse

Terms = list[tuple[int, float]]
"""Variables and what multiplies them."""
MOST_VARIABLES = 20_000
MOST_NODES = 1_000  # a number of nodes, not of seconds, so that every machine gives the same answer
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
        """A row of nothing is left out: its sum, 0, is within every limit that is written here."""
        before = len(self._columns)
        for column, factor in terms:
            self._columns.append(column)
            self._rows.append(len(self._high))
            self._factors.append(float(factor))
        if len(self._columns) == before:
            return
        self._low.append(float(low))
        self._high.append(float(high))

    def solve(self) -> tuple[list[int] | None, bool]:
        """The whole numbers found, and whether no others can gain more; nothing where it is beyond what is tried."""
        if len(self.gains) > MOST_VARIABLES or max(self.highest, default=0.0) > _LARGEST:
            return None, False
        matrix = sparse.csr_array((self._factors, (self._rows, self._columns)), shape=(len(self._high), len(self.gains)))
        part_of_row, part_of_column = self._parts()
        numbers = np.zeros(len(self.gains), dtype=np.int64)
        all_proven = True
        for part in range(part_of_column.max() + 1):
            rows, columns = np.flatnonzero(part_of_row == part), np.flatnonzero(part_of_column == part)
            found, proven = self._solve_part(matrix[rows][:, columns], rows, columns)
            if found is None:
                return None, False
            numbers[columns] = found
            all_proven = all_proven and proven
        return [int(n) for n in numbers], all_proven

    def _parts(self) -> tuple[Any, Any]:
        """Rows and variables that hang together: each part is solved alone, which is both faster and surer."""
        rows, columns = len(self._high), len(self.gains)
        links = sparse.csr_array((np.ones(len(self._rows)), (self._rows, [rows + c for c in self._columns])), shape=(rows + columns,) * 2)
        label = sparse.csgraph.connected_components(links, directed=False)[1]
        _, label = np.unique(label, return_inverse=True)
        return label[:rows], label[rows:]

    def _solve_part(self, matrix: Any, rows: Any, columns: Any) -> tuple[Any, bool]:
        found = optimize.milp(
            -np.array(self.gains)[columns],
            integrality=np.ones(len(columns)),
            bounds=optimize.Bounds(0, np.array(self.highest)[columns]),
            constraints=optimize.LinearConstraint(matrix, np.array(self._low)[rows], np.array(self._high)[rows]),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
        )
        return (None, False) if found.x is None else (np.rint(found.x).astype(np.int64), bool(found.status == 0))
