"""Equally distributed equivalent health against its definition in long decimals, and what must hold of it whatever the numbers."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lodestar.methods import FaultyInput, run

HEALTH = st.integers(100, 9000).map(lambda n: n / 100)
GAIN = st.integers(-90, 900).map(lambda n: n / 100)
ETA = st.integers(0, 3000).map(lambda n: n / 100) | st.sampled_from([0, 1, 0.999999999, 1.000000001, 10.95, 100])
GROUPS = st.lists(st.tuples(HEALTH, GAIN, st.integers(1, 9)), min_size=1, max_size=6)


def asked(groups: list[tuple[float, float, int]], eta: float) -> dict[str, Any]:
    people = sum(n for _, _, n in groups)
    rows = [{"id": f"g{i}", "health": h, "gain": g, "population_share": n / people} for i, (h, g, n) in enumerate(groups)]
    value: dict[str, Any] = run("equity", {"groups": rows, "eta": eta})["value"]
    return value


def ede_by_definition(health: list[Decimal], people: list[int], eta: float) -> Decimal:
    """(mean of h^(1 − eta))^(1 ÷ (1 − eta)) in eighty digits."""
    with localcontext() as context:
        context.prec = 80
        power, total = 1 - Decimal(repr(eta)), sum(people)
        if not power:
            return (sum((n * h.ln() for h, n in zip(health, people, strict=True)), Decimal(0)) / total).exp()
        mean: Decimal = sum((n * h**power for h, n in zip(health, people, strict=True)), Decimal(0)) / total
        return mean ** (1 / power)


@settings(deadline=None)
@given(GROUPS, ETA)
def test_figures_are_those_of_the_definition(groups: list[tuple[float, float, int]], eta: float) -> None:
    got = asked(groups, eta)
    people = [n for _, _, n in groups]
    before = [Decimal(repr(h)) for h, _, _ in groups]
    after = [Decimal(repr(h)) + Decimal(repr(g)) for h, g, _ in groups]
    assert got["ede_before"] == pytest.approx(float(ede_by_definition(before, people, eta)), rel=1e-9)
    assert got["ede_after"] == pytest.approx(float(ede_by_definition(after, people, eta)), rel=1e-9)
    assert got["change"] == got["ede_after"] - got["ede_before"]
    assert got["efficiency_part"] + got["equity_part"] == pytest.approx(got["change"], abs=1e-9)


@settings(deadline=None)
@given(GROUPS, ETA)
def test_weights_have_a_mean_of_1_and_favour_whoever_has_less(groups: list[tuple[float, float, int]], eta: float) -> None:
    weights = asked(groups, eta)["weights"]
    people = sum(n for _, _, n in groups)
    assert sum(weights[f"g{i}"] * n / people for i, (_, _, n) in enumerate(groups)) == pytest.approx(1)
    by_health = sorted(range(len(groups)), key=lambda i: groups[i][0])
    falling = [weights[f"g{i}"] for i in by_health]
    assert falling == sorted(falling, reverse=True)


@settings(deadline=None)
@given(GROUPS, ETA, ETA)
def test_the_more_a_gap_is_minded_the_lower_the_level(groups: list[tuple[float, float, int]], one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert asked(groups, more)["ede_before"] <= asked(groups, less)["ede_before"] * (1 + 1e-12)
    worst, best = min(h for h, _, _ in groups), max(h for h, _, _ in groups)
    assert worst * (1 - 1e-12) <= asked(groups, more)["ede_before"] <= best * (1 + 1e-12)


@settings(deadline=None)
@given(GROUPS, ETA)
def test_a_gain_for_anyone_never_lowers_the_level(groups: list[tuple[float, float, int]], eta: float) -> None:
    assume(all(g >= 0 for _, g, _ in groups))
    assert asked(groups, eta)["change"] >= -1e-9


@settings(deadline=None)
@given(GROUPS)
def test_where_the_gap_is_not_minded_only_the_mean_counts(groups: list[tuple[float, float, int]]) -> None:
    got = asked(groups, 0)
    assert list(got["weights"].values()) == pytest.approx([1.0] * len(groups))
    assert got["equity_part"] == 0
    assert got["change"] == pytest.approx(got["efficiency_part"], abs=1e-9)


def test_a_gain_that_widens_the_gap_may_be_a_loss_and_is_warned_of() -> None:
    groups = [{"id": "a", "health": 10, "gain": -2, "population_share": 0.5}, {"id": "b", "health": 60, "gain": 3, "population_share": 0.5}]
    unfair = run("equity", {"groups": groups, "eta": 5})
    assert unfair["value"]["efficiency_part"] == 0.5
    assert unfair["value"]["change"] < 0
    assert [w["code"] for w in unfair["warnings"]] == ["unfair_gain"]
    turned = [{**g, "gain": -g["gain"]} for g in groups]
    assert [w["code"] for w in run("equity", {"groups": turned, "eta": 5})["warnings"]] == ["fair_loss"]


def test_faults() -> None:
    groups = [
        {"id": "a", "health": 0, "gain": 1, "population_share": 0.5},
        {"id": "a", "health": 10, "gain": -10, "population_share": 20},
        {"id": "c", "health": 10, "gain": "1", "population_share": 0.2},
    ]
    with pytest.raises(FaultyInput) as caught:
        run("equity", {"groups": groups, "eta": -1})
    assert {f.where for f in caught.value.faults} == {
        "groups[0].health", "groups[1].id", "groups[1].gain", "groups[1].population_share", "groups[2].gain", "groups", "eta",
    }  # fmt: skip
