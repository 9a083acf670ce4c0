"""The core fee: month by month, only for years that meet their minimum; and what of it a missed target takes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lodestar.methods.payment_statement.models import Cap, Core, MinimumPerformance
from lodestar.methods.payment_statement.money import exact, pounds, round_half_up, split
from lodestar.methods.payment_statement.months import Day, add_months, last_day_of_months, words
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules
from lodestar.methods.payment_statement.terms import Contract, PeriodKey, Version, is_over

_MONTHS = 12


@dataclass
class CorePart:
    """A month of the core fee, or the part of all of it taken back."""

    claim_id: str
    amount: int
    due: int
    year: int
    on: Day
    version: Version
    words: str
    cuts: dict[Cap, int] = field(default_factory=dict)
    period: PeriodKey | None = None


@dataclass
class CoreFee:
    """All months that are due by the close, and the years that missed their minimum or are not over yet."""

    parts: list[CorePart]
    clawback: CorePart | None
    missed: dict[int, tuple[int, int]]
    on_account: list[int]


def achieved(claims: Sequence[Claim], rules: Rules, metric: str, years: set[int] | None = None) -> int:
    """How many of a metric count towards a minimum or target: those that stand, for each person at most as many as the terms allow."""
    counted = [c for c in claims if c.metric == metric and (years is None or c.year in years)]
    most = rules.per_person.get(metric, (1,))[-1]
    people = Counter(c.person for c in counted if c.person is not None)
    return sum(c.quantity for c in counted if c.person is None) + sum(min(n, most) for n in people.values())


def core_fee(claims: Sequence[Claim], rules: Rules, close: Day | None) -> CoreFee:
    """Work out the core fee and take it out of the room that the period and contract caps leave."""
    fee = CoreFee([], None, {}, [])
    contract = rules.contract
    last = max(v.terms.end for v in rules.versions)
    if not any(v.terms.core for v in rules.versions):
        return fee
    number = 0
    while (first := add_months(contract.start, number)) <= last and first < Day.max:
        version = contract.in_force(first)
        core = version.terms.core if version else None
        if version and core and is_over(last_day_of_months(contract.start, number + 1), close):
            year = number // _MONTHS + 1
            if _earned(core.minimum_performance, year, rules, fee, claims=claims, close=close):
                _add_month(fee, rules, version, core, number)
        number += 1
    fee.clawback = _clawback(fee, claims, rules, close)
    return fee


def _earned(
    minimum: MinimumPerformance | None, year: int, rules: Rules, fee: CoreFee, *, claims: Sequence[Claim], close: Day | None
) -> bool:
    """Whether a year's core fee is due: its minimum is met, or the year is not over, so that it is paid on account."""
    if minimum is None:
        return True
    reached = achieved(claims, rules, minimum.metric, {year})
    if reached >= minimum.count:
        return True
    year_end = min(rules.contract.year_span(year)[1], max(v.terms.end for v in rules.versions))
    if is_over(year_end, close):
        fee.missed[year] = (reached, minimum.count)
        return False
    if year not in fee.on_account:
        fee.on_account.append(year)
    return True


def _add_month(fee: CoreFee, rules: Rules, version: Version, core: Core, number: int) -> None:
    contract = rules.contract
    year = number // _MONTHS + 1
    share = core.share_by_year[year - 1] if year <= len(core.share_by_year) else 0
    of_year = round_half_up(core.annual_value_pence * Fraction(share))
    due = split(of_year, [1] * _MONTHS)[number % _MONTHS]
    first = add_months(contract.start, number)
    said = (
        f"Core fee for the month from {words(first)}: {exact(Fraction(share) * 100)}% of {pounds(core.annual_value_pence)} "
        f"in contract year {year}, in 12 parts (terms from {words(version.since)})"
    )
    part = CorePart(f"core:{first.isoformat()}", due, due, year, first, version, said, period=contract.period_of(first, version))
    _keep_within_caps(part, rules)
    fee.parts.append(part)


def _keep_within_caps(part: CorePart, rules: Rules) -> None:
    period = part.period
    if period is None:
        return
    rooms: tuple[tuple[Cap, int], ...] = (
        ("period", rules.room_in_period(period)),
        ("contract", rules.contract_room.left(part.version.position)),
    )
    for cap, room in rooms:
        if room < part.amount:
            part.cuts[cap] = part.amount - room
            part.amount = room
    rules.period_room[period] -= part.amount
    rules.contract_room.take(part.version.position, part.amount)


def _clawback(fee: CoreFee, claims: Sequence[Claim], rules: Rules, close: Day | None) -> CorePart | None:
    """The share of the core fee given back, once the contract is over and its target was missed."""
    version = rules.versions[-1]
    terms = version.terms
    if terms.clawback is None or not is_over(terms.end, close):
        return None
    reached = achieved(claims, rules, terms.clawback.metric)
    if reached >= terms.clawback.target:
        return None
    paid = sum(p.amount for p in fee.parts)
    amount = -round_half_up(paid * Fraction(terms.clawback.share_of_core))
    said = (
        f"{reached} of the target of {terms.clawback.target} for “{terms.clawback.metric}” reached by {words(terms.end)}: "
        f"{exact(Fraction(terms.clawback.share_of_core) * 100)}% of the core fee of {pounds(paid)} is given back"
    )
    return CorePart("clawback", amount, amount, rules.contract.year(terms.end), terms.end, version, said)


def contract_years(contract: Contract, rules: Rules, close: Day | None) -> int:
    """How many contract years have begun by the close."""
    last = max(v.terms.end for v in rules.versions)
    return contract.year(last if close is None else max(contract.start, min(last, close)))
