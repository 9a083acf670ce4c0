"""What no single field of a question shows: duplicates, unknown references, groups that ask for more than they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lodestar.methods.base import Fault, objects_of, repeated_ids


def cross_checks(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Duplicates and references, which no single field shows."""
    yield from repeated_ids(raw, "interventions")
    known = {i.get("id") for _, i in objects_of(raw, "interventions") if isinstance(i.get("id"), str)}
    areas = {i.get("area") for _, i in objects_of(raw, "interventions") if isinstance(i.get("area"), str)}
    for n, r in objects_of(raw, "requires"):
        yield from _unknown(f"requires[{n}].if", r.get("if"), known)
        yield from _unknown(f"requires[{n}].then", r.get("then"), known)
        if r.get("then") is not None and r.get("if") == r.get("then"):
            yield Fault(f"requires[{n}].then", "must be another intervention than the one that requires it", r["then"])
    for kind in ("at_most", "at_least"):
        for n, group in objects_of(raw, kind):
            yield from _members(f"{kind}[{n}].of", group.get("of"), known)
    for kind in ("area_floor", "area_cap"):
        for n, entry in objects_of(raw, kind):
            if isinstance(entry.get("area"), str) and entry["area"] not in areas:
                yield Fault(f"{kind}[{n}].area", "must be the area of an intervention", entry["area"])
    for n, ids in enumerate(raw.get("alternatives", ())):
        yield from _members(f"alternatives[{n}]", ids, known)
    for n, group in objects_of(raw, "at_least"):
        if group["count"] > len(group["of"]):
            yield Fault(f"at_least[{n}].count", f"must be at most {len(group['of'])}, the number of interventions named", group["count"])


def _members(where: str, ids: Any, known: set[Any]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for n, i in enumerate(ids if isinstance(ids, list | tuple) else ()):
        yield from _unknown(f"{where}[{n}]", i, known)
        if isinstance(i, str):
            if i in first:
                yield Fault(f"{where}[{n}]", f"must be named only once; it is the same as {where}[{first[i]}]", i)
            first.setdefault(i, n)


def _unknown(where: str, i: Any, known: set[Any]) -> Iterator[Fault]:
    if isinstance(i, str) and i not in known:
        yield Fault(where, "must be the id of an intervention", i)
