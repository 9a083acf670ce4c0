"""Intervals for one figure: a share, a count, a mean, or the difference of two shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple, TypeGuard, TypeVar

from pydantic import Field

from lodestar.methods.base import Answer, Input, Output, Step, Warn, method
from lodestar.methods.faults import Fault, FaultyInput
from lodestar.methods.fields import Count, Number, Share

T = TypeVar("T")
Kind = Literal["proportion", "count", "mean", "difference"]
Way = Literal["wilson", "exact"]

FEWEST = 2  # values that an interval of a mean needs
_LARGEST = 1e100  # squares of larger values would pass what a float can hold
_FIELDS: dict[str, tuple[str, ...]] = {
    "proportion": ("successes", "n"),
    "count": ("count", "exposure"),
    "mean": ("values",),
    "difference": ("first", "second"),
}
_OPTIONAL = {"exposure"}
_WAYS: dict[str, tuple[str, ...]] = {"proportion": ("wilson", "exact"), "count": ("exact",), "mean": (), "difference": ("wilson",)}
_USUAL: dict[str, Literal["wilson", "exact", "t"]] = {"proportion": "wilson", "count": "exact", "mean": "t", "difference": "wilson"}
_SOURCE = (
    "Wilson (1927), J Am Stat Assoc 22:209–212; Clopper and Pearson (1934), Biometrika 26:404–413; "
    "Garwood (1936), Biometrika 28:437–442; Student (1908), Biometrika 6:1–25; Newcombe (1998), Stat Med 17:873–890"
)


class Proportion(Input):
    """How many of how many."""

    successes: Count
    n: Count


class IntervalInput(Input):
    """One figure, in the fields of its kind."""

    kind: Kind
    successes: Count | None = Field(default=None, description="proportion: how many did")
    n: Count | None = Field(default=None, description="proportion: of how many")
    count: Count | None = Field(default=None, description="count: how many events")
    exposure: Number | None = Field(default=None, description="count: what they are counted over (person-years, months); 1 when not given")
    values: tuple[Number, ...] | None = Field(default=None, description="mean: one value a person")
    first: Proportion | None = Field(default=None, description="difference: the share from which the second is taken")
    second: Proportion | None = Field(default=None, description="difference: the share that is taken away")
    method: Way | None = Field(
        default=None, description="proportion: wilson (default) or exact; count: exact; difference: wilson; mean: none"
    )
    level: Annotated[Share, Field(gt=0, lt=1)] = 0.95


class IntervalValue(Output):
    """The figure and the interval round it; null where there is nothing to work it out from."""

    estimate: float | None
    low: float | None
    high: float | None
    kind: Kind
    method: Literal["wilson", "exact", "t"]
    level: float


class Span(NamedTuple):
    """An estimate and its two limits."""

    estimate: float | None
    low: float | None
    high: float | None


def wilson(successes: int, n: int, level: float = 0.95) -> Span:
    """Score interval of a share: every share that a test would not reject (Wilson 1927). Of none of none: from 0 to 1."""
    return Span(*_wilson(successes, n, level)) if n else Span(None, 0.0, 1.0)


def _wilson(successes: int, n: int, level: float) -> tuple[float, float, float]:
    from scipy import special  # takes a third of a second to load

    z = -float(special.ndtri((1 - level) / 2))
    share = successes / n
    centre = (successes + z * z / 2) / (n + z * z)
    half = z * math.sqrt(share * (1 - share) * n + z * z / 4) / (n + z * z)
    # At the ends the formula gives 0 and 1 but for rounding; the limits there are exactly those.
    low = 0.0 if successes == 0 else min(max(centre - half, 0.0), share)
    high = 1.0 if successes == n else max(min(centre + half, 1.0), share)
    return share, low, high


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Span:
    """Exact interval of a share: each tail of the binomial holds half of what is left (Clopper and Pearson 1934)."""
    from scipy import special  # takes a third of a second to load

    if n == 0:
        return Span(None, 0.0, 1.0)
    tail = (1 - level) / 2
    low = float(special.betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(special.betainccinv(successes + 1, n - successes, tail)) if successes < n else 1.0
    return Span(successes / n, low, high)


def poisson(count: int, exposure: float = 1.0, level: float = 0.95) -> Span:
    """Exact interval of a count, or of a rate per unit of exposure: each tail of the Poisson holds half of what is left (Garwood 1936)."""
    from scipy import special  # takes a third of a second to load

    tail = (1 - level) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    high = float(special.gammainccinv(count + 1, tail))
    return Span(count / exposure, low / exposure, high / exposure)


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float = 0.95) -> Span:
    """First share minus second, from the Wilson limits of both (Newcombe 1998, method 10). With an empty side: from −1 to 1."""
    if 0 in (first[1], second[1]):
        return Span(None, -1.0, 1.0)
    (p, low_p, high_p), (q, low_q, high_q) = _wilson(*first, level), _wilson(*second, level)
    difference = Fraction(*first) - Fraction(*second)
    low, high = float(difference) - math.hypot(p - low_p, high_q - q), float(difference) + math.hypot(high_p - p, q - low_q)
    return Span(float(difference), max(low, -1.0), min(high, 1.0))


def t_half_width(n: int, variance: float, level: float = 0.95) -> float:
    """Half the width of Student's interval of a mean of n values, two or more, with this sample variance."""
    from scipy import special  # takes a third of a second to load

    return -float(special.stdtrit(n - 1, (1 - level) / 2)) * math.sqrt(variance / n)


def t_interval(values: Sequence[float], level: float = 0.95) -> Span:
    """Student's interval of a mean. Sums are exact, so the order of the values never matters."""
    n = len(values)
    mean = float(sum(map(Fraction, values), Fraction()) / n) if n else None
    if mean is None or n < FEWEST:
        return Span(mean, None, None)
    half = t_half_width(n, variance_of(values), level)
    return Span(mean, mean - half, mean + half)


def variance_of(values: Sequence[float]) -> float:
    """Sample variance of two or more values."""
    exact = [Fraction(v) for v in values]
    mean = sum(exact, Fraction()) / len(exact)
    return float(sum(((v - mean) ** 2 for v in exact), Fraction()) / (len(exact) - 1))


def _cross_checks(raw: Any) -> Iterator[Fault]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("kind"), str) or raw["kind"] not in _FIELDS:
        return  # the fault of the kind itself is named by its field
    kind: str = raw["kind"]
    yield from _faults_of_fields(raw, kind)
    yield from _more_than_all(raw, "")
    for side in ("first", "second"):
        yield from _more_than_all(raw.get(side), f"{side}.")
    exposure = raw.get("exposure")
    if _is_number(exposure) and not 1 / _LARGEST <= exposure <= _LARGEST:
        yield Fault("exposure", "must be more than 0 (and between 1e-100 and 1e100)", exposure)
    values = raw.get("values")
    for index, value in enumerate(values if isinstance(values, list | tuple) else ()):
        if _is_number(value) and not -_LARGEST <= value <= _LARGEST:
            yield Fault(f"values[{index}]", "must lie between -1e100 and 1e100", value)


def _faults_of_fields(raw: Mapping[str, Any], kind: str) -> Iterator[Fault]:
    for field in _FIELDS[kind]:
        if raw.get(field) is None and field not in _OPTIONAL:
            yield Fault(field, f"must be given for the kind {kind}")
    for other, fields in _FIELDS.items():
        for field in fields if other != kind else ():
            if raw.get(field) is not None:
                yield Fault(field, f"belongs to the kind {other}, not to {kind}", raw[field])
    way = raw.get("method")
    if isinstance(way, str) and way in ("wilson", "exact") and way not in _WAYS[kind]:
        suited = " or ".join(_WAYS[kind])
        yield Fault(
            "method", f"must be {suited} for the kind {kind}" if suited else f"must be left out for the kind {kind}: its interval is t", way
        )


def _more_than_all(raw: Any, at: str) -> Iterator[Fault]:
    if not isinstance(raw, Mapping):
        return
    successes, n = raw.get("successes"), raw.get("n")
    if _is_number(successes) and _is_number(n) and successes > n:
        yield Fault(f"{at}successes", f"must be at most n, which is {n}", successes)


def _is_number(value: Any) -> TypeGuard[int]:  # or a float or Decimal, which compare alike
    # NaN and its kin are named as faults elsewhere, and a Decimal that signals would stop a comparison.
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int | float) and not isinstance(value, bool) and (isinstance(value, int) or math.isfinite(value))


@method(name="interval", version="1.0", source=_SOURCE, cross_checks=_cross_checks)
def interval(data: IntervalInput) -> Answer[IntervalValue]:
    """The interval round a share, a count, a mean or a difference of two shares."""
    work: dict[str, Callable[[IntervalInput], tuple[Span, list[Step]]]] = {
        "proportion": _of_proportion,
        "count": _of_count,
        "mean": _of_mean,
        "difference": _of_difference,
    }
    span, steps = work[data.kind](data)
    value = IntervalValue(**span._asdict(), kind=data.kind, method=data.method or _USUAL[data.kind], level=data.level)
    return Answer(value, tuple(steps), tuple(_warnings(data, span)))


def _given(value: T | None, field: str) -> T:
    """The field's value; the cross-checks have refused an input without it, a caller of the bare function may not have asked them."""
    if value is None:
        raise FaultyInput([Fault(field, "must be given for this kind")])
    return value


def _of_proportion(data: IntervalInput) -> tuple[Span, list[Step]]:
    successes, n = _given(data.successes, "successes"), _given(data.n, "n")
    span = (clopper_pearson if data.method == "exact" else wilson)(successes, n, data.level)
    return span, [Step("How many of how many", {"successes": successes, "n": n})]


def _of_count(data: IntervalInput) -> tuple[Span, list[Step]]:
    count, exposure = _given(data.count, "count"), 1.0 if data.exposure is None else data.exposure
    whole = poisson(count, 1.0, data.level)
    return poisson(count, exposure, data.level), [
        Step("Interval of the count itself", {"low": whole.low, "high": whole.high}),
        Step("Exposure that it is divided by", exposure),
    ]


def _of_mean(data: IntervalInput) -> tuple[Span, list[Step]]:
    values = _given(data.values, "values")
    n = len(values)
    steps = [Step("Number of values", n)]
    if n >= FEWEST:
        steps.append(Step("Standard error of the mean", math.sqrt(variance_of(values) / n)))
        steps.append(Step("Value of t at this level", t_half_width(n, float(n), data.level)))
    return t_interval(values, data.level), steps


def _of_difference(data: IntervalInput) -> tuple[Span, list[Step]]:
    sides = [(s.successes, s.n) for s in (_given(data.first, "first"), _given(data.second, "second"))]
    steps = [
        Step(f"Wilson interval of the {name} share", wilson(*side, data.level)._asdict())
        for name, side in zip(("first", "second"), sides, strict=True)
    ]
    return newcombe(sides[0], sides[1], data.level), steps


def _warnings(data: IntervalInput, span: Span) -> Iterable[Warn]:
    if data.kind == "mean" and len(data.values or ()) < FEWEST:
        yield Warn("too_few_values", "values", "An interval of a mean needs at least two values, so none can be given.")
    elif data.kind == "mean" and span.low == span.high:
        yield Warn("all_values_equal", "values", "All values are equal, so the interval has no width. That says little about other people.")
    elif span.estimate is None:
        where = "n" if data.kind == "proportion" else "first.n" if data.first is not None and data.first.n == 0 else "second.n"
        yield Warn("nobody_counted", where, "Nobody was counted, so nothing is known: the interval is everything that is possible.")
