"""The terms in force on a day, and the exact price they give to an achievement."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from lodestar.methods.payment_statement.models import Metric, OneTerms, Terms, TermsVersion
from lodestar.methods.payment_statement.money import exact, pounds, round_half_up
from lodestar.methods.payment_statement.months import Day, add_months, last_day_of_months, month_of, words

NO_LIMIT = 1 << 200
_NEAR = Fraction(1, 1_000_000)


@dataclass(frozen=True)
class Version:
    """The terms from one day until the next version."""

    position: int
    since: Day
    until: Day | None  # the day the next version begins
    terms: Terms
    metrics: dict[str, Metric]


@dataclass(frozen=True, eq=False)
class Price:
    """What one achievement is worth: before rounding (``unit``), in whole pence (``worth``), and the words for it.

    Under tiers both are those of the dearest tier, ``factor`` is what multiplies the price of a tier, and ``tiers`` holds
    (from, to, price) with ``from`` not included.
    """

    unit: Fraction
    worth: int
    factor: Fraction
    tiers: tuple[tuple[int, int, int], ...]
    by_group: bool
    words: str


class PeriodKey(NamedTuple):
    """A period for the period cap: its length in months and its number from the contract's start."""

    months: int
    number: int


class Contract:
    """All versions of the terms of one contract."""

    def __init__(self, terms: OneTerms | tuple[TermsVersion, ...]) -> None:
        given: list[Terms] = [*sorted(terms, key=_since)] if isinstance(terms, tuple) else [terms]
        since = [_since(t) for t in given]
        self.start = given[0].start
        self.versions = [
            Version(i, since[i], since[i + 1] if i + 1 < len(given) else None, t, {m.id: m for m in t.metrics}) for i, t in enumerate(given)
        ]
        self._since = since
        self._prices: dict[tuple[int, str, str | None, int], Price] = {}
        self._months: dict[Day, int] = {}

    def in_force(self, day: Day) -> Version | None:
        """The version that rules a day; null before the first and outside start and end."""
        at = bisect.bisect_right(self._since, day) - 1
        if at < 0:
            return None
        version = self.versions[at]
        return version if self.start <= day <= version.terms.end else None

    def known_by(self, close: Day | None) -> list[Version]:
        """The versions that have come into force by the close; the first always counts."""
        return [v for v in self.versions if v.position == 0 or close is None or v.since <= close]

    def month(self, day: Day) -> int:
        if day not in self._months:
            self._months[day] = month_of(self.start, day)
        return self._months[day]

    def year(self, day: Day) -> int:
        """The contract year of a day, the first being 1."""
        return max(0, self.month(day)) // 12 + 1

    def year_span(self, year: int) -> tuple[Day, Day]:
        return add_months(self.start, 12 * (year - 1)), last_day_of_months(self.start, 12 * year)

    def period_of(self, day: Day, version: Version) -> PeriodKey:
        months = version.terms.period_months
        return PeriodKey(months, self.month(day) // months)

    def period_span(self, key: PeriodKey) -> tuple[Day, Day]:
        first = key.number * key.months
        return add_months(self.start, first), last_day_of_months(self.start, first + key.months)

    def price(self, version: Version, metric: str, group: str | None, year: int) -> Price:
        key = (version.position, metric, group, year)
        if key not in self._prices:
            self._prices[key] = self._price(version, version.metrics[metric], group, year)
        return self._prices[key]

    def _price(self, version: Version, metric: Metric, group: str | None, year: int) -> Price:
        """Price in force → group → discount → index, kept exact."""
        own = (metric.group_prices or {}).get(group) if group is not None else None
        tiers = _bounds(metric) if own is None and metric.tiers else ()
        base = max(p for _, _, p in tiers) if tiers else metric.price_pence if own is None else own
        index = index_of(version.terms, year)
        factor = (1 - Fraction(version.terms.discount)) * index
        parts = [] if tiers else [f"price for group “{group}” {pounds(base)}" if own is not None else f"price {pounds(base)}"]
        if version.terms.discount:
            parts.append(f"less discount of {exact(Fraction(version.terms.discount) * 100)}%")
        if index != 1:
            parts.append(f"× index {exact(index)} of contract year {year}")
        parts.append(f"terms from {words(version.since)}")
        return Price(base * factor, round_half_up(base * factor), factor, tiers, own is not None, ", ".join(parts))


def _since(terms: Terms) -> Day:
    given = terms.effective_from if isinstance(terms, OneTerms | TermsVersion) else None
    return given or terms.start


def index_of(terms: Terms, year: int) -> Fraction:
    """The index of a contract year; after the last one given, that one stays."""
    if not terms.index_by_year:
        return Fraction(1)
    return Fraction(terms.index_by_year[min(year, len(terms.index_by_year)) - 1])


def _bounds(metric: Metric) -> tuple[tuple[int, int, int], ...]:
    """Tiers as (from, to, price), ``from`` not included; beyond the last finite tier nothing is paid."""
    tiers, below = [], 0
    for tier in metric.tiers or ():
        upper = NO_LIMIT if tier.up_to is None else tier.up_to
        tiers.append((below, upper, tier.price_pence))
        below = upper
    if below < NO_LIMIT:
        tiers.append((below, NO_LIMIT, 0))
    return tuple(tiers)


def share_meant(share: Fraction) -> Fraction:
    """The fraction that a share in decimals stands for: 0.166667 and 0.16666666666666666 are one sixth.

    A share within a millionth of a fraction with a denominator of at most 100 is that fraction; any other is as written.
    Without this, one sixth of 600 would be 99 whole achievements.

    >>> share_meant(Fraction("0.166667")), share_meant(Fraction("0.15")), share_meant(Fraction("0.12345"))
    (Fraction(1, 6), Fraction(3, 20), Fraction(2469, 20000))
    """
    near = share.limit_denominator(100)
    return near if abs(near - share) < _NEAR else share


def limits_by_version(values: list[int | None]) -> tuple[int, ...]:
    """Nested limits: all that was achieved up to the end of version w is at most the w-th; later ones bind earlier ones.

    >>> limits_by_version([10, None, 8]) == (8, 8, 8), limits_by_version([10, 20])
    (True, (10, 20))
    """
    lowest, nested = NO_LIMIT, []
    for value in reversed(values):
        lowest = min(lowest, NO_LIMIT if value is None else value)
        nested.append(lowest)
    return tuple(reversed(nested))


class Room:
    """What is left under a limit that runs across versions of the terms: never more than each version allows so far."""

    __slots__ = ("limits", "used")

    def __init__(self, limits: tuple[int, ...]) -> None:
        self.limits = limits
        self.used = [0] * len(limits)

    def left(self, version: int) -> int:
        if len(self.limits) == 1:
            return self.limits[0] - self.used[0]
        return min(limit - used for limit, used in zip(self.limits[version:], self.used[version:], strict=True))

    def take(self, version: int, amount: int) -> None:
        for later in range(version, len(self.used)):
            self.used[later] += amount


def close_of(as_at: Day | None, until: Day | None) -> Day | None:
    """The last day whose achievements a statement can hold."""
    days = [d for d in (as_at, until) if d is not None]
    return min(days) if days else None


def is_over(day: Day, close: Day | None) -> bool:
    """Whether a day has passed by the close; with no close, the whole contract is settled."""
    return close is None or day <= close
