"""Portfolios under uncertainty: every draw's optimum is that of slow search and of HiGHS; flips are where the optimum changes."""

from __future__ import annotations

import copy
import json
import math
import os
import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bench.bench_portfolio import highs_in_draw, question, with_ranges
from lodestar.methods import FaultyInput, run
from lodestar.methods.portfolio.models import Range
from lodestar.methods.portfolio_uncertainty import PortfolioUncertaintyInput
from lodestar.methods.portfolio_uncertainty.draws import drawn, mean_of
from lodestar.methods.portfolio_uncertainty.question import draws_of, tables_of
from lodestar.methods.portfolio_uncertainty.solve import Solver
from tests.methods.portfolio_oracles import Raw, best_by_enumeration, best_by_highs, cost_and_value, every_allowed, random_portfolio

DEEP = bool(os.environ.get("LODESTAR_DEEP"))
FIELDS = ("people", "benefit", "probability", "cost")


def ranged(raw: Raw, seed: int, *, share: float = 0.4, draws: int = 20) -> Raw:
    """The same question with a range on most numbers, and one budget."""
    rng = random.Random(seed)
    made = copy.deepcopy(raw)
    made.pop("budgets", None)
    for option in made["interventions"]:
        for field in FIELDS:
            best = option.get(field)
            if best is None or rng.random() < 0.3:
                continue
            low, high = sorted((round(best * rng.uniform(0.5, 1), 3), round(best * rng.uniform(1, 1.5), 3)))
            option[field] = {"low": low, "best": best, "high": min(high, 1.0) if field == "probability" else high}
    total = sum(max(0.0, float(o["cost"]["best"] if isinstance(o["cost"], dict) else o["cost"])) for o in made["interventions"])
    return {**made, "budget": round(total * share, 2), "draws": draws, "seed": seed}


def as_typed(raw: Raw) -> PortfolioUncertaintyInput:
    return PortfolioUncertaintyInput.model_validate(raw)


def drawn_question(raw: Raw, tables: Any, values: Any, costs: Any) -> Raw:
    """One draw as a plain question in whole units, for the oracles."""
    place = {o.id: i for i, o in enumerate(tables.problem.options)}
    options = []
    for option in raw["interventions"]:
        i = place[option["id"]]
        options.append({**option, "people": 1, "probability": 1, "benefit": int(values[i]), "cost": int(costs[i])})
    scaled = {
        kind: [{**entry, "cost": int(tables.cost_scale.units(_decimal(entry["cost"])))} for entry in raw.get(kind, [])]
        for kind in ("area_floor", "area_cap")
    }
    return {**raw, "interventions": options, **scaled}


def _decimal(number: float) -> Any:
    from lodestar.methods.portfolio.problem import decimal_of

    return decimal_of(number)


def solved_draws(raw: Raw) -> Any:
    tables = tables_of(as_typed(raw))
    solver = Solver(tables)
    if not solver.best.possible[0]:
        pytest.skip("nothing keeps these constraints at best")
    draws = draws_of(tables)
    return tables, draws, solver.solve(draws.values, draws.costs)


# ── The optimum of each draw ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("seed", range(40 if DEEP else 6))
def test_optimum_of_every_draw_is_that_of_slow_search(constrained: bool, coarse: bool, seed: int) -> None:
    raw = ranged(random_portfolio(seed, 4 + seed % 5, constrained=constrained, coarse=coarse), seed, draws=12)
    tables, draws, solved = solved_draws(raw)
    for d in range(raw["draws"]):
        costs = draws.costs[d % len(draws.costs)]
        expected = best_by_enumeration(drawn_question(raw, tables, draws.values[d], costs), int(tables.budget))
        assert bool(solved.possible[d]) == (expected is not None)
        assert tables.ids(solved.chosen[d]) == list(expected or ())


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("seed", range(60 if DEEP else 4))
def test_optimum_of_draws_of_many_options_is_that_of_highs(constrained: bool, seed: int) -> None:
    raw = ranged(random_portfolio(700 + seed, 30 + seed, constrained=constrained), seed, draws=6)
    tables, draws, solved = solved_draws(raw)
    size = np.abs(draws.values).max() / 1e4, np.abs(draws.costs).max() / 1e4
    for d in range(raw["draws"]):
        question = drawn_question(raw, tables, draws.values[d], draws.costs[d % len(draws.costs)])
        for option in question["interventions"]:
            option["benefit"], option["cost"] = option["benefit"] / size[0], option["cost"] / size[1]
        for entry in [*question["area_floor"], *question["area_cap"]]:
            entry["cost"] /= size[1]
        expected = best_by_highs(question, tables.budget / size[1])
        assert bool(solved.possible[d]) == (expected is not None)
        assert solved.proven[d]
        if expected is not None:
            assert float(draws.values[d] @ solved.chosen[d]) / size[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("seed", range(20 if DEEP else 2))
def test_optimum_of_draws_of_48_closely_linked_options_is_that_of_highs(seed: int) -> None:
    raw = {**with_ranges(question(48, 1 + seed, constrained=True), seed), "draws": 12}
    tables, draws, solved = solved_draws(raw)
    for d in range(raw["draws"]):
        found = highs_in_draw(tables, draws.values[d], draws.costs[d])
        assert float(draws.values[d] @ solved.chosen[d]) == pytest.approx(found, rel=1e-6)


def test_draw_that_the_search_gives_up_is_solved_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = ranged(random_portfolio(3, 14, constrained=True), 3, draws=10)
    tables, draws, solved = solved_draws(raw)
    monkeypatch.setattr("lodestar.methods.portfolio_uncertainty.solve._NODES", 0)
    again = Solver(tables).solve(draws.values, draws.costs)
    assert (again.chosen == solved.chosen).all()
    assert again.proven.all()


def test_many_equal_options_are_no_harder_than_others() -> None:
    options = [{"id": f"i{n:02d}", "people": 10, "benefit": 0.5, "cost": 100} for n in range(40)]
    options[0]["cost"] = {"low": 90, "best": 100, "high": 130}
    value = run("portfolio_uncertainty", {"interventions": options, "budget": 2050, "draws": 500})["value"]
    assert value["draws_not_proven"] == 0
    told = {i["id"]: i["probability_funded"] for i in value["interventions"]}
    assert [i for i, share in told.items() if share == 1] == [f"i{n:02d}" for n in range(1, 20)]
    assert told["i00"] + told["i20"] == 1


def test_plain_python_gives_the_same_answers() -> None:
    raw = ranged(random_portfolio(11, 8, constrained=True), 5, draws=40)
    script = "import json, sys; from lodestar.methods import run; print(json.dumps(run('portfolio_uncertainty', json.load(sys.stdin))))"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    told = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(raw), capture_output=True, text=True, check=True, env=environment
    )
    assert json.loads(told.stdout) == run("portfolio_uncertainty", raw)


# ── Draws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("best", [10.0, 12.0, 20.0, 29.5, 30.0])
def test_draws_follow_their_distribution(best: float) -> None:
    estimate = Range(low=10, best=best, high=30)
    a = 1 + 4 * (best - 10) / 20
    exact = {
        "pert": stats.beta(a, 6 - a, 10, 20),
        "triangular": stats.triang((best - 10) / 20, 10, 20),
        "uniform": stats.uniform(10, 20),
    }
    for name, distribution in exact.items():
        draws = np.asarray(drawn(estimate, draws=50_000, seed=3, id_="a", field="cost", distribution=name))  # type: ignore[arg-type]
        assert draws.min() >= 10
        assert draws.max() <= 30
        assert stats.kstest(draws, distribution.cdf).pvalue > 0.001
        assert mean_of(estimate, name) == pytest.approx(distribution.mean())  # type: ignore[arg-type]


def test_pert_quantiles_are_those_of_the_beta_distribution() -> None:
    from lodestar.methods.portfolio_uncertainty.draws import _pert

    level = np.concatenate([np.logspace(-6, -1, 50), np.linspace(0.1, 0.9, 81), 1 - np.logspace(-1, -6, 50)])
    for mode in (0.0, 0.1, 0.37, 0.5, 0.9, 1.0):
        assert np.abs(_pert(level, mode) - stats.beta.ppf(level, 1 + 4 * mode, 5 - 4 * mode)).max() < 3e-5


def test_changing_one_number_leaves_all_other_draws_as_they_are() -> None:
    raw = ranged(random_portfolio(2, 6, constrained=False), 2)
    changed = copy.deepcopy(raw)
    changed["interventions"][0]["cost"] = {"low": 1, "best": 2, "high": 3}
    changed["interventions"].append({"id": "zz", "people": 1, "benefit": {"low": 1, "best": 2, "high": 4}, "cost": 1})
    before, after = (draws_of(tables_of(as_typed(r))).fields for r in (raw, changed))
    for i in range(6):
        for field in FIELDS:
            if (i, field) != (0, "cost"):
                assert np.array_equal(before[i].get(field, 1), after[i].get(field, 1))


def test_first_draws_of_many_are_the_draws_of_few() -> None:
    raw = ranged(random_portfolio(2, 6, constrained=False), 2)
    few, many = (draws_of(tables_of(as_typed({**raw, "draws": count}))) for count in (10, 40))
    assert (many.values[:10] == few.values).all()


def test_seed_repeats_and_order_of_input_changes_nothing() -> None:
    raw = ranged(random_portfolio(11, 8, constrained=True), 4, draws=300)
    first = run("portfolio_uncertainty", raw)
    assert run("portfolio_uncertainty", raw) == first
    assert run("portfolio_uncertainty", {**raw, "seed": 5})["value"] != first["value"]
    turned = run("portfolio_uncertainty", {**raw, "interventions": raw["interventions"][::-1]})["value"]
    turned["interventions"].reverse()
    assert turned == first["value"]


# ── Chances and ranks ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_ranges_everything_is_core_or_exterior() -> None:
    raw = {
        "interventions": [{"id": i, "people": 1, "benefit": v, "cost": c} for i, v, c in (("a", 6, 4), ("b", 5, 3), ("c", 4, 3))],
        "budget": 6,
    }
    value = run("portfolio_uncertainty", raw)["value"]
    told = {i["id"]: (i["probability_funded"], i["label"], i["rank_low"], i["rank_median"], i["rank_high"]) for i in value["interventions"]}
    assert told == {"a": (0, "exterior", 2, 2, 2), "b": (1, "core", 1, 1, 1), "c": (1, "core", 3, 3, 3)}
    assert (value["evpi"], value["tornado"], value["expected_value_of_current_choice"]) == (0, [], 9)
    assert all(e["value"] == 0 for e in value["evppi"])


def test_ranks_are_percentiles_of_the_order_by_value_for_money() -> None:
    raw = ranged(random_portfolio(8, 7, constrained=False, coarse=True), 8, draws=60)
    raw["interventions"][2]["present_cost"] = {"low": 1, "best": 2, "high": 9}
    tables = tables_of(as_typed(raw))
    draws = draws_of(tables)
    places: dict[str, list[int]] = {o["id"]: [] for o in raw["interventions"]}
    for d in range(60):
        options = [
            {"id": o.id, "people": 1, "benefit": float(draws.values[d, i]), "cost": 1, "present_cost": float(draws.judged[d, i])}
            for i, o in enumerate(tables.problem.options)
        ]
        for rated in run("portfolio", {"interventions": options})["value"]["interventions"]:
            places[rated["id"]].append(rated["rank"])
    for told in run("portfolio_uncertainty", raw)["value"]["interventions"]:
        ordered = sorted(places[told["id"]])
        assert [told[f"rank_{k}"] for k in ("low", "median", "high")] == [ordered[math.ceil(s * 60) - 1] for s in (0.05, 0.5, 0.95)]


def test_draw_in_which_nothing_is_possible_funds_nothing_and_is_counted() -> None:
    raw = {
        "interventions": [
            {"id": "a", "people": 1, "benefit": 5, "cost": {"low": 1, "best": 2, "high": 5}, "commitment": "must"},
            {"id": "b", "people": 1, "benefit": 5, "cost": 1},
        ],
        "budget": 3,
        "distribution": "uniform",
    }
    result = run("portfolio_uncertainty", raw)
    value = result["value"]
    assert value["draws_without_choice"] == pytest.approx(5000, abs=200)
    assert value["interventions"][0]["probability_funded"] == pytest.approx(1 - value["draws_without_choice"] / 10_000)
    assert "draws_without_choice" in {w["code"] for w in result["warnings"]}


def test_question_without_any_choice_names_the_conflict() -> None:
    raw = {"interventions": [{"id": "a", "people": 1, "benefit": 1, "cost": 5, "commitment": "must"}], "budget": 4}
    with pytest.raises(FaultyInput) as caught:
        run("portfolio_uncertainty", raw)
    assert {f.where for f in caught.value.faults} == {"budget", "interventions[0].commitment"}


# ── Value of information ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_value_of_information_is_that_of_all_choices_compared(constrained: bool, seed: int) -> None:
    raw = ranged(random_portfolio(300 + seed, 7, constrained=constrained), seed, draws=400)
    plain = {**raw, "interventions": [{k: v["best"] if isinstance(v, dict) else v for k, v in o.items()} for o in raw["interventions"]]}
    allowed = [ids for cost, _, ids in every_allowed(plain) if cost <= raw["budget"]]
    if not allowed:
        pytest.skip("nothing keeps these constraints")
    tables = tables_of(as_typed(raw))
    fields = draws_of(tables).fields
    ids = [o.id for o in tables.problem.options]
    member = np.array([[i in chosen for i in ids] for chosen in allowed], float)
    value = np.array([f["people"] * f["benefit"] * f["probability"] * np.ones(400) for f in fields])
    means = np.array([math.prod(mean_of(getattr(g, k), "pert") for k in FIELDS[:3]) for g in tables.given])
    current = int(np.argmax(member @ means))
    answer = run("portfolio_uncertainty", raw)["value"]
    assert answer["expected_value_of_current_choice"] == pytest.approx((member @ means)[current])
    assert answer["evpi"] == pytest.approx(((member @ value).max(axis=0) - (member @ value)[current]).mean(), rel=1e-9, abs=1e-9)
    for entry in answer["evppi"]:
        i = ids.index(entry["id"])
        given = tables.given[i]
        known = {k: fields[i][k] if entry["field"] in (k, "value") else mean_of(getattr(given, k), "pert") for k in FIELDS[:3]}
        learnt = np.tile(means[:, None], (1, 400))
        learnt[i] = math.prod(known.values())
        expected = ((member @ learnt).max(axis=0) - (member @ learnt)[current]).mean()
        assert entry["value"] == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert entry["value"] >= 0


def test_all_that_is_uncertain_in_one_number_is_worth_as_much_as_all() -> None:
    raw = ranged(random_portfolio(21, 8, constrained=False), 1, draws=500)
    options = [{k: v["best"] if isinstance(v, dict) else v for k, v in o.items()} for o in raw["interventions"]]
    funded = run("portfolio_uncertainty", {**raw, "interventions": options})["value"]["best_estimate_choice"]["ids"][0]
    uncertain = next(o for o in options if o["id"] == funded)
    uncertain["benefit"] = {"low": -uncertain["benefit"], "best": uncertain["benefit"], "high": 2 * uncertain["benefit"]}
    value = run("portfolio_uncertainty", {**raw, "interventions": options})["value"]
    assert value["evpi"] > 0
    assert value["evppi"][0]["id"] == funded
    assert value["evppi"][0]["value"] == pytest.approx(value["evpi"])


# ── Flips and tornado ─────────────────────────────────────────────────────────────────────────────────────────────────


def optimum(raw: Raw, id_: str, field: str, number: float) -> list[str] | None:
    """The optimum with one number of one intervention changed; None where nothing is possible."""
    options = [{**o, field: number} if o["id"] == id_ else o for o in raw["interventions"]]
    try:
        found = run("portfolio", {k: v for k, v in {**raw, "interventions": options}.items() if k not in ("draws", "seed")})
    except FaultyInput:
        return None
    chosen: list[str] = found["value"]["portfolios"][0]["optimum"]["ids"]
    return chosen


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("seed", range(30 if DEEP else 5))
def test_flips_are_where_the_optimum_first_changes(constrained: bool, seed: int) -> None:
    raw = ranged(random_portfolio(400 + seed, 6, constrained=constrained), seed, draws=10)
    if raw.get("area_floor"):
        raw["area_floor"] = []
    try:
        value = run("portfolio_uncertainty", raw)["value"]
    except FaultyInput:
        return
    now = value["best_estimate_choice"]["ids"]
    for told, given in zip(value["interventions"], raw["interventions"], strict=True):
        for field in FIELDS:
            estimate = given.get(field, 1.0)
            best = estimate["best"] if isinstance(estimate, dict) else estimate
            low, high = (estimate["low"], estimate["high"]) if isinstance(estimate, dict) else (estimate, estimate)
            far = 10 * max(abs(low), abs(high))
            bottom = min(0.0, 10 * low) if field in ("cost", "benefit") else 0.0
            top = 1.0 if field == "probability" else far
            flips = {f["direction"]: f for f in told["flips"] if f["field"] == field}
            assert len(flips) == sum(f["field"] == field for f in told["flips"])
            for direction, end in (("down", bottom), ("up", top)):
                check_way(raw, told["id"], field, (best, end), flips.get(direction), now)


def check_way(raw: Raw, id_: str, field: str, way: tuple[float, float], flip: Raw | None, now: list[str]) -> None:  # noqa: PLR0917
    """Nothing changes before the flip; just past it, the optimum is what the flip says."""
    best, end = way
    last = end if flip is None else flip["at"]
    for n in range(7):
        between = best + (last - best) * n / 7
        assert optimum(raw, id_, field, between) == now, (id_, field, between, flip)
    if flip is not None:
        past = flip["at"] + math.copysign(max(abs(flip["at"]), 1e-3) * 1e-7, 1 if flip["direction"] == "up" else -1)
        past = flip["at"] if flip["then"]["words"].startswith("At or") else past
        found = optimum(raw, id_, field, past) or []
        assert set(flip["then"]["enters"]) == set(found) - set(now), (id_, field, flip)
        assert set(flip["then"]["leaves"]) == set(now) - set(found)
        assert flip["then"]["words"].endswith(".")


def test_tornado_gives_the_optimum_at_both_ends_widest_first() -> None:
    raw = ranged(random_portfolio(31, 7, constrained=False), 3, draws=10)
    plain = {**raw, "interventions": [{k: v["best"] if isinstance(v, dict) else v for k, v in o.items()} for o in raw["interventions"]]}
    bars = run("portfolio_uncertainty", raw)["value"]["tornado"]
    assert [b["swing"] for b in bars] == sorted((b["swing"] for b in bars), reverse=True)
    assert len(bars) == sum(isinstance(o.get(f), dict) for o in raw["interventions"] for f in FIELDS)
    for bar in bars:
        for end in ("low", "high"):
            options = [{**o, bar["field"]: bar[end]} if o["id"] == bar["id"] else o for o in plain["interventions"]]
            chosen = best_by_enumeration({**plain, "interventions": options}, raw["budget"])
            expected = float(cost_and_value({"interventions": options}, chosen)[1])
            assert bar[f"value_at_{end}"] == pytest.approx(expected)
