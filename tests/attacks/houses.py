"""Houses with a database of their own, committed for good: for attacks from many threads, and quick to make again."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

NUMBERS = itertools.count(1)


def name_in_use() -> str:
    return str(connection.settings_dict["NAME"])


def use(name: str) -> None:
    """From now on every thread of this process works in that database."""
    connection.settings_dict["NAME"] = name


@contextmanager
def house_of_its_own(folder: Path) -> Iterator[str]:
    """An empty house like the one of the tests, in a database that threads can share; the tests' own is untouched and comes back."""
    before = name_in_use()
    if connection.vendor == "postgresql":
        connections.close_all()
        name = copy_of(before, folder)
        use(name)
        try:
            yield name
        finally:
            connections.close_all()
            use(before)
            forget(name)
        return
    # The database of the tests lives in memory as long as this connection does: it is put aside, not closed.
    connection.ensure_connection()
    kept = connection.connection
    path = folder / "empty.sqlite3"
    into = type(kept)(str(path))
    kept.backup(into)
    into.close()
    connection.connection = None
    use(str(path))
    try:
        yield str(path)
    finally:
        connections.close_all()
        use(before)
        connection.connection = kept


@contextmanager
def another(name: str, folder: Path) -> Iterator[None]:
    """A copy of a house to be attacked, thrown away afterwards."""
    connections.close_all()
    copy = copy_of(name, folder)
    use(copy)
    try:
        yield
    finally:
        connections.close_all()
        use(name)
        forget(copy)


def copy_of(name: str, folder: Path) -> str:
    if connection.vendor == "postgresql":
        copy = f"attack_{next(NUMBERS)}_{name}"[:60]
        _administer(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        return copy
    path = folder / f"attack-{next(NUMBERS)}.sqlite3"
    shutil.copyfile(name, path)
    return str(path)


def forget(name: str) -> None:
    if connection.vendor == "postgresql":
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    for ending in ("", "-wal", "-shm"):
        Path(name + ending).unlink(missing_ok=True)


def _administer(statement: str) -> None:
    import psycopg

    settings: dict[str, Any] = connection.settings_dict
    where = {"host": settings["HOST"], "user": settings["USER"], "dbname": "template1"}
    with psycopg.connect(**where, autocommit=True) as administering:
        administering.execute(statement)
