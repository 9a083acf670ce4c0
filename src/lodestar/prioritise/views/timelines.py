"""Pages of the timeline, its calendar files, and the venue and materials of a workshop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.calendar_files import calendar_file
from lodestar.common.clock import today
from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.timelines import STEP_FACTS, MaterialsForm, PlanForm, StepForm
from lodestar.prioritise.models import Programme, StepKind, TimelineStep
from lodestar.prioritise.policies import may_set_scene
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt
from lodestar.ui.conflicts import edit_row


@require_safe
def timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every step by date, with a warning where notice is short."""
    programme = programme_seen(request, public_id)
    dated, removed = queries.timeline_of(programme, today())
    context = {
        "programme": programme,
        "dated": dated,
        "removed": removed,
        "short": queries.notice_warnings(dated, today()),
        "may_set": may_set_scene(request.actor, programme),
    }
    return render(request, "prioritise/timeline.html", context)


@require_http_methods(["GET", "POST"])
def timeline_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Works out the steps backwards from the day of the decision."""
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    form = PlanForm(request.POST or None, initial=_plan_now(programme))
    if request.method == "POST" and attempt(
        form, lambda: actions.plan_timeline(programme=programme, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("The dates are worked out. Steps that were moved or ticked off stayed where they were."))
        return redirect(_back(programme))
    return ask(request, form, _("Plan backwards"), back_url=_back(programme), caption=programme.name, submit=_("Work out the dates"))


@require_http_methods(["GET", "POST"])
def timeline_step_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    form = StepForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.add_timeline_step(programme=programme, row=form.row(), by=request.actor)):
        messages.success(request, _("The step is added."))
        return redirect(_back(programme))
    return ask(request, form, _("Add a step"), back_url=_back(programme), caption=programme.name, submit=_("Add the step"))


@require_http_methods(["GET", "POST"])
def timeline_step_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _step(request, public_id)
    may_set_scene(request.actor, step.programme).require()
    return edit_row(
        request,
        step,
        _form,
        lambda form: actions.edit_timeline_step(step=step, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor),
        heading=_("Change the step"),
        back_url=_back(step.programme),
        done=_("The step is changed."),
        caption=step.name,
    )


@require_POST
def timeline_step_tick(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _step(request, public_id)
    is_done = request.POST.get("is_done") == "yes"
    actions.tick_timeline_step(step=step, is_done=is_done, by=request.actor)
    messages.success(request, _("%(step)s: ticked off.") % {"step": step.name} if is_done else _("The tick is taken back."))
    return redirect(_back(step.programme))


@require_POST
def timeline_step_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _step(request, public_id)
    actions.remove_timeline_step(step=step, by=request.actor)
    messages.success(request, _("The step is taken off. You can put it back below."))
    return redirect(_back(step.programme))


@require_POST
def timeline_step_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _step(request, public_id)
    actions.restore_timeline_step(step=step, by=request.actor)
    messages.success(request, _("The step is back on its day."))
    return redirect(_back(step.programme))


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a workshop needs: venue and materials, ticked as they are ready. Printed, it is a list to take along."""
    step = _step(request, public_id)
    if step.kind != StepKind.WORKSHOP:
        raise Http404
    ready = list(step.ticks.filter(is_done=True).values_list("item", flat=True))
    form = MaterialsForm(request.POST or None, initial={"items": ready})
    may_set = may_set_scene(request.actor, step.programme)
    if request.method == "POST":
        may_set.require()
        if form.is_valid():
            actions.tick_materials(step=step, items=set(form.cleaned_data["items"]), by=request.actor)
            messages.success(request, _("The list is saved."))
            return redirect("prioritise:materials", step.public_id)
    listed = [(key, label, key in ready) for key, label in queries.MATERIALS]
    context = {"step": step, "programme": step.programme, "form": form, "listed": listed, "may_set": may_set, "ready": len(ready)}
    return render(request, "prioritise/materials.html", context)


@require_safe
def timeline_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every step as one calendar file."""
    programme = programme_seen(request, public_id)
    return _file(request, programme, list(programme.timeline.filter(removed_at__isnull=True)))


@require_safe
def timeline_step_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One step as a calendar file."""
    step = _step(request, public_id)
    return _file(request, step.programme, [step])


def _file(request: HttpRequest, programme: Programme, steps: list[TimelineStep]) -> HttpResponse:
    url = request.build_absolute_uri(_back(programme))
    text = calendar_file(queries.calendar_entries(steps, programme, url), name=programme.name)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="timeline.ics"'
    return response


def _plan_now(programme: Programme) -> dict[str, Any]:
    """What the plan was last time, as the steps tell it."""
    steps = list(programme.timeline.filter(removed_at__isnull=True, kind__in=(StepKind.WORKSHOP, StepKind.DECISION)))
    days = [step.happens_on for step in steps if step.kind == StepKind.WORKSHOP]
    decided = [step.happens_on for step in steps if step.kind == StepKind.DECISION]
    weeks = round((days[1] - days[0]).days / 7) if len(days) > 1 else 2
    workshops = len(days) or queries.usual_workshops(programme)
    return {"decision_on": decided[-1] if decided else None, "workshops": workshops, "weeks_between": weeks}


def _form(row: TimelineStep, data: Any) -> StepForm:
    return StepForm(data, initial={name: getattr(row, name) for name in STEP_FACTS} | {"seen": row.recorded_at})


def _step(request: HttpRequest, public_id: str) -> TimelineStep:
    rows = TimelineStep.objects.visible_to(request.actor).select_related("programme", "owner_organisation")
    found: TimelineStep = get_object_or_404(rows, public_id=public_id)
    return found


def _back(programme: Programme) -> str:
    return reverse("prioritise:timeline", args=[programme.public_id])
