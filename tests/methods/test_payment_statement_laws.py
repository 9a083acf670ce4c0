"""The laws of the payment statement, on random terms and records, and its totals beside those of a slow second reading."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.methods import run, run_json
from lodestar.methods.payment_statement.money import round_half_up, split
from tests.methods.payment_cases import DAYS, Raw, records
from tests.methods.payment_oracle import Oracle

quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


def value(raw: Raw) -> Raw:
    found: Raw = run("payment_statement", raw)["value"]
    return found


def total(raw: Raw) -> int:
    return int(value(raw)["total_pence"])


# The same total as a slow reading that tries everything


@quick
@given(records(most=5))
def test_total_is_that_of_trying_every_part_of_the_record(raw: Raw) -> None:
    assert total(raw) == Oracle(raw).total()


@pytest.mark.deep
@long
@given(records(most=6))
def test_total_is_that_of_trying_every_part_of_the_record_at_length(raw: Raw) -> None:
    assert total(raw) == Oracle(raw).total()


# Doing more never pays less


def check_more_never_pays_less(raw: Raw, at: int) -> None:
    fewer = {**raw, "achievements": [a for n, a in enumerate(raw["achievements"]) if n != at]}
    gone = raw["achievements"][at]["claim_id"]
    fewer["reversals"] = [r for r in raw["reversals"] if r["claim_id"] != gone]
    assert total(fewer) <= total(raw)
    verified = copy.deepcopy(raw)
    verified["achievements"][at]["verified"] = True
    unverified = copy.deepcopy(raw)
    unverified["achievements"][at]["verified"] = False
    assert total(unverified) <= total(verified)


@quick
@given(records(most=10).filter(lambda raw: raw["achievements"]), st.data())
def test_adding_or_verifying_an_achievement_never_lowers_the_total(raw: Raw, data: st.DataObject) -> None:
    check_more_never_pays_less(raw, data.draw(st.integers(0, len(raw["achievements"]) - 1)))


@pytest.mark.deep
@long
@given(records(most=12).filter(lambda raw: raw["achievements"]), st.data())
def test_adding_or_verifying_an_achievement_never_lowers_the_total_at_length(raw: Raw, data: st.DataObject) -> None:
    check_more_never_pays_less(raw, data.draw(st.integers(0, len(raw["achievements"]) - 1)))


def test_a_dearer_side_does_not_crowd_out_the_cheaper_one_when_its_cap_is_full() -> None:
    """Taking each limit alone would pay 1,000 after the second person's further achievement, and 1,900 before it."""
    metrics = [
        {"id": "a", "price_pence": 1000, "kind": "outcome", "cap_pence": 1000, "either_or": ["b"]},
        {"id": "b", "price_pence": 900, "kind": "outcome"},
    ]
    terms = {"start": "2024-04-01", "end": "2025-03-31", "metrics": metrics}
    reached = [("p", "a"), ("q", "b"), ("q", "a")]
    achievements = [{"person": p, "metric": m, "achieved_on": "2024-05-01", "verified": True} for p, m in reached]
    before, after = (total({"terms": terms, "achievements": achievements[:n]}) for n in (2, 3))
    assert (before, after) == (1900, 1900)


def test_a_cheap_achievement_does_not_push_a_dear_one_into_deadweight() -> None:
    metric = {"id": "a", "price_pence": 700, "kind": "outcome", "group_prices": {"far": 4000}}
    terms = {"start": "2024-04-01", "end": "2025-03-31", "deadweight_share": 1 / 6, "metrics": [metric]}
    achievements = [{"person": f"p{n}", "metric": "a", "achieved_on": f"2024-05-0{n}", "verified": True} for n in range(1, 7)]
    achievements[5]["group"] = "far"
    assert total({"terms": terms, "achievements": achievements[1:]}) == 4 * 700 + 4000
    assert total({"terms": terms, "achievements": achievements}) == 4 * 700 + 4000


# Names and order change nothing


@quick
@given(records(most=9), st.randoms(use_true_random=False))
def test_names_and_order_of_input_never_change_the_total(raw: Raw, shuffler: random.Random) -> None:
    other = json.loads(json.dumps(raw))
    names = {"p": "zoë", "q": "a b", "r": "#1", "a": "m-c", "b": "m-b", "c": "m-a"}
    ids = {a["claim_id"]: f"{9 - n} renamed" for n, a in enumerate(other["achievements"])}
    for given_ in other["achievements"]:
        given_.update(person=names[given_["person"]], metric=names[given_["metric"]], claim_id=ids[given_["claim_id"]])
    for reversal in other["reversals"]:
        reversal["claim_id"] = ids[reversal["claim_id"]]
    for terms in other["terms"] if isinstance(other["terms"], list) else [other["terms"]]:
        rename_metrics(terms, names)
        shuffler.shuffle(terms["metrics"])
    if isinstance(other["terms"], list):
        shuffler.shuffle(other["terms"])
    shuffler.shuffle(other["achievements"])
    assert total(other) == total(raw)


def rename_metrics(terms: Raw, names: dict[str, str]) -> None:
    for metric in terms["metrics"]:
        metric["id"] = names[metric["id"]]
        for field in ("requires", "either_or"):
            metric[field] = [names[m] for m in metric.get(field, [])]
    holders = [terms.get("clawback"), (terms.get("core") or {}).get("minimum_performance")]
    holders += [m.get("window_days_after") for m in terms["metrics"]]
    for holder in holders:
        if holder:
            holder["metric"] = names[holder["metric"]]


@quick
@given(records(most=9), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_no_line(raw: Raw, shuffler: random.Random) -> None:
    other = copy.deepcopy(raw)
    shuffler.shuffle(other["achievements"])
    assert value(other) == value(raw)


# Parts add up; caps hold; nothing is paid that may not be


@quick
@given(records(most=9))
def test_parts_add_up_to_the_whole(raw: Raw) -> None:
    found = value(raw)
    assert sum(x["amount_pence"] for x in found["lines"]) == found["total_pence"] == found["core_pence"] + found["outcome_pence"]
    for field in ("core_pence", "outcome_pence"):
        assert sum(y[field] for y in found["by_year"]) == found[field]
    assert sum(y["amount_pence"] for y in found["by_year"]) == found["total_pence"]
    assert sum(m["amount_pence"] for m in found["by_metric"]) == found["outcome_pence"]
    assert found["due_in_all_pence"] - found["paid_before_pence"] == found["total_pence"]


@quick
@given(records(most=10))
def test_no_cap_is_passed_by_a_penny(raw: Raw) -> None:
    versions = raw["terms"] if isinstance(raw["terms"], list) else [raw["terms"]]
    if len(versions) > 1 and raw.get("as_at") and raw["as_at"] < versions[1]["effective_from"]:
        versions = versions[:1]
    last, lines = versions[-1], value(raw)["lines"]
    by_person: dict[str, int] = defaultdict(int)
    by_metric: dict[str, int] = defaultdict(int)
    by_period: dict[int, int] = defaultdict(int)
    for line in lines:
        if line["person"] is not None:
            by_person[line["person"]] += line["amount_pence"]
            by_metric[line["metric"]] += line["amount_pence"]
        if line["rule"] != "clawback":
            day = date.fromisoformat(line["achieved_on"])
            by_period[(day.year * 12 + day.month - 4) // last["period_months"]] += line["amount_pence"]
    whole = sum(x["amount_pence"] for x in lines if x["rule"] != "clawback")
    assert whole <= none_is_endless(last["contract_cap_pence"])
    assert max(by_person.values(), default=0) <= none_is_endless(last["person_cap_pence"])
    for metric in last["metrics"]:
        assert by_metric[metric["id"]] <= none_is_endless(metric["cap_pence"])
    if len(versions) == 1:
        assert max(by_period.values(), default=0) <= none_is_endless(last["period_cap_pence"])


def none_is_endless(cap: int | None) -> float:
    return float("inf") if cap is None else cap


@quick
@given(records(most=10))
def test_each_claim_is_paid_at_most_once_and_never_unverified(raw: Raw) -> None:
    found = value(raw)
    paid = [x["claim_id"] for x in found["lines"]]
    assert len(paid) == len(set(paid))
    assert not {a["claim_id"] for a in raw["achievements"] if not a["verified"]} & set(paid)
    refused = {n["claim_id"] for n in found["not_paid"]}
    assert {a["claim_id"] for a in raw["achievements"]} == (set(paid) - {x for x in paid if x.startswith(("core:", "claw"))}) | refused
    assert not set(paid) & refused
    assert all(x["explanation"] and x["amount_pence"] for x in found["lines"])
    assert all(n["reason"] for n in found["not_paid"])


# Statements one after another


@quick
@given(records(most=8), st.lists(st.sampled_from([*DAYS, "2026-03-31"]), max_size=3))
def test_statements_one_after_another_add_up_to_one_at_the_end(raw: Raw, closes: list[str]) -> None:
    raw = {k: v for k, v in raw.items() if k != "as_at"}
    paid: list[Raw] = []
    for close in [*sorted(closes), None]:
        statement = value({**raw, "paid_before": paid, **({"as_at": close} if close else {})})
        paid += [{"claim_id": x["claim_id"], "amount_pence": x["amount_pence"]} for x in statement["lines"]]
    assert sum(p["amount_pence"] for p in paid) == total(raw)
    by_claim: dict[str, int] = defaultdict(int)
    for entry in paid:
        by_claim[entry["claim_id"]] += entry["amount_pence"]
    assert {c: n for c, n in by_claim.items() if n} == {x["claim_id"]: x["amount_pence"] for x in value(raw)["lines"]}
    again = value({**raw, "paid_before": paid})
    assert (again["total_pence"], again["lines"]) == (0, [])


@quick
@given(records(most=8).filter(lambda raw: raw["achievements"]), st.data())
def test_reversal_and_verification_anew_bring_back_the_same_total(raw: Raw, data: st.DataObject) -> None:
    raw = {**raw, "reversals": []}
    raw.pop("as_at", None)
    claim_id = data.draw(st.sampled_from(raw["achievements"]))["claim_id"]
    reversal = {"claim_id": claim_id, "reason": "evidence withdrawn", "on": "2026-03-01"}
    reversed_ = {**raw, "reversals": [reversal]}
    assert total(reversed_) <= total(raw)
    assert claim_id not in [x["claim_id"] for x in value(reversed_)["lines"]]
    assert total({**raw, "reversals": [{**reversal, "lifted_on": "2026-03-02"}]}) == total(raw)
    anew = copy.deepcopy(reversed_)
    for achievement in anew["achievements"]:
        if achievement["claim_id"] == claim_id:
            achievement["verified_on"] = "2026-03-02"
    same_day = copy.deepcopy(anew) | {"reversals": []}
    assert total(anew) == total(same_day)


# Counts


@quick
@given(
    st.lists(st.integers(0, 40), max_size=4), st.sampled_from([0, 0.075, 0.5]), st.sampled_from([None, 0.2]), st.sampled_from([None, 9_000])
)
def test_a_count_pays_as_its_parts_do(parts: list[int], discount: float, deadweight: float | None, cap: int | None) -> None:
    tiers = [{"up_to": 10, "price_pence": 333}, {"up_to": None, "price_pence": 101}]
    metrics = [{"id": "m", "price_pence": 0, "kind": "outcome", "max_per_person": None, "tiers": tiers, "cap_pence": cap}]
    terms = {"start": "2024-04-01", "end": "2025-03-31", "discount": discount, "deadweight_share": deadweight, "metrics": metrics}
    split_up = total({"terms": terms, "counts": [{"metric": "m", "count": n} for n in parts]})
    n = sum(parts)
    assert split_up == total({"terms": terms, "counts": [{"metric": "m", "count": n}]})
    paid = n - int(n * Fraction(str(deadweight or 0)))
    exact = (min(paid, 10) * 333 + max(0, paid - 10) * 101) * (1 - Fraction(str(discount)))
    assert split_up == min(round_half_up(exact), n * 1000 if cap is None else cap)


# Money


@given(st.integers(0, 10**9), st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any))
def test_split_parts_add_up_and_lie_within_a_penny_of_their_share(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert all(abs(p - Fraction(amount * w, sum(weights))) < 1 for p, w in zip(parts, weights, strict=True))


@given(st.fractions(min_value=0, max_value=10**6))
def test_rounding_is_to_the_nearest_penny_and_a_half_goes_up(amount: Fraction) -> None:
    rounded = round_half_up(amount)
    assert -Fraction(1, 2) < rounded - amount <= Fraction(1, 2)


# The same bytes everywhere


def test_the_same_input_gives_the_same_bytes_under_any_hash_seed_and_time_zone() -> None:
    text = json.dumps({"terms": BYTES_TERMS, "achievements": BYTES_ACHIEVEMENTS})
    program = (
        "import sys; from lodestar.methods import run_json; import json; print(json.dumps(run_json('payment_statement', sys.stdin.read())))"
    )
    seen = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4242", "America/Los_Angeles")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        seen.add(
            subprocess.run([sys.executable, "-c", program], input=text, env=environment, capture_output=True, text=True, check=True).stdout
        )
    assert seen == {json.dumps(run_json("payment_statement", text)) + "\n"}


BYTES_TERMS = {
    "start": "2024-04-01",
    "end": "2026-03-31",
    "person_cap_pence": 1500,
    "deadweight_share": 0.25,
    "metrics": [
        {"id": "a", "price_pence": 1000, "kind": "outcome", "cap_pence": 2500, "either_or": ["b", "c"]},
        {"id": "b", "price_pence": 900, "kind": "outcome", "max_count": 2},
        {"id": "c", "price_pence": 300, "kind": "outcome", "max_per_person": None},
    ],
}
BYTES_ACHIEVEMENTS = [
    {"person": f"p{n % 4}", "metric": "abc"[n % 3], "achieved_on": f"2024-05-{n + 1:02d}", "verified": True} for n in range(20)
]
