"""Pages of learning: the line of sight, a programme across the cycle, learning entries, closing a target."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.contract.models import Contract, Target
from lodestar.deliver.actions import note_read
from lodestar.deliver.models import Goal
from lodestar.design.models import Service
from lodestar.learn import actions
from lodestar.learn.forms import CloseTargetForm, LearningFilterForm, LearningForm
from lodestar.learn.models import LearningEntry
from lodestar.learn.policies import may_close_target, may_record_learning
from lodestar.learn.queries.cycle import strips_for
from lodestar.learn.queries.learning import learning_for_viewer
from lodestar.learn.queries.sight import KINDS, line_of_sight
from lodestar.prioritise.models import Programme
from lodestar.procure.models import Opportunity
from lodestar.ui.acting import ask, attempt
from lodestar.ui.forms.fields import long_date

ENTRIES_A_PAGE = 20


@require_safe
def sight(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """The line of sight from one thing, both ways."""
    if kind not in KINDS:
        raise Http404
    try:
        found = line_of_sight(request.actor, kind, public_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    title = str(found.start)
    if isinstance(found.start, Goal):
        note_read(engagement=found.start.engagement, purpose="line of sight", by=request.actor)
        title = _("A person's goal")
    context = {"sight": found, "start_title": title, "start_kind": KINDS[kind].model._meta.verbose_name}
    return render(request, "learn/sight.html", context)


@require_safe
def learning_list(request: HttpRequest) -> HttpResponse:
    """What was learnt, searchable, latest first."""
    form = LearningFilterForm(request.GET or None)
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    page = Paginator(learning_for_viewer(request.actor, words=words), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "learn/learning_list.html", {"page_obj": page, "filter_form": form, "is_filtered": bool(words)})


@require_safe
def learning_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    entries = LearningEntry.objects.visible_to(request.actor).select_related(
        "programme", "service", "contract", "target__outcome", "result"
    )
    entry = get_object_or_404(entries, public_id=public_id)
    return render(request, "learn/learning_detail.html", {"entry": entry})


@require_http_methods(["GET", "POST"])
def learning_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.actor), public_id=public_id)
    may_record_learning(request.actor, programme).require()
    form = LearningForm(request.POST or None)
    if request.method == "POST":
        entry = attempt(form, lambda: actions.record_learning(programme=programme, by=request.actor, **form.cleaned_data))
        if entry:
            messages.success(request, _("Written down. Whoever begins the next thing of its kind will see it."))
            return redirect("learn:learning_detail", entry.public_id)
    back = reverse("learn:programme", args=[programme.public_id])
    return ask(request, form, _("Write down what was learnt"), back_url=back, caption=programme.name)


@require_http_methods(["GET", "POST"])
def contract_learnt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what was learnt about a contract, by either party."""
    contracts = Contract.objects.visible_to(request.actor).select_related("service__programme__owner_organisation")
    contract = get_object_or_404(contracts, public_id=public_id)
    may_record_learning(request.actor, contract.service.programme, contract).require()
    form = LearningForm(request.POST or None)
    about = {"programme": contract.service.programme, "service": contract.service, "contract": contract}
    if request.method == "POST":
        entry = attempt(form, lambda: actions.record_learning(by=request.actor, **about, **form.cleaned_data))
        if entry:
            messages.success(request, _("Written down. Both parties of the contract can read it."))
            return redirect("learn:learning_detail", entry.public_id)
    back = reverse("contract:contract_detail", args=[contract.public_id])
    return ask(request, form, _("Write down what was learnt"), back_url=back, caption=contract.title)


@require_http_methods(["GET", "POST"])
def target_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """YES or NO, and either way what was learnt."""
    targets = Target.objects.visible_to(request.actor).select_related("version__contract__service__programme", "outcome")
    target = get_object_or_404(targets, public_id=public_id)
    may_close_target(request.actor, target).require()
    promise = _("%(many)d people by %(day)s") % {"many": target.how_many, "day": long_date(target.by_when)}
    form = CloseTargetForm(request.POST or None, initial={"expected": promise})
    if request.method == "POST":
        result = attempt(form, lambda: actions.close_target(target=target, by=request.actor, **form.cleaned_data))
        if result:
            messages.success(request, _("The target is closed, with what was learnt."))
            return redirect("learn:learning_detail", result.learning.public_id)
    back = reverse("contract:contract_detail", args=[target.version.contract.public_id])
    return ask(request, form, _("Was the target reached?"), back_url=back, caption=str(target), submit=_("Close the target"))


@require_safe
def programme(request: HttpRequest, public_id: str) -> HttpResponse:
    """A programme across the cycle: what there is of it at every verb, and what was learnt."""
    found = get_object_or_404(Programme.objects.visible_to(request.actor), public_id=public_id)
    ((_programme, steps),) = strips_for(request.actor, [found])
    services = Service.objects.visible_to(request.actor).filter(programme=found).select_related("decided_from")
    context = {
        "programme": found,
        "steps": steps,
        "services": services,
        "opportunities": Opportunity.objects.visible_to(request.actor).filter(service__programme=found),
        "contracts": Contract.objects.visible_to(request.actor).filter(service__programme=found).select_related("provider"),
        "entries": learning_for_viewer(request.actor).filter(programme=found)[:ENTRIES_A_PAGE],
        "may_record": may_record_learning(request.actor, found),
    }
    return render(request, "learn/programme.html", context)
