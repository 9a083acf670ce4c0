"""Value for money on present cost; today's spend against the same money, the same value, and swaps."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest

from lodestar.methods import FaultyInput, run
from lodestar.methods.portfolio import frontier
from tests.methods.portfolio_oracles import (
    Raw,
    best_by_enumeration,
    best_by_highs,
    cost_and_value,
    every_allowed,
    exact,
    is_allowed,
    random_portfolio,
    value_of,
)


def option(id_: str, value: float, cost: float, **more: Any) -> Raw:
    return {"id": id_, "people": 1, "benefit": value, "cost": cost, **more}


def with_today(seed: int, size: int, *, coarse: bool = False) -> Raw:
    raw = random_portfolio(seed, size, constrained=True, coarse=coarse)
    rng = random.Random(seed)
    for given in raw["interventions"]:
        given["running"] = rng.random() < 0.4
    raw.pop("budgets")
    return raw


def running(raw: Raw) -> list[str]:
    return sorted(o["id"] for o in raw["interventions"] if o["running"])


# ── Present cost ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_value_for_money_and_rank_go_by_present_cost_and_the_budget_by_cost() -> None:
    raw = {"interventions": [option("a", 10, 5), option("b", 10, 6, present_cost={"low": 1, "best": 4, "high": 9})], "budget": 5}
    value = run("portfolio", raw)["value"]
    assert {i["id"]: (i["value_for_money"], i["rank"]) for i in value["interventions"]} == {"a": (2.0, 2), "b": (2.5, 1)}
    assert value["portfolios"][0]["optimum"] == {
        "ids": ["a"],
        "cost": 5.0,
        "value": 10.0,
        "proven": True,
        "gap": 0.0,
        "differences": value["portfolios"][0]["optimum"]["differences"],
    }
    assert value["portfolios"][0]["line"]["ids"] == []
    assert [s["id"] for s in value["efficiency_frontier"]] == ["b", "a"]
    assert [s["cumulative_cost"] for s in value["efficiency_frontier"]] == [6, 11]


def test_what_pays_for_itself_over_the_years_comes_first() -> None:
    raw = {"interventions": [option("a", 10, 1), option("saves", 1, 6, present_cost=-2)]}
    rated = {i["id"]: i for i in run("portfolio", raw)["value"]["interventions"]}
    assert (rated["saves"]["rank"], rated["saves"]["dominant"], rated["saves"]["value_for_money"]) == (1, True, None)


def test_present_cost_never_changes_the_optimum() -> None:
    for seed in range(10):
        raw = random_portfolio(seed, 8, constrained=True)
        other = {**raw, "interventions": [{**o, "present_cost": random.Random(seed).random() * 50} for o in raw["interventions"]]}
        assert frontier_of(raw) == frontier_of(other)


def frontier_of(raw: Raw) -> Any:
    try:
        return run("portfolio", {**raw, "budgets": []})["value"]["optimum_frontier"]
    except FaultyInput as fault:
        return [f.where for f in fault.faults]


# ── Today's spend ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(40))
def test_same_money_and_same_value_are_those_of_slow_search(seed: int) -> None:
    raw = with_today(seed, 5 + seed % 5, coarse=seed % 2 == 0)
    allowed = every_allowed(raw)
    if not allowed:
        return
    value = run("portfolio", raw)["value"]
    cost, worth = cost_and_value(raw, running(raw))
    assert value["today"] == {"ids": running(raw), "cost": float(cost), "value": float(worth)}
    money = best_by_enumeration(raw, cost)
    assert (value["same_money"] or {}).get("ids") == (None if money is None else list(money))
    enough = [a for a in allowed if a[1] >= worth]
    if not enough:
        assert value["same_value"] is None
        return
    cheapest = min(enough, key=lambda a: (a[0], -a[1]))
    assert (value["same_value"]["cost"], value["same_value"]["value"]) == (float(cheapest[0]), float(cheapest[1]))
    assert is_allowed(raw, frozenset(value["same_value"]["ids"]))


@pytest.mark.parametrize("seed", range(12))
def test_same_money_and_same_value_of_many_options_are_those_of_highs(seed: int) -> None:
    raw = with_today(900 + seed, 20 + seed)
    if frontier_of(raw) and isinstance(frontier_of(raw)[0], str):
        return
    value = run("portfolio", raw)["value"]
    cost, worth = cost_and_value(raw, running(raw))
    best = best_by_highs(raw, cost)
    assert (value["same_money"] is None) == (best is None)
    if best is not None:
        assert value["same_money"]["value"] == pytest.approx(best, rel=1e-7)
    if value["same_value"] is not None:
        assert value["same_value"]["value"] >= float(worth)
        cheaper = best_by_highs(raw, value["same_value"]["cost"] - 0.005)
        assert cheaper is None or cheaper < float(worth)


def test_the_same_where_lists_grow_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"interventions": [option("a", 5, 4, running=True), option("b", 9, 4), option("c", 6, 3), option("d", 2, 1)]}
    expected = run("portfolio", raw)["value"]
    monkeypatch.setattr(frontier, "MOST_STATES", 2)
    value = run("portfolio", raw)["value"]
    assert value["optimum_frontier_complete"] is False
    for name in ("today", "same_money", "swaps"):
        assert value[name] == expected[name]
    assert value["same_value"]["cost"] == expected["same_value"]["cost"]


@pytest.mark.parametrize("seed", range(30))
def test_swaps_rise_in_value_keep_within_todays_cost_and_break_nothing(seed: int) -> None:
    raw = with_today(2000 + seed, 10, coarse=seed % 3 == 0)
    if not every_allowed(raw):
        return
    value = run("portfolio", raw)["value"]
    options = {o["id"]: o for o in raw["interventions"]}
    chosen = frozenset(value["today"]["ids"])
    cost, was_allowed = cost_and_value(raw, chosen)[0], is_allowed(raw, chosen)
    used: set[str] = set()
    for swap in value["swaps"]:
        assert swap["stop"] in chosen
        assert swap["start"] not in chosen
        assert not used & {swap["stop"], swap["start"]}
        used |= {swap["stop"], swap["start"]}
        assert options[swap["stop"]].get("commitment") != "must"
        assert options[swap["start"]].get("commitment") != "never"
        assert swap["value_change"] == pytest.approx(float(value_of(options[swap["start"]]) - value_of(options[swap["stop"]])))
        assert swap["value_change"] > 0
        assert swap["cost_change"] == pytest.approx(float(exact(options[swap["start"]]["cost"]) - exact(options[swap["stop"]]["cost"])))
        chosen = chosen - {swap["stop"]} | {swap["start"]}
        assert cost_and_value(raw, chosen)[0] <= cost
        assert is_allowed(raw, chosen) or not was_allowed
    slopes = [slope(options, swap) for swap in value["swaps"]]
    assert slopes == sorted(slopes, reverse=True)
    if was_allowed and value["swaps"]:
        assert cost_and_value(raw, chosen)[1] <= exact(str(value["same_money"]["value"])) + exact("0.000001")


def slope(options: dict[str, Raw], swap: Raw) -> float:
    stop, start = options[swap["stop"]], options[swap["start"]]
    if exact(start["cost"]) <= 0 or value_of(stop) <= 0:
        return float("inf")
    return float((value_of(start) / exact(start["cost"])) / (value_of(stop) / exact(stop["cost"])))


def test_swaps_come_in_order_of_gain_to_loss() -> None:
    raw = {
        "interventions": [
            option("old clinic", 2, 10, running=True),
            option("leaflets", 1, 2, running=True),
            option("outreach", 8, 10, running=False),
            option("texts", 3, 2),
        ]
    }
    value = run("portfolio", raw)["value"]
    assert value["swaps"] == [
        {"stop": "old clinic", "start": "texts", "cost_change": -8.0, "value_change": 1.0},
        {"stop": "leaflets", "start": "outreach", "cost_change": 8.0, "value_change": 7.0},
    ]
    assert value["same_money"]["ids"] == ["outreach", "texts"]
    assert value["same_value"]["ids"] == ["texts"]


def test_without_a_word_on_what_runs_nothing_is_compared() -> None:
    value = run("portfolio", {"interventions": [option("a", 1, 1)]})["value"]
    assert (value["today"], value["same_money"], value["same_value"], value["swaps"]) == (None, None, None, [])


def test_today_that_breaks_a_constraint_is_said() -> None:
    raw = {"interventions": [option("a", 5, 4, running=True), option("b", 4, 4, running=True)], "alternatives": [["a", "b"]]}
    result = run("portfolio", raw)
    assert {w["code"] for w in result["warnings"]} == {"today_breaks_a_constraint", "no_choice_for_same_value"}
    assert result["value"]["same_money"]["ids"] == ["a"]
    assert result["value"]["same_value"] is None


def test_running_must_be_true_or_false() -> None:
    with pytest.raises(FaultyInput) as caught:
        run("portfolio", {"interventions": [option("a", 1, 1, running="yes", present_cost="2")]})
    assert {f.where for f in caught.value.faults} == {"interventions[0].running", "interventions[0].present_cost"}


def test_every_single_swap_left_out_would_not_help() -> None:
    """No further one-for-one swap of unused options would raise value within today's cost."""
    for seed in range(20):
        raw = random_portfolio(seed, 7, constrained=False, coarse=True)
        raw.pop("budgets")
        for n, given in enumerate(raw["interventions"]):
            given["running"] = n % 2 == 0
        value = run("portfolio", raw)["value"]
        chosen = frozenset(value["today"]["ids"])
        most = cost_and_value(raw, chosen)[0]
        used = {i for swap in value["swaps"] for i in (swap["stop"], swap["start"])}
        assert len(used) == 2 * len(value["swaps"])
        if not value["swaps"]:
            for stop, start in combinations(sorted(o["id"] for o in raw["interventions"]), 2):
                for one, other in ((stop, start), (start, stop)):
                    if one in chosen and other not in chosen and is_allowed(raw, chosen - {one} | {other}):
                        cost, worth = cost_and_value(raw, chosen - {one} | {other})
                        stopped = next(o for o in raw["interventions"] if o["id"] == one)
                        assert cost > most or worth <= cost_and_value(raw, chosen)[1] or exact(stopped["cost"]) <= 0
