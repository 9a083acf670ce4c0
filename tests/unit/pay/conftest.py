from __future__ import annotations

from typing import Any

import pytest

from lodestar.contract.models import Contract
from tests.cast import Cast
from tests.factories.contract import live_contract


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """Northshire's contract with Harbour Trust from April 2025, signed by both; Vera verifies it."""
    return live_contract(cast)


@pytest.fixture
def on(time_machine: Any) -> Any:
    """`on("2025-06-03")` moves the clock to that morning."""
    return lambda day: time_machine.move_to(f"{day}T09:00:00Z", tick=False)
