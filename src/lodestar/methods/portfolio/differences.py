"""Why the three answers differ, in words for the person whose proposal was left out."""

from __future__ import annotations

from lodestar.methods.portfolio.models import Difference
from lodestar.methods.portfolio.problem import Problem, figure, listed
from lodestar.methods.portfolio.walk import Walked


def differences(problem: Problem, walked: Walked, optimum: frozenset[int]) -> list[Difference]:
    """Options that not all three answers fund, by id, each with the reason."""
    answers = {"line": walked.line, "skip": walked.skip, "optimum": optimum}
    found = []
    for i in sorted(frozenset().union(*answers.values())):
        where = [name for name, chosen in answers.items() if i in chosen]
        if len(where) < len(answers):
            missing = [name for name in answers if name not in where]
            words = _why(problem, walked, optimum, i)
            found.append(Difference(id=problem.options[i].id, in_=where, not_in=missing, why=words))
    return found


def _why(problem: Problem, walked: Walked, optimum: frozenset[int], i: int) -> str:
    if i not in walked.skip:
        return _passed_over(problem, walked, optimum, i)
    after_line = "" if i in walked.line else _after_line(problem, walked)
    if i in optimum:
        return after_line
    return (after_line + " " if after_line else "") + _left_out(problem, walked, optimum, i)


def _passed_over(problem: Problem, walked: Walked, optimum: frozenset[int], i: int) -> str:
    """An option of the optimum that the walk by value for money did not fund."""
    over = walked.passed_over[i]
    place = problem.by_rank.index(i) + 1
    freed = walked.skip - optimum
    room = f"; the optimum makes room by leaving out {_names(problem, freed)}" if freed else ""
    if over.reason == "money":
        needed, left = _cost(problem, over.needed), _cost(problem, over.left)
        return f"Number {place} by value for money: it needs {needed} and {left} was left at its turn{room}."
    if over.reason == "ruled_out" and over.row is not None:
        return f"Number {place} by value for money, but what was funded before it rules it out ({over.row.words}){room}."
    if over.reason == "no_gain":
        return f"Number {place} by value for money, but at its turn what it requires would have cost more value than it adds{room}."
    return _not_worth(problem, optimum, i)


def _not_worth(problem: Problem, optimum: frozenset[int], i: int) -> str:
    if problem.costs[i] < 0:
        return f"It adds no value by itself; it frees {_cost(problem, -problem.costs[i])}, which the optimum spends better."
    return "It adds no value by itself; the optimum funds it because something it chooses requires it."


def _after_line(problem: Problem, walked: Walked) -> str:
    if walked.stopped_at is None:
        return ""
    stop = problem.options[walked.stopped_at].given.label
    return f"The line is drawn at {stop}, which does not fit; this comes after it and fits in what is left."


def _left_out(problem: Problem, walked: Walked, optimum: frozenset[int], i: int) -> str:
    """An option of the walk that the optimum does not fund."""
    gain = problem.value(optimum) - problem.value(walked.skip)
    instead = optimum - walked.skip
    cost = _cost(problem, problem.costs[i])
    if gain == 0:
        saved = _cost(problem, problem.cost(walked.skip) - problem.cost(optimum))
        return (
            f"The optimum reaches the same value without it for {saved} less."
            if saved != "0"
            else "Another choice is worth the same at the same cost."
        )
    more = figure(problem.value_scale.amount(gain))
    if instead:
        return f"Without its {cost} there is room for {_names(problem, instead)}: {more} more value in all."
    return f"The optimum is worth {more} more without it and what it requires."


def _names(problem: Problem, chosen: frozenset[int]) -> str:
    return listed([problem.options[i].given.label for i in sorted(chosen)])


def _cost(problem: Problem, units: int) -> str:
    return figure(problem.cost_scale.amount(units))
