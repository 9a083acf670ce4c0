"""Weighted scores: totals, order, and the smallest change of a weight against trying many."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.methods import FaultyInput, run

Raw = dict[str, Any]
SMALL = st.integers(0, 6)


@st.composite
def questions(draw: st.DrawFn) -> Raw:
    size = draw(st.integers(1, 4))
    weights = draw(st.lists(SMALL, min_size=size, max_size=size).filter(any))
    scores = draw(st.lists(st.lists(SMALL, min_size=size, max_size=size), min_size=1, max_size=4))
    names = [f"c{n}" for n in range(size)]
    return {
        "criteria": [{"id": i, "weight": w} for i, w in zip(names, weights, strict=True)],
        "options": [{"id": f"o{n}", "scores": dict(zip(names, s, strict=True))} for n, s in enumerate(scores)],
    }


def first_place(raw: Raw, criterion: str = "", weight: Fraction = Fraction(0)) -> str:
    """Who is first when one weight is set anew; equal totals go by id."""
    weights = {c["id"]: Fraction(str(c["weight"])) for c in raw["criteria"]}
    if criterion:
        weights[criterion] = weight
    totals = {o["id"]: sum(w * Fraction(str(o["scores"][i])) for i, w in weights.items()) for o in raw["options"]}
    return min(totals, key=lambda i: (-totals[i], i))


@given(questions())
def test_total_is_the_weighted_mean_and_ranks_follow_it(raw: Raw) -> None:
    value = run("criteria", raw)["value"]
    weights = {c["id"]: Fraction(c["weight"]) for c in raw["criteria"]}
    for given_option, option in zip(raw["options"], value["options"], strict=True):
        assert option["id"] == given_option["id"]
        exact = sum(w * given_option["scores"][i] for i, w in weights.items()) / sum(weights.values())
        assert option["total"] == float(exact)
    by_rank = sorted(value["options"], key=lambda o: o["rank"])
    assert [o["rank"] for o in by_rank] == list(range(1, len(by_rank) + 1))
    assert by_rank == sorted(by_rank, key=lambda o: (-o["total"], o["id"]))


@settings(max_examples=150, deadline=None)
@given(questions())
def test_no_smaller_change_of_any_weight_changes_the_first_place_and_that_one_does(raw: Raw) -> None:
    found = run("criteria", raw)["value"]["smallest_change"]
    first = first_place(raw)
    little = Fraction(1, 10**6)
    reach = Fraction(10**4) if found is None else abs(Fraction(found["change"])) - little
    for criterion in raw["criteria"]:
        weight = Fraction(criterion["weight"])
        others = sum(c["weight"] for c in raw["criteria"]) - criterion["weight"]
        for step in range(1, 41):
            for to in (weight + reach * step / 40, weight - reach * step / 40):
                if reach > 0 and to >= 0 and (to > 0 or others > 0):
                    assert first_place(raw, criterion["id"], to) == first
    if found is not None:
        to = Fraction(found["to"]).limit_denominator(1000)
        assert found["change"] == pytest.approx(found["to"] - found["from"], abs=1e-12)
        beyond = [first_place(raw, found["criterion"], w) for w in (to - little, to, to + little) if w >= 0]
        assert found["then"] in beyond
        assert found["then"] != first


@given(questions(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(raw: Raw, shuffler: random.Random) -> None:
    shuffled = {field: shuffler.sample(raw[field], len(raw[field])) for field in ("criteria", "options")}
    one, two = run("criteria", raw)["value"], run("criteria", shuffled)["value"]
    assert sorted(one["options"], key=lambda o: o["id"]) == sorted(two["options"], key=lambda o: o["id"])
    assert one["smallest_change"] == two["smallest_change"]


@given(questions(), st.integers(1, 50))
def test_only_the_proportion_of_weights_matters(raw: Raw, times: int) -> None:
    scaled = {**raw, "criteria": [{"id": c["id"], "weight": c["weight"] * times} for c in raw["criteria"]]}
    assert run("criteria", raw)["value"]["options"] == run("criteria", scaled)["value"]["options"]


def two(first: tuple[float, float], second: tuple[float, float], weights: tuple[float, float] = (1, 1)) -> Raw:
    names = ("x", "y")
    options = [{"id": i, "scores": dict(zip(names, s, strict=True))} for i, s in (("a", first), ("b", second))]
    return {"criteria": [{"id": i, "weight": w} for i, w in zip(names, weights, strict=True)], "options": options}


def test_smallest_change_in_both_directions() -> None:
    up = run("criteria", two((5, 2), (4, 4), (3, 1)))["value"]["smallest_change"]
    assert up == {"criterion": "y", "from": 1.0, "to": 1.5, "change": 0.5, "then": "b"}
    down = run("criteria", two((5, 4), (9, 3), (1, 5)))["value"]["smallest_change"]
    assert down == {"criterion": "x", "from": 1.0, "to": 1.25, "change": 0.25, "then": "b"}


def test_weight_may_fall_to_nothing_only_if_the_id_decides_there() -> None:
    # With x at 0 both are level on y: a stays first by its id, so no change of x helps b.
    assert run("criteria", two((5, 3), (1, 3)))["value"]["smallest_change"] is None
    # The other way round b is first, and at 0 the id puts a first.
    change = run("criteria", two((1, 3), (5, 3)))["value"]["smallest_change"]
    assert change == {"criterion": "x", "from": 1.0, "to": 0.0, "change": -1.0, "then": "a"}


def test_option_best_on_everything_cannot_be_overtaken() -> None:
    assert run("criteria", two((5, 5), (1, 1)))["value"]["smallest_change"] is None


def test_equal_totals_are_reported_and_any_change_tells_them_apart() -> None:
    result = run("criteria", two((1, 3), (3, 1)))
    assert [o["rank"] for o in result["value"]["options"]] == [1, 2]
    assert [w["code"] for w in result["warnings"]] == ["tie"]
    assert result["value"]["smallest_change"]["change"] == 0.0
    assert result["value"]["smallest_change"]["then"] == "b"


def test_every_fault_at_once() -> None:
    raw = {
        "criteria": [{"id": "x", "weight": -1}, {"id": "x", "weight": 0}, {"id": "y", "weight": 0}],
        "options": [{"id": "a", "scores": {"x": 1, "z": 2}}, {"id": "a", "scores": {"x": None, "y": 1}}],
    }
    with pytest.raises(FaultyInput) as caught:
        run("criteria", raw)
    assert {f.where: f.problem for f in caught.value.faults} == {
        "criteria[0].weight": "must be at least 0",
        "criteria[1].id": "must be given only once; it is the same as that of criteria[0]",
        "criteria": "must have at least one weight above 0",
        "options[1].id": "must be given only once; it is the same as that of options[0]",
        "options[0].scores.y": "must be given: every option needs a score on every criterion",
        "options[0].scores.z": "must be the score on one of the criteria",
        "options[1].scores.x": "must be a number",
    }
