"""The lives of the county's people: repeatable, of every kind, and possible to the day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lodestar.demo.county.calendar import Calendar
from lodestar.demo.county.contracts import CONTRACTS
from lodestar.demo.stories import AREAS, READINGS, STORIES, PlannedPerson, maya, plan_people

CALENDAR = Calendar.of(date(2026, 11, 21))


@pytest.fixture(scope="module")
def people() -> list[PlannedPerson]:
    return [person for planned in plan_people(2026, CALENDAR, CONTRACTS).values() for person in planned]


def test_the_same_seed_gives_the_same_people_to_the_day() -> None:
    assert plan_people(7, CALENDAR, CONTRACTS) == plan_people(7, Calendar.of(date(2026, 11, 2)), CONTRACTS)


def test_another_seed_gives_others() -> None:
    assert plan_people(7, CALENDAR, CONTRACTS) != plan_people(8, CALENDAR, CONTRACTS)


def test_there_are_a_thousand_people_and_six_thousand_readings(people: list[PlannedPerson]) -> None:
    assert sum(person.opened_on is not None for person in people) == 1_000
    assert sum(person.rows_of_readings for person in people) == READINGS


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_any_seed_gives_about_as_many(seed: int) -> None:
    planned = plan_people(seed, CALENDAR, CONTRACTS)
    count = sum(person.rows_of_readings for own in planned.values() for person in own)
    assert 0.95 * READINGS <= count <= READINGS


def test_every_kind_of_story_is_told(people: list[PlannedPerson]) -> None:
    told = Counter(person.story for person in people)
    assert set(STORIES) <= set(told)
    assert min(told[name] for name in STORIES) >= 25
    assert sum(len(person.readings) == 1 for person in people if person.story == "leaves_early") >= 25
    assert sum(bool(reading.mistaken) for person in people for reading in person.readings) >= 20
    assert {reading.voice for person in people for reading in person.readings} == {"together", "worker", "person"}


def test_every_fate_of_an_achievement_is_there(people: list[PlannedPerson]) -> None:
    fates = {achievement.fate for person in people for achievement in person.achievements}
    assert fates == {"verified", "waiting", "refused", "confirmed_later", "overturned", "withdrawn"}


def test_nothing_happens_before_it_can_or_after_the_anchor(people: list[PlannedPerson]) -> None:
    for person in people:
        if person.opened_on is None:
            assert not person.readings
            continue
        end = person.closed_on or CALENDAR.anchor
        assert person.referred_on <= person.opened_on <= end <= CALENDAR.anchor
        assert all(person.opened_on <= reading.on <= end for reading in person.readings)
        for achievement in person.achievements:
            assert person.opened_on <= achievement.on <= achievement.recorded_on < CALENDAR.anchor
            assert achievement.judged_on is None or achievement.on <= achievement.judged_on <= CALENDAR.anchor


def test_points_lie_on_the_scale_and_a_missing_area_is_left_out(people: list[PlannedPerson]) -> None:
    scores = [reading.scores for person in people for reading in person.readings]
    assert all(set(one) == set(AREAS) for one in scores)
    points = [point for one in scores for point in one.values()]
    assert all(point is None or 1 <= point <= 10 for point in points)
    assert 0 < sum(point is None for point in points) < 0.1 * len(points)


def test_people_who_climb_do_climb_and_those_with_little_room_cannot(people: list[PlannedPerson]) -> None:
    def change(story: str) -> float:
        moved = []
        for person in people:
            shared = [reading for reading in person.readings if reading.voice != "person"]
            if person.story == story and len(shared) > 1:
                pairs = ((shared[0].scores[area], shared[-1].scores[area]) for area in AREAS)
                moved += [last - first for first, last in pairs if first is not None and last is not None]
        return sum(moved) / len(moved)

    assert change("climbs_slowly") > 1
    assert change("starts_quickly") > 1
    assert -0.2 < change("little_room") < 0.6
    assert change("goes_down") < -0.3


def test_maya_is_who_the_tutorial_says() -> None:
    person = plan_people(2026, CALENDAR, CONTRACTS)["settled_homes"][0]
    assert person == maya(CALENDAR)
    assert [reading.scores["home"] for reading in person.readings if reading.voice == "together"] == [2, 4, 6, 7, 8, 9]
