"""Portfolios: line, skip and optimum keep every constraint; the optimum is that of slow search and of HiGHS at every budget."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.methods import FaultyInput, run, run_json
from lodestar.methods.portfolio import PortfolioInput, frontier
from lodestar.methods.portfolio.every_budget import walks_at_every_budget
from tests.methods.portfolio_oracles import (
    Raw,
    best_by_enumeration,
    best_by_highs,
    cost_and_value,
    every_allowed,
    exact,
    is_allowed,
    mixed_portfolio,
    random_portfolio,
    value_of,
)
from tests.methods.test_hostile import HOSTILE, places, replaced
from tests.methods.test_hostile import outcome as told_of

DEEP = bool(os.environ.get("LODESTAR_DEEP"))


def option(id_: str, value: float, cost: float, **more: Any) -> Raw:
    return {"id": id_, "people": 1, "benefit": value, "cost": cost, **more}


def answer(raw: Raw, budget: float) -> Raw:
    (found,) = run("portfolio", {**raw, "budget": budget})["value"]["portfolios"]
    return dict(found)


def ids(answered: Raw) -> dict[str, list[str]]:
    return {name: answered[name]["ids"] for name in ("line", "skip", "optimum")}


def all_three(chosen: list[str]) -> dict[str, list[str]]:
    return {"line": chosen, "skip": chosen, "optimum": chosen}


def faults(raw: Raw) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        run("portfolio", raw)
    return {f.where: f.problem for f in caught.value.faults}


# ── Against slow search and HiGHS ─────────────────────────────────────────────────────────────────────────────────────


def check_against_enumeration(raw: Raw) -> None:
    expected = [best_by_enumeration(raw, budget) for budget in raw["budgets"]]
    if not any(e is not None for e in expected):
        with pytest.raises(FaultyInput):
            run("portfolio", raw)
        return
    result = run("portfolio", raw)
    for chosen, answered in zip(expected, result["value"]["portfolios"], strict=True):
        if chosen is None:
            assert answered["line"] is answered["skip"] is answered["optimum"] is None
            continue
        assert answered["optimum"]["ids"] == list(chosen)
        assert answered["optimum"]["proven"] is True
        for name in ("line", "skip", "optimum"):
            check_choice(raw, answered, name)
        assert set(answered["line"]["ids"]) <= set(answered["skip"]["ids"])
        check_differences(answered)


def check_choice(raw: Raw, answered: Raw, name: str) -> None:
    choice = answered[name]
    cost, value = cost_and_value(raw, choice["ids"])
    assert is_allowed(raw, frozenset(choice["ids"])), name
    assert cost <= exact(answered["budget"])
    assert (choice["cost"], choice["value"]) == (float(cost), float(value))
    assert choice["value"] <= answered["optimum"]["value"]


def check_differences(answered: Raw) -> None:
    three = {name: set(answered[name]["ids"]) for name in ("line", "skip", "optimum")}
    differ = set().union(*three.values()) - set.intersection(*three.values())
    told = {d["id"]: d for d in answered["optimum"]["differences"]}
    assert told.keys() == differ
    for i, difference in told.items():
        assert difference["in"] == [name for name in three if i in three[name]]
        assert difference["not_in"] == [name for name in three if i not in three[name]]
        assert difference["why"].endswith(".")


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("block", range(4))
def test_all_three_answers_against_every_possible_choice(constrained: bool, coarse: bool, block: int) -> None:
    for seed in range(block * 8, block * 8 + 8):
        check_against_enumeration(random_portfolio(seed, 3 + seed % 6, constrained=constrained, coarse=coarse))


@pytest.mark.parametrize("block", range(20))
def test_optimum_of_200_random_portfolios_is_that_of_highs_at_every_budget(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        check_against_highs(random_portfolio(1000 + seed, 8 + seed % 17, constrained=False))


@pytest.mark.parametrize("block", range(12))
def test_optimum_of_120_constrained_portfolios_is_that_of_highs_at_every_budget(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        check_against_highs(random_portfolio(2000 + seed, 8 + seed % 17, constrained=True))


def check_against_highs(raw: Raw) -> None:
    expected = [best_by_highs(raw, budget) for budget in raw["budgets"]]
    if all(e is None for e in expected):
        with pytest.raises(FaultyInput):
            run("portfolio", raw)
        return
    for value, answered in zip(expected, run("portfolio", raw)["value"]["portfolios"], strict=True):
        if value is None:
            assert answered["optimum"] is None
        else:
            assert answered["optimum"]["value"] == pytest.approx(value, rel=1e-7, abs=1e-6)
            assert answered["optimum"]["proven"] is True
            assert is_allowed(raw, frozenset(answered["optimum"]["ids"]))


@pytest.mark.parametrize("block", range(50 if DEEP else 20))
def test_optimum_is_proven_on_hundreds_of_questions_of_every_kind(block: int) -> None:
    """200 questions, 500 in the long form: must, never, requires, alternatives, groups, floors, caps, ties, costs of 0 and below."""
    for seed in range(block * 10, block * 10 + 10):
        raw = mixed_portfolio(60_000 + seed)
        check_against_highs(raw)


@pytest.mark.deep
def test_large_constrained_portfolios_against_highs() -> None:
    for seed in range(100):
        check_against_highs(random_portfolio(3000 + seed, 48, constrained=True))


@pytest.mark.parametrize("seed", range(6))
def test_frontier_is_the_optimum_at_every_budget(seed: int) -> None:
    raw = random_portfolio(seed, 8, constrained=seed % 2 == 1, coarse=seed % 3 == 0)
    if not every_allowed(raw):
        pytest.skip("no choice keeps these constraints")
    points = run("portfolio", {**raw, "budgets": []})["value"]["optimum_frontier"]
    assert all(a["cost"] < b["cost"] and a["value"] < b["value"] for a, b in pairwise(points))
    for before, point in pairwise(points):
        assert best_by_enumeration(raw, point["cost"]) == tuple(point["ids"])
        assert best_by_enumeration(raw, (before["cost"] + point["cost"]) / 2) == tuple(before["ids"])
    assert best_by_enumeration(raw, points[0]["cost"] - 0.01) is None
    assert best_by_enumeration(raw, 10**9) == tuple(points[-1]["ids"])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(seed: int, shuffler: random.Random) -> None:
    raw = random_portfolio(seed, 9, constrained=seed % 2 == 0, coarse=seed % 3 == 0)
    shuffled = copy.deepcopy(raw)
    for name in ("interventions", "requires", "alternatives", "at_most", "at_least", "area_floor", "area_cap"):
        shuffler.shuffle(shuffled.get(name, []))
    for group in shuffled.get("alternatives", []):
        shuffler.shuffle(group)
    assert outcome(raw) == outcome(shuffled)


def outcome(raw: Raw) -> Any:
    try:
        value = run("portfolio", raw)["value"]
    except FaultyInput as fault:
        return sorted(f.problem.split(":")[0] for f in fault.faults)
    value["interventions"].sort(key=lambda i: i["id"])
    return value


# ── Values and order ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_value_is_people_times_benefit_times_probability_and_uses_the_best_estimate() -> None:
    ranged = {"people": {"low": 50, "best": 120, "high": 200}, "benefit": 0.35, "probability": {"low": 0.1, "best": 0.6, "high": 0.9}}
    raw = {"interventions": [{"id": "a", **ranged, "cost": {"low": 1, "best": 4, "high": 9}}]}
    (rated,) = run("portfolio", raw)["value"]["interventions"]
    assert rated["value"] == 25.2
    assert rated["value_for_money"] == 6.3


def test_dominant_come_first_and_what_is_never_worth_funding_last() -> None:
    raw = {
        "interventions": [
            option("worse", -2, 5),
            option("good", 10, 2),
            option("swap", -1, -4),
            option("nothing", 0, 0),
            option("free", 3, 0),
            option("saves", 3, -1),
            option("useless", 0, 3),
        ]
    }
    rated = {i["id"]: i for i in run("portfolio", raw)["value"]["interventions"]}
    assert sorted(rated, key=lambda i: rated[i]["rank"]) == ["saves", "free", "good", "useless", "worse", "swap", "nothing"]
    assert {i for i in rated if rated[i]["dominant"]} == {"saves", "free"}
    assert {i for i in rated if rated[i]["never_worth_funding"]} == {"worse", "swap", "nothing", "useless"}
    assert [i for i in rated if rated[i]["value_for_money"] is None] == ["swap", "nothing", "free", "saves"]
    assert [s["id"] for s in run("portfolio", raw)["value"]["efficiency_frontier"]] == ["saves", "free", "good"]


def test_tie_in_value_for_money_goes_by_value_then_id_and_is_reported() -> None:
    raw = {"interventions": [option("small", 2, 1), option("b", 4, 2), option("a", 4, 2)]}
    result = run("portfolio", raw)
    assert {i["id"]: i["rank"] for i in result["value"]["interventions"]} == {"a": 1, "b": 2, "small": 3}
    assert [w["code"] for w in result["warnings"]] == ["tie"]


def test_tie_between_optima_goes_by_id_and_is_reported() -> None:
    raw = {"interventions": [option("b", 4, 2), option("a", 4, 2)], "budget": 2}
    result = run("portfolio", raw)
    assert result["value"]["portfolios"][0]["optimum"]["ids"] == ["a"]
    assert ("tie", "budget") in {(w["code"], w["where"]) for w in result["warnings"]}


def test_cheaper_of_two_optima_of_the_same_value_is_chosen() -> None:
    raw = {"interventions": [option("a", 5, 7), option("b", 5, 4)]}
    assert answer(raw, 8)["optimum"]["ids"] == ["b"]


def test_decimals_add_up_as_they_are_written() -> None:
    raw = {"interventions": [option("a", 1, 0.1), option("b", 1, 0.2)]}
    found = answer(raw, 0.3)
    assert ids(found) == {"line": ["a", "b"], "skip": ["a", "b"], "optimum": ["a", "b"]}
    assert found["optimum"]["cost"] == 0.3
    assert answer(raw, 0.29999999)["optimum"]["ids"] == ["a"]


def test_costs_with_all_the_digits_of_a_double_still_give_the_optimum() -> None:
    rng = random.Random(5)
    raw = {"interventions": [option(f"i{n}", rng.random() * 9, rng.random() * 7000) for n in range(9)]}
    for share in (0.2, 0.5, 0.8):
        budget = sum(o["cost"] for o in raw["interventions"]) * share
        assert answer(raw, budget)["optimum"]["ids"] == list(best_by_enumeration(raw, budget) or ())


def test_sizes_that_cannot_be_added_together_are_a_fault() -> None:
    assert "interventions[1].cost" in faults({"interventions": [option("a", 1, 1e30), option("b", 1, 1)]})
    assert "interventions[1]" in faults({"interventions": [option("a", 1e30, 1), option("b", 1, 1)]})
    assert "interventions[0]" in faults({"interventions": [{"id": "a", "people": 1e200, "benefit": 1e200, "cost": 1}]})
    assert "interventions[0].cost" in faults({"interventions": [option("a", 1, 1e-200)]})


# ── Line and skip ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_line_stops_where_skip_passes_over() -> None:
    raw = {"interventions": [option("a", 10, 4), option("b", 12, 6), option("c", 3, 2)]}
    found = answer(raw, 7)
    assert ids(found) == {"line": ["a"], "skip": ["a", "c"], "optimum": ["a", "c"]}
    (difference,) = found["optimum"]["differences"]
    assert difference == {
        "id": "c",
        "in": ["skip", "optimum"],
        "not_in": ["line"],
        "why": "The line is drawn at b, which does not fit; this comes after it and fits in what is left.",
    }


def test_must_comes_first_with_what_it_requires() -> None:
    raw = {
        "interventions": [option("best", 100, 5), option("fixed", 1, 4, commitment="must"), option("base", 0, 3)],
        "requires": [{"if": "fixed", "then": "base"}],
    }
    assert ids(answer(raw, 11)) == all_three(["base", "fixed"])
    assert ids(answer(raw, 12)) == all_three(["base", "best", "fixed"])


def test_never_is_passed_over_by_all() -> None:
    raw = {"interventions": [option("a", 10, 1, commitment="never"), option("b", 1, 1)]}
    assert ids(answer(raw, 5)) == all_three(["b"])


def test_alternative_of_what_is_funded_is_passed_over_without_drawing_the_line() -> None:
    raw = {"interventions": [option("a", 10, 1), option("b", 9, 1), option("c", 1, 1)], "alternatives": [["a", "b"]]}
    assert ids(answer(raw, 5))["line"] == ["a", "c"]


def test_floor_is_met_first_by_the_best_value_in_the_area() -> None:
    raw = {
        "interventions": [option("x", 50, 5, area="A"), option("y", 2, 4, area="B"), option("z", 3, 4, area="B")],
        "area_floor": [{"area": "B", "cost": 3}],
    }
    assert ids(answer(raw, 9))["line"] == ["x", "z"]
    assert ids(answer(raw, 8)) == {"line": ["z"], "skip": ["y", "z"], "optimum": ["y", "z"]}


def test_step_that_would_make_a_floor_unreachable_is_not_taken() -> None:
    raw = {
        "interventions": [option("a", 30, 6, area="B"), option("b", 1, 5, area="B"), option("c", 1, 5, area="B")],
        "area_floor": [{"area": "B", "cost": 10}],
    }
    assert ids(answer(raw, 10))["line"] == ["b", "c"]


def test_fixed_cost_above_the_budget_is_mended_by_what_frees_money() -> None:
    raw = {"interventions": [option("fixed", 1, 10, commitment="must"), option("stop", -2, -6), option("stop more", -1, -4)]}
    assert ids(answer(raw, 6))["line"] == ["fixed", "stop more"]
    assert ids(answer(raw, 4)) == {**all_three(["fixed", "stop", "stop more"]), "optimum": ["fixed", "stop"]}


def test_package_that_adds_no_value_is_passed_over() -> None:
    raw = {"interventions": [option("a", 2, 1), option("harm", -5, 1), option("b", 1, 3)], "requires": [{"if": "a", "then": "harm"}]}
    assert ids(answer(raw, 9)) == all_three(["b"])


def test_what_is_never_worth_funding_is_in_no_portfolio_even_where_a_group_needs_it() -> None:
    raw = {"interventions": [option("a", 1, 1), option("b", 0, 0)], "at_least": [{"of": ["a", "b"], "count": 2}], "budget": 9}
    assert faults(raw).keys() == {"at_least[0]", "interventions[1]"}


# ── What cannot be kept ───────────────────────────────────────────────────────────────────────────────────────────────


def test_budget_with_no_choice_gets_nulls_and_a_warning() -> None:
    raw = {"interventions": [option("a", 1, 5, commitment="must")], "budgets": [4, 6]}
    result = run("portfolio", raw)
    nothing, something = result["value"]["portfolios"]
    assert nothing == {"budget": 4.0, "line": None, "skip": None, "optimum": None}
    assert something["optimum"]["ids"] == ["a"]
    (warning,) = result["warnings"]
    assert (warning["code"], warning["where"]) == ("no_feasible_choice", "budgets[0]")
    assert "costs 5" in warning["message"]


def test_conflict_names_a_smallest_set_of_constraints() -> None:
    raw = {
        "interventions": [
            option("a", 1, 5, commitment="must"),
            option("b", 1, 5, commitment="must"),
            option("c", 1, 1, commitment="never"),
        ],
        "requires": [{"if": "a", "then": "c"}],
        "alternatives": [["a", "b"]],
    }
    assert faults(raw).keys() in (
        {"interventions[0].commitment", "interventions[2].commitment", "requires[0]"},
        {"interventions[0].commitment", "interventions[1].commitment", "alternatives[0]"},
    )
    raw["budget"] = 4
    found = faults(raw)
    assert found.keys() in ({"interventions[0].commitment", "budget"}, {"interventions[1].commitment", "budget"})
    assert any("the budget is 4" in problem for problem in found.values())


def constraints_of(raw: Raw) -> Iterator[tuple[str, Callable[[frozenset[str]], bool]]]:
    """Every constraint by its place, as a test of a set of ids; from the wording, not from the code under test."""
    bare = {"interventions": [{**o, "commitment": "must"} for o in raw["interventions"]]}  # no rule of its own applies to a must
    everyone = frozenset(o["id"] for o in raw["interventions"])
    for n, o in enumerate(raw["interventions"]):
        place, i = f"interventions[{n}]", o["id"]
        if o.get("commitment") == "must":
            yield f"{place}.commitment", lambda s, i=i: i in s
        elif o.get("commitment") == "never":
            yield f"{place}.commitment", lambda s, i=i: i not in s
        elif value_of(o) <= 0 and exact(o["cost"]) >= 0:
            needing = frozenset(r["if"] for r in raw.get("requires", []) if r["then"] == i)
            yield place, lambda s, i=i, needing=needing: i not in s or bool(needing & s)
    for kind in ("requires", "alternatives", "at_most", "at_least", "area_floor", "area_cap"):
        for n, entry in enumerate(raw.get(kind, [])):
            one = {**bare, kind: [entry]}

            def holds(s: frozenset[str], one: Raw = one) -> bool:
                chosen = [{**o, "commitment": "must" if o["id"] in s else "never"} for o in one["interventions"]]
                return is_allowed({**one, "interventions": chosen}, s)

            yield f"{kind}[{n}]", holds
    assert everyone


@pytest.mark.parametrize("block", range(4))
def test_conflict_is_smallest_and_dropping_any_one_mends_it(block: int) -> None:
    seen = 0
    for seed in range(block * 60, block * 60 + 60):
        raw = random_portfolio(4000 + seed, 6, constrained=True, coarse=True)
        raw["budgets"] = []
        if every_allowed(raw):
            continue
        seen += 1
        named = frozenset(faults(raw))
        constraints = dict(constraints_of(raw))
        everyone = sorted(o["id"] for o in raw["interventions"])
        subsets = [frozenset(c) for size in range(len(everyone) + 1) for c in combinations(everyone, size)]
        broken = {frozenset(place for place, holds in constraints.items() if not holds(s)) for s in subsets}
        assert all(b & named for b in broken), "what is named can be kept"
        assert all(any(not b & (named - {place}) for b in broken) for place in named), "more is named than needed"
        for smaller in combinations(constraints, len(named) - 1):
            assert any(b.isdisjoint(smaller) for b in broken), f"{smaller} conflicts and is smaller"
    assert seen > 2


def test_constraint_that_no_choice_keeps_is_named_alone() -> None:
    raw = {"interventions": [option("a", 1, 5, area="A")], "area_floor": [{"area": "A", "cost": 6}]}
    assert faults(raw) == {"area_floor[0]": "cannot be kept by any choice: A gets at least 6"}


# ── Faulty input ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_fault_of_a_question_is_named_at_once() -> None:
    raw = {
        "interventions": [
            {"id": "a", "people": -1, "benefit": 1, "cost": 1},
            {"id": "a", "people": 1, "benefit": 1, "probability": 60, "cost": "1"},
            {"id": "b", "people": {"low": 3, "best": 2, "high": 4}, "benefit": {"low": 1}, "cost": 1, "commitment": "maybe"},
        ],
        "requires": [{"if": "a", "then": "x"}, {"if": "b", "then": "b"}],
        "alternatives": [["a", "a"], ["y"]],
        "at_most": [{"of": [], "count": 1}],
        "at_least": [{"of": ["a"], "count": 2}],
        "area_cap": [{"area": "nowhere", "cost": 1}],
        "budgets": [None],
    }
    assert faults(raw) == {
        "interventions[0].people": "must be 0 or more",
        "interventions[1].id": "must be given only once; it is the same as that of interventions[0]",
        "interventions[1].probability": "must lie between 0 and 1; this looks like a percentage: write 0.6",
        "interventions[1].cost": "must be a number",
        "interventions[2].people": "must rise from low over best to high",
        "interventions[2].benefit.best": "must be given",
        "interventions[2].benefit.high": "must be given",
        "interventions[2].commitment": 'must be "open", "must" or "never"',
        "requires[0].then": "must be the id of an intervention",
        "requires[1].then": "must be another intervention than the one that requires it",
        "alternatives[0][1]": "must be named only once; it is the same as alternatives[0][0]",
        "alternatives[1][0]": "must be the id of an intervention",
        "at_most[0].of": "must not be empty",
        "at_least[0].count": "must be at most 1, the number of interventions named",
        "area_cap[0].area": "must be the area of an intervention",
        "budgets[0]": "must be a number",
    }


def test_no_interventions_is_a_fault() -> None:
    assert faults({"interventions": []}) == {"interventions": "must not be empty"}


def test_budgets_are_answered_in_the_order_asked() -> None:
    raw = {"interventions": [option("a", 1, 5)], "budget": 7, "budgets": [9, 3, 9]}
    assert [p["budget"] for p in run("portfolio", raw)["value"]["portfolios"]] == [7, 9, 3, 9]
    assert [p["budget"] for p in run("portfolio", {**raw, "budget": 3})["value"]["portfolios"]] == [9, 3, 9]
    assert run("portfolio", {"interventions": raw["interventions"]})["value"]["portfolios"] == []


# ── Where the lists grow too long ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
def test_highs_takes_over_where_lists_grow_too_long(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontier, "MOST_STATES", 2)
    monkeypatch.setattr(frontier, "_MOST_OPEN", 1)
    raw = random_portfolio(5000 + seed, 8, constrained=seed % 2 == 0)
    expected = [best_by_enumeration(raw, budget) for budget in raw["budgets"]]
    if not any(e is not None for e in expected):
        with pytest.raises(FaultyInput):
            run("portfolio", raw)
        return
    result = run("portfolio", raw)
    assert result["value"]["optimum_frontier_complete"] is False
    assert "frontier_not_complete" in {w["code"] for w in result["warnings"]}
    for chosen, answered in zip(expected, result["value"]["portfolios"], strict=True):
        if chosen is None:
            assert answered["optimum"] is None
        else:
            cost, value = cost_and_value(raw, chosen)
            assert (answered["optimum"]["cost"], answered["optimum"]["value"]) == (float(cost), float(value))
            assert answered["optimum"]["proven"] is True
            check_choice(raw, answered, "line")
            check_choice(raw, answered, "skip")


def hard_question(seed: int) -> Raw:
    rng = random.Random(seed)
    costs = [rng.randint(1000, 9999) for _ in range(60)]
    options = [option(f"i{n}", c + rng.randint(-300, 900), c, area="ABCD"[n % 4]) for n, c in enumerate(costs)]
    groups = [{"of": [f"i{n}" for n in rng.sample(range(60), 30)], "count": 7} for _ in range(6)]
    caps = [{"area": area, "cost": sum(costs) // 11 + 7} for area in "ABCD"]
    return {"interventions": options, "budget": sum(costs) // 3, "area_cap": caps, "at_most": groups}


def test_choice_that_highs_cannot_prove_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontier, "MOST_STATES", 2)
    monkeypatch.setattr(frontier, "_MOST_OPEN", 1)
    monkeypatch.setattr("lodestar.methods.portfolio.highs._NODES", 1)
    unproven = 0
    for seed in range(4):
        raw = hard_question(seed)
        result = run("portfolio", raw)
        optimum = result["value"]["portfolios"][0]["optimum"]
        best = best_by_highs(raw, raw["budget"])
        assert best is not None
        assert optimum["value"] <= best + 1e-6
        assert best <= optimum["value"] * (1 + optimum["gap"]) + 1e-6
        assert optimum["proven"] == (optimum["gap"] == 0) == ("not_proven" not in {w["code"] for w in result["warnings"]})
        unproven += not optimum["proven"]
    assert unproven


def test_result_is_the_same_from_text_and_from_python() -> None:
    raw = random_portfolio(7, 10, constrained=True)
    assert run_json("portfolio", json.dumps(raw)) == run("portfolio", raw)


def test_hostile_value_anywhere_in_a_question_with_every_constraint() -> None:
    raw = {
        "interventions": [
            option("a", 3, 2, area="A", probability={"low": 0.1, "best": 0.5, "high": 1}),
            option("b", 2, 2.5, area="B", commitment="must", name="Bee"),
            {"id": "c", "people": {"low": 1, "best": 2, "high": 3}, "benefit": 1, "cost": {"low": -1, "best": 1, "high": 2}, "area": "B"},
        ],
        "budget": 5,
        "budgets": [3, 4.5],
        "requires": [{"if": "a", "then": "c"}],
        "alternatives": [["a", "b"]],
        "at_most": [{"of": ["a", "c"], "count": 1}],
        "at_least": [{"of": ["b", "c"], "count": 1}],
        "area_floor": [{"area": "B", "cost": 2}],
        "area_cap": [{"area": "A", "cost": 9}],
    }
    assert answer({**raw, "budgets": []}, 5)["optimum"]["ids"] == ["b", "c"]
    for path in places(raw):
        for hostile in HOSTILE.values():
            told_of("portfolio", replaced(raw, path, hostile))


@pytest.mark.parametrize("seed", [*range(12), 125])
def test_line_and_skip_stay_as_they_are_until_the_next_budget_the_walk_notes(seed: int) -> None:
    raw = random_portfolio(seed, 8, constrained=seed % 2 == 1, coarse=seed % 3 == 0)
    walks = walks_at_every_budget(PortfolioInput.model_validate({**raw, "budgets": []}))
    if not walks.steps:
        assert not every_allowed(raw)
        return
    low, high = walks.steps[0].from_budget, walks.steps[-1].from_budget + 5
    budgets = sorted({round(low + (high - low) * n / 40, 2) for n in range(41)})
    for answered in run("portfolio", {**raw, "budgets": budgets})["value"]["portfolios"]:
        if answered["line"] is not None:
            step = [s for s in walks.steps if s.from_budget <= answered["budget"]][-1]
            assert (step.line.ids, step.skip.ids) == (answered["line"]["ids"], answered["skip"]["ids"])
