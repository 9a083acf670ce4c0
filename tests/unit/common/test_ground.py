"""The ground under every app: ids, money, text, decisions, states, actions, clocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from lodestar.common import actions, clock, ids, money, text
from lodestar.common.append_only import AppendOnly
from lodestar.common.decisions import ALLOWED, Decision, Refused, allow_if, asked_policy
from lodestar.common.states import IllegalMove, state_table


class Light(models.TextChoices):
    RED = "red", "Red"
    GREEN = "green", "Green"
    OFF = "off", "Off"


LIGHTS = state_table(
    Light, start=Light.RED, turn={Light.RED: "cars", Light.GREEN: None, Light.OFF: None}, go=((Light.RED,), Light.GREEN),
    switch_off=((Light.RED, Light.GREEN), Light.OFF),
)  # fmt: skip


def test_ids_are_of_the_alphabet_and_do_not_repeat():
    made = {ids.new_id() for _number in range(5_000)}
    assert len(made) == 5_000
    assert all(len(one) == ids.LENGTH and set(one) <= set(ids.ALPHABET) for one in made)


@pytest.mark.parametrize("wrong", ["", "ABC", "I" * 12, "abcdefghjkmn", "0" * 13])
def test_converter_takes_nothing_else(wrong):
    import re

    assert re.fullmatch(ids.PublicIdConverter.regex, wrong) is None
    assert re.fullmatch(ids.PublicIdConverter.regex, ids.new_id())


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(sum))
def test_split_adds_up_and_is_fair_to_the_penny(total, weights):
    parts = money.split_by_largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


def test_split_by_nothing_is_refused():
    with pytest.raises(ValueError, match="more than nothing"):
        money.split_by_largest_remainder(100, [0, 0])


@pytest.mark.parametrize(("amount", "pence"), [("10.005", 1001), ("10.004", 1000), ("-10.005", -1001), ("0", 0), ("1e3", 100_000)])
def test_pounds_become_pence_half_up(amount, pence):
    assert money.to_pence(Decimal(amount)) == pence


@pytest.mark.parametrize(("pence", "words"), [(0, "£0.00"), (123456, "£1,234.56"), (-5, "−£0.05"), (100_000_000, "£1,000,000.00")])
def test_pence_are_written_as_pounds(pence, words):
    assert money.pounds(pence) == words


@given(st.text())
def test_normalised_text_can_be_kept_by_both_databases(given_text):
    kept = text.normalise(given_text)
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert text.normalise(kept) == kept


def test_text_is_found_without_its_accents():
    assert text.fold("Siân Łukasz ŵŷ Straße") == "sian lukasz wy strasse"


def test_broken_letters_are_taken_out():
    assert text.normalise("a\ud800b\x00c\r\nd") == "abc\nd"


def test_decisions_join():
    no = Decision(False, "no")
    other = Decision(False, "other")
    assert ALLOWED & no == no
    assert no & other == no
    assert no | ALLOWED == ALLOWED
    assert bool(ALLOWED | no)
    assert allow_if(False, "because").reason == "because"


def test_refusal_carries_its_reason():
    with pytest.raises(Refused) as refused:
        Decision(False, "because").require()
    assert refused.value.reason == "because"


def test_moves_are_those_of_the_table():
    assert LIGHTS.target("red", "go") == "green"
    assert LIGHTS.can("green", "switch_off")
    with pytest.raises(IllegalMove, match="it is green"):
        LIGHTS.target("green", "go")


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2028, 2, 29), 2027), (date(2026, 12, 31), 2026)]
)
def test_financial_year_begins_in_april(day, year):
    assert clock.financial_year(day) == year


def test_today_is_londons_on_a_summer_night(time_machine):
    time_machine.move_to("2026-06-30T23:30:00Z")
    assert clock.today() == date(2026, 7, 1)


# -- every write asks and leaves an event ---------------------------------------------------------------------------------


@pytest.fixture
def acted(cast):
    """Three ways to write: as the house asks, without asking, without an event."""
    from lodestar.access.models import Organisation
    from lodestar.access.record import record

    def write(*, asks: bool, records: bool, by):
        if asks:
            ALLOWED.require()
        organisation = Organisation.objects.create(name="Written", kind="provider")
        if records:
            record("wrote", subject=organisation, organisation=organisation, by=by)
        return organisation

    before = dict(actions.REGISTRY)
    yield actions.action(write)
    actions.REGISTRY.clear()
    actions.REGISTRY.update(before)


def written() -> bool:
    from lodestar.access.models import Organisation

    return Organisation.objects.filter(name="Written").exists()


def test_action_that_asks_and_records_is_kept(acted, cast):
    acted(asks=True, records=True, by=cast.actor("alice"))
    assert written()


@pytest.mark.parametrize(("asks", "records", "words"), [(False, True, "asked no policy"), (True, False, "left no event")])
def test_action_that_forgets_is_undone(acted, cast, asks, records, words):
    with pytest.raises(actions.HouseRuleBroken, match=words):
        acted(asks=asks, records=records, by=cast.actor("alice"))
    assert not written()


def test_policy_asked_before_does_not_count(acted, cast):
    ALLOWED.require()
    with pytest.raises(actions.HouseRuleBroken, match="asked no policy"):
        acted(asks=False, records=True, by=cast.actor("alice"))
    assert asked_policy.get() is True


def test_two_actions_of_one_name_are_refused():
    def give_role():
        """Another of the same name in the same module."""

    give_role.__module__ = "lodestar.access.actions"
    import lodestar.access.actions  # noqa: F401 - registers the first

    with pytest.raises(actions.HouseRuleBroken, match="two actions are called"):
        actions.action(give_role)


# -- rows that are never rewritten ------------------------------------------------------------------------------------------


@pytest.fixture
def table(db):
    with connection.schema_editor() if connection.vendor == "postgresql" else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id integer PRIMARY KEY, word text)")
        cursor.execute("INSERT INTO kept VALUES (1, 'first')")
    return "kept"


class Editor:
    """What a migration hands to an operation, as far as this one needs it."""

    def __init__(self) -> None:
        self.connection = connection

    def execute(self, sql, params=()):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)


def refuses(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except Error as fault:
        return "never rewritten" in str(fault)
    return False


@pytest.mark.parametrize("may_delete", [False, True])
def test_guard_refuses_what_it_says_and_can_be_taken_off(table, may_delete):
    guard = AppendOnly(table, may_delete=may_delete)
    guard.database_forwards("any", Editor(), None, None)
    assert not refuses("INSERT INTO kept VALUES (2, 'second')")
    assert refuses("UPDATE kept SET word = 'other'")
    assert refuses("DELETE FROM kept WHERE id = 2") is not may_delete
    guard.database_backwards("any", Editor(), None, None)
    assert not refuses("UPDATE kept SET word = 'other'")
    assert not refuses("DELETE FROM kept")
