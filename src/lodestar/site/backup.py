"""Backups: database and files in one archive with a digest of every part. Keys are never in it; it notes only which key it needs."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import Database
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import lodestar
from lodestar.audit.models import Event
from lodestar.audit.queries import chain_heads

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
STAMP = "last-backup.json"
CHUNK = 1024 * 1024


class BackupError(Exception):
    """Said to whoever runs the command; nothing live was changed."""


def write_backup(file: str | Path) -> str:
    """Writes an archive that is whole or not there at all, while Lodestar goes on being used; answers with what is in it.

    The database is copied first, then the files: they are only ever added, so every file that the copy knows is there.
    """
    target = Path(file).resolve()
    if target.is_relative_to(settings.DATA / "files"):
        raise BackupError(_("Choose a place outside the data folder: a backup inside what it backs up is lost with it."))
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".lodestar-backup-") as scratch:
            copy = Path(scratch) / DATABASE[connection.vendor]
            about = _facts()
            copy_database(copy)
            digests = _write_archive(unfinished, copy, about)
        os.replace(unfinished, target)
    except OSError as fault:
        raise BackupError(_("The backup could not be written: %(why)s") % {"why": fault.strerror or fault}) from fault
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    (settings.DATA / STAMP).write_text(json.dumps({"at": about["made_at"], "name": target.name}))
    return _("Backed up to %(file)s: the database and %(count)d files. Keep the keys folder safe somewhere else: it is not in there.") % {
        "file": target,
        "count": len(digests) - 1,
    }


def copy_database(target: Path) -> None:
    """A consistent copy of the live database: SQLite's own online copy, or pg_dump."""
    if connection.vendor != "sqlite":
        run_postgres_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    connection.ensure_connection()
    # A copy needs both ends from one library, which may be newer than Python's own.
    copy = Database.connect(str(target))
    try:
        connection.connection.backup(copy, pages=2000)
    finally:
        copy.close()


def run_postgres_tool(program: str, *arguments: str) -> None:
    """Runs pg_dump or pg_restore on the database of the settings. Raises BackupError when it is not there or fails."""
    if shutil.which(program) is None:
        raise BackupError(
            _("%(program)s is not installed here. Install PostgreSQL's client programs, or back up on the database server.")
            % {"program": program}
        )
    database = settings.DATABASES["default"]
    about = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(database[key]) for name, key in about.items() if database.get(key)}}
    done = subprocess.run([program, *arguments], env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
    if done.returncode != 0:
        raise BackupError(f"{program}: {done.stderr.strip()[-500:]}")


def _facts() -> dict[str, Any]:
    """What restore compares: version, migrations, counts, heads of the chains, and which key the files are sealed with."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": 1,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": lodestar.__version__,
        "vendor": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "events_at_least": Event.objects.count(),
        "heads": {organisation: list(head) for organisation, head in chain_heads().items()},
        "key": key_fingerprints()[0],
    }


def key_fingerprints() -> list[str]:
    """Tells the sealing keys from others without giving anything of them away; the one in use first."""
    digests = (hmac.new(key.encode(), b"lodestar.backup.which-key", hashlib.sha256) for key in settings.SEALING_KEYS)
    return [digest.hexdigest()[:16] for digest in digests]


def _write_archive(target: Path, database: Path, about: dict[str, Any]) -> dict[str, str]:
    digests: dict[str, str] = {}
    with tarfile.open(target, "w:gz", compresslevel=3) as archive:
        _add(archive, database, database.name, digests)
        folder = Path(settings.MEDIA_ROOT)
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and not path.is_symlink():
                _add(archive, path, f"files/{path.relative_to(folder)}", digests)
        manifest = json.dumps({**about, "digests": digests}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
        seal = tarfile.TarInfo(f"{MANIFEST}.sha256")
        digest = hashlib.sha256(manifest).hexdigest().encode()
        seal.size = len(digest)
        archive.addfile(seal, io.BytesIO(digest))
    target.chmod(0o600)
    return digests


def _add(archive: tarfile.TarFile, path: Path, name: str, digests: dict[str, str]) -> None:
    digests[name] = digest_of_file(path)
    archive.add(path, arcname=name, recursive=False)


def digest_of_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
