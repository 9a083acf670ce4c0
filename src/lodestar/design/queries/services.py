"""Services: what each was decided from, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from lodestar.access.actor import Actor
from lodestar.design.models import Outcome, OutcomeLink, Service
from lodestar.design.states import ServiceState
from lodestar.prioritise.models import FundingDecision, Intervention, Programme
from lodestar.prioritise.states import InterventionState, ProgrammeState


@dataclass(frozen=True)
class InterventionToDesign:
    """A funded intervention that nobody has designed a service for."""

    intervention: Intervention
    programme: Programme


@dataclass(frozen=True)
class ServiceOutcome:
    """An outcome of a service and where it leads."""

    outcome: Outcome
    leads_to: tuple[Outcome, ...]


def services_for_viewer(viewer: Actor, *, state: str = "", programme: str = "", search: str = "") -> QuerySet[Service]:
    """Services with the number of their outcomes."""
    # The rows seen are found first: their join to contracts would multiply what is counted.
    found = Service.objects.filter(pk__in=Service.objects.visible_to(viewer).values("pk"))
    if state:
        found = found.filter(state=state)
    if programme:
        found = found.filter(programme__public_id=programme)
    if search:
        found = found.filter(name__icontains=search)
    counted: QuerySet[Service] = found.select_related("programme", "decided_from", "owner_organisation").annotate(
        outcome_count=Count("outcomes", distinct=True)
    )
    return counted.order_by("name", "pk")


def programme_choices(viewer: Actor) -> list[tuple[str, str]]:
    """The programmes of services the viewer sees, for the filter of the list."""
    seen = Service.objects.visible_to(viewer).values("programme")
    return list(Programme.objects.filter(pk__in=seen).order_by("name").values_list("public_id", "name"))


def services_of_programme(viewer: Actor, programme: Programme) -> list[Service]:
    return list(services_for_viewer(viewer, programme=programme.public_id))


def services_from_intervention(viewer: Actor, intervention: Intervention) -> list[Service]:
    return list(Service.objects.visible_to(viewer).filter(decided_from=intervention).order_by("name"))


@dataclass(frozen=True)
class FundedToDesign:
    """An intervention that a decision funds, with the services designed from it."""

    intervention: Intervention
    services: tuple[Service, ...]


def designed_from_decision(viewer: Actor, decision: FundingDecision) -> list[FundedToDesign]:
    """What a decision funds, in the order of areas, each with the services that came of it. Two queries."""
    funded = Intervention.objects.visible_to(viewer).filter(choices__decision=decision, choices__is_funded=True)
    rows = list(funded.select_related("area__programme").order_by("area__position", "position", "pk"))
    services: dict[int, list[Service]] = {}
    for service in Service.objects.visible_to(viewer).filter(decided_from__in=[row.pk for row in rows]).order_by("name"):
        services.setdefault(service.decided_from_id, []).append(service)
    return [FundedToDesign(row, tuple(services.get(row.pk, ()))) for row in rows]


def funded_without_service(viewer: Actor, programme: Programme | None = None) -> list[InterventionToDesign]:
    """Funded interventions of programmes that are not closed and have no service yet (a closed one counts for none)."""
    designed = Service.objects.filter(decided_from=OuterRef("pk")).exclude(state=ServiceState.CLOSED)
    found = Intervention.objects.visible_to(viewer).filter(~Exists(designed), state=InterventionState.FUNDED)
    found = found.exclude(area__programme__state=ProgrammeState.CLOSED)
    if programme is not None:
        found = found.filter(area__programme=programme)
    rows = found.select_related("area__programme").order_by("area__programme__name", "area__position", "position")
    return [InterventionToDesign(row, row.area.programme) for row in rows]


def outcomes_of_service(viewer: Actor, service: Service) -> list[ServiceOutcome]:
    """What a service is for, and where each outcome leads. Two queries."""
    outcomes = list(service.outcomes.select_related("framework").order_by("framework__name", "level", "code"))
    seen = Outcome.objects.visible_to(viewer)
    links = OutcomeLink.objects.filter(source__in=outcomes, target__in=seen).select_related("target").order_by("target__code")
    leads: dict[int, list[Outcome]] = {}
    for link in links:
        leads.setdefault(link.source_id, []).append(link.target)
    return [ServiceOutcome(one, tuple(leads.get(one.pk, ()))) for one in outcomes]


def sees_programme(viewer: Actor, service: Service) -> bool:
    """Whether the viewer may open the programme of a service: its provider may not."""
    return Programme.objects.visible_to(viewer).filter(pk=service.programme_id).exists()
