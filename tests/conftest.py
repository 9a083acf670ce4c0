"""What every test shares: a data folder of its own, a database (SQLite, or PostgreSQL when LODESTAR_TEST_DATABASE=postgres), the cast."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import TransactionTestCase

from tests.cast import Cast, make_cast
from tests.postgres import Server, database_at

# Playwright keeps an event loop in the thread of the test, and Django would refuse to ask the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DATA = Path(tempfile.mkdtemp(prefix="lodestar-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
# Set by the first process, so that the workers of pytest-xdist share its server.
SHARED = "LODESTAR_TEST_POSTGRES_FOLDER"


def _use_test_folders() -> None:
    settings.DATA = DATA
    settings.SHOW_COMPONENTS = True
    settings.MEDIA_ROOT = DATA / "files"
    settings.STATIC_ROOT = DATA / "static"
    settings.STATIC_ROOT.mkdir()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    # Hashing that costs nothing: what is tested is never the strength of the hash, except where a test asks for the real one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "lodestar.access.hashers.Argon2"]
    settings.LOGGING_CONFIG = None


def _use_postgres() -> None:
    if SHARED not in os.environ:
        server = Server().start()
        atexit.register(server.stop)
        os.environ[SHARED] = str(server.folder)
    settings.DATABASES["default"].clear()
    settings.DATABASES["default"].update(database_at(os.environ[SHARED]))
    settings.IS_SQLITE = False
    if hasattr(connections._connections, "default"):
        del connections["default"]
    connections.settings = connections.configure_settings(settings.DATABASES)


def _let_tests_flush() -> None:
    """Between tests with real transactions the tables are emptied; on SQLite the append-only triggers are put aside for that moment."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(self: TransactionTestCase) -> None:
        if connection.vendor != "sqlite":
            flush(self)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        flush(self)
        with connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)

    TransactionTestCase._fixture_teardown = flush_without_triggers


_use_test_folders()
_let_tests_flush()
if os.environ.get("LODESTAR_TEST_DATABASE") == "postgres":
    _use_postgres()


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice and everyone else; see tests/cast.py."""
    return make_cast()


@pytest.fixture(autouse=True)
def _forget_attempts() -> Iterator[None]:
    """Counts of attempts do not carry over from one test to the next."""
    yield
    caches["default"].clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long form of a test runs in `make test-deep` only."""
    if os.environ.get("LODESTAR_DEEP"):
        return
    long_form = [item for item in items if item.get_closest_marker("deep")]
    config.hook.pytest_deselected(items=long_form)
    items[:] = [item for item in items if item not in long_form]
