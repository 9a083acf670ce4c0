"""Pages of programmes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.prioritise import actions, queries
from lodestar.prioritise.exercise import exercise_for_viewer
from lodestar.prioritise.forms import ProgrammeFilterForm, ProgrammeForm
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import (
    may_agree_interventions,
    may_begin_some_programme,
    may_close_programme,
    may_decide_funding,
    may_edit_programme,
    may_see_history,
)
from lodestar.ui.acting import attempt, check_answers
from lodestar.ui.conflicts import sent, show_conflict

PROGRAMMES_A_PAGE = 25
FACTS = ("name", "financial_year", "scope", "challenge")


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme the viewer may see."""
    form = ProgrammeFilterForm(request.GET or None, years=queries.programme_years(request.actor))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.programmes_for_viewer(request.actor, state=asked.get("state", ""), year=asked.get("year", ""))
    context = {
        "page_obj": Paginator(found, PROGRAMMES_A_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "may_begin": may_begin_some_programme(request.actor),
    }
    return render(request, "prioritise/programme_list.html", context)


@require_safe
def programme_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A programme: its areas and interventions in the classic view, what is to be done next, and what was decided."""
    programme = programme_seen(request, public_id)
    rows = queries.area_rows_for_programme(programme)
    standing = queries.standing_of(rows)
    context = {
        "programme": programme,
        "area_rows": rows,
        "standing": standing,
        "exercise": exercise_for_viewer(request.actor, programme, standing),
        "decisions": queries.decisions_of_programme(programme),
        "followed_by": programme.followed_by.all(),
        "may_edit": may_edit_programme(request.actor, programme),
        "may_agree": may_agree_interventions(request.actor, programme),
        "may_decide": may_decide_funding(request.actor, programme),
        "may_close": may_close_programme(request.actor, programme),
        "may_see_history": may_see_history(request.actor, programme),
    }
    return render(request, "prioritise/programme_detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    """Begins a programme; what was learnt before is shown beside the form by later parts of the cycle."""
    may_begin_some_programme(request.actor).require()
    form = ProgrammeForm(
        request.POST or None,
        follows=queries.programmes_to_follow(request.actor),
        organisations=queries.organisations_to_begin_in(request.actor),
        initial={"follows": request.GET.get("follows", "")},
    )
    if request.method == "POST":
        made = attempt(form, lambda: actions.create_programme(by=request.actor, **form.facts()))
        if made:
            messages.success(request, _("The programme is begun. Add its priority areas next."))
            return redirect("prioritise:programme_detail", made.public_id)
    return _ask(request, form, _("Begin a programme"), reverse("prioritise:programme_list"), "prioritise/programme_new.html")


@require_http_methods(["GET", "POST"])
def programme_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    back = reverse("prioritise:programme_detail", args=[programme.public_id])
    form = _edit_form(request, programme)
    if request.method == "POST":
        form = _edit_form(request, programme, sent(request, form))
        try:
            if attempt(form, lambda: actions.edit_programme(programme=programme, by=request.actor, **_changes(form))):
                messages.success(request, _("The programme is changed."))
                return redirect(back)
        except Overtaken as overtaken:
            return show_conflict(request, form, _edit_form(request, overtaken.row), overtaken.row, back_url=back)
    return _ask(request, form, _("Change the programme"), back)


@require_http_methods(["GET", "POST"])
def programme_close(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    back = reverse("prioritise:programme_detail", args=[programme.public_id])
    if request.method == "POST":
        actions.close_programme(programme=programme, by=request.actor)
        messages.success(request, _("The programme is closed."))
        return redirect(back)
    may_close_programme(request.actor, programme).require()
    rows = [(_("Programme"), programme.name), (_("Funding decisions"), str(programme.decisions.count()))]
    consequence = _("Nothing in it changes any more: no area, no intervention, no number, no decision. What was designed from it goes on.")
    return check_answers(request, _("Close the programme"), rows, back_url=back, consequence=consequence)


def programme_seen(request: HttpRequest, public_id: str) -> Programme:
    """The programme, when the viewer may see it."""
    programmes = Programme.objects.visible_to(request.actor).select_related("owner_organisation", "follows")
    found: Programme = get_object_or_404(programmes, public_id=public_id)
    return found


def _edit_form(request: HttpRequest, programme: Programme, data: Any = None) -> ProgrammeForm:
    initial = {name: getattr(programme, name) for name in FACTS}
    initial |= {"seen": programme.recorded_at, "follows": programme.follows.public_id if programme.follows else ""}
    return ProgrammeForm(data, follows=queries.programmes_to_follow(request.actor, programme), initial=initial)


def _changes(form: ProgrammeForm) -> dict[str, Any]:
    return {"seen": form.cleaned_data["seen"], **form.facts()}


def _ask(request: HttpRequest, form: Any, heading: str, back_url: str, template: str = "ui/question.html") -> HttpResponse:
    context = {"form": form, "heading": heading, "back_url": back_url, "cancel_url": back_url, "submit": _("Save")}
    return render(request, template, context)
