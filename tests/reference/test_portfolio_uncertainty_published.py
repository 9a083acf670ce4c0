"""Published figures: the PERT formulas of 1959, Merkhofer's projects, and a value of information that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lodestar.methods import run
from lodestar.methods.portfolio.models import Range
from lodestar.methods.portfolio_uncertainty.draws import drawn, mean_of

PROJECTS = (("1", 3571, 5714), ("2", 2857, 4286), ("3", 5000, 7857), ("4", 2143, 2857))


def test_pert_has_the_mean_and_about_the_deviation_of_malcolm_and_others() -> None:
    """Malcolm, Roseboom, Clark and Fazar 1959: mean (a + 4m + b) ÷ 6; deviation (b − a) ÷ 6 as an approximation."""
    times = Range(low=2, best=5, high=14)
    assert mean_of(times, "pert") == 6
    draws = np.asarray(drawn(times, draws=100_000, seed=1, id_="activity", field="cost", distribution="pert"))
    assert draws.mean() == pytest.approx(6, abs=0.02)
    # The beta's own: (b − a) √(ab ÷ ((a + b)²(a + b + 1))) with a = 1 + 4 × 3 ÷ 12 = 2, b = 4; theirs, 2, is near.
    assert draws.std() == pytest.approx(12 * (2 * 4 / (36 * 7)) ** 0.5, rel=0.01)
    assert draws.std() == pytest.approx(2, rel=0.1)


def test_merkhofers_optimum_is_certain_where_no_number_has_a_range() -> None:
    interventions = [{"id": i, "people": benefit, "benefit": 1, "cost": cost} for i, cost, benefit in PROJECTS]
    value = run("portfolio_uncertainty", {"budget": 10_000, "interventions": interventions, "draws": 50})["value"]
    assert {i["id"]: i["label"] for i in value["interventions"]} == {"1": "exterior", "2": "core", "3": "core", "4": "core"}
    assert (value["expected_value_of_current_choice"], value["evpi"]) == (15_000, 0)
    dearest = {i["id"]: [f["at"] for f in i["flips"] if f["field"] == "cost" and f["direction"] == "up"] for i in value["interventions"]}
    assert dearest == {"1": [], "2": [2857], "3": [5000], "4": [2143]}, "the optimum spends the whole budget"


def test_value_of_information_of_a_known_and_a_uniform_option_is_that_worked_out_by_hand() -> None:
    """Raiffa and Schlaifer 1961, linear loss: with v uniform on 10 to 50 against a certain 20, ∫ (20 − v) dv ÷ 40 from 10 to 20 = 1.25."""
    options = [
        {"id": "known", "people": 20, "benefit": 1, "cost": 1},
        {"id": "open", "people": 1, "benefit": {"low": 10, "best": 18, "high": 50}, "cost": 1},
    ]
    value = run("portfolio_uncertainty", {"interventions": options, "budget": 1, "draws": 100_000, "distribution": "uniform"})["value"]
    assert value["expected_value_of_current_choice"] == 30
    assert value["evpi"] == pytest.approx(1.25, rel=0.02)
    first = value["evppi"][0]
    assert (first["id"], first["field"]) == ("open", "benefit")
    assert first["value"] == pytest.approx(value["evpi"])
    assert value["interventions"][1]["probability_funded"] == pytest.approx(0.75, abs=0.005)
