"""Which of a person's metrics exclude each other, and every way to choose among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lodestar.methods.payment_statement.terms import Contract

Node = tuple[int, str]
"""A metric under one version of the terms."""
LARGEST_EITHER_OR = 20  # metrics tied together by either_or: the ways to choose then number at most 3 ** (20 / 3), about 1,500


class Exclusions:
    """Pairs of metrics for which a person is paid for one side only."""

    def __init__(self, contract: Contract) -> None:
        self._listed = {(v.position, m.id): frozenset(m.either_or) for v in contract.versions for m in v.metrics.values() if m.either_or}
        self.involved = {m for node, others in self._listed.items() for m in (node[1], *others)}
        self.among = cache(self._among)
        self.ways = cache(self._ways)

    def __bool__(self) -> bool:
        return bool(self._listed)

    def exclude(self, a: Node, b: Node) -> bool:
        """Whether the terms of either name the other."""
        return a[1] != b[1] and (b[1] in self._listed.get(a, ()) or a[1] in self._listed.get(b, ()))

    def _among(self, nodes: frozenset[Node]) -> frozenset[Node]:
        """Those of these nodes that another of them excludes."""
        some = [n for n in nodes if n[1] in self.involved]
        return frozenset(a for a in some if any(self.exclude(a, b) for b in some))

    def _ways(self, nodes: frozenset[Node]) -> tuple[frozenset[Node], ...]:
        """Every largest choice among the nodes with no two that exclude each other, in a fixed order."""
        against = {a: frozenset(b for b in nodes if self.exclude(a, b)) for a in nodes}
        return tuple(sorted(_independent(nodes, against), key=sorted))


def _independent(nodes: frozenset[Node], against: Mapping[Node, frozenset[Node]]) -> list[frozenset[Node]]:
    """All maximal independent sets (Bron and Kerbosch 1973, with a pivot, on the complement)."""
    found: list[frozenset[Node]] = []

    def grow(chosen: frozenset[Node], open_: frozenset[Node], done: frozenset[Node]) -> None:
        if not open_ and not done:
            found.append(chosen)
            return
        pivot = min(open_ | done, key=lambda n: (len(open_ & against[n]), n))
        for node in sorted((open_ & against[pivot]) | (open_ & {pivot})):
            keep = frozenset(open_ - against[node] - {node})
            grow(chosen | {node}, keep, frozenset(done - against[node] - {node}))
            open_ -= {node}
            done |= {node}

    grow(frozenset(), nodes, frozenset())
    return found
