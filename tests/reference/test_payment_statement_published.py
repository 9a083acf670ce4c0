"""Published contracts: what they paid, or what their published terms pay, to the penny.

Figures are facts from the Government Outcomes Lab's INDIGO data set (project numbers below) and from the named guidance and press.
"""

from __future__ import annotations

from typing import Any

import pytest

from lodestar.methods import run

Raw = dict[str, Any]

# Reboot West, the care leavers' social impact bond of Bristol, INDIGO-POJ-0121: metric, price, people, paid, all in pounds.
# Some outcomes could be claimed more than once a person, so that paid is more than price × people; paid ÷ price is the number of claims.
REBOOT_WEST = [
    ("Agrees education/training is right for them", 220, 231, 115_940),
    ("Has at least 1 consistent relationship", 220, 225, 99_660),
    ("Feels safe", 220, 230, 106_040),
    ("Managing accommodation and costs", 220, 227, 102_520),
    ("Self-determined outcome", 220, 136, 44_440),
    ("Begins education/training course", 220, 132, 31_900),
    ("Completes 25% of course", 220, 109, 26_620),
    ("Completes 50% of course", 220, 94, 23_320),
    ("Obtains level 1 qualification", 1_760, 41, 75_680),
    ("Obtains level 2 qualification", 4_730, 33, 156_090),
    ("Obtains level 3 qualification", 4_730, 10, 52_030),
    ("Begins higher education", 660, 10, 6_600),
    ("Completes 1 year of higher education", 2_750, 4, 11_000),
    ("Completes 2 years of higher education", 2_750, 2, 5_500),
    ("Completes higher education course", 4_730, 3, 14_190),
    ("Enters work experience / volunteering", 110, 29, 3_190),
    ("Completes 1 week of work experience / volunteering", 220, 19, 4_180),
    ("Completes 4 weeks of work experience / volunteering", 330, 6, 1_980),
    ("Enters employment", 660, 126, 83_160),
    ("Earns £768", 2_750, 114, 313_500),
    ("Earns £1631", 2_750, 102, 280_500),
    ("Earns £3350", 2_750, 73, 200_750),
    ("Earns £8155", 2_750, 41, 112_750),
]


def value(terms: Raw, **record: Any) -> Raw:
    found: Raw = run("payment_statement", {"terms": terms, **record})["value"]
    return found


def terms(metrics: list[Raw], **more: Any) -> Raw:
    return {"start": "2018-04-01", "end": "2023-03-31", "metrics": metrics, **more}


def outcome(name: str, pounds: int, **more: Any) -> Raw:
    return {"id": name, "price_pence": pounds * 100, "kind": "outcome", **more}


def reached(person: str, metrics: list[str], on: str = "2018-06-01") -> list[Raw]:
    return [{"person": person, "metric": m, "achieved_on": on, "verified": True} for m in metrics]


def test_reboot_west_total_paid() -> None:
    metrics = [outcome(name, price, max_per_person=None) for name, price, _, _ in REBOOT_WEST]
    found = value(terms(metrics), counts=[{"metric": name, "count": paid // price} for name, price, _, paid in REBOOT_WEST])
    assert found["total_pence"] == 187_154_000
    assert [m["amount_pence"] for m in found["by_metric"]] == [paid * 100 for _, _, _, paid in REBOOT_WEST]
    assert all(paid % price == 0 for _, price, _, paid in REBOOT_WEST)


def test_reboot_west_once_a_person_would_have_been_less() -> None:
    metrics = [outcome(name, price) for name, price, _, _ in REBOOT_WEST]
    found = value(terms(metrics), counts=[{"metric": name, "count": people} for name, price, people, _ in REBOOT_WEST])
    assert found["total_pence"] == 161_733_000


# Troubled Families, phase 1 (2012–2015): £4,000 a family, of which 80, 60 and 40% at attachment in years 1, 2 and 3. By results: £3,900
# (school, crime and antisocial behaviour) and £100 (progress to work), or £4,000 for continuous work, each scaled by the share paid by
# results. One family in six was expected to be turned round anyway.


@pytest.mark.parametrize(
    ("attached", "family", "progress", "work"), [(3_200, 700, 100, 800), (2_400, 1_500, 100, 1_600), (1_600, 2_300, 100, 2_400)]
)
def test_troubled_families_pays_one_side_or_the_other_and_the_same_for_both(attached: int, family: int, progress: int, work: int) -> None:
    metrics = [
        outcome("attached", attached, kind="milestone"),
        outcome("family", family, requires=["attached"]),
        outcome("progress", progress, requires=["attached"]),
        outcome("work", work, requires=["attached"], either_or=["family", "progress"]),
    ]
    full = 400_000
    for results in (["family", "progress"], ["work"], ["family", "progress", "work"]):
        assert value(terms(metrics), achievements=reached("f", ["attached", *results]))["total_pence"] == full
    family_only = value(terms(metrics), achievements=reached("f", ["attached", "family", "progress"]) + reached("g", ["family", "work"]))
    assert family_only["total_pence"] == full, "a family that was never attached is paid nothing"
    assert value(terms(metrics), achievements=reached("f", ["attached", "family", "work"]))["total_pence"] == (attached + work) * 100


@pytest.mark.parametrize("sixth", [1 / 6, 0.166667])
def test_troubled_families_pays_five_of_six(sixth: float) -> None:
    results = terms([outcome("turned round", 4_000)], deadweight_share=sixth)
    assert value(results, counts=[{"metric": "turned round", "count": 600}])["total_pence"] == 500 * 400_000
    families = [a for n in range(6) for a in reached(f"family {n}", ["turned round"], f"2018-06-0{n + 1}")]
    found = value(results, achievements=families)
    assert found["total_pence"] == 5 * 400_000
    assert [(n["person"], n["rule"]) for n in found["not_paid"]] == [("family 5", "deadweight")], "the latest is not paid"


# İstanbul Kodluyor, INDIGO-POJ-0302, in US dollars: here every "penny" is a cent.


def istanbul() -> Raw:
    sustained = [{"up_to": 370, "price_pence": 110_000}, {"up_to": 410, "price_pence": 100_000}, {"up_to": None, "price_pence": 135_000}]
    women = [{"up_to": 92, "price_pence": 0}, {"up_to": None, "price_pence": 50_000}]
    return terms(
        [
            outcome("starts training", 240, cap_pence=14_400_000),
            outcome("enters a job", 1_000, cap_pence=45_000_000),
            outcome("six months in a job", 0, tiers=sustained, cap_pence=40_700_000 + 4_000_000 + 18_500_000),
            outcome("women in a job", 0, tiers=women, cap_pence=2_500_000),
        ]
    )


@pytest.mark.parametrize(
    ("metric", "count", "cents"),
    [
        ("starts training", 600, 14_400_000),
        ("starts training", 601, 14_400_000),
        ("enters a job", 449, 44_900_000),
        ("enters a job", 500, 45_000_000),
        ("six months in a job", 370, 40_700_000),
        ("six months in a job", 371, 40_800_000),
        ("six months in a job", 410, 44_700_000),
        ("six months in a job", 411, 44_835_000),
        ("six months in a job", 547, 63_195_000),
        ("six months in a job", 548, 63_200_000),
        ("women in a job", 92, 0),
        ("women in a job", 100, 400_000),
        ("women in a job", 142, 2_500_000),
        ("women in a job", 200, 2_500_000),
    ],
)
def test_istanbul_kodluyor_tiers_and_caps(metric: str, count: int, cents: int) -> None:
    assert value(istanbul(), counts=[{"metric": metric, "count": count}])["total_pence"] == cents


# Fair Chance Fund, INDIGO-POJ-0131 to 0137: at most £15,000 a person. Rough Sleeping, Greater Manchester, INDIGO-POJ-0154: £19,000.

FAIR_CHANCE = {
    "assessment 1": 500, "assessment 2": 500, "assessment 3": 200, "move-in": 500,
    "home 3 m": 1_500, "home 6 m": 1_500, "home 12 m": 1_500, "home 18 m": 1_500,
    "education": 500, "entry level": 1_500, "level 1": 2_500, "level 2": 3_500,
    "job": 500, "full-time 13 wk": 4_500, "full-time 26 wk": 3_500,
}  # fmt: skip
ROUGH_SLEEPING = {
    "entry": 600, "3 m": 1_500, "6 m": 1_500, "12 m": 2_600, "18 m": 2_500, "24 m": 1_800,
    "mental health": 200, "mental health sustained": 600, "alcohol": 100, "alcohol sustained": 1_100,
    "drugs": 120, "drugs sustained": 2_600,
    "education": 500, "full-time 13 wk": 2_400, "full-time 26 wk": 2_200,
}  # fmt: skip


@pytest.mark.parametrize(("card", "cap"), [(FAIR_CHANCE, 15_000), (ROUGH_SLEEPING, 19_000)])
def test_no_person_brings_more_than_the_cap(card: dict[str, int], cap: int) -> None:
    assert sum(card.values()) > cap
    contract = terms([outcome(name, price) for name, price in card.items()], person_cap_pence=cap * 100)
    found = value(contract, achievements=reached("p", list(card)) + reached("q", list(card)[:4]))
    assert found["total_pence"] == (cap + sum(list(card.values())[:4])) * 100
    [cut] = found["caps"]
    assert (cut["cap"], cut["of"], cut["limit_pence"]) == ("person", "p", cap * 100)
    assert cut["cut_pence"] == (sum(card.values()) - cap) * 100


def test_rough_sleeping_pays_three_wellbeing_assessments() -> None:
    contract = terms([outcome("wellbeing", 100, max_per_person=3)], person_cap_pence=1_900_000)
    achievements = [a for month in range(4, 9) for a in reached("p", ["wellbeing"], f"2018-0{month}-15")]
    assert value(contract, achievements=achievements)["total_pence"] == 30_000


# Work and Health Programme guidance, chapter 13: the delivery fee is 30% of the expected total contract value, in equal months, up to 60.


def test_work_and_health_programme_delivery_fee_is_paid_in_equal_months() -> None:
    expected_value, months = 100_000_000_00, 60
    contract = terms([], core={"annual_value_pence": expected_value // 5, "share_by_year": [0.3] * 5})
    found = value(contract)
    assert found["total_pence"] == found["core_pence"] == expected_value * 3 // 10
    assert [x["amount_pence"] for x in found["lines"]] == [expected_value * 3 // 10 // months] * months


def test_core_of_an_uneven_amount_is_split_by_largest_remainder() -> None:
    found = value(terms([], core={"annual_value_pence": 100_007, "share_by_year": [1]}))
    assert [x["amount_pence"] for x in found["lines"]] == [8334] * 11 + [8333]
