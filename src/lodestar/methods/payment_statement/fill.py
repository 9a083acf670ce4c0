"""Caps in pence: amounts are filled from the earliest, each as far as all of its caps leave room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lodestar.methods.payment_statement.models import Cap
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules
from lodestar.methods.payment_statement.terms import NO_LIMIT, PeriodKey, Room

CAPS: tuple[Cap, ...] = ("metric", "person", "period", "contract")


@dataclass
class Filled:
    """What each claim is paid, and what each cap took from it."""

    amounts: list[int]
    cuts: dict[int, dict[Cap, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.amounts)


def fill(claims: Sequence[Claim], due: Sequence[int], rules: Rules) -> Filled:
    """Pay the earliest first; what one cap takes is left to it in the order metric, person, period, contract."""
    metric = {m: Room(limits) for m, limits in rules.cap.items() if limits[0] < NO_LIMIT}
    people: dict[str, Room] = {}
    people_are_capped = rules.person_cap[0] < NO_LIMIT
    contract = Room(rules.contract_room.limits)
    contract.used = list(rules.contract_room.used)
    in_period: dict[PeriodKey, int] = {}
    filled = Filled([0] * len(claims))
    for i, claim in enumerate(claims):
        if not due[i]:
            continue
        version = claim.version
        person = None
        if people_are_capped and claim.person is not None:
            person = people.get(claim.person) or people.setdefault(claim.person, Room(rules.person_cap))
        if claim.period not in in_period:
            in_period[claim.period] = rules.room_in_period(claim.period)
        own = metric.get(claim.metric)
        rooms = (
            NO_LIMIT if own is None else own.left(version),
            NO_LIMIT if person is None else person.left(version),
            in_period[claim.period],
            contract.left(version),
        )
        amount = due[i]
        if min(rooms) < amount:
            amount = _cut(i, amount, rooms, filled)
        if amount:
            filled.amounts[i] = amount
            in_period[claim.period] -= amount
            for room in (own, person, contract):
                if room is not None:
                    room.take(version, amount)
    return filled


def _cut(i: int, amount: int, rooms: Sequence[int], filled: Filled) -> int:
    for cap, room in zip(CAPS, rooms, strict=True):
        if room < amount:
            filled.cuts.setdefault(i, {})[cap] = amount - max(0, room)
            amount = max(0, room)
    return amount
