"""The limits of a contract, made ready: by number, by amount, and what is left for outcomes once the core fee stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from lodestar.methods.payment_statement.choices import Exclusions
from lodestar.methods.payment_statement.models import Metric, Terms
from lodestar.methods.payment_statement.months import Day
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.terms import NO_LIMIT, Contract, PeriodKey, Room, Version, limits_by_version, share_meant


class Rules:
    """Limits of the versions known by the close; in each kind, a version limits all that was achieved up to its end."""

    def __init__(self, contract: Contract, close: Day | None) -> None:
        self.contract = contract
        self.versions = contract.known_by(close)
        self.exclusions = Exclusions(contract)
        self.per_person: dict[str, tuple[int, ...]] = {}
        self.count: dict[str, tuple[int, ...]] = {}
        self.cap: dict[str, tuple[int, ...]] = {}
        for metric in sorted({m for v in self.versions for m in v.metrics}):
            self.per_person[metric] = self._by_metric(metric, lambda m: m.max_per_person)
            self.count[metric] = self._by_metric(metric, lambda m: m.max_count)
            self.cap[metric] = self._by_metric(metric, lambda m: m.cap_pence)
        self.person_cap = self._by_terms(lambda t: t.person_cap_pence)
        self.contract_cap = self._by_terms(lambda t: t.contract_cap_pence)
        shares = [v.terms.deadweight_share for v in self.versions]
        self.deadweight = [Fraction(0) if s is None else share_meant(Fraction(s)) for s in shares]
        # Filled by the core fee, which comes first within the caps that hold for everything:
        self.contract_room = Room(self.contract_cap)
        self.period_room: dict[PeriodKey, int] = {}

    def _by_metric(self, metric: str, read: Callable[[Metric], int | None]) -> tuple[int, ...]:
        return limits_by_version([read(v.metrics[metric]) if metric in v.metrics else None for v in self.versions])

    def _by_terms(self, read: Callable[[Terms], int | None]) -> tuple[int, ...]:
        return limits_by_version([read(v.terms) for v in self.versions])

    def period_cap(self, key: PeriodKey) -> int | None:
        """The lowest cap of the versions in force at any time in the period, so that none of them is passed."""
        first, last = self.contract.period_span(key)
        caps = [
            v.terms.period_cap_pence
            for v in self.versions
            if v.terms.period_cap_pence is not None
            and v.terms.period_months == key.months
            and (v.position == 0 or v.since <= last)
            and (v.until is None or v.until > first or v is self.versions[-1])
        ]
        return min(caps) if caps else None

    def room_in_period(self, period: PeriodKey) -> int:
        """What is left of a period's cap for outcomes."""
        if period not in self.period_room:
            cap = self.period_cap(period)
            self.period_room[period] = NO_LIMIT if cap is None else cap
        return self.period_room[period]

    def lowered(self) -> list[str]:
        """Limits that a later version made smaller than an earlier one."""
        named: list[str] = []
        for before, after in zip(self.versions, self.versions[1:], strict=False):
            named += [f"{name} (from {after.since})" for name, old, new in _limits_of_both(before, after) if _value(new) < _value(old)]
        return sorted(set(named))


def _limits_of_both(before: Version, after: Version) -> Iterable[tuple[str, int | None, int | None]]:
    for name in ("person_cap_pence", "period_cap_pence", "contract_cap_pence"):
        yield name, getattr(before.terms, name), getattr(after.terms, name)
    for metric in sorted(before.metrics.keys() & after.metrics.keys()):
        for name in ("max_per_person", "max_count", "cap_pence"):
            yield f"{metric}.{name}", getattr(before.metrics[metric], name), getattr(after.metrics[metric], name)


def _value(limit: int | None) -> int:
    return NO_LIMIT if limit is None else limit


def node(claim: Claim) -> tuple[int, str]:
    return claim.version, claim.metric
