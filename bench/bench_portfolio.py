"""The optimum at every budget against HiGHS budget by budget, side by side in one run: `python bench/bench_portfolio.py`.

Targets: the whole frontier of 48 options within 25 ms, of 200 within 500 ms; the same with constraints within 1 s.
HiGHS is asked at a sample of the frontier's own budgets and its time is scaled to all of them.
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

SAMPLE = 12
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


def main() -> None:
    compare("48 options", question(48, 1), 25)
    compare("48 options, value follows cost", question(48, 2, correlated=True), 25)
    compare("48 options, every constraint", question(48, 1, constrained=True), 25)
    compare("200 options", question(200, 1), 500)
    compare("200 options, value follows cost", question(200, 2, correlated=True), 500)
    compare("200 options, every constraint", question(200, 1, constrained=True), 1000)


if __name__ == "__main__":
    main()
