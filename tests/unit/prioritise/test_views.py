"""Pages: who sees them, what they show, what they keep, and how much they ask of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.access.models import Membership
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import FundingDecision, Intervention, Programme
from lodestar.prioritise.rows import AreaRow, InterventionRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates, exercise, programme_of

MOST_QUERIES = 15


def at(name: str, row: Any = None, query: str = "") -> str:
    return reverse(f"prioritise:{name}", args=[row.public_id] if row else []) + query


def decided(cast: Cast, four: Exercise) -> FundingDecision:
    return actions.decide_funding(
        programme=four.programme,
        budget_pence=BUDGET_PENCE,
        chosen=four.ids("Two", "Three", "Four"),
        reason="Best",
        by=cast.actor("alice"),
    )


def pages(four: Exercise, decision: FundingDecision | None = None) -> list[str]:
    """Every page that is only read."""
    programme, one = four.programme, four.interventions["One"]
    addresses = [
        at("programme_list"),
        at("programme_detail", programme),
        at("area_detail", four.areas[0]),
        at("intervention_list", programme),
        at("intervention_detail", one),
        at("decide", programme),
        at("portfolio_json", programme),
        at("portfolio_csv", programme),
    ]
    return [*addresses, at("decision_detail", decision), at("decision_json", decision)] if decision else addresses


def forms_of(four: Exercise) -> dict[str, set[str]]:
    """Every page that asks something, and who may answer."""
    programme, one, area = four.programme, four.interventions["One"], four.areas[0]
    editors, deciders = {"alice", "anna"}, {"alice"}
    return {
        at("programme_new"): editors,
        at("programme_edit", programme): editors,
        at("area_new", programme): editors,
        at("area_edit", area): editors,
        at("intervention_new", programme): editors,
        at("intervention_edit", one): editors,
        at("estimate_new", one, "?quantity=cost"): editors,
        at("decision_new", programme, "?budget=10000"): deciders,
    }


def test_readers_of_the_cycle_open_every_page_and_strangers_find_none(cast: Cast, four: Exercise) -> None:
    addresses = pages(four, decided(cast, four))
    for name in ("alice", "anna", "felix", "ada", "frank"):
        client = cast.client(name)
        assert [client.get(address).status_code for address in addresses] == [200] * len(addresses), name
    strangers = [address for address in addresses if address != at("programme_list")]
    assert [cast.client("carol").get(address).status_code for address in strangers] == [404] * len(strangers)
    assert [cast.client("kim").get(address).status_code for address in strangers] == [403] * len(strangers)
    assert {cast.client().get(address).status_code for address in addresses} == {302}
    assert "Breathing well" not in cast.client("carol").get(at("programme_list")).content.decode()


def test_only_those_who_may_are_asked(cast: Cast, four: Exercise) -> None:
    for address, allowed in forms_of(four).items():
        for name in ("alice", "anna", "felix", "frank"):
            assert cast.client(name).get(address).status_code == (200 if name in allowed else 403), (address, name)
        assert cast.client("carol").get(address).status_code == (200 if address == at("programme_new") else 404), address


def test_a_refusal_says_why(cast: Cast, four: Exercise) -> None:
    response = cast.client("anna").get(at("agree", four.programme))
    assert response.status_code == 403
    assert "run workshops and agree values" in response.content.decode()
    page = cast.client("frank").get(at("programme_detail", four.programme)).content.decode()
    assert "Only the commissioning manager of this programme may decide what is funded." in page


def test_a_role_for_another_programme_only_does_not_see_this_one(cast: Cast, four: Exercise) -> None:
    other = programme_of(cast.northshire, cast.actor("alice"), "Falls")
    Membership.objects.filter(account=cast.account("anna")).update(scope_id=other.public_id)
    client = cast.client("anna")
    assert client.get(at("programme_detail", other)).status_code == 200
    assert client.get(at("programme_detail", four.programme)).status_code == 404
    assert client.get(at("programme_new")).status_code == 403


@pytest.mark.parametrize("name", ["programme_list", "programme_detail", "intervention_list", "decide", "area_detail", "decision_detail"])
def test_pages_ask_the_database_little_however_many_rows_there_are(cast: Cast, four: Exercise, name: str) -> None:
    by = cast.actor("alice")
    rows = [InterventionRow(four.areas[n % 2].pk, f"More {n}", estimates=estimates(n + 1, n + 1)) for n in range(40)]
    made = actions.add_interventions(programme=four.programme, rows=rows, by=by)
    actions.agree_interventions(programme=four.programme, interventions=made, by=by)
    actions.add_areas(programme=four.programme, rows=[AreaRow(f"Area {n}") for n in range(6)], by=by)
    answer = queries.portfolio_answer(queries.portfolio_question(four.programme), BUDGET_PENCE)
    decision = actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=answer.funded_by("optimum"), reason="Best", by=by
    )
    row = {"area_detail": four.areas[0], "decision_detail": decision, "programme_list": None}.get(name, four.programme)
    client = cast.client("alice")
    client.get(at(name, row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, row)).status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:120] for one in asked]


def test_begin_add_give_agree_and_decide_by_hand(cast: Cast) -> None:
    """The whole of prioritising without a script: every form is filled in and sent."""
    client = cast.client("alice")
    client.post(at("programme_new"), {"organisation": cast.northshire.public_id, "name": "Falls", "financial_year": "2027"})
    programme = Programme.objects.get(name="Falls")
    client.post(at("area_new", programme), {"name": "Falls at home"})
    area = programme.areas.get()
    response = client.post(at("intervention_new", programme), {"area": area.public_id, "name": "Strength classes", "commitment": "open"})
    one = Intervention.objects.get()
    assert response["Location"] == at("intervention_detail", one)
    for quantity, best in (("people", "120"), ("benefit", "10"), ("probability", "0.5"), ("cost", "60000")):
        number = {"low": best, "best": best, "high": best, "unit": "each", "grade": "guess"}
        assert client.post(at("estimate_new", one, f"?quantity={quantity}"), number).status_code == 302
    client.post(at("agree", programme), {"interventions": [one.public_id]})
    choice = {"budget": "80,000", "chosen": [one.public_id], "reason": "It works"}
    check = client.post(at("decision_new", programme), choice)
    assert "Decide: fund 1 for £60,000.00" in check.content.decode()
    assert not FundingDecision.objects.exists()
    response = client.post(at("decision_new", programme), {**choice, "digest": check.context["digest"], "decide": "yes"})
    decision = FundingDecision.objects.get()
    assert response["Location"] == at("decision_detail", decision)
    assert "Every figure comes out the same." in client.get(response["Location"]).content.decode()


def test_sending_a_decision_twice_decides_once(cast: Cast, four: Exercise) -> None:
    client, names = cast.client("alice"), four.ids("Two", "Three", "Four")
    check = client.post(at("decision_new", four.programme), {"budget": "10000", "chosen": names, "reason": "Best"})
    sent = {"budget": "10000", "chosen": names, "reason": "Best", "decide": "yes"}
    sent |= {"digest": check.context["digest"], "latest": check.context["latest"]}
    assert client.post(at("decision_new", four.programme), sent).status_code == 302
    again = client.post(at("decision_new", four.programme), sent)
    assert "It has been decided in the meantime." in again.content.decode()
    assert FundingDecision.objects.count() == 1


def test_departures_are_asked_about_on_the_check_page(cast: Cast, four: Exercise) -> None:
    client = cast.client("alice")
    choice = {"budget": "10000", "chosen": four.ids("One", "Three"), "reason": "Promised"}
    check = client.post(at("decision_new", four.programme), choice)
    assert "Why is One funded, although it is not in the optimum?" in check.content.decode()
    again = client.post(at("decision_new", four.programme), {**choice, "decide": "yes", "digest": check.context["digest"]})
    assert "There is a problem" in again.content.decode()
    assert not FundingDecision.objects.exists()
    reasons = {f"departure-{key}": "Because" for key in four.ids("One", "Two", "Four")}
    client.post(at("decision_new", four.programme), {**choice, **reasons, "decide": "yes", "digest": check.context["digest"]})
    assert FundingDecision.objects.get().choices.filter(reason="Because").count() == 3


def test_going_back_from_the_check_keeps_what_was_ticked_and_typed(cast: Cast, four: Exercise) -> None:
    choice = {"budget": "10000", "chosen": four.ids("One"), "reason": "Half written", "back": "yes"}
    page = cast.client("alice").post(at("decision_new", four.programme), choice).content.decode()
    assert "Half written" in page
    assert page.count("checked") == 1


def test_a_choice_over_the_budget_comes_back_with_the_reason_and_all_that_was_typed(cast: Cast, four: Exercise) -> None:
    choice = {"budget": "1000", "chosen": four.ids("One"), "reason": "Kept words"}
    page = cast.client("alice").post(at("decision_new", four.programme), choice).content.decode()
    assert "which is more than the budget of £1,000.00" in page
    assert "Kept words" in page


def test_the_decide_page_shows_the_budget_and_answer_asked_for(cast: Cast, four: Exercise) -> None:
    page = cast.client("anna").get(at("decide", four.programme, "?budget=10000&choice=line"))
    content = page.content.decode()
    assert page.context["asked"].budget_pence == BUDGET_PENCE
    assert "£10k buys 66 % of the value on the table" in content
    figures = cast.client("anna").get(at("decide_figures", four.programme, "?budget=10000&choice=line")).content.decode()
    assert "£10k funds 2 of 4 interventions and leaves £1.4k." in figures
    optimum = cast.client("anna").get(at("decide_figures", four.programme, "?budget=10000"))
    assert "£10k funds 3 of 4 interventions and leaves £0." in optimum.content.decode()


def test_a_budget_that_is_no_amount_is_said_so(cast: Cast, four: Exercise) -> None:
    page = cast.client("anna").get(at("decide", four.programme, "?budget=lots")).content.decode()
    assert "There is a problem" in page
    assert "Budget must be an amount of money" in page


def test_the_page_says_why_something_is_not_weighed(cast: Cast, four: Exercise) -> None:
    actions.add_intervention(programme=four.programme, row=InterventionRow(four.areas[0].pk, "Half known"), by=cast.actor("anna"))
    assert "1 intervention is kept out of the calculation." in cast.client("anna").get(at("decide", four.programme)).content.decode()
    page = cast.client("anna").get(at("decide_figures", four.programme)).content.decode()
    assert "Half known" in page
    assert "there is no number yet for people who benefit, benefit per person, probability of success and cost" in page


def test_an_empty_programme_says_what_to_do_first(cast: Cast) -> None:
    programme = programme_of(cast.northshire, cast.actor("alice"))
    client = cast.client("alice")
    assert "Add the priority areas" in client.get(at("programme_detail", programme)).content.decode()
    assert "No intervention can be weighed yet" in client.get(at("decide", programme)).content.decode()
    assert "There is no programme yet. Begin one" in cast.client("carol").get(at("programme_list")).content.decode()
    assert "There is no programme that you can see yet." in cast.client("fiona").get(at("programme_list")).content.decode()


def test_bad_input_keeps_what_was_typed(cast: Cast, four: Exercise) -> None:
    number = {"low": "9", "best": "5", "high": "lots", "unit": "points kept", "grade": "guess"}
    page = cast.client("anna").post(at("estimate_new", four.interventions["One"], "?quantity=people"), number).content.decode()
    assert "points kept" in page
    assert 'value="lots"' in page
    assert "<title>Error: " in page
    assert 'href="#id_high"' in page


def test_a_stale_tab_sees_both_versions_and_settles_them(cast: Cast, four: Exercise) -> None:
    client, address = cast.client("anna"), at("programme_edit", four.programme)
    seen = four.programme.recorded_at.isoformat()
    actions.edit_programme(programme=four.programme, seen=four.programme.recorded_at, scope="Alice’s words", by=cast.actor("alice"))
    mine = {"name": "Breathing well", "financial_year": "2027", "scope": "Anna’s words", "challenge": "", "follows": "", "seen": seen}
    conflict = client.post(address, mine)
    assert conflict.status_code == 409
    content = conflict.content.decode()
    assert "Anna’s words" in content
    assert "Alice’s words" in content
    assert Programme.objects.get().scope == "Alice’s words"
    hidden = {name: str(value) for name, value in conflict.context["hidden"].items()}
    settled = {**hidden, "choice-scope": "yours", "yours-scope": "Anna’s words"}
    assert client.post(address, settled).status_code == 302
    assert Programme.objects.get().scope == "Anna’s words"


def test_keeping_theirs_in_a_conflict_keeps_theirs(cast: Cast, four: Exercise) -> None:
    client, one = cast.client("anna"), four.interventions["One"]
    address, seen = at("intervention_edit", one), one.recorded_at
    row = InterventionRow(one.area_id, "One", description="Alice’s words")
    actions.edit_intervention(intervention=one, row=row, seen=seen, by=cast.actor("alice"))
    mine = {"area": one.area.public_id, "name": "One", "description": "Mine", "commitment": "open", "seen": seen.isoformat()}
    conflict = client.post(address, mine)
    hidden = {name: str(value) for name, value in conflict.context["hidden"].items()}
    client.post(address, {**hidden, "choice-description": "theirs", "yours-description": "Mine"})
    assert Intervention.objects.get(pk=one.pk).description == "Alice’s words"


def test_the_csv_holds_no_formula_and_names_what_is_kept_out(cast: Cast, four: Exercise) -> None:
    row = InterventionRow(four.areas[0].pk, "=HYPERLINK(1)")
    actions.add_intervention(programme=four.programme, row=row, by=cast.actor("anna"))
    text = cast.client("anna").get(at("portfolio_csv", four.programme)).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "there is no number yet" in text


def test_an_earlier_number_stays_on_the_page(cast: Cast, four: Exercise) -> None:
    row = estimate("cost", 4000, unit="pounds a year", reason="A new quotation")
    actions.add_estimate(intervention=four.interventions["One"], row=row, by=cast.actor("anna"))
    page = cast.client("alice").get(at("intervention_detail", four.interventions["One"])).content.decode()
    assert "£4,000" in page
    assert "£3,571" in page
    assert "A new quotation" in page


def test_what_each_role_owes(cast: Cast) -> None:
    made = exercise(cast.northshire, cast.actor("alice"), agreed=False)
    actions.add_intervention(programme=made.programme, row=InterventionRow(made.areas[0].pk, "Half known"), by=cast.actor("anna"))
    from lodestar.prioritise.tasks import tasks_for

    assert [task.title for task in tasks_for(cast.actor("anna"))] == ["Give the missing numbers of 1 intervention"]
    assert [task.title for task in tasks_for(cast.actor("felix"))] == ["Agree 5 draft interventions"]
    assert tasks_for(cast.actor("frank")) == tasks_for(cast.actor("carol")) == []
    actions.agree_interventions(programme=made.programme, interventions=list(made.interventions.values()), by=cast.actor("felix"))
    assert "Decide what is funded" in [task.title for task in tasks_for(cast.actor("alice"))]
