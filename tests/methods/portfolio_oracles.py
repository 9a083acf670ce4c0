"""Portfolios found the slow way, straight from the wording of the contract, to compare with."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Raw = dict[str, Any]


def exact(number: Any) -> Fraction:
    return Fraction(str(number["best"] if isinstance(number, dict) else number))


def value_of(option: Raw) -> Fraction:
    return exact(option["people"]) * exact(option["benefit"]) * exact(option.get("probability", 1))


def is_allowed(raw: Raw, ids: frozenset[str]) -> bool:
    """Every constraint in the words of METHODS, on a set of ids; the budget apart."""
    options = {o["id"]: o for o in raw["interventions"]}
    for i, o in options.items():
        if (o.get("commitment") == "must" and i not in ids) or (o.get("commitment") == "never" and i in ids):
            return False
        needed = any(r["then"] == i and r["if"] in ids for r in raw.get("requires", []))
        idle = value_of(o) <= 0 and exact(o["cost"]) >= 0 and o.get("commitment") != "must"
        if i in ids and idle and not needed:
            return False
    spent = {}
    for i in ids:
        spent[options[i].get("area")] = spent.get(options[i].get("area"), 0) + exact(options[i]["cost"])
    return (
        all(r["if"] not in ids or r["then"] in ids for r in raw.get("requires", []))
        and all(len(ids & set(group)) <= 1 for group in raw.get("alternatives", []))
        and all(len(ids & set(g["of"])) <= g["count"] for g in raw.get("at_most", []))
        and all(len(ids & set(g["of"])) >= g["count"] for g in raw.get("at_least", []))
        and all(spent.get(f["area"], 0) >= exact(f["cost"]) for f in raw.get("area_floor", []))
        and all(spent.get(c["area"], 0) <= exact(c["cost"]) for c in raw.get("area_cap", []))
    )


def cost_and_value(raw: Raw, ids: Any) -> tuple[Fraction, Fraction]:
    options = {o["id"]: o for o in raw["interventions"]}
    return sum((exact(options[i]["cost"]) for i in ids), Fraction(0)), sum((value_of(options[i]) for i in ids), Fraction(0))


def every_allowed(raw: Raw) -> list[tuple[Fraction, Fraction, tuple[str, ...]]]:
    """Cost, value and ids of every allowed set (for a dozen options at the most)."""
    ids = sorted(o["id"] for o in raw["interventions"])
    found = []
    for size in range(len(ids) + 1):
        for chosen in combinations(ids, size):
            if is_allowed(raw, frozenset(chosen)):
                found.append((*cost_and_value(raw, chosen), chosen))
    return found


def best_by_enumeration(raw: Raw, budget: Any) -> tuple[str, ...] | None:
    """Higher value, then lower cost, then the set that holds the first id in which they differ."""
    ids = sorted(o["id"] for o in raw["interventions"])
    fitting = [f for f in every_allowed(raw) if f[0] <= exact(budget)]
    if not fitting:
        return None
    return max(fitting, key=lambda f: (f[1], -f[0], tuple(i in f[2] for i in ids)))[2]


def best_by_highs(raw: Raw, budget: Any) -> float | None:
    """Highest value within a budget, by HiGHS from a formulation of its own."""
    options = raw["interventions"]
    at = {o["id"]: n for n, o in enumerate(options)}
    value = np.array([float(value_of(o)) for o in options])
    cost = np.array([float(exact(o["cost"])) for o in options])
    low, high, rows = np.zeros(len(options)), np.ones(len(options)), [(cost, -np.inf, float(budget))]
    for n, o in enumerate(options):
        low[n] = 1 if o.get("commitment") == "must" else 0
        high[n] = 0 if o.get("commitment") == "never" else 1
        if value[n] <= 0 and cost[n] >= 0 and o.get("commitment", "open") == "open":
            line = np.zeros(len(options))
            for r in raw.get("requires", []):
                if r["then"] == o["id"]:
                    line[at[r["if"]]] = 1
            line[n] = -1
            rows.append((line, 0, np.inf))

    def counting(ids: Any) -> Any:
        line = np.zeros(len(options))
        line[[at[i] for i in ids]] = 1
        return line

    def in_area(area: str) -> Any:
        return np.array([c if o.get("area") == area else 0.0 for o, c in zip(options, cost, strict=True)])

    rows += [(counting([r["then"]]) - counting([r["if"]]), 0, np.inf) for r in raw.get("requires", [])]
    rows += [(counting(group), -np.inf, 1) for group in raw.get("alternatives", [])]
    rows += [(counting(g["of"]), -np.inf, g["count"]) for g in raw.get("at_most", [])]
    rows += [(counting(g["of"]), g["count"], np.inf) for g in raw.get("at_least", [])]
    rows += [(in_area(f["area"]), float(exact(f["cost"])), np.inf) for f in raw.get("area_floor", [])]
    rows += [(in_area(c["area"]), -np.inf, float(exact(c["cost"]))) for c in raw.get("area_cap", [])]
    constraints = [LinearConstraint(line, lo, hi) for line, lo, hi in rows]
    answer = milp(-value, constraints=constraints, bounds=Bounds(low, high), integrality=np.ones(len(options)), options={"mip_rel_gap": 0})
    return None if answer.x is None else float(np.round(answer.x) @ value)


def random_portfolio(seed: int, size: int, *, constrained: bool, coarse: bool = False) -> Raw:
    """A made-up question; ``coarse`` ones have few distinct numbers, so that ties are common."""
    rng = random.Random(seed)
    ids = [f"i{n:02d}" for n in range(size)]
    areas = ["Cancer", "Mental health", "Respiratory", "Older people"]
    options: list[Raw] = []
    for i in ids:
        costs = [-2, 0, 1, 2, 3, 4, 5] if coarse else [rng.randint(10, 400), rng.randint(10, 400), round(rng.uniform(5, 300), 2)]
        option: Raw = {
            "id": i,
            "area": rng.choice(areas),
            "people": rng.choice([1, 2, 5]) if coarse else rng.randint(10, 900),
            "benefit": rng.choice([0, 1, 1, 2]) if coarse else round(rng.uniform(0.01, 0.9), 3),
            "cost": rng.choice(costs),
        }
        if rng.random() < 0.5:
            option["probability"] = 0.5 if coarse else round(rng.uniform(0.2, 1), 2)
        if rng.random() < 0.06:
            option["benefit"] = round(-rng.random(), 2)
        if rng.random() < 0.06:
            option["cost"] = -rng.randint(0, 50)
        options.append(option)
    raw: Raw = {"interventions": options}
    if constrained:
        _constrain(rng, raw, ids, areas)
    total = sum(max(0.0, float(o["cost"])) for o in options)
    raw["budgets"] = [round(total * share, 2) for share in (0.15, 0.3, 0.5, 0.8)]
    return raw


def _constrain(rng: random.Random, raw: Raw, ids: list[str], areas: list[str]) -> None:
    for option in raw["interventions"]:
        option["commitment"] = rng.choices(["open", "must", "never"], [12, 1, 1])[0]
    raw["requires"] = [dict(zip(("if", "then"), rng.sample(ids, 2), strict=True)) for _ in range(rng.randint(0, 3))]
    raw["alternatives"] = [rng.sample(ids, min(len(ids), rng.randint(2, 3))) for _ in range(rng.randint(0, 2))]
    raw["at_most"] = [{"of": rng.sample(ids, min(len(ids), 4)), "count": rng.randint(1, 3)} for _ in range(rng.randint(0, 1))]
    raw["at_least"] = [{"of": rng.sample(ids, min(len(ids), 4)), "count": rng.randint(1, 2)} for _ in range(rng.randint(0, 1))]
    spend = {a: sum(max(0.0, float(o["cost"])) for o in raw["interventions"] if o["area"] == a) for a in areas}
    present = [a for a in areas if any(o["area"] == a for o in raw["interventions"])]
    raw["area_floor"] = [{"area": a, "cost": round(spend[a] * 0.3, 2)} for a in rng.sample(present, min(len(present), rng.randint(0, 1)))]
    raw["area_cap"] = [{"area": a, "cost": round(spend[a] * 0.7, 2)} for a in rng.sample(present, min(len(present), rng.randint(0, 2)))]


def mixed_portfolio(seed: int) -> Raw:
    """A made-up question with every kind of constraint, ties, zero and negative costs, of 6 to 30 options."""
    rng = random.Random(seed)
    raw = random_portfolio(seed, rng.randint(6, 30), constrained=True, coarse=seed % 3 == 0)
    for option in raw["interventions"]:
        if rng.random() < 0.1:
            option["cost"] = rng.choice([0, 0, -5, -12.5])
    if rng.random() < 0.5:  # ties: one option twice
        twin = rng.choice(raw["interventions"])
        raw["interventions"].append({**twin, "id": "twin", "commitment": "open"})
    return raw
