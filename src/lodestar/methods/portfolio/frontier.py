"""The optimum at every budget: undominated portfolios, merged option by option (Nemhauser and Ullmann 1969).

A portfolio is dominated when another costs no more and is worth at least as much. Options that no constraint links are
added one at a time; linked ones are first gathered into components, each worked through with a running total for every
constraint still open (the options of an area with a floor or cap among themselves first), and then added as one list.
All numbers are 64-bit integers, so nothing depends on the order of addition. Of two portfolios with the same cost and value,
the one that holds the first id in which they differ stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio.problem import Problem, Row

_Ints = NDArray[np.int64]
_Words = NDArray[np.uint64]
_WIDTH = 64
MOST_STATES = 300_000
_MOST_OPEN = 100_000
_CHUNK = 2_000_000
_MOST_PAIRS = 40_000_000


class TooLargeError(Exception):
    """More undominated part-choices than can be listed."""


@dataclass(frozen=True)
class States:
    """Choices by rising cost and value; ``sets`` holds who is in each, the first id in the highest bit of the first word."""

    cost: _Ints
    value: _Ints
    sets: tuple[_Words, ...]
    tied: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.cost)

    def at(self, budget: int) -> int | None:
        """Place of the best choice within a budget; None when even the cheapest costs more."""
        found = int(np.searchsorted(self.cost, budget, side="right")) - 1
        return None if found < 0 else found

    def worth(self, value: int) -> int | None:
        """Place of the cheapest choice with at least this value; None when even the dearest is worth less."""
        found = int(np.searchsorted(self.value, value, side="left"))
        return found if found < len(self) else None

    def members(self, place: int) -> frozenset[int]:
        return frozenset(
            word * _WIDTH + bit
            for word, bits in enumerate(self.sets)
            for bit in range(_WIDTH)
            if int(bits[place]) >> (_WIDTH - 1 - bit) & 1
        )


@dataclass(frozen=True)
class _Open:
    """Part-choices inside a component: the options decided, the states, and for each constraint still open its total so far."""

    decided: frozenset[int]
    states: States
    totals: dict[int, _Ints]


def frontier(problem: Problem) -> States | None:
    """Every undominated portfolio that keeps all rows; None when there is none. Raises :class:`TooLargeError`."""
    parts = [choices for component in components(problem) if (choices := component_choices(problem, component)) is not None]
    if len(parts) < len(components(problem)) or not _constant_rows_hold(problem):
        return None
    merged = _nothing(len(problem.options))
    for part in sorted(parts, key=len, reverse=True):
        merged = _combine(merged, part)
    return merged


def least_cost(problem: Problem) -> int | None:
    """Cost of the cheapest portfolio that keeps all rows; None when there is none. Raises :class:`TooLargeError`."""
    total = 0
    problem = replace(problem, values=(0,) * len(problem.values))  # where nothing has value, only the cheapest is undominated
    for component in components(problem):
        choices = component_choices(problem, component)
        if choices is None:
            return None
        total += int(choices.cost[0])
    return total if _constant_rows_hold(problem) else None


def components(problem: Problem) -> list[list[int]]:
    """Options that constraints link, directly or through others; an option of its own where none does."""
    root = list(range(len(problem.options)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for row in _binding(problem.rows):
        first, *others = sorted(row.parts)
        for other in others:
            root[max(find(first), find(other))] = min(find(first), find(other))
    members: dict[int, list[int]] = {}
    for i in range(len(root)):
        members.setdefault(find(i), []).append(i)
    return list(members.values())


def component_choices(problem: Problem, component: Sequence[int]) -> States | None:
    """Undominated choices among these options that keep every row over them; None when there is none."""
    inside = set(component)
    rows = [r for r in _binding(problem.rows) if inside.issuperset(r.parts)]
    if not rows:
        return _alone(problem, component[0])
    whole = _Open(frozenset(), _nothing(len(problem.options)), {})
    for piece in _order(_pieces(component, rows), rows):
        whole = _join(whole, _worked_through(problem, piece, rows), rows)
        if not len(whole.states):
            return None
    return whole.states


def _pieces(component: Sequence[int], rows: Sequence[Row]) -> list[frozenset[int]]:
    """Areas with a floor or cap, whose spending can be settled inside them; every other option by itself."""
    areas = {frozenset(r.parts) for r in rows if r.is_spending}
    return [*sorted(areas, key=min), *(frozenset([i]) for i in component if not any(i in area for area in areas))]


def _worked_through(problem: Problem, piece: frozenset[int], rows: Sequence[Row]) -> _Open:
    current = _Open(frozenset(), _nothing(len(problem.options)), {})
    for single in _order([frozenset([i]) for i in piece], rows):
        (i,) = single
        states = _stack([current.states, _taken(current.states, i, problem.costs[i], problem.values[i])])
        totals = {}
        for n, row in enumerate(rows):
            if (n in current.totals or i in row.parts) and not _is_cap(row):
                before = current.totals.get(n, np.zeros(len(current.states), np.int64))
                totals[n] = np.concatenate([before, before + row.parts.get(i, 0)])
        current = _settled(_Open(current.decided | single, states, totals), rows)
    return current


def _is_cap(row: Row) -> bool:
    """A cap on an area's spending needs no total of its own: inside the area it is the cost, and less of it is better."""
    return row.is_spending and row.low is None


def _binding(rows: Iterable[Row]) -> list[Row]:
    """Rows that some choice could break."""
    return [r for r in rows if r.parts and not _always_holds(r)]


def _always_holds(row: Row) -> bool:
    least = sum(min(0, p) for p in row.parts.values())
    most = sum(max(0, p) for p in row.parts.values())
    return (row.low is None or least >= row.low) and (row.high is None or most <= row.high)


def _constant_rows_hold(problem: Problem) -> bool:
    return all(r.holds(()) for r in problem.rows if not r.parts)


def _order(pieces: Sequence[frozenset[int]], rows: Sequence[Row]) -> list[frozenset[int]]:
    """An order that keeps few constraints open at a time: next comes the piece that opens fewest and closes most."""
    left = [frozenset(r.parts) for r in rows]
    touched: frozenset[int] = frozenset()
    todo, order = list(pieces), []
    while todo:
        chosen = min(todo, key=partial(_burden, left, touched))
        todo.remove(chosen)
        order.append(chosen)
        touched |= {n for n, members in enumerate(left) if members & chosen}
        left = [members - chosen for members in left]
    return order


def _burden(left: Sequence[frozenset[int]], touched: frozenset[int], piece: frozenset[int]) -> tuple[int, int, int]:
    touches = [n for n, members in enumerate(left) if members & piece]
    closes = sum(1 for n in touches if n in touched and left[n] <= piece)
    opens = sum(1 for n in touches if n not in touched and not left[n] <= piece)
    return (opens - closes, len(touches), min(piece))


def _nothing(options: int) -> States:
    words = (options + _WIDTH - 1) // _WIDTH
    zero = np.zeros(1, np.int64)
    return States(zero, zero, tuple(np.zeros(1, np.uint64) for _ in range(words)), np.zeros(1, np.bool_))


def _alone(problem: Problem, i: int) -> States:
    """Left out or funded, the dominated one of the two left aside."""
    cost, value = problem.costs[i], problem.values[i]
    empty = _nothing(len(problem.options))
    both = _taken(empty, i, cost, value)
    if cost > 0:
        return _stack([empty, both]) if value > 0 else empty
    if cost < 0:
        return _stack([both, empty]) if value < 0 else both
    return both if value > 0 else empty


def _taken(states: States, i: int, cost: int, value: int) -> States:
    word, bit = divmod(i, _WIDTH)
    flag = np.uint64(1 << (_WIDTH - 1 - bit))
    sets = tuple(s | flag if w == word else s for w, s in enumerate(states.sets))
    return States(states.cost + cost, states.value + value, sets, states.tied)


def _stack(parts: Sequence[States]) -> States:
    return States(
        np.concatenate([p.cost for p in parts]),
        np.concatenate([p.value for p in parts]),
        tuple(np.concatenate(words) for words in zip(*(p.sets for p in parts), strict=True)),
        np.concatenate([p.tied for p in parts]),
    )


def _pick(states: States, places: NDArray[np.intp] | NDArray[np.bool_]) -> States:
    return States(states.cost[places], states.value[places], tuple(s[places] for s in states.sets), states.tied[places])


def _combine(some: States, more: States) -> States:
    """Each choice of one list together with each of the other, the dominated ones left out."""
    if len(more) == 1:
        sets = tuple(s | m for s, m in zip(some.sets, more.sets, strict=True))
        return States(some.cost + more.cost, some.value + more.value, sets, some.tied | more.tied)
    step = max(1, _CHUNK // len(some))
    kept = [_undominated_sums(some, _pick(more, np.arange(at, min(at + step, len(more))))) for at in range(0, len(more), step)]
    merged = kept[0] if len(kept) == 1 else _undominated(_stack(kept))
    if len(merged) > MOST_STATES:
        raise TooLargeError
    return merged


def _undominated_sums(some: States, more: States) -> States:
    """As :func:`_undominated` of all sums, but who is in them is worked out only for those that stay or tie."""
    size = len(some)
    cost = (more.cost[:, None] + some.cost[None, :]).ravel()
    value = (more.value[:, None] + some.value[None, :]).ravel()

    def sets(places: NDArray[np.intp]) -> tuple[_Words, ...]:
        left, right = places % size, places // size
        return tuple(s[left] | m[right] for s, m in zip(some.sets, more.sets, strict=True))

    order = np.argsort(cost, kind="stable")  # runs that are sorted already: merged, not sorted anew
    sorted_cost = cost[order]
    same = sorted_cost[1:] == sorted_cost[:-1]
    equal = np.zeros(len(order), np.bool_)
    if same.any():
        in_run = np.concatenate([same, [False]]) | np.concatenate([[False], same])
        run = order[in_run]
        order[in_run] = run[np.lexsort((*(~s for s in reversed(sets(run))), -value[run], cost[run]))]
        sorted_value = value[order]
        equal[:-1] = same & (sorted_value[1:] == sorted_value[:-1])
    else:
        sorted_value = value[order]
    keep = _rises(sorted_value)
    places = order[keep]
    tied = some.tied[places % size] | more.tied[places // size] | equal[keep]
    return States(sorted_cost[keep], sorted_value[keep], sets(places), tied)


def _undominated(states: States, group: NDArray[np.intp] | None = None) -> States:
    """The states that none of their group dominates, by group, rising cost and value."""
    keys = (*(~s for s in reversed(states.sets)), -states.value, states.cost)
    order = np.lexsort(keys if group is None else (*keys, group))
    cost, value = states.cost[order], states.value[order]
    equal = np.zeros(len(order), np.bool_)
    equal[:-1] = (cost[1:] == cost[:-1]) & (value[1:] == value[:-1])
    if group is None:
        keep = _rises(value)
    else:
        sorted_group = group[order]
        equal[:-1] &= sorted_group[1:] == sorted_group[:-1]
        _, level = np.unique(value, return_inverse=True)
        keep = _rises(sorted_group * (int(level.max()) + 1) + level)  # a later group starts above all of an earlier one
    picked = _pick(states, order[keep])
    return States(picked.cost, picked.value, picked.sets, picked.tied | equal[keep])


def _rises(value: _Ints) -> NDArray[np.bool_]:
    """Where a value is above all before it."""
    keep = np.ones(len(value), np.bool_)
    np.greater(value[1:], np.maximum.accumulate(value)[:-1], out=keep[1:])
    return keep


def _join(some: _Open, more: _Open, rows: Sequence[Row]) -> _Open:
    """Each part-choice of one together with each of the other."""
    if not some.decided:
        return more
    decided = some.decided | more.decided
    sizes = len(some.states), len(more.states)
    if not all(sizes):
        return _Open(decided, _pick(some.states, np.arange(0)), {})
    if sizes[0] * sizes[1] > _MOST_PAIRS:
        raise TooLargeError
    open_rows = sorted({*some.totals, *more.totals})
    step = max(1, _CHUNK // sizes[0])
    parts = []
    for at in range(0, sizes[1], step):
        right, left = (grid.ravel() for grid in np.meshgrid(np.arange(at, min(at + step, sizes[1])), np.arange(sizes[0]), indexing="ij"))
        totals = {n: _total(some, n, left) + _total(more, n, right) for n in open_rows}
        parts.append(_settled(_Open(decided, _sum(_pick(some.states, left), _pick(more.states, right)), totals), rows))
    if len(parts) == 1:
        return parts[0]
    still_open = parts[0].totals
    totals = {n: np.concatenate([p.totals[n] for p in parts if n in p.totals]) for n in still_open}
    return _prune(decided, _stack([p.states for p in parts]), totals)


def _total(part: _Open, n: int, places: NDArray[np.intp]) -> _Ints:
    return part.totals[n][places] if n in part.totals else np.zeros(len(places), np.int64)


def _sum(some: States, more: States) -> States:
    sets = tuple(s | m for s, m in zip(some.sets, more.sets, strict=True))
    return States(some.cost + more.cost, some.value + more.value, sets, some.tied | more.tied)


def _settled(current: _Open, rows: Sequence[Row]) -> _Open:
    """Without what breaks a constraint now or must break it later, and without what is dominated."""
    states, totals = current.states, dict(current.totals)
    keep = np.ones(len(states), np.bool_)
    for n, row in enumerate(rows):
        if n in totals:
            total = totals[n]
        elif _is_cap(row) and current.decided <= row.parts.keys():
            total = states.cost
        else:
            continue
        waiting = [part for j, part in row.parts.items() if j not in current.decided]
        least, most = sum(min(0, p) for p in waiting), sum(max(0, p) for p in waiting)
        if row.low is not None:
            keep &= total + most >= row.low
        if row.high is not None:
            keep &= total + least <= row.high
        if n in totals:
            totals[n] = _clamped(total, row, least, most)
        if not waiting:
            totals.pop(n, None)
    return _prune(current.decided, _pick(states, keep), {n: t[keep] for n, t in totals.items()})


def _clamped(total: _Ints, row: Row, least: int, most: int) -> _Ints:
    """Totals from which no later choice can break the row are all alike, so that more choices can be compared."""
    if row.high is None and row.low is not None:
        return np.minimum(total, row.low - least)
    if row.low is None and row.high is not None:
        return np.maximum(total, row.high - most)
    return total


def _prune(decided: frozenset[int], states: States, totals: dict[int, _Ints]) -> _Open:
    if not len(states):
        return _Open(decided, states, totals)
    if not totals:
        return _Open(decided, _undominated(states), {})
    columns = list(totals.values())
    group = _groups(columns)
    # The place rides along as one more word of the sets, so that the totals can be picked after pruning.
    marked = States(states.cost, states.value, (*states.sets, np.arange(len(states), dtype=np.uint64)), states.tied)
    pruned = _undominated(marked, group)
    if len(pruned) > _MOST_OPEN:
        raise TooLargeError
    places = pruned.sets[-1].astype(np.intp)
    plain = States(pruned.cost, pruned.value, pruned.sets[:-1], pruned.tied)
    return _Open(decided, plain, {n: column[places] for n, column in zip(totals, columns, strict=True)})


def _groups(columns: Sequence[_Ints]) -> NDArray[np.intp]:
    """A number for each distinct combination of totals."""
    group = np.zeros(len(columns[0]), np.intp)
    for column in columns:
        _, number = np.unique(column, return_inverse=True)
        _, group = np.unique(group * (int(number.max()) + 1) + number, return_inverse=True)
    return group
