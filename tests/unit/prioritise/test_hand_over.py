"""The board paper and the notes to those who proposed: what they say, in whose words, and who may read them."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import FundingDecision, Intervention, Programme
from lodestar.prioritise.papers import board_paper, note_words, notes_paper
from lodestar.prioritise.papers.board import recommendation
from lodestar.prioritise.rows import InterventionRow
from lodestar.ui.paper import Facts, Grid, Paper, Words, paper_pdf
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates

MOST_QUERIES = 15


def decide(cast: Cast, four: Exercise, *names: str, departures: dict[str, str] | None = None) -> FundingDecision:
    made = actions.decide_funding(
        programme=four.programme,
        budget_pence=BUDGET_PENCE,
        chosen=four.ids(*names),
        reason="Most health for the money",
        departures=departures,
        by=cast.actor("alice"),
    )
    found = queries.decision_for_viewer(cast.actor("alice"), made.public_id)
    assert found is not None
    return found


def recommended(four: Exercise, budget: int = BUDGET_PENCE, way: str = "optimum") -> queries.Choice:
    return queries.choice_at_budget(four.programme, queries.portfolio_question(four.programme), budget, way)


def said(paper: Paper) -> str:
    """Everything a paper says, in the order in which it says it."""
    return re.sub(r"\s+", " ", " ".join(str(value) for block in paper.as_data()["blocks"] for value in block.values()))


def at(name: str, row: Any) -> str:
    return reverse(f"prioritise:{name}", args=[row.public_id])


def test_the_first_sentence_is_the_recommendation(four: Exercise) -> None:
    """Merkhofer: three of four for all of the 10,000, worth 15,000 of 20,714."""
    paper = board_paper(recommended(four))
    first = paper.blocks[0]
    assert isinstance(first, Words)
    assert first.tone == "lead"
    assert first.text == (
        "The board is asked to fund 3 of 4 interventions for £10,000 of a budget of £10,000. They give 72 % of the value on the table."
    )
    assert paper.subtitle == "Financial year 2027/28 · For decision"


def test_each_way_of_choosing_is_its_own_recommendation(four: Exercise) -> None:
    line = recommended(four, way="line")
    assert {row.name for row in line.funded} == {"One", "Three"}
    assert (line.chosen.cost, line.chosen.value, line.left) == (8571, 13_571, 1429)
    assert {row.name for row in line.departures} == {"One", "Two", "Four"}


def test_a_decided_paper_says_what_was_decided_by_whom_and_why_it_departs(cast: Cast, four: Exercise) -> None:
    (one, two, four_key) = four.ids("One", "Two", "Four")
    reasons = {one: "People asked for it", two: "It can wait", four_key: "No staff this year"}
    decision = decide(cast, four, "One", "Three", departures=reasons)
    paper = board_paper(queries.choice_decided(decision))
    words = said(paper)
    assert "2 of 4 interventions are funded for £8,571 of a budget of £10,000." in words
    assert f"by {cast.account('alice').name}" in paper.subtitle
    for reason in (*reasons.values(), "Most health for the money"):
        assert reason in words
    assert "Where this departs from the best there is" in words
    assert "The departures below give up 7 % of the value on the table." in words  # (15,000 − 13,571) ÷ 20,714


def test_it_says_how_to_work_it_out_again(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, "Two", "Three", "Four")
    words = said(board_paper(queries.choice_decided(decision))).replace(" ", "")
    assert decision.method_result["inputs_digest"] in words
    assert decision.snapshot.digest in words
    assert decision.public_id in words
    assert "lodestarrunportfolioinput.json" in words


def test_it_stays_as_it_was_when_the_numbers_change_later(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, "Two", "Three", "Four")
    before = paper_pdf(board_paper(queries.choice_decided(decision)))
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 1, reason="Later"), by=cast.actor("anna"))
    Intervention.objects.filter(pk=four.interventions["Two"].pk).update(name="Renamed")
    again = queries.decision_for_viewer(cast.actor("alice"), decision.public_id)
    assert again is not None
    assert paper_pdf(board_paper(queries.choice_decided(again))) == before


def test_what_was_kept_out_held_fixed_and_who_took_part_stands_in_it(cast: Cast, four: Exercise) -> None:
    alice = cast.actor("alice")
    row = InterventionRow(area_id=four.areas[0].pk, name="Unfinished", estimates=estimates(1, 1)[:2])
    actions.add_intervention(programme=four.programme, row=row, by=alice)
    four.programme.stakeholders.create(
        owner_organisation=four.programme.owner_organisation, name="Patients", power=1, interest=5, involvement="involve"
    )
    four.programme.stakeholders.create(
        owner_organisation=four.programme.owner_organisation, name="Left alone", power=5, interest=1, involvement="none"
    )
    words = said(board_paper(recommended(four)))
    assert "there is no number yet for probability of success and cost" in words
    assert "Nothing but the budget." in words
    assert "Involved: Patients." in words
    assert "Left alone" not in words


def test_how_sure_it_is_stands_in_it_where_the_decision_kept_it(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, "Two", "Three", "Four")
    keys = {name: one.public_id for name, one in four.interventions.items()}
    rated = [
        {"id": keys["One"], "probability_funded": 0.45, "rank_low": 1, "rank_high": 3, "label": "borderline", "flips": []},
        {"id": keys["Two"], "probability_funded": 0.97, "rank_low": 1, "rank_high": 2, "label": "core", "flips": []},
        {"id": keys["Three"], "probability_funded": 0.99, "rank_low": 1, "rank_high": 2, "label": "core", "flips": []},
        {"id": keys["Four"], "probability_funded": 0.02, "rank_low": 4, "rank_high": 4, "label": "exterior", "flips": []},
    ]
    found = {"interventions": rated, "evppi": [{"id": keys["One"], "field": "value", "value": 12.0}]}
    decision.uncertainty_result = {"value": found}
    words = said(board_paper(queries.choice_decided(decision)))
    assert "of 4 interventions 2 belong in the best choice nearly always, 1 nearly never, and 1 depend" in words
    assert "One: all that makes up its value" in words


def test_a_paper_of_forty_eight_long_names_is_set(cast: Cast, four: Exercise) -> None:
    alice = cast.actor("alice")
    rows = [
        InterventionRow(area_id=four.areas[0].pk, name=f"{n} {'Rindfleischetikettierung ' * 6}"[:160], estimates=estimates(n + 1, 100 + n))
        for n in range(44)
    ]
    made = actions.add_interventions(programme=four.programme, rows=rows, by=alice)
    actions.agree_interventions(programme=four.programme, interventions=made, by=alice)
    paper = board_paper(recommended(four))
    assert paper_pdf(paper).startswith(b"%PDF")
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert all(len(row) == len(grid.columns) for grid in grids for row in grid.rows)


def test_the_note_says_what_would_have_had_to_differ_and_that_is_true(cast: Cast, four: Exercise) -> None:
    """Four's figures, moved as its note says, stand level with the last of those that the figures fund."""
    budget = 900_000  # One and Three by value for money; and the best there is, too
    actions.decide_funding(
        programme=four.programme, budget_pence=budget, chosen=four.ids("One", "Three"), reason="Best", by=cast.actor("alice")
    )
    decision = queries.decision_in_force(Intervention.objects.select_related("area").get(pk=four.interventions["Four"].pk))
    assert decision is not None
    facts = queries.note_about(four.interventions["Four"], decision)
    assert facts is not None
    assert facts.level_at is not None
    least = min(5714 / 3571, 7857 / 5000)
    assert 2857 / facts.level_at.cost == pytest.approx(least)  # type: ignore[operator]
    assert facts.level_at.people / 2143 == pytest.approx(least)  # type: ignore[operator]
    note = note_words(facts)
    assert note.lead == "Thank you for proposing “Four”. It is not funded this time. This page says why."
    assert "a cost of £1,818 or less" in note.would_differ[0]  # 2,857 ÷ 1.5714, rounded down
    assert "3,368 people or more" in note.would_differ[0]  # 2,143 × 1.5714, rounded up
    assert cast.account("alice").name in note.ask


def test_a_note_about_a_departure_gives_its_reason_and_blames_no_figure(cast: Cast, four: Exercise) -> None:
    one, two, fourth = four.ids("One", "Two", "Four")
    decision = decide(cast, four, "One", "Three", departures={one: "Asked for", two: "It can wait", fourth: "No staff"})
    notes = {facts.intervention.name: note_words(facts) for facts in queries.notes_of_decision(decision)}
    assert notes["Two"].reason == "It can wait"
    assert "they alone would have funded it" in notes["Two"].would_differ[0]
    assert notes["One"].lead == "Thank you for proposing “One”. It is funded."
    assert notes["One"].would_differ == ()


def test_a_flip_that_was_worked_out_is_told_in_place_of_the_ratio(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, "Two", "Three", "Four")
    key = four.interventions["One"].public_id
    flips = [
        {"field": "cost", "from": 3571.0, "at": 2143.0, "then": {"enters": [key], "leaves": [], "words": ""}},
        {"field": "people", "from": 5714.0, "at": 1.0, "then": {"enters": [], "leaves": [], "words": ""}},
    ]
    decision.uncertainty_result = {"value": {"interventions": [{"id": key, "probability_funded": 0.4, "flips": flips}], "evppi": []}}
    note = note_words(next(one for one in queries.notes_of_decision(decision) if one.intervention.name == "One"))
    assert note.would_differ == ("Cost of £2,143 instead of £3,571, the other numbers as they are, would have brought it in.",)
    assert any("the chance that it belongs among those funded is 40 %" in words for words in note.stood)


def test_what_was_not_weighed_gets_a_note_too_and_all_stand_in_one_file(cast: Cast, four: Exercise) -> None:
    row = InterventionRow(area_id=four.areas[0].pk, name="Unfinished", estimates=())
    actions.add_intervention(programme=four.programme, row=row, by=cast.actor("anna"))
    decision = decide(cast, four, "Two", "Three", "Four")
    notes = queries.notes_of_decision(decision)
    assert [one.intervention.name for one in notes] == ["One", "Three", "Unfinished", "Two", "Four"]
    unfinished = note_words(notes[2])
    assert "could not be weighed" in unfinished.lead
    assert "there is no number yet" in unfinished.reason
    paper = notes_paper(notes)
    assert sum(block.kind == "page" for block in paper.blocks) == 4
    assert sum(isinstance(block, Facts) for block in paper.blocks) == 4
    assert paper_pdf(paper).startswith(b"%PDF")
    assert paper_pdf(notes_paper(notes[:1])).startswith(b"%PDF")


def test_notes_go_by_proposer(cast: Cast, four: Exercise) -> None:
    Intervention.objects.filter(name="One").update(proposed_by="Dr Bell")
    decision = decide(cast, four, "Two", "Three", "Four")
    client = cast.client("alice")
    body = client.get(at("note_list", decision)).content.decode()
    assert body.index("Nobody is named as the proposer") < body.index("Dr Bell")
    one = client.get(at("notes_paper", decision), {"proposer": "Dr Bell"})
    every = client.get(at("notes_paper", decision))
    assert 0 < len(one.content) < len(every.content)
    assert client.get(at("notes_paper", decision), {"proposer": "Nobody of that name"}).status_code == 302


def test_the_pages_are_for_those_who_see_the_programme_and_no_others(cast: Cast, four: Exercise) -> None:
    decision = decide(cast, four, "Two", "Three", "Four")
    one = four.interventions["One"]
    addresses = [at("hand_over", four.programme), at("programme_paper", four.programme), at("workbook", four.programme)]
    addresses += [
        at("decision_paper", decision),
        at("note_list", decision),
        at("notes_paper", decision),
        at("note", one),
        at("note_paper", one),
    ]
    alice = cast.client("alice")
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert alice.get(address).status_code == 200, address
        assert len(asked) <= MOST_QUERIES, address
        assert cast.client("carol").get(address).status_code == 404, address
        assert cast.client("kim").get(address).status_code in {403, 404}, address


def test_a_paper_is_a_pdf_and_before_anything_can_be_weighed_there_is_a_kind_word(cast: Cast, four: Exercise) -> None:
    client = cast.client("alice")
    paper = client.get(at("programme_paper", four.programme), {"budget": "10,000"})
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == f'inline; filename="board-paper-{four.programme.public_id}.pdf"'
    assert io.BytesIO(paper.content).read(4) == b"%PDF"
    empty = Programme.objects.create(owner_organisation=cast.northshire, name="Nothing yet", financial_year=2027)
    for address in (at("programme_paper", empty), at("workbook", empty)):
        assert client.get(address).status_code in {200, 302}
    answer = client.get(at("programme_paper", empty), follow=True)
    assert "No intervention can be weighed yet" in answer.content.decode()
    assert client.get(at("note", four.interventions["One"])).status_code == 404  # nothing is decided yet


def test_a_saving_costs_less_than_nothing_in_words_too(cast: Cast, four: Exercise) -> None:
    actions.add_estimate(
        intervention=four.interventions["One"], row=estimate("cost", Decimal("-500.50"), reason="Saves"), by=cast.actor("anna")
    )
    choice = recommended(four)
    assert "−£500.50" in said(board_paper(choice))
    assert recommendation(choice).startswith("The board is asked to fund")


def test_whom_the_choice_reaches_stands_in_it_where_anyone_has_said(cast: Cast, four: Exercise) -> None:
    assert "Fairness" not in [getattr(block, "text", "") for block in board_paper(recommended(four)).blocks]
    fifths = {f"people_{n}": people for n, people in enumerate((60, 10, 10, 10, 10), 1)}
    four.interventions["Two"].fairness_profiles.create(
        owner_organisation=cast.northshire, score=40, score_reason="Reaches estates that nobody else does", **fifths
    )
    words = said(board_paper(recommended(four)))
    assert "60 % are of the most deprived fifth" in words
    assert "Reaches estates that nobody else does" in words
