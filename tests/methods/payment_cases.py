"""Small payment terms and records for Hypothesis: few people, few days, prices of a few pence, every field in use."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Raw = dict[str, Any]
NAMES = ("a", "b", "c")
DAYS = ("2024-04-01", "2024-04-20", "2024-05-02", "2024-09-10", "2025-03-31", "2025-04-01", "2025-06-15", "2026-02-01")
SHARES = (0.5, 1 / 6, 0.3334, 0.9, 0.25)


def sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.none() | strategy


@st.composite
def metrics(draw: st.DrawFn, name: str, others: list[str]) -> Raw:
    """A metric; it may wait only for those named before it, so that none waits for itself."""
    metric: Raw = {
        "id": name,
        "kind": draw(st.sampled_from(["milestone", "outcome", "sustainment"])),
        "price_pence": draw(st.integers(0, 6)),
        "max_per_person": draw(st.sampled_from([1, 1, 2, None])),
        "max_count": draw(sometimes(st.integers(0, 3))),
        "cap_pence": draw(sometimes(st.integers(0, 9))),
    }
    if draw(st.integers(0, 3)) == 0:
        metric["group_prices"] = {"g": draw(st.integers(0, 6))}
    if draw(st.integers(0, 3)) == 0:
        first = draw(st.integers(1, 2))
        ends: list[int | None] = [first, *draw(st.sampled_from([[], [None], [first + 1, None]]))]
        metric["tiers"] = [{"up_to": e, "price_pence": draw(st.integers(0, 6))} for e in ends]
    if others and draw(st.integers(0, 3)) == 0:
        metric["requires"] = [draw(st.sampled_from(others))]
    if others and draw(st.integers(0, 2)) == 0:
        metric["either_or"] = [draw(st.sampled_from(others))]
    if others and draw(st.integers(0, 5)) == 0:
        window = {
            "metric": draw(st.sampled_from(others)),
            "min": draw(sometimes(st.integers(0, 20))),
            "max": draw(sometimes(st.integers(20, 200))),
        }
        metric["window_days_after"] = window
    return metric


@st.composite
def one_terms(draw: st.DrawFn, names: tuple[str, ...]) -> Raw:
    terms: Raw = {
        "start": "2024-04-01",
        "end": "2026-03-31",
        "metrics": [draw(metrics(name, list(names[:n]))) for n, name in enumerate(names)],
        "person_cap_pence": draw(sometimes(st.integers(0, 9))),
        "period_cap_pence": draw(sometimes(st.integers(0, 9))),
        "period_months": draw(st.sampled_from([1, 12])),
        "contract_cap_pence": draw(sometimes(st.integers(0, 15))),
        "discount": draw(st.sampled_from([0, 0, 0.5, 0.25])),
        "index_by_year": draw(st.sampled_from([[], [], [1, 1.5], [1, 0.5]])),
        "deadweight_share": draw(sometimes(st.sampled_from(SHARES))),
    }
    if draw(st.integers(0, 3)) == 0:
        terms["core"] = {"annual_value_pence": draw(st.integers(0, 30)), "share_by_year": draw(st.sampled_from([[1], [1, 0.5]]))}
        if draw(st.booleans()):
            terms["core"]["minimum_performance"] = {"metric": names[0], "count": draw(st.integers(0, 2))}
        if draw(st.booleans()):
            terms["clawback"] = {"metric": names[0], "target": draw(st.integers(0, 3)), "share_of_core": draw(st.sampled_from([0.1, 1]))}
    return terms


@st.composite
def any_terms(draw: st.DrawFn) -> Any:
    names = NAMES[: draw(st.integers(1, 3))]
    if draw(st.integers(0, 2)):
        return draw(one_terms(names))
    second = draw(st.sampled_from(["2024-05-01", "2025-01-15", "2025-04-01"]))
    return [{**draw(one_terms(names)), "effective_from": "2024-04-01"}, {**draw(one_terms(names)), "effective_from": second}]


@st.composite
def records(draw: st.DrawFn, most: int = 6) -> Raw:
    terms = draw(any_terms())
    names = [m["id"] for m in (terms[0] if isinstance(terms, list) else terms)["metrics"]]
    achievements = []
    for n in range(draw(st.integers(0, most))):
        given: Raw = {
            "claim_id": f"claim {n}",
            "person": draw(st.sampled_from(["p", "q", "r"])),
            "metric": draw(st.sampled_from(names)),
            "achieved_on": draw(st.sampled_from(DAYS)),
            "verified": draw(st.sampled_from([True, True, True, True, False])),
        }
        if draw(st.integers(0, 3)) == 0:
            given["group"] = "g"
        if draw(st.integers(0, 5)) == 0:
            given["verified_on"] = max(given["achieved_on"], draw(st.sampled_from(DAYS)))
        achievements.append(given)
    raw: Raw = {"terms": terms, "achievements": achievements, "reversals": []}
    if achievements and draw(st.integers(0, 5)) == 0:
        raw["reversals"] = [{"claim_id": "claim 0", "reason": "spot check", "on": draw(st.sampled_from(DAYS))}]
    if draw(st.integers(0, 4)) == 0:
        raw["as_at"] = draw(st.sampled_from([*DAYS, "2026-03-31"]))
    return raw
