"""Deciding what a programme funds, with the calculation kept so that it can be worked out again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.money import pounds, to_pence
from lodestar.common.states import move
from lodestar.common.text import normalise
from lodestar.methods.base import FaultyInput
from lodestar.prioritise.actions.snapshots import name_for, take_snapshot
from lodestar.prioritise.models import Commitment, FundedIntervention, FundingDecision, Programme
from lodestar.prioritise.policies import may_decide_funding
from lodestar.prioritise.queries import (
    PortfolioAnswer,
    PortfolioQuestion,
    broken_rules,
    conflict_in_words,
    has_ranges,
    kept_result,
    latest_decision_id,
    portfolio_answer,
    portfolio_question,
    sentence_of,
    uncertainty_answer,
    words_of,
)
from lodestar.prioritise.states import INTERVENTION, PROGRAMME

LONGEST_REASON = 300


@dataclass(frozen=True)
class ProposedDecision:
    """A choice at a budget, checked but not yet made: what it costs, and where it departs from the optimum."""

    answer: PortfolioAnswer
    question: PortfolioQuestion
    chosen: frozenset[str]
    cost_pence: int
    departures: tuple[str, ...]


def propose_decision(programme: Programme, *, budget_pence: int, chosen: Collection[str]) -> ProposedDecision:
    """Weighs a choice against the budget and the commitments without writing anything.

    Raises ValidationError where it cannot stand: too dear, against a commitment, or of interventions that are not weighed.
    """
    question = portfolio_question(programme)
    if question.is_empty:
        raise ValidationError({"chosen": _("No intervention can be weighed yet: agree some and give their numbers first.")})
    try:
        answer = portfolio_answer(question, budget_pence)
    except FaultyInput as fault:
        raise ValidationError({"budget": " ".join(conflict_in_words(question, fault, budget_pence)) or words_of(fault)}) from fault
    picked = frozenset(chosen)
    _check_choice(question, picked)
    pounds_spent = _cost_in_pounds(question, picked)
    cost = to_pence(pounds_spent)
    if pounds_spent * 100 > budget_pence:
        words = _("What you chose costs %(cost)s, which is more than the budget of %(budget)s. Choose less, or raise the budget.")
        raise ValidationError({"chosen": words % {"cost": pounds(cost), "budget": pounds(budget_pence)}})
    optimum = answer.funded_by("optimum")
    departures = tuple(key for key in question.interventions if (key in picked) != (key in optimum))
    return ProposedDecision(answer, question, picked, cost, departures)


@action
def decide_funding(
    *,
    programme: Programme,
    budget_pence: int,
    chosen: Collection[str],
    reason: str,
    by: Actor,
    departures: Mapping[str, str] | None = None,
    expected_digest: str = "",
    expected_latest: str | None = None,
) -> FundingDecision:
    """Decides which interventions are funded at a budget, and keeps what the decision rested on.

    `chosen` are public ids; `departures` give a reason for each that differs from the optimum. `expected_digest` is that of the
    calculation the decider saw: when an estimate has changed since, nothing is decided. `expected_latest` is the public id of the
    latest decision they knew of (empty: of none), so that sending twice decides once. Raises ValidationError.
    """
    may_decide_funding(by, programme).require()
    proposed = propose_decision(programme, budget_pence=budget_pence, chosen=chosen)
    reasons = {key: normalise(text).strip() for key, text in (departures or {}).items()}
    if expected_digest and expected_digest != proposed.answer.digest:
        raise ValidationError({"chosen": _("The numbers have changed since you looked. Look at them again, then decide.")})
    _check_reasons(proposed, reason, reasons)
    move(programme, PROGRAMME, "decide")  # first, so that of two deciders at once the second waits here
    if expected_latest is not None and latest_decision_id(programme) != expected_latest:
        raise ValidationError(_("It has been decided in the meantime. Open the programme to see the decision."))
    decision = FundingDecision.objects.create(
        owner_organisation=programme.owner_organisation,
        programme=programme,
        budget_pence=budget_pence,
        decided_on=today(),
        decided_by=by.account,
        reason=normalise(reason).strip(),
        method_input=proposed.answer.raw,
        method_result=kept_result(proposed.answer.result),
        **_how_sure(proposed, budget_pence),
    )
    _write_choices(decision, proposed, reasons)
    take_snapshot(programme=decision.programme, name=name_for(decision), decision=decision, by=by)
    record(
        "decided_funding",
        subject=decision,
        by=by,
        programme=programme.public_id,
        budget_pence=budget_pence,
        funded=len(proposed.chosen),
        weighed=len(proposed.question.interventions),
        departures=len(proposed.departures),
        inputs_digest=proposed.answer.digest,
    )
    return decision


def _how_sure(proposed: ProposedDecision, budget_pence: int) -> dict[str, Any]:
    """How sure the answer was when it was decided, kept with what it was worked out from; nothing where no number has a range."""
    if not has_ranges(proposed.question.raw):
        return {}
    sure = uncertainty_answer(proposed.question, budget_pence)
    return {"uncertainty_input": sure.raw, "uncertainty_result": sure.result}


def _write_choices(decision: FundingDecision, proposed: ProposedDecision, reasons: Mapping[str, str]) -> None:
    choices = []
    for key, intervention in proposed.question.interventions.items():
        is_funded = key in proposed.chosen
        move(intervention, INTERVENTION, "fund" if is_funded else "not_fund")
        reason = reasons.get(key, "") if key in proposed.departures else ""
        choices.append(FundedIntervention(decision=decision, intervention=intervention, is_funded=is_funded, reason=reason))
    FundedIntervention.objects.bulk_create(choices)


def _check_choice(question: PortfolioQuestion, chosen: frozenset[str]) -> None:
    unknown = chosen - question.interventions.keys()
    if unknown:
        raise ValidationError({"chosen": _("Something you chose is no longer weighed. Look at the numbers again, then decide.")})
    for key, intervention in question.interventions.items():
        if intervention.commitment == Commitment.MUST and key not in chosen:
            words = _("%(name)s must be funded. Change its commitment first if that is no longer so.")
            raise ValidationError({"chosen": words % {"name": intervention}})
        if intervention.commitment == Commitment.NEVER and key in chosen:
            words = _("%(name)s must not be funded. Change its commitment first if that is no longer so.")
            raise ValidationError({"chosen": words % {"name": intervention}})
    broken = [sentence_of(rule) for rule in broken_rules(question, chosen)]
    if broken:
        words = _("What you chose does not keep every rule. %(rules)s Choose otherwise, or withdraw the rule first if it no longer holds.")
        raise ValidationError({"chosen": words % {"rules": " ".join(broken)}})


def _check_reasons(proposed: ProposedDecision, reason: str, reasons: Mapping[str, str]) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is the decision.")})
    lacking = [str(proposed.question.interventions[key]) for key in proposed.departures if not reasons.get(key)]
    if lacking:
        words = _("Say why you depart from the optimum for %(names)s.")
        raise ValidationError({"reason": words % {"names": get_text_list(lacking, _("and"))}})
    if any(len(text) > LONGEST_REASON for text in reasons.values()):
        raise ValidationError({"reason": _("Each reason for a departure must be 300 characters or fewer.")})


def _cost_in_pounds(question: PortfolioQuestion, chosen: frozenset[str]) -> Decimal:
    """Added up exactly, as the method does, so that what it finds to fit the budget fits here too."""
    rows = (question.interventions[key] for key in chosen)
    return sum((question.cash_of(row) for row in rows), Decimal(0))
