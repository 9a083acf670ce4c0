"""Writes: who may, what is left behind, and what cannot stand."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lodestar.access.actor import SYSTEM
from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.common.revisions import Overtaken
from lodestar.design import actions, queries
from lodestar.design.models import OutcomeFramework, OutcomeLink, Service
from lodestar.design.rows import LinkRow, OutcomeRow, ServiceRow
from tests.cast import Cast
from tests.factories.design import framework_of, outcomes_of, service_from
from tests.factories.prioritise import Exercise, exercise


def last_event() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_a_ready_made_framework_becomes_ones_own_with_five_national_and_five_strategic_headings(cast: Cast) -> None:
    framework = actions.adopt_framework(organisation=cast.northshire, key="supporting-people", by=cast.actor("alice"))
    levels = list(framework.outcomes.values_list("level", flat=True))
    assert (levels.count("late"), levels.count("intermediate"), levels.count("early")) == (5, 5, 15)
    headings = list(framework.outcomes.filter(level="intermediate").order_by("code").values_list("name", flat=True))
    assert headings == ["Achieve economic wellbeing", "Enjoy and achieve", "Be healthy", "Stay safe", "Make a positive contribution"]
    assert OutcomeLink.objects.filter(source__framework=framework).exclude(reason="").count() == 15
    event = last_event()
    assert (event.act, event.details["key"], event.details["outcomes"]) == ("adopted_framework", "supporting-people", 25)


def test_every_ready_made_framework_can_be_adopted(cast: Cast) -> None:
    keys = [ready.key for ready in queries.ready_made_frameworks()]
    assert keys
    for key in keys:
        assert actions.adopt_framework(organisation=cast.northshire, key=key, by=SYSTEM).outcomes.exists()


def test_a_framework_that_is_not_there_is_not_adopted(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        actions.adopt_framework(organisation=cast.northshire, key="../secrets", by=cast.actor("alice"))
    assert not OutcomeFramework.objects.exists()


@pytest.mark.parametrize("name", ["anna", "felix", "frank", "ada", "carol", "petra", "ned"])
def test_others_do_not_add_frameworks_here(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        framework_of(cast.northshire, cast.actor(name))


def test_a_shared_framework_is_read_elsewhere_and_changed_by_its_owner_only(cast: Cast) -> None:
    framework = framework_of(cast.northshire, cast.actor("alice"), is_shared=True)
    assert OutcomeFramework.objects.visible_to(cast.actor("carol")).get() == framework
    with pytest.raises(Refused, match="belongs to"):
        actions.add_outcome(framework=framework, row=OutcomeRow("X", "Ours now", "early"), by=cast.actor("carol"))


def test_a_framework_in_use_elsewhere_stays_shared(cast: Cast) -> None:
    framework = framework_of(cast.northshire, cast.actor("alice"), is_shared=True)
    theirs = exercise(cast.southmoor, cast.actor("carol"))
    row = ServiceRow("Theirs", outcome_ids=(outcomes_of(framework)["E1"].pk,))
    actions.add_services(programme=theirs.programme, rows=[row], by=cast.actor("carol"))
    with pytest.raises(ValidationError, match="stays shared"):
        actions.edit_framework(
            framework=framework, seen=framework.recorded_at, name="Breathing", edition="1", is_shared=False, by=cast.actor("alice")
        )


def test_a_private_framework_is_no_strangers_to_use(cast: Cast, framework: OutcomeFramework) -> None:
    theirs = exercise(cast.southmoor, cast.actor("carol"))
    row = ServiceRow("Theirs", outcome_ids=(outcomes_of(framework)["E1"].pk,))
    with pytest.raises(Refused, match="cannot see"):
        actions.add_services(programme=theirs.programme, rows=[row], by=cast.actor("carol"))
    assert not Service.objects.exists()


def test_many_outcomes_leave_one_event_with_count_and_digest(framework: OutcomeFramework) -> None:
    event = last_event()
    assert (event.act, event.details["count"], len(event.details["digest"])) == ("added_outcomes", 4, 64)
    assert OutcomeLink.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (OutcomeRow("E9", "Astray", "early", leads_to=(LinkRow("Z9", "Why"),)), "not in the framework"),
        (OutcomeRow("E9", "Sideways", "early", leads_to=(LinkRow("E1", "Why"),)), "later level"),
        (OutcomeRow("A9", "Downwards", "late", leads_to=(LinkRow("P1", "Why"),)), "later level"),
        (OutcomeRow("E1", "Twice", "early"), "has that code already"),
        (OutcomeRow("E9", "Nowhere", "sideways"), "not a valid choice"),
        (OutcomeRow("", "Nameless", "early"), "cannot be blank"),
    ],
)
def test_an_outcome_that_cannot_stand_is_refused_and_nothing_is_written(
    cast: Cast, framework: OutcomeFramework, row: OutcomeRow, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        actions.add_outcome(framework=framework, row=row, by=cast.actor("alice"))
    assert framework.outcomes.count() == 4


def test_a_link_says_why_and_is_said_better_the_second_time(cast: Cast, framework: OutcomeFramework) -> None:
    ours, alice = outcomes_of(framework), cast.actor("alice")
    with pytest.raises(ValidationError, match="Say why"):
        actions.link_outcomes(source=ours["E1"], target=ours["A1"], reason=" ", by=alice)
    actions.link_outcomes(source=ours["E1"], target=ours["A1"], reason="Believed", by=alice)
    better = actions.link_outcomes(
        source=ours["E1"], target=ours["A1"], reason="Shown", evidence="Trial", evidence_date=date(2026, 5, 1), by=alice
    )
    assert OutcomeLink.objects.filter(source=ours["E1"], target=ours["A1"]).get() == better
    assert (better.reason, better.evidence) == ("Shown", "Trial")
    actions.unlink_outcomes(source=ours["E1"], target=ours["A1"], by=alice)
    with pytest.raises(ValidationError, match="no longer leads"):
        actions.unlink_outcomes(source=ours["E1"], target=ours["A1"], by=alice)


def test_an_outcome_may_lead_into_a_shared_framework_but_never_into_one_unseen(cast: Cast, framework: OutcomeFramework) -> None:
    shared = framework_of(cast.southmoor, cast.actor("carol"), name="Regional", is_shared=True)
    private = framework_of(cast.southmoor, cast.actor("carol"), name="Private")
    ours, alice = outcomes_of(framework)["P1"], cast.actor("alice")
    actions.link_outcomes(source=ours, target=outcomes_of(shared)["A1"], reason="The same aim", by=alice)
    with pytest.raises(Refused, match="cannot see"):
        actions.link_outcomes(source=ours, target=outcomes_of(private)["A1"], reason="The same aim", by=alice)


def test_a_level_is_not_changed_against_what_it_leads_to(cast: Cast, framework: OutcomeFramework) -> None:
    outcome = outcomes_of(framework)["P1"]
    row = OutcomeRow("P1", "People manage their condition", "late")
    with pytest.raises(ValidationError, match="later level"):
        actions.edit_outcome(outcome=outcome, row=row, seen=outcome.recorded_at, by=cast.actor("alice"))


def test_of_two_edits_of_one_outcome_the_second_is_told(cast: Cast, framework: OutcomeFramework) -> None:
    outcome = outcomes_of(framework)["E1"]
    seen = outcome.recorded_at
    actions.edit_outcome(outcome=outcome, row=OutcomeRow("E1", "First", "early"), seen=seen, by=cast.actor("alice"))
    with pytest.raises(Overtaken):
        actions.edit_outcome(outcome=outcome, row=OutcomeRow("E1", "Second", "early"), seen=seen, by=cast.actor("alice"))


def test_a_service_is_designed_from_what_is_funded_and_keeps_it(cast: Cast, four: Exercise) -> None:
    service = service_from(four, cast.actor("alice"))
    assert (service.decided_from, service.programme, service.state) == (four.interventions["Two"], four.programme, "draft")
    assert last_event().details == {"decided_from": four.interventions["Two"].public_id}
    with pytest.raises(Refused, match="Only an intervention that is funded"):
        service_from(four, cast.actor("alice"), name="One")
    for name in ("anna", "felix", "carol"):
        with pytest.raises(Refused):
            service_from(four, cast.actor(name), name="Three")


def test_a_service_is_ready_with_price_capacity_eligibility_and_outcomes(cast: Cast, four: Exercise, framework: OutcomeFramework) -> None:
    alice = cast.actor("alice")
    service = service_from(four, alice, complete=False)
    with pytest.raises(Refused, match="who may use it, places at one time, price for an hour of direct support and the outcomes it is for"):
        actions.make_service_ready(service=service, by=alice)
    row = ServiceRow("Service from Two", eligibility="Adults", capacity_places=10, price_per_hour_pence=2_850)
    actions.edit_service(service=service, row=row, seen=service.recorded_at, by=alice)
    with pytest.raises(Refused, match=r"Still missing: the outcomes it is for\."):
        actions.make_service_ready(service=service, by=alice)
    actions.set_service_outcomes(service=service, outcomes=[outcomes_of(framework)["E1"]], by=alice)
    assert actions.make_service_ready(service=service, by=alice).state == "ready"
    with pytest.raises(ValidationError, match="must stay"):
        actions.edit_service(service=service, row=ServiceRow("Service from Two"), seen=service.recorded_at, by=alice)
    with pytest.raises(ValidationError, match="at least one outcome"):
        actions.set_service_outcomes(service=service, outcomes=[], by=alice)


def test_a_commissioned_service_is_changed_by_its_contract(cast: Cast, four: Exercise, framework: OutcomeFramework) -> None:
    alice = cast.actor("alice")
    service = service_from(four, alice, outcomes=(outcomes_of(framework)["E1"],))
    with pytest.raises(Refused, match="Make the service ready first"):
        actions.commission_service(service=service, by=alice)
    actions.make_service_ready(service=service, by=alice)
    with pytest.raises(Refused, match="signs for the commissioner"):
        actions.commission_service(service=service, by=cast.actor("oscar"))
    actions.commission_service(service=service, by=cast.actor("conor"))
    with pytest.raises(Refused, match="by a variation"):
        actions.edit_service(service=service, row=ServiceRow("New"), seen=service.recorded_at, by=alice)
    assert actions.close_service(service=service, by=alice).state == "closed"


def test_many_services_leave_one_event_and_each_is_of_a_funded_intervention_or_none(
    cast: Cast, four: Exercise, framework: OutcomeFramework
) -> None:
    alice, ours = cast.actor("alice"), outcomes_of(framework)
    rows = [
        ServiceRow("From two", four.interventions["Two"].pk, outcome_ids=(ours["E1"].pk, ours["E2"].pk)),
        ServiceRow("From none", outcome_ids=(ours["E1"].pk,)),
    ]
    services = actions.add_services(programme=four.programme, rows=rows, by=alice)
    assert [service.outcomes.count() for service in services] == [2, 1]
    assert (last_event().act, last_event().details["count"]) == ("added_services", 2)
    with pytest.raises(Refused, match="funded"):
        actions.add_services(programme=four.programme, rows=[ServiceRow("No", four.interventions["One"].pk)], by=alice)
    other = exercise(cast.northshire, alice, name="Other")
    with pytest.raises(ValidationError, match="own programme"):
        actions.add_services(programme=four.programme, rows=[ServiceRow("No", other.interventions["Two"].pk)], by=alice)
