"""Workshops under attack: no score leaks before the reveal, keys open one thing and only as long as they may, and nothing slips in late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.prioritise.keys import come_back_code, seat_key, wall_key
from lodestar.prioritise.models import Ballot, Score, Seat, Workshop
from tests.attacks.houses import house_of_its_own
from tests.attacks.test_at_once import at_once
from tests.cast import Cast, make_cast
from tests.factories.prioritise import exercise
from tests.unit.prioritise.test_workshops import make_room

CANARY_VALUE, CANARY_REASON = "61.37", "canary-reason-40417"


@dataclass
class Meeting:
    """A workshop with its phones: browsers that hold a seat each."""

    cast: Cast
    workshop: Workshop
    ballot: Ballot
    phones: list[Client] = field(default_factory=list)

    def at(self, name: str, of: Any = None) -> str:
        return reverse(f"prioritise:{name}", args=[(of or self.workshop).public_id])

    def wall(self, name: str = "wall") -> str:
        row = Workshop.objects.get(pk=self.workshop.pk)
        return reverse(f"prioritise:{name}", args=[row.public_id, wall_key(row.public_id, row.wall_edition)])

    def scores(self, phone: Client, value: str, reason: str = "", *, of_round: int = 1) -> Any:
        given = {"value": value, "reason": reason, "of_round": of_round, "ballot": self.ballot.public_id}
        return phone.post(self.at("score"), given)

    def reveals(self) -> None:
        self.cast.client("felix").post(self.at("ballot_reveal", self.ballot))


def meet(cast: Cast, *, people: int = 3, name: str = "Breathing well", shows_labels: bool = False) -> Meeting:
    room = make_room(cast, exercise(cast.northshire, cast.actor("alice"), name=name), people=0, shows_labels=shows_labels)
    meeting = Meeting(cast, room.workshop, room.ballot)
    for number in range(people):
        phone = Client(raise_request_exception=False)
        answer = phone.post(
            reverse("prioritise:join_code", args=[room.workshop.join_code]), {"label": f"P{number}", "group": "", "joining": f"j{number}"}
        )
        assert answer.status_code == 302, answer.content
        meeting.phones.append(phone)
    return meeting


@pytest.fixture(autouse=True)
def forgotten_tries() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def meeting(db: None, cast: Cast) -> Meeting:
    return meet(cast)


def everything_shown(meeting: Meeting) -> dict[str, str]:
    """Every page, board, file and event of a workshop, as each who may open it sees it; the own phone of P0 left out."""
    shown: dict[str, str] = {}
    for who in ("felix", "alice", "anna", "ada"):
        client = meeting.cast.client(who)
        for name in ("workshop_detail", "workshop_paper", "desk", "desk_board", "workshop_record", "workshop_record_csv"):
            shown[f"{who} {name}"] = client.get(meeting.at(name)).content.decode()
        shown[f"{who} list"] = client.get(meeting.at("workshop_list", meeting.workshop.programme)).content.decode()
        shown[f"{who} agree"] = client.get(meeting.at("ballot_agree", meeting.ballot)).content.decode()
        shown[f"{who} paper"] = client.get(meeting.at("ballot_paper", meeting.ballot)).content.decode()
        shown[f"{who} intervention"] = client.get(meeting.at("intervention_detail", meeting.ballot.intervention)).content.decode()
    for name in ("wall", "wall_board"):
        shown[name] = Client().get(meeting.wall(name)).content.decode()
    for number, phone in enumerate(meeting.phones[1:], 1):
        for name in ("seat", "seat_board"):
            shown[f"P{number} {name}"] = phone.get(meeting.at(name)).content.decode()
    shown["ada what happened"] = meeting.cast.client("ada").get(reverse("site:what_happened")).content.decode()
    shown["events"] = str(list(Event.objects.values()))
    return shown


def test_no_score_leaks_before_the_reveal(meeting: Meeting) -> None:
    assert meeting.scores(meeting.phones[0], CANARY_VALUE, CANARY_REASON).status_code == 302
    assert CANARY_VALUE in meeting.phones[0].get(meeting.at("seat")).content.decode(), "one's own number is on one's own phone"
    leaks = [where for where, text in everything_shown(meeting).items() if CANARY_VALUE in text or CANARY_REASON in text]
    assert leaks == []


def test_the_same_look_finds_what_is_revealed(meeting: Meeting) -> None:
    """Else the look above would be blind."""
    meeting.scores(meeting.phones[0], CANARY_VALUE, CANARY_REASON)
    meeting.reveals()
    seen = {where for where, text in everything_shown(meeting).items() if CANARY_VALUE in text}
    assert {"felix desk", "felix workshop_record", "anna workshop_record_csv", "wall", "wall_board", "P1 seat_board"} <= seen
    reasons = {where.split()[-1] for where, text in everything_shown(meeting).items() if CANARY_REASON in text}
    assert reasons == {"workshop_record", "workshop_record_csv"}


def test_a_further_round_is_sealed_again(meeting: Meeting) -> None:
    meeting.scores(meeting.phones[0], "50")
    meeting.reveals()
    meeting.cast.client("felix").post(meeting.at("ballot_again", meeting.ballot), {"minutes": "0"})
    assert meeting.scores(meeting.phones[0], CANARY_VALUE, CANARY_REASON, of_round=2).status_code == 302
    assert Score.objects.filter(round=2).exists()
    leaks = [where for where, text in everything_shown(meeting).items() if CANARY_VALUE in text or CANARY_REASON in text]
    assert leaks == []


@pytest.mark.parametrize("shows_labels", [False, True])
def test_labels_are_on_the_wall_only_where_people_were_told_so(db: None, cast: Cast, shows_labels: bool) -> None:
    meeting = meet(cast, shows_labels=shows_labels)
    meeting.scores(meeting.phones[0], "50")
    meeting.reveals()
    for text in (Client().get(meeting.wall("wall_board")).content, meeting.phones[1].get(meeting.at("seat_board")).content):
        assert (b"P0" in text) == shows_labels


# ---------------------------------------------------------------- keys of others, old keys, wrong keys


def test_a_seat_of_one_workshop_is_none_in_another(meeting: Meeting) -> None:
    other = meet(meeting.cast, people=1, name="Another programme")
    stolen = meeting.phones[0].cookies[f"lodestar_seat_{meeting.workshop.public_id}"].value
    intruder = Client()
    intruder.cookies[f"lodestar_seat_{other.workshop.public_id}"] = stolen
    assert intruder.get(other.at("seat")).status_code == 302
    assert intruder.get(other.at("seat_board")).status_code == 410
    other.scores(intruder, "10")
    # Nor does a seat score the ballot of another room by naming it.
    meeting.phones[0].post(meeting.at("score"), {"value": "10", "of_round": 1, "ballot": other.ballot.public_id, "reason": ""})
    assert not Score.objects.exists()


@pytest.mark.parametrize("twist", ["", ".", "AAAAAAAAAAAA.x", "\x00.x", "é.é", "A" * 5000, "{seat}.", "{seat}.{wrong}", "{other}.{key}"])
def test_a_made_up_cookie_opens_no_seat(meeting: Meeting, twist: str) -> None:
    seat, other = Seat.objects.order_by("pk")[:2]
    made_up = twist.format(seat=seat.public_id, other=other.public_id, key=seat_key(seat.public_id, 1), wrong="0" * 40)
    intruder = Client(raise_request_exception=False)
    intruder.cookies[f"lodestar_seat_{meeting.workshop.public_id}"] = made_up
    assert intruder.get(meeting.at("seat")).status_code == 302
    assert meeting.scores(intruder, "10").status_code == 302
    assert not Score.objects.exists()


def test_a_removed_seat_is_gone_at_the_next_request(meeting: Meeting) -> None:
    seat = Seat.objects.get(label="P0")
    meeting.cast.client("felix").post(meeting.at("seat_remove", seat))
    assert meeting.phones[0].get(meeting.at("seat")).status_code == 302
    assert meeting.phones[0].get(meeting.at("seat_board")).status_code == 410
    own = come_back_code(seat.public_id, seat.edition)
    answer = Client().post(reverse("prioritise:come_back"), {"code": meeting.workshop.join_code, "come_back": own})
    assert answer.status_code == 200
    assert b"These two codes open no seat" in answer.content


def test_wrong_old_and_foreign_wall_links_show_the_same_kind_page(meeting: Meeting) -> None:
    other = meet(meeting.cast, people=0, name="Another programme")
    old = meeting.wall()
    meeting.cast.client("felix").post(meeting.at("wall_renew"))
    foreign = old.replace(meeting.workshop.public_id, other.workshop.public_id)
    pages = {
        Client().get(address).content
        for address in (old, foreign, f"{old[:-3]}xx/", other.wall().replace(other.workshop.public_id, "0" * 12))
    }
    assert len(pages) == 1
    for address in (old, foreign):
        assert Client().get(address).status_code == 404
        assert Client().get(f"{address}board/").status_code == 410
    assert Client().get(meeting.wall()).status_code == 200


def test_codes_that_are_wrong_expired_or_closed_show_the_same_kind_page(meeting: Meeting) -> None:
    code = meeting.workshop.join_code
    address = reverse("prioritise:join_code", args=[code])
    wrong = Client().get(reverse("prioritise:join_code", args=["river-lamp-42"]))
    Workshop.objects.filter(pk=meeting.workshop.pk).update(joining_ends_at=now() - timedelta(seconds=1))
    expired = Client().get(address)
    assert (wrong.status_code, expired.status_code) == (404, 404)
    assert wrong.content == expired.content
    assert Client().post(address, {"label": "Late", "group": "", "joining": "x"}).status_code == 404
    assert not Seat.objects.filter(label="Late").exists()


def test_a_closed_workshop_takes_nothing_more(meeting: Meeting) -> None:
    meeting.reveals()
    felix = meeting.cast.client("felix")
    felix.post(meeting.at("workshop_close"))
    assert "closed" in meeting.phones[0].get(meeting.at("seat")).content.decode()
    meeting.scores(meeting.phones[0], "10")
    assert not Score.objects.exists()
    assert "Thank you" in Client().get(meeting.wall()).content.decode()


def test_guessing_come_back_codes_stops(meeting: Meeting) -> None:
    given = {"code": meeting.workshop.join_code, "come_back": "river-lamp-42"}
    guesser = Client(REMOTE_ADDR="198.51.100.9")
    statuses = [guesser.post(reverse("prioritise:come_back"), given).status_code for _try in range(62)]
    assert statuses[:60] == [200] * 60
    assert statuses[60:] == [429] * 2
    # Those who are in go on.
    assert meeting.scores(meeting.phones[0], "10").status_code == 302
    assert Score.objects.count() == 1


def test_the_address_of_a_phone_holds_nothing_of_its_seat(meeting: Meeting) -> None:
    """Looked at over a shoulder or left in a history, it opens nothing."""
    assert Client().get(meeting.at("seat")).status_code == 302
    cookie = meeting.phones[0].cookies[f"lodestar_seat_{meeting.workshop.public_id}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_wall_keeps_no_session_alive(meeting: Meeting) -> None:
    client = meeting.cast.client("felix")
    client.get("/")
    session = client.session
    session["seen_at"] -= 600
    session.save()
    client.get(meeting.wall())
    client.get(meeting.wall("wall_board"))
    client.get(meeting.at("desk_board"))
    assert client.session["seen_at"] == session["seen_at"]


def test_a_board_that_is_not_new_costs_one_question(meeting: Meeting, django_assert_num_queries: Any) -> None:
    for client, address in ((Client(), meeting.wall("wall_board")), (meeting.phones[0], meeting.at("seat_board"))):
        tag = client.get(address)["ETag"]
        with django_assert_num_queries(1):
            assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304
    # A score is news for the wall, and none for the phones of others.
    wall_tag, phone_tag = Client().get(meeting.wall("wall_board"))["ETag"], meeting.phones[1].get(meeting.at("seat_board"))["ETag"]
    meeting.scores(meeting.phones[0], "10")
    assert Client().get(meeting.wall("wall_board"), HTTP_IF_NONE_MATCH=wall_tag).status_code == 200
    assert meeting.phones[1].get(meeting.at("seat_board"), HTTP_IF_NONE_MATCH=phone_tag).status_code == 304
    meeting.reveals()
    assert meeting.phones[1].get(meeting.at("seat_board"), HTTP_IF_NONE_MATCH=phone_tag).status_code == 200


# ---------------------------------------------------------------- everybody at once


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    """A workshop of sixteen in a database that threads share."""
    folder: Path = tmp_path_factory.mktemp("rooms")
    with django_db_blocker.unblock(), house_of_its_own(folder):
        yield meet(make_cast(), people=16)


def test_scores_that_race_the_reveal_are_counted_or_told(committed: Meeting) -> None:
    """Whoever was told "saved" is counted; whoever was told "too late" is not; none is written behind the reveal."""
    saved: dict[int, bool] = {}
    go = threading.Event()

    def score(number: int) -> None:
        answer = committed.scores(committed.phones[number], str(number))
        saved[number] = "late" not in answer["Location"]
        if number == 5:
            go.set()

    def reveal() -> None:
        go.wait(timeout=20)
        committed.reveals()

    faults = [fault for fault in at_once([*(lambda n=n: score(n) for n in range(16)), reveal]) if isinstance(fault, Exception)]  # type: ignore[misc]
    assert faults == []
    ballot = Ballot.objects.get(pk=committed.ballot.pk)
    assert ballot.state == "revealed"
    kept = {int(score.value) for score in Score.objects.all() if score.value is not None}
    assert kept == {number for number, was_saved in saved.items() if was_saved}
    # Double taps, all at once, after the reveal: nothing.
    at_once([lambda phone=phone: committed.scores(phone, "99") for phone in committed.phones])
    assert Score.objects.count() == len(kept)
    connections.close_all()


def test_a_double_tap_takes_one_seat(committed: Meeting) -> None:
    address = reverse("prioritise:join_code", args=[Workshop.objects.get(pk=committed.workshop.pk).join_code])
    given = {"label": "Twice", "group": "", "joining": "double-tap"}
    answers = at_once([lambda: Client(raise_request_exception=False).post(address, given) for _tap in range(8)])
    assert [answer for answer in answers if isinstance(answer, Exception) or answer.status_code >= 500] == []
    assert Seat.objects.filter(label="Twice").count() == 1
    connections.close_all()
