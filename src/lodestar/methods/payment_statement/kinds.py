"""People alike to every limit are one kind, and their like achievements one group: what the search for the best choice counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lodestar.methods.payment_statement.admit import groups_by_person
from lodestar.methods.payment_statement.money import round_half_up
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules, node

K = TypeVar("K", bound=Hashable)


@dataclass
class Group:
    """Achievements of one kind of person that no limit can tell apart."""

    claim: Claim  # one of them
    each: int  # how many one such person has
    members: list[int]
    tied: tuple[int, str] | None
    people: int
    put: int = -1  # variables: put forward, paid, pence
    paid: int = -1
    pence: int = -1
    slots: list[int] = field(default_factory=list)
    tier_of_slot: list[int] = field(default_factory=list)

    @property
    def most(self) -> int:
        return self.each * self.people


@dataclass
class Kind:
    """People alike to every limit; ``ways`` says how many of them take each side of their either-ors."""

    groups: list[Group]
    people: list[list[int]]
    capped: bool
    crowded: bool  # more achievements of a metric than one person is paid for, so that there is a choice among them
    ways: tuple[frozenset[tuple[int, str]], ...]
    taking: list[int] = field(default_factory=list)


class Kinds:
    """Which limits can bind at all, and the kinds of people that those limits tell apart."""

    def __init__(self, claims: Sequence[Claim], rules: Rules) -> None:
        self.claims = claims
        self.rules = rules
        counted = _totals(claims, lambda c: c.metric, lambda c: c.quantity)
        earned = _totals(claims, lambda c: c.metric, _worth)
        in_period = _totals(claims, lambda c: c.period, _worth)
        self.count_binds = {m for m, n in counted.items() if n > rules.count[m][0]}
        self.cap_binds = {m for m, pence in earned.items() if pence > rules.cap[m][0]}
        self.period_binds = {p for p, pence in in_period.items() if pence > rules.room_in_period(p)}
        self.contract_binds = sum(earned.values()) > rules.contract_room.left(0)
        self.deadweight = {c.metric for c in claims if rules.deadweight[c.version]}
        self.tiered = {c.metric for c in claims if c.price.tiers}
        self.all = self._kinds()

    def _key(self, i: int) -> tuple[object, ...]:
        """What the limits can see of an achievement."""
        claim = self.claims[i]
        period = (claim.period.months, claim.period.number) if claim.period in self.period_binds else ()
        year = claim.year if claim.price.tiers else 0
        return (claim.metric, claim.version, claim.price.unit, claim.price.factor, claim.price.tiers, year, period)

    def _kinds(self) -> list[Kind]:
        found: dict[tuple[object, ...], Kind] = {}
        for i, claim in enumerate(self.claims):
            if claim.person is None:
                group = Group(claim, claim.quantity, [i], None, 1)
                found[("block", i)] = Kind([group], [[i]], capped=False, crowded=False, ways=())
        for metrics in groups_by_person(self.claims).values():
            for members in self._parts(metrics):
                self._add_person(members, found)
        return list(found.values())

    def _parts(self, metrics: dict[str, list[int]]) -> list[list[int]]:
        """A person's achievements, split where no limit ties them together."""
        everything = [i for members in metrics.values() for i in members]
        if sum(self.claims[i].price.worth for i in everything) > self.rules.person_cap[0]:
            return [everything]
        tied = self.rules.exclusions.among(frozenset(node(self.claims[i]) for i in everything)) if self.rules.exclusions else frozenset()
        names = {n[1] for n in tied}
        together = [i for m, members in metrics.items() if m in names for i in members]
        return [part for part in (together, *(members for m, members in metrics.items() if m not in names)) if part]

    def _add_person(self, members: list[int], found: dict[tuple[object, ...], Kind]) -> None:
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for i in sorted(members):
            alike[self._key(i)].append(i)
        kept = {key: same[: self.rules.per_person[str(key[0])][self.claims[same[0]].version]] for key, same in alike.items()}
        by_metric: dict[str, int] = defaultdict(int)
        for same in kept.values():
            by_metric[self.claims[same[0]].metric] += len(same)
        capped = sum(self.claims[i].price.worth for i in members) > self.rules.person_cap[0]
        crowded = any(n > self.rules.per_person[m][0] for m, n in by_metric.items())
        alone = capped or (crowded and len(by_metric) > 1)
        keys = sorted(kept, key=repr)
        signature: tuple[object, ...] = ("alone", members[0]) if alone else tuple((key, len(kept[key])) for key in keys)
        if signature not in found:
            tied = self.rules.exclusions.among(frozenset(node(self.claims[i]) for i in members)) if self.rules.exclusions else frozenset()
            groups = []
            for key in keys:
                claim = self.claims[kept[key][0]]
                groups.append(Group(claim, len(kept[key]), [], node(claim) if node(claim) in tied else None, 0))
            found[signature] = Kind(groups, [], capped, crowded, self.rules.exclusions.ways(tied) if tied else ())
        kind = found[signature]
        kind.people.append(sorted(members))
        for group, key in zip(kind.groups, keys, strict=True):
            group.members += kept[key]
            group.people += 1


def _worth(claim: Claim) -> int:
    return claim.price.worth if claim.quantity == 1 else round_half_up(claim.price.unit * claim.quantity)


def _totals(claims: Sequence[Claim], key: Callable[[Claim], K], amount: Callable[[Claim], int]) -> dict[K, int]:
    totals: dict[K, int] = defaultdict(int)
    for claim in claims:
        totals[key(claim)] += amount(claim)
    return totals
