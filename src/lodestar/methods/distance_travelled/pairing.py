"""From readings to pairs: which readings count, which is the baseline, which is the latest, and who is left without."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lodestar.methods.distance_travelled.checks import moment
from lodestar.methods.distance_travelled.model import DistanceInput, Engagement, Reading, Rule
from lodestar.methods.distance_travelled.scale import Ints, in_whole_parts

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
K = TypeVar("K")
_VOICES = {"together": 0, "worker": 1, "person": 2}
_PERSON_ALONE = _VOICES["person"]


@dataclass(frozen=True)
class Columns:
    """Readings as arrays, one entry a reading; scores hold NaN where an area is missing."""

    person: Ints
    engagement: Ints  # the list's engagements first, in their order; then those known from readings only
    journey: Ints  # engagement and edition
    day: Ints
    voice: Ints
    final: Bools
    order: Ints  # later recorded = higher
    scores: Floats  # readings × areas, in parts of a point
    parts: int
    rounded: int

    def only(self, chosen: Ints) -> Columns:
        """These readings, in this order."""
        return Columns(
            person=self.person[chosen],
            engagement=self.engagement[chosen],
            journey=self.journey[chosen],
            day=self.day[chosen],
            voice=self.voice[chosen],
            final=self.final[chosen],
            order=self.order[chosen],
            scores=self.scores[chosen],
            parts=self.parts,
            rounded=self.rounded,
        )


@dataclass(frozen=True)
class Pairs:
    """Rows of baseline and latest reading within ``readings``, with what was set aside on the way and why."""

    readings: Columns  # the readings that count, by journey and day
    baseline: Ints
    latest: Ints
    earliest: Ints  # the very first reading of each pair's journey
    set_aside: dict[str, int]
    without_pair: dict[str, int]
    second_chosen: int

    @property
    def engagement(self) -> Ints:
        return self.readings.engagement[self.baseline]

    @property
    def person(self) -> Ints:
        return self.readings.person[self.baseline]

    @property
    def days(self) -> Ints:
        return self.readings.day[self.latest] - self.readings.day[self.baseline]


def columns_of(data: DistanceInput) -> Columns:
    """The readings of an input as arrays."""
    readings = data.readings
    engagement = _engagement_codes(readings, data.engagements or ())
    rows = [[r.scores.get(a) for a in data.instrument.areas] for r in readings]
    scores = np.array(rows, dtype=np.float64).reshape(len(readings), len(data.instrument.areas))
    whole, parts, rounded = in_whole_parts(scores)
    return Columns(
        person=_numbered([r.person for r in readings]),
        engagement=engagement,
        journey=_numbered(list(zip(engagement.tolist(), (r.edition for r in readings), strict=True))),
        day=np.array([r.date.toordinal() for r in readings], dtype=np.int64),
        voice=np.array([_VOICES[r.voice] for r in readings], dtype=np.int64),
        final=np.array([r.final for r in readings], dtype=np.bool_),
        order=_order_of_recording(readings),
        scores=whole,
        parts=parts,
        rounded=rounded,
    )


def _numbered(keys: Sequence[K]) -> Ints:
    numbers: dict[K, int] = {}
    return np.array([numbers.setdefault(k, len(numbers)) for k in keys], dtype=np.int64)


def _engagement_codes(readings: Sequence[Reading], engagements: Sequence[Engagement]) -> Ints:
    """A number for each reading's engagement; a reading that names none belongs to its person's only one, if listed."""
    listed = {e.id: i for i, e in enumerate(engagements)}
    only = {e.person: i for i, e in enumerate(engagements)}
    others: dict[tuple[str, str | None], int] = {}
    codes = np.empty(len(readings), dtype=np.int64)
    for row, reading in enumerate(readings):
        code = only.get(reading.person) if reading.engagement is None else listed.get(reading.engagement)
        if code is None:
            code = others.setdefault((reading.person, reading.engagement), len(engagements) + len(others))
        codes[row] = code
    return codes


def _order_of_recording(readings: Sequence[Reading]) -> Ints:
    """Rank by ``recorded_at`` where it is given, by place in the list otherwise."""
    count = len(readings)
    times = [moment(r.recorded_at) if r.recorded_at is not None else None for r in readings]
    known = [t or datetime.datetime.min.replace(tzinfo=datetime.UTC) for t in times]
    ranks = np.empty(count, dtype=np.int64)
    ranks[np.array(sorted(range(count), key=known.__getitem__), dtype=np.int64)] = np.arange(count)
    return ranks


def pair_up(columns: Columns, rule: Rule, *, towards_better: int) -> Pairs:
    """Choose each journey's baseline and latest reading by the rule; ``towards_better`` is 1, or −1 where less is better."""
    kept, set_aside = _readings_that_count(columns, rule)
    starts = np.flatnonzero(np.diff(kept.journey, prepend=-1))
    ends = np.flatnonzero(np.diff(kept.journey, append=-1))
    second = np.zeros(len(starts), dtype=np.bool_)
    if rule.baseline == "lower_of_first_two":
        second = _second_is_lower(kept, starts, ends, towards_better)
    baseline = starts + second
    enough_days = kept.day[ends] - kept.day[baseline] >= rule.minimum_days
    paired = (ends > baseline) & enough_days
    late_enough = ends > baseline
    too_soon = f"less than {rule.minimum_days} day{'' if rule.minimum_days == 1 else 's'} between baseline and latest"
    without = {
        "one reading only": int((starts == ends).sum()),
        "the second reading is the baseline, and there is no later one": int((second & ~late_enough).sum()),
        too_soon: int((late_enough & ~enough_days).sum()),
    }
    return Pairs(kept, baseline[paired], ends[paired], starts[paired], set_aside, without, int(second.sum()))


def _readings_that_count(columns: Columns, rule: Rule) -> tuple[Columns, dict[str, int]]:
    """Final readings by both or by the worker, up to the end of the period, the last recorded of a day; by journey and day."""
    late = columns.day > (rule.period_end.toordinal() if rule.period_end else datetime.date.max.toordinal())
    draft, alone = ~columns.final, columns.voice == _PERSON_ALONE
    counts = np.flatnonzero(~(draft | alone | late))
    inside = columns.only(counts[np.lexsort((columns.order[counts], columns.day[counts], columns.journey[counts]))])
    if len(counts):
        last_of_day = np.append((np.diff(inside.journey) != 0) | (np.diff(inside.day) != 0), True)
    else:
        last_of_day = np.zeros(0, dtype=np.bool_)
    return inside.only(np.flatnonzero(last_of_day)), {
        "drafts": int(draft.sum()),
        "by the person alone": int((alone & ~draft).sum()),
        "after the end of the period": int((late & ~alone & ~draft).sum()),
        "replaced by one recorded later for the same day": int((~last_of_day).sum()),
    }


def _second_is_lower(kept: Columns, starts: Ints, ends: Ints, towards_better: int) -> Bools:
    """Whether the second reading's average is further from the best end, over the areas scored in both; a tie keeps the first."""
    two = np.flatnonzero(ends > starts)
    one, other = kept.scores[starts[two]], kept.scores[starts[two] + 1]
    difference = np.where(np.isnan(one) | np.isnan(other), 0.0, other - one).sum(axis=1) * towards_better
    lower = np.zeros(len(starts), dtype=np.bool_)
    lower[two] = difference < 0
    return lower


def shared_areas(readings: Columns, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """One row for each pair and area scored in both readings: number of the pair, place of the area, first, latest."""
    first, latest = readings.scores[start], readings.scores[end]
    both = ~(np.isnan(first) | np.isnan(latest))
    pair, area = np.nonzero(both)
    return pair.astype(np.int64), area.astype(np.int64), first[both].astype(np.int64), latest[both].astype(np.int64)
