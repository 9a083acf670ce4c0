"""What no choice could pay more than: shows, nearly always, that the plain steps already pay the most there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from lodestar.methods.payment_statement.admit import Plan, amounts_due, groups_by_person, places_by_time, top_per_person, worth_of_one
from lodestar.methods.payment_statement.fill import Filled
from lodestar.methods.payment_statement.money import round_half_up
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules, node
from lodestar.methods.payment_statement.terms import NO_LIMIT, PeriodKey, Price


def upper_bound(claims: Sequence[Claim], rules: Rules, plan: Plan, filled: Filled) -> int:
    """The smallest of a few sums that no admissible choice can pass.

    Each splits the achievements in three: those in periods whose cap bit are bounded by what that cap leaves, those of
    metrics where a limit over all people bit by what the metric can pay at most, the rest by what each person can
    be paid at most. Every split gives a true bound (a cut, in the language of flows); the splits tried are those that the
    limits that bit suggest.
    """
    metrics = {claims[i].metric for i, reasons in plan.left_out.items() if any(why in ("max_count", "deadweight") for why, _ in reasons)}
    metrics |= {claims[i].metric for i, cut in filled.cuts.items() if "metric" in cut}
    metrics |= {c.metric for c in claims if c.price.tiers}
    periods = {claims[i].period for i, cut in filled.cuts.items() if "period" in cut}
    bounds = [_bound(claims, rules, metrics, periods)]
    if periods:
        bounds.append(_bound(claims, rules, metrics, set()))
    room = rules.contract_room
    if claims and room.limits[-1] < NO_LIMIT:
        bounds.append(room.limits[-1] - room.used[-1])
    return min(bounds)


def _bound(claims: Sequence[Claim], rules: Rules, metrics: Collection[str], periods: Collection[PeriodKey]) -> int:
    total = sum(max(0, rules.room_in_period(p)) for p in periods)
    by_metric: dict[str, list[Claim]] = defaultdict(list)
    rest: list[Claim] = []
    for claim in claims:
        if claim.period not in periods:
            (by_metric[claim.metric] if claim.metric in metrics else rest).append(claim)
    total += sum(_most_of_metric(metric, members, rules) for metric, members in by_metric.items())
    return total + _most_of_people(rest, rules)


def _most_of_people(claims: Sequence[Claim], rules: Rules) -> int:
    """Each person's best choice, if nothing were shared with others."""
    total = sum(c.price.worth if c.quantity == 1 else round_half_up(c.price.unit * c.quantity) for c in claims if c.person is None)
    cap = rules.person_cap[-1]
    for metrics in groups_by_person(claims).values():
        values: dict[tuple[int, str], int] = defaultdict(int)
        for metric, members in metrics.items():
            for i in top_per_person(claims, members, rules.per_person[metric]):
                values[node(claims[i])] += claims[i].price.worth
        best = sum(values.values())
        if rules.exclusions and len(metrics) > 1:
            tied = rules.exclusions.among(frozenset(values))
            if tied:
                if any(len(members) > rules.per_person[m][0] for m, members in metrics.items()) and len(rules.versions) > 1:
                    values = _separately(claims, metrics, rules)
                free = sum(v for n, v in values.items() if n not in tied)
                best = free + max(sum(values[n] for n in way) for way in rules.exclusions.ways(tied))
        total += min(best, cap)
    return total


def _separately(claims: Sequence[Claim], metrics: dict[str, list[int]], rules: Rules) -> dict[tuple[int, str], int]:
    """What each metric pays at most under each version alone, where one side of an either-or may free room for another version."""
    values: dict[tuple[int, str], int] = defaultdict(int)
    for metric, members in metrics.items():
        for version in {claims[i].version for i in members}:
            own = [i for i in members if claims[i].version == version]
            values[(version, metric)] = sum(claims[i].price.worth for i in top_per_person(claims, own, rules.per_person[metric]))
    return values


def _most_of_metric(metric: str, claims: Sequence[Claim], rules: Rules) -> int:
    """What one metric can pay at most, if each person and period had no other limit."""
    pool = [c for c in claims if c.person is None]
    for metrics in groups_by_person(claims).values():
        pool += [claims[i] for i in top_per_person(claims, metrics[metric], rules.per_person[metric])]
    n = min(sum(c.quantity for c in pool), rules.count[metric][-1])
    paid = n - int(n * min((rules.deadweight[c.version] for c in pool), default=Fraction(0)))
    first = claims[0].price
    if first.tiers and all(c.price.tiers == first.tiers and c.price.factor == first.factor for c in claims):
        most = _most_in_tiers(first, paid, in_blocks=any(c.quantity > 1 for c in pool))
    elif first.tiers and _all_enter(metric, claims, pool, rules):
        pool.sort(key=Claim.order)
        most = Fraction(sum(amounts_due(pool, everyone := [c.quantity for c in pool], places_by_time(pool, everyone))))
    else:
        most = _dearest([(worth_of_one(c), c.quantity) for c in pool], n if any(c.price.tiers for c in claims) else paid)
    half_pennies = Fraction(sum(c.quantity > 1 for c in pool), 2)  # each block may be rounded up once
    return min(int(most + half_pennies), rules.cap[metric][-1])


def _all_enter(metric: str, claims: Sequence[Claim], pool: Sequence[Claim], rules: Rules) -> bool:
    """Whether in tiers, at prices that differ over time, all achievements together surely pay more than a part of them.

    A further achievement takes a place in some tier and moves one later achievement over each edge between the tiers above
    it. If what it earns is more than what those moves can lose, whichever factors they have, then more always pays more.
    """
    if len(pool) < len(claims) or metric in rules.exclusions.involved or any(rules.deadweight[c.version] for c in pool):
        return False
    if any(c.price.tiers != claims[0].price.tiers or c.quantity > 1 for c in claims) or len(pool) > rules.count[metric][0]:
        return False
    factors = [c.price.factor for c in pool]
    low, high = min(factors), max(factors)
    reached = [price for lower, _, price in claims[0].price.tiers if lower < len(pool)]
    for at, price in enumerate(reached):
        moved = sum((low if after > before else high) * (after - before) for before, after in pairwise(reached[at:]))
        if low * price + moved < len(reached) + 1:  # a penny of rounding for each amount that changes
            return False
    return True


def _dearest(pool: Iterable[tuple[int | Fraction, int]], n: int) -> Fraction:
    total = Fraction(0)
    for worth, quantity in sorted(pool, key=lambda entry: -entry[0]):
        total += worth * min(quantity, n)
        n -= min(quantity, n)
    return total


def _most_in_tiers(price: Price, paid: int, *, in_blocks: bool) -> Fraction:
    """The first so many places, each rounded alone where achievements are claimed one by one."""
    if in_blocks:
        dearest_rounding = [
            (lower, upper, max(p * price.factor, Fraction(round_half_up(p * price.factor)))) for lower, upper, p in price.tiers
        ]
    else:
        dearest_rounding = [(lower, upper, Fraction(round_half_up(p * price.factor))) for lower, upper, p in price.tiers]
    return sum((p * max(0, min(paid, upper) - lower) for lower, upper, p in dearest_rounding), Fraction(0))
