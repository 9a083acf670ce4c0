"""Readings: recorded once, never rewritten; a correction takes the place of what it corrects. Journeys are summed with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.deliver.actions.bulk import digest_of, record_bulk, recorded_at_of, recorder_of, require_each
from lodestar.deliver.actions.journeys import lock_engagements, update_journeys
from lodestar.deliver.models import AreaNote, AreaScore, Engagement, InstrumentArea, InstrumentEdition, Reading, ReadingDraft, Voice
from lodestar.deliver.policies import may_correct_reading, may_record_reading, may_use_edition
from lodestar.deliver.states import EngagementState

REVIEW_EVERY = timedelta(weeks=12)


@dataclass(frozen=True)
class NewReading:
    """One completed star: a point for each area that was talked about (by the area's key), and what was said.

    `recorded_at` and `recorded_by` count in a made-up organisation only.
    """

    engagement: Engagement
    edition: InstrumentEdition
    happened_on: date
    voice: str
    scores: Mapping[str, int | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    recorded_at: datetime | None = None
    recorded_by: Account | None = None


@action
def record_reading(*, row: NewReading, by: Actor, review_on: date | None = None, draft: ReadingDraft | None = None) -> Reading:
    """Records a completed star and sums the journey anew; the doer's draft of it is done with.

    `review_on`: when to look again; twelve weeks on, if nothing is said. `draft`: the one that is recorded, as it was checked;
    a draft is recorded once, so that a button pressed twice makes one reading.
    """
    may_record_reading(by, row.engagement, row.happened_on).require()
    may_use_edition(by, row.edition).require()
    lock_engagements([row.engagement.pk])
    if draft is not None and not ReadingDraft.objects.filter(pk=draft.pk, revision=draft.revision).exists():
        raise ValidationError(_("This star was recorded a moment ago, or has changed since you checked it."))
    (reading,) = _write([row], by)
    update_journeys([row.engagement.pk])
    _set_review(row.engagement, row.happened_on, review_on)
    if by.account:
        ReadingDraft.objects.filter(engagement=row.engagement, edition=row.edition, account=by.account).delete()
    record("recorded_reading", subject=reading, by=by, person_id=row.engagement.person.public_id, **_facts(row))
    return reading


@action
def correct_reading(*, reading: Reading, row: NewReading, reason: str, by: Actor) -> Reading:
    """Puts a corrected reading in the place of one that was wrong, and says why. The old one is kept and shown."""
    may_correct_reading(by, reading, row.happened_on).require()
    if (row.engagement.pk, row.edition.pk) != (reading.engagement_id, reading.edition_id):
        raise ValidationError(_("A correction is of the same person and on the same instrument."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is corrected.")})
    lock_engagements([reading.engagement_id])
    (corrected,) = _write([row], by, corrects=reading, reason=normalise(reason))
    update_journeys([reading.engagement_id])
    facts = _facts(row) | {"corrects": reading.public_id}
    record("corrected_reading", subject=corrected, by=by, person_id=row.engagement.person.public_id, **facts)
    return corrected


@action
def record_readings(*, rows: Sequence[NewReading], by: Actor, digest: str = "", source: str = "") -> list[Reading]:
    """Records many stars at once, all or none, then sums every journey they touch. One event for all, with count and digest.

    Rows whose engagements come with service, contract and owner at hand need no query each.
    """
    require_each((place, may_record_reading(by, row.engagement, row.happened_on)) for place, row in enumerate(rows, 1))
    for edition in {row.edition.pk: row.edition for row in rows}.values():
        may_use_edition(by, edition).require()
    lock_engagements({row.engagement.pk for row in rows})
    readings = _write(rows, by)
    update_journeys({row.engagement.pk for row in rows})
    _set_reviews(rows)
    whole = digest or digest_of(_row_facts(row, reading) for row, reading in zip(rows, readings, strict=True))
    record_bulk("recorded_readings", owners=[row.engagement.owner_organisation for row in rows], digest=whole, by=by, source=source)
    return readings


def faults_of_scores(scores: Mapping[str, int | None], edition: InstrumentEdition, areas: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the points given, by area key; empty when nothing is."""
    faults: dict[str, str] = {}
    for key, score in scores.items():
        if key not in areas:
            faults[key] = _("is not an area of this instrument")
        elif score is not None and not edition.scale_min <= score <= edition.scale_max:
            limits = {"low": edition.scale_min, "high": edition.scale_max, "got": score}
            faults[key] = _("must be %(low)s–%(high)s, got %(got)s") % limits
    return faults


def _write(rows: Sequence[NewReading], by: Actor, *, corrects: Reading | None = None, reason: str = "") -> list[Reading]:
    areas = _areas_of({row.edition.pk for row in rows})
    for place, row in enumerate(rows, 1):
        _refuse_faulty(row, areas[row.edition.pk], place if len(rows) > 1 else 0)
    readings = [
        Reading(
            owner_organisation=row.engagement.owner_organisation,
            engagement=row.engagement,
            edition=row.edition,
            happened_on=row.happened_on,
            voice=row.voice,
            recorded_by=recorder_of(row.recorded_by, row.engagement.owner_organisation, by),
            recorded_at=recorded_at_of(row.recorded_at, row.engagement.owner_organisation),
            corrects=corrects,
            correction_reason=reason,
        )
        for row in rows
    ]
    Reading.objects.bulk_create(readings, batch_size=2000)
    pairs = list(zip(readings, rows, strict=True))
    AreaScore.objects.bulk_create(_scores(pairs, areas), batch_size=5000)
    AreaNote.objects.bulk_create(_notes(pairs, areas), batch_size=5000)
    return readings


def _areas_of(editions: set[int]) -> dict[int, dict[str, InstrumentArea]]:
    found: dict[int, dict[str, InstrumentArea]] = defaultdict(dict)
    for area in InstrumentArea.objects.filter(edition__in=editions):
        found[area.edition_id][area.key] = area
    return found


def _refuse_faulty(row: NewReading, areas: Mapping[str, InstrumentArea], place: int) -> None:
    where = f"{place}: " if place else ""
    if row.voice not in Voice.values:
        raise ValidationError({"voice": where + _("Say who completed this star.")})
    faults = faults_of_scores(row.scores, row.edition, areas)
    if faults:
        raise ValidationError([f"{where}{areas[key].name if key in areas else key}: {problem}" for key, problem in faults.items()])
    if all(score is None for score in row.scores.values()):
        raise ValidationError(where + _("Choose a point for at least one area."))


def _scores(pairs: Sequence[tuple[Reading, NewReading]], areas: Mapping[int, Mapping[str, InstrumentArea]]) -> list[AreaScore]:
    return [
        AreaScore(reading_id=reading.pk, area_id=areas[row.edition.pk][key].pk, score=score)
        for reading, row in pairs
        for key, score in row.scores.items()
        if score is not None
    ]


def _notes(pairs: Sequence[tuple[Reading, NewReading]], areas: Mapping[int, Mapping[str, InstrumentArea]]) -> list[AreaNote]:
    return [
        AreaNote(reading_id=reading.pk, area_id=areas[row.edition.pk][key].pk, text=normalise(text))
        for reading, row in pairs
        for key, text in row.notes.items()
        if text.strip() and key in areas[row.edition.pk]
    ]


def _set_review(engagement: Engagement, happened_on: date, asked: date | None) -> None:
    """When to look again; a reading entered late does not bring an already agreed date forward."""
    if engagement.state != EngagementState.OPEN:
        return
    due = asked or happened_on + REVIEW_EVERY
    if asked is None and engagement.review_on and engagement.review_on >= due:
        return
    Engagement.objects.filter(pk=engagement.pk).update(review_on=due)
    engagement.review_on = due


def _set_reviews(rows: Sequence[NewReading]) -> None:
    latest: dict[int, NewReading] = {}
    for row in rows:
        if row.engagement.pk not in latest or row.happened_on > latest[row.engagement.pk].happened_on:
            latest[row.engagement.pk] = row
    changed = []
    for row in latest.values():
        due = row.happened_on + REVIEW_EVERY
        if row.engagement.state == EngagementState.OPEN and (row.engagement.review_on is None or row.engagement.review_on < due):
            row.engagement.review_on = due
            changed.append(row.engagement)
    Engagement.objects.bulk_update(changed, ["review_on"], batch_size=500)


def _facts(row: NewReading) -> dict[str, Any]:
    """What the event says: no score, no note."""
    answered = sum(score is not None for score in row.scores.values())
    return {"edition": row.edition.public_id, "voice": row.voice, "happened_on": row.happened_on.isoformat(), "areas": answered}


def _row_facts(row: NewReading, reading: Reading) -> list[Any]:
    scores = {key: score for key, score in row.scores.items() if score is not None}
    return [reading.public_id, row.engagement.public_id, row.happened_on.isoformat(), row.voice, scores]
