"""Every URL × every role × own and foreign object, against what each address declares."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, path

from lodestar.access.actor import actor_for
from lodestar.audit.models import Event
from tests.architecture.walk import NO_SUCH_ID, Address, addresses, undeclared
from tests.cast import PEOPLE, Cast
from tests.world import CANARY_GOAL, CANARY_NAME, CANARY_NOTE, CANARY_SEALED, World, make_world, model_called

OTHER_VERBS = ("PUT", "PATCH", "DELETE", "TRACE")
MOST_QUERIES = 15
BASELINE = Path(__file__).with_name("query_counts.json")
STRANGERS = [name for name, (place, _role) in PEOPLE.items() if place in ("southmoor", "meadow", "bridge")]
# What strangers may open of Northshire's and Harbour's: an opportunity is published to every bidder alike.
OPEN_TO_STRANGERS = {"opportunity": {"mark", "bella"}}
# Who may see a person's record: the keyworker and the provider manager, nobody else.
SUPPORTERS = {"kim", "petra"}
ABOUT_A_PERSON = {"engagement", "person", "reading", "goal"}


# One of each role of each organisation: those who share both see the same.
ONE_OF_EACH = {name: (place, role) for (place, role), name in {held: name for name, held in reversed(PEOPLE.items())}.items()}


@dataclass(frozen=True)
class Visit:
    """What one GET of one address by one of the cast came to."""

    address: Address
    name: str
    status: int
    canaries: tuple[str, ...]
    queries: int
    sees_the_row: bool | None
    left_a_read_event: bool


_VISITS: list[Visit] = []


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def visits(world: World) -> list[Visit]:
    """Every address opened once by one of each role, and what came of it: walked once for all the tests of this file."""
    if not _VISITS:
        for name in [*ONE_OF_EACH, "ned"]:
            client = world.cast.fresh_client(name)
            _VISITS.extend(_visit(world, client, name, address) for address in addresses() if address.route)
    return _VISITS


def _visit(world: World, client: Client, name: str, address: Address) -> Visit:
    assert address.route is not None
    row = world.row(address.route.about) if address.route.about else None
    read_before = Event.objects.exclude(person_id="").count()
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address.path(row.public_id if row else NO_SUCH_ID))
        body = b"".join(response.streaming_content) if response.streaming else response.content
    found = tuple(canary for canary in (CANARY_NOTE, CANARY_GOAL, CANARY_SEALED, *CANARY_NAME.split()) if canary.encode() in body)
    read = Event.objects.exclude(person_id="").count() > read_before
    return Visit(address, name, response.status_code, found, _asked(captured), _sees(world, name, address), read)


def _sees(world: World, name: str, address: Address) -> bool | None:
    """Whether the scoped query gives the row to this viewer; None where the address is about no row with a scoped query."""
    about = address.route.about if address.route else ""
    if not about or not hasattr(model_called(about)._default_manager.all(), "visible_to"):
        return None
    seen = model_called(about)._default_manager.visible_to(actor_for(world.cast.account(name)))  # type: ignore[attr-defined]
    return bool(seen.filter(pk=world.row(about).pk).exists())


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


def _is_stranger(visit: Visit) -> bool:
    about = visit.address.route.about if visit.address.route else ""
    return visit.name in STRANGERS and bool(about) and visit.name not in OPEN_TO_STRANGERS.get(about, ())


def test_nothing_breaks_for_anybody(visits: list[Visit]) -> None:
    assert len(visits) > 1000
    assert [(v.address.name, v.name, v.status) for v in visits if v.status >= 500] == []


def test_strangers_find_nothing(world: World, visits: list[Visit]) -> None:
    """The same roles in another organisation get 404 (or 403 where their role opens no such page), never the page."""
    opened = [(v.address.name, v.name, v.status) for v in visits if _is_stranger(v) and v.status not in (403, 404, 405)]
    assert opened == []
    for visit in filter(_is_stranger, visits):
        route = visit.address.route
        if route and visit.status == 403:
            may_look = route.who.decide(actor_for(world.cast.account(visit.name)))
            assert not may_look, (visit.address.name, visit.name, "a stranger must not learn that it exists")


def test_strangers_can_do_nothing(world: World) -> None:
    for name in STRANGERS:
        client = world.cast.fresh_client(name)
        for address in about_objects():
            if address.route and "POST" in address.route.methods and name not in OPEN_TO_STRANGERS.get(address.route.about, ()):
                response = client.post(address.path(world.row(address.route.about).public_id))
                assert response.status_code in (403, 404), (address.name, name, response.status_code)


def test_a_page_opens_only_for_those_who_see_the_row(visits: list[Visit]) -> None:
    """The page and the scoped query agree for every role: not visible, no page."""
    unseen = [v for v in visits if v.sees_the_row is False]
    assert len(unseen) > 100
    assert [(v.address.name, v.name, v.status) for v in unseen if v.status not in (302, 403, 404, 405)] == []


def test_a_persons_record_is_for_those_who_support_them(visits: list[Visit]) -> None:
    about_a_person = [v for v in visits if v.address.route and v.address.route.about in ABOUT_A_PERSON and v.name not in SUPPORTERS]
    assert [(v.address.name, v.name, v.status) for v in about_a_person if v.status not in (403, 404, 405)] == []


def test_no_name_note_or_goal_reaches_anyone_else(visits: list[Visit]) -> None:
    """Canaries: every page that any other role can open, lists and exports included, holds none of them."""
    assert any(v.canaries for v in visits if v.name in SUPPORTERS), "the canaries must be seen by those who may"
    of_people = [(v.address.name, v.name, v.canaries) for v in visits if set(v.canaries) - {CANARY_SEALED} and v.name not in SUPPORTERS]
    assert of_people == []


def test_no_page_shows_a_sealed_score(visits: list[Visit]) -> None:
    """Not to the facilitator either. Only the form by which paper scores are keyed in shows them to whoever keyed them in."""
    shown = {(v.address.name, v.name) for v in visits if CANARY_SEALED in v.canaries}
    assert shown == {("prioritise:ballot_paper", "felix")}


def test_other_verbs_are_refused_and_nothing_breaks(world: World) -> None:
    for name in ("alice", "kim"):
        client = world.cast.client(name)
        for address in addresses():
            assert address.route is not None
            public_id = world.row(address.route.about).public_id if address.route.about else "0" * 12
            for verb in OTHER_VERBS:
                if address.route.answers(verb):
                    continue
                response = client.generic(verb, address.path(public_id))
                assert response.status_code in (302, 401, 403, 404, 405), (address.name, name, verb, response.status_code)


def test_pages_that_read_a_person_leave_it_on_record(visits: list[Visit]) -> None:
    reading = [v for v in visits if v.address.route and v.address.route.reads_person and v.status == 200]
    assert reading
    assert [(v.address.name, v.name) for v in reading if not v.left_a_read_event] == []


def test_a_page_that_says_it_reads_nobody_shows_nothing_of_anybody(visits: list[Visit]) -> None:
    """Pages about one person that leave no read event only ask: no name, note or goal stands on them, even for those who support them."""
    silent = [v for v in visits if v.address.route and v.address.route.about in ABOUT_A_PERSON and not v.address.route.reads_person]
    assert [(v.address.name, v.name, v.canaries) for v in silent if v.canaries] == []


def test_no_page_asks_more_than_its_baseline(visits: list[Visit]) -> None:
    """The number of queries a page is a committed baseline: it falls on purpose, never rises by accident."""
    counts: dict[str, int] = {}
    for visit in visits:
        if visit.status == 200 and not visit.address.name.startswith("api"):
            counts[visit.address.name] = max(counts.get(visit.address.name, 0), visit.queries)
    if os.environ.get("LODESTAR_WRITE_BASELINE"):
        BASELINE.write_text(json.dumps(dict(sorted(counts.items())), indent=1) + "\n")
    allowed = json.loads(BASELINE.read_text())
    assert {name: (count, allowed.get(name)) for name, count in counts.items() if count > allowed.get(name, 0)} == {}
    assert {name: count for name, count in counts.items() if count > MOST_QUERIES} == {}


def _asked(captured: CaptureQueriesContext) -> int:
    """Queries, without what only holds a transaction together, and without the session's "last seen", written every 30 seconds at most."""
    held = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", 'UPDATE "django_session"')
    return sum(1 for query in captured.captured_queries if not query["sql"].startswith(held))
