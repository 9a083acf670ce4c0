"""The most that can be paid without breaking a rule, where taking the limits one by one may pay less.

All limits are put side by side: which side of an either-or each person is paid for, which achievements a limit by number
admits, which are deadweight, where the tiers fall, and how far each amount is filled under the caps. People whose achievements
are alike to every limit are one variable, so that the programme grows with the variety of cases, not with their number.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from lodestar.methods.payment_statement.admit import Places, Plan, amounts_due
from lodestar.methods.payment_statement.fill import CAPS, Filled, fill
from lodestar.methods.payment_statement.kinds import Group, Kind, Kinds
from lodestar.methods.payment_statement.models import Cap, Why
from lodestar.methods.payment_statement.money import round_half_up
from lodestar.methods.payment_statement.programme import Programme, Terms
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules, node
from lodestar.methods.payment_statement.terms import PeriodKey, Room

_UNLIMITED = 1 << 60  # far above any limit that can bind, far below what stands for none
_MOST_SLOTS = 400
_WIDEST = 1_000_000  # the largest denominator of a deadweight share that is written out in whole numbers


class Found(NamedTuple):
    """A choice that pays most, and whether that is proven."""

    plan: Plan
    places: Places
    due: list[int]
    filled: Filled
    proven: bool


class Search:
    """The programme of one statement."""

    def __init__(self, claims: Sequence[Claim], rules: Rules) -> None:
        self.claims = claims
        self.rules = rules
        self.programme = Programme()
        self.seen = Kinds(claims, rules)
        self.kinds = self.seen.all
        self._of_person: dict[str, list[int]] = {}

    def solve(self) -> Found | None:
        """A choice that pays most, and whether that is proven; nothing where the programme is too large to try."""
        for kind in self.kinds:
            self._write_kind(kind)
        groups: dict[str, list[Group]] = defaultdict(list)
        for kind in self.kinds:
            for group in kind.groups:
                groups[group.claim.metric].append(group)
        for metric, members in groups.items():
            self._write_metric(metric, members)
        self._write_caps()
        if self._is_long_to_prove(groups):
            return None
        numbers, proven = self.programme.solve()
        if numbers is None:
            return None
        plan, places = self._read(numbers)
        due = amounts_due(self.claims, plan.paid, places)
        filled = fill(self.claims, due, self.rules)
        asked = self._read_amounts(numbers, due)
        if asked is not None and asked.total > filled.total:
            filled = asked
        gained = sum(g * n for g, n in zip(self.programme.gains, numbers, strict=True))
        return Found(plan, places, due, filled, proven and filled.total >= math.floor(gained + 0.5))

    def _is_long_to_prove(self, groups: dict[str, list[Group]]) -> bool:
        """Tiers at prices that differ over time make weak programmes: beyond a small size the steps are kept, and this is said."""
        uneven = (m for m in self.seen.tiered if len({(g.claim.price.factor, g.claim.price.tiers) for g in groups[m]}) > 1)
        return sum(len(g.slots) + 1 for m in uneven for g in groups[m]) > _MOST_SLOTS

    # Rows of one kind of person

    def _write_kind(self, kind: Kind) -> None:
        write = self.programme
        number = len(kind.people)
        if kind.ways:
            kind.taking = [write.variable(number) for _ in kind.ways]
            write.row([(v, 1) for v in kind.taking], high=number, low=number)
        for group in kind.groups:
            self._write_group(kind, group)
        for metric in sorted({g.claim.metric for g in kind.groups}) if kind.crowded else ():
            own = [g for g in kind.groups if g.claim.metric == metric]
            self._nested(own, tuple(limit * number for limit in self.rules.per_person[metric]), "put")
        if kind.capped:
            self._nested(kind.groups, self.rules.person_cap, "pence")

    def _write_group(self, kind: Kind, group: Group) -> None:
        write, claim = self.programme, group.claim
        group.put = write.variable(group.most)
        if group.tied:
            ways = [v for v, way in zip(kind.taking, kind.ways, strict=True) if group.tied in way]
            write.row([(group.put, 1), *((v, -group.each) for v in ways)], high=0)
        group.paid = group.put
        if claim.metric in self.seen.deadweight:
            group.paid = write.variable(group.most)
            write.row([(group.paid, 1), (group.put, -1)], high=0)
        spare = Fraction(1, 2) if claim.quantity > 1 else Fraction(0)  # a block is rounded as a whole, half up
        group.pence = write.variable(int(claim.price.unit * group.most) + group.most, gain=1.0)
        if claim.price.tiers:
            prices = [p * claim.price.factor for _, _, p in claim.price.tiers]
            group.slots = [write.variable(group.most) for _ in prices]
            group.tier_of_slot = list(range(len(prices)))
            write.row([(group.paid, -1), *((v, 1) for v in group.slots)], high=0, low=0)
            each = [float(p) if spare else round_half_up(p) for p in prices]
            write.row([(group.pence, 1), *((v, -p) for v, p in zip(group.slots, each, strict=True))], high=float(spare))
        else:
            worth = float(claim.price.unit) if spare else claim.price.worth
            write.row([(group.pence, 1), (group.paid, -worth)], high=float(spare))

    def _nested(self, groups: Sequence[Group], limits: tuple[int, ...], what: str, used: Sequence[int] | None = None) -> None:
        """All that was achieved up to the end of each version is within that version's limit."""
        for version, limit in enumerate(limits):
            if limit < _UNLIMITED:
                until = [(int(getattr(g, what)), 1.0) for g in groups if g.claim.version <= version]
                self.programme.row(until, high=limit - (used[version] if used else 0))

    # Rows of one metric

    def _write_metric(self, metric: str, groups: list[Group]) -> None:
        if metric in self.seen.count_binds:
            self._nested(groups, self.rules.count[metric], "put")
        if metric in self.seen.cap_binds:
            self._nested(groups, self.rules.cap[metric], "pence")
        if metric in self.seen.deadweight:
            self._write_deadweight(groups)
        if metric in self.seen.tiered:
            self._write_tiers([g for g in groups if g.claim.price.tiers])

    def _write_deadweight(self, groups: Sequence[Group]) -> None:
        """Of those put forward, the whole achievements in the share are not paid."""
        shares = [self.rules.deadweight[g.claim.version] for g in groups]
        common = math.lcm(*{s.denominator for s in shares})
        unpaid: Terms = [*((g.put, 1.0) for g in groups), *((g.paid, -1.0) for g in groups)]
        if common <= _WIDEST:
            whole = [(v, f * common) for v, f in unpaid]
            self.programme.row([*whole, *((g.put, -float(s * common)) for g, s in zip(groups, shares, strict=True))], low=1 - common)
        else:
            self.programme.row([*unpaid, *((g.put, -float(s)) for g, s in zip(groups, shares, strict=True))], low=1e-6 - 1)

    def _write_tiers(self, groups: Sequence[Group]) -> None:
        """Places in the tiers are taken in order of time, and a tier opens when the one before it is full.

        Who of one contract year and version takes which of the places that fall to it is left to the choice that pays most.
        """
        write = self.programme
        edges = sorted({e for g in groups for lower, upper, _ in g.claim.price.tiers for e in (lower, upper)})
        if len({g.claim.price.tiers for g in groups}) > 1:
            self._split_slots(groups, edges)
        widths = [upper - lower for lower, upper in pairwise(edges)]
        most = sum(g.most for g in groups)
        until: list[Terms] = [[] for _ in widths]
        for when in sorted({(g.claim.version, g.claim.year) for g in groups}):
            for group in groups:
                if (group.claim.version, group.claim.year) == when:
                    for slot, v in enumerate(group.slots):
                        until[slot].append((v, 1.0))
            for slot, width in enumerate(widths):
                if width > most:  # never full, so that no later tier opens
                    write.row([v for later in until[slot + 1 :] for v in later], high=0)
                    break
                write.row(until[slot], high=width)
                full = write.variable(1)
                write.row([*until[slot], (full, -float(width))], low=0)
                write.row([*until[slot + 1], (full, -float(most))], high=0)

    def _split_slots(self, groups: Sequence[Group], edges: Sequence[int]) -> None:
        """Tiers of different versions, cut at all edges, so that one row of places serves them all."""
        write = self.programme
        for group in groups:
            finer: list[int] = []
            group.tier_of_slot = []
            for tier, v in enumerate(group.slots):
                lower, upper, _ = group.claim.price.tiers[tier]
                parts = [write.variable(group.most) for edge in edges if lower <= edge < upper]
                write.row([(v, -1), *((p, 1) for p in parts)], high=0, low=0)
                finer += parts
                group.tier_of_slot += [tier] * len(parts)
            group.slots = finer

    # Caps over metrics

    def _write_caps(self) -> None:
        groups = [g for kind in self.kinds for g in kind.groups]
        in_period: dict[PeriodKey, Terms] = defaultdict(list)
        for group in groups:
            if group.claim.period in self.seen.period_binds:
                in_period[group.claim.period].append((group.pence, 1.0))
        for period, terms in in_period.items():
            self.programme.row(terms, high=max(0, self.rules.room_in_period(period)))
        if self.seen.contract_binds:
            self._nested(groups, self.rules.contract_room.limits, "pence", self.rules.contract_room.used)

    # From numbers back to claims

    def _read(self, numbers: Sequence[int]) -> tuple[Plan, Places]:
        places: Places = {}
        plan = Plan([c.quantity for c in self.claims], {})
        wanted = [0] * len(self.claims)
        reasons: dict[int, list[tuple[Why, int]]] = defaultdict(list)
        for kind in self.kinds:
            sides = self._sides(kind, numbers)
            dealt = _deal(kind, numbers) if kind.crowded and len(kind.people) > 1 else {}
            for group in kind.groups:
                put, paid = numbers[group.put], numbers[group.paid]
                slots = [(tier, numbers[v]) for tier, v in zip(group.tier_of_slot, group.slots, strict=True)]
                place = {i: at for at, person in enumerate(kind.people) for i in person} if group.tied else {}
                for i in dealt.get(group.put, sorted(group.members)):
                    if group.tied and group.tied not in sides[place[i]]:
                        reasons[i].append(("either_or", self.claims[i].quantity))
                        continue
                    quantity = self.claims[i].quantity
                    wanted[i] = min(quantity, paid)
                    if slots and wanted[i]:
                        places[i] = _take(slots, wanted[i])
                    also = min(quantity, put)
                    paid, put = paid - wanted[i], put - also
                    if also > wanted[i]:
                        reasons[i].append(("deadweight", also - wanted[i]))
        self._admit_more(wanted, reasons)
        for i, claim in enumerate(self.claims):
            for why, quantity in reasons.get(i, ()):
                plan.leave_out(i, why, quantity)
            plan.leave_out(i, self._why(claim), plan.paid[i] - wanted[i])
        return plan, places

    def _sides(self, kind: Kind, numbers: Sequence[int]) -> list[frozenset[tuple[int, str]]]:
        """The side each person takes: those with the earliest achievements take the sides worth more."""
        if not kind.ways:
            return [frozenset()] * len(kind.people)
        worth = {way: sum(g.claim.price.worth * g.each for g in kind.groups if g.tied in way) for way in kind.ways}
        taken = sorted(zip(kind.ways, kind.taking, strict=True), key=lambda pair: -worth[pair[0]])
        return [way for way, variable in taken for _ in range(numbers[variable])]

    def _admit_more(self, wanted: list[int], reasons: dict[int, list[tuple[Why, int]]]) -> None:
        """Let in what no limit by number keeps out, so that what a cap leaves unpaid is said to be the cap's doing."""
        rooms = {m: Room(limits) for m, limits in self.rules.count.items()}
        per_person: dict[tuple[str, str], Room] = {}
        for i, claim in enumerate(self.claims):
            rooms[claim.metric].take(claim.version, wanted[i])
            if claim.person is not None:
                own = per_person.setdefault((claim.person, claim.metric), Room(self.rules.per_person[claim.metric]))
                own.take(claim.version, wanted[i])
        self._of_person = claims_of_people(self.claims) if self.rules.exclusions else {}
        for i, claim in enumerate(self.claims):
            if claim.metric in self.seen.deadweight or claim.metric in self.seen.tiered or reasons.get(i):
                continue
            if claim.person is not None and self._side_taken(i, wanted):
                continue
            more = min(claim.quantity - wanted[i], rooms[claim.metric].left(claim.version))
            if claim.person is not None:
                more = min(more, per_person[(claim.person, claim.metric)].left(claim.version))
            if more > 0:
                wanted[i] += more
                rooms[claim.metric].take(claim.version, more)
                if claim.person is not None:
                    per_person[(claim.person, claim.metric)].take(claim.version, more)

    def _side_taken(self, i: int, wanted: Sequence[int]) -> bool:
        mine = self.claims[i]
        others = (j for j in self._of_person.get(mine.person or "", ()) if wanted[j])
        return any(self.rules.exclusions.exclude(node(mine), node(self.claims[j])) for j in others)

    def _why(self, claim: Claim) -> Why:
        if claim.metric in self.seen.count_binds:
            return "max_count"
        return "deadweight" if claim.metric in self.seen.deadweight else "max_per_person"

    def _read_amounts(self, numbers: Sequence[int], due: Sequence[int]) -> Filled | None:
        """The programme's own amounts, claim by claim, if they keep every cap."""
        amounts = [0] * len(self.claims)
        for kind in self.kinds:
            for group in kind.groups:
                pence = numbers[group.pence]
                for i in sorted(group.members):
                    amounts[i] = min(due[i], pence)
                    pence -= amounts[i]
        kept = fill(self.claims, amounts, self.rules)
        if kept.cuts:
            return None
        return Filled(amounts, _cuts_of(self.claims, due, amounts, self.rules))


def _take(slots: list[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    """So many places of a group, from the lowest tier on; they are gone from ``slots`` then."""
    taken: dict[int, int] = defaultdict(int)
    for at, (tier, left) in enumerate(slots):
        here = min(left, n)
        slots[at] = (tier, left - here)
        n -= here
        if here:
            taken[tier] += here
    return list(taken.items())


def _deal(kind: Kind, numbers: Sequence[int]) -> dict[int, list[int]]:
    """The achievements put forward, dealt round the people like cards, so that none is paid for more than the limit.

    Only people with a choice within one metric are dealt with together. As all that is put forward, version after version, is
    at most the limit times the people, going round gives nobody more than the limit, and no more of a group than they have.
    """
    dealt: dict[int, list[int]] = {}
    turn, people = 0, len(kind.people)
    for group in sorted(kind.groups, key=lambda g: g.claim.version):
        taken = [0] * people
        dealt[group.put] = []
        for _ in range(numbers[group.put]):
            person = turn % people
            dealt[group.put].append(group.members[person * group.each + taken[person]])
            taken[person] += 1
            turn += 1
        rest = set(group.members).difference(dealt[group.put])
        dealt[group.put] += sorted(rest)
    return dealt


def claims_of_people(claims: Sequence[Claim]) -> dict[str, list[int]]:
    people: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        if claim.person is not None:
            people[claim.person].append(i)
    return people


def _cuts_of(claims: Sequence[Claim], due: Sequence[int], amounts: Sequence[int], rules: Rules) -> dict[int, dict[Cap, int]]:
    """Name the cap behind each shortfall: the first, in the order of the steps, that has nothing left."""
    metric = {m: Room(limits) for m, limits in rules.cap.items()}
    people: dict[str | None, Room] = defaultdict(lambda: Room(rules.person_cap))
    periods: dict[PeriodKey, int] = {}
    for claim, amount in zip(claims, amounts, strict=True):
        metric[claim.metric].take(claim.version, amount)
        people[claim.person].take(claim.version, amount)
        periods[claim.period] = periods.get(claim.period, rules.room_in_period(claim.period)) - amount
    cuts: dict[int, dict[Cap, int]] = {}
    for i, claim in enumerate(claims):
        if amounts[i] < due[i]:
            left = (metric[claim.metric].left(claim.version), people[claim.person].left(claim.version), periods[claim.period], 0)
            person_free = claim.person is None
            cap = next(c for c, room in zip(CAPS, left, strict=True) if room <= 0 and not (c == "person" and person_free))
            cuts[i] = {cap: due[i] - amounts[i]}
    return cuts
