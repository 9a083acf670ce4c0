"""Whether Lodestar can work now: quick checks, each with what was found and how to put it right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

LEAST_SPACE = 200 * 1024 * 1024
SHORTEST_SECRET, SHORTEST_SEALING = 50, 32


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is well, what was found, and the fix when it is not.

    `is_warning`: it should be put right, but Lodestar works.
    """

    what: str
    is_well: bool
    finding: str = ""
    fix: str = ""
    is_warning: bool = False


def findings() -> list[Finding]:
    """Database, migrations, disk, keys: all that must hold for a page to be served."""
    return [check() for check in (database, migrations, disk, keys)]


def database() -> Finding:
    what = _("Database")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error as fault:
        return Finding(
            what,
            False,
            _("does not answer (%(fault)s)") % {"fault": type(fault).__name__},
            _("Start the database, or correct DATABASE_URL."),
        )
    return Finding(what, True, connection.vendor)


def migrations() -> Finding:
    what = _("Migrations")
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error as fault:
        return Finding(what, False, type(fault).__name__, _("Start the database first."))
    finding = _("%(count)d not run yet") % {"count": waiting} if waiting else _("all run")
    return Finding(what, not waiting, finding, _("Run: lodestar migrate") if waiting else "")


def disk() -> Finding:
    what = _("Disk")
    folder: Path = settings.DATA
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Finding(what, False, _("the data folder cannot be written to"), _("Let this user write to %(folder)s.") % {"folder": folder})
    words = _("%(free)d MB free") % {"free": free // 1024 // 1024}
    return Finding(what, free > LEAST_SPACE, words, "" if free > LEAST_SPACE else _("Free some space: below 200 MB writes may fail."))


def keys() -> Finding:
    what = _("Keys")
    well = len(settings.SECRET_KEY) >= SHORTEST_SECRET and all(len(one) >= SHORTEST_SEALING for one in settings.SEALING_KEYS)
    return Finding(
        what,
        well,
        _("readable") if well else _("missing or too short"),
        "" if well else _("Restore the keys folder from where it is kept."),
    )


Check = Callable[[], Finding]
