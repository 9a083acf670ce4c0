"""The optimum at every budget, and in every draw, against HiGHS and OR-tools, side by side in one run: `python -m bench portfolio`.

Targets: the whole frontier of 48 options within 25 ms, of 200 within 500 ms; the optimum in each of 10,000 draws of 48 options
within 0.2 s, with constraints within 1 s; the value of knowing each of 48 values within 50 ms.
Rivals that take minutes are asked at a sample of the same budgets or draws, and their time is scaled to all of them.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from lodestar.methods import run
from lodestar.methods.portfolio import exact
from lodestar.methods.portfolio.models import PortfolioInput
from lodestar.methods.portfolio.problem import Problem, problem_of
from lodestar.methods.portfolio_uncertainty import PortfolioUncertaintyInput, warm
from lodestar.methods.portfolio_uncertainty.information import information, value_of_each
from lodestar.methods.portfolio_uncertainty.question import Tables, draws_of, tables_of
from lodestar.methods.portfolio_uncertainty.solve import Solver

SAMPLE = 12
DRAWS = 10_000
Raw = dict[str, Any]


def question(size: int, seed: int, *, correlated: bool = False, constrained: bool = False) -> Raw:
    rng = random.Random(seed)
    interventions = []
    for n in range(size):
        cost = rng.randint(5_000, 400_000)
        people = rng.randint(20, 4_000)
        benefit = round(cost / people / 50_000 * rng.uniform(0.8, 1.2), 4) if correlated else round(rng.uniform(0.005, 0.6), 3)
        option = {"id": f"i{n:03d}", "area": f"area {n % 8}", "people": people, "benefit": benefit, "cost": cost}
        interventions.append({**option, "probability": round(rng.uniform(0.3, 0.95), 2)})
    raw: Raw = {"interventions": interventions}
    if constrained:
        ids = [i["id"] for i in interventions]
        interventions[3]["commitment"], interventions[5]["commitment"] = "must", "never"
        raw["requires"] = [{"if": ids[0], "then": ids[9]}, {"if": ids[17], "then": ids[2]}]
        raw["alternatives"] = [[ids[8], ids[16]], [ids[11], ids[19], ids[27]]]
        raw["at_most"] = [{"of": ids[20:26], "count": 3}]
        raw["at_least"] = [{"of": ids[30:36], "count": 1}]
        raw["area_floor"] = [{"area": "area 4", "cost": 120_000}, {"area": "area 6", "cost": 80_000}]
        raw["area_cap"] = [{"area": "area 1", "cost": 600_000}]
    return raw


def best_of(work: Callable[[], Any], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def highs_at(problem: Problem, budget: int) -> tuple[float, float]:
    """Highest value within a budget by HiGHS, and the seconds it took."""
    width = len(problem.options)
    rows = []
    for row in problem.rows:
        low, high = -np.inf if row.low is None else row.low, np.inf if row.high is None else row.high
        rows.append(LinearConstraint([row.parts.get(i, 0) for i in range(width)], low, high))
    scale = max(problem.values)
    goal = [-v / scale for v in problem.values]
    rows.append(LinearConstraint(problem.costs, -np.inf, budget))
    start = time.perf_counter()
    answer = milp(goal, constraints=rows, bounds=Bounds(0, 1), integrality=np.ones(width), options={"mip_rel_gap": 0})
    return -answer.fun * scale, time.perf_counter() - start


def compare(label: str, raw: Raw, target_ms: float) -> None:
    problem = problem_of(PortfolioInput.model_validate(raw))
    seconds = best_of(lambda: exact.solve(problem))
    solved = exact.solve(problem)
    if solved is None or solved.states is None:
        print(f"{label:34} too large to list")
        return
    states = solved.states
    places = sorted(random.Random(1).sample(range(len(states)), min(SAMPLE, len(states))))
    found = [highs_at(problem, int(states.cost[p])) for p in places]
    agree = sum(abs(value - int(states.value[p])) <= 1e-7 * max(1, abs(value)) for p, (value, _) in zip(places, found, strict=True))
    highs = statistics.mean(s for _, s in found) * len(states)
    whole = best_of(lambda: run("portfolio", raw), 3)
    verdict = "within" if seconds * 1000 <= target_ms else "OVER"
    print(
        f"{label:34} {len(states):6} budgets  {seconds * 1000:8.1f} ms ({verdict} {target_ms:.0f})  "
        f"HiGHS {highs:7.1f} s = {highs / seconds:8.0f} times  same optimum {agree} of {len(places)}  whole method {whole * 1000:7.1f} ms"
    )


def with_ranges(raw: Raw, seed: int) -> Raw:
    """The same with a range on every number, at a budget of 40 % of all costs."""
    rng = random.Random(seed)
    for option in raw["interventions"]:
        for field in ("people", "benefit", "probability", "cost"):
            best = option[field]
            high = best * rng.uniform(1, 1.5)
            option[field] = {"low": best * rng.uniform(0.5, 1), "best": best, "high": min(high, 1.0) if field == "probability" else high}
    return {**raw, "budget": sum(i["cost"]["best"] for i in raw["interventions"]) * 0.4, "draws": DRAWS}


def highs_in_draw(tables: Tables, value: Any, cost: Any) -> float:
    unit = np.abs(cost).max() / 1e4
    rows, low, high = [cost / unit], [-np.inf], [tables.budget / unit]
    for bound in tables.bounds:
        if bound.condition < 0:
            row = np.zeros(len(value))
            members = list(bound.members)
            row[members] = cost[members] / unit if bound.parts is None else bound.parts
            scale = unit if bound.parts is None else 1
            rows.append(row)
            low.append(bound.low / scale)
            high.append(bound.high / scale)
    ends = Bounds(tables.settled == 1, tables.settled != -1)
    size = np.abs(value).max() / 1e4
    answer = milp(
        -value / size,
        constraints=LinearConstraint(np.array(rows), low, high),
        bounds=ends,
        integrality=np.ones(len(value)),
        options={"mip_rel_gap": 0},
    )
    return float(-answer.fun * size) if answer.x is not None else float("nan")


def cp_sat_in_draw(tables: Tables, value: Any, cost: Any) -> float:
    from ortools.sat.python import cp_model

    worth, price = value // (np.abs(value).max() / 1e9), cost // (np.abs(cost).max() / 1e9)
    unit = np.abs(cost).max() / 1e9
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(str(i)) for i in range(len(value))]
    model.add(sum(int(c) * x for c, x in zip(price, chosen, strict=True)) <= int(tables.budget // unit))
    for i, state in enumerate(tables.settled):
        if state in (1, -1):
            model.add(chosen[i] == (state == 1))
    for bound in tables.bounds:
        if bound.condition < 0:
            parts = [int(price[i]) for i in bound.members] if bound.parts is None else bound.parts
            scale = unit if bound.parts is None else 1
            total = sum(int(p) * chosen[i] for i, p in zip(bound.members, parts, strict=True))
            if np.isfinite(bound.low):
                model.add(total >= int(bound.low // scale))
            if np.isfinite(bound.high):
                model.add(total <= int(bound.high // scale))
    model.maximize(sum(int(v) * x for v, x in zip(worth, chosen, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return float(solver.solve(model) == cp_model.OPTIMAL and sum(value[i] for i, x in enumerate(chosen) if solver.value(x)))


def knapsack_in_draw(tables: Tables, value: Any, cost: Any) -> float:
    from ortools.algorithms.python import knapsack_solver

    solver = knapsack_solver.KnapsackSolver(knapsack_solver.SolverType.KNAPSACK_MULTIDIMENSION_BRANCH_AND_BOUND_SOLVER, "draw")
    solver.init(value.astype(np.int64).tolist(), [cost.astype(np.int64).tolist()], [int(tables.budget)])
    return float(solver.solve())


def compare_draws(label: str, raw: Raw, target: float, rivals: dict[str, tuple[Callable[..., float], int]]) -> None:
    """The optimum of every draw, then the rivals on as many of the same draws as they are given."""
    tables = tables_of(PortfolioUncertaintyInput.model_validate(raw))
    solver = Solver(tables)
    draws, _ = draws_of(tables), solver.best
    seconds = best_of(lambda: solver.solve(draws.values, draws.costs), 3)
    solved = solver.solve(draws.values, draws.costs)
    worth = (solved.chosen * draws.values).sum(axis=1)
    verdict = "within" if seconds <= target else "OVER"
    print(f"{label:34} {DRAWS:6} draws    {seconds * 1000:8.1f} ms ({verdict} {target * 1000:.0f})  proven in {solved.proven.mean():.2%}")
    for name, (rival, sample) in rivals.items():
        start = time.perf_counter()
        found = [rival(tables, draws.values[d], draws.costs[d % len(draws.costs)]) for d in range(sample)]
        taken = (time.perf_counter() - start) / sample * DRAWS
        agree = sum(
            abs(f - w) <= 1e-6 * max(1.0, abs(w)) or (np.isnan(f) and not p) for f, w, p in zip(found, worth, solved.possible, strict=False)
        )
        how = "" if sample == DRAWS else f" (scaled from {sample} draws)"
        print(f"{'':34} {name:18} {taken:8.1f} s{how} = {taken / seconds:6.0f} times  same optimum {agree} of {sample}")
    whole = best_of(lambda: run("portfolio_uncertainty", raw), 2)
    fewer = best_of(lambda: run("portfolio_uncertainty", {**raw, "draws": 1000}), 3)
    print(f"{'':34} whole method with flips, tornado, information: {whole * 1000:.0f} ms; at 1,000 draws {fewer * 1000:.0f} ms")
    if "knapsack" in " ".join(rivals):
        taken = best_of(lambda: information(tables, draws, solved), 3) * 1000
        values = best_of(lambda: value_of_each(tables, draws), 3) * 1000
        verdict = "within" if values <= 50 else "OVER"
        print(f"{'':34} EVPPI of {len(tables.given)} values {values:.1f} ms ({verdict} 50); with EVPI {taken:.0f} ms")


def main() -> None:
    warm()
    compare("48 options", question(48, 1), 25)
    compare("48 options, value follows cost", question(48, 2, correlated=True), 25)
    compare("48 options, every constraint", question(48, 1, constrained=True), 25)
    compare("200 options", question(200, 1), 500)
    compare("200 options, value follows cost", question(200, 2, correlated=True), 500)
    compare("200 options, every constraint", question(200, 1, constrained=True), 1000)
    slow = {"HiGHS": (highs_in_draw, 40), "OR-tools CP-SAT": (cp_sat_in_draw, 40)}
    compare_draws("48 options", with_ranges(question(48, 1), 5), 0.2, {**slow, "OR-tools knapsack": (knapsack_in_draw, DRAWS)})
    compare_draws("48 options, every constraint", with_ranges(question(48, 1, constrained=True), 5), 1.0, slow)
    compare_draws("48 others, every constraint", with_ranges(question(48, 3, constrained=True), 5), 1.0, slow)


if __name__ == "__main__":
    main()
