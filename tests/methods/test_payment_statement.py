"""The payment statement, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from lodestar.methods import FaultyInput, run, run_json
from lodestar.methods.payment_statement.choices import LARGEST_EITHER_OR

Raw = dict[str, Any]
START, END = "2024-04-01", "2026-03-31"


def metric(name: str, pence: int = 1000, **more: Any) -> Raw:
    return {"id": name, "price_pence": pence, "kind": "outcome", **more}


def terms(*metrics: Raw, **more: Any) -> Raw:
    return {"start": START, "end": END, "metrics": list(metrics) or [metric("job")], **more}


def reached(person: str = "p", name: str = "job", on: str = "2024-05-01", **more: Any) -> Raw:
    return {"person": person, "metric": name, "achieved_on": on, "verified": True, **more}


def result(contract: Any, *achievements: Raw, **more: Any) -> Raw:
    found: Raw = run("payment_statement", {"terms": contract, "achievements": list(achievements), **more})
    return found


def value(contract: Any, *achievements: Raw, **more: Any) -> Raw:
    found: Raw = result(contract, *achievements, **more)["value"]
    return found


def total(contract: Any, *achievements: Raw, **more: Any) -> int:
    return int(value(contract, *achievements, **more)["total_pence"])


def why(found: Raw) -> dict[str, str]:
    return {n["claim_id"]: n["rule"] for n in found["not_paid"]}


def codes(found: Raw) -> list[str]:
    return [w["code"] for w in found["warnings"]]


def faults(raw: Any) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        run("payment_statement", raw)
    return {f.where: f.problem for f in caught.value.faults}


# Price


def test_price_is_the_groups_less_discount_times_index_rounded_once() -> None:
    contract = terms(metric("job", 333, group_prices={"far": 501}), discount=0.075, index_by_year=[1, 1.031])
    found = value(contract, reached(), reached("q", group="far", on="2025-04-01"), reached("r", group="other"))
    assert [x["amount_pence"] for x in found["lines"]] == [308, 308, 478]  # 308.025, 308.025, 477.791…
    assert [x["rule"] for x in found["lines"]] == ["price", "price", "group_price"]
    assert "× index 1.031 of contract year 2" in found["lines"][2]["explanation"]


def test_decimals_are_those_of_the_text_and_a_half_goes_up() -> None:
    metrics = '"metrics": [{"id": "m", "price_pence": 5, "kind": "outcome"}]'
    text = (
        '{"terms": {"start": "2024-04-01", "end": "2025-03-31", "discount": 0.1, ' + metrics + '}, "counts": [{"metric": "m", "count": 1}]}'
    )
    assert run_json("payment_statement", text)["value"]["total_pence"] == 5  # 4.5


def test_a_count_is_rounded_as_a_whole() -> None:
    assert total(terms(metric("job", 333), discount=0.075), counts=[{"metric": "job", "count": 100}]) == 30803


def test_the_version_in_force_on_the_day_rules() -> None:
    versions = [terms(metric("job", 1000), effective_from=START), terms(metric("job", 700), effective_from="2024-06-01")]
    found = value(versions, reached("p", on="2024-05-31"), reached("q", on="2024-06-01"))
    assert [(x["amount_pence"], x["terms_from"]) for x in found["lines"]] == [(1000, START), (700, "2024-06-01")]


def test_index_ends_and_its_last_value_stays() -> None:
    found = result(terms(index_by_year=[1.1]), reached(on="2025-06-01"))
    assert found["value"]["total_pence"] == 1100
    assert codes(found) == ["index_short"]


# What counts


def test_only_verified_known_standing_achievements_within_the_contract_count() -> None:
    given = [
        reached("a", claim_id="good"),
        reached("b", claim_id="unverified", verified=False),
        reached("c", claim_id="later", verified_on="2024-08-01"),
        reached("d", claim_id="reversed"),
        reached("e", claim_id="early", on="2024-03-31"),
        reached("f", claim_id="future", on="2024-09-01"),
        reached("g", claim_id="put right", verified_on="2024-06-03"),
    ]
    reversals = [{"claim_id": c, "reason": "spot check", "on": "2024-06-02"} for c in ("reversed", "put right")]
    found = value(terms(), *given, reversals=reversals, as_at="2024-06-30")
    assert [x["claim_id"] for x in found["lines"]] == ["good", "put right"]
    assert why(found) == {
        "unverified": "unverified",
        "later": "not_known_yet",
        "reversed": "reversed",
        "early": "outside_contract",
        "future": "not_achieved_yet",
    }


def test_the_period_closes_what_is_achieved_and_as_at_what_is_known() -> None:
    given = [reached("a", verified_on="2024-06-05"), reached("b", on="2024-06-01")]
    april_to_may = {"from": "2024-04-01", "to": "2024-05-31"}
    assert total(terms(), *given, period=april_to_may) == 0
    assert total(terms(), *given, period=april_to_may, as_at="2024-06-10") == 1000


def test_requires_all_by_the_same_person_standing_in_their_own_right() -> None:
    contract = terms(metric("a", 1), metric("b", 10, requires=["a"]), metric("c", 100, requires=["a", "b"]))
    every = [reached("p", m) for m in "abc"]
    assert total(contract, *every) == 111
    assert total(contract, *every[1:]) == 0
    assert total(contract, reached("q", "a"), *every[1:]) == 1
    found = value(contract, every[0], {**every[1], "verified": False, "claim_id": "b"}, {**every[2], "claim_id": "c"})
    assert why(found)["c"] == "requires"


@pytest.mark.parametrize(("day", "paid"), [("2024-05-30", 0), ("2024-05-31", 10), ("2024-06-30", 10), ("2024-07-01", 0), ("2024-04-01", 0)])
def test_window_counts_days_with_both_ends(day: str, paid: int) -> None:
    contract = terms(metric("a", 0), metric("b", 10, window_days_after={"metric": "a", "min": 30, "max": 60}))
    assert total(contract, reached("p", "a", "2024-05-01"), reached("p", "b", day)) == paid


# Limits by number


def test_max_per_person_admits_what_pays_most_then_the_earliest() -> None:
    contract = terms(metric("job", 1000, group_prices={"far": 2000}))
    given = [
        reached(on="2024-05-01", claim_id="1"),
        reached(on="2024-05-02", claim_id="2", group="far"),
        reached(on="2024-05-03", claim_id="3", group="far"),
    ]
    found = value(contract, *given)
    assert [x["claim_id"] for x in found["lines"]] == ["2"]
    assert why(found) == {"1": "max_per_person", "3": "max_per_person"}
    assert total(terms(metric("job", max_per_person=2)), *given) == 2000
    assert total(terms(metric("job", max_per_person=None)), *given) == 3000


def test_max_count_admits_the_earliest() -> None:
    found = value(terms(metric("job", max_count=2)), *(reached(f"p{n}", on=f"2024-05-0{n}", claim_id=str(n)) for n in (3, 1, 2)))
    assert [x["claim_id"] for x in found["lines"]] == ["1", "2"]
    assert why(found) == {"3": "max_count"}


def test_either_or_takes_the_side_worth_more_whichever_names_the_other() -> None:
    contract = terms(metric("a", 300), metric("b", 500, either_or=["a", "c"]), metric("c", 300))
    assert total(contract, reached("p", "a"), reached("p", "b")) == 500
    assert total(contract, *(reached("p", m) for m in "abc")) == 600


def test_tiers_are_marginal() -> None:
    tiers = [{"up_to": 2, "price_pence": 100}, {"up_to": 3, "price_pence": 50}]
    found = result(terms(metric("job", 0, tiers=tiers)), *(reached(f"p{n}", on=f"2024-05-0{n}") for n in range(1, 6)))
    assert [x["amount_pence"] for x in found["value"]["lines"]] == [100, 100, 50]
    assert "1 as number 3 of “job” at £0.50" in found["value"]["lines"][2]["explanation"]
    assert codes(found) == ["beyond_tiers"]


# Caps


def test_caps_fill_from_the_earliest_and_tell_what_they_took() -> None:
    contract = terms(
        metric("a", 1000, cap_pence=1500), metric("b", 1000), person_cap_pence=1200, period_cap_pence=2500, contract_cap_pence=4000
    )
    given = [reached("p", "a", "2024-04-02"), reached("p", "b", "2024-04-03"), reached("q", "a", "2024-04-04")]
    given += [reached("r", "b", "2024-04-05"), reached("s", "b", "2024-05-05"), reached("t", "b", "2024-05-06")]
    found = value(contract, *given)
    assert [x["amount_pence"] for x in found["lines"]] == [1000, 200, 500, 800, 1000, 500]
    assert [(c["cap"], c["of"], c["limit_pence"], c["cut_pence"]) for c in found["caps"]] == [
        ("metric", "a", 1500, 500),
        ("person", "p", 1200, 800),
        ("period", "2024-04-01..2024-04-30", 2500, 200),
        ("contract", None, 4000, 500),
    ]


def test_core_fee_comes_first_within_the_caps() -> None:
    contract = terms(metric("job", 1000), core={"annual_value_pence": 1200, "share_by_year": [1, 1]}, contract_cap_pence=2800)
    found = value(contract, reached())
    assert (found["core_pence"], found["outcome_pence"]) == (2400, 400)


def test_a_raised_cap_gives_room_to_what_comes_later_only() -> None:
    versions = [terms(contract_cap_pence=1500, effective_from=START), terms(contract_cap_pence=3000, effective_from="2025-04-01")]
    given = [reached(f"p{n}", on=day) for n, day in enumerate(["2024-05-01", "2024-05-02", "2025-05-01", "2025-05-02"])]
    assert [x["amount_pence"] for x in value(versions, *given)["lines"]] == [1000, 500, 1000, 500]


def test_a_lowered_limit_is_pointed_out() -> None:
    versions = [terms(contract_cap_pence=2000, effective_from=START), terms(contract_cap_pence=1500, effective_from="2025-04-01")]
    found = result(versions, reached("p"), reached("q"))
    assert found["value"]["total_pence"] == 1500
    assert codes(found) == ["limit_lowered"]
    assert total(versions, reached("p"), reached("q"), as_at="2025-03-31") == 2000


# Core


def test_core_is_due_when_its_month_is_over_and_only_for_years_that_meet_their_minimum() -> None:
    core = {"annual_value_pence": 1200, "share_by_year": [1, 0.5], "minimum_performance": {"metric": "job", "count": 1}}
    contract = terms(metric("job", 0), core=core)
    assert total(contract, reached(), as_at="2024-06-29") == 200
    assert total(contract, reached(), as_at="2024-06-30") == 300
    found = result(contract, reached(on="2024-05-01"))
    assert found["value"]["core_pence"] == 1200
    assert codes(found) == ["minimum_missed"]
    assert result(contract, as_at="2025-03-31")["value"]["total_pence"] == 0
    on_account = result(contract, as_at="2024-05-31")
    assert (on_account["value"]["total_pence"], codes(on_account)) == (200, ["core_on_account"])


def test_clawback_takes_a_share_of_the_core_when_the_target_is_missed_at_the_end() -> None:
    contract = terms(metric("job", 10), core={"annual_value_pence": 1200, "share_by_year": [1, 1]})
    contract["clawback"] = {"metric": "job", "target": 2, "share_of_core": 0.25}
    missed, met = value(contract, reached("p")), value(contract, reached("p"), reached("q"))
    assert (missed["total_pence"], met["total_pence"]) == (2400 - 600 + 10, 2420)
    assert missed["lines"][-1]["rule"] == "clawback"
    assert total(contract, reached("p"), as_at="2026-03-30") == 2300 + 10


# One statement after another


def test_what_is_verified_late_lands_in_the_open_statement_and_what_fell_away_comes_back() -> None:
    given = [reached("p", claim_id="1"), reached("q", claim_id="2", verified_on="2024-06-20")]
    may = value(terms(), *given, as_at="2024-05-31")
    assert [(x["claim_id"], x["amount_pence"]) for x in may["lines"]] == [("1", 1000)]
    before = [{"claim_id": "1", "amount_pence": 1000}]
    reversal = {"claim_id": "1", "reason": "employer denies it", "on": "2024-06-15"}
    june = value(terms(), *given, as_at="2024-06-30", paid_before=before, reversals=[reversal])
    assert [(x["claim_id"], x["amount_pence"], x["rule"]) for x in june["lines"]] == [("2", 1000, "price"), ("1", -1000, "recovery")]
    assert june["lines"][1]["explanation"].endswith("Verification taken back on 15 June 2024: employer denies it")
    assert (june["lines"][1]["person"], june["lines"][1]["metric"]) == ("p", "job")
    assert june["total_pence"] == 0


def test_a_claim_that_left_the_record_is_taken_back_and_pointed_out() -> None:
    found = result(terms(), paid_before=[{"claim_id": "gone", "amount_pence": 700}])
    assert found["value"]["total_pence"] == -700
    assert found["value"]["by_metric"][-1]["amount_pence"] == -700
    assert codes(found) == ["claim_gone"]


def test_a_claim_paid_in_full_is_not_paid_again() -> None:
    found = value(
        terms(), reached(claim_id="1"), paid_before=[{"claim_id": "1", "amount_pence": 600}, {"claim_id": "1", "amount_pence": 400}]
    )
    assert (found["total_pence"], why(found)) == (0, {"1": "paid_before"})


def test_partners_are_seen_apart() -> None:
    found = value(terms(), reached("p", partner="North"), reached("q", partner="South"), reached("r", partner="South"))
    assert found["by_partner"] == [{"partner": "North", "amount_pence": 1000}, {"partner": "South", "amount_pence": 2000}]


def test_what_a_reader_of_counts_must_know_is_said() -> None:
    contract = terms(metric("job", either_or=["rest"]), metric("rest"), index_by_year=[1, 1])
    counts = [{"metric": "job", "count": 1}, {"metric": "job", "count": 2}]
    assert codes(result(contract, reached(), reached("p"), counts=counts)) == [
        "counts_merged",
        "counts_undated",
        "same_day",
        "counts_not_by_person",
        "counted_both_ways",
    ]


# Faults


def test_every_fault_is_named_at_once() -> None:
    contract = terms(
        metric("a", requires=["a", "x"], either_or=["y"], window_days_after={"metric": "z", "min": 5, "max": 4}),
        metric("a", tiers=[{"up_to": 3, "price_pence": 1}, {"up_to": 3, "price_pence": 1}]),
        metric("b", tiers=[{"up_to": None, "price_pence": 1}, {"up_to": 3, "price_pence": 1}]),
        discount=7.5,
        clawback={"metric": "q", "target": 1, "share_of_core": 0.5},
    )
    contract["end"] = "2024-03-31"
    achievements = [
        {**reached("p", "nothing"), "claim_id": "1", "verified_on": "2024-04-30"},
        {**reached("p", "b"), "claim_id": "1"},
        {**reached("p", "b"), "claim_id": "core:x"},
    ]
    found = faults(
        {
            "terms": contract,
            "achievements": achievements,
            "counts": [{"metric": "nothing", "count": 1, "period": {"from": "2024-05-02", "to": "2024-05-01"}}],
            "reversals": [{"claim_id": "?", "reason": "", "on": "2024-05-02", "lifted_on": "2024-05-01"}],
            "period": {"from": "2024-05-02", "to": "2024-05-01"},
        }
    )
    assert set(found) == {
        "terms.end",
        "terms.metrics[0].requires[0]",
        "terms.metrics[0].requires[1]",
        "terms.metrics[0].either_or[0]",
        "terms.metrics[0].window_days_after.metric",
        "terms.metrics[0].window_days_after.max",
        "terms.metrics[1].id",
        "terms.metrics[1].tiers[1].up_to",
        "terms.metrics[2].tiers[0].up_to",
        "terms.discount",
        "terms.clawback",
        "terms.clawback.metric",
        "achievements[0].metric",
        "achievements[0].verified_on",
        "achievements[1].claim_id",
        "achievements[2].claim_id",
        "counts[0].metric",
        "counts[0].period.to",
        "reversals[0].claim_id",
        "reversals[0].lifted_on",
        "period.to",
    }


def test_metrics_that_wait_for_each_other_are_a_fault() -> None:
    ring = [
        metric("a", requires=["b"]),
        metric("b", window_days_after={"metric": "c"}),
        metric("c", requires=["a"]),
        metric("d", requires=["a"]),
    ]
    assert set(faults({"terms": terms(*ring)})) == {"terms.metrics[0]", "terms.metrics[1]", "terms.metrics[2]"}


def test_versions_must_agree_on_the_start_and_differ_in_the_day_they_begin() -> None:
    first = terms(effective_from=START)
    other = {**first, "start": "2024-05-01"}
    assert set(faults({"terms": [first, other]})) == {"terms[1].start", "terms[1].effective_from"}
    assert set(faults({"terms": []})) == {"terms"}
    assert set(faults({"terms": [terms()]})) == {"terms[0].effective_from"}


def test_more_metrics_than_can_be_chosen_among_are_a_fault() -> None:
    names = [f"m{n}" for n in range(LARGEST_EITHER_OR + 1)]
    tied = [metric(names[0], either_or=names[1:]), *(metric(n) for n in names[1:])]
    assert set(faults({"terms": terms(*tied)})) == {"terms.metrics"}


def test_amounts_beyond_what_json_can_hold_are_a_fault() -> None:
    raw = {"terms": terms(metric("job", 10**12)), "counts": [{"metric": "job", "count": 10**12}]}
    assert set(faults(raw)) == {"terms"}


def test_pence_with_a_decimal_point_and_shares_as_percentages_are_faults() -> None:
    found = faults({"terms": terms(metric("job", 12.0), deadweight_share=16.7)})  # type: ignore[arg-type]
    assert set(found) == {"terms.metrics[0].price_pence", "terms.deadweight_share"}
