"""Which achievements count, as known at the close: verified, standing, within the contract, in their window, with what they require."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lodestar.methods.payment_statement.models import Achievement, CountLine, PaymentInput, Reversal, Why
from lodestar.methods.payment_statement.months import Day, words
from lodestar.methods.payment_statement.terms import Contract, PeriodKey, Price, Version, close_of


class Claim:
    """An achievement, or a counted block of them, that the terms put a price on."""

    __slots__ = (
        "claim_id",
        "group",
        "known_on",
        "metric",
        "on",
        "partner",
        "period",
        "person",
        "price",
        "quantity",
        "rank",
        "version",
        "year",
    )

    def __init__(  # noqa: PLR0917
        self, claim_id: str, given: Achievement | CountLine, on: Day, known_on: Day, quantity: int, version: Version, contract: Contract
    ) -> None:
        self.claim_id = claim_id
        self.person = given.person if isinstance(given, Achievement) else None
        self.metric = given.metric
        self.on = on
        self.known_on = known_on
        self.group = given.group
        self.partner = given.partner
        self.quantity = quantity
        self.version = version.position
        self.year = contract.year(on)
        self.period: PeriodKey = contract.period_of(on, version)
        self.price: Price = contract.price(version, given.metric, given.group, self.year)
        self.rank = 0
        """0 for what pays most of all claims, 1 for the next price, and so on"""

    def order(self) -> tuple[object, ...]:
        """Earliest first, then by content: known earlier, worth more; the id last, which can no longer change the total."""
        return (self.on, self.known_on, self.rank, self.group or "", self.partner or "", self.claim_id)


class Refusal(NamedTuple):
    """Nothing is due for this many of a claim, and why."""

    claim_id: str
    person: str | None
    metric: str
    quantity: int
    why: Why
    reason: str


class Place(NamedTuple):
    """Where a claim belongs, counted or not, so that what was paid for it can be taken back there."""

    person: str | None
    metric: str
    on: Day
    year: int
    partner: str | None


@dataclass
class Record:
    """What a statement is made from."""

    valid: list[Claim]
    refused: list[Refusal]
    claimed: Counter[str]
    places: dict[str, Place] = field(default_factory=dict)
    merged_counts: int = 0
    undated_counts: int = 0
    same_day: int = 0


def made_id(person: str, metric: str, on: object) -> str:
    """The name of a claim that was given none."""
    return f"{person}/{metric}/{on}"


def count_id(metric: str, on: str, group: str | None, partner: str | None) -> str:
    return "/".join(["count:" + metric, on, *([group or ""] if group or partner else []), *([partner] if partner else [])])


def record_of(data: PaymentInput, contract: Contract) -> Record:
    """Sort the achievements and counts into what counts and what does not, as known at the close."""
    known_at = data.as_at or (data.period.to if data.period else None)
    close = close_of(data.as_at, data.period.to if data.period else None)
    reader = _Reader(contract, known_at, close, data)
    for claim_id, achievement in named(data.achievements):
        reader.read_achievement(claim_id, achievement)
    for claim_id, line, quantity in _merged(data.counts, reader.record):
        reader.read_count(claim_id, line, quantity)
    _drop_what_lacks_others(reader.record, contract)
    _rank(reader.record.valid)
    reader.record.valid.sort(key=Claim.order)
    reader.record.refused.sort()
    return reader.record


def _rank(claims: Sequence[Claim]) -> None:
    """Number the prices, so that sorting 100,000 claims compares small integers and not fractions."""
    units = sorted({c.price: c.price.unit for c in claims}.values(), reverse=True)
    place = {unit: n for n, unit in enumerate(dict.fromkeys(units))}
    of_price = {price: place[price.unit] for price in {c.price for c in claims}}
    for claim in claims:
        claim.rank = of_price[claim.price]


def named(achievements: Iterable[Achievement]) -> list[tuple[str, Achievement]]:
    """Each achievement with its claim id; one without is named from its content, so that order of input changes nothing."""
    given = [(a.claim_id, a) for a in achievements if a.claim_id is not None]
    nameless = [a for a in achievements if a.claim_id is None]
    if not nameless:
        return given
    nameless.sort(key=_content)
    seen: Counter[str] = Counter()
    for achievement in nameless:
        name = made_id(achievement.person, achievement.metric, achievement.achieved_on)
        seen[name] += 1
        given.append((name if seen[name] == 1 else f"{name}#{seen[name]}", achievement))
    return given


def _content(given: Achievement) -> tuple[object, ...]:
    known_on = given.verified_on or given.achieved_on
    return (given.person, given.metric, given.achieved_on, known_on, not given.verified, given.group or "", given.partner or "")


def _merged(counts: Iterable[CountLine], record: Record) -> list[tuple[str, CountLine, int]]:
    """Counts of the same metric, period, group and partner as one block, so that order and splitting change nothing."""
    blocks: dict[tuple[object, ...], tuple[str, CountLine, int]] = {}
    for line in counts:
        span = f"{line.period.from_}..{line.period.to}" if line.period else "all"
        key = (line.metric, span, line.group, line.partner)
        if key in blocks:
            record.merged_counts += 1
        before = blocks[key][2] if key in blocks else 0
        blocks[key] = (count_id(line.metric, span, line.group, line.partner), line, before + line.count)
    return list(blocks.values())


class _Reader:
    def __init__(self, contract: Contract, known_at: Day | None, close: Day | None, data: PaymentInput) -> None:
        self.contract = contract
        self.known_at = known_at
        self.close = close
        self.reversals: dict[str, list[Reversal]] = defaultdict(list)
        for reversal in data.reversals:
            self.reversals[reversal.claim_id].append(reversal)
        self.paid_before = {p.claim_id for p in data.paid_before}
        self.record = Record([], [], Counter())
        self._days: set[tuple[str, str, Day]] = set()

    def read_achievement(self, claim_id: str, given: Achievement) -> None:
        known_on = max(given.achieved_on, given.verified_on or given.achieved_on)
        self._place(claim_id, given, given.achieved_on)
        if self._refuse_unknown(claim_id, given, given.achieved_on, 1, known_on):
            return
        version = self._version(claim_id, given, given.achieved_on, 1)
        if version is None:
            return
        day = (given.person, given.metric, given.achieved_on)
        self.record.same_day += day in self._days
        self._days.add(day)
        self.record.valid.append(Claim(claim_id, given, given.achieved_on, known_on, 1, version, self.contract))

    def _place(self, claim_id: str, given: Achievement | CountLine, on: Day) -> None:
        if claim_id in self.paid_before:
            person = given.person if isinstance(given, Achievement) else None
            self.record.places[claim_id] = Place(person, given.metric, on, self.contract.year(on), given.partner)

    def read_count(self, claim_id: str, line: CountLine, quantity: int) -> None:
        on = line.period.to if line.period else self.contract.start
        self.record.undated_counts += line.period is None
        self._place(claim_id, line, on)
        if not quantity or self._refuse_unknown(claim_id, line, on, quantity, on):
            return
        version = self._version(claim_id, line, on, quantity)
        if version is not None:
            self.record.valid.append(Claim(claim_id, line, on, on, quantity, version, self.contract))

    def _refuse_unknown(self, claim_id: str, given: Achievement | CountLine, on: Day, quantity: int, known_on: Day) -> bool:
        if self.close is not None and on > self.close:
            return self._refuse(claim_id, given, quantity, "not_achieved_yet", f"Achieved on {words(on)}, after the close.")
        self.record.claimed[given.metric] += quantity
        if isinstance(given, Achievement) and not given.verified:
            return self._refuse(claim_id, given, quantity, "unverified", "Not verified.")
        if self.known_at is not None and known_on > self.known_at:
            reason = f"Verified on {words(known_on)}, later than this statement knows ({words(self.known_at)})."
            return self._refuse(claim_id, given, quantity, "not_known_yet", reason)
        verified_on = given.verified_on if isinstance(given, Achievement) else None
        if claim_id not in self.reversals:
            return False
        for reversal in sorted(self.reversals[claim_id], key=lambda r: (r.on, r.reason)):
            if self._stands(reversal, verified_on):
                reason = f"Verification taken back on {words(reversal.on)}: {reversal.reason}"
                return self._refuse(claim_id, given, quantity, "reversed", reason)
        return False

    def _stands(self, reversal: Reversal, verified_on: Day | None) -> bool:
        """A reversal stands from its day until it is lifted, or the claim is verified on a later day."""
        if self.known_at is not None and reversal.on > self.known_at:
            return False
        lifted = reversal.lifted_on is not None and (self.known_at is None or reversal.lifted_on <= self.known_at)
        return not lifted and not (verified_on is not None and verified_on > reversal.on)

    def _version(self, claim_id: str, given: Achievement | CountLine, on: Day, quantity: int) -> Version | None:
        version = self.contract.in_force(on)
        if version is None:
            self._refuse(claim_id, given, quantity, "outside_contract", f"No terms were in force on {words(on)}.")
            return None
        if given.metric not in version.metrics:
            reason = f"The terms in force on {words(on)} (from {words(version.since)}) put no price on “{given.metric}”."
            self._refuse(claim_id, given, quantity, "not_in_terms", reason)
            return None
        return version

    def _refuse(self, claim_id: str, given: Achievement | CountLine, quantity: int, why: Why, reason: str) -> bool:
        person = given.person if isinstance(given, Achievement) else None
        self.record.refused.append(Refusal(claim_id, person, given.metric, quantity, why, reason))
        return True


def _drop_what_lacks_others(record: Record, contract: Contract) -> None:
    """Take out claims whose window or requirements are not met by other claims that themselves count.

    The claims kept are the least fixed point: starting from none, a claim enters once what it asks for has entered. So a
    further achievement can let others in, and never puts one out. A count has no person and is taken as already checked.
    """
    asking = [c for c in record.valid if c.person is not None and _asks(c, contract)]
    if not asking:
        return
    waiting = {id(c) for c in asking}
    reached: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for claim in record.valid:
        if claim.person is not None and id(claim) not in waiting:
            bisect.insort(reached[claim.person][claim.metric], claim.on.toordinal())
    pending = asking
    while pending:
        entering = [c for c in pending if _lack(c, contract, reached[c.person or ""]) is None]
        if not entering:
            break
        for claim in entering:
            waiting.discard(id(claim))
            bisect.insort(reached[claim.person or ""][claim.metric], claim.on.toordinal())
        pending = [c for c in pending if id(c) in waiting]
    for claim in pending:
        why, reason = _lack(claim, contract, reached[claim.person or ""]) or ("requires", "")
        record.refused.append(Refusal(claim.claim_id, claim.person, claim.metric, claim.quantity, why, reason))
    record.valid = [c for c in record.valid if id(c) not in waiting]


def _asks(claim: Claim, contract: Contract) -> bool:
    metric = contract.versions[claim.version].metrics[claim.metric]
    return bool(metric.requires) or metric.window_days_after is not None


def _lack(claim: Claim, contract: Contract, reached: Mapping[str, list[int]]) -> tuple[Why, str] | None:
    metric = contract.versions[claim.version].metrics[claim.metric]
    missing = [m for m in metric.requires if not reached.get(m)]
    if missing:
        names = " and ".join(f"“{m}”" for m in sorted(missing))
        return "requires", f"Also needs {names}, verified and within its own terms, for the same person."
    window = metric.window_days_after
    if window is None:
        return None
    least, most = window.min or 0, window.max
    days = reached.get(window.metric, [])
    latest = claim.on.toordinal() - least
    at = bisect.bisect_right(days, latest)
    if at and (most is None or claim.on.toordinal() - days[at - 1] <= most):
        return None
    span = f"{least} days or more" if most is None else f"{least} to {most} days"
    return "window", f"Must lie {span} after “{window.metric}” of the same person."
