"""Today's spend beside what could be had for it: the most value for the same money, the same value for less, and swaps.

Phillips and Bana e Costa (2007) call the first two the better and the cheaper portfolio; swaps follow programme budgeting and
marginal analysis: a swap pays when what is started gains more for its cost than what is stopped loses for its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lodestar.methods.base import Warn
from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.models import Choice, Swap
from lodestar.methods.portfolio.problem import Problem, figure


@dataclass(frozen=True)
class Today:
    """What is running, and what could be in its place; all empty where no intervention says whether it runs."""

    today: Choice | None = None
    same_money: Choice | None = None
    same_value: Choice | None = None
    swaps: tuple[Swap, ...] = ()
    warnings: tuple[Warn, ...] = ()


def today_compared(problem: Problem, solved: exact.Solved) -> Today:
    """What is running today against the best choices for the same money and for the same value; all of them keep every constraint."""
    if all(o.given.running is None for o in problem.options):
        return Today()
    now = frozenset(i for i, o in enumerate(problem.options) if o.given.running)
    better = solved.within(problem.cost(now))
    cheaper = solved.worth(problem.value(now))
    return Today(
        today=problem.choice(now),
        same_money=problem.choice(better.chosen) if better else None,
        same_value=problem.choice(cheaper) if cheaper is not None else None,
        swaps=tuple(_swaps(problem, now)),
        warnings=tuple(_warnings(problem, now, better, cheaper)),
    )


def _swaps(problem: Problem, now: frozenset[int]) -> Iterator[Swap]:
    """One for one, each after those before it: value rises, the cost never passes today's, and no constraint is newly broken."""
    most = problem.cost(now)
    broken = _broken(problem, now)
    chosen: frozenset[int] = now
    used: set[int] = set()
    for _, stop, start in sorted(_candidates(problem, now)):
        after = chosen - {stop} | {start}
        if used & {stop, start} or problem.cost(after) > most or not _broken(problem, after) <= broken:
            continue
        chosen = after
        used |= {stop, start}
        yield Swap(
            stop=problem.options[stop].id,
            start=problem.options[start].id,
            cost_change=problem.cost_scale.amount(problem.costs[start] - problem.costs[stop]),
            value_change=problem.value_scale.amount(problem.values[start] - problem.values[stop]),
        )


def _candidates(problem: Problem, now: frozenset[int]) -> Iterator[tuple[tuple[int, Fraction, Fraction], int, int]]:
    for stop in now - problem.musts:
        for start in frozenset(range(len(problem.options))) - now - problem.nevers:
            gain = problem.values[start] - problem.values[stop]
            if problem.values[start] > 0 and problem.costs[stop] > 0 and gain > 0:
                yield (_place(problem, stop, start), stop, start)


def _place(problem: Problem, stop: int, start: int) -> tuple[int, Fraction, Fraction]:
    """Falling ratio of the gain per cost to the loss per cost; where either is no number (no loss, no cost) the swap comes first."""
    stopped, started = problem.options[stop], problem.options[start]
    gain = Fraction(started.value - stopped.value)
    if started.ratio is None or stopped.ratio is None or stopped.ratio <= 0:
        return (0, -gain, Fraction(0))
    return (1, -started.ratio / stopped.ratio, -gain)


def _broken(problem: Problem, chosen: frozenset[int]) -> frozenset[int]:
    return frozenset(n for n, row in enumerate(problem.rows) if not row.holds(chosen))


def _warnings(problem: Problem, now: frozenset[int], better: exact.Best | None, cheaper: frozenset[int] | None) -> Iterator[Warn]:
    broken = sorted(_broken(problem, now))
    if broken:
        words = "; ".join(problem.rows[n].words for n in broken)
        yield Warn("today_breaks_a_constraint", "interventions", f"What is running today does not keep every constraint: {words}.")
    if better is None:
        cost = figure(problem.cost_scale.amount(problem.cost(now)))
        yield Warn("no_choice_for_same_money", "same_money", f"Nothing within today's cost of {cost} keeps every constraint.")
    elif not better.proven:
        words = f"For the same money a choice worth up to {better.gap:.2%} more could not be ruled out."
        yield Warn("not_proven", "same_money", words)
    if cheaper is None:
        value = figure(problem.value_scale.amount(problem.value(now)))
        yield Warn("no_choice_for_same_value", "same_value", f"No choice that keeps every constraint has today's value of {value}.")
