"""Drawing the line, and skipping: portfolios built by value for money, with every constraint kept.

First comes what is forced: what must be funded with all it requires, then, while a constraint or the budget is still
broken, the next option by value for money that mends it and from which every constraint can still be met. Then the rest
is walked through by value for money. What is ruled out by what is already funded (an alternative, a full group or area,
something never to be funded, a package that adds no value) is passed over by both answers. At the first option
that is open but does not fit in what is left of the budget, the line stops; the other answer skips it and walks on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.problem import Problem, Row

Reason = Literal["money", "ruled_out", "no_gain", "not_worth"]


@dataclass(frozen=True)
class PassedOver:
    """Why an option was not funded at its turn: what was left, what it would have cost, which constraint stood against it."""

    reason: Reason
    left: int = 0
    needed: int = 0
    row: Row | None = None


@dataclass(frozen=True)
class Walked:
    """Both answers, what was forced, and why each option not funded was passed over; the same up to ``next_budget`` (None: for ever)."""

    line: frozenset[int]
    skip: frozenset[int]
    forced: tuple[int, ...]
    stopped_at: int | None
    passed_over: dict[int, PassedOver] = field(default_factory=dict)
    next_budget: int | None = None


class Walker:
    """Walks one problem at any number of budgets; remembers what does not depend on the budget."""

    def __init__(self, problem: Problem, *, too_large: bool = False) -> None:
        self._problem = problem
        self._too_large = too_large
        self._completions: dict[frozenset[int], int | None] = {}
        self._turning: list[int] = []  # budgets above the present one at which some decision would fall otherwise

    @cached_property
    def _brings(self) -> tuple[frozenset[int], ...]:
        """Each option with all it requires, directly or through others."""
        needs = _requirements(self._problem)
        return tuple(_closure(i, needs) for i in range(len(self._problem.options)))

    def walk(self, budget: int) -> Walked:
        """Both answers within a budget that some portfolio keeps."""
        self._turning = []
        start, forced = self._forced(budget)
        rest = [i for i in self._problem.by_rank if i not in start]
        chosen, passed, stopped_at, line = start, {}, None, None
        for i in rest:
            if i in chosen:
                continue
            reason = self._against(chosen, i, budget)
            if reason is None:
                chosen = chosen | self._brings[i]
                continue
            passed[i] = reason
            if reason.reason == "money":
                self._turning.append(budget + reason.needed - reason.left)
                if line is None:
                    line, stopped_at = chosen, i
        passed = {i: reason for i, reason in passed.items() if i not in chosen}
        following = min(self._turning, default=None)
        return Walked(chosen if line is None else line, chosen, tuple(forced), stopped_at, passed, following)

    def _against(self, chosen: frozenset[int], i: int, budget: int) -> PassedOver | None:
        """What stands against funding an option, with what it brings, on top of what is chosen."""
        problem = self._problem
        more = self._brings[i] - chosen
        if problem.options[i].never_worth_funding:
            return PassedOver("not_worth")
        together = chosen | more
        if against := [row for row in problem.rows if not row.holds(together)]:
            # Of several, the first by its words, so that the order in which they were given changes nothing.
            return PassedOver("ruled_out", row=min(against, key=lambda row: row.words))
        if problem.value(more) <= 0:
            return PassedOver("no_gain")
        left = budget - problem.cost(chosen)
        needed = problem.cost(more)
        return PassedOver("money", left, needed) if needed > left else None

    def _forced(self, budget: int) -> tuple[frozenset[int], list[int]]:
        chosen = frozenset().union(*(self._brings[i] for i in self._problem.musts))
        order = sorted(chosen)
        while helpers := self._helpers(chosen, budget):
            i = next(
                i for i in self._problem.by_rank if i in helpers and i not in chosen and self._completable(chosen | self._brings[i], budget)
            )
            order += sorted(self._brings[i] - chosen)
            chosen = chosen | self._brings[i]
        return chosen, order

    def _helpers(self, chosen: frozenset[int], budget: int) -> frozenset[int]:
        """Options that would bring a broken constraint, or the broken budget, nearer to being kept."""
        found = frozenset().union(*(row.helpers(chosen) for row in self._problem.rows))
        if self._problem.cost(chosen) > budget:
            self._turning.append(self._problem.cost(chosen))
            found |= frozenset(i for i, cost in enumerate(self._problem.costs) if cost < 0)
        return found

    def _completable(self, chosen: frozenset[int], budget: int) -> bool:
        together = with_funded(self._problem, chosen)
        if self._too_large:
            return exact.is_possible(together, budget, too_large=True)
        if chosen not in self._completions:
            self._completions[chosen] = exact.cheapest(together)
        least = self._completions[chosen]
        if least is not None and least > budget:
            self._turning.append(least)
        return least is not None and least <= budget


def with_funded(problem: Problem, chosen: Iterable[int]) -> Problem:
    """The same question with these options funded for certain."""
    extra = tuple(Row("", "", {i: 1}, low=1) for i in sorted(chosen))
    return replace(problem, rows=(*problem.rows, *extra))


def _requirements(problem: Problem) -> dict[int, set[int]]:
    needs: dict[int, set[int]] = {}
    for row in problem.rows:
        if row.where.startswith("requires["):
            asks = next(i for i, part in row.parts.items() if part < 0)
            needs.setdefault(asks, set()).update(i for i in row.parts if i != asks)
    return needs


def _closure(start: int, needs: dict[int, set[int]]) -> frozenset[int]:
    seen, todo = {start}, [start]
    while todo:
        for i in needs.get(todo.pop(), ()):
            if i not in seen:
                seen.add(i)
                todo.append(i)
    return frozenset(seen)
