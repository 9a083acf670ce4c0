"""`lodestar doctor`: looks at everything that can be wrong with a running Lodestar and says, by name, how to put it right."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.models import Account
from lodestar.access.roles import RoleName
from lodestar.audit.models import Event
from lodestar.audit.queries import chain_faults, chain_heads, unsealed_since
from lodestar.common.clock import now
from lodestar.deliver.actions.journeys import journey_faults
from lodestar.site import health, newer_sqlite
from lodestar.site.backup import STAMP
from lodestar.site.health import Finding

SEALED_WITHIN = timedelta(seconds=60)
BACKUP_EVERY = timedelta(hours=26)
CLOCK_SLACK = timedelta(minutes=2)
FAULTS_NAMED = 5

Heads = dict[str, tuple[int, str]]


def examine(known_heads: Heads | None = None) -> list[Finding]:
    """Every check. Where the database does not answer or is not migrated, what needs it is left out: the first findings say why."""
    found = health.findings()
    if not all(one.is_well for one in found[:2]):
        return found
    checks: list[Callable[[], Finding]] = [triggers, journeys, sqlite, clock, sealing, backups, configuration, second_factors, key_folder]
    return [*found, chains(known_heads), *(check() for check in checks)]


def chains(known_heads: Heads | None = None) -> Finding:
    """Whether every chain of events holds from its first event to its head."""
    faults = []
    for fault in chain_faults(known_heads):
        faults.append(f"{fault.organisation_id} {fault.position}: {fault.problem}")
        if len(faults) > FAULTS_NAMED:
            break
    if not faults:
        return Finding(_("Record of what happened"), True, _("holds, event by event"))
    fix = _("Someone changed the database by hand. Keep it as it is, compare with a backup, and tell the auditor.")
    return Finding(_("Record of what happened"), False, "; ".join(faults[:FAULTS_NAMED]), fix)


def journeys() -> Finding:
    """Whether the journeys, summed as readings are written, are what the readings give."""
    wrong = list(islice(journey_faults(), FAULTS_NAMED))
    if not wrong:
        return Finding(_("Journeys"), True, _("agree with the readings"))
    named = "; ".join(f"{fault.engagement} {fault.area}" for fault in wrong)
    return Finding(_("Journeys"), False, named, _("Run `lodestar doctor --rebuild-journeys`: they are made again from the readings."))


def triggers() -> Finding:
    """Whether the database itself still refuses to rewrite every kind of row that is never rewritten."""
    wanted = {
        f"{model._meta.db_table}_no_{act}" for model in apps.get_models() for act in getattr(model, "append_only", ())
    }  # fmt: skip
    missing = sorted(wanted - _triggers_present())
    what = _("Rows that are never rewritten")
    if missing:
        fix = _("A migration rebuilt the table and lost its guard: add AppendOnly for it in a migration, or restore a backup.")
        return Finding(what, False, _("no guard: %(missing)s") % {"missing": ", ".join(missing[:FAULTS_NAMED])}, fix)
    return Finding(what, True, ngettext("%(count)d guard in place", "%(count)d guards in place", len(wanted)) % {"count": len(wanted)})


def _triggers_present() -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def sqlite() -> Finding:
    """The library's version and the settings that keep writes safe."""
    if connection.vendor != "sqlite":
        return Finding(_("Database settings"), True, connection.vendor)
    version = newer_sqlite.version_in_use()
    words = ".".join(str(part) for part in version)
    with connection.cursor() as cursor:
        got = {name: str(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("journal_mode", "synchronous", "foreign_keys")}
    if got["journal_mode"] not in {"wal", "memory"} or got["foreign_keys"] != "1" or got["synchronous"] not in {"1", "2", "3"}:
        return Finding(
            _("SQLite"), False, f"{words}, {got}", _("Do not change the database's settings by hand: they are made at each connection.")
        )
    if version < newer_sqlite.SAFE:
        fix = _("Install the package pysqlite3 (it brings a newer library), or use PostgreSQL through DATABASE_URL.")
        return Finding(
            _("SQLite"), False, _("%(version)s can lose a write when its log is reset") % {"version": words}, fix, is_warning=True
        )
    return Finding(_("SQLite"), True, words)


def clock() -> Finding:
    """Whether the clock runs behind what is already on record, or apart from the database's clock."""
    latest = Event.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    if latest is not None and latest > now() + CLOCK_SLACK:
        fix = _("The clock was set back or is wrong: set it by a time server. Deadlines depend on it.")
        return Finding(
            _("Clock"), False, _("the record reaches to %(latest)s, later than now") % {"latest": latest.isoformat(timespec="seconds")}, fix
        )
    apart = abs(_database_now() - now())
    if apart > CLOCK_SLACK:
        return Finding(
            _("Clock"),
            False,
            _("%(seconds)d s apart from the database's") % {"seconds": apart.total_seconds()},
            _("Set both by a time server."),
        )
    return Finding(_("Clock"), True, _("agrees with the record"))


def _database_now() -> datetime:
    if connection.vendor == "sqlite":
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        found: datetime = cursor.fetchone()[0]
    return found


def sealing() -> Finding:
    """Whether events are sealed within a minute, which needs a worker."""
    waiting = unsealed_since(now() - SEALED_WITHIN)
    what = _("Sealing of events")
    if not waiting:
        return Finding(what, True, _("within a minute"))
    finding = ngettext("%(count)d event has waited for more than a minute", "%(count)d events have waited for more than a minute", waiting)
    return Finding(
        what, False, finding % {"count": waiting}, _("Start a worker: lodestar serve starts one by itself, or run lodestar worker.")
    )


def backups() -> Finding:
    """Whether the last backup is recent."""
    what, fix = _("Backup"), _("Run: lodestar backup FILE, every day, to another disk.")
    try:
        made_at = datetime.fromisoformat(json.loads((settings.DATA / STAMP).read_text())["at"])
    except (OSError, ValueError, KeyError):
        return Finding(what, False, _("none was made yet"), fix, is_warning=True)
    age = now() - made_at
    words = _("made %(hours)d hours ago") % {"hours": age.total_seconds() // 3600}
    return Finding(what, age < BACKUP_EVERY, words, "" if age < BACKUP_EVERY else fix, is_warning=True)


def configuration() -> Finding:
    """Settings that open a door: debug pages, any host name, plain HTTP beyond this machine, real people in a demo."""
    what = _("Settings")
    wrong = [
        (settings.DEBUG, _("debug pages are on"), _("unset LODESTAR_DEBUG")),
        ("*" in settings.ALLOWED_HOSTS, _("any host name is answered"), _("name the hosts in LODESTAR_HOSTS")),
        (
            not settings.BEHIND_TLS and bool(set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}),
            _("served beyond this machine without TLS"),
            _("put it behind TLS and set LODESTAR_TLS=1"),
        ),
        (
            settings.IS_DEMO and Account.objects.filter(is_demo=False).exists(),
            _("a demonstration holds real accounts"),
            _("use a data folder of its own for the demonstration"),
        ),
    ]
    wrong += (
        [(True, message.msg, message.hint or "") for message in run_checks(tags=[Tags.security], include_deployment_checks=True)]
        if settings.BEHIND_TLS
        else []
    )
    found = [(words, fix) for is_wrong, words, fix in wrong if is_wrong]
    if not found:
        return Finding(what, True, _("nothing open that should be closed"))
    return Finding(what, False, "; ".join(words for words, _fix in found), "; ".join(fix for _words, fix in found), is_warning=True)


def second_factors() -> Finding:
    """Administrators who sign in with a password alone."""
    from allauth.mfa.models import Authenticator

    held = Account.objects.filter(
        is_active=True, is_demo=False, memberships__role=RoleName.ADMINISTRATOR, memberships__ended_at__isnull=True
    ).distinct()
    bare = held.exclude(pk__in=Authenticator.objects.values("user")).count()
    what = _("Second factor")
    if not bare:
        return Finding(what, True, _("every administrator has a passkey or codes"))
    finding = ngettext("%(count)d administrator has a password alone", "%(count)d administrators have a password alone", bare) % {
        "count": bare
    }
    return Finding(what, False, finding, _("Ask them to add a passkey under Your account."), is_warning=True)


def key_folder() -> Finding:
    """Whether other users of this machine can read the keys."""
    what = _("Keys folder")
    folder = settings.DATA / "keys"
    if not folder.is_dir():
        return Finding(what, True, _("apart from the data"))
    open_ones = [path.name for path in (folder, *Path(folder).iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        return Finding(
            what,
            False,
            _("others can read: %(names)s") % {"names": ", ".join(open_ones)},
            _("Run: chmod -R go= %(folder)s") % {"folder": folder},
        )
    return Finding(what, True, _("closed to others"))


def report(found: list[Finding], *, as_json: bool) -> str:
    """What was found, for people or for programs."""
    if as_json:
        return json.dumps(
            [{"check": one.what, "well": one.is_well, "warning": one.is_warning, "finding": one.finding, "fix": one.fix} for one in found]
        )
    lines = []
    for one in found:
        mark = _("well") if one.is_well else _("mind") if one.is_warning else _("WRONG")
        lines.append(f"{mark:>6}  {one.what}: {one.finding}")
        if one.fix and not one.is_well:
            lines.append(f"        → {one.fix}")
    return "\n".join(lines)


def note_heads(file: str) -> None:
    """Writes the head of every chain to a file, to be kept where whoever changes the database cannot reach it."""
    Path(file).write_text(json.dumps({organisation: list(head) for organisation, head in chain_heads().items()}, indent=1))


def read_heads(file: str) -> Heads:
    return {organisation: (int(position), str(digest)) for organisation, (position, digest) in json.loads(Path(file).read_text()).items()}
