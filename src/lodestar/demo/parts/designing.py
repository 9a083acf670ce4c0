"""Outcomes as people put them, how they lead to the county's aims, and the services that were decided on."""

from __future__ import annotations

from collections import defaultdict

from lodestar.demo.county.outcomes import CLASSIC, EARLY, FRAMEWORK_NAME, SERVICES, TO_AIMS, ServiceFacts
from lodestar.demo.world import World
from lodestar.design.actions import add_framework, add_outcomes, add_services, adopt_framework, link_outcomes, make_service_ready
from lodestar.design.models import OutcomeLevel
from lodestar.design.rows import OutcomeRow, ServiceRow
from lodestar.prioritise.actions import close_programme
from lodestar.prioritise.models import Intervention

DESIGNED = {"first": -65, "neighbourhoods": -53, "living_well": -9}
CLOSED = {"first": -14}


def design_outcomes(world: World) -> None:
    """The classic framework adopted, the county's own beside it, and every link with its reason."""
    manager, council = world.actor("ruth"), world.organisations["council"]
    with world.telling(world.calendar.month(-67, 4)):
        adopt_framework(organisation=council, key=CLASSIC, is_shared=True, by=manager)
        own = add_framework(
            organisation=council,
            name=FRAMEWORK_NAME,
            edition=str(world.calendar.year(-67)),
            source="Survey of 412 people who left services, and reviews with all providers",
            is_shared=True,
            by=manager,
        )
        rows = [
            OutcomeRow(facts.code, facts.name, OutcomeLevel.EARLY, facts.plain_words, facts.kind, facts.sustained_months) for facts in EARLY
        ]
        add_outcomes(framework=own, rows=rows, by=manager)
        _link(world)


def _link(world: World) -> None:
    date = world.calendar.month(-68, 12)
    links = [(facts.code, *link) for facts in EARLY for link in facts.leads_to] + list(TO_AIMS)
    for source, target, reason, evidence in links:
        link_outcomes(
            source=world.outcomes[source],
            target=world.outcomes[target],
            reason=reason,
            evidence=evidence,
            evidence_date=date,
            by=world.actor("ruth"),
        )


def design_services(world: World) -> None:
    """Thirteen services, each from the intervention that was funded, ready to commission."""
    by_programme: dict[str, list[ServiceFacts]] = defaultdict(list)
    for facts in SERVICES:
        by_programme[facts.programme].append(facts)
    for key, found in by_programme.items():
        programme = world.programme(key)
        interventions = dict(Intervention.objects.filter(area__programme=programme).values_list("name", "pk"))
        manager = world.actor("ruth" if found[0].commissioner == "council" else "samira")
        with world.telling(world.calendar.month(DESIGNED[key], 6)):
            rows = [_row(world, facts, interventions[facts.intervention]) for facts in found]
            for service in add_services(programme=programme, rows=rows, by=manager):
                make_service_ready(service=service, by=manager)
    for key, month in CLOSED.items():
        with world.telling(world.calendar.month(month, 25)):
            close_programme(programme=world.programme(key), by=world.actor("ruth"))


def _row(world: World, facts: ServiceFacts, intervention_id: int) -> ServiceRow:
    return ServiceRow(
        facts.name,
        intervention_id,
        facts.what,
        facts.eligibility,
        facts.places,
        facts.price_per_hour_pence,
        tuple(world.outcomes[code].pk for code in facts.outcomes),
    )
