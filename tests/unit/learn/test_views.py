"""Pages of learning: who opens them, what they say, what they refuse and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.learn.models import LearningEntry, TargetResult
from tests.cast import Cast
from tests.factories.learn import Walk, closed

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
WORDS = {"expected": "40 people", "happened": "12 people", "learnt": "Landlords wait for a reference", "next_time": "Ask landlords first"}


def at(name: str, *arguments: Any) -> str:
    return reverse(f"learn:{name}", args=[getattr(one, "public_id", one) for one in arguments])


def text(response: Any) -> str:
    return str(response.content.decode())


def test_who_opens_what_and_who_finds_nothing(cast: Cast, tied: Walk) -> None:
    entry, programme = closed(cast, tied.target).learning, tied.contract.service.programme
    for name in ("alice", "conor", "frank", "ada"):
        client = cast.client(name)
        pages = (at("learning_list"), at("learning_detail", entry), at("programme", programme), at("sight", "contract", tied.contract))
        assert [client.get(page).status_code for page in pages] == [200] * 4, name
    petra = cast.client("petra")
    pages = (at("learning_detail", entry), at("sight", "contract", tied.contract), at("programme", programme))
    assert [petra.get(page).status_code for page in pages] == [200, 200, 404]
    for name in ("carol", "paul"):
        assert [cast.client(name).get(page).status_code for page in pages] == [404] * 3, name
        assert "Landlords" not in text(cast.client(name).get(at("learning_list")))
    assert [cast.client("ben").get(page).status_code for page in pages] == [403] * 3
    assert {cast.client().get(page).status_code for page in pages} == {302}


def test_a_target_is_closed_by_hand_with_both_answers(cast: Cast, tied: Walk) -> None:
    conor, address = cast.client("conor"), at("target_close", tied.target)
    assert "40 people by 31 March 2027" in text(conor.get(address))
    page = text(conor.post(address, {**WORDS, "is_reached": "no", "reached_count": "12", "learnt": ""}))
    assert "There is a problem" in page
    assert "Ask landlords first" in page
    assert "so 12 who reached it means NO" in text(conor.post(address, {**WORDS, "is_reached": "yes", "reached_count": "12"}))
    assert not TargetResult.objects.exists()
    response = conor.post(address, {**WORDS, "is_reached": "no", "reached_count": "12"})
    assert "Target reached: NO" in text(conor.get(response["Location"]))
    page = text(cast.client("petra").get(reverse("contract:contract_detail", args=[tied.contract.public_id])))
    assert "NO, 12 people" in page
    assert conor.get(address).status_code == 403


def test_only_the_commissioner_is_asked_for_the_answer(cast: Cast, tied: Walk) -> None:
    for name, status in (("alice", 200), ("conor", 200), ("petra", 403), ("frank", 403), ("carol", 404), ("paul", 404)):
        assert cast.client(name).get(at("target_close", tied.target)).status_code == status, name
    contract_page = reverse("contract:contract_detail", args=[tied.contract.public_id])
    assert at("target_close", tied.target) in text(cast.client("conor").get(contract_page))
    assert at("target_close", tied.target) not in text(cast.client("petra").get(contract_page))


def test_either_party_writes_down_what_was_learnt_about_a_contract(cast: Cast, tied: Walk) -> None:
    for name in ("petra", "conor"):
        response = cast.client(name).post(at("contract_learnt", tied.contract), WORDS)
        assert response.status_code == 302, name
    assert LearningEntry.objects.filter(contract=tied.contract).count() == 2
    assert cast.client("petra").get(at("learning_new", tied.contract.service.programme)).status_code == 404
    assert cast.client("alice").post(at("learning_new", tied.contract.service.programme), WORDS).status_code == 302
    page = text(cast.client("alice").get(at("programme", tied.contract.service.programme)))
    assert page.count("Landlords wait for a reference") == 3
    assert "Nothing matches those words." in text(cast.client("alice").get(at("learning_list") + "?words=zebra"))
    assert "Landlords" in text(cast.client("alice").get(at("learning_list") + "?words=landlords"))


def test_the_strip_has_five_stations_and_marks_the_start_in_words(cast: Cast, tied: Walk) -> None:
    page = text(cast.client("alice").get(at("sight", "contract", tied.contract)))
    for words in ("What is it for?", "What was chosen?", "What was promised?", "What was reached?", "What was paid?"):
        assert words in page, words
    assert page.count("You are here") == 1
    assert page.count('lode-walk__node--start" aria-current="true"') == 1
    assert "learn/sight.css" in page
    assert "Tied to it: 1 aim, 2 outcomes, 1 service or opportunity, 1 target. £4,500.00 stated for it in all." in page
    assert "sight.css" not in text(cast.client("alice").get(at("learning_list")))


def test_the_pages_of_other_apps_lead_to_the_line_of_sight(cast: Cast, tied: Walk) -> None:
    for address, kind, row in (
        (reverse("contract:contract_detail", args=[tied.contract.public_id]), "contract", tied.contract),
        (reverse("pay:statement_detail", args=[tied.statement.public_id]), "statement", tied.statement),
        (reverse("design:service_detail", args=[tied.contract.service.public_id]), "service", tied.contract.service),
        (reverse("design:outcome_detail", args=[tied.early.public_id]), "outcome", tied.early),
        (
            reverse("prioritise:programme_detail", args=[tied.contract.service.programme.public_id]),
            "programme",
            tied.contract.service.programme,
        ),
    ):
        assert at("sight", kind, row) in text(cast.client("alice").get(address)), address
    person = reverse("deliver:engagement_detail", args=[tied.goal.engagement.public_id])
    assert at("sight", "goal", tied.goal) in text(cast.client("petra").get(person))


def test_home_shows_where_programmes_stand(cast: Cast, tied: Walk) -> None:
    page = text(cast.client("alice").get("/"))
    assert tied.contract.service.programme.name in page
    assert at("programme", tied.contract.service.programme) in page


@pytest.mark.parametrize("name", ["learning_list", "programme", "learning_detail"])
def test_pages_ask_the_database_little(cast: Cast, tied: Walk, name: str) -> None:
    entry = closed(cast, tied.target).learning
    for _n in range(15):
        cast.client("conor").post(at("contract_learnt", tied.contract), WORDS)
    row = {"learning_list": (), "programme": (tied.contract.service.programme,), "learning_detail": (entry,)}[name]
    client = cast.client("alice")
    client.get(at(name, *row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, *row)).status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:140] for one in asked]
