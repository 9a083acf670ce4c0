"""The page “How sure are we?”, its figures for a budget that is being dragged, and the same for a spreadsheet."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lodestar.prioritise import charts, queries
from lodestar.prioritise.forms import SurenessForm, pounds_in_address
from lodestar.prioritise.views.deciding import Page, json_file, page_seen
from lodestar.ui.charts.chances import percent


@require_safe
def decide_sure(request: HttpRequest, public_id: str) -> HttpResponse:
    """How sure the answer at a budget is; 10,000 draws from the seed in the address."""
    page = page_seen(request, public_id, "decide_sure")
    form, seed = _seed(request)
    own = reverse("prioritise:decide_sure_json", args=[page.programme.public_id])
    page.context.update({"seed_form": form, "seed": seed, "live_url": own, "highest": charts.most_that_can_be_spent(page.question)})
    if page.asked.answer is not None and queries.has_ranges(page.question.raw):
        page.context.update(_shown(page, queries.uncertainty_answer(page.question, page.asked.budget_pence, seed=seed)))
    return render(request, "prioritise/decide_sure.html", page.context)


@require_safe
def decide_sure_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """Chances at a budget from 1,000 draws, for the page to show while the budget is dragged."""
    page = page_seen(request, public_id, "decide_sure")
    _form, seed = _seed(request)
    if page.asked.answer is None or not page.asked.form.is_valid():
        return JsonResponse({"problem": _("Nothing within this budget keeps every rule."), "rows": []})
    answer = queries.uncertainty_answer(page.question, page.asked.budget_pence, draws=queries.QUICK_DRAWS, seed=seed)
    labels = charts.words_of_labels()
    rows = [
        {"id": key, "share": one["probability_funded"], "words": f"{percent(one['probability_funded'])} · {labels[one['label']][0]}"}
        for key, one in answer.rated.items()
    ]
    found = {"finding": charts.sureness_in_words(answer), "draws": answer.raw["draws"], "seed": seed, "rows": rows}
    return JsonResponse({"budget": pounds_in_address(page.asked.budget_pence), **found})


@require_safe
def decide_sure_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """Chance, label, range of ranks and nearest flip of each, a row an intervention."""
    page = page_seen(request, public_id, "decide_sure")
    _form, seed = _seed(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="how-sure-{page.programme.public_id}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    if page.asked.answer is None:
        csv.writer(response).writerow([_("Nothing within this budget keeps every rule.")])
        return response
    answer = queries.uncertainty_answer(page.question, page.asked.budget_pence, seed=seed)
    csv.writer(response).writerows(queries.uncertainty_table(page.question, answer))
    return response


@require_safe
def decide_sure_input(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes into the calculation, as `lodestar run portfolio_uncertainty` takes it."""
    page = page_seen(request, public_id, "decide_sure")
    _form, seed = _seed(request)
    raw = queries.uncertainty_input(page.question, page.asked.budget_pence, seed=seed)
    return json_file(raw, f"how-sure-{page.programme.public_id}.json")


def _seed(request: HttpRequest) -> tuple[SurenessForm, int]:
    form = SurenessForm(request.GET or None)
    given = form.cleaned_data.get("seed") if form.is_bound and form.is_valid() else None
    return form, queries.USUAL_SEED if given is None else given


def _shown(page: Page, answer: queries.UncertaintyAnswer) -> dict[str, Any]:
    assert page.asked.answer is not None  # noqa: S101 — asked for only where there is an answer
    of_answer = (page.question, page.asked.answer, answer)
    query = f"{page.asked.query}&seed={answer.raw['seed']}"
    csv_url = reverse("prioritise:decide_sure_csv", args=[page.programme.public_id]) + query
    return {
        "result": answer.result,
        "json_url": reverse("prioritise:decide_sure_input", args=[page.programme.public_id]) + query,
        "uncertainty": answer.result["value"],
        "chances": charts.chances(*of_answer, csv_url=csv_url),
        "ranks": charts.rank_ranges(*of_answer, csv_url=csv_url),
        "tornado": charts.tornado(page.question, answer),
        "to_discuss": charts.to_discuss(page.question, answer),
        "knowing_everything": charts.knowing_everything(answer),
        "flips": charts.flips(*of_answer),
    }
