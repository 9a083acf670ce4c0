"""One house for all attacks of a file: built once, and put back after each attack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import transaction

from tests.attacks.forms import Catalogue, catalogue
from tests.attacks.planting import planted
from tests.attacks.stage import Stage, set_stage
from tests.cast import make_cast


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Northshire and Harbour Trust with everything in hand, and strangers with the same; undone after the file.

    A file that says `PLANTED = True` gets it with hostile words in every text.
    """
    # A line a request costs more than the request's own work, thousands of times over.
    logging.disable(logging.INFO)
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        # As Django's own test cases say it, so that what waits for a commit waits.
        whole._from_testcase = True  # type: ignore[attr-defined]
        with whole:
            with planted() if getattr(request.module, "PLANTED", False) else nullcontext():
                made = set_stage(make_cast())
            yield made
            transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def forms(stage: Stage) -> Catalogue:
    """Every form of the house."""
    return catalogue(stage)
