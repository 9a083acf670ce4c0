"""Pages that frame the problem: the questions, the stages, the evidence for an area, the ticks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.evidence import EvidenceForm
from lodestar.prioritise.forms.problems import QuestionForm, StagesForm, answer_initial
from lodestar.prioritise.models import AreaEvidence, ProblemAnswer, Programme, Question
from lodestar.prioritise.policies import may_edit_area, may_edit_programme, may_set_scene
from lodestar.prioritise.views.interventions import area_seen
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt
from lodestar.ui.autosave import autosave_conflict, autosave_needs_correcting, autosaved, is_autosave
from lodestar.ui.conflicts import sent, show_conflict


@require_safe
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    """The eight questions with what has been said, what the answers recommend, and what was chosen."""
    programme = programme_seen(request, public_id)
    context = {
        "programme": programme,
        "questions": queries.problem_of(programme),
        "recommended": queries.recommendation_for(programme),
        "may_set": may_set_scene(request.actor, programme),
        "may_choose": may_edit_programme(request.actor, programme),
    }
    return render(request, "prioritise/problem.html", context)


@require_http_methods(["GET", "POST"])
def problem_question(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question a page (?about=scope); it saves itself as one types, and goes on to the next."""
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    question = _question(request)
    form = _question_form(programme, question)
    if request.method != "POST":
        return _ask_question(request, programme, question, form)
    form = _question_form(programme, question, _sent(request, form))
    try:
        answer = attempt(form, lambda: _answer(request, programme, question, form))
    except Overtaken as overtaken:
        if is_autosave(request):
            return autosave_conflict()
        row = overtaken.row
        return show_conflict(request, form, _question_form(programme, question), row, back_url=_address(programme, question))
    if is_autosave(request):
        return autosaved(request, version=answer.recorded_at.isoformat()) if answer else autosave_needs_correcting()
    if answer is None:
        return _ask_question(request, programme, question, form)
    return redirect(_after(programme, question))


@require_http_methods(["GET", "POST"])
def stages(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two stages or three: what is recommended and why, and the person's own choice."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    recommended = queries.recommendation_for(programme)
    form = _stages_form(programme, recommended.stages)
    if request.method == "POST":
        form = _stages_form(programme, recommended.stages, sent(request, form))
        try:
            if attempt(form, lambda: actions.choose_stages(programme=programme, by=request.actor, **form.cleaned_data)):
                messages.success(request, _("The stages are chosen."))
                return redirect("prioritise:problem", programme.public_id)
        except Overtaken as overtaken:
            now = _stages_form(overtaken.row, recommended.stages)
            return show_conflict(request, form, now, overtaken.row, back_url=_problem(programme))
    context = {"programme": programme, "recommended": recommended, "form": form, "back_url": _problem(programme)}
    return render(request, "prioritise/stages.html", context)


@require_POST
def first_step_tick(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ticks off, or takes back, one of the first steps that only a person can judge."""
    programme = programme_seen(request, public_id)
    item, is_done = request.POST.get("item", ""), request.POST.get("is_done") == "yes"
    if item not in queries.BY_HAND:
        raise Http404
    actions.tick_first_step(programme=programme, item=item, is_done=is_done, by=request.actor)
    messages.success(request, _("Ticked off.") if is_done else _("The tick is taken back."))
    return redirect(reverse("prioritise:programme_detail", args=[programme.public_id]) + "#exercise")


@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Adds what speaks for examining an area."""
    area = area_seen(request, public_id)
    may_edit_area(request.actor, area).require()
    form = EvidenceForm(request.POST or None)
    back = reverse("prioritise:area_detail", args=[area.public_id])
    if request.method == "POST" and attempt(form, lambda: actions.add_area_evidence(area=area, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The evidence is added."))
        return redirect(back)
    return ask(request, form, _("Add evidence"), back_url=back, caption=str(area), submit=_("Add it"))


@require_POST
def evidence_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    evidence = _evidence(request, public_id)
    actions.remove_area_evidence(evidence=evidence, by=request.actor)
    messages.success(request, _("It is taken off. You can put it back below."))
    return redirect(reverse("prioritise:area_detail", args=[evidence.area.public_id]) + "#evidence")


@require_POST
def evidence_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    evidence = _evidence(request, public_id)
    actions.restore_area_evidence(evidence=evidence, by=request.actor)
    messages.success(request, _("It is back on the list."))
    return redirect(reverse("prioritise:area_detail", args=[evidence.area.public_id]) + "#evidence")


def _question(request: HttpRequest) -> Question:
    asked = request.GET.get("about", Question.SCOPE)
    if asked not in Question.values:
        raise Http404
    return Question(asked)


def _question_form(programme: Programme, question: Question, data: Any = None) -> QuestionForm:
    answer = programme.problem_answers.filter(question=question).first()
    return QuestionForm(data, question=question, initial=answer_initial(programme, question, answer))


def _sent(request: HttpRequest, form: QuestionForm) -> Any:
    """What was sent; after the form has saved itself, its version is the moment of that save."""
    data = sent(request, form)
    if request.POST.get("version"):
        data["seen"] = request.POST["version"]
    return data


def _answer(request: HttpRequest, programme: Programme, question: Question, form: QuestionForm) -> ProblemAnswer:
    seen = form.cleaned_data["seen"]
    return actions.answer_question(programme=programme, question=question, seen=seen, by=request.actor, **form.facts())


def _ask_question(request: HttpRequest, programme: Programme, question: Question, form: QuestionForm) -> HttpResponse:
    asked = next(one for one in queries.problem_of(programme) if one.question == question)
    address = _address(programme, question)
    version = form["seen"].value()
    context = {
        "programme": programme,
        "asked": asked,
        "form": form,
        "heading": question.label,
        "caption": _("Question %(n)d of %(all)d") % {"n": asked.number, "all": len(Question)},
        "why": asked.why,
        "autosave_url": address,
        "version": version.isoformat() if hasattr(version, "isoformat") else version or "",
        "back_url": _before(programme, question),
        "cancel_url": _problem(programme),
        "submit": _("Save and go on"),
    }
    return render(request, "prioritise/problem_question.html", context)


def _address(programme: Programme, question: Question) -> str:
    return reverse("prioritise:problem_question", args=[programme.public_id]) + f"?about={question}"


def _problem(programme: Programme) -> str:
    return reverse("prioritise:problem", args=[programme.public_id])


def _after(programme: Programme, question: Question) -> str:
    order = list(Question)
    place = order.index(question) + 1
    return _address(programme, order[place]) if place < len(order) else _problem(programme)


def _before(programme: Programme, question: Question) -> str:
    order = list(Question)
    place = order.index(question)
    return _address(programme, order[place - 1]) if place else _problem(programme)


def _stages_form(programme: Programme, recommended: str, data: Any = None) -> StagesForm:
    initial = {"stages": programme.stages or recommended, "reason": programme.stages_reason, "seen": programme.recorded_at}
    return StagesForm(data, initial=initial)


def _evidence(request: HttpRequest, public_id: str) -> AreaEvidence:
    rows = AreaEvidence.objects.visible_to(request.actor).select_related("area__programme", "owner_organisation")
    found: AreaEvidence = get_object_or_404(rows, public_id=public_id)
    return found
