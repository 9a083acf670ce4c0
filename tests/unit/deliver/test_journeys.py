"""Journey rows are always what the readings give, whatever is recorded, in whatever order, and whatever is corrected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.access.actor import SYSTEM, actor_for
from lodestar.deliver.actions import NewReading, correct_reading, journey_faults, rebuild_journeys, record_reading, record_readings
from lodestar.deliver.models import Engagement, Journey, Reading
from lodestar.methods.base import run
from tests.factories.deliver import County, county, engagement, reading, scores

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


@pytest.fixture
def place() -> County:
    return county()


def journey(of: Engagement, key: str = "home") -> Journey:
    return Journey.objects.get(engagement=of, area__key=key)


def test_one_reading_is_a_first_reading_with_no_latest(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST, 3)
    row = journey(someone)
    assert (row.readings, row.first_score, row.latest_on, row.latest_score) == (1, 3, None, None)


def test_back_dated_reading_becomes_the_first(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST + timedelta(days=90), 6)
    reading(place, someone, FIRST + timedelta(days=1), 2)
    row = journey(someone)
    assert (row.first_score, row.latest_score, row.first_on) == (2, 6, FIRST + timedelta(days=1))


def test_of_two_readings_on_one_day_the_last_recorded_counts(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST, 3)
    reading(place, someone, FIRST, 4)
    row = journey(someone)
    assert (row.readings, row.first_score, row.latest_score) == (1, 4, None)


def test_the_persons_own_view_never_enters(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST, 3, voice="person")
    assert not Journey.objects.filter(engagement=someone).exists()


def test_area_left_out_is_never_filled_in(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST, None, 3)
    reading(place, someone, FIRST + timedelta(days=30), 5, 6)
    assert (journey(someone).first_score, journey(someone).latest_score) == (None, 5)
    assert (journey(someone, "money").first_score, journey(someone, "money").latest_score) == (3, 6)


def test_correction_takes_the_place_and_keeps_the_old(place: County) -> None:
    someone = engagement(place)
    old = reading(place, someone, FIRST, 3)
    row = NewReading(engagement=someone, edition=place.edition, happened_on=FIRST, voice="together", scores=scores(place, 7))
    new = correct_reading(reading=old, row=row, reason="Typed the wrong person’s star", by=actor_for(place.keyworker))
    assert journey(someone).first_score == 7
    assert new.corrects == old
    assert old.scores.filter(area__key="home").get().score == 3


def test_check_finds_a_row_that_was_tampered_with(place: County) -> None:
    someone = engagement(place)
    reading(place, someone, FIRST, 3)
    assert list(journey_faults()) == []
    Journey.objects.filter(engagement=someone, area__key="home").update(first_score=9)
    Journey.objects.filter(engagement=someone, area__key="money").delete()
    assert [(fault.engagement, fault.area) for fault in journey_faults()] == [(someone.public_id, "home"), (someone.public_id, "money")]
    assert rebuild_journeys() == 10
    assert list(journey_faults()) == []


moves = st.lists(
    st.tuples(
        st.sampled_from(["record", "record", "record", "correct"]),
        st.integers(0, 6),  # days, few enough that dates meet
        st.sampled_from(["together", "worker", "person"]),
        st.lists(st.one_of(st.none(), st.integers(1, 10)), min_size=10, max_size=10).filter(any),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves, other=moves)
def test_journeys_are_what_the_method_finds_in_the_readings(place: County, moves: list[tuple], other: list[tuple]) -> None:
    """Random sequences, back-dated and corrected: no difference to a rebuild, and the same figures as the method over raw readings."""
    by = actor_for(place.keyworker)
    for steps in (moves, other):
        someone = engagement(place)
        for act, days, voice, points, pick in steps:
            row = NewReading(
                engagement=someone,
                edition=place.edition,
                happened_on=FIRST + timedelta(days=days),
                voice=voice,
                scores=dict(zip(scores(place, 1), points, strict=True)),
            )
            standing = list(Reading.objects.standing().filter(engagement=someone))
            if act == "correct" and standing:
                correct_reading(reading=standing[pick % len(standing)], row=row, reason="Wrong", by=by)
            else:
                record_reading(row=row, by=by)
    assert list(journey_faults()) == []
    assert by_journeys(place) == by_method(place)


def by_journeys(place: County) -> dict[str, tuple[int, int, int]]:
    found = {}
    for area in place.edition.areas.all():
        rows = Journey.objects.filter(area=area, first_score__isnull=False, latest_score__isnull=False)
        changes = [row.latest_score - row.first_score for row in rows]
        found[area.key] = (len(changes), sum(c > 0 for c in changes), sum(c < 0 for c in changes))
    return found


def by_method(place: County) -> dict[str, tuple[int, int, int]]:
    readings = Reading.objects.standing().order_by("id").prefetch_related("scores__area").select_related("engagement__person")
    data = {
        "instrument": {"scale_max": 10, "areas": list(scores(place, 1))},
        "readings": [
            {
                "person": one.engagement.person.public_id,
                "engagement": one.engagement.public_id,
                "date": one.happened_on.isoformat(),
                "voice": one.voice,
                "recorded_at": one.recorded_at.isoformat(),
                "scores": {score.area.key: score.score for score in one.scores.all()},
            }
            for one in readings
        ],
    }
    return {area["area"]: (area["n"], area["up"], area["down"]) for area in run("distance_travelled", data)["value"]["areas"]}


def test_bulk_recording_gives_the_same_journeys(place: County) -> None:
    people = [engagement(place) for _ in range(3)]
    rows = [
        NewReading(
            engagement=one,
            edition=place.edition,
            happened_on=FIRST + timedelta(days=day),
            voice="together",
            scores=scores(place, 1 + (day + n) % 10, 4),
            notes={"home": "Talked about the lease"},
        )
        for n, one in enumerate(people)
        for day in (30, 0, 60)
    ]
    assert len(record_readings(rows=rows, by=SYSTEM)) == 9
    assert list(journey_faults()) == []
    assert Journey.objects.count() == 30
    assert journey(people[0]).latest_on == FIRST + timedelta(days=60)
    people[0].refresh_from_db()
    assert people[0].review_on == FIRST + timedelta(days=60 + 84)
