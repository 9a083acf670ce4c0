"""How firmly each intervention is in or out of the optimum, what would change it, and what knowing more is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lodestar.methods.base import Answer, Step, Warn, method
from lodestar.methods.portfolio.checks import cross_checks
from lodestar.methods.portfolio.conflict import no_choice
from lodestar.methods.portfolio.problem import figure
from lodestar.methods.portfolio_uncertainty.models import (
    Flip,
    Label,
    PortfolioUncertaintyInput,
    PortfolioUncertaintyValue,
    UncertainIntervention,
)

if TYPE_CHECKING:
    from lodestar.methods.portfolio_uncertainty.question import Tables
    from lodestar.methods.portfolio_uncertainty.solve import Solved, Solver

__all__ = ["PortfolioUncertaintyInput", "PortfolioUncertaintyValue", "portfolio_uncertainty", "warm"]

_CORE, _EXTERIOR = 0.95, 0.05


@method(
    name="portfolio_uncertainty",
    version="1.0",
    source=(
        "Core, borderline and exterior: Liesiö, Mild and Salo, European Journal of Operational Research 2007; 181: 1488–1505. "
        "Value of information: Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961. "
        "PERT: Malcolm, Roseboom, Clark and Fazar, Operations Research 1959; 7: 646–669."
    ),
    cross_checks=cross_checks,
)
def portfolio_uncertainty(data: PortfolioUncertaintyInput) -> Answer[PortfolioUncertaintyValue]:
    """How likely each intervention is to be in the optimum, which numbers would change it, and what knowing more is worth.

    For callers in Python: ``evaluate("portfolio_uncertainty", data)`` takes the typed input. 1,000 draws while a budget is
    being dragged and 10,000 once it is let go give the same first thousand draws, so figures settle and do not jump.
    """
    # NumPy, and the search compiled by Numba, are loaded by the first question and not by the list of methods.
    from lodestar.methods.portfolio_uncertainty.flips import flips
    from lodestar.methods.portfolio_uncertainty.information import information
    from lodestar.methods.portfolio_uncertainty.question import draws_of, tables_of
    from lodestar.methods.portfolio_uncertainty.ranks import ranks
    from lodestar.methods.portfolio_uncertainty.solve import Solver
    from lodestar.methods.portfolio_uncertainty.tornado import tornado

    tables = tables_of(data)
    solver = Solver(tables)
    if not solver.best.possible[0]:
        raise no_choice(tables.problem, [("budget", data.budget)])
    draws = draws_of(tables)
    solved = solver.solve(draws.values, draws.costs)
    known = information(tables, draws, solved)
    value = PortfolioUncertaintyValue(
        interventions=_interventions(tables, solver, solved, ranks(tables, draws).tolist(), flips(tables, solver)),
        best_estimate_choice=tables.choice(solver.best.chosen[0]),
        current_choice=known.current,
        expected_value_of_current_choice=known.current.value,
        evpi=known.evpi,
        evppi=list(known.evppi),
        tornado=tornado(tables, solver),
        draws=data.draws,
        draws_without_choice=int((~solved.possible).sum()),
        draws_not_proven=int((~solved.proven).sum()),
    )
    return Answer(value, tuple(_steps(tables, value)), tuple(_warnings(value)))


def warm() -> None:
    """Compile the search, or load what was compiled before, so that the first page that asks does not wait for it."""
    from lodestar.methods.portfolio_uncertainty.solve import warm as compile_search

    compile_search()


def _interventions(
    tables: Tables, solver: Solver, solved: Solved, rank: list[list[int]], flips: list[list[Flip]]
) -> list[UncertainIntervention]:
    """In the order given."""
    share = (solved.chosen.sum(axis=0) / len(solved.chosen)).tolist()
    made = {}
    for i, option in enumerate(tables.problem.options):
        made[option.place] = UncertainIntervention(
            id=option.id,
            probability_funded=share[i],
            rank_low=rank[0][i],
            rank_median=rank[1][i],
            rank_high=rank[2][i],
            label=_label(share[i]),
            funded_at_best=bool(solver.best.chosen[0, i]),
            flips=flips[i],
        )
    return [made[place] for place in sorted(made)]


def _label(share: float) -> Label:
    if share >= _CORE:
        return "core"
    return "exterior" if share <= _EXTERIOR else "borderline"


def _steps(tables: Tables, value: PortfolioUncertaintyValue) -> Iterator[Step]:
    from lodestar.methods.portfolio_uncertainty.question import expected_values

    expected = expected_values(tables) / 10.0**tables.value_scale.places
    yield Step("Value at the best estimates", {o.id: float(o.value) for o in tables.problem.options})
    yield Step("Expected value", {o.id: float(e) for o, e in zip(tables.problem.options, expected, strict=True)})
    yield Step("Funded at the best estimates", value.best_estimate_choice.ids)
    yield Step("Funded by expected value", value.current_choice.ids)


def _warnings(value: PortfolioUncertaintyValue) -> Iterator[Warn]:
    if value.draws_without_choice:
        share = f"{value.draws_without_choice} of {figure(value.draws)} draws"
        words = f"In {share} nothing within the budget keeps every constraint; in them none is funded."
        yield Warn("draws_without_choice", "budget", words)
    if value.draws_not_proven:
        words = f"In {value.draws_not_proven} of {figure(value.draws)} draws the best choice found could not be proven the best."
        yield Warn("not_proven", "draws", words)
    if value.best_estimate_choice.ids != value.current_choice.ids:
        words = "By expected value another choice is best than at the best estimates, because ranges are not the same on both sides."
        yield Warn("expected_value_differs", "interventions", words)
