"""Carry forward: next year's exercise begins from this year's, nothing is asked twice, and every number shows its age."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import Estimate, Intervention, Programme
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate

ALL = tuple(queries.CarriedPart.values)


def carried(cast: Cast, four: Exercise, **more: object) -> Programme:
    given = {"name": "Breathing well again", "financial_year": 2028, "parts": ALL, "by": cast.actor("alice"), **more}
    return actions.carry_forward(programme=four.programme, **given)  # type: ignore[arg-type]


def decide(cast: Cast, four: Exercise) -> None:
    actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=cast.actor("alice")
    )


def test_areas_interventions_and_numbers_come_along_as_drafts_linked_to_what_they_were(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    later = carried(cast, four)
    assert later.follows == four.programme
    assert (later.state, later.financial_year) == ("gathering", 2028)
    assert [str(area) for area in later.areas.all()] == ["Lungs", "Cancer → Breast cancer"]
    rows = {row.name: row for row in Intervention.objects.filter(area__programme=later)}
    assert set(rows) == {"One", "Two", "Three", "Four"}
    assert {row.state for row in rows.values()} == {"draft"}
    assert all(row.follows == four.interventions[name] for name, row in rows.items())
    numbers = queries.current_estimates([row.pk for row in rows.values()])
    assert sum(len(one) for one in numbers.values()) == 16
    assert Event.objects.filter(act="carried_forward").count() == 1


def test_a_number_keeps_source_quality_and_age_and_says_where_it_comes_from(cast: Cast, four: Exercise) -> None:
    with time_machine.travel(date(2027, 1, 15), tick=False):
        old = actions.add_estimate(
            intervention=four.interventions["One"], row=estimate("cost", 3600, low=3000, high=4000, reason="Invoice"), by=cast.actor("anna")
        )
    with time_machine.travel(date(2028, 3, 14), tick=False):
        later = carried(cast, four)
        aged = {(one.intervention.name, one.estimate.quantity): one for one in queries.numbers_carried(queries.portfolio_question(later))}
        cost = aged["One", "cost"]
        assert cost.estimate.carries == old
        assert (cost.estimate.low, cost.estimate.best, cost.estimate.high) == (Decimal(3000), Decimal(3600), Decimal(4000))
        assert (cost.estimate.grade, cost.estimate.source, cost.estimate.supplied_by) == ("expert", "Workshop", cast.account("anna"))
        assert cost.estimate.reason == "Carried forward from Breathing well, where it was recorded on 15 January 2027. Invoice"
        assert (cost.dates_from, cost.months) == (date(2027, 1, 15), 13)
        actions.add_estimate(intervention=cost.intervention, row=estimate("cost", 3600, reason="It still stands"), by=cast.actor("anna"))
        left = queries.numbers_carried(queries.portfolio_question(later))
        assert len(left) == len(aged) - 1


def test_carried_twice_a_number_still_shows_its_first_day(cast: Cast, four: Exercise) -> None:
    with time_machine.travel(date(2028, 3, 14), tick=False):
        first = carried(cast, four)
    with time_machine.travel(date(2029, 3, 14), tick=False):
        second = actions.carry_forward(programme=first, name="Third year", financial_year=2029, by=cast.actor("alice"))
        aged = queries.numbers_carried(queries.portfolio_question(second))
    assert {one.estimate.reason.count("Carried forward") for one in aged} == {1}
    assert {one.dates_from for one in aged} == {four.interventions["One"].estimates.first().recorded_at.date()}


def test_what_was_funded_runs_today(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    rows = {row.name: row for row in Intervention.objects.filter(area__programme=carried(cast, four))}
    assert (rows["Two"].is_running, rows["Two"].today_pence) == (True, 285_700)
    assert (rows["One"].is_running, rows["One"].today_pence) == (False, None)


def test_stakeholders_team_evidence_and_rules_come_along_only_when_wanted(cast: Cast, four: Exercise) -> None:
    own = {"owner_organisation": four.programme.owner_organisation}
    four.programme.stakeholders.create(**own, name="Nurses", power=4, interest=5, involvement="involve", area=four.areas[0])
    four.programme.team.create(**own, role="manager", name="Bo", area=four.areas[1])
    four.areas[0].evidence.create(**own, kind="needs", name="Needs assessment")
    rule = four.programme.constraints.create(**own, kind="alternatives", reason="One team")
    for place, name in enumerate(("One", "Two")):
        rule.places.create(intervention=four.interventions[name], position=place)
    later = carried(cast, four)
    nurses = later.stakeholders.get()
    assert (nurses.name, nurses.power, nurses.area) == ("Nurses", 4, later.areas.first())
    assert later.team.get().area == later.areas.last()
    assert later.areas.first().evidence.get().name == "Needs assessment"
    (constraint,) = queries.constraints_of(later)
    assert queries.sentence_of(constraint) == "At most one of “One” and “Two” is funded."
    assert {one.area.programme for one in queries.members_of(constraint)} == {later}
    bare = actions.carry_forward(programme=four.programme, name="Bare", financial_year=2028, by=cast.actor("alice"))
    assert (bare.stakeholders.count(), bare.team.count(), queries.constraints_of(bare)) == (0, 0, [])


def test_some_can_come_along_and_a_rule_that_loses_one_stays_behind(cast: Cast, four: Exercise) -> None:
    rule = four.programme.constraints.create(owner_organisation=cast.northshire, kind="alternatives", reason="One team")
    for place, name in enumerate(("One", "Two")):
        rule.places.create(intervention=four.interventions[name], position=place)
    later = carried(cast, four, interventions=[four.interventions["One"]])
    assert list(Intervention.objects.filter(area__programme=later).values_list("name", flat=True)) == ["One"]
    assert queries.constraints_of(later) == []


def test_last_years_exercise_is_not_touched(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    four.programme.refresh_from_db()
    before = queries.digest_of_state(queries.exercise_state(four.programme))
    estimates = Estimate.objects.filter(intervention__area__programme=four.programme).count()
    carried(cast, four)
    assert queries.digest_of_state(queries.exercise_state(four.programme)) == before
    assert Estimate.objects.filter(intervention__area__programme=four.programme).count() == estimates


def test_differences_to_last_years_decision_follow_the_links_not_the_names(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    later = carried(cast, four)
    one = Intervention.objects.get(area__programme=later, name="One")
    Intervention.objects.filter(pk=one.pk).update(name="One, renamed")
    actions.add_estimate(intervention=one, row=estimate("cost", 2000, reason="Invoice"), by=cast.actor("anna"))
    later.refresh_from_db()
    found = queries.differences_from_last_year(later, queries.portfolio_question(later))
    assert found is not None
    (group,) = found.groups
    assert [change.words for change in group.changes] == ["It was called One.", "Cost: £2,000; before, £3,571."]
    assert found.answer == "There is no answer on both sides to compare."  # all of them are drafts again
    rows = list(Intervention.objects.filter(area__programme=later))
    actions.agree_interventions(programme=later, interventions=rows, by=cast.actor("felix"))
    agreed = queries.differences_from_last_year(later, queries.portfolio_question(later))
    assert agreed is not None
    assert (agreed.entered, agreed.left) == (("One, renamed",), ("Four",))


def test_only_those_who_may_begin_a_programme_and_never_under_a_name_that_is_taken(cast: Cast, four: Exercise) -> None:
    for stranger in ("felix", "carol", "kim"):
        with pytest.raises(Refused):
            carried(cast, four, by=cast.actor(stranger))
    carried(cast, four)
    with pytest.raises(ValidationError):
        carried(cast, four)


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("Living well, 2027–28", 2027, "Living well, 2028–29"),
        ("Plan 2027/28", 2027, "Plan 2028/29"),
        ("Falls 2027", 2027, "Falls 2028"),
        ("Breathing well", 2027, "Breathing well"),
    ],
)
def test_the_years_in_a_name_move_on(name: str, year: int, expected: str) -> None:
    assert queries.next_year_of(Programme(name=name, financial_year=year)) == (expected, year + 1)


def test_the_pages_carry_forward_and_show_last_year(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    client = cast.client("alice")
    address = reverse("prioritise:carry_forward", args=[four.programme.public_id])
    assert 'value="2028"' in client.get(address).content.decode()
    answer = client.post(address, {"name": "Next", "financial_year": "2028", "parts": ["team", "rules"]})
    later = Programme.objects.get(name="Next")
    assert answer["Location"] == reverse("prioritise:last_year", args=[later.public_id])
    page = client.get(answer["Location"]).content.decode()
    assert "16 numbers are as they were carried forward" in page
    assert "0 months old" in page
    assert client.get(reverse("prioritise:last_year", args=[four.programme.public_id])).status_code == 404
    assert cast.client("felix").get(address).status_code == 403
