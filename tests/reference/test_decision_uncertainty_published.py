"""What the R package BCEA prints of its own examples. Its data are read where they lie; without them the tests say so."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from lodestar.methods import run

DATA = Path(os.environ.get("LODESTAR_MEASURING_DATA", Path(__file__).resolve().parents[2] / "data"))


def simulations(name: str) -> dict[str, Any]:
    path = DATA / f"bcea_{name}_ec.csv"
    if not path.exists():
        pytest.skip(f"{path} is not there: set LODESTAR_MEASURING_DATA to the folder of the BCEA files")
    with path.open(newline="", encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    half = len(header) // 2
    numbers = [[float(cell) for cell in row] for row in rows]
    names = [title.removeprefix("eff_") for title in header[:half]]
    return {"names": names, "effects": [row[:half] for row in numbers], "costs": [row[half:] for row in numbers]}


def test_influenza_vaccination() -> None:
    """Baio, Berardi and Heath 2017, chapter 3: bcea(eff, cost, ref = 2), 1,000 draws, thresholds 0 to 50,000 by 100."""
    thresholds = [100.0 * n for n in range(501)]
    value = run("decision_uncertainty", {**simulations("vaccine"), "reference": "vaccination", "thresholds": thresholds})["value"]
    rows = {row["threshold"]: row for row in value["by_threshold"]}
    at = rows[25_000]
    assert round(value["icer"]["statusquo"]) == 20_098
    assert at["expected_net_benefit"] == pytest.approx({"statusquo": -36.054, "vaccination": -34.826}, abs=5e-4)
    assert at["expected_incremental_benefit"]["statusquo"] == pytest.approx(1.2284, abs=5e-5)
    assert at["pairwise_acceptability"]["statusquo"] == pytest.approx(0.529)
    assert at["evpi"] == pytest.approx(2.4145, abs=5e-5)
    assert [k for k in thresholds if rows[k]["best"] == "vaccination"] == thresholds[201:]  # break-even at 20,100


def test_smoking_cessation_at_every_threshold() -> None:
    """The second example of BCEA, four options: curves equal those of asking each draw; group counselling wins where money is plenty."""
    given = simulations("smoking")
    thresholds = [float(n) for n in range(501)]
    value = run("decision_uncertainty", {**given, "reference": "group", "thresholds": thresholds})["value"]
    for row in value["by_threshold"][::25]:
        benefit = [
            [row["threshold"] * e - c for e, c in zip(*pair, strict=True)] for pair in zip(given["effects"], given["costs"], strict=True)
        ]
        winners = [given["names"][draw.index(max(draw))] for draw in benefit]
        assert row["acceptability"] == {name: winners.count(name) / len(winners) for name in given["names"]}
        expected = max(sum(column) / len(column) for column in zip(*benefit, strict=True))
        assert row["evpi"] == pytest.approx(sum(map(max, benefit)) / len(benefit) - expected, abs=1e-9)
    assert value["by_threshold"][-1]["best"] == "group"
