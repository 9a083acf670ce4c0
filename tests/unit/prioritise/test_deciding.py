"""The pages on which a budget is looked at: the answer, why answers differ, how sure it is, today beside it, every figure."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.methods.base import run, run_json
from lodestar.prioritise import actions, charts, queries
from lodestar.prioritise.models import ConstraintKind, ConstraintMember, FundingDecision, Intervention, PortfolioConstraint
from lodestar.prioritise.queries.wording import in_pounds
from lodestar.prioritise.rows import InterventionRow
from lodestar.ui.charts.numbers import alike, fixed
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates

PAGES = ("decide", "decide_answers", "decide_figures", "decide_today", "decide_sure")
FILES = ("decide_sure_json", "decide_sure_input", "decide_sure_csv")


def at(name: str, four: Exercise, query: str = "") -> str:
    return reverse(f"prioritise:{name}", args=[four.programme.public_id]) + query


def page(cast: Cast, four: Exercise, name: str, query: str = "", who: str = "anna") -> str:
    response = cast.client(who).get(at(name, four, query))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def with_ranges(cast: Cast, four: Exercise) -> None:
    """Every cost as sure as it is, every number of people between four fifths and six fifths of its best."""
    for name, one in four.interventions.items():
        best = {"One": 5714, "Two": 4286, "Three": 7857, "Four": 2857}[name]
        row = estimate("people", best, low=best * 0.8, high=best * 1.2, unit="people a year", reason="Honest ends")
        actions.add_estimate(intervention=one, row=row, by=cast.actor("anna"))


def rule(four: Exercise, kind: str, *names: str, **more: object) -> PortfolioConstraint:
    made = PortfolioConstraint.objects.create(
        owner_organisation=four.programme.owner_organisation, programme=four.programme, kind=kind, reason="Agreed in the room", **more
    )
    for place, name in enumerate(names):
        ConstraintMember.objects.create(constraint=made, intervention=four.interventions[name], position=place)
    return made


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_who_sees_the_cycle_sees_every_page_of_a_budget_and_strangers_find_none(cast: Cast, four: Exercise, name: str) -> None:
    with_ranges(cast, four)
    seen = {
        who: cast.client(who).get(at(name, four, "?budget=10000")).status_code
        for who in ("alice", "anna", "felix", "frank", "carol", "kim")
    }
    assert seen == {"alice": 200, "anna": 200, "felix": 200, "frank": 200, "carol": 404, "kim": 403}
    assert cast.client("alice").post(at(name, four)).status_code == 405
    assert cast.client().get(at(name, four)).status_code == 302


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_pages_of_a_budget_ask_little_however_many_are_weighed(cast: Cast, four: Exercise, name: str) -> None:
    rows = [
        InterventionRow(
            four.areas[n % 2].pk, f"More {n}", estimates=(*estimates(n + 1, n + 1)[1:], estimate("people", n + 1, low=n, high=n + 2))
        )
        for n in range(30)
    ]
    by = cast.actor("alice")
    made = actions.add_interventions(programme=four.programme, rows=rows, by=by)
    actions.agree_interventions(programme=four.programme, interventions=made, by=by)
    client = cast.client("alice")
    client.get(at(name, four, "?budget=5000"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, four, "?budget=5000")).status_code == 200
    assert len(asked) <= 15, [one["sql"][:120] for one in asked]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query", ["?budget=lots", "?budget=-5", "?budget=10000&choice=best", "?budget=10000&seed=x", "?seed=-1", "?seed=99999999999999999999"]
)
def test_an_address_that_asks_nonsense_is_answered_kindly(cast: Cast, four: Exercise, name: str, query: str) -> None:
    with_ranges(cast, four)
    assert "<h1" in page(cast, four, name, query)


def test_every_page_leads_to_the_others_at_the_same_budget(cast: Cast, four: Exercise) -> None:
    text = page(cast, four, "decide", "?budget=9000.50&choice=line")
    for name in PAGES:
        assert f'href="{at(name, four)}?budget=9000.50&amp;choice=line"' in text


def test_why_the_answers_differ_is_said_in_pounds_with_what_it_is_worth(cast: Cast, four: Exercise) -> None:
    """Merkhofer's case: the best there is is worth 1,429 (10.5 %) more than the ratio rule."""
    text = page(cast, four, "decide_answers", "?budget=10000")
    assert (
        "The best there is is worth 1,429 (10.5 %) more than “Draw the line” and 1,429 (10.5 %) more than “Skip what does not fit”." in text
    )
    assert "it needs £2,857 and £1,429 was left at its turn; the best there is makes room by leaving out One" in text
    assert "Without its £3,571 there is room for" in text


def test_every_cost_in_the_methods_words_gets_its_pound_sign_and_no_value_does() -> None:
    told = {
        "it needs 1,500.5 and 20 was left at its turn; the optimum makes room by leaving out 5 and 6.": (
            "it needs £1,500.50 and £20 was left at its turn; the best there is makes room by leaving out 5 and 6."
        ),
        "The optimum reaches the same value without it for 1,200 less.": (
            "The best there is reaches the same value without it for £1,200 less."
        ),
        "It adds no value by itself; it frees 500, which the optimum spends better.": (
            "It adds no value by itself; it frees £500, which the best there is spends better."
        ),
        "The optimum is worth 12.5 more without it and what it requires.": (
            "The best there is is worth 12.5 more without it and what it requires."
        ),
        "Another choice is worth the same at the same cost.": "Another choice is worth the same at the same cost.",
    }
    assert {words: in_pounds(words) for words in told} == told


def test_the_budgets_at_which_each_is_funded_are_those_of_a_search_of_every_choice(four: Exercise) -> None:
    """Against all sixteen choices of Merkhofer's four, at every whole hundred of budget."""
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    ranges = queries.funded_ranges(answer)
    assert ranges is not None
    cost = {one["id"]: one["cost"] for one in answer.raw["interventions"]}
    value = {one["id"]: one["people"] for one in answer.raw["interventions"]}
    choices = [[key for n, key in enumerate(cost) if bits >> n & 1] for bits in range(16)]
    for budget in range(0, 15_000, 100):
        fitting = [one for one in choices if sum(cost[key] for key in one) <= budget]
        best = max(fitting, key=lambda one: sum(value[key] for key in one))
        funded = {key for key, found in ranges.items() if any(r.start <= budget and (r.end is None or budget < r.end) for r in found)}
        assert funded == set(best), budget


def test_ranges_are_read_out_as_people_say_them() -> None:
    spans = [queries.FundedRange(1_200_000, 2_000_000), queries.FundedRange(2_600_000, None)]
    assert charts.ranges_in_words(tuple(spans)) == "In from £1,200,000; out at £2,000,000; in again from £2,600,000 on."
    assert charts.ranges_in_words(()) == "Not funded at any budget."
    many = (*(queries.FundedRange(n, n + 1) for n in range(4)), queries.FundedRange(9, None))
    assert charts.ranges_in_words(many) == "First in from £0; out and in again 4 times; in for good from £9."


def test_figures_of_one_column_are_written_alike() -> None:
    assert alike([35, 33.2, 1234.56]) == ["35.0", "33.2", "1,234.6"]
    assert alike([35, 33]) == ["35", "33"]
    assert alike([2001.4, 612]) == ["2,001", "612"]
    assert alike([]) == []
    assert fixed(-0.04, 1) == "0.0"


def test_what_costs_nothing_and_what_is_never_worth_it_stand_apart(cast: Cast, four: Exercise) -> None:
    rows = [
        InterventionRow(four.areas[0].pk, "Stop a useless test", estimates=estimates(40, -500)),
        InterventionRow(four.areas[0].pk, "Harm", estimates=estimates(40, 500, benefit=-1)),
    ]
    made = actions.add_interventions(programme=four.programme, rows=rows, by=cast.actor("anna"))
    actions.agree_interventions(programme=four.programme, interventions=made, by=cast.actor("felix"))
    text = page(cast, four, "decide_figures", "?budget=10000")
    apart = text[text.index('id="dominant"') : text.index('id="weighed"')]
    assert "Stop a useless test" in apart
    assert "value 40, cost −£500" in apart
    assert "Harm" in text[text.index('id="never"') :]
    assert "Harm" not in text[text.index('id="weighed"') : text.index('id="never"')]


def test_a_budget_too_small_names_the_smallest_conflict_and_the_least_budget_that_would_do(cast: Cast, four: Exercise) -> None:
    rule(four, ConstraintKind.AT_LEAST, "One", "Three", count=2)
    rule(four, ConstraintKind.ALTERNATIVES, "Two", "Four")
    text = page(cast, four, "decide", "?budget=8000")
    assert "Nothing at £8,000 keeps every rule" in text
    conflict = text[text.index('id="conflict"') : text.index("What you can do")]
    assert re.findall(r"<li>(.*?)</li>", conflict) == ["At least 2 of these 2 are funded: “One” and “Three”.", "The budget is £8,000.00."]
    assert "from £8,571 on, every rule can be kept" in text
    assert 'href="?budget=8571"' in text
    assert "Nothing at" not in page(cast, four, "decide", "?budget=8571")
    for name in PAGES:
        assert "Nothing at £8,000 keeps every rule" in page(cast, four, name, "?budget=8000")
    assert json.loads(cast.client("anna").get(at("decide_sure_json", four, "?budget=8000")).content)["problem"]


def test_rules_are_listed_in_plain_words_and_kept_by_all_three_answers(cast: Cast, four: Exercise) -> None:
    rule(four, ConstraintKind.REQUIRES, "Four", "One")
    text = page(cast, four, "decide", "?budget=10000")
    assert "Every answer keeps 1 rule" in text
    assert "If “Four” is funded, “One” must be too." in text
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    (one,), (other,) = four.ids("One"), four.ids("Four")
    for way in ("line", "skip", "optimum"):
        assert other not in answer.funded_by(way) or one in answer.funded_by(way)


def test_a_choice_that_breaks_a_rule_is_refused_with_the_rule_in_words(cast: Cast, four: Exercise) -> None:
    rule(four, ConstraintKind.ALTERNATIVES, "Two", "Four")
    with pytest.raises(ValidationError, match=r"does not keep every rule\. At most one of “Two” and “Four” is funded."):
        actions.decide_funding(
            programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Four"), reason="Both", by=cast.actor("alice")
        )
    assert not FundingDecision.objects.exists()


def test_today_is_compared_with_more_for_the_same_money_and_the_same_for_less(cast: Cast, four: Exercise) -> None:
    """Two and Four run today for 5,000 and are worth 7,143; for the same money Three alone is worth 7,857."""
    assert "No intervention is marked as running today." in page(cast, four, "decide_today", "?budget=10000")
    Intervention.objects.filter(name__in=["Two", "Four"]).update(is_running=True)
    text = page(cast, four, "decide_today", "?budget=10000")
    value = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE).result["value"]
    assert set(value["today"]["ids"]) == set(four.ids("Two", "Four"))
    assert (value["today"]["cost"], value["same_money"]["value"]) == (5000, 7857)
    assert "With 2 stops and 1 start, today’s money would be worth 714 (10 %) more." in text
    assert "More for the same money" in text
    assert "The same for less" in text
    assert "No single swap would give more value." in text


def test_a_swap_says_what_is_stopped_what_is_started_and_what_it_changes(cast: Cast, four: Exercise) -> None:
    row = InterventionRow(four.areas[0].pk, "Cheap", estimates=estimates(5000, 1000))
    cheap = actions.add_intervention(programme=four.programme, row=row, by=cast.actor("anna"))
    actions.agree_intervention(intervention=cheap, by=cast.actor("felix"))
    Intervention.objects.filter(name="Two").update(is_running=True)
    text = page(cast, four, "decide_today", "?budget=10000")
    swaps = text[text.index('id="swaps"') :]
    assert re.search(r">Two</a>.*>Cheap</a>.*−£1,857.*\+714", swaps)


def test_how_sure_says_the_methods_figures_and_the_seed(cast: Cast, four: Exercise) -> None:
    assert "No number has a range yet." in page(cast, four, "decide_sure", "?budget=10000")
    with_ranges(cast, four)
    text = page(cast, four, "decide_sure", "?budget=10000&seed=7")
    question = queries.portfolio_question(four.programme)
    raw = {**question.asking(BUDGET_PENCE), "draws": 10_000, "seed": 7, "distribution": "pert"}
    value = run("portfolio_uncertainty", raw)["value"]
    for one in value["interventions"]:
        assert f"{round(100 * one['probability_funded'])} %" in text
    assert "Worked out from 10,000 draws with seed 7." in text
    kept = cast.client("anna").get(at("decide_sure_input", four, "?budget=10000&seed=7")).content
    assert json.loads(kept) == raw
    assert run_json("portfolio_uncertainty", kept)["value"] == value


def test_the_same_seed_gives_the_same_chances_and_another_seed_others(cast: Cast, four: Exercise) -> None:
    with_ranges(cast, four)
    client = cast.client("anna")
    asked = [client.get(at("decide_sure_json", four, f"?budget=9000&seed={seed}")).json() for seed in (3, 3, 4)]
    assert asked[0] == asked[1]
    assert asked[0]["draws"] == 1000
    assert asked[0]["rows"] != asked[2]["rows"] or asked[0]["seed"] != asked[2]["seed"]
    assert {row["id"] for row in asked[0]["rows"]} == set(four.ids("One", "Two", "Three", "Four"))
    assert all(0 <= row["share"] <= 1 and "·" in row["words"] for row in asked[0]["rows"])


def test_a_flip_is_where_the_best_choice_really_changes(cast: Cast, four: Exercise) -> None:
    """Each flip the page shows is tried with the portfolio method itself: just before it the choice stands, just past it, it does not."""
    with_ranges(cast, four)
    question = queries.portfolio_question(four.programme)
    answer = queries.uncertainty_answer(question, BUDGET_PENCE)
    stands = set(answer.result["value"]["best_estimate_choice"]["ids"])
    tried = 0
    for one in answer.rated.values():
        for flip in one["flips"]:
            step = max(abs(flip["at"]), 1) * 1e-6
            way = 1 if flip["direction"] == "up" else -1
            past, before = flip["at"] + way * step, flip["at"] - way * step
            assert chosen_with(question, one["id"], flip["field"], before) == stands
            if flip["field"] != "probability" or 0 <= past <= 1:
                then = stands | set(flip["then"]["enters"])
                assert chosen_with(question, one["id"], flip["field"], past) == then - set(flip["then"]["leaves"])
                tried += 1
    assert tried >= 4
    flips = charts.flips(question, queries.portfolio_answer(question, BUDGET_PENCE), answer)
    assert [row.moves_by for row in flips.nearest] == sorted(row.moves_by for row in flips.nearest)


def chosen_with(question: queries.PortfolioQuestion, key: str, field: str, number: float) -> set[str]:
    """The optimum at the budget with one number changed, all others at best."""
    raw = question.asking(BUDGET_PENCE)
    rows = [{**one, field: number} if one["id"] == key else one for one in raw["interventions"]]
    return set(run("portfolio", {**raw, "interventions": rows})["value"]["portfolios"][0]["optimum"]["ids"])


def test_what_to_discuss_first_is_what_is_worth_most_to_know(cast: Cast, four: Exercise) -> None:
    with_ranges(cast, four)
    question = queries.portfolio_question(four.programme)
    answer = queries.uncertainty_answer(question, BUDGET_PENCE)
    worth = {one["id"]: one["value"] for one in answer.result["value"]["evppi"] if one["field"] == "value"}
    first = charts.to_discuss(question, answer)
    assert [one.intervention.public_id for one in first] == sorted((k for k in worth if worth[k] > 0), key=lambda k: -worth[k])[:3]
    assert all(one.quantity == "People who benefit" for one in first)


def test_a_decision_keeps_how_sure_it_was_and_it_can_be_worked_out_again(cast: Cast, four: Exercise) -> None:
    with_ranges(cast, four)
    made = actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=cast.actor("alice")
    )
    kept = FundingDecision.objects.get(pk=made.pk)
    assert kept.uncertainty_input["seed"] == 1
    assert run("portfolio_uncertainty", kept.uncertainty_input) == kept.uncertainty_result
    assert queries.replay_decision(kept).is_same
    text = cast.client("frank").get(reverse("prioritise:decision_detail", args=[kept.public_id])).content.decode()
    assert "How sure" in text
    assert "Every figure comes out the same." in text


def test_without_ranges_a_decision_says_nothing_of_how_sure_it_was(cast: Cast, four: Exercise) -> None:
    made = actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=cast.actor("alice")
    )
    assert made.uncertainty_result is None
    assert "How sure" not in cast.client("frank").get(reverse("prioritise:decision_detail", args=[made.public_id])).content.decode()


def test_the_spreadsheet_of_how_sure_holds_a_row_for_each_and_no_formula(cast: Cast, four: Exercise) -> None:
    with_ranges(cast, four)
    actions.edit_intervention(
        intervention=four.interventions["One"],
        row=InterventionRow(four.interventions["One"].area_id, "=1+1"),
        seen=four.interventions["One"].recorded_at,
        by=cast.actor("anna"),
    )
    lines = cast.client("anna").get(at("decide_sure_csv", four, "?budget=10000")).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("id,name,area,probability_funded,label")
    assert len(lines) == 5
    assert any(",'=1+1," in line for line in lines)
