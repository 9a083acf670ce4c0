"""Fairness and scaling: whom last year's and this year's interventions reach, and the areas brought on to one scale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lodestar.demo.county import fairness
from lodestar.demo.county.fairness import Spread
from lodestar.demo.world import World
from lodestar.prioritise.actions import set_area_scale
from lodestar.prioritise.actions.fairness import set_fairness_profiles, set_health_profile
from lodestar.prioritise.models import Intervention, Programme
from lodestar.prioritise.queries import current_estimates
from lodestar.prioritise.queries.scaling import is_three_stage, scaled_areas
from lodestar.prioritise.rows import FairnessRow, HealthRow

LEAST_SCORE = Decimal(1)


def weigh_fairness(world: World) -> None:
    """Both of the council's last exercises, before they were decided."""
    for key, month, step in (("living_well", -11, 1), ("this_year", -1, 5)):
        programme, day = world.programme(key), world.calendar.month(month, 18)
        with world.telling(day, 11):
            _say_how_people_fare(world, programme, day)
            _say_whom_each_reaches(world, programme, day)
        with world.telling(day, 15):
            _bring_areas_on_to_one_scale(world, programme, Decimal(step))


def _say_how_people_fare(world: World, programme: Programme, day: date) -> None:
    row = HealthRow(
        health=fairness.HEALTH,
        unit=fairness.HEALTH_UNIT,
        eta=fairness.ETA,
        population=fairness.POPULATION,
        health_per_benefit=fairness.HEALTH_PER_POINT,
        source=fairness.HEALTH_SOURCE,
        source_date=day,
    )
    set_health_profile(programme=programme, row=row, by=world.actor("priya"))


def _say_whom_each_reaches(world: World, programme: Programme, day: date) -> None:
    found = list(Intervention.objects.filter(area__programme=programme, name__in=fairness.SPREADS))
    estimates = current_estimates([row.pk for row in found])
    rows = {
        row.public_id: _reached(int(estimates[row.pk]["people"].best), fairness.SPREADS[row.name], day)
        for row in found
        if "people" in estimates.get(row.pk, {})
    }
    set_fairness_profiles(programme=programme, rows=rows, by=world.actor("priya"))


def _reached(people: int, spread: Spread, day: date) -> FairnessRow:
    """People of each fifth; what rounding leaves over goes to the middle."""
    counts = [people * share // 100 for share in spread.per_cent]
    counts[2] += people - sum(counts)
    return FairnessRow(tuple(counts), spread.score, spread.why, fairness.PEOPLE_SOURCE, day)


def _bring_areas_on_to_one_scale(world: World, programme: Programme, step: Decimal) -> None:
    """The room judges the best of each area much as its numbers say, in whole steps; only what it asked for most stands higher."""
    areas = [area for area in scaled_areas(programme) if area.best is not None]
    if not is_three_stage(programme) or not areas:
        return
    most = max(area.does for area in areas)
    higher = fairness.HIGHER_THIS_YEAR if step > 1 else Decimal(1)
    scores = {}
    for area in areas:
        score = area.does / most * 100 * (higher if area.area.name == fairness.WANTED_MOST else 1)
        scores[area.area.public_id] = min(max((score / step).quantize(Decimal(1)) * step, LEAST_SCORE), Decimal(100))
    set_area_scale(programme=programme, scores=scores, reason=fairness.SCALE_REASON, by=world.actor("felix"))
