"""The line of sight: walked from every kind of thing, both ways, with only what the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.access.actor import SYSTEM
from lodestar.audit.models import Event
from lodestar.contract.models import Milestone
from lodestar.design.models import Outcome, OutcomeLink
from lodestar.learn.queries.sight import KINDS, Sight, line_of_sight
from lodestar.procure.models import Opportunity
from tests.cast import PEOPLE, Cast
from tests.factories.contract import live_contract, service, signed_by_both, variation
from tests.factories.learn import Walk, goal_of
from tests.factories.pay import engagement, paid, totals, verified
from tests.factories.procure import open_opportunity

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
STAGES = ["aims", "outcomes", "priorities", "services", "contracts", "targets", "goals", "milestones", "payments"]


def starts(tied: Walk, opportunity: Opportunity) -> dict[str, Any]:
    of = tied.contract.service
    return {
        "programme": of.programme, "intervention": of.decided_from, "service": of, "opportunity": opportunity, "outcome": tied.early,
        "contract": tied.contract, "target": tied.target, "goal": tied.goal, "statement": tied.statement,
    }  # fmt: skip


def labels(sight: Sight) -> dict[str, list[str]]:
    return {key: [node.label for node in stage.nodes] for key, stage in sight.stages.items()}


def test_every_kind_is_walked_by_these_tests(cast: Cast, tied: Walk) -> None:
    assert set(starts(tied, open_opportunity(cast, tied.contract.service))) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_from_every_kind_all_that_it_is_tied_to_is_in_sight(cast: Cast, tied: Walk, kind: str) -> None:
    opportunity = open_opportunity(cast, tied.contract.service)
    start = starts(tied, opportunity)[kind]
    sight = line_of_sight(SYSTEM, kind, start.public_id)
    assert list(sight.stages) == STAGES
    found = labels(sight)
    assert found["aims"] == ["Fewer people are homeless"]
    assert set(found["outcomes"]) == {"Keeps a settled home", "People stay where they settle"}
    assert set(found["priorities"]) == {tied.contract.service.programme.name, "Floating support for adults"}
    assert set(found["services"]) == {"Floating support", "Settled homes"}
    assert found["contracts"] == ["Floating support"]
    assert found["targets"] == ["Adults whose home is at risk: keep a settled home"]
    assert found["milestones"][0] == "Moved into a settled home"
    assert found["payments"] == ["Statement 1"]
    assert [node.is_start for stage in sight.stages.values() for node in stage.nodes].count(True) == 1
    assert sum(station.is_start for station in sight.stations) == 1


def test_every_node_leads_on_and_back_again(cast: Cast, tied: Walk) -> None:
    """Both ways: whatever is in sight from one thing has that thing in its own sight."""
    starting = line_of_sight(SYSTEM, "contract", tied.contract.public_id)
    walked = [node for stage in starting.stages.values() for node in stage.nodes if node.sight_url and not node.is_start]
    assert {node.kind for node in walked} >= {"outcome", "programme", "intervention", "service", "target", "goal", "statement"}
    for node in walked:
        back = line_of_sight(SYSTEM, node.kind, node.public_id)
        assert tied.contract.public_id in {one.public_id for one in back.stages["contracts"].nodes}, node


def test_an_outcome_looks_down_to_what_leads_to_it_and_up_to_what_it_leads_to(cast: Cast, tied: Walk) -> None:
    for outcome in (tied.early, tied.intermediate, tied.aim):
        found = labels(line_of_sight(SYSTEM, "outcome", outcome.public_id))
        assert found["aims"] == ["Fewer people are homeless"]
        assert found["targets"] == ["Adults whose home is at risk: keep a settled home"]


def test_a_cycle_of_outcomes_ends(cast: Cast, tied: Walk) -> None:
    OutcomeLink.objects.create(source=tied.aim, target=tied.early, reason="A circle")
    found = labels(line_of_sight(SYSTEM, "outcome", tied.intermediate.public_id))
    assert (len(found["aims"]), len(found["outcomes"])) == (1, 2)


def test_only_what_the_viewer_may_see_is_in_sight(cast: Cast, tied: Walk) -> None:
    for name, (place, _role) in PEOPLE.items():
        actor = cast.actor(name)
        try:
            sight = line_of_sight(actor, "contract", tied.contract.public_id)
        except ObjectDoesNotExist:
            continue
        assert place in ("northshire", "harbour")
        for stage in sight.stages.values():
            for node in stage.nodes:
                if node.kind in KINDS:
                    assert KINDS[node.kind].model.objects.visible_to(actor).filter(public_id=node.public_id).exists(), (name, node)
    for name in ("carol", "paul", "simon", "mark", "ned"):
        for kind, start in starts(tied, open_opportunity(cast, tied.contract.service, title=f"For {name}")).items():
            if (kind, name) == ("opportunity", "mark"):
                continue
            with pytest.raises(ObjectDoesNotExist):
                line_of_sight(cast.actor(name), kind, start.public_id)


def test_a_bidder_sees_an_opportunity_and_nothing_behind_it(cast: Cast, tied: Walk) -> None:
    sight = line_of_sight(cast.actor("mark"), "opportunity", open_opportunity(cast, tied.contract.service).public_id)
    assert {key: len(nodes) for key, nodes in labels(sight).items() if nodes} == {"services": 1}
    assert not any(stage.summary for stage in sight.stages.values())


def about(sight: Sight, key: str) -> list[str]:
    return [node.about for node in sight.stages[key].nodes]


def test_small_counts_are_hidden_outside_the_provider_and_exact_inside(cast: Cast, tied: Walk) -> None:
    outside = line_of_sight(cast.actor("alice"), "contract", tied.contract.public_id)
    assert about(outside, "milestones") == ["about 10 people, £500.00", "fewer than 8 people, £1,200.00"]
    assert outside.stages["goals"].summary == "With goals here: fewer than 8 people."
    assert outside.stages["goals"].nodes == ()
    inside = line_of_sight(cast.actor("petra"), "contract", tied.contract.public_id)
    assert about(inside, "milestones") == ["9 people, £500.00", "0 people, £1,200.00"]
    assert inside.stages["goals"].summary == "With goals here: 1 person."


def test_nought_and_seven_people_look_alike_from_outside(cast: Cast, tied: Walk, time_machine: Any) -> None:
    other = live_contract(cast, service(cast, name="Lodgings"), reference="N-2")
    before = line_of_sight(cast.actor("alice"), "contract", other.public_id)
    for n in range(7):
        person = engagement(cast, other, name=f"L{n}")
        verified(person, "moved-in", date(2025, 4, 10), cast=cast)
        goal_of(cast, person, other.service.outcomes.get())
    after = line_of_sight(cast.actor("alice"), "contract", other.public_id)
    assert [(about(one, "milestones"), one.stages["goals"].summary) for one in (before, after)] == [
        (["fewer than 8 people, £500.00", "fewer than 8 people, £1,200.00"], "With goals here: fewer than 8 people.")
    ] * 2


def test_where_totals_are_reported_nobody_is_said_to_be_few(cast: Cast, tied: Walk) -> None:
    other = live_contract(cast, service(cast, name="Lodgings"), reference="N-2")
    totals(cast, other, date(2025, 4, 1), date(2025, 4, 30), {"moved-in": 31})
    for name in ("alice", "petra"):
        sight = line_of_sight(cast.actor(name), "contract", other.public_id)
        assert about(sight, "milestones") == ["counted in totals, £500.00", "counted in totals, £1,200.00"]


def test_counts_and_money_belong_to_their_own_contract(cast: Cast, tied: Walk, time_machine: Any) -> None:
    """Two contracts with milestones and prices of the same keys: neither takes the other's people or pounds."""
    other = live_contract(cast, tied.contract.service, reference="N-2")
    for n in range(3):
        verified(engagement(cast, other, name=f"O{n}"), "moved-in", date(2025, 4, 12), cast=cast)
    paid(cast, other, date(2025, 4, 30))
    sight = line_of_sight(cast.actor("petra"), "outcome", tied.early.public_id)
    both = ["9 people, £500.00", "3 people, £500.00", "0 people, £1,200.00", "0 people, £1,200.00"]
    assert sorted(about(sight, "milestones")) == sorted(both)
    assert sight.stages["payments"].summary == "£6,000.00 stated for it in all."
    target = line_of_sight(cast.actor("petra"), "target", tied.target.public_id)
    assert target.stages["payments"].summary == "£4,500.00 stated for it in all."


def test_a_milestone_counts_over_all_versions(cast: Cast, tied: Walk, time_machine: Any) -> None:
    signed_by_both(cast, variation(cast, tied.contract, date(2025, 5, 1)), proposed_by="petra")
    verified(engagement(cast, tied.contract, name="Late"), "moved-in", date(2025, 5, 10), cast=cast, version=2)
    sight = line_of_sight(cast.actor("petra"), "contract", tied.contract.public_id)
    assert about(sight, "milestones")[0] == "10 people, £500.00"
    assert Milestone.objects.filter(key="moved-in").count() == 2


def test_a_goal_shows_its_own_persons_way_and_no_name(cast: Cast, tied: Walk) -> None:
    sight = line_of_sight(cast.actor("petra"), "goal", tied.goal.public_id)
    assert about(sight, "milestones") == ["1 person, £500.00", "0 people, £1,200.00"]
    assert sight.stages["payments"].summary == "£500.00 stated for it in all."
    assert [node.label for node in sight.stages["goals"].nodes] == ["A person's goal"]


def test_reading_a_goal_is_on_record(cast: Cast, tied: Walk) -> None:
    before = Event.objects.filter(act="read").count()
    address = reverse("learn:sight", args=["goal", tied.goal.public_id])
    response = cast.client("petra").get(address)
    assert response.status_code == 200
    event = Event.objects.filter(act="read").latest("id")
    assert Event.objects.filter(act="read").count() == before + 1
    assert (event.person_id, event.purpose, event.actor_id) == (
        tied.goal.engagement.person.public_id, "line of sight", cast.account("petra").public_id,
    )  # fmt: skip
    page = response.content.decode()
    for word in ("Person 0", "Pryce", "A door I can lock"):
        assert word not in page
    assert cast.client("karl").get(address).status_code == 404
    assert cast.client("alice").get(address).status_code == 404


def test_many_rows_are_counted_and_opened_where_one_stands(cast: Cast, tied: Walk) -> None:
    shared = {"owner_organisation": cast.northshire, "framework": tied.early.framework, "level": "early"}
    outcomes = [Outcome.objects.create(code=f"X{n:02}", name=f"X {n}", **shared) for n in range(50)]
    tied.contract.service.outcomes.add(*outcomes)
    stage = line_of_sight(cast.actor("alice"), "service", tied.contract.service.public_id).stages["outcomes"]
    assert (len(stage.first), len(stage.rest), stage.left_out, stage.total) == (5, 35, 12, 52)
    page = cast.client("alice").get(reverse("learn:sight", args=["service", tied.contract.service.public_id])).content.decode()
    assert "Show 35 more" in page
    assert "and 12 that are not shown" in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_asks_the_database_little(cast: Cast, tied: Walk, kind: str) -> None:
    start = starts(tied, open_opportunity(cast, tied.contract.service))[kind]
    client = cast.client("petra" if kind in ("goal", "contract", "target", "statement", "outcome", "service") else "alice")
    if kind == "outcome":
        client = cast.client("alice")
    address = reverse("learn:sight", args=[kind, start.public_id])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    sql = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(sql) <= MOST_QUERIES, "\n".join([f"{len(sql)}", *(one[-260:] for one in sql)])


def test_unknown_kinds_and_ids_are_not_found(cast: Cast, tied: Walk) -> None:
    client = cast.client("alice")
    for kind, row in (("account", tied.contract), ("contract", tied.target), ("person", tied.goal)):
        assert client.get(reverse("learn:sight", args=[kind, row.public_id])).status_code == 404
