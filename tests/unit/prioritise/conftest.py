from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories.prioritise import Exercise, exercise


@pytest.fixture
def four(cast: Cast) -> Exercise:
    """Merkhofer's four interventions, agreed, in a programme of Northshire."""
    return exercise(cast.northshire, cast.actor("alice"))
