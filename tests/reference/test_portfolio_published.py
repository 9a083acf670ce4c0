"""Merkhofer, Mathematical theory for prioritizing projects, part 2 (prioritysystem.com): ranking by ratio is not optimal."""

from __future__ import annotations

from typing import Any

import pytest

from lodestar.methods import run

PROJECTS = (("1", 3571, 5714), ("2", 2857, 4286), ("3", 5000, 7857), ("4", 2143, 2857))


@pytest.fixture
def merkhofer() -> dict[str, Any]:
    interventions = [{"id": i, "people": benefit, "benefit": 1, "cost": cost} for i, cost, benefit in PROJECTS]
    value: dict[str, Any] = run("portfolio", {"budget": 10_000, "interventions": interventions})["value"]
    return value


def test_ratios_and_their_order(merkhofer: dict[str, Any]) -> None:
    printed = {"1": (1.6001, 1), "3": (1.5714, 2), "2": (1.5002, 3), "4": (1.3332, 4)}
    got = {i["id"]: (round(i["value_for_money"], 4), i["rank"]) for i in merkhofer["interventions"]}
    assert got == printed


def test_ranking_by_ratio_gives_13571_and_the_optimum_15000(merkhofer: dict[str, Any]) -> None:
    (answer,) = merkhofer["portfolios"]
    for walked in (answer["line"], answer["skip"]):
        assert (walked["ids"], walked["cost"], walked["value"]) == (["1", "3"], 8571, 13571)
    optimum = answer["optimum"]
    assert (optimum["ids"], optimum["cost"], optimum["value"]) == (["2", "3", "4"], 10000, 15000)
    assert optimum["proven"] is True
    assert optimum["gap"] == 0
    assert optimum["value"] / answer["line"]["value"] - 1 == pytest.approx(0.105, abs=0.0005)


def test_each_difference_has_its_reason(merkhofer: dict[str, Any]) -> None:
    differences = {d["id"]: d for d in merkhofer["portfolios"][0]["optimum"]["differences"]}
    assert set(differences) == {"1", "2", "4"}
    assert differences["1"]["in"] == ["line", "skip"]
    assert differences["1"]["not_in"] == ["optimum"]
    assert differences["1"]["why"] == "Without its 3,571 there is room for 2 and 4: 1,429 more value in all."
    assert differences["2"]["in"] == ["optimum"]
    assert "needs 2,857 and 1,429 was left" in differences["2"]["why"]


def test_efficiency_frontier_lays_them_end_to_end(merkhofer: dict[str, Any]) -> None:
    steps = merkhofer["efficiency_frontier"]
    assert [s["id"] for s in steps] == ["1", "3", "2", "4"]
    assert [s["cumulative_cost"] for s in steps] == [3571, 8571, 11428, 13571]
    assert [s["cumulative_value"] for s in steps] == [5714, 13571, 17857, 20714]
