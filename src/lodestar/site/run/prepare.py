"""What must be done before pages are served: migrations behind a lock, static files gathered when they have changed."""
# ruff: noqa: T201 - what it says is for a terminal

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ADVISORY_LOCK = 0x10DE57A2
# Seconds after the start: first pages and the demo county come first, then the worker compiles, then web workers load what it compiled.
COMPILES_AFTER, LOADS_AFTER = 30.0, 75.0
Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Makes ready to serve; quick when there is nothing to do."""
    migrate(say=say)
    collect_static(say=say)


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Waits until no other process on this data folder, or on this PostgreSQL, does the same."""
    with open(settings.DATA / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def migrate(say: Say) -> None:
    """Runs the migrations that have not been run; of two at once the second finds nothing to do."""
    with one_at_a_time("migrate"):
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            say(f"Bringing the database up to date: {waiting} migrations …")
            call_command("migrate", verbosity=0, interactive=False)


def begin_demo(say: Say) -> None:
    """Makes the demo's organisations and accounts if nobody has, and leaves the rest of its county to the worker."""
    from lodestar.demo.load import begin_and_queue
    from lodestar.demo.queries import is_loaded, loading

    if not is_loaded() and not loading():
        begin_and_queue()
        say("The demo county is being loaded. You can come in at once.")


def collect_static(say: Say) -> None:
    """Gathers and compresses static files, unless they are the same as last time."""
    stamp = settings.STATIC_ROOT / ".gathered"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with one_at_a_time("static"):
        say("Gathering scripts, styles and fonts …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def _fingerprint() -> str:
    """Changes when any static file is added, removed, or changed in size or time."""
    marks = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            marks.append(f"{path} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()


def _begin_demo_or_stop() -> None:
    from lodestar.common.decisions import Refused

    try:
        begin_demo(say=print)
    except Refused as refused:
        print(refused.reason, file=sys.stderr)
        sys.exit(1)


def main() -> None:
    """Makes ready, and prints the set-up code when there is nobody yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.site.settings")
    django.setup()
    prepare(say=print)
    from lodestar.site.access.first_run import nobody_yet, set_up_code

    if settings.IS_DEMO:
        _begin_demo_or_stop()
    elif nobody_yet():
        print(f"\n  There is no account yet. Set-up code: {set_up_code()}\n", flush=True)


def compile_later(seconds: float) -> None:
    """Compiles into the cache on disk, or loads from it, what pages would wait for: beside the work, once the start is over."""

    def compile_now() -> None:
        from lodestar.methods.portfolio_uncertainty import warm

        warm()

    later = Timer(seconds, compile_now)
    later.daemon = True
    later.start()
