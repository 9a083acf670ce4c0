"""Published figures of equally distributed equivalent health."""

from __future__ import annotations

import pytest

from lodestar.methods import run

HEALTH = (52.1, 56.3, 59.8, 63.2, 66.8)
GAINS = (0.5, 0.6, 0.5, 0.4, 0.3)


def groups() -> list[dict[str, object]]:
    return [
        {"id": f"fifth {n}", "health": health, "gain": gain, "population_share": 0.2}
        for n, (health, gain) in enumerate(zip(HEALTH, GAINS, strict=True), 1)
    ]


@pytest.mark.parametrize(("eta", "printed"), [(0, 59.64), (1, 59.41665), (5, 58.51938), (10.95, 57.28082)])
def test_level_before(eta: float, printed: float) -> None:
    """The dceasimR vignette on equally distributed equivalent health: five equal fifths; the last is Robson's median, computed alike."""
    assert run("equity", {"groups": groups(), "eta": eta})["value"]["ede_before"] == pytest.approx(printed, abs=5e-6)


def test_weights_and_parts_at_eta_1() -> None:
    """The same vignette: weights to seven digits, level after 59.88513, change 0.4684784 = 0.46 of efficiency + 0.008478 of equity."""
    value = run("equity", {"groups": groups(), "eta": 1})["value"]
    printed = (1.1361198, 1.0513649, 0.9898301, 0.9365798, 0.8861054)
    assert list(value["weights"].values()) == pytest.approx(printed, abs=5e-8)
    assert value["ede_after"] == pytest.approx(59.88513, abs=5e-6)
    assert value["change"] == pytest.approx(0.4684784, abs=5e-8)
    assert value["efficiency_part"] == pytest.approx(0.46)
    assert value["equity_part"] == pytest.approx(0.008478, abs=5e-7)
