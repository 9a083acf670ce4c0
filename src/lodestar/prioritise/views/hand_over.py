"""What is handed over from an exercise: the board paper, and the page that gathers everything else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lodestar.methods.base import FaultyInput
from lodestar.prioritise import charts, queries
from lodestar.prioritise.forms import BudgetForm
from lodestar.prioritise.models import Programme
from lodestar.prioritise.papers import board_paper
from lodestar.prioritise.policies import may_carry_forward, may_edit_programme, may_take_snapshot
from lodestar.prioritise.states import ProgrammeState
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.paper import pdf_response


@require_safe
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that leaves an exercise: paper, workbook, notes, snapshots, the services to design, next year's exercise."""
    programme = programme_seen(request, public_id)
    decisions = queries.decisions_of_programme(programme)
    context: dict[str, Any] = {
        "programme": programme,
        "decision": decisions[0] if decisions else None,
        "snapshots": queries.snapshots_of_programme(programme),
        "followed_by": programme.followed_by.all(),
        "may_edit": may_edit_programme(request.actor, programme),
        "may_take_snapshot": may_take_snapshot(request.actor, programme),
        "may_carry_forward": may_carry_forward(request.actor, programme),
    }
    return render(request, "prioritise/hand_over.html", context)


@require_safe
def decision_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board paper of a decision, as it was made."""
    decision = queries.decision_for_viewer(request.actor, public_id)
    if decision is None:
        raise Http404
    return pdf_response(board_paper(queries.choice_decided(decision)), f"board-paper-{decision.public_id}")


@require_safe
def programme_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board paper before the decision (?budget=, ?choice=): what is recommended from the figures in use now."""
    programme = programme_seen(request, public_id)
    form = BudgetForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    question = queries.portfolio_question(programme)
    budget = budget_for(programme, question, asked.get("budget"))
    try:
        choice = queries.choice_at_budget(programme, question, budget, asked.get("choice") or charts.OPTIMUM)
    except queries.NothingToWeigh:
        messages.error(request, _("No intervention can be weighed yet: agree some and give their numbers first."))
        return redirect("prioritise:hand_over", programme.public_id)
    except FaultyInput as fault:
        messages.error(request, queries.words_of(fault))
        return redirect("prioritise:hand_over", programme.public_id)
    return pdf_response(board_paper(choice), f"board-paper-{programme.public_id}")


def budget_for(programme: Programme, question: queries.PortfolioQuestion, asked: int | None) -> int:
    """The budget asked about; else the last one decided on, or the one that the decide page begins with."""
    if asked is not None:
        return asked
    if programme.state == ProgrammeState.GATHERING:
        return charts.budget_to_begin_with(question)
    return queries.last_budget(programme) or charts.budget_to_begin_with(question)
