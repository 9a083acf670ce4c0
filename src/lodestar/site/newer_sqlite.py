"""Uses the SQLite library that comes with the `pysqlite3` package when the one that comes with Python is older than it.

SQLite before 3.51.3 can lose a write when its write-ahead log is reset at an unlucky moment; many systems still carry such a one.
"""

from __future__ import annotations

import importlib
import sqlite3
import sys

SAFE = (3, 51, 3)


def use() -> None:
    """Puts the newer library in the place of `sqlite3`, before Django looks for it; keeps Python's own when there is no newer one."""
    if sqlite3.sqlite_version_info >= SAFE:
        return
    try:
        newer = importlib.import_module("pysqlite3")
    except ImportError:
        return
    if newer.sqlite_version_info > sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = newer
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def version_in_use() -> tuple[int, int, int]:
    """The version of the SQLite library that Django talks to."""
    from django.db.backends.sqlite3.base import Database

    major, minor, patch = Database.sqlite_version_info
    return major, minor, patch
