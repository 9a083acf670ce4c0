"""Published incremental cost-effectiveness frontiers."""

from __future__ import annotations

from typing import Any

import pytest

from lodestar.methods import run


def compared(*options: tuple[str, float, float]) -> dict[str, dict[str, Any]]:
    raw = {"options": [{"id": i, "cost": cost, "effect": effect} for i, cost, effect in options]}
    return {o["id"]: o for o in run("incremental", raw)["value"]["options"]}


def test_screening_for_bowel_cancer() -> None:
    """Australia and New Zealand Health Policy 2005; 2:10, table 7: dollars and life years gained, printed to the dollar."""
    got = compared(
        ("FOBT1+DCBE3", 422_777_702, 7299),
        ("DCBE5", 248_112_291, 6023),
        ("existing practice", 0, 0),
        ("FOBT1+DCBE5", 370_181_240, 7076),
        ("FOBT2", 140_117_791, 3551),
        ("DCBE3", 304_301_903, 6720),
    )
    printed = {"FOBT2": 39_459, "DCBE5": 43_687, "DCBE3": 80_616, "FOBT1+DCBE5": 185_054, "FOBT1+DCBE3": 235_859}
    assert got["existing practice"]["status"] == "reference"
    assert got["existing practice"]["icer"] is None
    assert {i: round(got[i]["icer"]) for i in printed} == printed
    assert all(got[i]["status"] == "efficient" for i in printed)
    assert list(got) == ["existing practice", *printed]


def test_screening_for_hiv() -> None:
    """Paltiel and colleagues, Annals of Internal Medicine 2006; 145:797–806, table 4 (1.0 % prevalence): yearly screening is dominated."""
    got = compared(
        ("annual", 29_440, 277.76),
        ("3yr", 28_440, 277.83),
        ("5yr", 28_020, 277.78),
        ("one time", 27_000, 277.57),
        ("status quo", 26_000, 277.25),
    )
    assert {i: o["status"] for i, o in got.items()} == {
        "status quo": "reference",
        "one time": "efficient",
        "5yr": "efficient",
        "3yr": "efficient",
        "annual": "dominated",
    }
    by_year = {i: 12 * o["icer"] for i, o in got.items() if o["icer"] is not None}
    assert by_year == pytest.approx({"one time": 37_500, "5yr": 58_285.714, "3yr": 100_800})


def test_radiotherapy_after_a_test() -> None:
    """JNCI Cancer Spectrum 2020; 4:pkaa004, table 1: strategy 2 costs more than strategy 3 and does less; 529,365.8 for strategy 3."""
    got = compared(("1", 1695.865, 8.570992), ("2", 12_224.17, 8.583273), ("3", 12_118.17, 8.590681))
    assert got["2"]["status"] == "dominated"
    assert got["2"]["compared_with"] == "3"
    assert got["3"]["icer"] == pytest.approx(529_365.8, rel=5e-5)  # effects are printed to six decimals
