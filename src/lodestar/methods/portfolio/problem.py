"""A portfolio question as whole numbers: costs, values and constraints that add up exactly, in an order that input cannot change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property

from lodestar.methods.base import Fault, FaultyInput
from lodestar.methods.portfolio.models import Choice, Intervention, Question, best

_LARGEST = 2**61  # sums of all costs, or of all values, stay within a 64-bit integer whatever is added to them
_SMALLEST_COST = 1000  # units: a cost that kept fewer digits beside the others could be judged to fit when it does not
_SMALLEST_VALUE = 10
_TINY, _HUGE = Decimal("1e-100"), Decimal("1e100")
EXACT = Context(prec=400)  # products of three 17-digit numbers and sums of them are exact in far less


@dataclass(frozen=True)
class Scale:
    """How decimals became whole numbers: ``units`` = amount × 10^``places``, exactly or to 18 digits of the total."""

    places: int
    exact: bool
    slack: int = 0

    def units(self, amount: Decimal, rounding: str = ROUND_HALF_EVEN) -> int:
        if not self.exact:
            rounding = ROUND_HALF_EVEN
        return int(amount.scaleb(self.places, EXACT).to_integral_value(rounding, EXACT))

    def most(self, amount: Decimal) -> int:
        """The units that a sum of at most this amount may have."""
        return _bounded(self.units(amount, ROUND_FLOOR) + self.slack)

    def least(self, amount: Decimal) -> int:
        """The units that a sum of at least this amount must have."""
        return _bounded(self.units(amount, ROUND_CEILING) - self.slack)

    def amount(self, units: int) -> float:
        return float(Decimal(units).scaleb(-self.places, EXACT))


def _bounded(units: int) -> int:
    """Limits beyond all sums are as good as no limit, and stay within 64 bits."""
    return max(-2 * _LARGEST, min(2 * _LARGEST, units))


def scale_of(amounts: Sequence[Decimal]) -> Scale:
    """The finest scale on which all these amounts are whole numbers; where 64 bits cannot hold it, one that keeps 18 digits."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, EXACT.abs(amount))
    places = max((-_exponent(a) for a in amounts if a), default=0)
    if not total or total.scaleb(places, EXACT) <= _LARGEST:
        return Scale(max(places, 0) if total else 0, exact=True)
    coarse = 17 - total.adjusted()
    return Scale(coarse, exact=False, slack=len(amounts))


def _exponent(amount: Decimal) -> int:
    return int(amount.normalize(EXACT).as_tuple().exponent)  # a letter only for NaN and infinity, which no input holds


@dataclass(frozen=True)
class Row:
    """One constraint: the sum of ``parts`` over what is funded lies from ``low`` to ``high``."""

    where: str
    words: str
    parts: Mapping[int, int]
    low: int | None = None
    high: int | None = None
    is_spending: bool = False  # the parts are the costs of all options of one area

    def total(self, chosen: Iterable[int]) -> int:
        return sum(self.parts.get(i, 0) for i in chosen)

    def holds(self, chosen: Iterable[int]) -> bool:
        total = self.total(chosen)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)

    def helpers(self, chosen: Iterable[int]) -> frozenset[int]:
        """What would bring a sum that is out of bounds nearer to them."""
        total = self.total(chosen)
        if self.low is not None and total < self.low:
            return frozenset(i for i, part in self.parts.items() if part > 0)
        if self.high is not None and total > self.high:
            return frozenset(i for i, part in self.parts.items() if part < 0)
        return frozenset()


@dataclass(frozen=True)
class Option:
    """An intervention with its exact cost and value; ``judged`` is the cost that its value for money is judged on."""

    given: Intervention
    place: int
    cost: Decimal
    value: Decimal
    judged: Decimal

    @property
    def id(self) -> str:
        return self.given.id

    @property
    def dominant(self) -> bool:
        return self.judged <= 0 < self.value

    @property
    def never_worth_funding(self) -> bool:
        return self.value <= 0

    @property
    def ratio(self) -> Fraction | None:
        return Fraction(self.value) / Fraction(self.judged) if self.judged > 0 else None

    @property
    def order(self) -> tuple[int, Fraction, Decimal, Decimal, str]:
        """Sorts by value for money: what costs nothing first, then falling ratio, last what frees money at a loss of value."""
        ties = (-self.value, self.judged, self.id)
        if self.dominant:
            return (0, Fraction(0), *ties)
        ratio = self.ratio
        if ratio is not None:
            return (1 if self.value > 0 else 2, -ratio, *ties)
        if self.judged < 0:
            return (3, Fraction(self.value) / Fraction(self.judged), *ties)  # least loss for each pound freed first
        return (4, Fraction(0), *ties)


@dataclass(frozen=True)
class Problem:
    """Options in order of id, in whole units, with every constraint as a row."""

    options: tuple[Option, ...]
    costs: tuple[int, ...]
    values: tuple[int, ...]
    cost_scale: Scale
    value_scale: Scale
    rows: tuple[Row, ...]

    @cached_property
    def by_rank(self) -> tuple[int, ...]:
        return tuple(sorted(range(len(self.options)), key=lambda i: self.options[i].order))

    @cached_property
    def musts(self) -> frozenset[int]:
        return frozenset(i for i, o in enumerate(self.options) if o.given.commitment == "must")

    @cached_property
    def nevers(self) -> frozenset[int]:
        return frozenset(i for i, o in enumerate(self.options) if o.given.commitment == "never")

    def cost(self, chosen: Iterable[int]) -> int:
        return sum(self.costs[i] for i in chosen)

    def value(self, chosen: Iterable[int]) -> int:
        return sum(self.values[i] for i in chosen)

    def ids(self, chosen: Iterable[int]) -> list[str]:
        return [self.options[i].id for i in sorted(chosen)]

    def choice(self, chosen: Iterable[int]) -> Choice:
        """These options with what they cost and are worth together, in the caller's unit."""
        members = list(chosen)
        return Choice(
            ids=self.ids(members),
            cost=self.cost_scale.amount(self.cost(members)),
            value=self.value_scale.amount(self.value(members)),
        )

    def keeping(self, rows: Iterable[Row]) -> Problem:
        return replace(self, rows=tuple(rows))


def problem_of(data: Question) -> Problem:
    """The question in whole units. Raises :class:`FaultyInput` where sizes differ too much to be added up together."""
    options = sorted((_option(n, given) for n, given in enumerate(data.interventions)), key=lambda o: o.id)
    costs, values = [o.cost for o in options], [o.value for o in options]
    cost_scale, value_scale = scale_of(costs), scale_of(values)
    _refuse_unlike_sizes(options, cost_scale, value_scale)
    rows = tuple(_rows(data, tuple(options), cost_scale))
    return Problem(
        tuple(options),
        tuple(cost_scale.units(c) for c in costs),
        tuple(value_scale.units(v) for v in values),
        cost_scale,
        value_scale,
        rows,
    )


def decimal_of(number: float) -> Decimal:
    """The shortest decimal that reads back as this number: the digits that were written."""
    return Decimal(repr(number))


def _option(place: int, given: Intervention) -> Option:
    people, benefit, probability = (decimal_of(best(e)) for e in (given.people, given.benefit, given.probability))
    value = EXACT.multiply(EXACT.multiply(people, benefit), probability)
    cost = decimal_of(best(given.cost))
    judged = cost if given.present_cost is None else decimal_of(best(given.present_cost))
    return Option(given, place, cost, value, judged)


def _refuse_unlike_sizes(options: Sequence[Option], cost_scale: Scale, value_scale: Scale) -> None:
    faults: list[Fault] = []
    for o in sorted(options, key=lambda o: o.place):
        place = f"interventions[{o.place}]"
        if o.cost and not _TINY <= EXACT.abs(o.cost) <= _HUGE:
            faults.append(Fault(f"{place}.cost", "must be 0 or of a size between 1e-100 and 1e100", float(o.cost)))
        elif not cost_scale.exact and o.cost and abs(cost_scale.units(o.cost)) < _SMALLEST_COST:
            faults.append(Fault(f"{place}.cost", "is too small to be added to the largest cost: check the units", float(o.cost)))
        if o.judged and not _TINY <= EXACT.abs(o.judged) <= _HUGE:
            faults.append(Fault(f"{place}.present_cost", "must be 0 or of a size between 1e-100 and 1e100", float(o.judged)))
        if o.value and not _TINY <= EXACT.abs(o.value) <= _HUGE:
            faults.append(Fault(place, "must have a value (people × benefit × probability) of 0 or of a size between 1e-100 and 1e100"))
        elif not value_scale.exact and o.value and abs(value_scale.units(o.value)) < _SMALLEST_VALUE:
            faults.append(Fault(place, "has a value too small to be compared with the largest: check the units"))
    if faults:
        raise FaultyInput(faults)


def _rows(data: Question, options: tuple[Option, ...], cost_scale: Scale) -> Iterator[Row]:
    index = {o.id: i for i, o in enumerate(options)}
    label = {o.id: o.given.label for o in options}
    yield from _commitment_rows(data, options, index)
    for n, r in enumerate(data.requires):
        yield Row(f"requires[{n}]", f"{label[r.if_]} requires {label[r.then]}", {index[r.then]: 1, index[r.if_]: -1}, low=0)
    for n, ids in enumerate(data.alternatives):
        words = f"at most one of {listed(sorted(label[i] for i in ids))}"
        yield Row(f"alternatives[{n}]", words, {index[i]: 1 for i in ids}, high=1)
    for n, group in enumerate(data.at_most):
        words = f"at most {group.count} of {listed(sorted(label[i] for i in group.of))}"
        yield Row(f"at_most[{n}]", words, {index[i]: 1 for i in group.of}, high=group.count)
    for n, group in enumerate(data.at_least):
        words = f"at least {group.count} of {listed(sorted(label[i] for i in group.of))}"
        yield Row(f"at_least[{n}]", words, {index[i]: 1 for i in group.of}, low=group.count)
    for n, floor in enumerate(data.area_floor):
        parts = _area(options, floor.area, cost_scale)
        yield Row(
            f"area_floor[{n}]", f"{floor.area} gets at least {figure(floor.cost)}", parts, low=cost_scale.least(decimal_of(floor.cost))
        )
    for n, cap in enumerate(data.area_cap):
        parts = _area(options, cap.area, cost_scale)
        yield Row(
            f"area_cap[{n}]",
            f"{cap.area} gets at most {figure(cap.cost)}",
            parts,
            high=cost_scale.most(decimal_of(cap.cost)),
            is_spending=True,
        )


def _commitment_rows(data: Question, options: tuple[Option, ...], index: Mapping[str, int]) -> Iterator[Row]:
    for i, o in enumerate(options):
        place = f"interventions[{o.place}]"
        if o.given.commitment == "must":
            yield Row(f"{place}.commitment", f"{o.given.label} must be funded", {i: 1}, low=1)
        elif o.given.commitment == "never":
            yield Row(f"{place}.commitment", f"{o.given.label} must never be funded", {i: 1}, high=0)
        elif o.never_worth_funding and o.cost >= 0:
            needed_by = {index[r.if_] for r in data.requires if r.then == o.id}
            words = f"{o.given.label} is never worth funding" + (" unless what requires it is funded" if needed_by else "")
            yield Row(place, words, {**dict.fromkeys(needed_by, 1), i: -1}, low=0)


def _area(options: Sequence[Option], area: str, cost_scale: Scale) -> dict[int, int]:
    return {i: cost_scale.units(o.cost) for i, o in enumerate(options) if o.given.area == area and o.cost}


def figure(number: float) -> str:
    """A number as people write it: 12,345 or 0.25."""
    shown = f"{number:,.2f}" if abs(number) >= 1 else f"{number:.4g}"
    return shown.rstrip("0").rstrip(".") if "." in shown and "e" not in shown else shown


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
