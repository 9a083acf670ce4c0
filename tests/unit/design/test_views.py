"""Pages: who sees them, what they show, what they keep, and how much they ask of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.design import actions
from lodestar.design.models import OutcomeFramework, Service
from lodestar.design.rows import OutcomeRow, ServiceRow
from tests.cast import Cast
from tests.factories.design import outcomes_of, service_from
from tests.factories.prioritise import Exercise

MOST_QUERIES = 15


def at(name: str, row: Any = None, query: str = "") -> str:
    return reverse(f"design:{name}", args=[row.public_id] if row else []) + query


@pytest.fixture
def service(cast: Cast, four: Exercise, framework: OutcomeFramework) -> Service:
    return service_from(four, cast.actor("alice"), outcomes=(outcomes_of(framework)["E1"],))


def test_readers_open_every_page_and_strangers_find_none(cast: Cast, service: Service, framework: OutcomeFramework) -> None:
    own = [at("service_detail", service), at("framework_detail", framework), at("outcome_detail", outcomes_of(framework)["E1"])]
    lists = [at("service_list"), at("framework_list")]
    for name in ("alice", "anna", "frank", "ada"):
        assert [cast.client(name).get(address).status_code for address in own + lists] == [200] * 5, name
    assert [cast.client("carol").get(address).status_code for address in own] == [404] * 3
    assert [cast.client("petra").get(address).status_code for address in own] == [404] * 3
    assert [cast.client("kim").get(address).status_code for address in own] == [403] * 3
    assert {cast.client().get(address).status_code for address in own + lists} == {302}
    assert service.name not in cast.client("carol").get(at("service_list")).content.decode()


def test_only_the_commissioning_manager_is_asked(cast: Cast, four: Exercise, service: Service, framework: OutcomeFramework) -> None:
    outcome = outcomes_of(framework)["E1"]
    addresses = [
        at("service_new", four.interventions["Three"]),
        at("service_edit", service),
        at("service_outcomes", service),
        at("framework_edit", framework),
        at("outcome_new", framework),
        at("outcome_edit", outcome),
        at("outcome_link", outcome),
    ]
    for address in addresses:
        assert cast.client("alice").get(address).status_code == 200, address
        assert cast.client("anna").get(address).status_code == 403, address
        assert cast.client("carol").get(address).status_code == 404, address
    refused = cast.client("alice").get(at("service_new", four.interventions["One"]))
    assert refused.status_code == 403
    assert "Only an intervention that is funded becomes a service." in refused.content.decode()


def test_adopt_edit_link_design_and_make_ready_by_hand(cast: Cast, four: Exercise) -> None:
    """The whole of design without a script: every form is filled in and sent."""
    client = cast.client("alice")
    assert "Supporting People outcomes" in client.get(at("framework_list")).content.decode()
    assert client.get(at("framework_adopt", query="?key=supporting-people")).status_code == 200
    client.post(at("framework_adopt"), {"key": "supporting-people", "organisation": cast.northshire.public_id})
    framework = OutcomeFramework.objects.get()
    ours = outcomes_of(framework)
    page = client.get(at("framework_detail", framework)).content.decode()
    assert "Lead to no aim yet" in page
    link = {"target": ours["S1"].public_id, "reason": "A safe home is kept longer"}
    assert client.post(at("outcome_link", ours["4"]), link).status_code == 302
    assert "A safe home is kept longer" in client.get(at("framework_detail", framework)).content.decode()
    facts = {"name": "Floating support", "eligibility": "Adults at risk of losing their home", "capacity_places": "60"}
    response = client.post(at("service_new", four.interventions["Two"]), {**facts, "price_per_hour_pence": "27.50"})
    service = Service.objects.get()
    assert response["Location"] == at("service_detail", service)
    assert (service.price_per_hour_pence, service.decided_from) == (2_750, four.interventions["Two"])
    assert "The outcomes it is for" in client.get(at("service_detail", service)).content.decode()
    client.post(at("service_outcomes", service), {"outcomes": [ours["4a"].public_id]})
    client.post(at("service_ready", service))
    service.refresh_from_db()
    assert service.state == "ready"
    assert "Ready to commission" in client.get(at("service_detail", service)).content.decode()


def test_a_refused_act_says_why(cast: Cast, service: Service) -> None:
    response = cast.client("alice").post(at("service_draft", service))
    assert response.status_code == 403
    assert "Only a service that is ready becomes a draft again." in response.content.decode()


def test_bad_input_keeps_what_was_typed(cast: Cast, service: Service) -> None:
    typed = {"name": service.name, "capacity_places": "many", "price_per_hour_pence": "27.505", "seen": service.recorded_at.isoformat()}
    page = cast.client("alice").post(at("service_edit", service), typed).content.decode()
    assert "<title>Error: " in page
    assert 'value="many"' in page
    assert 'value="27.505"' in page


def test_a_stale_tab_sees_both_versions(cast: Cast, service: Service) -> None:
    seen = service.recorded_at.isoformat()
    row = ServiceRow(service.name, eligibility="Alice’s words", capacity_places=40, price_per_hour_pence=2_850)
    actions.edit_service(service=service, row=row, seen=service.recorded_at, by=cast.actor("alice"))
    mine = {"name": service.name, "eligibility": "Mine", "capacity_places": "40", "price_per_hour_pence": "28.50", "seen": seen}
    conflict = cast.client("alice").post(at("service_edit", service), mine)
    assert conflict.status_code == 409
    assert [row["name"] for row in conflict.context["rows"]] == ["eligibility"]
    hidden = {name: str(value) for name, value in conflict.context["hidden"].items()}
    cast.client("alice").post(at("service_edit", service), {**hidden, "choice-eligibility": "yours", "yours-eligibility": "Mine"})
    service.refresh_from_db()
    assert (service.eligibility, service.price_per_hour_pence) == ("Mine", 2_850)


def test_an_unticked_box_is_kept_through_a_conflict(cast: Cast, framework: OutcomeFramework) -> None:
    seen = framework.recorded_at.isoformat()
    actions.edit_framework(
        framework=framework, seen=framework.recorded_at, name="Hers", edition="1", is_shared=True, by=cast.actor("alice")
    )
    conflict = cast.client("alice").post(at("framework_edit", framework), {"name": "Mine", "edition": "1", "seen": seen})
    assert {row["name"] for row in conflict.context["rows"]} == {"name", "is_shared"}
    hidden = {name: str(value) for name, value in conflict.context["hidden"].items()}
    settled = {"choice-name": "theirs", "yours-name": "Mine", "choice-is_shared": "yours", "yours-is_shared": "False"}
    cast.client("alice").post(at("framework_edit", framework), {**hidden, **settled})
    framework.refresh_from_db()
    assert (framework.name, framework.is_shared) == ("Hers", False)


@pytest.mark.parametrize("name", ["service_list", "service_detail", "framework_list", "framework_detail", "outcome_detail"])
def test_pages_ask_the_database_little_however_many_rows_there_are(
    cast: Cast, four: Exercise, service: Service, framework: OutcomeFramework, name: str
) -> None:
    by = cast.actor("alice")
    made = actions.add_outcomes(framework=framework, rows=[OutcomeRow(f"E{n}", f"Outcome {n}", "early") for n in range(10, 60)], by=by)
    aim = outcomes_of(framework)["P1"]
    for outcome in made:
        actions.link_outcomes(source=outcome, target=aim, reason="So it is", by=by)
    actions.set_service_outcomes(service=service, outcomes=made, by=by)
    keys = tuple(outcome.pk for outcome in made[:9])
    actions.add_services(programme=four.programme, rows=[ServiceRow(f"Service {n}", outcome_ids=keys) for n in range(20)], by=by)
    row = {"service_detail": service, "framework_detail": framework, "outcome_detail": aim}.get(name)
    client = cast.client("alice")
    client.get(at(name, row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, row)).status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:140] for one in asked]


def test_the_intervention_page_leads_to_the_service_and_back(cast: Cast, four: Exercise, service: Service) -> None:
    client = cast.client("alice")
    page = client.get(reverse("prioritise:intervention_detail", args=[four.interventions["Two"].public_id])).content.decode()
    assert at("service_detail", service) in page
    page = client.get(at("service_detail", service)).content.decode()
    assert reverse("prioritise:intervention_detail", args=[four.interventions["Two"].public_id]) in page
    page = client.get(reverse("prioritise:programme_detail", args=[four.programme.public_id])).content.decode()
    assert service.name in page
