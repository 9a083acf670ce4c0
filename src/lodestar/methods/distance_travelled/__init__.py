"""Distance travelled: how far people have moved between their first reading and their latest, over the same people.

:func:`distance_travelled` works on readings; :func:`from_pairs` and :func:`from_tables` on journeys already paired.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lodestar.methods.base import Answer, Step, Warn, method
from lodestar.methods.distance_travelled.checks import cross_checks
from lodestar.methods.distance_travelled.figures import (
    AreaTable,
    Coverage,
    PeopleTable,
    area_tables,
    areas_needed,
    from_pairs,
    from_tables,
    mean_of_pairs,
    pair_sums,
)
from lodestar.methods.distance_travelled.model import (
    AreaFigures,
    DistanceInput,
    DistanceValue,
    Engagement,
    Instrument,
    Missing,
    Overall,
    Reading,
    Rule,
)
from lodestar.methods.distance_travelled.pairing import Columns, Pairs, columns_of, pair_up, shared_areas
from lodestar.methods.distance_travelled.scale import Ints, Scale

__all__ = [
    "AreaFigures",
    "AreaTable",
    "Coverage",
    "DistanceInput",
    "DistanceValue",
    "Engagement",
    "Instrument",
    "Missing",
    "Overall",
    "PeopleTable",
    "Reading",
    "Rule",
    "distance_travelled",
    "from_pairs",
    "from_tables",
]

FEW_PAIRS = 10  # below this, one person's change moves the mean more than most services move anyone
LOW_COMPLETENESS = 0.8
LITTLE_ROOM = 0.5
_SOURCE = (
    "Distance travelled as the Outcomes Star's published guidance describes it: first against latest reading, over people with both; "
    "lower of first two as baseline; Student (1908), Biometrika 6:1–25, for the intervals"
)


@method(name="distance_travelled", version="1.0", source=_SOURCE, cross_checks=cross_checks)
def distance_travelled(data: DistanceInput) -> Answer[DistanceValue]:
    """How far people have moved between first and latest reading, by area and overall, and what missing pairs could hide."""
    instrument, rule = data.instrument, data.rule
    columns = columns_of(data)
    scale = Scale.of(instrument, rule, columns.parts)
    pairs = pair_up(columns, rule, towards_better=1 if instrument.higher_is_better else -1)
    codes, area, first, latest = shared_areas(pairs.readings, pairs.baseline, pairs.latest)
    people = pair_sums(scale, codes, first, latest, len(pairs.baseline))
    in_mean = people.areas >= areas_needed(instrument, rule)
    tables = area_tables(scale, len(instrument.areas), area, first, latest)
    due = _engagements_due(data, pairs)
    value = from_tables(instrument, rule, tables, people, coverage=_coverage(pairs, in_mean, due), per_point=columns.parts)
    return Answer(value, tuple(_steps(data, scale, columns, pairs, value)), tuple(_warnings(data, columns, pairs, value, due)))


def _coverage(pairs: Pairs, in_mean: Any, due: Ints) -> Coverage:
    everyone, with_pair = np.unique(pairs.readings.person), np.unique(pairs.person)
    return Coverage(
        people_with_pair=len(with_pair),
        people_with_first_only=len(everyone) - len(with_pair),
        pairs=len(pairs.baseline),
        people_in_mean=len(np.unique(pairs.person[in_mean])),
        should_have=len(due),
        with_pair=int(np.isin(due, pairs.engagement).sum()),
        missing=int((~np.isin(due, pairs.engagement[in_mean])).sum()),
    )


def _engagements_due(data: DistanceInput, pairs: Pairs) -> Ints:
    """Engagements that should have a pair: the listed ones that are due, or else all with a reading that counts."""
    if data.engagements is None:
        return np.unique(pairs.readings.engagement)
    last = _last_day(data)
    due = [i for i, e in enumerate(data.engagements) if _is_due(e, last, data.rule.due_after_days)]
    return np.array(due, dtype=np.int64)


def _is_due(engagement: Engagement, last_day: int, after: int) -> bool:
    opened = engagement.opened.toordinal()
    closed = engagement.closed is not None and engagement.closed.toordinal() <= last_day
    return closed or last_day - opened >= after


def _last_day(data: DistanceInput) -> int:
    """End of the period; without one, the last day that the input mentions (there is no clock in here)."""
    if data.rule.period_end:
        return data.rule.period_end.toordinal()
    days = [r.date for r in data.readings] + [day for e in data.engagements or () for day in (e.opened, e.closed) if day]
    return max(days).toordinal() if days else 0


def _steps(data: DistanceInput, scale: Scale, columns: Columns, pairs: Pairs, value: DistanceValue) -> Iterator[Step]:
    instrument, rule = data.instrument, data.rule
    yield Step("Rule used", rule.model_dump(mode="json"))
    better = "higher" if instrument.higher_is_better else "lower"
    yield Step("What a change above 0 means", f"better: scores are {better} at the latest reading than at the first")
    yield Step("Readings given", len(data.readings))
    yield Step("Readings set aside, by reason", pairs.set_aside)
    yield Step("Readings that count", len(pairs.readings.day))
    yield Step("Journeys (one engagement, one edition) with a reading that counts", len(np.unique(pairs.readings.journey)))
    yield Step("Journeys without a pair, by reason", pairs.without_pair)
    if len(pairs.days):
        days = {"shortest": int(pairs.days.min()), "median": float(np.median(pairs.days)), "longest": int(pairs.days.max())}
        yield Step("Days between first and latest reading", days)
    needed = areas_needed(instrument, rule)
    yield Step("Areas that a pair needs for a mean change", needed)
    yield Step("Pairs with too few areas for a mean change", value.pairs - value.overall.pairs)
    of_areas = [a.mean_change for a in value.areas if a.mean_change is not None]
    if of_areas:
        yield Step("Mean of the areas' mean changes (overall is the mean of the pairs' mean changes)", sum(of_areas) / len(of_areas))
    if rule.baseline == "lower_of_first_two":
        yield from _what_the_baseline_did(scale, pairs, needed)
    yield Step("Pairs in the mean, better, unchanged, worse", [value.overall.better, value.overall.unchanged, value.overall.worse])


def _what_the_baseline_did(scale: Scale, pairs: Pairs, needed: int) -> Iterator[Step]:
    """The share of the change that comes from the choice of baseline rather than from people's lives."""
    yield Step("Journeys whose second reading is the baseline", pairs.second_chosen)
    codes, _, first, latest = shared_areas(pairs.readings, pairs.earliest, pairs.latest)
    n, total, _ = mean_of_pairs(scale, pair_sums(scale, codes, first, latest, len(pairs.earliest)), needed)
    mean = float(total / (n * scale.parts)) if n else None
    yield Step("Overall mean change of the same pairs, had the first reading been the baseline", mean)


def _warnings(data: DistanceInput, columns: Columns, pairs: Pairs, value: DistanceValue, due: Ints) -> Iterator[Warn]:
    yield from _warnings_on_readings(data, columns, pairs)
    yield from _warnings_on_pairs(data, pairs, value)
    yield from _warnings_on_missing(data, pairs, value, due)
    yield from _warnings_on_areas(data, value)


def _warnings_on_readings(data: DistanceInput, columns: Columns, pairs: Pairs) -> Iterator[Warn]:
    messages = {
        "drafts": "{} left out because they are drafts.",
        "by the person alone": "{} left out because the person completed them alone: they are for the conversation, not for reports.",
        "after the end of the period": "{} left out because they are dated after the end of the period.",
        "replaced by one recorded later for the same day": "{} left out because another was recorded later for the same day.",
    }
    for reason, message in messages.items():
        if pairs.set_aside[reason]:
            yield Warn("readings_left_out", "readings", message.format(_number(pairs.set_aside[reason], "reading")))
    empty = int(np.isnan(pairs.readings.scores).all(axis=1).sum())
    if empty:
        yield Warn("readings_without_scores", "readings", f"{_number(empty, 'reading')} that count have no area scored.")
    if columns.rounded:
        message = f"{_number(columns.rounded, 'score')} with more than nine decimal places, read to nine."
        yield Warn("scores_rounded", "readings", message)
    outside = _outside_engagement(data)
    if outside:
        message = f"{_number(outside, 'reading')} dated before the engagement opened or after it closed; they were used all the same."
        yield Warn("readings_outside_engagement", "readings", message)


def _outside_engagement(data: DistanceInput) -> int:
    named = {e.id: e for e in data.engagements or ()}
    only = {e.person: e for e in data.engagements or ()}
    count = 0
    for reading in data.readings if named else ():
        engagement = only.get(reading.person) if reading.engagement is None else named.get(reading.engagement)
        if engagement and (reading.date < engagement.opened or (engagement.closed is not None and reading.date > engagement.closed)):
            count += 1
    return count


def _warnings_on_pairs(data: DistanceInput, pairs: Pairs, value: DistanceValue) -> Iterator[Warn]:
    if value.pairs == 0:
        yield Warn("no_pairs", "readings", "Nobody has two readings that can be compared, so there is no distance to report.")
    elif value.pairs < FEW_PAIRS:
        yield Warn("few_pairs", "value.pairs", f"Only {_number(value.pairs, 'pair')}: one person can move these figures a long way.")
    if value.pairs > value.people_with_pair > 0:
        message = (
            "Some people have more than one pair. Each pair counts once; the intervals take pairs as independent and are a little narrow."
        )
        yield Warn("several_pairs_a_person", "value.pairs", message)
    journeys = np.unique(np.stack([pairs.readings.engagement, pairs.readings.journey]), axis=1)
    split = int((np.unique(journeys[0], return_counts=True)[1] > 1).sum())
    if split:
        message = f"{_number(split, 'engagement')} with readings on more than one edition: readings were paired within each edition only."
        yield Warn("edition_changed", "readings", message)
    changed = int((pairs.readings.voice[pairs.baseline] != pairs.readings.voice[pairs.latest]).sum())
    if changed:
        message = (
            f"In {_number(changed, 'pair')} one reading was made together and one by the worker alone: part of the change may be that."
        )
        yield Warn("voice_changed", "readings", message)
    few = value.pairs - value.overall.pairs
    if few:
        least = areas_needed(data.instrument, data.rule)
        message = f"{_number(few, 'pair')} with fewer than {least} areas scored in both readings: not in the overall mean."
        yield Warn("too_few_areas", "value.overall", message)


def _warnings_on_missing(data: DistanceInput, pairs: Pairs, value: DistanceValue, due: Ints) -> Iterator[Warn]:
    missing = value.missing
    if missing.completeness is not None and missing.completeness < LOW_COMPLETENESS:
        share = f"{missing.with_pair} of {missing.should_have}"
        message = f"Only {share} who should have a pair have one; the others may have fared differently: see worst, best, tipping_point."
        yield Warn("low_completeness", "value.missing.completeness", message)
    elif missing.completeness is None and value.pairs:
        yield Warn("nobody_due", "value.missing", "No engagement should have a pair yet, so completeness has no meaning.")
    extra = len(np.setdiff1d(pairs.engagement, due)) if data.engagements is not None else 0
    if extra:
        message = (
            f"{_number(extra, 'engagement')} with a pair that should not have one yet, or not listed: in the changes, not in completeness."
        )
        yield Warn("pairs_not_expected", "engagements", message)


def _warnings_on_areas(data: DistanceInput, value: DistanceValue) -> Iterator[Warn]:
    points = data.instrument.scale_max - data.instrument.scale_min + 1
    if points % data.instrument.stages:
        message = f"{points} points do not divide into {data.instrument.stages} stages of equal width."
        yield Warn("uneven_stages", "instrument.stages", message)
    for index, area in enumerate(value.areas):
        at = f"value.areas[{index}]"
        if value.pairs and area.n == 0:
            yield Warn("no_pairs_in_area", at, f"Nobody has {area.area!r} scored in both readings.")
        elif area.n and area.had_room < LITTLE_ROOM * area.n:
            room = f"{area.had_room} of {area.n}"
            message = f"Only {room} started low enough in {area.area!r} to go up by a step; a small change says little."
            yield Warn("little_room", at, message)
        if area.interval_low is not None and area.interval_low == area.interval_high:
            yield Warn("all_changes_equal", at, f"All changes in {area.area!r} are equal, so the interval has no width.")


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
