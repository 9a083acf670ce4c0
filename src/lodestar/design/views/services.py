"""Pages of services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.design import actions, queries
from lodestar.design.forms import SERVICE_FACTS, ServiceFilterForm, ServiceForm, ServiceOutcomesForm
from lodestar.design.models import Service
from lodestar.design.policies import (
    may_close_service,
    may_design_from,
    may_edit_service,
    may_make_ready,
    may_return_to_draft,
    may_see_history,
    what_is_missing,
)
from lodestar.prioritise.models import Intervention
from lodestar.ui.acting import ask, attempt, check_answers
from lodestar.ui.conflicts import sent, show_conflict

SERVICES_A_PAGE = 25


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Services the viewer may see, and funded interventions that still wait for one."""
    form = ServiceFilterForm(request.GET or None, programmes=queries.programme_choices(request.actor))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.services_for_viewer(
        request.actor, state=asked.get("state", ""), programme=asked.get("programme", ""), search=asked.get("words", "")
    )
    context = {
        "page_obj": Paginator(found, SERVICES_A_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "to_design": [one for one in queries.funded_without_service(request.actor) if may_design_from(request.actor, one.intervention)],
    }
    return render(request, "design/service_list.html", context)


@require_safe
def service_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A service: what it was decided from, its three inputs, the outcomes it is for."""
    service = _service(request, public_id)
    seen = Intervention.objects.visible_to(request.actor).filter(pk=service.decided_from_id).select_related("area")
    context = {
        "service": service,
        "decided_from": seen.first(),
        "outcomes": queries.outcomes_of_service(request.actor, service),
        "missing": what_is_missing(service),
        "may_edit": may_edit_service(request.actor, service),
        "may_make_ready": may_make_ready(request.actor, service),
        "may_return": may_return_to_draft(request.actor, service),
        "may_close": may_close_service(request.actor, service),
        "may_see_history": may_see_history(request.actor, service),
        "sees_programme": queries.sees_programme(request.actor, service),
    }
    return render(request, "design/service_detail.html", context)


@require_http_methods(["GET", "POST"])
def service_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Designs a service from a funded intervention."""
    rows = Intervention.objects.visible_to(request.actor).select_related("area__programme")
    intervention = get_object_or_404(rows, public_id=public_id)
    may_design_from(request.actor, intervention).require()
    initial = {"name": intervention.name, "description": intervention.description, "eligibility": intervention.typical_person}
    form = ServiceForm(request.POST or None, initial=initial)
    if request.method == "POST":
        made = attempt(form, lambda: actions.create_service(intervention=intervention, row=form.row(), by=request.actor))
        if made:
            messages.success(request, _("The service is a draft. Say next which outcomes it is for."))
            return redirect("design:service_detail", made.public_id)
    back = reverse("prioritise:intervention_detail", args=[intervention.public_id])
    return ask(request, form, _("Design a service"), back_url=back, caption=intervention.name)


@require_http_methods(["GET", "POST"])
def service_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    service = _service(request, public_id)
    may_edit_service(request.actor, service).require()
    back = reverse("design:service_detail", args=[service.public_id])
    form = _form(service)
    if request.method == "POST":
        form = _form(service, sent(request, form))
        try:
            if attempt(form, lambda: _edit(request, service, form)):
                messages.success(request, _("The service is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _form(overtaken.row), overtaken.row, back_url=back)
    return ask(request, form, _("Change the service"), back_url=back, caption=service.name)


@require_http_methods(["GET", "POST"])
def service_outcomes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which outcomes a service is for."""
    service = _service(request, public_id)
    may_edit_service(request.actor, service).require()
    chosen = list(service.outcomes.values_list("public_id", flat=True))
    form = ServiceOutcomesForm(
        request.POST if request.method == "POST" else None,
        outcomes=queries.outcome_choices_for_viewer(request.actor),
        initial={"outcomes": chosen},
    )
    back = reverse("design:service_detail", args=[service.public_id])
    if request.method == "POST" and attempt(
        form, lambda: actions.set_service_outcomes(service=service, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("The outcomes of the service are kept."))
        return redirect(back)
    context = {"form": form, "heading": _("Outcomes of the service"), "caption": service.name, "back_url": back, "submit": _("Save")}
    return render(request, "design/service_outcomes.html", context)


@require_POST
def service_ready(request: HttpRequest, public_id: str) -> HttpResponse:
    service = _service(request, public_id)
    actions.make_service_ready(service=service, by=request.actor)
    messages.success(request, _("The service is ready to commission. The procurement officer can prepare an opportunity."))
    return redirect("design:service_detail", service.public_id)


@require_POST
def service_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    service = _service(request, public_id)
    actions.return_service_to_draft(service=service, by=request.actor)
    messages.success(request, _("The service is a draft again."))
    return redirect("design:service_detail", service.public_id)


@require_http_methods(["GET", "POST"])
def service_close(request: HttpRequest, public_id: str) -> HttpResponse:
    service = _service(request, public_id)
    back = reverse("design:service_detail", args=[service.public_id])
    if request.method == "POST":
        actions.close_service(service=service, by=request.actor)
        messages.success(request, _("The service is closed."))
        return redirect(back)
    may_close_service(request.actor, service).require()
    rows = [(_("Service"), service.name), (_("Programme"), service.programme.name)]
    consequence = _("It can no longer be commissioned. Contracts that stand are ended on their own pages.")
    return check_answers(request, _("Close the service"), rows, back_url=back, consequence=consequence)


def _edit(request: HttpRequest, service: Service, form: ServiceForm) -> Service:
    return actions.edit_service(service=service, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor)


def _service(request: HttpRequest, public_id: str) -> Service:
    services = Service.objects.visible_to(request.actor).select_related("programme", "owner_organisation")
    found: Service = get_object_or_404(services, public_id=public_id)
    return found


def _form(service: Service, data: Any = None) -> ServiceForm:
    return ServiceForm(data, initial={name: getattr(service, name) for name in SERVICE_FACTS} | {"seen": service.recorded_at})
