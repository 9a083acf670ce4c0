"""A programme of Northshire for tests: two areas, Merkhofer's four interventions, where the ratio rule is not the best there is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.prioritise.actions import add_areas, add_interventions, agree_interventions, create_programme
from lodestar.prioritise.models import Intervention, PriorityArea, Programme
from lodestar.prioritise.rows import AreaRow, EstimateRow, InterventionRow

# prioritysystem.com/mathematics2.html: cost and benefit; within 10,000 the ratio rule takes 1 and 3, the best there is 2, 3 and 4.
MERKHOFER = {"One": (3571, 5714), "Two": (2857, 4286), "Three": (5000, 7857), "Four": (2143, 2857)}
BUDGET_PENCE = 1_000_000


@dataclass(frozen=True)
class Exercise:
    programme: Programme
    areas: list[PriorityArea]
    interventions: dict[str, Intervention]

    def ids(self, *names: str) -> list[str]:
        return [self.interventions[name].public_id for name in names]


def estimates(people: object, cost: object, *, benefit: object = 1, probability: object = 1) -> tuple[EstimateRow, ...]:
    """The four numbers of an intervention, each without a range."""
    given = {
        "people": (people, "people a year"),
        "benefit": (benefit, "points"),
        "probability": (probability, "share"),
        "cost": (cost, "pounds a year"),
    }
    return tuple(estimate(quantity, number, unit=unit) for quantity, (number, unit) in given.items())


def estimate(
    quantity: str, best: object, *, low: object = None, high: object = None, unit: str = "points", reason: str = ""
) -> EstimateRow:
    number = Decimal(str(best))
    return EstimateRow(
        quantity=quantity,
        low=number if low is None else Decimal(str(low)),
        best=number,
        high=number if high is None else Decimal(str(high)),
        unit=unit,
        source="Workshop",
        grade="expert",
        reason=reason,
    )


def programme_of(organisation: Organisation, by: Actor, name: str = "Breathing well") -> Programme:
    return create_programme(organisation=organisation, name=name, financial_year=2027, scope="Adults with lung disease", by=by)


def exercise(organisation: Organisation, by: Actor, *, agreed: bool = True, name: str = "Breathing well") -> Exercise:
    """Merkhofer's four interventions in two areas."""
    programme = programme_of(organisation, by, name)
    areas = add_areas(programme=programme, rows=[AreaRow("Lungs", source="Needs assessment"), AreaRow("Cancer", "Breast cancer")], by=by)
    rows = [
        InterventionRow(area_id=areas[place % 2].pk, name=key, estimates=estimates(value, cost))
        for place, (key, (cost, value)) in enumerate(MERKHOFER.items())
    ]
    made = add_interventions(programme=programme, rows=rows, by=by)
    if agreed:
        agree_interventions(programme=programme, interventions=made, by=by)
    return Exercise(programme, areas, {one.name: one for one in made})
