from __future__ import annotations

import pytest

from lodestar.design.models import OutcomeFramework
from tests.cast import Cast
from tests.factories.design import framework_of, funded
from tests.factories.prioritise import Exercise, exercise


@pytest.fixture
def four(cast: Cast) -> Exercise:
    """Merkhofer's four interventions of Northshire, decided: Two, Three and Four are funded."""
    alice = cast.actor("alice")
    return funded(exercise(cast.northshire, alice), alice)


@pytest.fixture
def framework(cast: Cast) -> OutcomeFramework:
    return framework_of(cast.northshire, cast.actor("alice"))
