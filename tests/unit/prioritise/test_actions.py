"""Writes: who may, what is left behind, and what cannot stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from lodestar.access.actor import SYSTEM
from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.common.revisions import Overtaken
from lodestar.common.states import IllegalMove
from lodestar.prioritise import actions
from lodestar.prioritise.models import Estimate, Intervention, Programme
from lodestar.prioritise.rows import AreaRow, InterventionRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates, exercise, programme_of


def last_event() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_a_programme_is_begun_and_leaves_an_event(cast: Cast) -> None:
    programme = programme_of(cast.northshire, cast.actor("anna"))
    assert programme.state == "gathering"
    event = last_event()
    assert (event.act, event.subject_id, event.actor_id) == ("created_programme", programme.public_id, cast.account("anna").public_id)


@pytest.mark.parametrize("name", ["felix", "oscar", "frank", "ada", "carol", "petra", "ned"])
def test_others_may_not_begin_a_programme_here(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        programme_of(cast.northshire, cast.actor(name))
    assert not Programme.objects.exists()


def test_a_second_programme_of_a_name_and_year_is_refused_in_words(cast: Cast) -> None:
    programme_of(cast.northshire, cast.actor("alice"))
    with pytest.raises(ValidationError, match="of that name and year already"):
        programme_of(cast.northshire, cast.actor("alice"))


def test_a_programme_follows_only_one_of_its_own_organisation_and_never_itself(cast: Cast) -> None:
    first = programme_of(cast.northshire, cast.actor("alice"), "First")
    second = programme_of(cast.northshire, cast.actor("alice"), "Second")
    stranger = programme_of(cast.southmoor, cast.actor("carol"))
    seen = second.recorded_at
    with pytest.raises(ValidationError, match="same organisation"):
        actions.edit_programme(programme=second, seen=seen, follows=stranger, by=cast.actor("alice"))
    actions.edit_programme(programme=second, seen=seen, follows=first, by=cast.actor("alice"))
    assert Programme.objects.get(pk=second.pk).follows == first
    with pytest.raises(ValidationError, match="cannot follow itself"):
        actions.edit_programme(programme=first, seen=first.recorded_at, follows=second, by=cast.actor("alice"))


def test_of_two_edits_of_one_programme_the_second_is_told(cast: Cast) -> None:
    programme = programme_of(cast.northshire, cast.actor("alice"))
    seen = programme.recorded_at
    actions.edit_programme(programme=programme, seen=seen, scope="Hers", by=cast.actor("alice"))
    events = Event.objects.count()
    with pytest.raises(Overtaken) as told:
        actions.edit_programme(programme=programme, seen=seen, scope="His", by=cast.actor("anna"))
    assert told.value.row.scope == "Hers"
    assert Programme.objects.get().scope == "Hers"
    assert Event.objects.count() == events


def test_many_areas_and_interventions_leave_one_event_each_with_count_and_digest(cast: Cast) -> None:
    made = exercise(cast.northshire, cast.actor("alice"), agreed=False)
    acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["created_programme", "added_areas", "added_interventions"]
    event = last_event()
    assert (event.details["count"], event.details["estimates"], len(event.details["digest"])) == (4, 16, 64)
    assert [area.position for area in made.areas] == [1, 2]
    assert Estimate.objects.filter(supplied_by=cast.account("alice")).count() == 16


def test_one_fault_among_many_interventions_writes_none(cast: Cast) -> None:
    made = exercise(cast.northshire, cast.actor("alice"))
    rows = [
        InterventionRow(area_id=made.areas[0].pk, name="Good", estimates=estimates(1, 1)),
        InterventionRow(area_id=made.areas[0].pk, name="Bad", estimates=(estimate("probability", 70),)),
    ]
    with pytest.raises(ValidationError, match=r"write 0\.7 for 70 %"):
        actions.add_interventions(programme=made.programme, rows=rows, by=cast.actor("alice"))
    assert Intervention.objects.count() == 4


def test_the_demo_loader_may_act_as_the_system(cast: Cast) -> None:
    assert exercise(cast.northshire, SYSTEM).programme.owner_organisation == cast.northshire


def test_an_intervention_of_another_programmes_area_is_refused(cast: Cast, four: Exercise) -> None:
    other = exercise(cast.northshire, cast.actor("alice"), name="Another")
    row = InterventionRow(area_id=other.areas[0].pk, name="Astray")
    with pytest.raises(ValidationError, match="one of this programme"):
        actions.add_intervention(programme=four.programme, row=row, by=cast.actor("alice"))


def test_a_fixed_commitment_needs_its_reason(cast: Cast, four: Exercise) -> None:
    row = InterventionRow(area_id=four.areas[0].pk, name="Fixed", commitment="must")
    with pytest.raises(ValidationError, match="Say why this is fixed"):
        actions.add_intervention(programme=four.programme, row=row, by=cast.actor("alice"))


def test_a_changed_number_is_added_beside_the_old_one_and_says_why(cast: Cast, four: Exercise) -> None:
    one = four.interventions["One"]
    with pytest.raises(ValidationError, match="Say why the number changes"):
        actions.add_estimate(intervention=one, row=estimate("cost", 4000), by=cast.actor("anna"))
    actions.add_estimate(intervention=one, row=estimate("cost", 4000, reason="A new quotation"), by=cast.actor("anna"))
    costs = list(one.estimates.filter(quantity="cost").order_by("pk").values_list("best", flat=True))
    assert costs == [Decimal(3571), Decimal(4000)]
    assert last_event().details == {"intervention": one.public_id, "quantity": "cost", "replaces": True}


def test_the_database_refuses_to_rewrite_an_estimate(four: Exercise) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Estimate.objects.filter(intervention=four.interventions["One"]).update(best=1)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (estimate("people", 5, low=6), "low"),
        (estimate("people", 5, high=4), "high"),
        (estimate("people", 5, low=-1), "low"),
        (estimate("probability", 0.5, high=1.2), "high"),
        (estimate("probability", 0.5, low=-0.1), "low"),
        (estimate("cost", 5, unit=""), "unit"),
        (estimate("cost", "0.00001"), "best"),
        (estimate("colour", 1), "quantity"),
    ],
)
def test_a_number_that_cannot_stand_is_refused_at_its_field(cast: Cast, four: Exercise, row: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.add_intervention(
            programme=four.programme,
            row=InterventionRow(area_id=four.areas[0].pk, name="New", estimates=(row,)),
            by=cast.actor("alice"),
        )
    assert field in refused.value.message_dict


def test_drafts_are_agreed_together_or_not_at_all(cast: Cast) -> None:
    made = exercise(cast.northshire, cast.actor("alice"), agreed=False)
    one, *others = made.interventions.values()
    actions.agree_intervention(intervention=one, by=cast.actor("felix"))
    with pytest.raises(IllegalMove):
        actions.agree_interventions(programme=made.programme, interventions=[one, *others], by=cast.actor("felix"))
    assert Intervention.objects.filter(state="agreed").count() == 1
    actions.agree_interventions(programme=made.programme, interventions=others, by=cast.actor("felix"))
    assert Intervention.objects.filter(state="agreed").count() == 4


def test_an_analyst_does_not_agree_and_a_facilitator_does_not_edit(cast: Cast, four: Exercise) -> None:
    with pytest.raises(Refused, match="facilitator or the commissioning manager"):
        actions.reopen_intervention(intervention=four.interventions["One"], by=cast.actor("anna"))
    with pytest.raises(Refused, match="commissioning managers and analysts"):
        actions.add_area(programme=four.programme, row=AreaRow("Falls"), by=cast.actor("felix"))


def test_nothing_changes_in_a_closed_programme(cast: Cast, four: Exercise) -> None:
    alice = cast.actor("alice")
    with pytest.raises(Refused, match="Decide what is funded before"):
        actions.close_programme(programme=four.programme, by=alice)
    actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=alice
    )
    actions.close_programme(programme=four.programme, by=alice)
    with pytest.raises(Refused, match="closed"):
        actions.add_area(programme=four.programme, row=AreaRow("Falls"), by=alice)
    four.interventions["One"].area.programme.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 1, reason="x"), by=alice)
