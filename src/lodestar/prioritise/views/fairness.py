"""Pages of fairness: three ways on the same numbers, whom each intervention reaches, and how people fare now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.methods.base import FaultyInput
from lodestar.prioritise import charts, queries
from lodestar.prioritise.actions.fairness import set_fairness_profile, set_health_profile
from lodestar.prioritise.charts import fairness as words
from lodestar.prioritise.forms.fairness import NAMES_OF_FIFTHS, FairnessBudgetForm, FairnessProfileForm, HealthProfileForm
from lodestar.prioritise.models import Intervention, Programme
from lodestar.prioritise.policies import may_edit_intervention, may_edit_programme
from lodestar.prioritise.queries.fairness import Fairness, current_health, current_profile, fairness_answer, fairness_of, profiles_of
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import attempt
from lodestar.ui.charts.parted import draw_parted
from lodestar.ui.charts.render import render_picture


@require_safe
def fairness(request: HttpRequest, public_id: str) -> HttpResponse:
    """Three ways of weighing fairness, what each changes in what is funded at a budget, and what it gives up in total benefit."""
    programme = programme_seen(request, public_id)
    question, known = queries.portfolio_question(programme), fairness_of(programme)
    form, budget, eta = _asked(request, programme, question)
    context: dict[str, Any] = {
        "programme": programme,
        "question": question,
        "health": _health_rows(known),
        "form": form,
        "budget_pence": budget,
        "may_edit": may_edit_programme(request.actor, programme),
    }
    if not question.is_empty:
        context |= _shown(question, known, budget, eta)
    return render(request, "prioritise/fairness.html", context)


@require_http_methods(["GET", "POST"])
def health_profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """How well each fifth fares now, and how strongly the gap is minded."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = HealthProfileForm(request.POST or None, current=current_health(programme))
    back = reverse("prioritise:fairness", args=[programme.public_id])
    if request.method == "POST" and attempt(form, lambda: set_health_profile(programme=programme, row=form.row(), by=request.actor)):
        messages.success(request, _("Kept. The earlier figures stay on record."))
        return redirect(back)
    context = {"programme": programme, "form": form, "back_url": back, "cancel_url": back, "caption": programme.name}
    return render(request, "prioritise/health_profile.html", context)


@require_http_methods(["GET", "POST"])
def fairness_profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whom an intervention reaches, and its fairness score."""
    visible = Intervention.objects.visible_to(request.actor).select_related("area__programme__owner_organisation")
    intervention = get_object_or_404(visible, public_id=public_id)
    may_edit_intervention(request.actor, intervention).require()
    form = FairnessProfileForm(request.POST or None, current=current_profile(intervention))
    back = reverse("prioritise:fairness", args=[intervention.area.programme.public_id])
    if request.method == "POST" and attempt(
        form, lambda: set_fairness_profile(intervention=intervention, row=form.row(), by=request.actor)
    ):
        messages.success(request, _("Kept. What was said before stays on record."))
        return redirect(back)
    context = {"intervention": intervention, "form": form, "back_url": back, "cancel_url": back, "earlier": profiles_of(intervention)[1:]}
    return render(request, "prioritise/fairness_profile.html", context)


def _asked(request: HttpRequest, programme: Programme, question: queries.PortfolioQuestion) -> tuple[FairnessBudgetForm, int, float | None]:
    """The budget and the strength in the address; without them, the budget last decided on and the programme's own strength."""
    form = FairnessBudgetForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    budget, eta = given.get("budget"), given.get("eta")
    if budget is None:
        budget = queries.last_budget(programme) or (0 if question.is_empty else charts.budget_to_begin_with(question))
    if not form.errors:
        form = FairnessBudgetForm(initial={"budget": budget, "eta": eta})
    return form, budget, None if eta is None else float(eta)


def _shown(question: queries.PortfolioQuestion, known: Fairness, budget_pence: int, eta: float | None) -> dict[str, Any]:
    try:
        answer = fairness_answer(question, queries.portfolio_answer(question, budget_pence), known, None if eta is None else float(eta))
    except FaultyInput as fault:
        return {"problem": queries.words_of(fault)}
    rows = [(one, words.ratio_words(one.ratio), words.ratio_words(one.weight), words.shares_words(one.shares)) for one in answer.rows]
    return {
        "answer": answer,
        "ways": [words.most_row(answer), *words.way_rows(answer)],
        "picture": render_picture(draw_parted(words.bars_of_fairness(answer)), heading=2) if answer.choices else "",
        "slider": words.slider_of_fairness(answer) if answer.steps else None,
        "rows": rows,
        "said": sum(1 for one in answer.rows if one.shares or one.score is not None),
        "fifths": NAMES_OF_FIFTHS,
    }


def _health_rows(known: Fairness) -> dict[str, Any] | None:
    health = known.health
    if health is None:
        return None
    pairs = zip(NAMES_OF_FIFTHS, health.health_by_fifth, health.shares, strict=True)
    return {"profile": health, "rows": [(name, level, share) for name, level, share in pairs]}
