"""Distance travelled of a service: now from journey rows, at any other date from the readings themselves; the same figures both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from lodestar.access.actor import Actor
from lodestar.common.clock import now, today
from lodestar.deliver.models import AreaScore, Engagement, InstrumentArea, InstrumentEdition, Journey, Reading
from lodestar.deliver.policies import providers_of
from lodestar.deliver.queries.shown import Shown
from lodestar.design.models import Service
from lodestar.methods.base import evaluate, read_input
from lodestar.methods.distance_travelled import DistanceValue, Instrument, Rule, from_pairs

METHOD = "distance_travelled"


@dataclass(frozen=True)
class ServiceFigures:
    """Distance travelled of a service on one edition, the rule it was worked out by, and how this viewer may see it."""

    service: Service
    edition: InstrumentEdition
    areas: tuple[InstrumentArea, ...]
    value: DistanceValue
    rule: Rule
    shown: Shown
    as_at: date
    known_at: datetime | None
    worked_out_at: datetime
    people: int
    engagements: int


def service_figures(
    viewer: Actor,
    service: Service,
    edition: InstrumentEdition,
    *,
    as_at: date | None = None,
    known_at: datetime | None = None,
    unit: str = "points",
) -> ServiceFigures:
    """Distance travelled of the service's people (the viewer's own provider's, or all for the commissioner).

    `as_at`: the day the figures speak of; `known_at`: only what was recorded by that moment. Without either, from journey rows.
    """
    scope, exact = engagements_in(viewer, service)
    areas = tuple(edition.areas.order_by("position"))
    rule = Rule(unit="stages" if unit == "stages" else "points", period_end=as_at)
    if as_at is None and known_at is None:
        opened = scope.filter(opened_on__lte=today())
        value = _from_journeys(scope, edition, areas, rule, should_have=opened.count())
    else:
        opened = _known(scope, known_at).filter(opened_on__lte=as_at or today())
        raw = distance_input(scope, edition, areas, rule, known_at=known_at)
        value = evaluate(METHOD, read_input(METHOD, raw)).value
    return ServiceFigures(
        service=service,
        edition=edition,
        areas=areas,
        value=value,
        rule=rule,
        shown=Shown(exact),
        as_at=as_at or today(),
        known_at=known_at,
        worked_out_at=now(),
        people=opened.values("person").distinct().count(),
        engagements=opened.count(),
    )


def engagements_in(viewer: Actor, service: Service) -> tuple[QuerySet[Engagement], bool]:
    """The engagements the viewer's figures speak of, and whether they may be seen exactly."""
    own = providers_of(viewer, service)
    taken_on = Engagement.objects.filter(service=service, opened_on__isnull=False)
    return (taken_on.filter(owner_organisation__in=own), True) if own else (taken_on, False)


def editions_used(viewer: Actor, service: Service) -> list[InstrumentEdition]:
    """The editions the service's people have readings on, the most used lately first."""
    scope, _exact = engagements_in(viewer, service)
    rows = Journey.objects.filter(edition=OuterRef("pk"), service=service, engagement__in=scope)
    return list(InstrumentEdition.objects.filter(Exists(rows)).select_related("instrument").order_by("-recorded_at"))


def instrument_of(edition: InstrumentEdition, areas: tuple[InstrumentArea, ...]) -> dict[str, Any]:
    """The scale as the method takes it."""
    return {
        "scale_min": edition.scale_min,
        "scale_max": edition.scale_max,
        "areas": [area.key for area in areas],
        "stages": len(edition.stages),
        "higher_is_better": edition.higher_is_better,
    }


def _from_journeys(
    scope: QuerySet[Engagement], edition: InstrumentEdition, areas: tuple[InstrumentArea, ...], rule: Rule, *, should_have: int
) -> DistanceValue:
    rows = Journey.objects.filter(edition=edition, engagement__in=scope).order_by("engagement_id")
    place = {area.pk: position for position, area in enumerate(areas)}
    columns = rows.values_list("engagement_id", "engagement__person_id", "area_id", "first_score", "latest_on", "latest_score")
    people: set[int] = set()
    paired: dict[int, int] = {}
    cells: list[tuple[int, int, int, int, int]] = []
    for engagement, person, area, first, latest_on, latest in columns.iterator(chunk_size=5000):
        people.add(person)
        if latest_on is None:
            continue
        paired[engagement] = person
        if first is not None and latest is not None:
            cells.append((engagement, place[area], first, latest, person))
    table = np.array(cells, dtype=np.int64).reshape(len(cells), 5)
    return from_pairs(
        Instrument.model_validate(instrument_of(edition, areas)),
        rule,
        pair=table[:, 0],
        area=table[:, 1],
        first=table[:, 2],
        latest=table[:, 3],
        person=table[:, 4],
        pairs=len(paired),
        people_with_first_only=len(people - set(paired.values())),
        should_have=should_have,
        with_pair=len(paired),
    )


def _known(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any]:
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def distance_input(
    scope: QuerySet[Engagement],
    edition: InstrumentEdition,
    areas: tuple[InstrumentArea, ...],
    rule: Rule,
    *,
    known_at: datetime | None = None,
) -> dict[str, Any]:
    """The readings as `lodestar run distance_travelled` takes them: opaque ids, every reading that stood at `known_at`, no names."""
    engagements = _known(scope, known_at).filter(opened_on__lte=rule.period_end or today()).order_by("pk")
    corrected = Q(corrected_by__isnull=False) if known_at is None else Q(corrected_by__recorded_at__lte=known_at)
    readings = _known(Reading.objects.filter(engagement__in=scope, edition=edition), known_at).exclude(corrected).order_by("pk")
    return {
        "instrument": instrument_of(edition, areas),
        "readings": _readings(readings, edition),
        "engagements": [
            {"id": key, "person": person, "opened": opened.isoformat()} | ({"closed": closed.isoformat()} if closed else {})
            for key, person, opened, closed in engagements.values_list("public_id", "person__public_id", "opened_on", "closed_on")
        ],
        "rule": rule.model_dump(mode="json", exclude_none=True),
    }


def _readings(readings: QuerySet[Reading], edition: InstrumentEdition) -> list[dict[str, Any]]:
    scores: dict[int, dict[str, int]] = {}
    points = AreaScore.objects.filter(reading__in=readings.order_by()).values_list("reading_id", "area__key", "score")
    for reading, key, score in points.iterator(chunk_size=5000):
        scores.setdefault(reading, {})[key] = score
    columns = readings.values_list("pk", "engagement__person__public_id", "engagement__public_id", "happened_on", "voice", "recorded_at")
    return [
        {
            "person": person,
            "engagement": engagement,
            "edition": edition.public_id,
            "date": day.isoformat(),
            "voice": voice,
            "recorded_at": recorded_at.isoformat(),
            "scores": scores.get(pk, {}),
        }
        for pk, person, engagement, day, voice, recorded_at in columns.iterator(chunk_size=5000)
    ]
