"""A question under uncertainty as tables of whole numbers: draws of costs and values, limits, and what is settled."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.base import Fault, FaultyInput
from lodestar.methods.portfolio.models import Choice, Intervention, Range, ShareRange, best
from lodestar.methods.portfolio.problem import EXACT, Problem, Row, Scale, decimal_of, problem_of
from lodestar.methods.portfolio_uncertainty.draws import drawn, mean_of
from lodestar.methods.portfolio_uncertainty.models import NumberName, PortfolioUncertaintyInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUT_IF_WORTHLESS = 2
VALUE_FIELDS: tuple[NumberName, ...] = ("people", "benefit", "probability")
FIELDS: tuple[NumberName, ...] = (*VALUE_FIELDS, "cost")
_LARGEST = 2**51  # sums of all costs, or of all values, are exact in a double, also with as much again added
_MOST_VALUE = 1e100


@dataclass(frozen=True)
class Bound:
    """One constraint: the sum of ``parts`` (of the draw's costs for None) over ``members`` lies from low to high, where it holds."""

    members: tuple[int, ...]
    parts: tuple[int, ...] | None
    low: float
    high: float
    condition: int = -1


@dataclass(frozen=True)
class Tables:
    """Options in order of id. ``settled``: 1 in, −1 out, 0 open, 2 out in a draw in which it is worth nothing and frees no money."""

    data: PortfolioUncertaintyInput
    problem: Problem
    cost_scale: Scale
    value_scale: Scale
    budget: float
    costs: Floats
    values: Floats
    settled: Ints
    bounds: tuple[Bound, ...]

    @property
    def given(self) -> tuple[Intervention, ...]:
        return tuple(o.given for o in self.problem.options)

    @property
    def floors(self) -> frozenset[int]:
        """Options whose cost helps to reach an area's floor."""
        return frozenset(i for b in self.bounds if b.parts is None and b.low > -math.inf for i in b.members)

    def choice(self, chosen: Ints) -> Choice:
        return self.problem.choice(int(i) for i in np.flatnonzero(chosen))

    def ids(self, chosen: Ints | NDArray[np.bool_]) -> list[str]:
        return self.problem.ids(int(i) for i in np.flatnonzero(chosen))

    def value_with(self, i: int, field: str, number: float) -> float:
        """Value of an option, in units, with one of its numbers another and the rest at best."""
        product = Decimal(1)
        for name in VALUE_FIELDS:
            product = EXACT.multiply(product, decimal_of(number if name == field else best(getattr(self.given[i], name))))
        return float(self.value_scale.units(product))

    def frozen(self) -> Tables:
        """The same with what is never worth funding judged once, at the best estimates: the choices that are possible now."""
        worthless = (self.values <= 0) & (self.costs >= 0)
        settled = np.where(self.settled == OUT_IF_WORTHLESS, np.where(worthless, -1, 0), self.settled)
        kept = (b for b in self.bounds if b.condition < 0 or worthless[b.condition])
        return replace(self, settled=settled, bounds=tuple(replace(b, condition=-1) for b in kept))


def tables_of(data: PortfolioUncertaintyInput) -> Tables:
    """The question at its best estimates. Raises :class:`FaultyInput` where sizes differ too much to be added up together."""
    problem = problem_of(data)
    options = problem.options
    _refuse_sizes_beyond_reason(data)
    cost_scale = _scale((o.cost for o in options), (_largest(o.given.cost) for o in options))
    value_scale = _scale((o.value for o in options), (_largest_value(o.given) for o in options))
    requirers = {i: _requirers(data, problem, i) for i in range(len(options))}
    settled = np.array([_settled(o.given, requirers[i]) for i, o in enumerate(options)], np.int64)
    return Tables(
        data=data,
        problem=problem,
        cost_scale=cost_scale,
        value_scale=value_scale,
        budget=float(cost_scale.most(decimal_of(data.budget))),
        costs=np.array([cost_scale.units(o.cost) for o in options], np.float64),
        values=np.array([value_scale.units(o.value) for o in options], np.float64),
        settled=settled,
        bounds=tuple(_bounds(data, problem, cost_scale, requirers)),
    )


def _largest(estimate: float | Range | ShareRange) -> float:
    ends = (estimate.low, estimate.high) if isinstance(estimate, Range | ShareRange) else (estimate,)
    return max(abs(e) for e in ends)


def _largest_value(given: Intervention) -> float:
    return _largest(given.people) * _largest(given.benefit) * _largest(given.probability)


def _refuse_sizes_beyond_reason(data: PortfolioUncertaintyInput) -> None:
    faults = []
    for n, given in enumerate(data.interventions):
        if not _largest_value(given) <= _MOST_VALUE:
            faults.append(Fault(f"interventions[{n}]", "must have a value (people × benefit × probability) of at most 1e100 at any end"))
        if not _largest(given.cost) <= _MOST_VALUE:
            faults.append(Fault(f"interventions[{n}].cost", "must be at most 1e100 at any end"))
    if faults:
        raise FaultyInput(faults)


def _scale(written: Iterable[Decimal], largest: Iterable[float]) -> Scale:
    """The finest scale on which the largest amounts add up exactly; draws are rounded to it."""
    total = math.fsum(largest)
    places = math.floor(math.log10(_LARGEST / total)) if total > 0 else 0
    amounts = list(written)
    exact = all(a == a.quantize(Decimal(1).scaleb(-places)) for a in amounts) if abs(places) < 20 else not any(amounts)  # noqa: PLR2004
    return Scale(places, exact=exact, slack=0 if exact else len(amounts))


def _requirers(data: PortfolioUncertaintyInput, problem: Problem, i: int) -> tuple[int, ...]:
    at = {o.id: n for n, o in enumerate(problem.options)}
    return tuple(sorted({at[r.if_] for r in data.requires if r.then == problem.options[i].id}))


def _settled(given: Intervention, requirers: tuple[int, ...]) -> int:
    if given.commitment != "open":
        return 1 if given.commitment == "must" else -1
    return 0 if requirers else OUT_IF_WORTHLESS


def _bounds(data: PortfolioUncertaintyInput, problem: Problem, cost_scale: Scale, requirers: dict[int, tuple[int, ...]]) -> Iterator[Bound]:
    for row in problem.rows:
        if row.where.startswith(("requires", "alternatives", "at_")):
            yield _counted(row)
    for i, needing in requirers.items():
        if needing and problem.options[i].given.commitment == "open":
            yield Bound((*needing, i), (*(1 for _ in needing), -1), 0, math.inf, condition=i)
    for floor in data.area_floor:
        yield Bound(_of_area(problem, floor.area), None, cost_scale.least(decimal_of(floor.cost)), math.inf)
    for cap in data.area_cap:
        yield Bound(_of_area(problem, cap.area), None, -math.inf, cost_scale.most(decimal_of(cap.cost)))


def _counted(row: Row) -> Bound:
    low = -math.inf if row.low is None else row.low
    return Bound(tuple(row.parts), tuple(row.parts.values()), low, math.inf if row.high is None else row.high)


def _of_area(problem: Problem, area: str) -> tuple[int, ...]:
    return tuple(i for i, o in enumerate(problem.options) if o.given.area == area)


@dataclass(frozen=True)
class Draws:
    """Draws in whole units, draws × options; costs in one row where none has a range. ``fields`` holds what was drawn, by option."""

    values: Floats
    costs: Floats
    judged: Floats
    fields: tuple[dict[str, Floats | float], ...]


def draws_of(tables: Tables) -> Draws:
    """Every number of every intervention drawn from its own stream."""
    count, options = tables.data.draws, tables.given
    fields = tuple(
        {
            name: drawn(
                getattr(given, name), draws=count, seed=tables.data.seed, id_=given.id, field=name, distribution=tables.data.distribution
            )
            for name in (*FIELDS, "present_cost")
            if getattr(given, name) is not None
        }
        for given in options
    )
    values = np.empty((count, len(options)))
    costs = np.empty((count if any(isinstance(f["cost"], np.ndarray) for f in fields) else 1, len(options)))
    judged = np.empty((count, len(options)))
    to_value, to_cost = 10.0**tables.value_scale.places, 10.0**tables.cost_scale.places
    for i, field in enumerate(fields):
        product = field["people"] * field["benefit"] * field["probability"]
        values[:, i] = np.rint(product * to_value) if isinstance(product, np.ndarray) else tables.values[i]
        cost = field["cost"]
        costs[:, i] = np.rint(cost * to_cost) if isinstance(cost, np.ndarray) else tables.costs[i]
        judged[:, i] = field.get("present_cost", cost)
    return Draws(values, costs, judged, fields)


def expected_values(tables: Tables) -> Floats:
    """Expected value of each option: the product of the expected numbers, which are independent; in units, not rounded."""
    to_value = 10.0**tables.value_scale.places
    expected = []
    for given, units in zip(tables.given, tables.values, strict=True):
        ranged = any(isinstance(getattr(given, name), Range | ShareRange) for name in VALUE_FIELDS)
        product = math.prod(mean_of(getattr(given, name), tables.data.distribution) for name in VALUE_FIELDS)
        expected.append(float(np.rint(product * to_value)) if ranged else units)
    return np.array(expected)
