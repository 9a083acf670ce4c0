"""Rules in plain words: said, read back, kept by every answer, named when they cannot hold together, withdrawn with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lodestar.common.decisions import Refused
from lodestar.methods.base import FaultyInput
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import ConstraintKind, Intervention, PortfolioConstraint, Programme
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate


def rule(four: Exercise, cast: Cast, kind: str, *names: str, **facts: Any) -> PortfolioConstraint:
    members = [four.interventions[name] for name in names]
    return actions.add_constraint(
        programme=four.programme, kind=kind, members=members, reason="They share a building", by=cast.actor("anna"), **facts
    )


def optimum(programme: Programme, budget_pence: int = BUDGET_PENCE) -> set[str]:
    question = queries.portfolio_question(programme)
    chosen = queries.portfolio_answer(question, budget_pence).funded_by("optimum")
    return {question.interventions[key].name for key in chosen}


@pytest.mark.parametrize(
    ("kind", "names", "facts", "sentence", "chosen"),
    [
        ("requires", ("Two", "One"), {}, "If “Two” is funded, “One” must be too.", {"One", "Three"}),
        ("requires", ("Four", "One", "Two"), {}, "If “Four” is funded, “One” and “Two” must be too.", {"One", "Three"}),
        ("alternatives", ("Two", "Three"), {}, "At most one of “Two” and “Three” is funded.", {"One", "Three"}),
        (
            "at_most",
            ("Two", "Three", "Four"),
            {"count": 2},
            "At most 2 of these 3 are funded: “Two”, “Three” and “Four”.",
            {"One", "Three"},
        ),
        ("at_least", ("One", "Four"), {"count": 2}, "At least 2 of these 2 are funded: “One” and “Four”.", {"One", "Two", "Four"}),
    ],
)
def test_every_answer_keeps_a_rule_that_reads_as_people_say_it(  # noqa: PLR0917 — a table of cases
    cast: Cast, four: Exercise, kind: str, names: tuple[str, ...], facts: dict[str, Any], sentence: str, chosen: set[str]
) -> None:
    assert optimum(four.programme) == {"Two", "Three", "Four"}
    made = rule(four, cast, kind, *names, **facts)
    assert queries.sentence_of(made) == sentence
    assert optimum(four.programme) == chosen
    actions.withdraw_constraint(constraint=made, reason="The building is sold", by=cast.actor("anna"))
    assert optimum(four.programme) == {"Two", "Three", "Four"}
    (kept,) = queries.withdrawn_constraints(four.programme)
    assert kept.withdrawn_reason == "The building is sold"


def test_an_area_gets_no_more_and_no_less_than_a_rule_says(cast: Cast, four: Exercise) -> None:
    area = four.interventions["Three"].area
    inside = {name for name, one in four.interventions.items() if one.area_id == area.pk}
    cap = rule(four, cast, "area_cap", area=area, amount_pence=0)
    assert queries.sentence_of(cap) == f"At most £0 goes to {area}."
    assert not optimum(four.programme) & inside
    floor = rule(four, cast, "area_floor", area=area, amount_pence=100)
    question = queries.portfolio_question(four.programme)
    assert queries.conflict_of(question) == [f"At least £1 goes to {area}.", f"At most £0 goes to {area}."]
    actions.withdraw_constraint(constraint=cap, reason="Enough", by=cast.actor("anna"))
    assert queries.sentence_of(floor) == f"At least £1 goes to {area}."
    assert optimum(four.programme) & inside


def test_the_smallest_conflict_is_named_in_the_words_of_the_rules_and_the_budget(cast: Cast, four: Exercise) -> None:
    rule(four, cast, "at_least", "One", "Two", "Three", "Four", count=3)
    rule(four, cast, "alternatives", "Two", "Four")
    question = queries.portfolio_question(four.programme)
    assert queries.conflict_of(question) == []
    with pytest.raises(FaultyInput) as refused:
        queries.portfolio_answer(question, 500_000)
    assert queries.conflict_in_words(question, refused.value, 500_000) == [
        "At least 3 of these 4 are funded: “One”, “Two”, “Three” and “Four”.",
        "The budget is £5,000.00.",
    ]


def test_a_rule_about_what_is_not_weighed_is_set_aside_and_says_so(cast: Cast, four: Exercise) -> None:
    rule(four, cast, "requires", "Two", "One")
    actions.reopen_intervention(intervention=four.interventions["One"], by=cast.actor("alice"))
    question = queries.portfolio_question(four.programme)
    assert "requires" not in question.raw
    assert [one.reason for one in question.set_aside] == ["Not applied: One is not weighed."]
    actions.agree_intervention(intervention=Intervention.objects.get(name="One"), by=cast.actor("alice"))
    assert queries.portfolio_question(four.programme).raw["requires"]


@pytest.mark.parametrize(
    ("kind", "names", "facts", "field"),
    [
        ("requires", ("Two",), {}, "members"),
        ("alternatives", ("Two",), {}, "members"),
        ("at_most", ("Two", "One"), {}, "count"),
        ("at_most", ("Two", "One"), {"count": 2}, "count"),
        ("at_least", ("Two", "One"), {"count": 3}, "count"),
        ("at_least", ("Two", "Two"), {"count": 1}, "members"),
        ("area_cap", (), {"amount_pence": 5}, "area"),
        ("nonsense", ("One", "Two"), {}, "kind"),
    ],
)
def test_a_rule_that_says_nothing_or_names_nobody_is_refused_at_its_field(  # noqa: PLR0917 — a table of cases
    cast: Cast, four: Exercise, kind: str, names: tuple[str, ...], facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        rule(four, cast, kind, *names, **facts)
    assert field in refused.value.message_dict
    assert not PortfolioConstraint.objects.exists()


def test_the_budget_is_tested_on_cash_and_value_for_money_on_present_value(cast: Cast, four: Exercise) -> None:
    programme = four.programme
    actions.add_estimate(
        intervention=four.interventions["Three"], row=estimate("one_off_cost", 1000, unit="pounds once"), by=cast.actor("anna")
    )
    question = queries.portfolio_question(programme)
    by_name = {one["name"]: one for one in question.raw["interventions"]}
    assert by_name["Three"]["cost"] == 6000
    assert "present_cost" not in by_name["Three"]
    assert optimum(programme) != {"Two", "Three", "Four"}  # 11,000 in the budget year
    Programme.objects.filter(pk=programme.pk).update(horizon_years=5)
    question = queries.portfolio_question(Programme.objects.get(pk=programme.pk))
    three = next(one for one in question.raw["interventions"] if one["name"] == "Three")
    assert three["cost"] == 6000
    assert three["present_cost"] == pytest.approx(1000 + 5000 * 4.5151 * 1.035, abs=0.5)  # the 3.5 % column of any annuity table
    assert three["people"] == pytest.approx(7857 * 4.5151 * 1.035, abs=1)
    answer = queries.portfolio_answer(question, BUDGET_PENCE)
    rated = answer.rated[three["id"]]
    assert rated["value_for_money"] == pytest.approx(three["people"] / three["present_cost"])


def test_todays_spend_is_compared_when_something_runs(cast: Cast, four: Exercise) -> None:
    question = queries.portfolio_question(four.programme)
    assert all("running" not in one for one in question.raw["interventions"])
    Intervention.objects.filter(name__in=("One", "Three")).update(is_running=True)
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    assert answer.result["value"]["today"]["cost"] == 8571
    assert answer.result["value"]["today"]["ids"] == sorted(four.ids("One", "Three"))


def test_an_overlap_is_marked_once_and_only_inside_a_programme(cast: Cast, four: Exercise) -> None:
    anna, one, two = cast.actor("anna"), four.interventions["One"], four.interventions["Two"]
    facts = {"programme": four.programme, "share": Decimal("0.4"), "reason": "Same surgeries", "by": anna}
    made = actions.mark_overlap(first=two, second=one, **facts)
    assert [(o.first, o.second) for o in queries.overlaps_of(four.programme)] == [(one, two)]
    with pytest.raises(ValidationError, match="marked already"):
        actions.mark_overlap(first=one, second=two, **facts)
    with pytest.raises(ValidationError, match="two different"):
        actions.mark_overlap(first=one, second=one, **facts)
    actions.withdraw_overlap(overlap=made, reason="Counted anew", by=anna)
    assert queries.overlaps_of(four.programme) == []
    with pytest.raises(Refused):
        actions.mark_overlap(first=one, second=two, **{**facts, "by": cast.actor("felix")})


def test_pages_say_rules_as_sentences_and_ask_for_new_ones(cast: Cast, four: Exercise) -> None:
    client, page = cast.client("anna"), reverse("prioritise:constraints", args=[four.programme.public_id])
    assert "No rule yet" in client.get(page).content.decode()
    new = reverse("prioritise:constraint_new", args=[four.programme.public_id])
    one, two = four.ids("One", "Two")
    for kind in ConstraintKind.values:
        assert client.get(f"{new}?kind={kind}").status_code == 200
    assert client.get(f"{new}?kind=magic").status_code == 404
    kept = client.post(f"{new}?kind=requires", {"first": one, "members": [two], "reason": ""})
    assert "Why must every choice keep this rule" in kept.content.decode()
    assert kept.context["form"]["first"].value() == one
    assert client.post(f"{new}?kind=requires", {"first": one, "members": [two], "reason": "Shared staff"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "If “One” is funded, “Two” must be too." in shown
    made = PortfolioConstraint.objects.get()
    withdraw = reverse("prioritise:constraint_withdraw", args=[made.public_id])
    assert client.get(withdraw).status_code == 200
    assert cast.client("felix").get(withdraw).status_code == 403
    assert cast.client("carol").get(withdraw).status_code == 404
    assert client.post(withdraw, {"reason": "No longer shared"}).status_code == 302
    assert "Withdrawn rules: 1" in client.get(page).content.decode()
