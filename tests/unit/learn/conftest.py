from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.factories.learn import Walk, walk


@pytest.fixture
def tied(cast: Cast, time_machine: Any) -> Walk:
    """One of everything from an aim to a payment, looked at on 2 June 2025."""
    time_machine.move_to("2025-06-02T09:00:00Z", tick=False)
    return walk(cast)
