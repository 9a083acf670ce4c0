"""The doctor finds what is wrong, names it, and says how to put it right; of a healthy house it says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from lodestar.access.actions import invite_person
from lodestar.audit.actions import seal_events
from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.site import doctor, health, newer_sqlite
from lodestar.site.backup import STAMP

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(cast):
    for number in range(3):
        invite_person(organisation=cast.northshire, email=f"g{number}@example.org", name="G", role="analyst", by=cast.actor("nadia"))
    return cast


def unguarded(table: str, act: str) -> None:
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {table}_no_{act}{on}")


def test_healthy_house_has_no_fault(events):
    seal_events()
    found = doctor.examine()
    assert [one.what for one in found if not one.is_well and not one.is_warning] == []
    assert {"Journeys", "Record of what happened", "Rows that are never rewritten", "Clock"} <= {one.what for one in found}
    assert len(found) == 14


def test_changed_event_is_found(events):
    seal_events()
    unguarded("audit_event", "update")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET act = 'did_nothing'")
    finding = doctor.chains()
    assert not finding.is_well
    assert "the event was changed" in finding.finding
    assert finding.fix


def test_cut_off_end_is_found_against_noted_heads(events, tmp_path):
    seal_events()
    doctor.note_heads(str(tmp_path / "heads"))
    for table in ("audit_seal", "audit_event"):
        unguarded(table, "delete")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE position = 3")
        cursor.execute("DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_seal)")
    assert doctor.chains().is_well
    assert not doctor.chains(doctor.read_heads(str(tmp_path / "heads"))).is_well


@pytest.mark.parametrize(("table", "act"), [("audit_event", "update"), ("audit_seal", "delete")])
def test_guard_that_is_gone_is_found(db, table, act):
    assert doctor.triggers().is_well
    unguarded(table, act)
    finding = doctor.triggers()
    assert not finding.is_well
    assert f"{table}_no_{act}" in finding.finding


def test_every_row_declared_append_only_has_its_guards(db):
    assert doctor.triggers().is_well, doctor.triggers().finding


def test_events_nobody_seals_are_found(events, time_machine):
    assert doctor.sealing().is_well
    time_machine.move_to(now() + timedelta(seconds=90))
    finding = doctor.sealing()
    assert not finding.is_well
    assert finding.finding == "3 events have waited for more than a minute"
    assert "lodestar worker" in finding.fix


def test_clock_set_back_is_found(events, time_machine):
    latest = Event.objects.order_by("-recorded_at").first().recorded_at
    time_machine.move_to(latest - timedelta(hours=1))
    finding = doctor.clock()
    assert not finding.is_well
    assert "time server" in finding.fix


def test_backups_that_are_missing_or_old_are_found(db, settings, tmp_path, time_machine):
    settings.DATA = tmp_path
    assert doctor.backups().finding == "none was made yet"
    (tmp_path / STAMP).write_text(json.dumps({"at": now().isoformat(), "name": "x"}))
    assert doctor.backups().is_well
    time_machine.move_to(now() + timedelta(hours=27))
    finding = doctor.backups()
    assert not finding.is_well
    assert finding.is_warning


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", True, "debug pages are on"),
        ("ALLOWED_HOSTS", ["*"], "any host name is answered"),
        ("ALLOWED_HOSTS", ["lodestar.example"], "without TLS"),
        ("IS_DEMO", True, "a demonstration holds real accounts"),
    ],
)
def test_open_settings_are_found(cast, settings, name, value, words):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert doctor.configuration().is_well
    setattr(settings, name, value)
    finding = doctor.configuration()
    assert words in finding.finding
    assert finding.fix


def test_administrators_with_a_password_alone_are_counted(cast):
    from allauth.mfa.totp.internal.auth import TOTP

    assert doctor.second_factors().finding == "3 administrators have a password alone"
    for name in ("nadia", "hana", "simon"):
        TOTP.activate(cast.account(name), "JBSWY3DPEHPK3PXP")
    assert doctor.second_factors().is_well


def test_old_sqlite_is_warned_of_by_name(db, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no SQLite library")
    assert newer_sqlite.version_in_use() >= newer_sqlite.SAFE
    monkeypatch.setattr(newer_sqlite, "version_in_use", lambda: (3, 40, 1))
    finding = doctor.sqlite()
    assert not finding.is_well
    assert finding.is_warning
    assert "3.40.1" in finding.finding
    assert "pysqlite3" in finding.fix


def test_keys_that_others_can_read_are_found(db, settings, tmp_path):
    settings.DATA = tmp_path
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (keys / "secret").write_text("x")
    (keys / "secret").chmod(0o600)
    assert doctor.key_folder().is_well
    (keys / "secret").chmod(0o644)
    finding = doctor.key_folder()
    assert "secret" in finding.finding
    assert "chmod" in finding.fix


def test_full_disk_is_found(settings, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 1024 * 1024})())
    finding = health.disk()
    assert not finding.is_well
    assert finding.finding == "1 MB free"


def test_missing_key_is_found(settings):
    settings.SEALING_KEYS = [""]
    assert not health.keys().is_well


def test_without_a_database_only_the_database_is_spoken_of(monkeypatch):
    gone = health.Finding("Database", False, "does not answer", "Start it")
    monkeypatch.setattr(health, "findings", lambda: [gone, gone])
    assert doctor.examine() == [gone, gone]


def test_report_is_for_people_or_for_programs():
    found = [health.Finding("Disk", False, "full", "Free some"), health.Finding("Clock", True, "agrees")]
    assert doctor.report(found, as_json=False) == " WRONG  Disk: full\n        → Free some\n  well  Clock: agrees"
    assert json.loads(doctor.report(found, as_json=True))[0]["fix"] == "Free some"
