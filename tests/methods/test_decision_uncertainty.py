"""Curves walked along crossings against every draw asked at every threshold; the value of a parameter against what is known exactly."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from lodestar.methods import FaultyInput, run
from lodestar.methods.decision_uncertainty.curves import envelope, share_beaten

# Multiples of a quarter: every product and difference is exact in floating point, so that ties are ties on both sides.
QUARTERS = st.integers(-12, 12).map(lambda n: n / 4)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    options, draws = draw(st.integers(2, 5)), draw(st.integers(1, 6))
    table = st.lists(st.lists(QUARTERS, min_size=options, max_size=options), min_size=draws, max_size=draws)
    names = draw(st.permutations([f"o{n}" for n in range(options)]))
    thresholds = draw(st.lists(st.integers(0, 40).map(lambda n: n / 4), min_size=1, max_size=8, unique=True))
    return {
        "names": list(names),
        "reference": draw(st.sampled_from(names)),
        "effects": draw(table),
        "costs": draw(table),
        "thresholds": thresholds,
    }


def asked_one_by_one(raw: dict[str, Any], threshold: float) -> dict[str, Any]:
    """Every draw asked at the threshold, in exact numbers."""
    names, reference = raw["names"], raw["reference"]
    draws = len(raw["effects"])
    k = Fraction(threshold)
    benefit = [
        {name: k * Fraction(e) - Fraction(c) for name, e, c in zip(names, es, cs, strict=True)}
        for es, cs in zip(raw["effects"], raw["costs"], strict=True)
    ]
    cost = [dict(zip(names, map(Fraction, cs), strict=True)) for cs in raw["costs"]]
    winners = [min(names, key=lambda n: (-benefit[d][n], cost[d][n], n)) for d in range(draws)]
    expected = {n: sum(b[n] for b in benefit) / draws for n in names}
    mean_cost = {n: sum(c[n] for c in cost) / draws for n in names}
    best = min(names, key=lambda n: (-expected[n], mean_cost[n], n))
    others = [n for n in names if n != reference]
    return {
        "expected_net_benefit": {n: float(expected[n]) for n in names},
        "expected_incremental_benefit": {n: float(expected[reference] - expected[n]) for n in others},
        "acceptability": {n: winners.count(n) / draws for n in names},
        "pairwise_acceptability": {n: sum(b[reference] > b[n] for b in benefit) / draws for n in others},
        "best": best,
        "evpi": float(sum(max(b.values()) for b in benefit) / draws - expected[best]),
    }


@settings(deadline=None)
@given(questions())
def test_every_figure_is_that_of_asking_every_draw(raw: dict[str, Any]) -> None:
    rows = run("decision_uncertainty", raw)["value"]["by_threshold"]
    assert [row["threshold"] for row in rows] == raw["thresholds"]
    for row in rows:
        for field, value in asked_one_by_one(raw, row["threshold"]).items():
            assert row[field] == (value if isinstance(value, str) else pytest.approx(value, abs=1e-12)), field
            assert not isinstance(value, dict) or list(row[field]) == list(value)


@settings(deadline=None)
@given(questions())
def test_shares_add_up_and_knowing_is_never_worth_less_than_nothing(raw: dict[str, Any]) -> None:
    for row in run("decision_uncertainty", raw)["value"]["by_threshold"]:
        assert sum(row["acceptability"].values()) == pytest.approx(1)
        assert row["evpi"] >= 0
        assert row["evppi"] is None


@settings(deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_order_of_draws_and_options_changes_nothing(raw: dict[str, Any], shuffler: random.Random) -> None:
    places = list(range(len(raw["names"])))
    draws = list(range(len(raw["effects"])))
    shuffler.shuffle(places)
    shuffler.shuffle(draws)
    turned = {
        **raw,
        "names": [raw["names"][n] for n in places],
        "effects": [[raw["effects"][d][n] for n in places] for d in draws],
        "costs": [[raw["costs"][d][n] for n in places] for d in draws],
    }
    got, same = (run("decision_uncertainty", each)["value"]["by_threshold"] for each in (raw, turned))
    for one, other in zip(got, same, strict=True):
        assert one["best"] == other["best"]
        for field in ("acceptability", "pairwise_acceptability"):
            assert one[field] == other[field]
        assert one["evpi"] == pytest.approx(other["evpi"], abs=1e-12)


def test_options_level_in_the_mean_are_not_torn_apart_by_rounding() -> None:
    """Means of three draws are thirds, which no binary number holds: o0 and o3 both stand at 4/3, and o0 costs less."""
    raw = {
        "names": ["o0", "o3"],
        "reference": "o3",
        "effects": [[3, 2.75], [-1, 1.25], [1, 1]],
        "costs": [[0, 1], [-1, -1], [0, 1]],
        "thresholds": [2, 1],
    }
    result = run("decision_uncertainty", raw)
    assert [row["best"] for row in result["value"]["by_threshold"]] == ["o3", "o0"]
    assert [(w["code"], w["where"]) for w in result["warnings"] if w["code"] == "tie"] == [("tie", "by_threshold[1]")]


@pytest.mark.parametrize("options", [2, 4, 9])
def test_many_draws_at_many_thresholds_equal_brute_force(options: int) -> None:
    rng = np.random.default_rng(options)
    effects, costs = rng.normal(1, 0.3, (options, 2000)), rng.normal(9000, 3000, (options, 2000))
    thresholds = np.linspace(0, 50_000, 501)
    got = envelope(effects, costs, thresholds)
    for place in range(0, 501, 10):
        benefit = thresholds[place] * effects - costs
        assert np.array_equal(got.counts[:, place], np.bincount(benefit.argmax(axis=0), minlength=options))
        assert got.mean_of_best[place] == pytest.approx(benefit.max(axis=0).mean(), rel=1e-12)
        beaten = share_beaten(effects[0] - effects[1], costs[0] - costs[1], thresholds)[place]
        assert beaten == (benefit[0] > benefit[1]).mean()


def simulated(draws: int = 4000, seed: int = 7) -> dict[str, Any]:
    """Incremental net benefit at a threshold of 1 is 0.3 + a + b − cost 0, with a and b independent and normal; c plays no part."""
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(0, 1, draws), rng.normal(0, 2, draws), rng.normal(0, 1, draws)
    effects = np.column_stack([np.zeros(draws), 0.3 + a + b])
    return {
        "names": ["old", "new"],
        "reference": "new",
        "effects": effects.tolist(),
        "costs": np.zeros((draws, 2)).tolist(),
        "thresholds": [0, 1, 2],
        "parameters": {"a": a.tolist(), "b": b.tolist(), "c": c.tolist()},
    }


def worth_of_knowing(mean: float, sd: float) -> float:
    """Unit normal loss: what perfect knowledge of a normal net benefit is worth, in closed form (Raiffa and Schlaifer 1961)."""
    return float(sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(mean, 0))


def test_value_of_a_parameter_is_that_of_the_closed_form() -> None:
    """Four runs together lie within about four standard errors of the exact value; at other thresholds the value is in proportion."""
    found = [run("decision_uncertainty", simulated(seed=seed))["value"]["by_threshold"] for seed in range(4)]
    for name, sd in (("a", 1), ("b", 2)):
        mean = np.mean([rows[1]["evppi"][name] for rows in found])
        assert mean == pytest.approx(worth_of_knowing(0.3, sd), abs=0.05)
    assert np.mean([rows[1]["evpi"] for rows in found]) == pytest.approx(worth_of_knowing(0.3, 5**0.5), abs=0.06)
    for rows in found:
        assert rows[1]["evppi"]["c"] < 0.01
        assert rows[0]["evppi"] == {"a": 0, "b": 0, "c": 0}
        assert rows[2]["evppi"]["b"] == pytest.approx(2 * rows[1]["evppi"]["b"], rel=1e-6)
        assert all(0 <= row["evppi"][name] <= row["evpi"] for row in rows for name in "abc")


def test_value_of_a_parameter_stays_under_another_scale_of_it() -> None:
    raw = simulated(500)
    stretched = {**raw, "parameters": {"a": np.exp(np.array(raw["parameters"]["a"])).tolist()}}
    one, other = (run("decision_uncertainty", each)["value"]["by_threshold"][1]["evppi"]["a"] for each in (raw, stretched))
    assert one == pytest.approx(other, rel=1e-9)


def test_parameter_of_few_values_is_not_smoothed() -> None:
    """Two worlds, one in which the new way gains 3 and one in which it loses 1, each as likely: knowing which is worth 0.5 exactly."""
    world = [n % 2 for n in range(200)]
    raw = {
        "names": ["old", "new"],
        "reference": "old",
        "effects": [[0, 3 if w else -1] for w in world],
        "costs": [[0, 0]] * 200,
        "thresholds": [1],
        "parameters": {"world": world, "always the same": [5] * 200},
    }
    (row,) = run("decision_uncertainty", raw)["value"]["by_threshold"]
    assert row["evpi"] == pytest.approx(0.5)
    assert row["evppi"] == pytest.approx({"world": 0.5, "always the same": 0})


@pytest.mark.parametrize(
    ("effects", "costs", "code"),
    [
        ([1, 1], [5, 4], "no_ratio"),
        ([2, 1], [5, 5], "dominant"),
        ([1, 2], [5, 5], "dominated"),
        ([1, 2], [4, 5], "saves"),
        ([2, 1], [5, 4], ""),
    ],
)
def test_ratio_that_is_no_price_is_warned_of(effects: list[float], costs: list[float], code: str) -> None:
    raw = {"names": ["a", "b"], "reference": "a", "effects": [effects], "costs": [costs], "thresholds": [1]}
    result = run("decision_uncertainty", raw)
    assert [w["code"] for w in result["warnings"] if w["code"] != "tie"] == [c for c in (code, "few_draws") if c]
    assert (result["value"]["icer"]["b"] is None) == (code == "no_ratio")


def test_faults() -> None:
    raw = {
        "names": ["a", "b", "a"],
        "reference": "z",
        "effects": [[1, 2, 3], [1, 2]],
        "costs": [[1, "2", 3]],
        "thresholds": [1, -1, 1],
        "parameters": {"p": [1, 2, 3]},
    }
    with pytest.raises(FaultyInput) as caught:
        run("decision_uncertainty", raw)
    assert {f.where for f in caught.value.faults} == {
        "names[2]", "reference", "effects[1]", "costs", "costs[0][1]", "thresholds[1]", "thresholds[2]", "parameters", "parameters.p",
    }  # fmt: skip
