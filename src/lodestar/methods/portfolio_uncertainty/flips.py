"""The value of each number at which the optimum at the budget first changes, all others at best, and what then happens.

**People, benefit, probability** enter by an option's value alone. An option in the optimum stays until its value falls to the
point at which the best choice without it is worth as much, and one outside enters where the best choice with it is: two
searches an option, then division. **Cost**: as it falls, a better choice becomes affordable at the point at which that choice
costs the whole budget; as it rises, the optimum lasts until it costs the whole budget (or the area's cap). Searches go from
the far end to that point, from there to the next, until the optimum is today's again. Only where a cost helps to reach an
area's floor may changes come and go; there the way is first looked at in steps of a 64th.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio.models import Range, ShareRange, best
from lodestar.methods.portfolio.problem import figure, listed
from lodestar.methods.portfolio_uncertainty.models import Flip, NumberName, Then
from lodestar.methods.portfolio_uncertainty.question import VALUE_FIELDS, Tables
from lodestar.methods.portfolio_uncertainty.solve import Solved, Solver

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FARTHEST = 10  # times the largest of low, best and high: how far a flip is looked for
_STEPS = 64
_ROUNDS = 100


@dataclass(frozen=True)
class _Turn:
    """A change of the optimum: the number's value, the choice then (None where nothing is possible), whether it lies above.

    ``included`` where the optimum is another at that value itself, and not only past it.
    """

    at: float
    chosen: Ints | None
    rising: bool
    included: bool = False


def flips(tables: Tables, solver: Solver) -> list[list[Flip]]:
    """By option, the flips of its numbers, those first that need to move least for their size."""
    turns = _value_turns(tables, solver)
    by_cost = _cost_turns(tables, solver)
    found = []
    for i in range(len(tables.given)):
        made = [_flip(tables, solver, i, "cost", turn) for turn in by_cost[i]]
        for name in VALUE_FIELDS:
            made += [_flip(tables, solver, i, name, turn) for turn in _of_number(tables, i, name, turns[i], bool(solver.best.chosen[0, i]))]
        found.append(sorted((flip for flip in made if flip is not None), key=_nearness))
    return found


def _nearness(flip: Flip) -> tuple[float, str, str]:
    size = abs(flip.from_) or abs(flip.at) or 1.0
    return (abs(flip.at - flip.from_) / size, flip.field, flip.direction)


# ── People, benefit, probability ──────────────────────────────────────────────────────────────────────────────────────


def _value_turns(tables: Tables, solver: Solver) -> list[_Turn | None]:
    """By option, the value (in units) at which it goes out of the optimum, or comes in."""
    options = len(tables.given)
    funded = solver.best.chosen[0]
    values = np.tile(tables.values, (2 * options, 1))
    everything = max(float(np.abs(tables.values).sum()), 1.0)
    own = np.arange(options)
    values[own, own] = np.where(funded, tables.values, everything)  # with and without it, at a value at which no rule keeps it out
    values[options + own, own] = 0.0
    forced = [(i, -1 if funded[i] else 1) for i in range(options)] + [(-1, -1)] * options
    solved = solver.solve(values, tables.costs[None, :], forced=forced)
    other = (solved.chosen * values).sum(axis=1)[:options]
    now = float(tables.values @ funded)
    at = np.where(funded, tables.values - (now - other), now - (other - everything))
    return [_value_turn(solver, solved, i, float(at[i])) for i in range(options)]


def _value_turn(solver: Solver, solved: Solved, i: int, at: float) -> _Turn | None:
    tables, options = solver.tables, len(solver.tables.given)
    if tables.settled[i] in (1, -1):
        return None
    may_be_worthless = tables.costs[i] < 0
    if solver.best.chosen[0, i]:
        if solved.possible[i] and (at > 0 or may_be_worthless):
            return _Turn(at, solved.chosen[i], rising=False)
        worthless = solved.chosen[options + i] if solved.possible[options + i] else None
        stays = worthless is not None and (worthless == solver.best.chosen[0]).all()
        return None if stays else _Turn(0.0, worthless, rising=False, included=True)
    if not solved.possible[i]:
        return None
    return _Turn(at if may_be_worthless else max(at, 0.0), solved.chosen[i], rising=True)


def _of_number(tables: Tables, i: int, name: NumberName, turn: _Turn | None, funded: bool) -> Iterator[_Turn]:
    """The turn of a value as that of one of its factors."""
    given = tables.given[i]
    others = math.prod(best(getattr(given, other)) for other in VALUE_FIELDS if other != name)
    if turn is None or others == 0:
        return
    at = turn.at / 10.0**tables.value_scale.places / others
    made = _Turn(at + 0.0, turn.chosen, turn.rising == (others > 0), turn.included)
    if name == "benefit" or _is_reached(made, 1.0 if name == "probability" else math.inf):
        yield made


def _is_reached(turn: _Turn, most: float) -> bool:
    """Whether a number from 0 to ``most`` can pass the turn."""
    if turn.included:
        return 0 <= turn.at <= most
    return 0 <= turn.at < most if turn.rising else 0 < turn.at <= most


# ── Cost ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Way:
    """Between a cost at which the optimum is as now and one at which it is another."""

    option: int
    same: float
    changed: float
    solution: Ints | None
    closed: bool = False


def _cost_turns(tables: Tables, solver: Solver) -> list[list[_Turn]]:
    found: list[list[_Turn]] = [[] for _ in tables.given]
    ways = _narrowed(tables, solver, list(_ways(tables, solver)))
    unit = 10.0**tables.cost_scale.places
    for way in ways:
        rising = way.changed > way.same
        found[way.option].append(_Turn((way.same if rising else way.changed) / unit, way.solution, rising, included=not rising))
    return found


def _ways(tables: Tables, solver: Solver) -> Iterator[_Way]:
    """Both ways from each cost, as far as the first place at which the optimum is seen to be another."""
    todo = []
    for i in range(len(tables.given)):
        if tables.settled[i] == -1:
            continue
        for end in _ends(tables, i):
            steps = _STEPS if i in tables.floors else 1
            todo.append((i, [tables.costs[i] + round((end - tables.costs[i]) * step / steps) for step in range(1, steps + 1)]))
    asked = [(i, cost) for i, costs in todo for cost in costs]
    chosen = iter(_optima(tables, solver, asked))
    for i, costs in todo:
        optima = [next(chosen) for _ in costs]
        before = tables.costs[i]
        for cost, optimum in zip(costs, optima, strict=True):
            if _differs(solver, optimum):
                yield _Way(i, before, cost, optimum)
                break
            before = cost


def _ends(tables: Tables, i: int) -> Iterator[float]:
    """How far down and up a cost is followed: from 0 (or ten times a cost below 0) to ten times the largest."""
    estimate = tables.given[i].cost
    ends = (estimate.low, estimate.high) if isinstance(estimate, Range) else (estimate, estimate)
    unit = 10.0**tables.cost_scale.places
    down = float(np.rint(min(0.0, FARTHEST * ends[0]) * unit))
    up = float(np.rint(FARTHEST * max(abs(end) for end in ends) * unit))
    if down < tables.costs[i]:
        yield down
    if up > tables.costs[i]:
        yield up


def _narrowed(tables: Tables, solver: Solver, ways: list[_Way]) -> list[_Way]:
    """Every way shortened to a single unit, by the point at which the other choice costs the whole budget, or by halves."""
    for turn in range(_ROUNDS):
        todo = [way for way in ways if abs(way.changed - way.same) > 1]
        if not todo:
            break
        probes = [_probe(tables, solver, way, turn) for way in todo]
        for way, at, optimum in zip(
            todo, probes, _optima(tables, solver, [(w.option, p) for w, p in zip(todo, probes, strict=True)]), strict=True
        ):
            if _differs(solver, optimum):
                way.changed, way.solution = at, optimum
            else:
                way.same = at
    return ways


def _probe(tables: Tables, solver: Solver, way: _Way, turn: int) -> float:
    """Where to look next: turn by turn at the likely point, just beside it, and halfway."""
    way_down = way.changed < way.same
    solution = way.solution if way_down else solver.best.chosen[0]
    near, far = min(way.same, way.changed), max(way.same, way.changed)
    if turn % 3 < 2 and solution is not None and solution[way.option]:  # noqa: PLR2004
        likely = _dearest(tables, way.option, solution) + (1 if turn % 3 == way_down else 0)
        if near < likely < far:
            return likely
    return near + math.floor((far - near) / 2)


def _dearest(tables: Tables, i: int, chosen: Ints) -> float:
    """The most that an option of a choice may cost, in units, before the choice breaks the budget or a cap."""
    costs = tables.costs * chosen
    rest = costs.sum() - costs[i]
    limits = [tables.budget - rest]
    for bound in tables.bounds:
        if bound.parts is None and i in bound.members:
            limits.append(bound.high - (costs[list(bound.members)].sum() - costs[i]))
    return float(min(limits))


def _optima(tables: Tables, solver: Solver, asked: Sequence[tuple[int, float]]) -> list[Ints | None]:
    """The optimum with one option at another cost, for each of these."""
    if not asked:
        return []
    costs = np.tile(tables.costs, (len(asked), 1))
    for n, (i, cost) in enumerate(asked):
        costs[n, i] = cost
    solved = solver.solve(np.tile(tables.values, (len(asked), 1)), costs)
    return [chosen if possible else None for chosen, possible in zip(solved.chosen, solved.possible, strict=True)]


def _differs(solver: Solver, optimum: Ints | None) -> bool:
    return optimum is None or bool((optimum != solver.best.chosen[0]).any())


# ── In words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _flip(tables: Tables, solver: Solver, i: int, name: NumberName, turn: _Turn) -> Flip | None:
    estimate = getattr(tables.given[i], name)
    ranged = isinstance(estimate, Range | ShareRange)
    low, high = (estimate.low, estimate.high) if ranged else (estimate, estimate)
    if abs(turn.at) > FARTHEST * max(abs(low), abs(high)) and turn.at != 0:
        return None
    return Flip(
        field=name,
        from_=best(estimate),
        at=turn.at + 0.0,
        then=_then(tables, solver.best.chosen[0], turn),
        direction="up" if turn.rising else "down",
        within_range=low <= turn.at <= high,
    )


def _then(tables: Tables, now: Ints, turn: _Turn) -> Then:
    beside = "above" if turn.rising else "below"
    side = f"{f'At or {beside}' if turn.included else beside.capitalize()} {figure(turn.at)}:"
    if turn.chosen is None:
        words = f"{side} nothing within the budget keeps every constraint."
        return Then(enters=[], leaves=tables.ids(now), words=words)
    enters, leaves = (np.flatnonzero(change) for change in ((turn.chosen > now), (now > turn.chosen)))
    parts = [_clause(tables, enters, "comes in", "come in"), _clause(tables, leaves, "goes out", "go out")]
    words = f"{side} {' and '.join(part for part in parts if part)}."
    return Then(enters=tables.problem.ids(enters.tolist()), leaves=tables.problem.ids(leaves.tolist()), words=words)


def _clause(tables: Tables, members: NDArray[np.intp], one: str, many: str) -> str:
    labels = [tables.given[int(i)].label for i in members]
    return f"{listed(labels)} {one if len(labels) == 1 else many}" if labels else ""
