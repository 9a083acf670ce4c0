"""Journeys are summed as readings are written: first and latest score of an engagement in each area, under the default rule.

The default rule is that of the method distance_travelled: final readings by both or by the worker, the first by date and the
latest at least a day later, on one edition; of two readings on one day the last recorded counts; a correction takes the place of
what it corrects; an area that was left out is never filled in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from lodestar.deliver.models import AreaScore, Engagement, InstrumentArea, Journey, Reading, Voice

COUNTED = (Voice.TOGETHER, Voice.WORKER)
CHUNK = 2000  # engagements worked on at a time, so that a rebuild needs little memory
IN_QUERY = 10_000  # keys in one query: fewer than SQLite's limit


@dataclass(frozen=True)
class JourneyFault:
    """A journey row that is not what the readings give: missing, left over, or with other figures."""

    engagement: str
    area: str
    kept: tuple[object, ...] | None
    due: tuple[object, ...] | None


@dataclass(frozen=True)
class _Span:
    """An engagement's readings on one edition: how many days count, the first reading and the latest (if on a later day)."""

    engagement_id: int
    edition_id: int
    service_id: int
    readings: int
    first: tuple[int, date]
    latest: tuple[int, date] | None


def lock_engagements(engagement_ids: Collection[int]) -> None:
    """Makes others who write about the same engagements wait until this transaction is done (SQLite: it has the only writer)."""
    for keys in _portions(sorted(engagement_ids)):
        Engagement.objects.filter(pk__in=keys).update(state=F("state"))


def update_journeys(engagement_ids: Collection[int]) -> int:
    """Makes the journey rows of these engagements anew from their readings. Returns how many rows there are now."""
    rows = _rows_of(engagement_ids)
    for keys in _portions(sorted(engagement_ids)):
        Journey.objects.filter(engagement__in=keys).delete()
    Journey.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def rebuild_journeys() -> int:
    """Makes every journey row again from the readings. Returns how many there are."""
    count = 0
    for chunk in _all_engagements():
        with transaction.atomic():
            count += update_journeys(chunk)
    return count


def journey_faults() -> Iterator[JourneyFault]:
    """Every difference between the journey rows and what the readings give; there must be none."""
    areas = dict(InstrumentArea.objects.values_list("pk", "key"))
    for chunk in _all_engagements():
        names = dict(Engagement.objects.filter(pk__in=chunk).values_list("pk", "public_id"))
        kept = {(j.engagement_id, j.area_id): _figures(j) for j in Journey.objects.filter(engagement__in=chunk)}
        due = {(j.engagement_id, j.area_id): _figures(j) for j in _rows_of(chunk)}
        for key in sorted(kept.keys() | due.keys()):
            if kept.get(key) != due.get(key):
                yield JourneyFault(names[key[0]], areas[key[1]], kept.get(key), due.get(key))


def _figures(row: Journey) -> tuple[object, ...]:
    return row.edition_id, row.service_id, row.readings, row.first_on, row.first_score, row.latest_on, row.latest_score


def _all_engagements() -> Iterator[list[int]]:
    last = 0
    while chunk := list(Engagement.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield chunk
        last = chunk[-1]


def _rows_of(engagement_ids: Collection[int]) -> list[Journey]:
    spans = _spans_of(engagement_ids)
    scores = _scores_of([reading for span in spans for reading in (span.first[0], *((span.latest[0],) if span.latest else ()))])
    areas: dict[int, list[int]] = defaultdict(list)
    for area, edition in InstrumentArea.objects.filter(edition__in={span.edition_id for span in spans}).values_list("pk", "edition_id"):
        areas[edition].append(area)
    return [_row(span, area, scores) for span in spans for area in areas[span.edition_id]]


def _row(span: _Span, area: int, scores: dict[tuple[int, int], int]) -> Journey:
    return Journey(
        engagement_id=span.engagement_id,
        area_id=area,
        edition_id=span.edition_id,
        service_id=span.service_id,
        readings=span.readings,
        first_on=span.first[1],
        first_score=scores.get((span.first[0], area)),
        latest_on=span.latest[1] if span.latest else None,
        latest_score=scores.get((span.latest[0], area)) if span.latest else None,
    )


def _spans_of(engagement_ids: Collection[int]) -> list[_Span]:
    """First and latest reading of each engagement and edition; one query for every so many engagements."""
    days: dict[tuple[int, int, int], dict[date, int]] = defaultdict(dict)
    for keys in _portions(list(engagement_ids)):
        counted = Reading.objects.standing().filter(engagement__in=keys, voice__in=COUNTED).order_by("happened_on", "recorded_at", "pk")
        for pk, engagement, edition, service, day in counted.values_list(
            "pk", "engagement_id", "edition_id", "engagement__service_id", "happened_on"
        ):
            days[engagement, edition, service][day] = pk  # the last recorded of a day stands
    spans = []
    for (engagement, edition, service), by_day in days.items():
        first, latest = next(iter(by_day)), next(reversed(by_day))
        later = (by_day[latest], latest) if latest > first else None
        spans.append(_Span(engagement, edition, service, len(by_day), (by_day[first], first), later))
    return spans


def _scores_of(reading_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for keys in _portions(reading_ids):
        rows = AreaScore.objects.filter(reading__in=keys).values_list("reading_id", "area_id", "score")
        found.update({(reading, area): score for reading, area, score in rows.iterator(chunk_size=5000)})
    return found


def _portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), IN_QUERY):
        yield keys[start : start + IN_QUERY]
