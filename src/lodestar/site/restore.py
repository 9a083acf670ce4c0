"""Restoring: the archive is checked from end to end beside the live data; only then does it take the live data's place."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lodestar.site.backup import DATABASE, MANIFEST, BackupError, digest_of_file, key_fingerprints, run_postgres_tool
from lodestar.site.run.serve import AlreadyServing, hold_serving_lock

NOTED = {"made_at", "version", "vendor", "migrations", "events_at_least", "heads", "key", "digests"}
MOST_MEMBERS = 5_000_000


def restore(file: str | Path, *, check_only: bool = False) -> str:
    """Puts an archive in the place of the live data, which is set aside, not deleted. Raises BackupError before touching anything."""
    source = Path(file).resolve()
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as scratch:
        staged = Path(scratch)
        manifest = _unpack(source, staged)
        _check(staged, manifest)
        if check_only:
            return _("The archive of %(made_at)s is whole and can be restored here.") % manifest
        try:
            lock = hold_serving_lock()
        except AlreadyServing as fault:
            raise BackupError(_("Stop Lodestar first: it is running on this data folder.")) from fault
        with lock:
            aside = _put_in_place(staged)
    call_command("migrate", verbosity=0, interactive=False)
    return _("Restored the archive of %(made_at)s. What was here before is in %(aside)s.") % {**manifest, "aside": aside}


def _unpack(source: Path, staged: Path) -> dict[str, Any]:
    """Unpacks regular files with tame names only, and reads the manifest, whose own digest must be right."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            for count, member in enumerate(archive):
                if count > MOST_MEMBERS or not member.isreg() or not _is_tame(member.name):
                    raise BackupError(_("This is not an archive of Lodestar's: it holds %(name)s.") % {"name": repr(member.name)[:80]})
                archive.extract(member, staged, filter="data")
        manifest = (staged / MANIFEST).read_bytes()
        noted = (staged / f"{MANIFEST}.sha256").read_text().strip()
    except (tarfile.TarError, OSError, EOFError, ValueError) as fault:
        raise BackupError(_("The archive is damaged or not one of Lodestar's (%(why)s).") % {"why": type(fault).__name__}) from fault
    except Exception as fault:  # a flipped bit can break the decompressor in ways of its own
        if isinstance(fault, BackupError):
            raise
        raise BackupError(_("The archive is damaged (%(why)s).") % {"why": type(fault).__name__}) from fault
    if hashlib.sha256(manifest).hexdigest() != noted:
        raise BackupError(_("The archive is damaged: its list of contents was changed."))
    found: dict[str, Any] = json.loads(manifest)
    if not isinstance(found, dict) or not set(found) >= NOTED:
        raise BackupError(_("The archive is damaged: its list of contents is not complete."))
    return found


def _is_tame(name: str) -> bool:
    known = name in {MANIFEST, f"{MANIFEST}.sha256", *DATABASE.values()}
    return known or (name.startswith("files/") and ".." not in Path(name).parts and not Path(name).is_absolute())


def _check(staged: Path, manifest: dict[str, Any]) -> None:
    """Every part there and unchanged, for this kind of database, not newer than this Lodestar, with the key that is here."""
    if manifest.get("vendor") != connection.vendor:
        raise BackupError(_("This archive is of %(vendor)s, but this Lodestar runs on another database.") % manifest)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest["migrations"]) - known)
    if newer:
        raise BackupError(
            _("This archive was made by a newer Lodestar (%(version)s): install that first. It knows %(newest)s.")
            % {**manifest, "newest": newer[-1]}
        )
    if manifest["key"] not in key_fingerprints():
        raise BackupError(
            _("The files in this archive are sealed with another key. Put back the keys folder that belongs to it, then restore.")
        )
    present = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()} - {MANIFEST, f"{MANIFEST}.sha256"}
    if present != set(manifest["digests"]):
        raise BackupError(_("The archive is damaged: parts are missing or were added."))
    for name, digest in manifest["digests"].items():
        if digest_of_file(staged / name) != digest:
            raise BackupError(_("The archive is damaged: %(name)s was changed.") % {"name": name})
    if connection.vendor == "sqlite":
        _check_sqlite(staged / DATABASE["sqlite"], manifest)


def _check_sqlite(path: Path, manifest: dict[str, Any]) -> None:
    copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",) or copy.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(_("The database in the archive is damaged."))
        if copy.execute("SELECT count(*) FROM audit_event").fetchone()[0] < manifest["events_at_least"]:
            raise BackupError(_("The database in the archive lacks events that were there when it was made."))
        for organisation, (position, digest) in manifest["heads"].items():
            query = "SELECT digest FROM audit_seal WHERE organisation_id = ? AND position = ?"
            if copy.execute(query, (organisation, position)).fetchone() != (digest,):
                raise BackupError(_("The record of what happened in the archive does not reach its noted end."))
    except sqlite3.DatabaseError as fault:
        raise BackupError(_("The database in the archive cannot be read.")) from fault
    finally:
        copy.close()


def _put_in_place(staged: Path) -> Path:
    """Moves the live data aside and the archive's in. Each step is a rename on the same disk."""
    aside = Path(settings.DATA / f"before-restore-{localtime():%Y%m%d-%H%M%S-%f}")
    aside.mkdir(mode=0o700)
    if connection.vendor == "sqlite":
        live = Path(settings.DATABASES["default"]["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            part = live.with_name(live.name + suffix)
            if part.exists():
                os.replace(part, aside / part.name)
        shutil.move(staged / DATABASE["sqlite"], live)
        live.chmod(0o600)
    else:
        dump = str(staged / DATABASE["postgresql"])
        run_postgres_tool("pg_dump", "--format=custom", "--no-owner", f"--file={aside / 'database.pgdump'}")
        connection.close()
        name = settings.DATABASES["default"]["NAME"]
        run_postgres_tool("pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", f"--dbname={name}", dump)
    files = Path(settings.MEDIA_ROOT)
    if files.exists():
        os.replace(files, aside / "files")
    if (staged / "files").exists():
        shutil.move(staged / "files", files)
    return aside
