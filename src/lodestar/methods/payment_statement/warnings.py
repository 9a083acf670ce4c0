"""What the reader of a statement must know beside the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lodestar.methods.base import Warn
from lodestar.methods.payment_statement.core import contract_years
from lodestar.methods.payment_statement.money import pounds
from lodestar.methods.payment_statement.rules import Rules
from lodestar.methods.payment_statement.statement import Statement


def warnings_of(statement: Statement) -> Iterator[Warn]:
    """All warnings of a finished statement, in a fixed order."""
    yield from _of_record(statement)
    yield from _of_core(statement)
    yield from _of_terms(statement)
    if not statement.best.proven:
        yield Warn("not_proven", "terms", "So many cases differ that it is not proven that no other choice within the limits pays more.")
    for claim_id in statement.unknown:
        before = pounds(sum(p.amount_pence for p in statement.data.paid_before if p.claim_id == claim_id))
        yield Warn("claim_gone", "paid_before", f"The record no longer holds “{claim_id}”; the {before} paid for it is taken back.")


def _of_record(statement: Statement) -> Iterator[Warn]:
    record, data, rules = statement.record, statement.data, statement.rules
    if record.merged_counts:
        said = "Counts of the same metric, period, group and partner were added together; check that none was given twice."
        yield Warn("counts_merged", "counts", said)
    if record.undated_counts and (len(rules.versions) > 1 or any(v.terms.index_by_year or v.terms.core for v in rules.versions)):
        yield Warn("counts_undated", "counts", "Counts without a period are taken as reached on the contract's first day.")
    if record.same_day:
        said = f"{record.same_day} achievements repeat the person, metric and day of another; check that none was entered twice."
        yield Warn("same_day", "achievements", said)
    counted = {c.metric for c in data.counts}
    asking = _quoted(m for m in counted if _is_limited_by_person(m, rules))
    if asking:
        said = f"A count names no persons: limits for one person are taken as already kept in the counts of {asking}."
        yield Warn("counts_not_by_person", "counts", said)
    both = _quoted(counted & {a.metric for a in data.achievements})
    if both:
        said = f"{both} came both as achievements and as counts; check that no achievement is in both."
        yield Warn("counted_both_ways", "counts", said)


def _is_limited_by_person(metric: str, rules: Rules) -> bool:
    terms = rules.versions[-1].terms
    found = rules.versions[-1].metrics.get(metric)
    return terms.person_cap_pence is not None or bool(found and (found.requires or found.window_days_after or found.either_or))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))


def _of_core(statement: Statement) -> Iterator[Warn]:
    for year, (reached, due) in sorted(statement.fee.missed.items()):
        yield Warn("minimum_missed", "terms.core", f"No core fee for contract year {year}: {reached} achieved, {due} needed.")
    for year in statement.fee.on_account:
        said = f"Contract year {year} has not met its minimum yet; its core fee is paid on account until the year is over."
        yield Warn("core_on_account", "terms.core", said)


def _of_terms(statement: Statement) -> Iterator[Warn]:
    rules = statement.rules
    for limit in rules.lowered():
        said = f"A later version lowers {limit}. It counts all that was achieved until then, so that payments may come back."
        yield Warn("limit_lowered", "terms", said)
    years = contract_years(rules.contract, rules, statement.close)
    terms = rules.versions[-1].terms
    if terms.index_by_year and len(terms.index_by_year) < years:
        yield Warn("index_short", "terms.index_by_year", f"The index ends before contract year {years}; its last value stays in use.")
    if terms.core and len(terms.core.share_by_year) < years:
        said = f"The core share ends before contract year {years}; no core fee is due after it."
        yield Warn("core_share_short", "terms.core.share_by_year", said)
    for metric in terms.metrics:
        last = metric.tiers[-1].up_to if metric.tiers else None
        if last is not None and statement.payable[metric.id] > last:
            yield Warn("beyond_tiers", "terms.metrics", f"Achievements of “{metric.id}” beyond {last} have no tier and pay nothing.")
