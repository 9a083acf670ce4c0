"""Faults that no single field shows: scores off the scale, areas and engagements nobody named, dates in the wrong order."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from lodestar.methods.faults import Fault, where

_DEFAULT_STAGES = 5


def cross_checks(raw: Any) -> Iterator[Fault]:
    """All faults that lie between fields; parts of the wrong shape are passed over, as their fields name them."""
    raw = _object(raw)
    instrument, rule = _object(raw.get("instrument")), _object(raw.get("rule"))
    low, high = instrument.get("scale_min", 1), instrument.get("scale_max")
    scale = (low, high) if _is_whole(low) and _is_whole(high) and low < high else None
    yield from _faults_of_scale(instrument, rule, low, high)
    areas = _list(instrument.get("areas"))
    yield from _repeated(areas, "instrument.areas[{}]")
    readings = [_object(r) for r in _list(raw.get("readings"))]
    named = {a for a in areas if isinstance(a, str)}
    for index, reading in enumerate(readings):
        yield from _faults_of_scores(index, _object(reading.get("scores")), named, scale)
    yield from _faults_of_recording(readings)
    if isinstance(raw.get("engagements"), list | tuple):
        yield from _faults_of_engagements([_object(e) for e in raw["engagements"]], readings)


def _faults_of_scale(instrument: Mapping[str, Any], rule: Mapping[str, Any], low: Any, high: Any) -> Iterator[Fault]:
    if not _is_whole(low) or not _is_whole(high):
        return
    if high <= low:
        yield Fault("instrument.scale_max", f"must be more than scale_min, which is {low}", high)
        return
    points = high - low + 1
    stages = instrument.get("stages", _DEFAULT_STAGES)
    if _is_whole(stages) and stages > points:
        problem = f"must be at most {points}: the scale has only {points} points (the default is {_DEFAULT_STAGES} stages)"
        yield Fault("instrument.stages", problem, stages)
    step, in_stages = rule.get("step"), rule.get("unit") == "stages"
    widest = stages - 1 if in_stages and _is_whole(stages) else high - low
    if _is_number(step) and step > widest:
        yield Fault("rule.step", f"must be at most {widest}: nobody can move further than that", step)


def _faults_of_scores(index: int, scores: Mapping[str, Any], named: set[str], scale: tuple[int, int] | None) -> Iterator[Fault]:
    low, high = scale or (0, 0)
    for area, score in scores.items():
        if area not in named:
            yield Fault(where(["readings", index, "scores", str(area)]), "is not one of the instrument's areas", score)
        elif scale and score is not None and _is_number(score) and not low <= score <= high:
            yield Fault(where(["readings", index, "scores", area]), f"must lie between {low} and {high}", score)


def _faults_of_recording(readings: list[Mapping[str, Any]]) -> Iterator[Fault]:
    given = [i for i, r in enumerate(readings) if r.get("recorded_at") is not None]
    if not given:
        return
    for index in given:
        at = readings[index]["recorded_at"]
        if isinstance(at, str) and moment(at) is None:
            yield Fault(f"readings[{index}].recorded_at", "must be a date and time written like 2026-11-21T09:30:00Z", at)
    for index in sorted(set(range(len(readings))) - set(given)):
        yield Fault(f"readings[{index}].recorded_at", "must be given, as other readings have it: either all have it or none")


def moment(text: str) -> datetime.datetime | None:
    """The instant that an ISO date and time names, in UTC where it gives no offset; None where it names none."""
    try:
        at = datetime.datetime.fromisoformat(text)
        return at.replace(tzinfo=datetime.UTC) if at.tzinfo is None else at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def _faults_of_engagements(engagements: list[Mapping[str, Any]], readings: list[Mapping[str, Any]]) -> Iterator[Fault]:
    yield from _repeated([e.get("id") for e in engagements], "engagements[{}].id")
    persons: dict[str, Any] = {}
    theirs: dict[str, int] = {}
    for index, engagement in enumerate(engagements):
        opened, closed = _day(engagement.get("opened")), _day(engagement.get("closed"))
        if opened and closed and closed < opened:
            yield Fault(f"engagements[{index}].closed", f"must not be before opened, which is {opened}", closed.isoformat())
        name, person = engagement.get("id"), engagement.get("person")
        if isinstance(name, str) and name not in persons:
            persons[name] = person
            if isinstance(person, str):
                theirs[person] = theirs.get(person, 0) + 1
    for index, reading in enumerate(readings):
        yield from _faults_of_reference(index, reading, persons, theirs)


def _faults_of_reference(index: int, reading: Mapping[str, Any], persons: dict[str, Any], theirs: dict[str, int]) -> Iterator[Fault]:
    named, person = reading.get("engagement"), reading.get("person")
    if isinstance(named, str) and named not in persons:
        yield Fault(f"readings[{index}].engagement", "is not one of the engagements", named)
    elif isinstance(named, str) and isinstance(person, str) and isinstance(persons[named], str) and persons[named] != person:
        yield Fault(f"readings[{index}].person", f"must be the person of the engagement {named!r}", person)
    elif named is None and isinstance(person, str) and theirs.get(person, 0) > 1:
        yield Fault(f"readings[{index}].engagement", f"must be given: this person has {theirs[person]} engagements")


def _repeated(ids: list[Any], place: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if isinstance(name, str) and name in seen:
            yield Fault(place.format(index), "must not be given twice", name)
        elif isinstance(name, str):
            seen.add(name)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> TypeGuard[int]:  # or a float or Decimal, which compare alike
    kind = type(value)
    return kind is int or (kind is float and math.isfinite(value)) or (kind is Decimal and value.is_finite())


def _day(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
