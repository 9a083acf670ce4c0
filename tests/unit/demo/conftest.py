"""The county is loaded once for all tests of a file, in a transaction that is undone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from lodestar.demo.load import load_county
from lodestar.demo.world import World


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_county()
        transaction.set_rollback(True)
