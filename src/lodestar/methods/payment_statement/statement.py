"""From what is due in all to this statement: less what was paid before, claim by claim, every line with its reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lodestar.methods.payment_statement.best import Best
from lodestar.methods.payment_statement.core import CoreFee, CorePart, contract_years
from lodestar.methods.payment_statement.models import (
    Cap,
    CapCut,
    Line,
    MetricSum,
    NotPaid,
    PartnerSum,
    PaymentInput,
    PaymentValue,
    Rule,
    Why,
    YearSum,
)
from lodestar.methods.payment_statement.money import exact, pounds
from lodestar.methods.payment_statement.months import Day, words
from lodestar.methods.payment_statement.record import Claim, Record
from lodestar.methods.payment_statement.rules import Rules
from lodestar.methods.payment_statement.terms import NO_LIMIT, PeriodKey, Price

_CAP_REASONS: dict[Cap, tuple[Why, str]] = {
    "metric": ("metric_cap", "The cap on this metric leaves nothing for it."),
    "person": ("person_cap", "The cap on what is paid for one person leaves nothing for it."),
    "period": ("period_cap", "The cap on the period in which it was achieved leaves nothing for it."),
    "contract": ("contract_cap", "The cap on the contract leaves nothing for it."),
}


@dataclass
class Statement:
    """Gathers the lines of one statement."""

    data: PaymentInput
    rules: Rules
    record: Record
    fee: CoreFee
    best: Best
    close: Day | None
    lines: list[Line] = field(default_factory=list)
    not_paid: list[NotPaid] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """claims paid before that the record no longer holds"""

    def value(self) -> PaymentValue:
        self.before: Counter[str] = Counter()
        for entry in self.data.paid_before:
            self.before[entry.claim_id] += entry.amount_pence
        self.payable: Counter[str] = Counter()
        self.said: dict[Price, str] = {}  # the words for a whole, single payment at each price: the most frequent by far
        self.units: dict[str, set[int | None]] = defaultdict(set)
        self._outcome_lines()
        for part in [*self.fee.parts, *([self.fee.clawback] if self.fee.clawback else [])]:
            self._core_line(part)
        self._recover_the_rest()
        return self._sums()

    # Lines

    def _outcome_lines(self) -> None:
        self.refused = {r.claim_id: r.reason for r in self.record.refused}
        plan, filled = self.best.plan, self.best.filled
        for i, claim in enumerate(self.record.valid):
            for why, quantity in plan.left_out.get(i, ()):
                self._nothing_for(claim, quantity, why, self._reason(claim, why))
            paid = plan.paid[i]
            if paid:
                self.payable[claim.metric] += paid
                self.units[claim.metric].add(None if claim.price.tiers else claim.price.worth)
                self._nothing_where_nothing(claim, paid, i)
            self._outcome_line(claim, i, paid, filled.amounts[i])
        for r in self.record.refused:
            entry = NotPaid(claim_id=r.claim_id, reason=r.reason, rule=r.why, person=r.person, metric=r.metric, quantity=r.quantity)
            self.not_paid.append(entry)

    def _nothing_where_nothing(self, claim: Claim, paid: int, i: int) -> None:
        amount, cuts = self.best.filled.amounts[i], self.best.filled.cuts.get(i, {})
        if amount == 0 and cuts:
            why, reason = _CAP_REASONS[list(cuts)[-1]]
            self._nothing_for(claim, paid, why, reason)
        elif amount == 0:
            self._nothing_for(claim, paid, "no_price", "Under the terms it is worth nothing.")
        elif self.before[claim.claim_id] == amount:
            self._nothing_for(claim, paid, "paid_before", f"{pounds(amount)} was paid for it before; nothing more is due.")

    def _nothing_for(self, claim: Claim, quantity: int, why: Why, reason: str) -> None:
        self.not_paid.append(
            NotPaid(claim_id=claim.claim_id, reason=reason, rule=why, person=claim.person, metric=claim.metric, quantity=quantity)
        )
        self.refused.setdefault(claim.claim_id, reason)

    def _reason(self, claim: Claim, why: Why) -> str:
        metric = self.rules.contract.versions[claim.version].metrics[claim.metric]
        if why == "max_per_person":
            return f"No more than {self.rules.per_person[claim.metric][claim.version]} of “{claim.metric}” paid for one person."
        if why == "either_or":
            return "Paid for another metric in its place: the person is paid for one side of an either-or."
        if why == "max_count":
            return f"No more than {self.rules.count[claim.metric][claim.version]} of “{metric.id}” paid in all."
        share = self.rules.deadweight[claim.version]
        return f"Deadweight: a share of {exact(share)} of the achievements of “{claim.metric}” is not paid."

    def _outcome_line(self, claim: Claim, i: int, paid: int, amount: int) -> None:
        before = self.before.pop(claim.claim_id, 0)
        if amount == before:
            return
        cuts = self.best.filled.cuts.get(i, {}) if paid else {}
        version = self.rules.contract.versions[claim.version]
        rule: Rule = "tier" if claim.price.tiers else "group_price" if claim.price.by_group else "price"
        self.lines.append(
            Line(
                claim_id=claim.claim_id,
                person=claim.person,
                metric=claim.metric,
                amount_pence=amount - before,
                rule="recovery" if amount < before else rule,
                explanation=self._explain(claim, i, paid, amount, before),
                year=claim.year,
                achieved_on=claim.on.isoformat(),
                partner=claim.partner,
                quantity=paid,
                due_in_all_pence=amount,
                paid_before_pence=before,
                terms_from=version.since.isoformat(),
                cut_by=tuple(cuts),
            )
        )

    def _explain(self, claim: Claim, i: int, paid: int, amount: int, before: int) -> str:
        if claim.price in self.said and claim.person is not None and not before and i not in self.best.filled.cuts:
            return self.said[claim.price]
        if not amount:
            return f"{pounds(before)} paid before is taken back. {self.refused.get(claim.claim_id, '')}".strip()
        said = self._price_in_words(claim, i, paid)
        for cap, cut in self.best.filled.cuts.get(i, {}).items():
            said += f" {self._cap_in_words(cap, claim)} takes {pounds(cut)}."
        if claim.quantity == 1 and claim.person is not None and not claim.price.tiers and not before and i not in self.best.filled.cuts:
            self.said[claim.price] = said
        return said + _before_in_words(amount, before)

    def _price_in_words(self, claim: Claim, i: int, paid: int) -> str:
        due = pounds(self.best.due[i])
        if claim.price.tiers:
            return f"{_tiers_in_words(claim, self.best.places[i])} {claim.price.words}: {due}."
        number = f"{paid} × " if claim.quantity > 1 or claim.person is None else ""
        said = claim.price.words
        return f"{number}{said if number else said[:1].upper() + said[1:]}: {due}."

    def _cap_in_words(self, cap: Cap, claim: Claim) -> str:
        limit = pounds(self._limit(cap, claim.metric, claim.version, claim.period))
        return {
            "metric": f"The cap of {limit} on “{claim.metric}”",
            "person": f"The cap of {limit} for one person",
            "period": f"The cap of {limit} on the period from {words(self.rules.contract.period_span(claim.period)[0])}",
            "contract": f"The cap of {limit} on the contract",
        }[cap]

    def _limit(self, cap: Cap, metric: str, version: int, period: PeriodKey | None) -> int:
        if cap == "metric":
            return self.rules.cap[metric][version]
        if cap == "person":
            return self.rules.person_cap[version]
        if cap == "contract":
            return self.rules.contract_cap[version]
        limit = self.rules.period_cap(period) if period else None
        return NO_LIMIT if limit is None else limit

    def _core_line(self, part: CorePart) -> None:
        before = self.before.pop(part.claim_id, 0)
        if part.amount == before:
            return
        rule: Rule = "clawback" if part.claim_id == "clawback" else "core" if part.amount >= before else "recovery"
        cut = "".join(f" The {cap} cap takes {pounds(taken)}." for cap, taken in part.cuts.items())
        self.lines.append(
            Line(
                claim_id=part.claim_id,
                person=None,
                metric=None,
                amount_pence=part.amount - before,
                rule=rule,
                explanation=f"{part.words}: {pounds(part.due)}.{cut}{_before_in_words(part.amount, before)}",
                year=part.year,
                achieved_on=part.on.isoformat(),
                partner=None,
                quantity=1,
                due_in_all_pence=part.amount,
                paid_before_pence=before,
                terms_from=part.version.since.isoformat(),
                cut_by=tuple(part.cuts),
            )
        )

    def _recover_the_rest(self) -> None:
        """What was paid for claims that count no longer, or that the record no longer holds, comes back line by line."""
        for claim_id in sorted(c for c, amount in self.before.items() if amount):
            before = self.before[claim_id]
            place = self.record.places.get(claim_id)
            core = is_core(claim_id)
            if place is None and not core:
                self.unknown.append(claim_id)
            reason = self.refused.get(claim_id) or ("Not due as known now." if core else "The record no longer holds this claim.")
            self.lines.append(
                Line(
                    claim_id=claim_id,
                    person=place.person if place else None,
                    metric=place.metric if place else None,
                    amount_pence=-before,
                    rule="recovery",
                    explanation=f"{pounds(before)} paid before is taken back. {reason}",
                    year=place.year if place else self._year_of_core(claim_id),
                    achieved_on=place.on.isoformat() if place else None,
                    partner=place.partner if place else None,
                    quantity=0,
                    due_in_all_pence=0,
                    paid_before_pence=before,
                    terms_from=None,
                    cut_by=(),
                )
            )

    def _year_of_core(self, claim_id: str) -> int:
        try:
            return self.rules.contract.year(Day.fromisoformat(claim_id.removeprefix("core:")))
        except ValueError:
            return contract_years(self.rules.contract, self.rules, self.close)

    # Sums

    def _sums(self) -> PaymentValue:
        core = sum(x.amount_pence for x in self.lines if is_core(x.claim_id))
        total = sum(x.amount_pence for x in self.lines)
        return PaymentValue(
            total_pence=total,
            core_pence=core,
            outcome_pence=total - core,
            by_year=tuple(self._by_year()),
            by_metric=tuple(self._by_metric()),
            by_partner=tuple(self._by_partner()),
            lines=tuple(self.lines),
            not_paid=tuple(self.not_paid),
            caps=tuple(self._caps()),
            close=self.close.isoformat() if self.close else None,
            due_in_all_pence=self.due_in_all(),
            paid_before_pence=sum(e.amount_pence for e in self.data.paid_before),
        )

    def due_in_all(self) -> int:
        fee = sum(p.amount for p in self.fee.parts) + (self.fee.clawback.amount if self.fee.clawback else 0)
        return fee + self.best.filled.total

    def _by_year(self) -> Iterable[YearSum]:
        contract = self.rules.contract
        years = max([contract_years(contract, self.rules, self.close), *(x.year for x in self.lines)])
        core: Counter[int] = Counter()
        outcome: Counter[int] = Counter()
        for line in self.lines:
            (core if is_core(line.claim_id) else outcome)[line.year] += line.amount_pence
        for year in range(1, years + 1):
            start, end = contract.year_span(year)
            amount = core[year] + outcome[year]
            yield YearSum(
                year=year,
                start=start.isoformat(),
                end=end.isoformat(),
                core_pence=core[year],
                outcome_pence=outcome[year],
                amount_pence=amount,
            )

    def _by_metric(self) -> Iterable[MetricSum]:
        amounts: Counter[str | None] = Counter()
        for line in self.lines:
            if not is_core(line.claim_id):
                amounts[line.metric] += line.amount_pence
        names = list(dict.fromkeys(m for v in self.rules.contract.versions for m in v.metrics))
        for metric in names:
            units = self.units[metric]
            unit = next(iter(units)) if len(units) == 1 else None
            yield MetricSum(
                metric=metric,
                claimed=self.record.claimed[metric],
                payable=self.payable[metric],
                unit_price_pence=unit,
                amount_pence=amounts[metric],
            )
        if None in amounts:
            yield MetricSum(metric=None, claimed=0, payable=0, unit_price_pence=None, amount_pence=amounts[None])

    def _by_partner(self) -> Iterable[PartnerSum]:
        amounts: Counter[str] = Counter()
        for line in self.lines:
            if line.partner is not None:
                amounts[line.partner] += line.amount_pence
        return (PartnerSum(partner=p, amount_pence=amounts[p]) for p in sorted(amounts))

    def _caps(self) -> Iterable[CapCut]:
        taken: Counter[tuple[Cap, str, int]] = Counter()
        for i, cuts in self.best.filled.cuts.items():
            claim = self.record.valid[i]
            for cap, cut in cuts.items():
                of = {"metric": claim.metric, "person": claim.person or "", "period": self._period_name(claim.period), "contract": ""}[cap]
                taken[(cap, of, self._limit(cap, claim.metric, claim.version, claim.period))] += cut
        for part in self.fee.parts:
            for cap, cut in part.cuts.items():
                of = self._period_name(part.period) if cap == "period" else ""
                taken[(cap, of, self._limit(cap, "", part.version.position, part.period))] += cut
        order = list(_CAP_REASONS)
        for (cap, of, limit), cut in sorted(taken.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1:])):
            yield CapCut(cap=cap, of=of or None, limit_pence=limit, cut_pence=cut)

    def _period_name(self, period: PeriodKey | None) -> str:
        if period is None:
            return ""
        first, last = self.rules.contract.period_span(period)
        return f"{first}..{last}"


def is_core(claim_id: str) -> bool:
    """Whether a line is the core fee or its clawback; no claim may take such a name."""
    return claim_id.startswith("core:") or claim_id == "clawback"


def _before_in_words(amount: int, before: int) -> str:
    if not before:
        return ""
    verb = "is due now" if amount > before else "is taken back"
    return f" {pounds(before)} was paid before; {pounds(abs(amount - before))} {verb}."


def _tiers_in_words(claim: Claim, places: list[tuple[int, int]]) -> str:
    inside = []
    for tier, n in places:
        lower, upper, price = claim.price.tiers[tier]
        ends = f"above {lower}" if upper >= NO_LIMIT else f"{lower + 1} to {upper}" if upper > lower + 1 else f"{upper}"
        inside.append(f"{n} as number {ends} of “{claim.metric}” at {pounds(price)}")
    return f"Tiers: {', '.join(inside)};"
