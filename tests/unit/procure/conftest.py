from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lodestar.procure.models import Opportunity
from tests.cast import Cast
from tests.factories.procure import open_opportunity


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    """Open to every provider for thirty days."""
    return open_opportunity(cast)


@pytest.fixture
def after(time_machine: Any) -> Any:
    """`after(opportunity)` moves the clock to its deadline, or so many seconds past it (before it, when negative)."""

    def move(opportunity: Opportunity, seconds: float = 0) -> None:
        time_machine.move_to(opportunity.deadline + timedelta(seconds=seconds), tick=False)

    return move
