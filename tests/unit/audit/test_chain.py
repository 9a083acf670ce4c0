"""The record of what happened: sealed in order, and every change made by hand shows."""

from __future__ import annotations

import random

import pytest
from django.db import Error, connection, transaction

from lodestar.audit.actions import FIRST_DIGEST, digest_of, record, seal_events
from lodestar.audit.models import Event, Seal
from lodestar.audit.queries import chain_faults, chain_heads, unsealed_since
from lodestar.common.clock import now
from lodestar.common.ids import new_id

pytestmark = pytest.mark.django_db
QUICK, DEEP = 60, 1_000


class Thing:
    """Anything with a public id and a model name."""

    class _meta:  # noqa: N801 - Django's name
        model_name = "thing"

    def __init__(self) -> None:
        self.public_id = new_id()


def leave_events(organisations: int = 3, each: int = 12) -> list[str]:
    ids = [new_id() for _number in range(organisations)]
    for number in range(each):
        for organisation in ids:
            record("did_thing", subject=Thing(), organisation_id=organisation, actor_id=new_id(), number=number, note="Ŵ “£1”")
    return ids


def test_sealed_chain_holds_and_starts_from_nothing(db):
    ids = leave_events()
    assert seal_events() == 36
    assert list(chain_faults()) == []
    first = Seal.objects.filter(organisation_id=ids[0]).order_by("position").first()
    assert (first.position, first.previous_digest) == (1, FIRST_DIGEST)
    assert first.digest == digest_of(first.event, FIRST_DIGEST, 1, first.sealed_at)


def test_sealing_in_batches_gives_one_chain(db):
    leave_events()
    while seal_events(batch=5):
        pass
    assert list(chain_faults()) == []
    assert {head[0] for head in chain_heads().values()} == {12}
    leave_events(1, 2)
    assert unsealed_since(now()) == 2


def test_sealing_again_seals_nothing(db):
    leave_events()
    seal_events()
    assert seal_events() == 0


def test_digest_depends_on_every_part(db):
    leave_events(1, 1)
    event = Event.objects.get()
    moment = now()
    digest = digest_of(event, FIRST_DIGEST, 1, moment)
    changed = {
        "public_id": new_id(), "recorded_at": now(), "organisation_id": new_id(), "actor_id": new_id(), "act": "undid_thing",
        "subject_kind": "other", "subject_id": new_id(), "person_id": new_id(), "purpose": "because", "details": {"number": 1},
    }  # fmt: skip
    for name, value in changed.items():
        before = getattr(event, name)
        setattr(event, name, value)
        assert digest_of(event, FIRST_DIGEST, 1, moment) != digest, name
        setattr(event, name, before)
    assert digest_of(event, digest, 1, moment) != digest
    assert digest_of(event, FIRST_DIGEST, 2, moment) != digest
    assert digest_of(event, FIRST_DIGEST, 1, now()) != digest


@pytest.mark.parametrize("model", [Event, Seal])
def test_database_itself_refuses_to_rewrite(db, model):
    leave_events()
    seal_events()
    table = model._meta.db_table
    for statement in (
        f"UPDATE {table} SET organisation_id = 'X'",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    ):
        with pytest.raises(Error, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert model.objects.count() == 36


def test_row_cannot_be_replaced_either(db):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    leave_events(1, 1)
    with pytest.raises(Error, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event")


@pytest.fixture
def without_guards(db):
    """Whoever tampers by hand takes the triggers off first."""
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            for act in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{act}{on}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def change_text(cursor, rng):
    column = rng.choice(["organisation_id", "actor_id", "act", "subject_kind", "subject_id", "person_id", "purpose", "public_id"])
    cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE id = %s", [new_id(), any_event(rng)])


def change_details(cursor, rng):
    cursor.execute("UPDATE audit_event SET details = %s WHERE id = %s", [f'{{"number": {rng.randrange(100, 10**6)}}}', any_event(rng)])


def change_moment(cursor, rng):
    moment = f"20{rng.randrange(10, 25)}-01-01 00:00:00+00:00"
    cursor.execute("UPDATE audit_event SET recorded_at = %s WHERE id = %s", [moment, any_event(rng)])


def break_moment(cursor, rng):
    if connection.vendor == "sqlite":
        cursor.execute("UPDATE audit_event SET recorded_at = 'yesterday' WHERE id = %s", [any_event(rng)])
    else:
        change_moment(cursor, rng)


def swap_events(cursor, rng):
    one, other = rng.sample(list(Seal.objects.values_list("event_id", flat=True)), 2)
    cursor.execute("UPDATE audit_seal SET event_id = -1 WHERE event_id = %s", [one])
    cursor.execute("UPDATE audit_seal SET event_id = %s WHERE event_id = %s", [one, other])
    cursor.execute("UPDATE audit_seal SET event_id = %s WHERE event_id = -1", [other])


def delete_inside(cursor, rng):
    seal = rng.choice([seal for seal in Seal.objects.all() if seal.position < 12])
    cursor.execute("DELETE FROM audit_seal WHERE id = %s", [seal.pk])
    cursor.execute("DELETE FROM audit_event WHERE id = %s", [seal.event_id])


def cut_off_end(cursor, rng):
    seal = rng.choice([seal for seal in Seal.objects.all() if seal.position == 12])
    cursor.execute("DELETE FROM audit_seal WHERE id = %s", [seal.pk])
    cursor.execute("DELETE FROM audit_event WHERE id = %s", [seal.event_id])


def move_seal(cursor, rng):
    seal = rng.choice(list(Seal.objects.all()))
    cursor.execute("UPDATE audit_seal SET position = %s WHERE id = %s", [100 + rng.randrange(1000), seal.pk])


def change_seal(cursor, rng):
    column = rng.choice(["digest", "previous_digest"])
    cursor.execute(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", [rng.randbytes(32).hex(), any_seal(rng)])


def change_when_sealed(cursor, rng):
    cursor.execute("UPDATE audit_seal SET sealed_at = '2020-01-01 00:00:00+00:00' WHERE id = %s", [any_seal(rng)])


def put_in(cursor, rng):
    """An event that never happened, with a seal of its own making at the end."""
    last = rng.choice([seal for seal in Seal.objects.all() if seal.position == 12])
    event = record("did_thing", subject=Thing(), organisation_id=last.organisation_id, actor_id=new_id())
    Seal.objects.create(
        event=event, organisation_id=last.organisation_id, position=13, sealed_at=now(),
        previous_digest=rng.randbytes(32).hex(), digest=rng.randbytes(32).hex(),
    )  # fmt: skip


def move_to_other_chain(cursor, rng):
    seal = rng.choice(list(Seal.objects.all()))
    cursor.execute("UPDATE audit_seal SET organisation_id = %s, position = 99 WHERE id = %s", [new_id(), seal.pk])


def any_event(rng):
    return rng.choice(list(Event.objects.values_list("pk", flat=True)))


def any_seal(rng):
    return rng.choice(list(Seal.objects.values_list("pk", flat=True)))


TAMPERINGS = [
    change_text, change_details, change_moment, break_moment, swap_events, delete_inside, cut_off_end, move_seal, change_seal,
    change_when_sealed, put_in, move_to_other_chain,
]  # fmt: skip


def tamper(times: int) -> None:
    """Tampers at random by raw SQL, looks, undoes; every one must show, and after each the untouched chain must hold again."""
    rng = random.Random(20261121)
    leave_events()
    seal_events()
    heads = chain_heads()
    for number in range(times):
        act = TAMPERINGS[number % len(TAMPERINGS)]
        point = transaction.savepoint()
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            act(cursor, rng)
            assert list(chain_faults(heads)), f"{act.__name__} did not show"
        transaction.savepoint_rollback(point)
    assert list(chain_faults(heads)) == []


@pytest.mark.parametrize("times", [QUICK, pytest.param(DEEP, marks=pytest.mark.deep)])
def test_every_tampering_shows(without_guards, times):
    tamper(times)


def test_end_cut_off_shows_only_against_a_noted_head(without_guards):
    leave_events()
    seal_events()
    heads = chain_heads()
    with connection.cursor() as cursor:
        cut_off_end(cursor, random.Random(1))
    assert list(chain_faults()) == []
    faults = list(chain_faults(heads))
    assert [fault.problem for fault in faults] == ["the chain no longer reaches the head that was noted"]


def test_whole_chain_lost_shows_against_a_noted_head(without_guards):
    ids = leave_events()
    seal_events()
    heads = chain_heads()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE organisation_id = %s", [ids[0]])
        cursor.execute("DELETE FROM audit_event WHERE organisation_id = %s", [ids[0]])
    assert {fault.organisation_id for fault in chain_faults(heads)} == {ids[0]}


def test_two_sealers_at_once_cannot_fork_a_chain(db):
    ids = leave_events(1, 2)
    seal_events(batch=1)
    waiting = Event.objects.get(seal__isnull=True)
    first = Seal.objects.get()
    with pytest.raises(Error), transaction.atomic():
        Seal.objects.create(
            event=waiting, organisation_id=ids[0], position=first.position, previous_digest=FIRST_DIGEST, digest="0" * 64, sealed_at=now()
        )
