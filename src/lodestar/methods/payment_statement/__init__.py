"""Payment by results: what is due to a provider under a contract's terms, line by line, with every reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lodestar.methods.base import Answer, Fault, FaultyInput, Step, method
from lodestar.methods.faults import MAX_WHOLE
from lodestar.methods.payment_statement.best import Best, best_choice
from lodestar.methods.payment_statement.checks import cross_checks
from lodestar.methods.payment_statement.core import CoreFee, core_fee
from lodestar.methods.payment_statement.models import PaymentInput, PaymentValue
from lodestar.methods.payment_statement.money import exact
from lodestar.methods.payment_statement.record import Record, record_of
from lodestar.methods.payment_statement.rules import Rules
from lodestar.methods.payment_statement.statement import Statement
from lodestar.methods.payment_statement.terms import Contract, close_of
from lodestar.methods.payment_statement.warnings import warnings_of

__all__ = ["PaymentInput", "PaymentValue", "payment_statement"]

_SOURCE = (
    "Payment structures of UK payment-by-results contracts (NAO, HC 86, 2015; GO Lab guides and INDIGO pricings, "
    "Justice Committee HC 1004; DWP Work and Health Programme guidance, chapter 13)"
)


@method(name="payment_statement", version="1.0", source=_SOURCE, cross_checks=cross_checks)
def payment_statement(data: PaymentInput) -> Answer[PaymentValue]:
    """What is due under payment-by-results terms: core fee, prices, limits, caps, reversals; each line explains itself.

    Everything is worked out anew as known at the close, and what was paid before is taken off claim by claim. Money is
    whole pence, rounded half up once a line. Of all ways to keep every limit the one that pays most is taken, so that a
    further achievement never lowers the total. Raises :class:`FaultyInput` where amounts pass what JSON can hold.
    """
    contract = Contract(data.terms)
    until = data.period.to if data.period else None
    close = close_of(data.as_at, until)
    record = record_of(data, contract)
    rules = Rules(contract, close)
    _refuse_beyond_reason(record, rules, data)
    fee = core_fee(record.valid, rules, close)
    best = best_choice(record.valid, rules)
    statement = Statement(data, rules, record, fee, best, close)
    value = statement.value()
    steps = tuple(_steps(record, rules, fee, best, value))
    return Answer(value, steps, tuple(warnings_of(statement)))


def _refuse_beyond_reason(record: Record, rules: Rules, data: PaymentInput) -> None:
    outcomes = sum((c.price.worth + 1) * c.quantity for c in record.valid)
    core = sum(v.terms.core.annual_value_pence * 101 for v in rules.versions if v.terms.core)
    before = sum(abs(p.amount_pence) for p in data.paid_before)
    if outcomes + core + before > MAX_WHOLE:
        raise FaultyInput([Fault("terms", f"must not let amounts pass {MAX_WHOLE} pence in all")])


def _steps(record: Record, rules: Rules, fee: CoreFee, best: Best, value: PaymentValue) -> Iterable[Step]:
    yield Step("Achievements claimed by the close", sum(record.claimed.values()))
    yield Step("of these verified, standing, and within window, requirements and contract", sum(c.quantity for c in record.valid))
    left_out: Counter[str] = Counter()
    for reasons in best.plan.left_out.values():
        for why, quantity in reasons:
            left_out[why] += quantity
    for why in ("max_per_person", "either_or", "max_count", "deadweight"):
        if left_out[why]:
            yield Step(f"left out by {why}", left_out[why])
    for version in rules.versions:
        share = rules.deadweight[version.position]
        if share:
            yield Step(f"deadweight share of the terms from {version.since}", exact(share))
    yield Step("Outcome payments before caps, in pence", sum(best.due))
    yield Step("Outcome payments after caps, in pence", best.filled.total)
    if best.searched:
        yield Step("the same if each limit were applied alone and in turn, in pence", best.step_by_step)
    by_year: Counter[int] = Counter()
    for part in fee.parts:
        by_year[part.year] += part.amount
    for year in sorted(by_year):
        yield Step(f"Core fee of contract year {year} due by the close, in pence", by_year[year])
    if fee.clawback:
        yield Step("Core fee given back, in pence", fee.clawback.amount)
    yield Step("Due in all by the close, in pence", value.due_in_all_pence)
    yield Step("Paid before, in pence", value.paid_before_pence)
    yield Step("Due now, in pence", value.total_pence)
