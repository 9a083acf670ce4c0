"""Pages of priority areas, interventions and their numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms import (
    AREA_FACTS,
    INTERVENTION_FACTS,
    AgreeForm,
    AreaForm,
    EstimateForm,
    InterventionFilterForm,
    InterventionForm,
)
from lodestar.prioritise.models import Intervention, PriorityArea, Quantity
from lodestar.prioritise.policies import (
    may_agree_intervention,
    may_agree_interventions,
    may_edit_area,
    may_edit_intervention,
    may_edit_programme,
    may_reopen_intervention,
    may_see_history,
)
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt
from lodestar.ui.conflicts import sent, show_conflict

INTERVENTIONS_A_PAGE = 50


@require_safe
def area_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """An area: why it is examined, with its evidence, and its interventions."""
    area = area_seen(request, public_id)
    listed = queries.listed_interventions(queries.interventions_for_viewer(request.actor, area.programme, area=area.public_id))
    evidence, removed = queries.evidence_for_area(area)
    context = {
        "area": area,
        "programme": area.programme,
        "evidence": evidence,
        "evidence_removed": removed,
        "rows": listed,
        "may_edit": may_edit_area(request.actor, area),
        "may_see_history": may_see_history(request.actor, area.programme),
    }
    return render(request, "prioritise/area_detail.html", context)


@require_http_methods(["GET", "POST"])
def area_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = AreaForm(request.POST or None)
    back = reverse("prioritise:programme_detail", args=[programme.public_id])
    if request.method == "POST" and attempt(form, lambda: actions.add_area(programme=programme, row=form.row(), by=request.actor)):
        messages.success(request, _("The area is added. Add its interventions next."))
        return redirect(back)
    return ask(request, form, _("Add a priority area"), back_url=back, caption=programme.name)


@require_http_methods(["GET", "POST"])
def area_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    area = area_seen(request, public_id)
    may_edit_area(request.actor, area).require()
    back = reverse("prioritise:area_detail", args=[area.public_id])
    form = _area_form(area)
    if request.method == "POST":
        form = _area_form(area, sent(request, form))
        try:
            if attempt(form, lambda: actions.edit_area(area=area, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor)):
                messages.success(request, _("The area is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _area_form(overtaken.row), overtaken.row, back_url=back)
    return ask(request, form, _("Change the area"), back_url=back, caption=area.programme.name)


@require_safe
def intervention_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every intervention of a programme with what is still missing."""
    programme = programme_seen(request, public_id)
    form = InterventionFilterForm(request.GET or None, areas=programme.areas.all())
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.interventions_for_viewer(
        request.actor, programme, area=asked.get("area", ""), state=asked.get("state", ""), search=asked.get("words", "")
    )
    page = Paginator(found, INTERVENTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page_obj": page,
        "rows": queries.listed_interventions(page.object_list),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "may_edit": may_edit_programme(request.actor, programme),
    }
    return render(request, "prioritise/intervention_list.html", context)


@require_safe
def intervention_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """An intervention: what it is, its numbers with their history, and what was decided about it."""
    intervention = _intervention(request, public_id)
    numbers = queries.numbers_of(intervention)
    context = {
        "intervention": intervention,
        "programme": intervention.area.programme,
        "numbers": numbers,
        "worth": queries.worth_of(intervention.area.programme, numbers),
        "asked": queries.figure_requests_about(request.actor, intervention),
        "choices": queries.choices_about(intervention),
        "may_edit": may_edit_intervention(request.actor, intervention),
        "may_agree": may_agree_intervention(request.actor, intervention),
        "may_reopen": may_reopen_intervention(request.actor, intervention),
        "may_see_history": may_see_history(request.actor, intervention.area.programme),
    }
    return render(request, "prioritise/intervention_detail.html", context)


@require_http_methods(["GET", "POST"])
def intervention_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = InterventionForm(request.POST or None, areas=programme.areas.all(), initial={"area": request.GET.get("area", "")})
    if request.method == "POST":
        made = attempt(form, lambda: actions.add_intervention(programme=programme, row=form.row(), by=request.actor))
        if made:
            messages.success(request, _("The intervention is added as a draft. Give its four numbers next."))
            return redirect("prioritise:intervention_detail", made.public_id)
    back = reverse("prioritise:programme_detail", args=[programme.public_id])
    return ask(request, form, _("Add an intervention"), back_url=back, caption=programme.name)


@require_http_methods(["GET", "POST"])
def intervention_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    intervention = _intervention(request, public_id)
    may_edit_intervention(request.actor, intervention).require()
    back = reverse("prioritise:intervention_detail", args=[intervention.public_id])
    form = _intervention_form(intervention)
    if request.method == "POST":
        form = _intervention_form(intervention, sent(request, form))
        try:
            if attempt(form, lambda: _edit(request, intervention, form)):
                messages.success(request, _("The intervention is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _intervention_form(overtaken.row), overtaken.row, back_url=back)
    return ask(request, form, _("Change the intervention"), back_url=back, caption=str(intervention.area))


@require_http_methods(["GET", "POST"])
def estimate_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives one number (?quantity=people): a new estimate beside the earlier ones."""
    intervention = _intervention(request, public_id)
    may_edit_intervention(request.actor, intervention).require()
    asked = request.GET.get("quantity", Quantity.PEOPLE)
    if asked not in Quantity.values:
        raise Http404
    quantity = Quantity(asked)
    current = queries.current_estimates([intervention.pk]).get(intervention.pk, {}).get(quantity.value)
    form = EstimateForm(request.POST or None, quantity=quantity, current=current, unit=queries.usual_unit(intervention, quantity))
    back = reverse("prioritise:intervention_detail", args=[intervention.public_id])
    if request.method == "POST" and attempt(
        form, lambda: actions.add_estimate(intervention=intervention, row=form.row(), by=request.actor)
    ):
        messages.success(request, _("The number is kept. Earlier ones stay on record."))
        return redirect(back)
    return ask(request, form, str(quantity.label), back_url=back, caption=intervention.name, submit=_("Keep this number"))


@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agrees the drafts of a programme, many at once."""
    programme = programme_seen(request, public_id)
    may_agree_interventions(request.actor, programme).require()
    drafts = queries.drafts_to_agree(programme)
    form = AgreeForm(request.POST or None, drafts=drafts, initial={"interventions": [draft.public_id for draft in drafts]})
    back = reverse("prioritise:programme_detail", args=[programme.public_id])
    if request.method == "POST":
        agreed = attempt(form, lambda: actions.agree_interventions(programme=programme, by=request.actor, **form.cleaned_data))
        if agreed:
            words = ngettext("%(n)d intervention is agreed.", "%(n)d interventions are agreed.", len(agreed))
            messages.success(request, words % {"n": len(agreed)})
            return redirect(back)
    if not drafts:
        messages.info(request, _("There is no draft to agree."))
        return redirect(back)
    return ask(request, form, _("Agree interventions"), back_url=back, caption=programme.name, submit=_("Agree these interventions"))


@require_POST
def intervention_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    intervention = _intervention(request, public_id)
    actions.agree_intervention(intervention=intervention, by=request.actor)
    messages.success(request, _("The intervention is agreed."))
    return redirect("prioritise:intervention_detail", intervention.public_id)


@require_POST
def intervention_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    intervention = _intervention(request, public_id)
    actions.reopen_intervention(intervention=intervention, by=request.actor)
    messages.success(request, _("The intervention is a draft again."))
    return redirect("prioritise:intervention_detail", intervention.public_id)


def _edit(request: HttpRequest, intervention: Intervention, form: InterventionForm) -> Intervention:
    return actions.edit_intervention(intervention=intervention, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor)


def area_seen(request: HttpRequest, public_id: str) -> PriorityArea:
    """The area, when the viewer may see it."""
    areas = PriorityArea.objects.visible_to(request.actor).select_related("programme", "owner_organisation")
    found: PriorityArea = get_object_or_404(areas, public_id=public_id)
    return found


def _intervention(request: HttpRequest, public_id: str) -> Intervention:
    rows = Intervention.objects.visible_to(request.actor).select_related("area__programme", "owner_organisation")
    found: Intervention = get_object_or_404(rows, public_id=public_id)
    return found


def _area_form(area: PriorityArea, data: Any = None) -> AreaForm:
    return AreaForm(data, initial={name: getattr(area, name) for name in AREA_FACTS} | {"seen": area.recorded_at})


def _intervention_form(intervention: Intervention, data: Any = None) -> InterventionForm:
    initial = {name: getattr(intervention, name) for name in INTERVENTION_FACTS}
    initial |= {"area": intervention.area.public_id, "seen": intervention.recorded_at}
    return InterventionForm(data, areas=intervention.area.programme.areas.all(), initial=initial)
