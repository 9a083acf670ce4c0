"""Pages on which a budget is looked at: what it funds, why the answers differ, every figure, and today's spend beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lodestar.methods.base import FaultyInput
from lodestar.prioritise import charts, queries
from lodestar.prioritise.forms import BudgetForm, pounds_in_address
from lodestar.prioritise.models import Commitment, Programme
from lodestar.prioritise.policies import may_decide_funding, may_edit_programme
from lodestar.prioritise.views.programmes import programme_seen


@dataclass(frozen=True)
class Conflict:
    """Why nothing can be funded at a budget: the smallest set of rules that cannot hold together, and the least budget that would do."""

    rules: list[str]
    words: str
    least_pence: int | None


@dataclass(frozen=True)
class Asked:
    """The budget and way of choosing in the address, and the answer to them (or why there is none)."""

    form: BudgetForm
    budget_pence: int
    way: str
    answer: queries.PortfolioAnswer | None
    conflict: Conflict | None = None

    @property
    def query(self) -> str:
        """The same budget and way in the address of another page."""
        return "?" + urlencode({"budget": pounds_in_address(self.budget_pence), "choice": self.way})


@dataclass(frozen=True)
class Part:
    """One of the pages on which a budget is looked at."""

    name: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Page:
    """What every one of these pages shows."""

    programme: Programme
    question: queries.PortfolioQuestion
    asked: Asked
    context: dict[str, Any] = field(default_factory=dict)


@require_safe
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer first: the efficiency frontier with its budget line, the list it splits, and the value triangles."""
    page = page_seen(request, public_id, "decide")
    if page.asked.answer is not None:
        queries.warm_soon()
        csv_url = reverse("prioritise:portfolio_csv", args=[page.programme.public_id])
        of_answer = (page.question, page.asked.answer, page.asked.way)
        page.context["frontier"] = charts.frontier(*of_answer, action=request.path, csv_url=csv_url)
        page.context["triangles"] = charts.triangles(*of_answer, csv_url=csv_url)
    return render(request, "prioritise/decide.html", page.context)


@require_safe
def decide_answers(request: HttpRequest, public_id: str) -> HttpResponse:
    """The three answers side by side, why they differ, and the budgets at which each intervention is funded."""
    page = page_seen(request, public_id, "decide_answers")
    if page.asked.answer is not None:
        rows = charts.weighed_rows(page.question, page.asked.answer, page.asked.way)
        page.context.update(
            {
                "answers": charts.answers_side_by_side(page.asked.answer),
                "finding": charts.difference_in_words(page.asked.answer),
                "differing": [row for row in rows if row.why],
                "bands": charts.funded_bands(page.question, page.asked.answer),
            }
        )
    return render(request, "prioritise/decide_answers.html", page.context)


@require_safe
def decide_figures(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every figure that went into the answer, what stands apart from the order, and what was kept out."""
    page = page_seen(request, public_id, "decide_figures")
    if page.asked.answer is not None:
        rows = charts.weighed_rows(page.question, page.asked.answer, page.asked.way)
        page.context.update(
            {
                "rows": [row for row in rows if not row.stands_apart],
                "dominant": [row for row in rows if row.is_dominant],
                "never": [row for row in rows if row.is_never_worth_funding],
                "ways": [(way, words[0]) for way, words in charts.words_of_ways().items()],
                "finding": charts.finding_in_words(page.asked.answer, page.asked.way),
            }
        )
    return render(request, "prioritise/decide_figures.html", page.context)


@require_safe
def decide_today(request: HttpRequest, public_id: str) -> HttpResponse:
    """What runs today, beside more for the same money and the same for less, and the swaps that lead there."""
    page = page_seen(request, public_id, "decide_today")
    if page.asked.answer is not None:
        page.context["today"] = charts.today_compared(page.question, page.asked.answer)
    return render(request, "prioritise/decide_today.html", page.context)


def page_seen(request: HttpRequest, public_id: str, here: str) -> Page:
    """One of these pages, for a programme the viewer may see, at the budget in the address."""
    programme = programme_seen(request, public_id)
    question = queries.portfolio_question(programme)
    asked = asked_in(request, programme, question)
    own = reverse("prioritise:portfolio_json", args=[programme.public_id])
    rules = [(queries.sentence_of(rule), rule.reason) for rule in queries.rules_in_force(question)]
    fixed = [row for row in question.interventions.values() if row.commitment != Commitment.OPEN]
    context = {
        "programme": programme,
        "question": question,
        "asked": asked,
        "form": asked.form,
        "parts": parts_of(programme, asked, here),
        "rules": rules,
        "fixed": fixed,
        "rule_count": len(rules) + len(fixed),
        "may_decide": may_decide_funding(request.actor, programme),
        "may_edit": may_edit_programme(request.actor, programme),
        "result": asked.answer.result if asked.answer else None,
        "json_url": f"{own}?budget={pounds_in_address(asked.budget_pence)}",
    }
    return Page(programme, question, asked, context)


def asked_in(request: HttpRequest, programme: Programme, question: queries.PortfolioQuestion) -> Asked:
    """What the address asks; without a budget in it, the one decided on last, or half of what everything would cost."""
    form = BudgetForm(request.GET or None, auto_id="frontier-%s")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    way, budget = given.get("choice") or charts.OPTIMUM, given.get("budget")
    if question.is_empty:
        return Asked(form, budget or 0, way, None)
    if budget is None:
        budget = queries.last_budget(programme) or charts.budget_to_begin_with(question)
    try:
        return Asked(form, budget, way, queries.portfolio_answer(question, budget))
    except FaultyInput as fault:
        return Asked(form, budget, way, None, _conflict(question, fault, budget))


def _conflict(question: queries.PortfolioQuestion, fault: FaultyInput, budget_pence: int) -> Conflict:
    least = queries.least_budget(question)
    return Conflict(
        queries.conflict_in_words(question, fault, budget_pence), queries.words_of(fault), None if least is None else round(least * 100)
    )


def parts_of(programme: Programme, asked: Asked, here: str) -> list[Part]:
    """The ways to the other pages, at the same budget."""
    names = {
        "decide": _("What is funded"),
        "decide_answers": _("Why the answers differ"),
        "decide_sure": _("How sure are we?"),
        "fairness": _("Fairness"),
        "decide_today": _("Today’s spend"),
        "decide_figures": _("Every figure"),
    }
    return [Part(name, reverse(f"prioritise:{key}", args=[programme.public_id]) + asked.query, key == here) for key, name in names.items()]


def json_file(data: dict[str, Any], name: str) -> HttpResponse:
    """Plain data as a file to keep."""
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
