from __future__ import annotations

import pytest

from lodestar.contract.models import Contract
from tests.cast import Cast
from tests.factories.contract import live_contract


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """Northshire's contract with Harbour Trust, signed by both."""
    return live_contract(cast)
