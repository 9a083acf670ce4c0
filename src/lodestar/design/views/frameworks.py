"""Pages of outcome frameworks and outcomes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.common.text import normalise
from lodestar.design import actions, queries
from lodestar.design.forms import (
    FRAMEWORK_FACTS,
    OUTCOME_FACTS,
    AdoptForm,
    FrameworkEditForm,
    FrameworkForm,
    LinkForm,
    OutcomeForm,
)
from lodestar.design.models import Outcome, OutcomeFramework
from lodestar.design.policies import may_add_some_framework, may_edit_framework, may_edit_outcome, may_see_history
from lodestar.ui.acting import ask, attempt
from lodestar.ui.conflicts import sent, show_conflict

FRAMEWORKS_A_PAGE = 25


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """Own and shared frameworks, and those that come ready-made."""
    context = {
        "page_obj": Paginator(queries.frameworks_for_viewer(request.actor), FRAMEWORKS_A_PAGE).get_page(request.GET.get("page")),
        "ready_made": queries.ready_made_frameworks(),
        "may_add": may_add_some_framework(request.actor),
    }
    return render(request, "design/framework_list.html", context)


@require_safe
def framework_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A framework as an ordered text tree and as a table."""
    framework = _framework(request, public_id)
    context = {
        "framework": framework,
        "tree": queries.tree_of_framework(request.actor, framework),
        "outcomes": framework.outcomes.order_by("level", "code"),
        "may_edit": may_edit_framework(request.actor, framework),
        "may_see_history": may_see_history(request.actor, framework),
    }
    return render(request, "design/framework_detail.html", context)


@require_http_methods(["GET", "POST"])
def framework_new(request: HttpRequest) -> HttpResponse:
    may_add_some_framework(request.actor).require()
    form = FrameworkForm(request.POST or None, organisations=queries.organisations_to_add_in(request.actor))
    if request.method == "POST":
        made = attempt(form, lambda: actions.add_framework(by=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("The framework is added. Add its outcomes next, aims first."))
            return redirect("design:framework_detail", made.public_id)
    return ask(request, form, _("Add a framework"), back_url=reverse("design:framework_list"))


@require_http_methods(["GET", "POST"])
def framework_adopt(request: HttpRequest) -> HttpResponse:
    """Takes over a ready-made framework (?key=): a copy of its own to edit."""
    may_add_some_framework(request.actor).require()
    key = request.POST.get("key") or request.GET.get("key", "")
    ready = queries.read_ready_made(key)
    if ready is None:
        return redirect("design:framework_list")
    form = AdoptForm(request.POST or None, organisations=queries.organisations_to_add_in(request.actor), initial={"key": key})
    if request.method == "POST":
        made = attempt(form, lambda: actions.adopt_framework(by=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("The framework is yours. Change its wording to fit your own."))
            return redirect("design:framework_detail", made.public_id)
    return ask(
        request, form, _("Use “%(name)s”") % {"name": ready.name}, back_url=reverse("design:framework_list"), submit=_("Use this framework")
    )


@require_http_methods(["GET", "POST"])
def framework_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    framework = _framework(request, public_id)
    may_edit_framework(request.actor, framework).require()
    back = reverse("design:framework_detail", args=[framework.public_id])
    form = _framework_form(framework)
    if request.method == "POST":
        form = _framework_form(framework, sent(request, form))
        try:
            if attempt(form, lambda: actions.edit_framework(framework=framework, by=request.actor, **form.cleaned_data)):
                messages.success(request, _("The framework is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _framework_form(overtaken.row), overtaken.row, back_url=back)
    return ask(request, form, _("Change the framework"), back_url=back, caption=framework.name)


@require_safe
def outcome_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """An outcome: what leads to it, where it leads and why, and the services that are for it."""
    outcome = _outcome(request, public_id)
    context = {
        "outcome": outcome,
        "framework": outcome.framework,
        "links_out": queries.links_from(request.actor, outcome),
        "links_in": queries.links_to(request.actor, outcome),
        "services": queries.services_using(request.actor, outcome),
        "may_edit": may_edit_outcome(request.actor, outcome),
        "may_see_history": may_see_history(request.actor, outcome.framework),
    }
    return render(request, "design/outcome_detail.html", context)


@require_http_methods(["GET", "POST"])
def outcome_new(request: HttpRequest, public_id: str) -> HttpResponse:
    framework = _framework(request, public_id)
    may_edit_framework(request.actor, framework).require()
    form = OutcomeForm(request.POST or None)
    back = reverse("design:framework_detail", args=[framework.public_id])
    if request.method == "POST":
        made = attempt(form, lambda: actions.add_outcome(framework=framework, row=form.row(), by=request.actor))
        if made:
            messages.success(request, _("The outcome is added. Say where it leads, and why."))
            return redirect("design:outcome_detail", made.public_id)
    return ask(request, form, _("Add an outcome"), back_url=back, caption=framework.name)


@require_http_methods(["GET", "POST"])
def outcome_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    outcome = _outcome(request, public_id)
    may_edit_outcome(request.actor, outcome).require()
    back = reverse("design:outcome_detail", args=[outcome.public_id])
    form = _outcome_form(outcome)
    if request.method == "POST":
        form = _outcome_form(outcome, sent(request, form))
        try:
            if attempt(form, lambda: _edit_outcome(request, outcome, form)):
                messages.success(request, _("The outcome is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _outcome_form(overtaken.row), overtaken.row, back_url=back)
    return ask(request, form, _("Change the outcome"), back_url=back, caption=outcome.framework.name)


@require_http_methods(["GET", "POST"])
def outcome_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Says where an outcome leads, or says it better (?target=)."""
    outcome = _outcome(request, public_id)
    may_edit_outcome(request.actor, outcome).require()
    said = outcome.links_out.filter(target__public_id=request.GET.get("target", "")).select_related("target").first()
    initial = (
        {name: getattr(said, name) for name in ("reason", "evidence", "evidence_date")} | {"target": said.target.public_id} if said else {}
    )
    form = LinkForm(request.POST or None, targets=queries.outcomes_to_lead_to(request.actor, outcome), initial=initial)
    back = reverse("design:outcome_detail", args=[outcome.public_id])
    if request.method == "POST" and attempt(form, lambda: actions.link_outcomes(source=outcome, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("It is kept where this outcome leads, and why."))
        return redirect(back)
    return ask(request, form, _("Where does it lead?"), back_url=back, caption=outcome.name)


@require_POST
def outcome_unlink(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes back that this outcome leads to another (target=)."""
    outcome = _outcome(request, public_id)
    target = get_object_or_404(Outcome.objects.visible_to(request.actor), public_id=normalise(request.POST.get("target", "")))
    try:
        actions.unlink_outcomes(source=outcome, target=target, by=request.actor)
        messages.success(request, _("It is taken back. What was said stays in the history."))
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    return redirect("design:outcome_detail", outcome.public_id)


def _edit_outcome(request: HttpRequest, outcome: Outcome, form: OutcomeForm) -> Outcome:
    return actions.edit_outcome(outcome=outcome, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor)


def _framework(request: HttpRequest, public_id: str) -> OutcomeFramework:
    frameworks = OutcomeFramework.objects.visible_to(request.actor).select_related("owner_organisation")
    found: OutcomeFramework = get_object_or_404(frameworks, public_id=public_id)
    return found


def _outcome(request: HttpRequest, public_id: str) -> Outcome:
    outcomes = Outcome.objects.visible_to(request.actor).select_related("framework", "owner_organisation")
    found: Outcome = get_object_or_404(outcomes, public_id=public_id)
    return found


def _framework_form(framework: OutcomeFramework, data: Any = None) -> FrameworkEditForm:
    initial = {name: getattr(framework, name) for name in FRAMEWORK_FACTS}
    return FrameworkEditForm(data, initial=initial | {"seen": framework.recorded_at})


def _outcome_form(outcome: Outcome, data: Any = None) -> OutcomeForm:
    return OutcomeForm(data, initial={name: getattr(outcome, name) for name in OUTCOME_FACTS} | {"seen": outcome.recorded_at})
