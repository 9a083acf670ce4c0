"""One person's record: readings, what is drawn on the star, goals, what was reached, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from lodestar.access.actor import Actor
from lodestar.audit.models import Event
from lodestar.contract.models import Milestone
from lodestar.contract.states import VersionState
from lodestar.deliver.models import AreaNote, AreaScore, Engagement, InstrumentEdition, Journey, Reading, Voice

COUNTED = (Voice.TOGETHER, Voice.WORKER)
NEAR = timedelta(days=28)  # the person's own view is drawn beside a reading made within four weeks of it


def readings_of(engagement: Engagement, edition: InstrumentEdition | None = None) -> list[Reading]:
    """Every reading of an engagement, corrected ones too, earliest first, with scores and notes at hand."""
    rows = Reading.objects.filter(engagement=engagement)
    if edition is not None:
        rows = rows.filter(edition=edition)
    needed = rows.select_related("edition__instrument", "recorded_by", "corrected_by")
    return list(needed.prefetch_related(*points_and_notes()).order_by("happened_on", "recorded_at", "pk"))


def points_and_notes() -> tuple[Prefetch[Any], Prefetch[Any]]:
    """What brings the points and notes of readings along, one query each."""
    scores = Prefetch("scores", AreaScore.objects.select_related("area"))
    return scores, Prefetch("notes", AreaNote.objects.select_related("area"))


def scores_of(reading: Reading | None) -> dict[str, int | None]:
    """The points of a reading by area key."""
    return {score.area.key: score.score for score in reading.scores.all()} if reading else {}


def last_counted(readings: Iterable[Reading], before: date, *, edition: InstrumentEdition) -> Reading | None:
    """The latest standing reading by both or by the worker, dated before a day, on the same edition: what "last time" means."""
    standing = [r for r in readings if not hasattr(r, "corrected_by") and r.voice in COUNTED and r.edition_id == edition.pk]
    return next((r for r in reversed(standing) if r.happened_on < before), None)


def own_view_near(readings: Iterable[Reading], day: date, *, edition: InstrumentEdition) -> Reading | None:
    """The person's own view on the same or the nearest date within four weeks."""
    own = [r for r in readings if not hasattr(r, "corrected_by") and r.voice == Voice.PERSON and r.edition_id == edition.pk]
    near = [r for r in own if abs(r.happened_on - day) <= NEAR]
    return min(near, key=lambda r: (abs(r.happened_on - day), -r.pk), default=None)


def journey_rows(engagement: Engagement) -> QuerySet[Journey]:
    """First and latest point of each area, in the order of the star."""
    return Journey.objects.filter(engagement=engagement).select_related("area").order_by("edition", "area__position")


def milestones_of(engagement: Engagement) -> QuerySet[Milestone]:
    """The milestones of the contract version that was signed last."""
    signed = engagement.contract.versions.filter(state=VersionState.SIGNED).order_by("-number").values("pk")[:1]
    return Milestone.objects.filter(target__version__in=list(signed.values_list("pk", flat=True))).select_related("target__version")


def editions_for_viewer(viewer: Actor) -> QuerySet[InstrumentEdition]:
    """Editions the viewer may use, by instrument, the latest loaded first."""
    seen: QuerySet[InstrumentEdition] = InstrumentEdition.objects.visible_to(viewer)
    return seen.select_related("instrument").order_by("instrument__name", "-recorded_at")


def history_of(engagement: Engagement, limit: int = 50) -> QuerySet[Event]:
    """What happened to an engagement's record and who opened it, latest first."""
    return Event.objects.filter(person_id=engagement.person.public_id).order_by("-id")[:limit]
