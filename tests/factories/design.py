"""A framework and a service of Northshire for tests."""

from __future__ import annotations

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.design.actions import add_framework, add_outcomes, create_service
from lodestar.design.models import Outcome, OutcomeFramework, Service
from lodestar.design.rows import LinkRow, OutcomeRow, ServiceRow
from lodestar.prioritise.actions import decide_funding
from tests.factories.prioritise import BUDGET_PENCE, Exercise

ROWS = (
    OutcomeRow("A1", "Fewer people are in hospital for their breath", "late"),
    OutcomeRow("P1", "People manage their condition", "intermediate", leads_to=(LinkRow("A1", "Less goes wrong at home"),)),
    OutcomeRow("E1", "Uses an inhaler well", "early", "I know how to use my inhaler.", "behaviour", leads_to=(LinkRow("P1", "It works"),)),
    OutcomeRow("E2", "Walks every day", "early", kind="behaviour", leads_to=(LinkRow("P1", "Fitter"), LinkRow("A1", "Fitter"))),
)


def framework_of(organisation: Organisation, by: Actor, *, name: str = "Breathing", is_shared: bool = False) -> OutcomeFramework:
    """An aim, what leads to it, and two outcomes for people."""
    framework = add_framework(organisation=organisation, name=name, edition="1", is_shared=is_shared, by=by)
    add_outcomes(framework=framework, rows=ROWS, by=by)
    return framework


def outcomes_of(framework: OutcomeFramework) -> dict[str, Outcome]:
    return {outcome.code: outcome for outcome in framework.outcomes.all()}


def funded(four: Exercise, by: Actor) -> Exercise:
    """The best there is within the budget is decided: One is not funded, the others are."""
    decide_funding(programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=by)
    for intervention in four.interventions.values():
        intervention.refresh_from_db()
    return four


def service_from(four: Exercise, by: Actor, *, name: str = "Two", outcomes: tuple[Outcome, ...] = (), complete: bool = True) -> Service:
    """A service designed from a funded intervention."""
    facts = {"eligibility": "Adults with COPD", "capacity_places": 40, "price_per_hour_pence": 28_50} if complete else {}
    row = ServiceRow(name=f"Service from {name}", outcome_ids=tuple(one.pk for one in outcomes), **facts)  # type: ignore[arg-type]
    return create_service(intervention=four.interventions[name], row=row, by=by)
