"""Workshops: sealed until the reveal, counted once, never rewritten, agreed into an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from lodestar.access.actor import ANYONE
from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.common.states import IllegalMove
from lodestar.prioritise import dots, tries
from lodestar.prioritise.actions import ballots, seats, workshops
from lodestar.prioritise.keys import come_back_code, new_join_code, seat_key, tidy_code, wall_key
from lodestar.prioritise.models import AgreedValue, Ballot, Estimate, Score, Seat, Workshop
from lodestar.prioritise.queries import workshops as queries
from lodestar.prioritise.rows import AgreedRow, BallotRow, PaperScore
from lodestar.prioritise.scales import scale_of
from tests.cast import Cast
from tests.factories.prioritise import Exercise

pytestmark = pytest.mark.django_db
BENEFIT = scale_of("benefit", "points")


@dataclass
class Room:
    """A workshop that is open, with its first ballot on the floor and people in their seats."""

    cast: Cast
    workshop: Workshop
    ballot: Ballot
    seats: list[Seat]

    @property
    def felix(self):  # type: ignore[no-untyped-def]
        return self.cast.actor("felix")

    def now(self) -> Ballot:
        """The ballot as it stands."""
        return Ballot.objects.select_related("workshop__programme", "intervention__area", "owner_organisation").get(pk=self.ballot.pk)

    def says(self, place: int, value: object, *, reason: str = "", of_round: int | None = None) -> Score:
        seat = Seat.objects.select_related("workshop").get(pk=self.seats[place].pk)
        ballot = self.now()
        return ballots.score_ballot(
            ballot=ballot, seat=seat, key=key_of(seat), of_round=of_round or ballot.round,
            value=None if value is None else Decimal(str(value)), reason=reason, by=ANYONE,
        )  # fmt: skip

    def reveals(self) -> None:
        ballots.reveal_ballot(ballot=self.now(), by=self.felix)

    def agrees(self, best: int, low: int, high: int, reason: str = "As we said") -> AgreedValue:
        row = AgreedRow(Decimal(low), Decimal(best), Decimal(high), reason)
        return ballots.agree_value(ballot=self.now(), row=row, by=self.felix)

    def again(self) -> None:
        ballots.score_again(ballot=self.now(), by=self.felix)

    def floor(self) -> queries.Floor:
        return queries.floor_of(Workshop.objects.select_related("on_floor__intervention__area").get(pk=self.workshop.pk))


def key_of(seat: Seat) -> str:
    return seat_key(seat.public_id, seat.edition)


def make_room(cast: Cast, four: Exercise, *, people: int = 3, shows_labels: bool = False) -> Room:
    felix = cast.actor("felix")
    rows = [BallotRow(four.interventions[name].public_id, quantity) for name in ("One", "Two") for quantity in ("benefit", "probability")]
    workshop = workshops.create_workshop(
        programme=four.programme, name="First workshop", held_on=date(2026, 11, 21), shows_labels=shows_labels, rows=rows, by=felix
    )
    workshops.open_workshop(workshop=workshop, by=felix)
    sitting = [
        seats.take_seat(workshop=workshop, code=workshop.join_code, label=f"P{number}", group="Patients", by=ANYONE)
        for number in range(1, people + 1)
    ]
    ballot = ballots.open_ballot(ballot=workshop.ballots.select_related("workshop__programme", "intervention").first(), by=felix)
    return Room(cast, workshop, ballot, sitting)


@pytest.fixture
def room(cast: Cast, four: Exercise) -> Room:
    return make_room(cast, four)


# ---------------------------------------------------------------- sealed, revealed, agreed


def test_before_the_reveal_there_is_a_count_and_no_score(room: Room) -> None:
    room.says(0, 10)
    room.says(1, 90)
    floor = room.floor()
    assert (floor.scored, floor.here, floor.rounds, floor.agreed) == (2, 3, (), None)
    assert not Score.objects.visible_to(room.felix).exists()
    assert queries.record_of(room.felix, room.workshop)[0].scores == ()


def test_events_of_scores_hold_no_score(room: Room) -> None:
    room.says(0, 37, reason="canary-reason")
    for event in Event.objects.all():
        assert "37" not in str(event.details.values()).replace(room.ballot.public_id, "")
        assert "canary-reason" not in str(event.details)


def test_the_last_score_before_the_reveal_counts_and_both_are_kept(room: Room) -> None:
    room.says(0, 10)
    room.says(0, 60)
    room.says(1, 40)
    room.reveals()
    latest = room.floor().latest
    assert latest is not None
    assert [dot.value for dot in latest.dots] == [40, 60]
    recorded = queries.record_of(room.felix, room.workshop)[0]
    assert [(row.score.value, row.is_counted) for row in recorded.scores] == [(10, False), (60, True), (40, True)]


def test_a_score_after_the_reveal_is_kept_out_and_told_so(room: Room) -> None:
    room.says(0, 10)
    stale = room.now()
    room.reveals()
    with pytest.raises(Refused, match="revealed before yours"):
        room.says(1, 20)
    # Even a request that read the ballot while it was open.
    with pytest.raises(IllegalMove, match="revealed before yours"):
        ballots.score_ballot(ballot=stale, seat=room.seats[1], key=key_of(room.seats[1]), of_round=1, value=Decimal(20), by=ANYONE)
    assert Score.objects.count() == 1


def test_a_score_of_the_first_round_does_not_count_in_the_second(room: Room) -> None:
    room.says(0, 10)
    room.reveals()
    room.again()
    with pytest.raises(IllegalMove):
        room.says(1, 50, of_round=1)
    room.says(1, 50)
    floor = room.floor()
    assert floor.scored == 1
    assert [one.number for one in floor.rounds] == [1]
    room.reveals()
    assert [[dot.value for dot in one.dots] for one in room.floor().rounds] == [[10], [50]]


def test_i_cannot_judge_this_is_an_answer(room: Room) -> None:
    room.says(0, None, reason="I have not seen it")
    room.says(1, 30)
    assert room.floor().scored == 2
    room.reveals()
    latest = room.floor().latest
    assert latest is not None
    assert (len(latest.dots), latest.cannot_judge) == (1, 1)


def test_what_was_agreed_becomes_the_estimate_in_use(room: Room) -> None:
    room.says(0, 40)
    room.reveals()
    agreed = room.agrees(45, 30, 60, "The nurses' clinic figures")
    estimate = Estimate.objects.filter(intervention=room.ballot.intervention, quantity="benefit").latest("pk")
    assert estimate == agreed.estimate
    assert (estimate.low, estimate.best, estimate.high) == (30, 45, 60)
    assert estimate.source == "Workshop of 21 November 2026"
    assert estimate.reason == "The nurses' clinic figures"
    assert estimate.supplied_by == room.felix.account


def test_a_probability_in_per_cent_is_kept_as_a_share(cast: Cast, four: Exercise) -> None:
    room = make_room(cast, four)
    ballots.take_back_opening(ballot=room.now(), by=room.felix)
    room.ballot = room.workshop.ballots.get(intervention=four.interventions["One"], quantity="probability")
    ballots.open_ballot(ballot=room.now(), by=room.felix)
    room.says(0, 70)
    room.reveals()
    room.agrees(70, 50, 80)
    estimate = Estimate.objects.filter(intervention=four.interventions["One"], quantity="probability").latest("pk")
    assert (estimate.low, estimate.best, estimate.high) == (Decimal("0.5"), Decimal("0.7"), Decimal("0.8"))


def test_an_agreed_value_needs_a_reason_and_order(room: Room) -> None:
    room.says(0, 40)
    room.reveals()
    with pytest.raises(ValidationError) as unexplained:
        room.agrees(45, 30, 60, " ")
    assert "reason" in unexplained.value.message_dict
    with pytest.raises(ValidationError):
        room.agrees(45, 50, 60)
    with pytest.raises(ValidationError) as off:
        room.agrees(101, 50, 101)
    assert "best" in off.value.message_dict
    assert room.now().state == "revealed"


def test_agreed_again_both_values_stay_on_record(room: Room) -> None:
    room.says(0, 40)
    room.reveals()
    room.agrees(45, 30, 60)
    ballots.discuss_again(ballot=room.now(), by=room.felix)
    room.agrees(50, 30, 60, "On second thoughts")
    assert [value.best for value in AgreedValue.objects.order_by("pk")] == [45, 50]
    current = queries.current_estimates([room.ballot.intervention_id])[room.ballot.intervention_id]["benefit"]
    assert current.best == 50


def test_undo_loses_no_score(room: Room) -> None:
    """Taken back and opened again, what was sealed is sealed still, and counts."""
    room.says(0, 40)
    ballots.take_back_opening(ballot=room.now(), by=room.felix)
    assert room.now().state == "waiting"
    assert room.floor().ballot is None
    ballots.open_ballot(ballot=room.now(), by=room.felix)
    assert room.floor().scored == 1
    room.reveals()
    room.again()
    room.says(1, 70)
    ballots.take_back_opening(ballot=room.now(), by=room.felix)
    assert (room.now().state, room.now().round) == ("revealed", 1)
    assert [[dot.value for dot in one.dots] for one in room.floor().rounds] == [[40]]
    assert Score.objects.visible_to(room.felix).count() == 1


def test_a_reveal_cannot_be_undone(room: Room) -> None:
    room.says(0, 40)
    room.reveals()
    with pytest.raises(Refused, match="What was seen was seen"):
        ballots.take_back_opening(ballot=room.now(), by=room.felix)


def test_two_ballots_are_never_open_at_once(room: Room) -> None:
    other = room.workshop.ballots.select_related("workshop__programme", "intervention").exclude(pk=room.ballot.pk).first()
    with pytest.raises(ValidationError, match="Something else is being scored"):
        ballots.open_ballot(ballot=other, by=room.felix)


def test_neither_scores_nor_agreed_values_can_be_rewritten(room: Room) -> None:
    room.says(0, 40)
    room.reveals()
    room.agrees(45, 30, 60)
    for model in (Score, AgreedValue):
        with pytest.raises(Error, match="never rewritten"), transaction.atomic():
            model.objects.update(reason="Other")


# ---------------------------------------------------------------- seats


def test_pressed_twice_one_seat_is_taken(room: Room) -> None:
    client = Client()
    address = reverse("prioritise:join_code", args=[room.workshop.join_code])
    for browser in (client, Client()):
        answer = browser.post(address, {"label": "A. B.", "group": "", "joining": "n1"})
        assert answer.status_code == 302
    assert room.workshop.seats.filter(label="A. B.").count() == 1


def test_two_people_do_not_share_a_label(room: Room) -> None:
    with pytest.raises(ValidationError, match="has that label already"):
        seats.take_seat(workshop=room.workshop, code=room.workshop.join_code, label=" p1 ", by=ANYONE)


def test_a_wrong_old_or_closed_code_takes_no_seat(room: Room) -> None:
    with pytest.raises(Refused):
        seats.take_seat(workshop=room.workshop, code="river-lamp-42", label="Q", by=ANYONE)
    old = room.workshop.join_code
    workshops.renew_join_code(workshop=room.workshop, by=room.felix)
    with pytest.raises(Refused):
        seats.take_seat(workshop=room.workshop, code=old, label="Q", by=ANYONE)
    room.workshop.joining_ends_at = now() - timedelta(seconds=1)
    with pytest.raises(Refused):
        seats.take_seat(workshop=room.workshop, code=room.workshop.join_code, label="Q", by=ANYONE)


def test_a_seat_scores_only_with_its_own_key(room: Room) -> None:
    with pytest.raises(Refused):
        ballots.score_ballot(
            ballot=room.now(), seat=room.seats[0], key=key_of(room.seats[1]), of_round=1, value=Decimal(1), by=room.cast.actor("alice")
        )


def test_a_removed_seat_neither_scores_nor_counts(room: Room) -> None:
    room.says(0, 99)
    room.says(1, 40)
    key = key_of(room.seats[0])
    seats.remove_seat(seat=Seat.objects.select_related("workshop__programme").get(pk=room.seats[0].pk), by=room.felix)
    assert room.floor().scored == 1
    with pytest.raises(Refused):
        ballots.score_ballot(
            ballot=room.now(), seat=Seat.objects.get(pk=room.seats[0].pk), key=key, of_round=1, value=Decimal(1), by=ANYONE
        )
    room.reveals()
    latest = room.floor().latest
    assert latest is not None
    assert [dot.value for dot in latest.dots] == [40]
    assert [row.is_counted for row in queries.record_of(room.felix, room.workshop)[0].scores] == [False, True]


def test_paper_scores_are_sealed_like_the_others(room: Room) -> None:
    paper = seats.add_paper_seat(workshop=room.workshop, label="Form 1", by=room.felix)
    ballots.key_in_scores(ballot=room.now(), scores=[PaperScore(paper.public_id, Decimal(55), "It helped my aunt")], by=room.felix)
    assert room.floor().scored == 1
    assert not Score.objects.visible_to(room.felix).exists()
    with pytest.raises(ValidationError):
        ballots.key_in_scores(ballot=room.now(), scores=[PaperScore(room.seats[0].public_id, Decimal(5))], by=room.felix)
    room.reveals()
    assert Score.objects.get().keyed_by == room.felix.account


# ---------------------------------------------------------------- who


@pytest.mark.parametrize("who", ["alice", "anna", "ada", "frank"])
def test_only_a_facilitator_runs_the_room(room: Room, who: str) -> None:
    actor = room.cast.actor(who)
    with pytest.raises(Refused):
        ballots.reveal_ballot(ballot=room.now(), by=actor)
    with pytest.raises(Refused):
        workshops.close_workshop(workshop=room.workshop, by=actor)
    assert room.cast.client(who).get(reverse("prioritise:desk", args=[room.workshop.public_id])).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("felix", 200), ("anna", 200), ("alice", 200), ("ada", 200), ("frank", 403), ("eve", 403), ("carol", 404)]
)
def test_the_record_is_for_those_who_may_read_it(room: Room, who: str, status: int) -> None:
    room.says(0, 40, reason="Because of the clinic")
    room.reveals()
    client = room.cast.client(who)
    for name in ("workshop_record", "workshop_record_csv"):
        answer = client.get(reverse(f"prioritise:{name}", args=[room.workshop.public_id]))
        assert answer.status_code == status
        assert (b"Because of the clinic" in answer.content) == (status == 200)


def test_a_workshop_with_a_sealed_round_does_not_close(room: Room) -> None:
    room.workshop.refresh_from_db()
    with pytest.raises(Refused, match="Reveal what is on the floor"):
        workshops.close_workshop(workshop=room.workshop, by=room.felix)
    room.reveals()
    room.workshop.refresh_from_db()
    workshops.close_workshop(workshop=room.workshop, by=room.felix)
    assert room.workshop.join_code == ""


# ---------------------------------------------------------------- figures


def test_quartiles_are_those_of_excel_and_r() -> None:
    """R: quantile(c(10, 20, 35, 40, 50, 90), type = 7) gives 23.75, 37.5, 47.5."""
    spread = queries.spread_of([Decimal(n) for n in (90, 10, 50, 20, 40, 35)], BENEFIT)
    assert spread is not None
    assert (spread.least, spread.lower, spread.median, spread.upper, spread.most) == (
        10,
        Decimal("23.75"),
        Decimal("37.5"),
        Decimal("47.5"),
        90,
    )
    assert not spread.is_wide
    assert spread.ask_first == (10, 90)


@pytest.mark.parametrize(
    ("said", "is_wide", "ask"),
    [
        ((10, 15, 85, 90), True, (10, 90)),
        ((50, 52, 55, 58), False, ()),
        ((40,), False, ()),
        ((0, 30), False, (0, 30)),
        ((0, 60), True, (0, 60)),
    ],
)
def test_disagreement_is_a_middle_half_of_thirty_points_or_more(said: tuple[int, ...], is_wide: bool, ask: tuple[int, ...]) -> None:
    spread = queries.spread_of([Decimal(n) for n in said], BENEFIT)
    assert spread is not None
    assert (spread.is_wide, spread.ask_first) == (is_wide, ask)


def test_nobody_gave_a_number() -> None:
    assert queries.spread_of([None, None], BENEFIT) is None


def test_dots_that_would_overlap_stand_on_one_another() -> None:
    values = [Decimal(n) for n in (50, 50, 50, 10)]
    one = queries.Round(1, queries.spread_of(values, BENEFIT), tuple(queries.Dot(value) for value in values), 0)
    drawing = dots.drawing_of(one, BENEFIT)
    assert drawing is not None
    assert len({(dot.x, dot.y) for dot in drawing.dots}) == 4


# ---------------------------------------------------------------- codes


def test_codes_can_be_said_and_typed_in_any_way() -> None:
    codes = {new_join_code() for _ in range(500)}
    assert len(codes) > 495
    for code in codes:
        assert tidy_code(code) == tidy_code(code.upper().replace("-", " ")) == tidy_code(code.replace("-", "")) == code
    for wrong in ("", "river", "river-lamp", "river-lamp-4", "nosuch-lamp-42", "x" * 500, "'; DROP TABLE x; --42"):
        assert tidy_code(wrong) == ""


def test_keys_are_each_for_one_thing() -> None:
    assert len({seat_key("A", 1), seat_key("A", 2), seat_key("B", 1), wall_key("A", 1), wall_key("A", 2)}) == 5
    assert come_back_code("A", 1) != come_back_code("B", 1)


def test_guessing_codes_stops_after_a_while(room: Room) -> None:
    for number in range(tries.FROM_ONE_ADDRESS):
        tries.count_wrong("workshop", "198.51.100.7")
        assert tries.too_many_wrong("workshop", "198.51.100.7") == (number + 1 >= tries.FROM_ONE_ADDRESS)
    stopped = Client(REMOTE_ADDR="198.51.100.7")
    address = reverse("prioritise:join")
    assert stopped.post(address, {"code": room.workshop.join_code}).status_code == 429
    assert stopped.get(reverse("prioritise:join_code", args=[room.workshop.join_code])).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.8").post(address, {"code": room.workshop.join_code}).status_code == 302
