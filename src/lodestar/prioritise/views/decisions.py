"""Pages on which it is decided what is funded: the choice, its check, and the decision that is kept."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.money import pounds
from lodestar.prioritise import actions, queries
from lodestar.prioritise.actions.decisions import ProposedDecision, propose_decision
from lodestar.prioritise.forms import BudgetForm, ChoiceForm, DepartureForm
from lodestar.prioritise.models import Commitment, FundingDecision, Programme
from lodestar.prioritise.policies import may_decide_funding, may_see_history
from lodestar.prioritise.templatetags.prioritise import best_of
from lodestar.prioritise.views.deciding import asked_in, json_file
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import attempt


@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """First what is funded and why; then, on the check page, why it departs from the optimum; then it is decided."""
    programme = programme_seen(request, public_id)
    may_decide_funding(request.actor, programme).require()
    question = queries.portfolio_question(programme)
    if request.method == "GET":
        return _choose(request, programme, _first_choice(request, programme, question))
    form = ChoiceForm(request.POST, weighed=_weighed_choices(question))
    proposed = attempt(form, lambda: _propose(programme, form))
    if proposed is None or "back" in request.POST:
        return _choose(request, programme, form)
    is_last_step = "decide" in request.POST
    departures = DepartureForm(request.POST if is_last_step else None, departures=_departures(proposed))
    if is_last_step:
        made = attempt(departures, lambda: _decide(request, programme, form, departures))
        if made:
            messages.success(request, _("The decision is made and kept with the calculation it rests on."))
            return redirect("prioritise:decision_detail", made.public_id)
    return _check(request, programme, form, departures, proposed)


@require_safe
def decision_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A decision as it was made, with its calculation worked out again from what was kept."""
    decision = _decision(request, public_id)
    portfolio = decision.method_result["value"]["portfolios"][0]
    context = {
        "decision": decision,
        "programme": decision.programme,
        "rows": queries.decided_rows(decision),
        "optimum": portfolio["optimum"],
        "replay": queries.replay_decision(decision),
        "result": decision.method_result,
        "is_latest": not queries.later_decision(decision),
        "may_see_history": may_see_history(request.actor, decision.programme),
    }
    return render(request, "prioritise/decision_detail.html", context)


@require_safe
def decision_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """What went into a decision, as `lodestar run portfolio` takes it."""
    decision = _decision(request, public_id)
    return json_file(decision.method_input, f"decision-{decision.public_id}.json")


@require_safe
def portfolio_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes into the calculation now (?budget=), as `lodestar run portfolio` takes it."""
    programme = programme_seen(request, public_id)
    question = queries.portfolio_question(programme)
    form = BudgetForm(request.GET)
    budget = form.cleaned_data["budget"] if form.is_valid() else None
    return json_file(question.raw if budget is None else question.asking(budget), f"portfolio-{programme.public_id}.json")


@require_safe
def portfolio_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """The figures that go into the calculation, a row an intervention, those kept out with their reason."""
    programme = programme_seen(request, public_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="portfolio-{programme.public_id}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    csv.writer(response).writerows(queries.portfolio_table(queries.portfolio_question(programme)))
    return response


def _first_choice(request: HttpRequest, programme: Programme, question: queries.PortfolioQuestion) -> ChoiceForm:
    asked = asked_in(request, programme, question)
    chosen = sorted(asked.answer.funded_by(asked.way)) if asked.answer else []
    return ChoiceForm(weighed=_weighed_choices(question), initial={"budget": asked.budget_pence, "chosen": chosen})


def _propose(programme: Programme, form: ChoiceForm) -> ProposedDecision:
    return propose_decision(programme, budget_pence=form.cleaned_data["budget"], chosen=form.cleaned_data["chosen"])


def _decide(request: HttpRequest, programme: Programme, form: ChoiceForm, departures: DepartureForm) -> FundingDecision:
    return actions.decide_funding(
        programme=programme,
        budget_pence=form.cleaned_data["budget"],
        chosen=form.cleaned_data["chosen"],
        reason=form.cleaned_data["reason"],
        departures=departures.reasons(),
        expected_digest=form.cleaned_data["digest"],
        expected_latest=form.cleaned_data["latest"],
        by=request.actor,
    )


def _choose(request: HttpRequest, programme: Programme, form: ChoiceForm) -> HttpResponse:
    return render(request, "prioritise/decision_choose.html", {"programme": programme, "form": form})


def _check(
    request: HttpRequest, programme: Programme, form: ChoiceForm, departures: DepartureForm, proposed: ProposedDecision
) -> HttpResponse:
    budget = form.cleaned_data["budget"]
    funded = [row for key, row in proposed.question.interventions.items() if key in proposed.chosen]
    context = {
        "programme": programme,
        "choice": form,
        "form": departures,
        "digest": form.cleaned_data["digest"] or proposed.answer.digest,
        "latest": form.cleaned_data["latest"] if "decide" in request.POST else queries.latest_decision_id(programme),
        "proposed": proposed,
        "funded": funded,
        "not_funded": [row for row in proposed.question.interventions.values() if row not in funded],
        "budget": budget,
        "cost": proposed.cost_pence,
        "left": budget - proposed.cost_pence,
        "submit": _("Decide: fund %(n)d for %(cost)s") % {"n": len(funded), "cost": pounds(proposed.cost_pence)},
    }
    return render(request, "prioritise/decision_check.html", context)


def _departures(proposed: ProposedDecision) -> list[tuple[str, str]]:
    funded = _("Why is %(name)s funded, although it is not in the optimum?")
    not_funded = _("Why is %(name)s not funded, although it is in the optimum?")
    rows = proposed.question.interventions
    return [(key, (funded if key in proposed.chosen else not_funded) % {"name": rows[key].name}) for key in proposed.departures]


def _weighed_choices(question: queries.PortfolioQuestion) -> list[tuple[str, str, str]]:
    """Each intervention with its area, its cost, and what is fixed about it."""
    choices = []
    for key, row in question.interventions.items():
        facts = [str(row.area), best_of(question.estimates[row.pk]["cost"])]
        if row.commitment != Commitment.OPEN:
            facts.append(row.get_commitment_display())
        choices.append((key, row.name, " · ".join(facts)))
    return choices


def _decision(request: HttpRequest, public_id: str) -> FundingDecision:
    decision = queries.decision_for_viewer(request.actor, public_id)
    if decision is None:
        raise Http404
    return decision
