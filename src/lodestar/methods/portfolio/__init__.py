"""Which interventions to fund: drawing the line, skipping what does not fit, and the proven optimum, at every budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from lodestar.methods.base import Answer, Step, Warn, method
from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.checks import cross_checks
from lodestar.methods.portfolio.conflict import no_choice
from lodestar.methods.portfolio.differences import differences
from lodestar.methods.portfolio.models import (
    BudgetAnswer,
    Choice,
    FrontierStep,
    Optimum,
    PortfolioInput,
    PortfolioValue,
    RatedIntervention,
)
from lodestar.methods.portfolio.problem import Problem, decimal_of, figure, listed, problem_of
from lodestar.methods.portfolio.today import today_compared
from lodestar.methods.portfolio.walk import Walked, Walker

__all__ = ["PortfolioInput", "PortfolioValue", "portfolio"]

MOST_LISTED = 50_000  # longer frontiers are answered at the budgets asked about only


@method(
    name="portfolio",
    version="1.0",
    source=(
        "Socio-Technical Allocation of Resources (Airoldi, Morton, Smith and Bevan, Medical Decision Making 2014; 34: 965–975): "
        "value = people × benefit × probability, ordered by value ÷ cost. "
        "Optimum: Nemhauser and Ullmann, Management Science 1969; 15: 494–505."
    ),
    cross_checks=cross_checks,
)
def portfolio(data: PortfolioInput) -> Answer[PortfolioValue]:
    """Which interventions to fund within a budget: by drawing the line, by skipping what does not fit, and the proven optimum."""
    problem = problem_of(data)
    solved = exact.solve(problem)
    budgets = [(where, budget, problem.cost_scale.most(decimal_of(budget))) for where, budget in data.asked]
    best = {units: solved.within(units) if solved else None for _, _, units in budgets}
    if solved is None or (budgets and not any(best.values())):
        raise no_choice(problem, data.asked)
    walker = Walker(problem, too_large=solved.states is None)
    walked = {units: walker.walk(units) for units, found in best.items() if found}
    today = today_compared(problem, solved)
    complete = solved.states is not None and len(solved.states) <= MOST_LISTED
    value = PortfolioValue(
        interventions=_rated(problem, data),
        efficiency_frontier=_laid_end_to_end(problem),
        portfolios=[_answer(problem, budget, walked.get(units), best[units]) for _, budget, units in budgets],
        optimum_frontier=_every_budget(problem, solved) if complete else _asked_only(problem, best.values()),
        optimum_frontier_complete=complete,
        today=today.today,
        same_money=today.same_money,
        same_value=today.same_value,
        swaps=list(today.swaps),
    )
    warnings = (*_warnings(problem, solved, budgets, best, complete), *today.warnings)
    return Answer(value, tuple(_steps(problem, solved, budgets, walked)), warnings)


def _rated(problem: Problem, data: PortfolioInput) -> list[RatedIntervention]:
    """In the order given, each with its place by value for money."""
    rank = {problem.options[i].id: place for place, i in enumerate(problem.by_rank, start=1)}
    rated = []
    for option in sorted(problem.options, key=lambda o: o.place):
        ratio = option.ratio
        rated.append(
            RatedIntervention(
                id=option.id,
                value=float(option.value),
                value_for_money=None if ratio is None else float(ratio),
                rank=rank[option.id],
                dominant=option.dominant,
                never_worth_funding=option.never_worth_funding,
            )
        )
    return rated


def _laid_end_to_end(problem: Problem) -> list[FrontierStep]:
    """What may be funded and is worth it, by falling value for money."""
    steps: list[FrontierStep] = []
    so_far: list[int] = []
    for i in problem.by_rank:
        if problem.options[i].never_worth_funding or i in problem.nevers:
            continue
        so_far.append(i)
        together = problem.choice(so_far)
        own = problem.choice([i])
        steps.append(
            FrontierStep(
                id=problem.options[i].id,
                cost=own.cost,
                value=own.value,
                cumulative_cost=together.cost,
                cumulative_value=together.value,
            )
        )
    return steps


def _answer(problem: Problem, budget: float, walked: Walked | None, best: exact.Best | None) -> BudgetAnswer:
    if walked is None or best is None:
        return BudgetAnswer(budget=budget, line=None, skip=None, optimum=None)
    chosen = problem.choice(best.chosen)
    optimum = Optimum(
        ids=chosen.ids,
        cost=chosen.cost,
        value=chosen.value,
        proven=best.proven,
        gap=best.gap,
        differences=differences(problem, walked, best.chosen),
    )
    return BudgetAnswer(budget=budget, line=problem.choice(walked.line), skip=problem.choice(walked.skip), optimum=optimum)


def _every_budget(problem: Problem, solved: exact.Solved) -> list[Choice]:
    states = solved.states
    if states is None:
        return []
    members = exact.member_lists(states, range(len(states)), [o.id for o in problem.options])
    cost, value = problem.cost_scale.amount, problem.value_scale.amount
    return [
        Choice.model_construct(ids=ids, cost=cost(c), value=value(v))
        for ids, c, v in zip(members, states.cost.tolist(), states.value.tolist(), strict=True)
    ]


def _asked_only(problem: Problem, best: Iterable[exact.Best | None]) -> list[Choice]:
    choices = {found.chosen: problem.choice(found.chosen) for found in best if found}
    return sorted(choices.values(), key=lambda c: c.cost)


def _steps(
    problem: Problem, solved: exact.Solved, budgets: Sequence[tuple[str, float, int]], walked: Mapping[int, Walked]
) -> Iterator[Step]:
    yield Step("Order by value for money", [problem.options[i].id for i in problem.by_rank])
    if solved.states is not None:
        yield Step("Portfolios that no other dominates", len(solved.states))
    for _, budget, units in budgets:
        if units not in walked:
            continue
        found = walked[units]
        if found.forced:
            yield Step(f"Funded first at {figure(budget)}, because a constraint demands it", [problem.options[i].id for i in found.forced])
        if found.stopped_at is not None:
            over = found.passed_over.get(found.stopped_at)
            left = problem.cost_scale.amount(units - problem.cost(found.line))
            stop = {"id": problem.options[found.stopped_at].id, "left": left}
            if over is not None:
                stop["needed"] = problem.cost_scale.amount(over.needed)
            yield Step(f"Where the line stops at {figure(budget)}", stop)


def _warnings(
    problem: Problem,
    solved: exact.Solved,
    budgets: Sequence[tuple[str, float, int]],
    best: Mapping[int, exact.Best | None],
    complete: bool,
) -> Iterator[Warn]:
    yield from _ties_in_order(problem)
    for where, budget, units in budgets:
        found = best[units]
        if found is None:
            yield Warn("no_feasible_choice", where, _nothing_within(problem, budget))
        elif found.tied:
            words = "another choice has the same value at the same cost; the one with the first id in which they differ is shown"
            yield Warn("tie", where, f"At {figure(budget)} {words}.")
        if found is not None and not found.proven:
            yield Warn("not_proven", where, f"At {figure(budget)} a choice worth up to {found.gap:.2%} more could not be ruled out.")
    if not complete:
        words = "The optimum at every budget is too long to list; optimum_frontier holds only the budgets asked about."
        yield Warn("frontier_not_complete", "optimum_frontier", words)


def _ties_in_order(problem: Problem) -> Iterator[Warn]:
    for key, tied in groupby(problem.by_rank, key=lambda i: problem.options[i].order[:2]):
        members = [problem.options[i] for i in tied]
        if len(members) > 1 and key[0] == 1:
            words = listed([o.given.label for o in members])
            message = f"{words} have the same value for money; higher value comes first, then lower cost, then id."
            yield Warn("tie", "interventions", message)


def _nothing_within(problem: Problem, budget: float) -> str:
    least = exact.cheapest(problem)
    words = f" The cheapest choice that does costs {figure(problem.cost_scale.amount(least))}." if least is not None else ""
    return f"Nothing within {figure(budget)} keeps every constraint.{words}"
