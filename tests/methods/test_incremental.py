"""Incremental cost-effectiveness against the geometry it stands for."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.methods import FaultyInput, run

NUMBERS = st.integers(-20, 20) | st.decimals(-20, 20, places=2).map(float)
OPTIONS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8)


def compared(options: list[tuple[float, float]]) -> list[dict[str, Any]]:
    raw = {"options": [{"id": f"o{n}", "cost": cost, "effect": effect} for n, (cost, effect) in enumerate(options)]}
    found: list[dict[str, Any]] = run("incremental", raw)["value"]["options"]
    return found


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def status_by_geometry(options: list[tuple[float, float]], n: int) -> str:
    """Dominated: another option is no dearer and does no less. Extended: a mixture of two is cheaper at the same effect."""
    points = [(exact(c), exact(e)) for c, e in options]
    cost, effect = points[n]
    for m, (c, e) in enumerate(points):
        if m != n and c <= cost and e >= effect and ((c, e) != (cost, effect) or f"o{m}" < f"o{n}"):
            return "dominated"
    for (c1, e1), (c2, e2) in combinations(points, 2):
        if min(e1, e2) < effect < max(e1, e2) and c1 + (c2 - c1) * (effect - e1) / (e2 - e1) < cost:
            return "extended_dominated"
    return "on the frontier"


@given(OPTIONS)
def test_status_is_that_of_the_geometry(options: list[tuple[float, float]]) -> None:
    for option in compared(options):
        status = status_by_geometry(options, int(option["id"][1:]))
        assert (option["status"] in ("reference", "efficient") and status == "on the frontier") or option["status"] == status


@given(OPTIONS)
def test_ratios_rise_along_the_frontier_from_its_cheapest(options: list[tuple[float, float]]) -> None:
    frontier = [o for o in compared(options) if o["status"] in ("reference", "efficient")]
    assert [o["status"] for o in frontier] == ["reference"] + ["efficient"] * (len(frontier) - 1)
    assert frontier[0]["icer"] is None
    for before, after in pairwise(frontier):
        assert after["compared_with"] == before["id"]
        extra = exact(after["cost"]) - exact(before["cost"]), exact(after["effect"]) - exact(before["effect"])
        assert after["icer"] == float(extra[0] / extra[1])
    ratios = [o["icer"] for o in frontier[1:]]
    assert ratios == sorted(ratios)


@given(OPTIONS)
def test_off_the_frontier_there_is_no_ratio_and_the_dominated_are_told_by_whom(options: list[tuple[float, float]]) -> None:
    found = {o["id"]: o for o in compared(options)}
    for option in found.values():
        if option["status"] == "dominated":
            by = found[option["compared_with"]]
            assert by["cost"] <= option["cost"]
            assert by["effect"] >= option["effect"]
        if option["status"] in ("dominated", "extended_dominated"):
            assert option["icer"] is None


@given(OPTIONS, st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(options: list[tuple[float, float]], shuffler: random.Random) -> None:
    raw = [{"id": f"o{n}", "cost": c, "effect": e} for n, (c, e) in enumerate(options)]
    shuffled = list(raw)
    shuffler.shuffle(shuffled)
    assert run("incremental", {"options": raw})["value"] == run("incremental", {"options": shuffled})["value"]


def test_options_come_back_by_rising_cost() -> None:
    assert [o["id"] for o in compared([(3, 3), (1, 1), (2, 2)])] == ["o1", "o2", "o0"]


def test_reference_is_the_cheapest_that_is_not_dominated() -> None:
    found = {o["id"]: o["status"] for o in compared([(1, 1), (1, 5), (9, 6)])}
    assert found == {"o0": "dominated", "o1": "reference", "o2": "efficient"}


def test_option_on_the_line_between_its_neighbours_stays() -> None:
    assert [o["status"] for o in compared([(0, 0), (0.1, 0.1), (0.3, 0.3)])] == ["reference", "efficient", "efficient"]


def test_passing_over_one_option_can_bring_down_the_one_before() -> None:
    found = {o["id"]: o["status"] for o in compared([(0, 0), (10, 2), (20, 3), (22, 6)])}
    assert found == {"o0": "reference", "o1": "extended_dominated", "o2": "extended_dominated", "o3": "efficient"}


def test_tie_is_reported() -> None:
    raw = {"options": [{"id": i, "cost": 1, "effect": 2} for i in ("b", "a")]}
    result = run("incremental", raw)
    assert [(o["id"], o["status"]) for o in result["value"]["options"]] == [("a", "reference"), ("b", "dominated")]
    assert [w["code"] for w in result["warnings"]] == ["tie"]


def test_faults() -> None:
    raw = {"options": [{"id": "a", "cost": "1", "effect": 1}, {"id": "a", "cost": 1}, {"id": "b", "cost": 1e200, "effect": 1}]}
    with pytest.raises(FaultyInput) as caught:
        run("incremental", raw)
    assert {f.where for f in caught.value.faults} == {"options[0].cost", "options[1].effect", "options[1].id", "options[2].cost"}
