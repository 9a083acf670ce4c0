"""Bringing in the figures of a checked sheet: all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.prioritise.actions.areas import add_areas
from lodestar.prioritise.actions.estimates import new_estimates
from lodestar.prioritise.actions.interventions import add_interventions
from lodestar.prioritise.models import Estimate, PriorityArea, Programme
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.queries.figure_sheets import SheetFigures
from lodestar.prioritise.rows import AreaRow, InterventionRow, digest_of_rows


@action
def bring_in_figures(*, programme: Programme, rows: Sequence[SheetFigures], by: Actor) -> int:
    """Adds the areas, interventions and numbers of a sheet, all or none, and says how many numbers. Raises ValidationError."""
    may_edit_programme(by, programme).require()
    areas = _areas(programme, rows, by)
    new = [row for row in rows if row.intervention is None]
    drafts = [InterventionRow(areas[row.area_key].pk, row.name, estimates=row.estimates, **row.words) for row in new]
    if drafts:
        add_interventions(programme=programme, rows=drafts, by=by)
    given = [(row.intervention, estimate) for row in rows if row.intervention is not None for estimate in row.estimates]
    estimates = [made for intervention, row in given for made in new_estimates(intervention, [row], by)]
    Estimate.objects.bulk_create(estimates, batch_size=500)
    everything = [estimate for row in rows for estimate in row.estimates]
    record(
        "brought_in_figures",
        subject=programme,
        by=by,
        rows=len(rows),
        interventions=len(drafts),
        numbers=len(everything),
        digest=digest_of_rows(everything),
    )
    return len(everything)


def _areas(programme: Programme, rows: Sequence[SheetFigures], by: Actor) -> dict[tuple[str, str], PriorityArea]:
    """Every area that the rows name; those the programme does not have yet are added."""
    areas = {row.area_key: row.area_row for row in rows if row.area_row is not None}
    lacking = {row.area_key: AreaRow(row.area, row.sub_area) for row in rows if row.area_key not in areas}
    if lacking:
        made = add_areas(programme=programme, rows=list(lacking.values()), by=by)
        areas |= dict(zip(lacking, made, strict=True))
    return areas
