"""Pages of what every portfolio keeps: rules in plain words, fixed interventions, those kept out or in, overlapping groups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.constraints import OverlapForm, WithdrawForm, constraint_form
from lodestar.prioritise.forms.horizon import horizon_form
from lodestar.prioritise.models import ConstraintKind, PeopleOverlap, PortfolioConstraint, Programme
from lodestar.prioritise.policies import may_edit_programme, may_withdraw_constraint, may_withdraw_overlap
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt, check_and_act
from lodestar.ui.conflicts import edit_row


@require_safe
def constraints(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that is settled before the calculation, each as a sentence with its reason, and whether it can hold together."""
    programme = programme_seen(request, public_id)
    question = queries.portfolio_question(programme)
    context = {
        "programme": programme,
        "settled": queries.settled_of(question),
        "horizon": question.horizon,
        "overlaps": queries.overlaps_of(programme),
        "withdrawn": queries.withdrawn_constraints(programme),
        "conflict": queries.conflict_of(question),
        "kinds": ConstraintKind.choices,
        "may_edit": may_edit_programme(request.actor, programme),
    }
    return render(request, "prioritise/constraints.html", context)


@require_http_methods(["GET", "POST"])
def constraint_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Adds a rule of one kind (?kind=requires)."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    kind = request.GET.get("kind", ConstraintKind.REQUIRES)
    if kind not in ConstraintKind.values:
        raise Http404
    form = constraint_form(kind, request.POST or None, areas=programme.areas.all(), interventions=_interventions(request, programme))
    if request.method == "POST":
        made = attempt(form, lambda: actions.add_constraint(programme=programme, kind=kind, by=request.actor, **form.facts()))
        if made:
            messages.success(request, _("The rule is added: %(sentence)s") % {"sentence": queries.sentence_of(made)})
            return redirect(_back(programme))
    heading = str(ConstraintKind(kind).label)
    return ask(request, form, heading, back_url=_back(programme), caption=programme.name, submit=_("Add the rule"))


@require_http_methods(["GET", "POST"])
def constraint_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(
        PortfolioConstraint.objects.visible_to(request.actor).select_related("programme", "area"), public_id=public_id
    )
    may_withdraw_constraint(request.actor, found).require()
    form = WithdrawForm(request.POST or None)
    return check_and_act(
        request,
        lambda: actions.withdraw_constraint(constraint=found, reason=form.cleaned_data["reason"], by=request.actor),
        heading=_("Withdraw the rule"),
        rows=[(_("The rule"), queries.sentence_of(found)), (_("Why it was made"), found.reason)],
        consequence=_("From now on no choice need keep it. It stays on record with your reason."),
        done=_("The rule is withdrawn."),
        back_url=_back(found.programme),
        form=form,
    )


@require_http_methods(["GET", "POST"])
def overlap_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Marks that two interventions would help some of the same people."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = OverlapForm(request.POST or None, interventions=_interventions(request, programme))
    if request.method == "POST" and attempt(form, lambda: actions.mark_overlap(programme=programme, by=request.actor, **form.facts())):
        messages.success(request, _("The overlap is marked. It stands among the checks of the figures."))
        return redirect(_back(programme))
    return ask(
        request,
        form,
        _("Mark the same people in two interventions"),
        back_url=_back(programme),
        caption=programme.name,
        submit=_("Mark it"),
    )


@require_http_methods(["GET", "POST"])
def overlap_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(
        PeopleOverlap.objects.visible_to(request.actor).select_related("programme", "first", "second"), public_id=public_id
    )
    may_withdraw_overlap(request.actor, found).require()
    form = WithdrawForm(request.POST or None)
    return check_and_act(
        request,
        lambda: actions.withdraw_overlap(overlap=found, reason=form.cleaned_data["reason"], by=request.actor),
        heading=_("Take back the overlap"),
        rows=[(_("The same people"), f"{found.first.name} · {found.second.name}"), (_("How it was known"), found.reason)],
        consequence=_("The two are no longer shown as overlapping. What was said stays on record."),
        done=_("The overlap is taken back."),
        back_url=_back(found.programme),
        form=form,
    )


@require_http_methods(["GET", "POST"])
def horizon_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sets how many years are compared, and what later years count for."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    return edit_row(
        request,
        programme,
        horizon_form,
        lambda form: actions.edit_programme(programme=programme, by=request.actor, **form.facts()),
        heading=_("How far do we look ahead?"),
        back_url=_back(programme),
        done=_("The horizon is set."),
        caption=programme.name,
    )


def _interventions(request: HttpRequest, programme: Programme) -> Any:
    return queries.interventions_for_viewer(request.actor, programme)


def _back(programme: Programme) -> str:
    return reverse("prioritise:constraints", args=[programme.public_id])
