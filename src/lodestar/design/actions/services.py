"""Designing services: from a funded intervention to ready to commission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.decisions import Refused
from lodestar.common.revisions import write_over
from lodestar.common.states import move
from lodestar.common.text import normalise
from lodestar.design.models import Outcome, Service
from lodestar.design.policies import (
    may_add_service,
    may_close_service,
    may_commission,
    may_design_from,
    may_edit_service,
    may_make_ready,
    may_return_to_draft,
)
from lodestar.design.rows import ServiceRow
from lodestar.design.states import SERVICE, ServiceState
from lodestar.prioritise.models import Intervention, Programme
from lodestar.prioritise.rows import digest_of_rows

WORDS = ("name", "description", "eligibility")
NUMBERS = ("capacity_places", "price_per_hour_pence")


@action
def create_service(*, intervention: Intervention, row: ServiceRow, by: Actor) -> Service:
    """Designs a service from a funded intervention, and keeps what it was decided from."""
    may_design_from(by, intervention).require()
    service = _new(intervention.area.programme, row, intervention)
    service.validate_constraints()
    service.save()
    service.outcomes.set(_outcomes(by, row.outcome_ids))
    record("created_service", subject=service, by=by, decided_from=intervention.public_id)
    return service


@action
def add_services(*, programme: Programme, rows: Sequence[ServiceRow], by: Actor) -> list[Service]:
    """Adds many services of a programme at once, with one event; each from a funded intervention, or from none."""
    may_add_service(by, programme).require()
    keys = {row.intervention_id for row in rows if row.intervention_id is not None}
    interventions = {
        one.pk: one for one in Intervention.objects.filter(pk__in=keys, area__programme=programme).select_related("area__programme")
    }
    services = []
    for row in rows:
        if row.intervention_id is None:
            services.append(_new(programme, row, None))
            continue
        if row.intervention_id not in interventions:
            raise ValidationError({"intervention": _("A service is decided from an intervention of its own programme.")})
        may_design_from(by, interventions[row.intervention_id]).require()
        services.append(_new(programme, row, interventions[row.intervention_id]))
    Service.objects.bulk_create(services)
    outcomes = {one.pk: one for one in _outcomes(by, {key for row in rows for key in row.outcome_ids})}
    for service, row in zip(services, rows, strict=True):
        service.outcomes.set([outcomes[key] for key in row.outcome_ids])
    record("added_services", subject=programme, by=by, count=len(services), digest=digest_of_rows(list(rows)))
    return services


@action
def edit_service(*, service: Service, row: ServiceRow, seen: datetime, by: Actor) -> Service:
    """Changes a service before it is commissioned; raises Overtaken when someone else did so since `seen`.

    A service that is ready must stay complete.
    """
    may_edit_service(by, service).require()
    changed = Service.objects.get(pk=service.pk)
    changes = _facts(row)
    for name, value in changes.items():
        setattr(changed, name, value)
    changed.full_clean(exclude=["programme", "decided_from", "owner_organisation"])
    if service.state == ServiceState.READY and not (changed.eligibility and changed.capacity_places and changed.price_per_hour_pence):
        raise ValidationError(_("It is ready to commission, so price, capacity and eligibility must stay. Make it a draft again first."))
    write_over(service, seen, **changes)
    record("edited_service", subject=service, by=by)
    return service


@action
def set_service_outcomes(*, service: Service, outcomes: Collection[Outcome], by: Actor) -> Service:
    """Says which outcomes a service is for."""
    may_edit_service(by, service).require()
    if service.state == ServiceState.READY and not outcomes:
        raise ValidationError({"outcomes": _("It is ready to commission, so it must be for at least one outcome.")})
    service.outcomes.set(_outcomes(by, {one.pk for one in outcomes}))
    record("set_service_outcomes", subject=service, by=by, outcomes=sorted(one.public_id for one in outcomes))
    return service


@action
def make_service_ready(*, service: Service, by: Actor) -> Service:
    """Says that a service can be commissioned: price, capacity, eligibility and outcomes are all there."""
    may_make_ready(by, service).require()
    move(service, SERVICE, "make_ready")
    record("made_service_ready", subject=service, by=by)
    return service


@action
def return_service_to_draft(*, service: Service, by: Actor) -> Service:
    may_return_to_draft(by, service).require()
    move(service, SERVICE, "return_to_draft")
    record("returned_service_to_draft", subject=service, by=by)
    return service


@action
def commission_service(*, service: Service, by: Actor) -> Service:
    """Says that a contract for the service stands."""
    may_commission(by, service).require()
    move(service, SERVICE, "commission")
    record("commissioned_service", subject=service, by=by)
    return service


@action
def close_service(*, service: Service, by: Actor) -> Service:
    """Ends a service: it is no longer commissioned or offered."""
    may_close_service(by, service).require()
    move(service, SERVICE, "close")
    record("closed_service", subject=service, by=by)
    return service


def _new(programme: Programme, row: ServiceRow, intervention: Intervention | None) -> Service:
    service = Service(owner_organisation_id=programme.owner_organisation_id, programme=programme, decided_from=intervention, **_facts(row))
    service.clean_fields(exclude=["programme", "decided_from", "owner_organisation"])
    return service


def _facts(row: ServiceRow) -> dict[str, object]:
    words = {name: normalise(str(getattr(row, name))).strip() for name in WORDS}
    return words | {name: getattr(row, name) for name in NUMBERS}


def _outcomes(by: Actor, keys: Collection[int]) -> list[Outcome]:
    """The outcomes, when the doer may see every one of them."""
    found = list(Outcome.objects.visible_to(by).filter(pk__in=set(keys)))
    if len(found) != len(set(keys)):
        raise Refused(_("One of these outcomes belongs to a framework that you cannot see."))
    return found
