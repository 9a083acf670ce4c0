"""Pages around a workshop: the list, preparing one, what became of it, its record, and the form for those without a phone."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.prioritise import dots
from lodestar.prioritise.actions import workshops as actions
from lodestar.prioritise.forms.workshops import BallotsForm, WorkshopForm
from lodestar.prioritise.models import Ballot, Intervention, Workshop
from lodestar.prioritise.policies.workshops import (
    may_change_workshop,
    may_open_workshop,
    may_prepare_workshop,
    may_prepare_workshops,
    may_run_workshop,
    may_see_record,
    may_withdraw_ballot,
)
from lodestar.prioritise.queries import workshops as queries
from lodestar.prioritise.scales import scale_of
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt, tried


@require_safe
def workshop_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """The workshops of a programme, latest first."""
    programme = programme_seen(request, public_id)
    context = {
        "programme": programme,
        "workshops": queries.workshops_of_programme(request.actor, programme),
        "may_prepare": may_prepare_workshops(request.actor, programme),
    }
    return render(request, "prioritise/workshops/list.html", context)


@require_http_methods(["GET", "POST"])
def workshop_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_prepare_workshops(request.actor, programme).require()
    form = WorkshopForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.create_workshop(programme=programme, by=request.actor, **form.facts()))
        if made:
            messages.success(request, _("The workshop is prepared. Say next what the room will judge."))
            return redirect("prioritise:ballots_add", made.public_id)
    back = reverse("prioritise:workshop_list", args=[programme.public_id])
    return ask(request, form, _("Prepare a workshop"), back_url=back, caption=programme.name, submit=_("Prepare the workshop"))


@require_http_methods(["GET", "POST"])
def workshop_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    may_change_workshop(request.actor, workshop).require()
    told = {"name": workshop.name, "held_on": workshop.held_on, "shows_labels": "yes" if workshop.shows_labels else "no"}
    form = WorkshopForm(request.POST or None, initial=told)
    back = reverse("prioritise:workshop_detail", args=[workshop.public_id])
    if request.method == "POST" and attempt(form, lambda: actions.edit_workshop(workshop=workshop, by=request.actor, **form.facts())):
        messages.success(request, _("The workshop is changed."))
        return redirect(back)
    return ask(request, form, _("Change the workshop"), back_url=back, caption=workshop.programme.name)


@require_http_methods(["GET", "POST"])
def ballots_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Says what the room will judge: numbers of interventions, in the order of their areas."""
    workshop = workshop_seen(request, public_id)
    may_prepare_workshop(request.actor, workshop).require()
    rows = Intervention.objects.filter(area__programme=workshop.programme).select_related("area")
    form = BallotsForm(request.POST or None, askable=rows.order_by("area__position", "position", "pk"))
    back = reverse("prioritise:workshop_detail", args=[workshop.public_id])
    if request.method == "POST":
        added = attempt(form, lambda: actions.add_ballots(workshop=workshop, rows=form.rows(), by=request.actor))
        if added is not None:
            words = ngettext("%(n)d question is added.", "%(n)d questions are added.", len(added))
            messages.success(request, words % {"n": len(added)})
            return redirect(back)
    return ask(request, form, _("What does the room judge?"), back_url=back, caption=workshop.name, submit=_("Put these to the room"))


@require_safe
def workshop_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A workshop: what it is asked, what was agreed, and the ways to its desk, wall, paper form and record."""
    workshop = workshop_seen(request, public_id)
    ballots = queries.ballots_in_order(workshop)
    context = {
        "workshop": workshop,
        "programme": workshop.programme,
        "rows": [(ballot, scale_of(ballot.quantity, ballot.unit), next(iter(ballot.agreed_values.all()), None)) for ballot in ballots],
        "may_prepare": may_prepare_workshop(request.actor, workshop),
        "may_change": may_change_workshop(request.actor, workshop),
        "may_run": may_run_workshop(request.actor, workshop),
        "may_open": may_open_workshop(request.actor, workshop),
        "may_see_record": may_see_record(request.actor, workshop.programme),
    }
    return render(request, "prioritise/workshops/detail.html", context)


@require_POST
def ballot_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    ballot = ballot_seen(request, public_id)
    may_withdraw_ballot(request.actor, ballot).require()
    workshop = tried(request, lambda: actions.withdraw_ballot(ballot=ballot, by=request.actor))
    if workshop:
        messages.success(request, _("The room will not be asked that."))
    return redirect("prioritise:workshop_detail", ballot.workshop.public_id)


@require_safe
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who said what and why, round by round, as it was given."""
    workshop = workshop_seen(request, public_id)
    may_see_record(request.actor, workshop.programme).require()
    recorded = queries.record_of(request.actor, workshop)
    shown = [(one, [shown_round(round_, one.ballot) for round_ in one.rounds]) for one in recorded]
    context = {"workshop": workshop, "programme": workshop.programme, "recorded": shown}
    return render(request, "prioritise/workshops/record.html", context)


@require_safe
def record_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    may_see_record(request.actor, workshop.programme).require()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="workshop-{workshop.public_id}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    csv.writer(response).writerows(queries.record_table(queries.record_of(request.actor, workshop)))
    return response


@require_safe
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form for those without a phone: every question with its scale, to print."""
    workshop = workshop_seen(request, public_id)
    context = {
        "workshop": workshop,
        "heading": workshop.name,
        "about": workshop.programme.name,
        "back_url": reverse("prioritise:workshop_detail", args=[workshop.public_id]),
        "rows": [(ballot, scale_of(ballot.quantity, ballot.unit)) for ballot in queries.ballots_in_order(workshop)],
    }
    return render(request, "prioritise/workshops/paper.html", context)


def workshop_seen(request: HttpRequest, public_id: str) -> Workshop:
    """The workshop, when the viewer may see it."""
    found = queries.workshop_for_viewer(request.actor, public_id)
    if found is None:
        raise Http404
    return found


def ballot_seen(request: HttpRequest, public_id: str) -> Ballot:
    """The ballot, when the viewer may see it."""
    found = queries.ballot_for_viewer(request.actor, public_id)
    if found is None:
        raise Http404
    return found


def shown_round(one: queries.Round, ballot: Ballot) -> dict[str, Any]:
    """A revealed round as the templates draw it."""
    scale = scale_of(ballot.quantity, ballot.unit)
    return {
        "number": one.number,
        "spread": one.spread,
        "drawing": dots.drawing_of(one, scale),
        "finding": dots.finding_of(one, scale),
        "first": dots.first_words(one, scale),
        "unsure": dots.unsure_words(one),
        "rows": dots.grouped(one),
        "own": next((dots.plain(dot.value) for dot in one.dots if dot.is_own), ""),
        "scale": scale,
    }
