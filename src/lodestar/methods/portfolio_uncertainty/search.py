"""The best choice in each draw by depth-first branch and bound, written so that Numba can compile it.

Options are looked at by falling value for money. The bound is the whole budget spent in that order, the last option in part
(Dantzig 1957). Constraints enter it by multipliers, found by the subgradient method: an option that helps a constraint is
worth more by the multiplier, one that hinders it less (Fisher 1981). A choice is refused as soon as a constraint is out of
reach. Amounts are whole numbers below 2^52 held in doubles, so sums are exact; only bounds are rounded, and have slack.

Every option has a state in which it costs least (left out, or funded where its cost is below 0), and one move away from it.
Numbers stand in a few tables with named rows, because each array that is handed on makes compiling slower.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio_uncertainty.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PROVEN, IMPOSSIBLE, GIVEN_UP, TIED = 0, 1, 2, 3
_HINTS = 8  # earlier optima tried first: their value is where the bound starts from
_FIRST_NODES = 300  # of the first attempt; beyond these, better multipliers are looked for
_MORE_ROUNDS = 60
_ATTEMPTS = 7
_GROWTH = 4  # times as many nodes in each further attempt
_APART, _SETTLED = -1.0, -2.0  # keys of options whose only move costs and gains nothing, and of those not to be moved
_NO_PULL = 1e-18
_SLACK, _SLACK_WEIGHED = 2.0, 256.0  # units by which a bound may be wrong


class Limits(NamedTuple):
    """Constraints, the members of each one after another: the sum of their parts over what is funded lies from low to high.

    ``row``, by constraint: where its members start, whether its parts are the costs of the draw (1 or 0), and the option that
    must be worth nothing, and free no money, for it to hold at all (−1: it always holds). ``bound``, by constraint: low, high,
    and the size of a part, which multipliers are counted by. ``member``: the option of each part; then, in order of option
    from ``of_start`` on, the constraint and the place of each part.
    """

    row: Ints
    bound: Floats
    member: Ints
    part: Floats
    of_start: Ints


START, SPENDING, CONDITION = 0, 1, 2
LOW, HIGH, SIZE = 0, 1, 2
OPTION, OF_ROW, OF_PLACE = 0, 1, 2


class Space(NamedTuple):
    """What a draw is worked out in, made once for all."""

    option: Floats
    state: Ints
    row: Floats
    part: Floats
    best: Floats  # value and cost of the best choice so far
    nodes: Ints


# Rows of Space.option. By option: value, cost, value with multipliers, cost and worth of the move, their ratio, the share
# funded in the bound's own choice. By place in the order: running sums, and the least cost of a move from there on.
_VALUE, _COST, _WORTH, _STEP_COST, _STEP_WORTH, _KEY, _SHARE, _SUM_COST, _SUM_WORTH, _LEAST = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
# Rows of Space.state. By option: settled (1 in, −1 out, 0 open), state that costs least, state now, state in the best choice.
# By place: the option, whether it is moved. By option: whether a constraint with a multiplier holds it.
_FIXED, _BASE, _NOW, _BEST, _ORDER, _MOVED, _LINKED, _SPARE = 0, 1, 2, 3, 4, 5, 6, 7
# Rows of Space.row after LOW and HIGH, by constraint: sum so far, how far the open options could move it, the multiplier kept,
# the one tried, and how far off the bound's own choice is.
_TOTAL, _REST_LOW, _REST_HIGH, _WEIGHT, _TRIAL, _PULL = 2, 3, 4, 5, 6, 7


@compiled
def _draw_limits(limits: Limits, space: Space) -> None:
    """Constraints as they are in this draw."""
    for r in range(space.row.shape[1]):
        asks = limits.row[CONDITION, r]
        holds = asks < 0 or (space.option[_VALUE, asks] <= 0 and space.option[_COST, asks] >= 0)
        space.row[LOW, r] = limits.bound[LOW, r] if holds else -np.inf
        space.row[HIGH, r] = limits.bound[HIGH, r] if holds else np.inf
        for k in range(limits.row[START, r], limits.row[START, r + 1]):
            space.part[k] = space.option[_COST, limits.member[OPTION, k]] if limits.row[SPENDING, r] else limits.part[k]


@compiled
def _keeps(limits: Limits, space: Space, chosen: Ints) -> bool:
    for i in range(len(chosen)):
        if (space.state[_FIXED, i] > 0 and not chosen[i]) or (space.state[_FIXED, i] < 0 and chosen[i]):
            return False
    for r in range(space.row.shape[1]):
        total = 0.0
        for k in range(limits.row[START, r], limits.row[START, r + 1]):
            total += space.part[k] * chosen[limits.member[OPTION, k]]
        if total < space.row[LOW, r] or total > space.row[HIGH, r]:
            return False
    return True


@compiled
def _consider(space: Space, chosen: Ints, value: float, cost: float) -> None:
    """Keep a choice where it is better than the best so far: higher value, then lower cost, then the first id in which they differ."""
    if value < space.best[0] or (value == space.best[0] and cost > space.best[1]):
        return
    if value == space.best[0] and cost == space.best[1]:
        i = 0
        while i < len(chosen) - 1 and chosen[i] == space.state[_BEST, i]:
            i += 1
        if chosen[i] <= space.state[_BEST, i]:
            return
    space.best[0], space.best[1] = value, cost
    for i in range(len(chosen)):
        space.state[_BEST, i] = chosen[i]


@compiled
def _try_hints(limits: Limits, space: Space, hints: Ints, budget: float) -> None:
    for h in range(len(hints)):
        value, cost = 0.0, 0.0
        for i in range(hints.shape[1]):
            value += space.option[_VALUE, i] * hints[h, i]
            cost += space.option[_COST, i] * hints[h, i]
        if cost <= budget and value >= space.best[0] and _keeps(limits, space, hints[h]):
            _consider(space, hints[h], value, cost)


@compiled
def _weigh(limits: Limits, space: Space, which: int) -> float:
    """Values with the multipliers kept, or tried, into ``worth``; gives what is to be added to a bound made from them."""
    for i in range(len(limits.of_start) - 1):
        space.option[_WORTH, i] = space.option[_VALUE, i]
    constant = 0.0
    for r in range(space.row.shape[1]):
        weight = space.row[which, r] / limits.bound[SIZE, r]
        if weight != 0:
            constant -= weight * (space.row[LOW, r] if weight > 0 else space.row[HIGH, r])
            for k in range(limits.row[START, r], limits.row[START, r + 1]):
                space.option[_WORTH, limits.member[OPTION, k]] += weight * space.part[k]
    return constant


@compiled
def _steps(limits: Limits, space: Space) -> None:
    """Each option's cheapest state, and the move away from it."""
    for i in range(len(limits.of_start) - 1):
        cost, worth = space.option[_COST, i], space.option[_WORTH, i]
        if space.state[_FIXED, i] != 0:
            space.state[_BASE, i] = max(space.state[_FIXED, i], 0)
            space.option[_KEY, i] = _SETTLED
            continue
        base = 1 if cost < 0 or (cost == 0 and worth > 0) else 0
        gain = worth * (1 - 2 * base)
        space.state[_BASE, i] = base
        space.option[_STEP_COST, i] = abs(cost)
        space.option[_STEP_WORTH, i] = gain
        if gain > 0:
            space.option[_KEY, i] = gain / abs(cost)
        else:
            space.option[_KEY, i] = _APART if limits.of_start[i + 1] > limits.of_start[i] else _SETTLED


@compiled
def _linked_first(space: Space, options: int) -> None:
    """Bring the open options that are linked to the front, otherwise in the order they have."""
    front, back = 0, 0
    for k in range(options):
        i = space.state[_ORDER, k]
        if space.state[_LINKED, i] and space.option[_KEY, i] > _SETTLED:
            space.state[_ORDER, front] = i
            front += 1
        else:
            space.state[_SPARE, back] = i
            back += 1
    for k in range(back):
        space.state[_ORDER, front + k] = space.state[_SPARE, k]


@compiled
def _lay_out(limits: Limits, space: Space) -> tuple[int, int, int, float, float]:
    """Options in the order in which they are decided.

    Gives how many linked ones come first, up to which place the others gain by their move, how many are open, and cost and
    worth before any move.
    """
    _steps(limits, space)
    spent, worth = 0.0, 0.0
    first, gaining, still_open = 0, 0, 0
    for at in range(len(limits.of_start) - 1):
        i = space.state[_ORDER, at]
        key = space.option[_KEY, i]
        linked = space.state[_LINKED, i]
        spent += space.option[_COST, i] * space.state[_BASE, i]
        worth += space.option[_WORTH, i] * space.state[_BASE, i]
        first += 1 if key > _SETTLED and linked else 0
        gaining += 1 if key > 0 and not linked else 0
        still_open += 1 if key > _SETTLED else 0
        k = at
        while k > 0:
            before = space.state[_ORDER, k - 1]
            if space.option[_KEY, before] > key or (space.option[_KEY, before] == key and before < i):
                break
            space.state[_ORDER, k] = before
            k -= 1
        space.state[_ORDER, k] = i
    if first > 0:
        _linked_first(space, len(limits.of_start) - 1)
    gaining += first
    space.option[_SUM_COST, first] = space.option[_SUM_WORTH, first] = 0.0
    for k in range(first, gaining):
        i = space.state[_ORDER, k]
        space.option[_SUM_COST, k + 1] = space.option[_SUM_COST, k] + space.option[_STEP_COST, i]
        space.option[_SUM_WORTH, k + 1] = space.option[_SUM_WORTH, k] + space.option[_STEP_WORTH, i]
    space.option[_LEAST, gaining] = np.inf
    for k in range(gaining - 1, first - 1, -1):
        space.option[_LEAST, k] = min(space.option[_LEAST, k + 1], space.option[_STEP_COST, space.state[_ORDER, k]])
    return first, gaining, still_open, spent, worth


@compiled
def _filled(space: Space, at: int, gaining: int, room: float) -> float:
    """Worth of spending what is left in order from a place on (all linked options settled), the last move in part."""
    if at >= gaining:
        return 0.0
    reach = space.option[_SUM_COST, at] + room
    low, high = at, gaining
    while low < high:
        middle = (low + high + 1) // 2
        if space.option[_SUM_COST, middle] <= reach:
            low = middle
        else:
            high = middle - 1
    worth = space.option[_SUM_WORTH, low] - space.option[_SUM_WORTH, at]
    if low < gaining:
        worth += (reach - space.option[_SUM_COST, low]) * space.option[_KEY, space.state[_ORDER, low]]
    return float(worth)


@compiled
def _merged(space: Space, at: int, first: int, gaining: int, room: float) -> float:
    """The same while linked options are open: those from a place on and all others, whichever gives more for its cost."""
    if at >= first:
        return _filled(space, at, gaining, room)
    worth, k = 0.0, first
    while at < first or k < gaining:
        linked = at < first and space.option[_KEY, space.state[_ORDER, at]] > 0
        if not linked and k >= gaining:
            break
        if linked and k < gaining:
            linked = space.option[_KEY, space.state[_ORDER, at]] >= space.option[_KEY, space.state[_ORDER, k]]
        i = space.state[_ORDER, at if linked else k]
        if space.option[_STEP_COST, i] > room:
            return float(worth + room * space.option[_KEY, i])
        room -= space.option[_STEP_COST, i]
        worth += space.option[_STEP_WORTH, i]
        if linked:
            at += 1
        else:
            k += 1
    return worth


@compiled
def _pull(limits: Limits, space: Space, gaining: int, room: float) -> float:
    """How far the bound's own choice is from each constraint, in its size; gives the sum of squares."""
    for i in range(len(limits.of_start) - 1):
        space.option[_SHARE, i] = space.state[_BASE, i]
    for k in range(gaining):
        i = space.state[_ORDER, k]
        part = min(1.0, room / space.option[_STEP_COST, i])
        space.option[_SHARE, i] += part * (1 - 2 * space.state[_BASE, i])
        room -= part * space.option[_STEP_COST, i]
        if part < 1:
            break
    squares = 0.0
    for r in range(space.row.shape[1]):
        total = 0.0
        for k in range(limits.row[START, r], limits.row[START, r + 1]):
            total += space.part[k] * space.option[_SHARE, limits.member[OPTION, k]]
        pull = 0.0
        if total < space.row[LOW, r] or space.row[_TRIAL, r] > 0:
            pull = (space.row[LOW, r] - total) / limits.bound[SIZE, r]
        elif total > space.row[HIGH, r] or space.row[_TRIAL, r] < 0:
            pull = (space.row[HIGH, r] - total) / limits.bound[SIZE, r]
        space.row[_PULL, r] = pull
        squares += pull * pull
    return squares


@compiled
def _improve(limits: Limits, space: Space, budget: float, rounds: int) -> None:
    """Multipliers that bring the bound down, from those kept, by subgradient steps of Polyak's length."""
    for i in range(len(limits.of_start) - 1):
        space.state[_LINKED, i] = 0
    for r in range(space.row.shape[1]):
        space.row[_TRIAL, r] = space.row[_WEIGHT, r]
    lowest, length, stuck = np.inf, 1.0, 0
    for _ in range(rounds):
        constant = _weigh(limits, space, _TRIAL)
        _first, gaining, _open, spent, worth = _lay_out(limits, space)
        if spent > budget:
            return
        bound = worth + constant + _filled(space, 0, gaining, budget - spent)
        if bound < lowest:
            lowest, stuck = bound, 0
            for r in range(space.row.shape[1]):
                space.row[_WEIGHT, r] = space.row[_TRIAL, r]
        else:
            stuck += 1
            length = length / 2 if stuck % 3 == 0 else length
        squares = _pull(limits, space, gaining, budget - spent)
        if squares < _NO_PULL or lowest < space.best[0] - _SLACK_WEIGHED:
            return
        aim = space.best[0] if space.best[0] > -np.inf else lowest - 0.02 * abs(lowest)
        step = length * max(bound - aim, 1e-6 * abs(bound)) / squares
        for r in range(space.row.shape[1]):
            weight = space.row[_TRIAL, r] + step * space.row[_PULL, r]
            # A multiplier that would change sides stops at 0: the other side pulls only once it is broken.
            space.row[_TRIAL, r] = 0.0 if weight * space.row[_TRIAL, r] < 0 else weight


@compiled
def _start_totals(limits: Limits, space: Space) -> bool:
    """Each constraint's sum over what is settled, and how low and how high the open options could bring it."""
    for r in range(space.row.shape[1]):
        total, low, high = 0.0, 0.0, 0.0
        for k in range(limits.row[START, r], limits.row[START, r + 1]):
            i = limits.member[OPTION, k]
            if space.option[_KEY, i] > _SETTLED:
                low += min(0.0, space.part[k])
                high += max(0.0, space.part[k])
            else:
                total += space.part[k] * space.state[_BASE, i]
        space.row[_TOTAL, r], space.row[_REST_LOW, r], space.row[_REST_HIGH, r] = total, low, high
        if total + high < space.row[LOW, r] or total + low > space.row[HIGH, r]:
            return False
    return True


@compiled
def _decide(limits: Limits, space: Space, i: int, funded: int, way: int) -> bool:
    """Settle an option (``way`` 1), or open it again (−1); whether every constraint is still in reach."""
    within = True
    space.state[_NOW, i] = funded
    for at in range(limits.of_start[i], limits.of_start[i + 1]):
        r = limits.member[OF_ROW, at]
        part = way * space.part[limits.member[OF_PLACE, at]]
        space.row[_TOTAL, r] += part * funded
        if space.part[limits.member[OF_PLACE, at]] < 0:
            space.row[_REST_LOW, r] -= part
        else:
            space.row[_REST_HIGH, r] -= part
        total = space.row[_TOTAL, r]
        within = within and total + space.row[_REST_HIGH, r] >= space.row[LOW, r] and total + space.row[_REST_LOW, r] <= space.row[HIGH, r]
    return within


@compiled
def _is_twin(limits: Limits, space: Space, k: int) -> bool:
    """Whether the option at a place is like the one before it, which was left out: it is the same choice, with a later id."""
    if k == 0 or space.state[_MOVED, k - 1]:
        return False
    i, before = space.state[_ORDER, k], space.state[_ORDER, k - 1]
    alike = space.option[_COST, i] == space.option[_COST, before] and space.option[_VALUE, i] == space.option[_VALUE, before]
    unlinked = limits.of_start[i] == limits.of_start[i + 1] and limits.of_start[before] == limits.of_start[before + 1]
    return bool(alike and unlinked and before < i and space.option[_COST, i] > 0)


@compiled
def _grain(limits: Limits, space: Space) -> float:
    """The largest number that divides every value: no two choices differ in value by less."""
    grain = 0
    for i in range(len(limits.of_start) - 1):
        value = abs(int(space.option[_VALUE, i]))
        while value:
            grain, value = value, grain % value
    return float(grain)


@compiled
def _settle(space: Space, gaining: int, still_open: int, room: float, gap: float) -> None:
    """Settle each option whose other state would cost more of the bound than ``gap``."""
    at = 0
    while at < gaining and space.option[_STEP_COST, space.state[_ORDER, at]] <= room:
        room -= space.option[_STEP_COST, space.state[_ORDER, at]]
        at += 1
    price = space.option[_KEY, space.state[_ORDER, at]] if at < gaining else 0.0
    for k in range(still_open):
        i = space.state[_ORDER, k]
        gain = space.option[_STEP_WORTH, i] - price * space.option[_STEP_COST, i]
        if abs(gain) > gap and k != at:
            moved = 1 if k < at else 0
            funded = space.state[_BASE, i] if moved == 0 else 1 - space.state[_BASE, i]
            space.state[_FIXED, i] = 1 if funded else -1


@compiled
def _link(limits: Limits, space: Space) -> None:
    """Mark the options that a constraint with a multiplier holds: they are decided first, and what is left is easy to bound."""
    for r in range(space.row.shape[1]):
        if space.row[_WEIGHT, r] != 0:
            for k in range(limits.row[START, r], limits.row[START, r + 1]):
                space.state[_LINKED, limits.member[OPTION, k]] = 1


@compiled
def _held(limits: Limits, space: Space, still_open: int) -> int:
    """The place from which on no option is held by a constraint."""
    held = 0
    for k in range(still_open):
        i = space.state[_ORDER, k]
        if limits.of_start[i + 1] > limits.of_start[i]:
            held = k + 1
    return held


@compiled
def _search(limits: Limits, space: Space, budget: float, constant: float, slack: float, most: int, linked: int) -> bool:  # noqa: PLR0912, PLR0915, PLR0917
    """Every choice worth the best so far less ``slack``, or more, those held by multipliers first for ``linked``.

    False where ``most`` nodes did not suffice.
    """
    for i in range(len(limits.of_start) - 1):
        space.state[_LINKED, i] = 0
    first, gaining, still_open, spent, worth = _lay_out(limits, space)
    room = budget - spent
    if room < 0:
        return True
    bound = worth + constant + _filled(space, 0, gaining, room)
    least = space.best[0] - slack
    if bound < least:
        return True
    if least > -np.inf:
        _settle(space, gaining, still_open, room, bound - least)
    if linked:
        _link(limits, space)
    first, gaining, still_open, spent, worth = _lay_out(limits, space)
    room = budget - spent
    if room < 0 or not _start_totals(limits, space):
        return True
    held = _held(limits, space, still_open)
    worth += constant
    value = 0.0
    for i in range(len(limits.of_start) - 1):
        space.state[_NOW, i] = space.state[_BASE, i]
        value += space.option[_VALUE, i] * space.state[_BASE, i]
    k, nodes, down = 0, 0, True
    while nodes <= most:
        if down and (k == still_open or (k >= held and room < space.option[_LEAST, k])):
            _consider(space, space.state[_NOW, : len(limits.of_start) - 1], value, budget - room)
            least = space.best[0] - slack
            down = False
        if not down:  # back to the last option that is settled
            if k == 0:
                space.nodes[0] += nodes
                return True
            k -= 1
        i = space.state[_ORDER, k]
        base = space.state[_BASE, i]
        side = 1 - 2 * base
        if down:
            space.state[_MOVED, k] = 0
            if space.option[_STEP_COST, i] <= room and not _is_twin(limits, space, k):
                if _decide(limits, space, i, 1 - base, 1):
                    space.state[_MOVED, k] = 1
                    room -= space.option[_STEP_COST, i]
                    worth += space.option[_STEP_WORTH, i]
                    value += space.option[_VALUE, i] * side
                    k += 1
                    continue
                _decide(limits, space, i, 1 - base, -1)
        else:
            _decide(limits, space, i, space.state[_NOW, i], -1)
            if not space.state[_MOVED, k]:
                space.state[_NOW, i] = base
                continue
            space.state[_MOVED, k] = 0
            room += space.option[_STEP_COST, i]
            worth -= space.option[_STEP_WORTH, i]
            value -= space.option[_VALUE, i] * side
        # Leave it where it costs least, if that can still be as good as the best so far.
        nodes += 1
        bound = value if linked and k + 1 >= first else worth  # multipliers have done their work once all they hold is settled
        down = _decide(limits, space, i, base, 1) and bound + _merged(space, k + 1, first, gaining, room) >= least
        if down:
            k += 1
        else:
            _decide(limits, space, i, base, -1)
    space.nodes[0] += nodes
    return False


@compiled
def _one(limits: Limits, space: Space, hints: Ints, budget: float, rounds: int, most: int) -> int:  # noqa: PLR0917
    """The best choice of the draw laid into ``space``."""
    space.best[0], space.best[1] = -np.inf, np.inf
    _draw_limits(limits, space)
    _try_hints(limits, space, hints, budget)
    weighed = space.row.shape[1] > 0
    slack = _SLACK_WEIGHED if weighed else _SLACK
    away, nodes = slack, _FIRST_NODES if weighed else _FIRST_NODES * _GROWTH**3
    for attempt in range(_ATTEMPTS):
        last = attempt == _ATTEMPTS - 1
        if last:  # only better choices, no longer equal ones
            away = 2 * slack - _grain(limits, space)
        if weighed and attempt <= 1:
            _improve(limits, space, budget, rounds if attempt == 0 else _MORE_ROUNDS)
        # Some questions are easy with the linked options first, others without: turn and turn about, with ever more nodes.
        if not (last and away > 0) and (weighed or attempt % 2 == 0):
            constant = _weigh(limits, space, _WEIGHT)
            if _search(limits, space, budget, constant, away, min(most, nodes), attempt % 2):
                if space.best[0] == -np.inf:
                    return IMPOSSIBLE
                return TIED if last else PROVEN
        nodes *= _GROWTH
    return GIVEN_UP


@compiled
def best_choices(  # noqa: PLR0917 — Numba takes arguments by place
    values: Floats,
    costs: Floats,
    budget: float,
    settled: Ints,
    forced: Ints,
    limits: Limits,
    weights: Floats,
    hint: Ints,
    rounds: int,
    most: int,
    most_in_all: int,
) -> tuple[Ints, Ints, Floats]:
    """The best choice in each draw, how each search ended (proven, impossible, given up, proven but for
    ties), and the last multipliers.

    ``values`` is draws × options; ``costs`` too, or one row for all. ``settled``, by option: 1 in, −1 out, 0 open, 2 open but
    out wherever it is worth nothing and frees no money. ``forced``, by draw: an option settled for that draw (−1: none) and
    how. Amounts are whole numbers. ``hint`` is a choice likely to be good in many draws.
    """
    draws, options = values.shape
    rows = limits.bound.shape[1]
    space = Space(
        np.zeros((10, options + 1)),
        np.zeros((8, options + 1), np.int64),
        np.zeros((8, rows)),
        np.zeros(len(limits.part)),
        np.zeros(2),
        np.zeros(1, np.int64),
    )
    chosen = np.zeros((draws, options), np.int64)
    ended = np.zeros(draws, np.int64)
    hints = np.zeros((_HINTS, options), np.int64)
    for i in range(options):
        space.state[_ORDER, i] = i
        hints[0, i] = hint[i]
    last = 1
    for d in range(draws):
        for i in range(options):
            value, cost = values[d, i], costs[d % len(costs), i]
            space.option[_VALUE, i], space.option[_COST, i] = value, cost
            fixed = settled[i]
            if fixed > 1:
                fixed = -1 if value <= 0 and cost >= 0 else 0
            space.state[_FIXED, i] = forced[1, d] if forced[0, d] == i else fixed
        for r in range(rows):
            space.row[_WEIGHT, r] = weights[r]
        ended[d] = _one(limits, space, hints, budget, rounds, min(most, max(most_in_all - space.nodes[0], _FIRST_NODES)))
        if space.best[0] > -np.inf:
            for i in range(options):
                chosen[d, i] = hints[last, i] = space.state[_BEST, i]
            last = last % (_HINTS - 1) + 1
    return chosen, ended, space.row[_WEIGHT].copy()
