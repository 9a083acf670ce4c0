"""Pages of fairness: three ways on the same numbers, whom each intervention reaches, and how people fare now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.prioritise import queries
from lodestar.prioritise.actions.fairness import set_fairness_profile, set_health_profile
from lodestar.prioritise.charts import fairness as words
from lodestar.prioritise.forms.fairness import NAMES_OF_FIFTHS, FairnessForm, FairnessProfileForm, HealthProfileForm
from lodestar.prioritise.models import Intervention
from lodestar.prioritise.policies import may_edit_intervention, may_edit_programme
from lodestar.prioritise.queries.fairness import Fairness, current_health, current_profile, fairness_answer, fairness_of, profiles_of
from lodestar.prioritise.templatetags.prioritise import number
from lodestar.prioritise.views.deciding import Asked, page_seen
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import attempt
from lodestar.ui.charts.parted import draw_parted
from lodestar.ui.charts.render import render_picture


@require_safe
def fairness(request: HttpRequest, public_id: str) -> HttpResponse:
    """Three ways of weighing fairness, what each changes in what is funded at a budget, and what it gives up in total benefit."""
    page = page_seen(request, public_id, "fairness")
    known = fairness_of(page.programme)
    eta, page.context["form"] = _eta_asked(request, page.asked, known)
    page.context["health"] = _health_rows(known)
    if page.asked.answer is not None:
        page.context.update(_shown(page.question, page.asked.answer, known, eta))
    return render(request, "prioritise/fairness.html", page.context)


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


def _eta_asked(request: HttpRequest, asked: Asked, known: Fairness) -> tuple[float | None, FairnessForm]:
    """The strength in the address, if there is one, and the form with what is shown."""
    form = FairnessForm(request.GET or None)
    given = form.cleaned_data["eta"] if form.is_bound and form.is_valid() else None
    if form.errors:
        return None, form
    shown = given if given is not None or known.health is None else known.health.eta
    start = {"budget": f"{asked.budget_pence / 100:,.2f}".removesuffix(".00"), "eta": shown if shown is None else number(shown) or "0"}
    return None if given is None else float(given), FairnessForm(initial=start)


def _shown(question: queries.PortfolioQuestion, at_budget: queries.PortfolioAnswer, known: Fairness, eta: float | None) -> dict[str, Any]:
    answer = fairness_answer(question, at_budget, known, eta)
    rows = [(one, words.ratio_words(one.ratio), words.ratio_words(one.weight), words.shares_words(one.shares)) for one in answer.rows]
    return {
        "answer": answer,
        "ways": [words.most_row(answer), *words.way_rows(answer)],
        "picture": render_picture(draw_parted(words.bars_of_fairness(answer)), heading=2) if answer.choices else "",
        "slider": words.slider_of_fairness(answer) if answer.steps else None,
        "rows": rows,
        "said": sum(1 for one in answer.rows if one.shares or one.score is not None),
    }


def _health_rows(known: Fairness) -> dict[str, Any] | None:
    health = known.health
    if health is None:
        return None
    pairs = zip(NAMES_OF_FIFTHS, health.health_by_fifth, health.shares, strict=True)
    return {"profile": health, "rows": [(name, level, share) for name, level, share in pairs]}
