"""What people owe to their services, for the list on the home page, and the services a role can be narrowed to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.owed import Task, owes
from lodestar.access.roles import Permission
from lodestar.access.scopes import scopes_of
from lodestar.design.models import Service
from lodestar.design.policies import may_design_from, may_edit_service
from lodestar.design.queries import funded_without_service
from lodestar.design.states import ServiceState
from lodestar.prioritise.models import Intervention, Programme

MOST = 20
MOST_ASKED = 200
ONE_BY_ONE = 3


@owes
def tasks_for(actor: Actor) -> list[Task]:
    """Funded interventions without a service, and drafts to finish. Two queries."""
    if not actor.holds(Permission.EDIT_DESIGN):
        return []
    drafts = Service.objects.visible_to(actor).filter(state=ServiceState.DRAFT).select_related("programme").order_by("name")
    return [*_to_design(actor), *(_to_finish(one) for one in drafts[:MOST] if may_edit_service(actor, one))]


@scopes_of
def services_of(organisation: Organisation) -> list[tuple[str, str]]:
    """The services that a role in the organisation can be narrowed to: a commissioner's own, and those a provider has a contract for."""
    own = Service.objects.filter(owner_organisation=organisation)
    delivered = Service.objects.filter(contracts__provider=organisation)
    return list((own | delivered).distinct().order_by("name").values_list("public_id", "name"))


def _to_design(actor: Actor) -> list[Task]:
    """One task an intervention; one for all of a programme where they are many, so that home stays a page."""
    by_programme: dict[Programme, list[Intervention]] = {}
    for one in funded_without_service(actor)[:MOST_ASKED]:
        if may_design_from(actor, one.intervention):
            by_programme.setdefault(one.programme, []).append(one.intervention)
    return [task for programme, waiting in by_programme.items() for task in _design_tasks(programme, waiting)]


def _design_tasks(programme: Programme, waiting: list[Intervention]) -> list[Task]:
    if len(waiting) > ONE_BY_ONE:
        title = _("Design services for %(n)d funded interventions") % {"n": len(waiting)}
        return [Task(title=title, url=reverse("prioritise:intervention_list", args=[programme.public_id]), for_what=programme.name)]
    return [
        Task(
            title=_("Design a service for %(name)s") % {"name": intervention.name},
            url=reverse("design:service_new", args=[intervention.public_id]),
            for_what=programme.name,
        )
        for intervention in waiting
    ]


def _to_finish(service: Service) -> Task:
    title = _("Finish the design of %(name)s") % {"name": service.name}
    return Task(title=title, url=reverse("design:service_detail", args=[service.public_id]), for_what=service.programme.name)
