"""Adding and changing priority areas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.revisions import write_over
from lodestar.common.text import normalise
from lodestar.prioritise.models import PriorityArea, Programme
from lodestar.prioritise.policies import may_edit_area, may_edit_programme
from lodestar.prioritise.rows import AreaRow, digest_of_rows

WORDS = ("name", "sub_area", "source", "source_link", "reason")


@action
def add_area(*, programme: Programme, row: AreaRow, by: Actor) -> PriorityArea:
    """Adds a priority area after those the programme has."""
    may_edit_programme(by, programme).require()
    (area,) = _new_areas(programme, [row])
    area.full_clean()
    area.save()
    record("added_area", subject=area, by=by, programme=programme.public_id)
    return area


@action
def add_areas(*, programme: Programme, rows: Sequence[AreaRow], by: Actor) -> list[PriorityArea]:
    """Adds many areas at once, in the order given, with one event."""
    may_edit_programme(by, programme).require()
    areas = _new_areas(programme, rows)
    for area in areas:
        area.clean_fields(exclude=["programme", "owner_organisation"])
    PriorityArea.objects.bulk_create(areas)
    record("added_areas", subject=programme, by=by, count=len(areas), digest=digest_of_rows(list(rows)))
    return areas


@action
def edit_area(*, area: PriorityArea, row: AreaRow, seen: datetime, by: Actor) -> PriorityArea:
    """Changes an area's names and source; raises Overtaken when someone else did so since `seen`."""
    may_edit_area(by, area).require()
    changes = _words(row)
    changed = PriorityArea.objects.get(pk=area.pk)
    for name, value in changes.items():
        setattr(changed, name, value)
    changed.full_clean()
    write_over(area, seen, **changes)
    record("edited_area", subject=area, by=by, programme=area.programme.public_id)
    return area


def _new_areas(programme: Programme, rows: Sequence[AreaRow]) -> list[PriorityArea]:
    last: int = programme.areas.aggregate(last=Max("position"))["last"] or 0
    return [
        PriorityArea(
            owner_organisation=programme.owner_organisation,
            programme=programme,
            position=place,
            **_words(row),
        )
        for place, row in enumerate(rows, last + 1)
    ]


def _words(row: AreaRow) -> dict[str, str]:
    return {name: normalise(getattr(row, name)).strip() for name in WORDS}
