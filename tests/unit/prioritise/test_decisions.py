"""From estimates to a decision: what is weighed, what is kept, and that it can be worked out again."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.methods.base import run_json
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import FundingDecision, Intervention
from lodestar.prioritise.rows import InterventionRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates, exercise

OPTIMUM = ("Two", "Three", "Four")


def decide(cast: Cast, four: Exercise, *names: str, **more: object) -> FundingDecision:
    given = {"budget_pence": BUDGET_PENCE, "reason": "Most health for the money", "by": cast.actor("alice"), **more}
    return actions.decide_funding(programme=four.programme, chosen=four.ids(*names), **given)  # type: ignore[arg-type]


def test_the_three_answers_of_the_published_case_differ_as_published(four: Exercise) -> None:
    """Merkhofer: within 10,000 the ratio rule is worth 13,571, the best there is 15,000 and without the option of the best ratio."""
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    assert answer.funded_by("line") == answer.funded_by("skip") == set(four.ids("One", "Three"))
    assert answer.funded_by("optimum") == set(four.ids("Two", "Three", "Four"))
    assert (answer.at_budget["line"]["value"], answer.at_budget["optimum"]["value"]) == (13_571, 15_000)
    assert set(answer.differences) == set(four.ids("One", "Two", "Four"))


def test_an_intervention_without_a_number_is_kept_out_with_the_reason_never_taken_for_nothing(cast: Cast, four: Exercise) -> None:
    numbers = tuple(one for one in estimates(100, 100) if one.quantity not in {"benefit", "cost"})
    row = InterventionRow(area_id=four.areas[0].pk, name="Unfinished", estimates=numbers)
    unfinished = actions.add_intervention(programme=four.programme, row=row, by=cast.actor("anna"))
    actions.agree_intervention(intervention=unfinished, by=cast.actor("felix"))
    question = queries.portfolio_question(four.programme)
    assert unfinished.public_id not in question.interventions
    assert [(one.intervention, one.reason) for one in question.kept_out] == [
        (unfinished, "Not weighed: there is no number yet for benefit per person and cost.")
    ]
    decide(cast, four, *OPTIMUM)
    unfinished.refresh_from_db()
    assert unfinished.state == "agreed"


def test_a_draft_is_kept_out(cast: Cast) -> None:
    made = exercise(cast.northshire, cast.actor("alice"), agreed=False)
    question = queries.portfolio_question(made.programme)
    assert question.is_empty
    assert {one.reason for one in question.kept_out} == {"Not weighed: it is a draft that nobody has agreed yet."}


def test_the_number_in_use_is_the_one_recorded_last(cast: Cast, four: Exercise) -> None:
    actions.add_estimate(
        intervention=four.interventions["One"], row=estimate("cost", 4000.5, low=3000, high=5000, reason="Quotation"), by=cast.actor("anna")
    )
    raw = queries.portfolio_input(four.programme)
    costs = {one["name"]: one["cost"] for one in raw["interventions"]}
    assert costs["One"] == {"low": 3000, "best": 4000.5, "high": 5000}
    assert costs["Two"] == 2857


def test_benefits_in_different_units_are_pointed_out(cast: Cast, four: Exercise) -> None:
    assert queries.portfolio_question(four.programme).unlike_units == ()
    row = estimate("benefit", 1, unit="QALYs", reason="Another scale")
    actions.add_estimate(intervention=four.interventions["One"], row=row, by=cast.actor("anna"))
    (words,) = queries.portfolio_question(four.programme).unlike_units
    assert "QALYs and points" in words


def test_a_decision_keeps_input_and_result_and_moves_what_it_decides(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, *OPTIMUM)
    states = dict(Intervention.objects.values_list("name", "state"))
    assert states == {"One": "not_funded", "Two": "funded", "Three": "funded", "Four": "funded"}
    four.programme.refresh_from_db()
    assert four.programme.state == "decided"
    assert decision.method_input["budget"] == 10_000
    assert decision.method_result["value"]["portfolios"][0]["optimum"]["value"] == 15_000
    event = Event.objects.order_by("-pk")[0]
    assert (event.act, event.details["funded"], event.details["weighed"], event.details["departures"]) == ("decided_funding", 3, 4, 0)


def test_a_decision_worked_out_again_from_what_was_kept_is_the_same(cast: Cast, four: Exercise) -> None:
    decision = FundingDecision.objects.get(pk=decide(cast, four, *OPTIMUM).pk)
    actions.add_estimate(intervention=four.interventions["Two"], row=estimate("cost", 9999, reason="Dearer"), by=cast.actor("anna"))
    assert queries.replay_decision(decision).is_same


def test_a_decision_whose_result_was_tampered_with_does_not_replay(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, *OPTIMUM)
    decision.method_result["value"]["portfolios"][0]["optimum"]["value"] = 15_001
    replay = queries.replay_decision(decision)
    assert (replay.is_same, replay.differs_in) == (False, ("value",))
    decision.method_input["interventions"][0]["cost"] = 1
    assert "inputs_digest" in queries.replay_decision(decision).differs_in


def test_departing_from_the_optimum_needs_a_reason_for_each_that_differs(cast: Cast, four: Exercise) -> None:
    with pytest.raises(ValidationError, match="One, Two and Four"):
        decide(cast, four, "One", "Three")
    reasons = dict(zip(four.ids("One", "Two", "Four"), ["Promised", "Next year", "No staff"], strict=True))
    decision = decide(cast, four, "One", "Three", departures=reasons)
    kept = {choice.intervention.name: (choice.is_funded, choice.reason) for choice in decision.choices.all()}
    assert kept == {"One": (True, "Promised"), "Two": (False, "Next year"), "Three": (True, ""), "Four": (False, "No staff")}


def test_more_than_the_budget_is_refused(cast: Cast, four: Exercise) -> None:
    with pytest.raises(ValidationError, match=r"£13,571\.00, which is more than the budget of £10,000\.00"):
        decide(cast, four, "One", "Two", "Three", "Four")
    assert not FundingDecision.objects.exists()


def test_commitments_bind_the_decision(cast: Cast, four: Exercise) -> None:
    one = four.interventions["One"]
    row = InterventionRow(area_id=one.area_id, name="One", commitment="must", commitment_reason="A contract runs on")
    actions.edit_intervention(intervention=one, row=row, seen=one.recorded_at, by=cast.actor("alice"))
    with pytest.raises(ValidationError, match="One must be funded"):
        decide(cast, four, *OPTIMUM)
    with pytest.raises(ValidationError, match=r"must be funded \(A contract runs on\)\. The budget is £1,000"):
        decide(cast, four, "One", budget_pence=100_000)


def test_a_number_changed_in_the_meantime_stops_the_decision(cast: Cast, four: Exercise) -> None:
    seen = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE).digest
    actions.add_estimate(intervention=four.interventions["Four"], row=estimate("people", 2858, reason="Recount"), by=cast.actor("anna"))
    with pytest.raises(ValidationError, match="have changed since you looked"):
        decide(cast, four, *OPTIMUM, expected_digest=seen)


@pytest.mark.parametrize("name", ["anna", "felix", "frank", "carol", "ada"])
def test_only_the_commissioning_manager_decides(cast: Cast, four: Exercise, name: str) -> None:
    with pytest.raises(Refused):
        decide(cast, four, *OPTIMUM, by=cast.actor(name))


def test_a_later_decision_takes_the_place_of_an_earlier_one_which_stays(cast: Cast, four: Exercise) -> None:
    first = decide(cast, four, *OPTIMUM)
    second = decide(cast, four, "Three", budget_pence=500_000)
    assert queries.later_decision(first) == second
    assert queries.later_decision(second) is None
    assert dict(Intervention.objects.values_list("name", "state"))["Two"] == "not_funded"
    assert [row.choice.is_funded for row in queries.decided_rows(first)].count(True) == 3


def test_page_command_and_decision_agree_on_every_figure(cast: Cast, four: Exercise) -> None:
    """The file that the page offers, run as the command runs it, gives the page's own result, digest and all."""
    client = cast.client("alice")
    text = client.get(f"/prioritise/{four.programme.public_id}/portfolio.json?budget=10,000").content
    question = queries.portfolio_question(four.programme)
    answer = queries.portfolio_answer(question, BUDGET_PENCE)
    assert run_json("portfolio", text) == answer.result
    assert json.loads(text) == queries.portfolio_input(four.programme, BUDGET_PENCE)
    decision = decide(cast, four, *OPTIMUM)
    kept = client.get(f"/prioritise/decisions/{decision.public_id}/input.json").content
    assert run_json("portfolio", kept)["inputs_digest"] == answer.digest == decision.method_result["inputs_digest"]


def test_decimal_numbers_reach_the_method_as_they_were_typed(cast: Cast, four: Exercise) -> None:
    one = four.interventions["One"]
    for quantity, number in (("probability", "0.1"), ("benefit", "0.3"), ("people", "3"), ("cost", "0.1")):
        actions.add_estimate(intervention=one, row=estimate(quantity, number, reason="Typed"), by=cast.actor("anna"))
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    assert answer.rated[one.public_id]["value"] == 0.09
    client = cast.client("anna")
    text = client.get(f"/prioritise/{four.programme.public_id}/portfolio.json?budget=10000").content
    assert run_json("portfolio", text)["inputs_digest"] == answer.digest
