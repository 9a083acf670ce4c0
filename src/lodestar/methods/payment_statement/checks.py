"""Faults that no single field shows: names used twice or nowhere defined, contradictions, dates out of order."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lodestar.methods.base import Fault
from lodestar.methods.payment_statement.choices import LARGEST_EITHER_OR
from lodestar.methods.payment_statement.record import made_id
from lodestar.methods.payment_statement.statement import is_core

_YEARS = 100
Object = Mapping[str, Any]


def cross_checks(raw: Any) -> Iterator[Fault]:
    """Every fault between the fields of an input; tolerant of shapes that are wrong and named elsewhere."""
    if not isinstance(raw, Mapping):
        return
    terms = raw.get("terms")
    versions = [("terms", terms)] if isinstance(terms, Mapping) else [(f"terms[{i}]", t) for i, t in _objects(terms)]
    for where, version in versions:
        yield from _check_version(where, version)
    yield from _check_versions(versions)
    known = {m.get("id") for _, v in versions for _, m in _objects(v.get("metrics")) if isinstance(m.get("id"), str)}
    yield from _check_record(raw, known)
    yield from _check_span("period", raw.get("period"))


def _objects(value: Any) -> Iterator[tuple[int, Object]]:
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield index, item


def _texts(value: Any) -> Iterator[tuple[int, str]]:
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield index, item


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _repeated(where: str, names: Iterable[tuple[int, Any]], field: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, name in names:
        if not isinstance(name, str):
            continue
        if name in first:
            yield Fault(f"{where}[{index}].{field}", f"must be used only once; {where}[{first[name]}] has it too", name)
        first.setdefault(name, index)


def _check_version(where: str, terms: Object) -> Iterator[Fault]:
    start, end = _day(terms.get("start")), _day(terms.get("end"))
    if start and end and end < start:
        yield Fault(f"{where}.end", "must not lie before start", terms.get("end"))
    if start and end and end.year - start.year > _YEARS:
        yield Fault(f"{where}.end", f"must lie within {_YEARS} years of start", terms.get("end"))
    metrics = list(_objects(terms.get("metrics")))
    known = {m.get("id") for _, m in metrics if isinstance(m.get("id"), str)}
    yield from _repeated(f"{where}.metrics", ((i, m.get("id")) for i, m in metrics), "id")
    for index, metric in metrics:
        yield from _check_metric(f"{where}.metrics[{index}]", metric, known)
    yield from _check_rings(where, metrics)
    yield from _check_either_or(where, metrics)
    core, clawback = terms.get("core"), terms.get("clawback")
    if isinstance(core, Mapping):
        yield from _check_known(f"{where}.core.minimum_performance", core.get("minimum_performance"), known)
    yield from _check_known(f"{where}.clawback", clawback, known)
    if isinstance(clawback, Mapping) and core is None:
        yield Fault(f"{where}.clawback", "must not be given where there is no core fee to take back")


def _check_known(where: str, value: Any, known: set[Any]) -> Iterator[Fault]:
    if isinstance(value, Mapping) and isinstance(value.get("metric"), str) and value["metric"] not in known:
        yield Fault(f"{where}.metric", "must be the id of one of the metrics", value["metric"])


def _check_metric(where: str, metric: Object, known: set[Any]) -> Iterator[Fault]:
    for field in ("requires", "either_or"):
        for index, other in _texts(metric.get(field)):
            if other == metric.get("id"):
                yield Fault(f"{where}.{field}[{index}]", "must not be the metric itself", other)
            elif other not in known:
                yield Fault(f"{where}.{field}[{index}]", "must be the id of one of the metrics", other)
    window = metric.get("window_days_after")
    yield from _check_known(f"{where}.window_days_after", window, known)
    if isinstance(window, Mapping):
        if window.get("metric") == metric.get("id") and isinstance(window.get("metric"), str):
            yield Fault(f"{where}.window_days_after.metric", "must not be the metric itself", window["metric"])
        least, most = _whole(window.get("min")), _whole(window.get("max"))
        if least is not None and most is not None and most < least:
            yield Fault(f"{where}.window_days_after.max", "must not be less than min", most)
    yield from _check_tiers(f"{where}.tiers", list(_objects(metric.get("tiers"))))


def _check_tiers(where: str, tiers: list[tuple[int, Object]]) -> Iterator[Fault]:
    below = 0
    for position, (index, tier) in enumerate(tiers):
        upper = tier.get("up_to")
        if upper is None:
            if position < len(tiers) - 1:
                yield Fault(f"{where}[{index}].up_to", "must be given for every tier but the last")
        elif (number := _whole(upper)) is not None:
            if number <= below:
                yield Fault(f"{where}[{index}].up_to", f"must be more than {below}, where the tier before it ends", number)
            below = max(below, number)


def _check_rings(where: str, metrics: list[tuple[int, Object]]) -> Iterator[Fault]:
    """Metrics that wait for each other could never be paid."""
    asks: dict[str, set[str]] = {}
    places: dict[str, int] = {}
    for index, metric in metrics:
        name, window = metric.get("id"), metric.get("window_days_after")
        if isinstance(name, str):
            places.setdefault(name, index)
            asks.setdefault(name, set()).update(other for _, other in _texts(metric.get("requires")) if other != name)
            if isinstance(window, Mapping) and isinstance(window.get("metric"), str) and window["metric"] != name:
                asks[name].add(window["metric"])
    free: set[str] = set()
    while True:
        entering = {m for m, others in asks.items() if m not in free and all(o in free or o not in asks for o in others)}
        if not entering:
            break
        free |= entering
    ring = {m for m in asks if m not in free and _leads_to(m, m, asks)}
    for name in sorted(ring, key=lambda m: places[m]):
        yield Fault(f"{where}.metrics[{places[name]}]", "must not wait for itself through requires and window_days_after of others", name)


def _leads_to(start: str, goal: str, asks: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    open_ = list(asks.get(start, ()))
    while open_:
        name = open_.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            open_ += asks.get(name, ())
    return False


def _check_either_or(where: str, metrics: list[tuple[int, Object]]) -> Iterator[Fault]:
    """So many metrics tied together by either_or that the ways to choose among them could not be gone through."""
    against: dict[str, set[str]] = {}
    for _, metric in metrics:
        for _, other in _texts(metric.get("either_or")):
            if isinstance(metric.get("id"), str) and other != metric["id"]:
                against.setdefault(metric["id"], set()).add(other)
                against.setdefault(other, set()).add(metric["id"])
    waiting = set(against)
    while waiting:
        tied, open_ = set(), [min(waiting)]
        while open_:
            name = open_.pop()
            if name not in tied:
                tied.add(name)
                open_ += against[name]
        waiting -= tied
        if len(tied) > LARGEST_EITHER_OR:
            yield Fault(f"{where}.metrics", f"must not tie more than {LARGEST_EITHER_OR} metrics together by either_or", len(tied))


def _check_versions(versions: list[tuple[str, Object]]) -> Iterator[Fault]:
    starts: dict[str, str] = {}
    for where, terms in versions:
        start, since, end = _day(terms.get("start")), _day(terms.get("effective_from")), _day(terms.get("end"))
        if start and versions[0][1].get("start") != terms.get("start"):
            yield Fault(f"{where}.start", "must be the same in every version: contract years run from it", terms.get("start"))
        if since and end and since > end:
            yield Fault(f"{where}.effective_from", "must not lie after end", terms.get("effective_from"))
        if since and str(since) in starts:
            yield Fault(f"{where}.effective_from", f"must be used only once; {starts[str(since)]} has it too", terms.get("effective_from"))
        if since:
            starts.setdefault(str(since), where)


def _check_record(raw: Object, known: set[Any]) -> Iterator[Fault]:
    achievements = list(_objects(raw.get("achievements")))
    counts = list(_objects(raw.get("counts")))
    yield from _repeated("achievements", ((i, a.get("claim_id")) for i, a in achievements), "claim_id")
    for index, given in achievements:
        where = f"achievements[{index}]"
        if isinstance(given.get("metric"), str) and given["metric"] not in known:
            yield Fault(f"{where}.metric", "must be the id of one of the metrics in terms", given["metric"])
        achieved_on, verified_on = given.get("achieved_on"), given.get("verified_on")
        if isinstance(verified_on, str) and isinstance(achieved_on, str) and verified_on < achieved_on:
            done, seen = _day(achieved_on), _day(verified_on)
            if done and seen and seen < done:
                yield Fault(f"{where}.verified_on", "must not lie before achieved_on", verified_on)
        claim_id = given.get("claim_id")
        if isinstance(claim_id, str) and (is_core(claim_id) or claim_id.startswith("count:")):
            yield Fault(f"{where}.claim_id", 'must not be "clawback" or begin with "core:" or "count:": the statement uses these', claim_id)
    for index, line in counts:
        if isinstance(line.get("metric"), str) and line["metric"] not in known:
            yield Fault(f"counts[{index}].metric", "must be the id of one of the metrics in terms", line["metric"])
        yield from _check_span(f"counts[{index}].period", line.get("period"))
    yield from _check_reversals(raw, achievements)
    yield from _check_made_ids(achievements)


def _made_ids(achievements: Iterable[tuple[int, Object]]) -> Counter[str]:
    return Counter(
        made_id(str(a.get("person")), str(a.get("metric")), a.get("achieved_on")) for _, a in achievements if a.get("claim_id") is None
    )


def _check_made_ids(achievements: list[tuple[int, Object]]) -> Iterator[Fault]:
    made = _made_ids(achievements)
    for index, given in achievements:
        claim_id = given.get("claim_id")
        if isinstance(claim_id, str) and claim_id.partition("#")[0] in made:
            yield Fault(f"achievements[{index}].claim_id", "must not be the name that an achievement without a claim_id is given", claim_id)


def _check_reversals(raw: Object, achievements: list[tuple[int, Object]]) -> Iterator[Fault]:
    reversals = list(_objects(raw.get("reversals")))
    if not reversals:
        return
    known = {a.get("claim_id") for _, a in achievements if isinstance(a.get("claim_id"), str)}
    known |= {p.get("claim_id") for _, p in _objects(raw.get("paid_before")) if isinstance(p.get("claim_id"), str)}
    made = _made_ids(achievements)
    for index, reversal in reversals:
        claim_id = reversal.get("claim_id")
        on, lifted = _day(reversal.get("on")), _day(reversal.get("lifted_on"))
        if on and lifted and lifted < on:
            yield Fault(f"reversals[{index}].lifted_on", "must not lie before on", reversal.get("lifted_on"))
        if not isinstance(claim_id, str) or claim_id in known or claim_id.startswith("count:"):
            continue
        if claim_id.partition("#")[0] not in made:
            yield Fault(f"reversals[{index}].claim_id", "must be the claim_id of an achievement or of something paid before", claim_id)


def _check_span(where: str, span: Any) -> Iterator[Fault]:
    if isinstance(span, Mapping):
        first, last = _day(span.get("from")), _day(span.get("to"))
        if first and last and last < first:
            yield Fault(f"{where}.to", "must not lie before from", span.get("to"))
