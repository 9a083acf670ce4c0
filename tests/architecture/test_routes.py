"""Every URL × every role × own and foreign object, against what each address declares."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, path

from lodestar.access.actor import actor_for
from tests.architecture.walk import Address, addresses, undeclared
from tests.cast import PEOPLE, Cast
from tests.world import CANARY_GOAL, CANARY_NAME, CANARY_NOTE, World, make_world, model_called

OTHER_VERBS = ("PUT", "PATCH", "DELETE", "TRACE")
MOST_QUERIES = 15
BASELINE = Path(__file__).with_name("query_counts.json")
STRANGERS = [name for name, (place, _role) in PEOPLE.items() if place in ("southmoor", "meadow", "bridge")]
# What strangers may open of Northshire's and Harbour's: an opportunity is published to every bidder alike.
OPEN_TO_STRANGERS = {"opportunity": {"mark", "bella"}}
# Who may see a person's record: the keyworker and the provider manager, nobody else.
SUPPORTERS = {"kim", "petra"}
ABOUT_A_PERSON = {"engagement", "person", "reading", "goal"}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def about_objects() -> list[Address]:
    return [a for a in addresses() if a.route and a.route.about and "<id:" in a.pattern]


def test_every_address_declares_who_may_open_it() -> None:
    assert undeclared(addresses()) == []


def test_an_undeclared_address_is_found() -> None:
    """The guard itself, broken on purpose."""
    get_resolver().url_patterns.append(path("forgotten/", lambda request: HttpResponse(), name="forgotten"))
    try:
        assert undeclared(addresses()) == ["forgotten (forgotten/)"]
    finally:
        get_resolver().url_patterns.pop()


def test_an_undeclared_address_is_not_served(cast: Cast) -> None:
    get_resolver().url_patterns.append(path("forgotten/", lambda request: HttpResponse("leaked"), name="forgotten"))
    get_resolver()._populate()
    try:
        response = cast.client("alice").get("/forgotten/")
        assert response.status_code in (404, 500)
        assert b"leaked" not in response.content
    finally:
        get_resolver().url_patterns.pop()


def test_every_kind_an_address_is_about_is_in_the_world(world: World) -> None:
    kinds = {address.route.about for address in about_objects() if address.route}
    assert kinds - set(world.rows) == set()


def test_nobody_signed_in_is_sent_to_sign_in(world: World) -> None:
    client = Client()
    for address in addresses():
        if address.route is None or address.route.who.public:
            continue
        public_id = world.row(address.route.about).public_id if address.route.about else "0" * 12
        for verb in ("get", "post"):
            response = getattr(client, verb)(address.path(public_id))
            assert response.status_code in (302, 405, 401), (address.name, verb, response.status_code)
            if response.status_code == 302:
                assert "/sign-in" in response["Location"] or "login" in response["Location"], (address.name, response["Location"])


def test_strangers_find_nothing(world: World) -> None:
    """The same roles in another organisation get 404 (or 403 where their role opens no such page), never the page."""
    for name in STRANGERS:
        client = world.cast.fresh_client(name)
        for address in about_objects():
            assert address.route is not None
            if name in OPEN_TO_STRANGERS.get(address.route.about, ()):
                continue
            for verb in ("get", "post"):
                response = getattr(client, verb)(address.path(world.row(address.route.about).public_id))
                assert response.status_code in (403, 404, 405), (address.name, name, verb, response.status_code)
                if address.route.who.decide(actor_for(world.cast.account(name))) and response.status_code != 405:
                    assert response.status_code == 404, (address.name, name, "a stranger must not learn that it exists")


def test_a_page_opens_only_for_those_who_see_the_row(world: World) -> None:
    """The page and the scoped query agree for every role: not visible, no page."""
    for name in PEOPLE:
        actor, client = actor_for(world.cast.account(name)), world.cast.client(name)
        for address in about_objects():
            assert address.route is not None
            row = world.row(address.route.about)
            manager = model_called(address.route.about)._default_manager
            if not hasattr(manager.all(), "visible_to"):
                continue
            is_seen = manager.visible_to(actor).filter(pk=row.pk).exists()
            response = client.get(address.path(row.public_id))
            assert response.status_code < 500, (address.name, name, response.status_code)
            if not is_seen:
                assert response.status_code in (302, 403, 404, 405), (address.name, name, response.status_code)


def test_a_persons_record_is_for_those_who_support_them(world: World) -> None:
    for name in PEOPLE:
        if name in SUPPORTERS:
            continue
        client = world.cast.client(name)
        for address in about_objects():
            if address.route and address.route.about in ABOUT_A_PERSON:
                response = client.get(address.path(world.row(address.route.about).public_id))
                assert response.status_code in (403, 404, 405), (address.name, name, response.status_code)


def test_no_name_note_or_goal_reaches_anyone_else(world: World) -> None:
    """Canaries: every page that any other role can open, list pages and exports included, holds none of them."""
    for name in [*PEOPLE, "ned"]:
        if name in SUPPORTERS:
            continue
        client = world.cast.client(name)
        for address in addresses():
            public_id = world.row(address.route.about).public_id if address.route and address.route.about else "0" * 12
            response = client.get(address.path(public_id))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            for canary in (CANARY_NOTE, CANARY_GOAL, *CANARY_NAME.split()):
                assert canary.encode() not in body, (address.name, name, canary)


def test_other_verbs_are_refused_and_nothing_breaks(world: World) -> None:
    for name in ("alice", "petra", "kim", "frank", "vera"):
        client = world.cast.client(name)
        for address in addresses():
            assert address.route is not None
            public_id = world.row(address.route.about).public_id if address.route.about else "0" * 12
            for verb in OTHER_VERBS:
                if address.route.answers(verb):
                    continue
                response = client.generic(verb, address.path(public_id))
                assert response.status_code in (302, 401, 403, 404, 405), (address.name, name, verb, response.status_code)


def test_pages_that_read_a_person_leave_it_on_record(world: World) -> None:
    from lodestar.audit.models import Event

    for address in about_objects():
        assert address.route is not None
        if not address.route.reads_person or "GET" not in address.route.methods:
            continue
        for name in sorted(SUPPORTERS):
            before = Event.objects.exclude(person_id="").count()
            response = world.cast.client(name).get(address.path(world.row(address.route.about).public_id))
            if response.status_code == 200:
                assert Event.objects.exclude(person_id="").count() > before, (address.name, name)


def test_a_page_that_says_it_reads_nobody_shows_nothing_of_anybody(world: World) -> None:
    """Pages about a person that leave no read event only ask: no name, note or goal stands on them, even for those who support them."""
    asked = [
        a for a in about_objects() if a.route and a.route.about in ABOUT_A_PERSON and not a.route.reads_person and "GET" in a.route.methods
    ]
    for address in asked:
        assert address.route is not None
        for name in sorted(SUPPORTERS):
            response = world.cast.client(name).get(address.path(world.row(address.route.about).public_id))
            for canary in (CANARY_NOTE, CANARY_GOAL, *CANARY_NAME.split()):
                assert canary.encode() not in response.content, f"{address.name} shows {canary}: declare reads_person=True"


def test_no_page_asks_more_than_its_baseline(world: World) -> None:
    """The number of queries a page is a committed baseline: it falls on purpose, never rises by accident."""
    counts: dict[str, int] = {}
    for name in PEOPLE:
        client = world.cast.client(name)
        for address in addresses():
            if address.route is None or "GET" not in address.route.methods or address.name.startswith("api"):
                continue
            public_id = world.row(address.route.about).public_id if address.route.about else "0" * 12
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address.path(public_id))
            if response.status_code == 200:
                counts[address.name] = max(counts.get(address.name, 0), _asked(captured))
    if os.environ.get("LODESTAR_WRITE_BASELINE"):
        BASELINE.write_text(json.dumps(dict(sorted(counts.items())), indent=1) + "\n")
    allowed = json.loads(BASELINE.read_text())
    assert {name: (count, allowed.get(name)) for name, count in counts.items() if count > allowed.get(name, 0)} == {}
    assert {name: count for name, count in counts.items() if count > MOST_QUERIES} == {}


def _asked(captured: CaptureQueriesContext) -> int:
    """Queries, without the statements that only hold a transaction together."""
    held = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(1 for query in captured.captured_queries if not query["sql"].startswith(held))
