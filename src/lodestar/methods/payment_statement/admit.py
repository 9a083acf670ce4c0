"""Limits by number, step by step as the terms read: per person, either-or, in all, deadweight; then the tiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lodestar.methods.payment_statement.models import Why
from lodestar.methods.payment_statement.money import round_half_up
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules, node
from lodestar.methods.payment_statement.terms import Room

Places = dict[int, list[tuple[int, int]]]
"""For each claim that stands in tiers: which tiers, and how many of it in each."""


@dataclass
class Plan:
    """For each claim, in order: how many of it are paid, and the steps that left others out."""

    paid: list[int]
    left_out: dict[int, list[tuple[Why, int]]]

    def leave_out(self, at: int, why: Why, quantity: int) -> None:
        if quantity:
            self.paid[at] -= quantity
            self.left_out.setdefault(at, []).append((why, quantity))


def worth_of_one(claim: Claim) -> int | Fraction:
    """What one achievement adds to its line: whole pence, or in a counted block, which is rounded as a whole, the exact price."""
    return claim.price.worth if claim.quantity == 1 else claim.price.unit


def by_worth(claims: Sequence[Claim], at: Iterable[int]) -> list[int]:
    """Those that pay most first, then the earliest, then by content (claims stand in that order)."""
    return sorted(at, key=lambda i: (claims[i].rank, i))


def step_by_step(claims: Sequence[Claim], rules: Rules) -> Plan:
    """Apply each limit in turn, looking only at what an achievement is worth at that step."""
    plan = Plan([c.quantity for c in claims], {})
    _limit_per_person(claims, rules, plan)
    if rules.exclusions:
        _choose_sides(claims, rules, plan)
    for metric, members in _by_metric(claims, plan).items():
        _limit_count(claims, members, rules.count[metric], plan)
        _take_deadweight(claims, [i for i in members if plan.paid[i]], rules, plan)
    return plan


def _by_metric(claims: Sequence[Claim], plan: Plan) -> dict[str, list[int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        if plan.paid[i]:
            members[claim.metric].append(i)
    return members


def groups_by_person(claims: Sequence[Claim]) -> dict[str, dict[str, list[int]]]:
    """Claims of each person by metric; counts, which have no person, are left out."""
    groups: dict[str, dict[str, list[int]]] = {}
    for i, claim in enumerate(claims):
        if claim.person is not None:
            groups.setdefault(claim.person, {}).setdefault(claim.metric, []).append(i)
    return groups


def top_per_person(claims: Sequence[Claim], members: Sequence[int], limits: tuple[int, ...]) -> list[int]:
    """The achievements of one person in one metric that a limit admits: those that pay most, then the earliest."""
    if len(members) <= limits[0]:  # nested limits never fall, so the first is the smallest
        return list(members)
    room = Room(limits)
    kept = []
    for i in by_worth(claims, members):
        if room.left(claims[i].version) > 0:
            room.take(claims[i].version, 1)
            kept.append(i)
    return kept


def _limit_per_person(claims: Sequence[Claim], rules: Rules, plan: Plan) -> None:
    for metrics in groups_by_person(claims).values():
        for metric, members in metrics.items():
            if len(members) > rules.per_person[metric][0]:
                for i in set(members).difference(top_per_person(claims, members, rules.per_person[metric])):
                    plan.leave_out(i, "max_per_person", 1)


def _choose_sides(claims: Sequence[Claim], rules: Rules, plan: Plan) -> None:
    """Of metrics that exclude each other, each person's side that is worth more; of equal ones the earlier."""
    for metrics in groups_by_person(claims).values():
        members: dict[tuple[int, str], list[int]] = defaultdict(list)
        for group in metrics.values():
            for i in group:
                if plan.paid[i]:
                    members[node(claims[i])].append(i)
        tied = rules.exclusions.among(frozenset(members))
        if not tied:
            continue
        ways = [sorted(i for n in way for i in members[n]) for way in rules.exclusions.ways(tied)]
        best = min(ways, key=lambda way: (-sum(claims[i].price.worth for i in way), way))
        for i in (i for n in tied for i in members[n] if i not in best):
            plan.leave_out(i, "either_or", 1)


def _limit_count(claims: Sequence[Claim], members: Sequence[int], limits: tuple[int, ...], plan: Plan) -> None:
    if sum(plan.paid[i] for i in members) <= limits[0]:
        return
    room = Room(limits)
    for i in by_worth(claims, members):
        fits = max(0, min(plan.paid[i], room.left(claims[i].version)))
        room.take(claims[i].version, fits)
        plan.leave_out(i, "max_count", plan.paid[i] - fits)


def _take_deadweight(claims: Sequence[Claim], members: Sequence[int], rules: Rules, plan: Plan) -> None:
    """Take whole achievements, the latest first; where prices differ, those that pay least.

    Taking the latest whatever it pays would let a further, cheap achievement push a dear one out, so that doing more paid less.
    """
    lost = deadweight_of(claims, members, plan.paid, rules)
    if not lost:
        return
    in_tiers_too = any(claims[i].price.tiers for i in members)  # then worth hangs on the place in time
    for i in reversed(members if in_tiers_too else by_worth(claims, members)):
        taken = min(lost, plan.paid[i])
        plan.leave_out(i, "deadweight", taken)
        lost -= taken


def deadweight_of(claims: Sequence[Claim], members: Iterable[int], numbers: Sequence[int], rules: Rules) -> int:
    """Whole achievements that would have happened anyway: a part of one is never taken."""
    by_version: dict[int, int] = defaultdict(int)
    for i in members:
        by_version[claims[i].version] += numbers[i]
    return int(sum((n * rules.deadweight[version] for version, n in by_version.items()), Fraction(0)))


def amounts_due(claims: Sequence[Claim], paid: Sequence[int], places: Places) -> list[int]:
    """What each claim pays before caps: price × number, or its places in the tiers; rounded once."""
    due = [0] * len(claims)
    for i, claim in enumerate(claims):
        n = paid[i]
        if not n:
            continue
        if claim.price.tiers:
            due[i] = round_half_up(sum(claim.price.tiers[tier][2] * here for tier, here in places[i]) * claim.price.factor)
        else:
            due[i] = claim.price.worth if n == 1 else round_half_up(claim.price.unit * n)
    return due


def places_by_time(claims: Sequence[Claim], paid: Sequence[int]) -> Places:
    """Places in the tiers of each metric, taken in order of time."""
    places: Places = {}
    taken: dict[str, int] = defaultdict(int)
    for i, claim in enumerate(claims):
        if claim.price.tiers and paid[i]:
            below = taken[claim.metric]
            taken[claim.metric] = upto = below + paid[i]
            here = ((at, min(upto, upper) - max(below, lower)) for at, (lower, upper, _) in enumerate(claim.price.tiers))
            places[i] = [(tier, n) for tier, n in here if n > 0]
    return places
