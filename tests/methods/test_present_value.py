"""Present value: against the table of annuities, adding year by year, and the laws that any rate keeps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.methods import FaultyInput, run

Raw = dict[str, Any]


def asked(years: int, rate: float = 0.035, **item: float) -> Raw:
    return run("present_value", {"items": [{"id": "a", **item}], "years": years, "cost_rate": rate, "benefit_rate": rate})["value"]


@pytest.mark.parametrize(("years", "at_years_end"), [(2, "1.8997"), (5, "4.5151"), (10, "8.3166"), (20, "14.2124")])
def test_factor_is_that_of_the_table_of_annuities_with_payments_at_the_start(years: int, at_years_end: str) -> None:
    """3.5 % column of any annuity table (payments at year's end) times 1.035."""
    assert asked(years)["cost_factor"] == pytest.approx(float(at_years_end) * 1.035, abs=6e-5)


@given(st.integers(1, 30), st.integers(0, 20), st.integers(-100_000, 100_000), st.integers(0, 100_000))
def test_present_cost_is_the_sum_of_the_years_one_by_one(years: int, percent: int, yearly: int, once: int) -> None:
    (item,) = asked(years, percent / 100, yearly_cost=yearly, one_off_cost=once)["items"]
    by_hand, weight = Fraction(once), Fraction(1)
    for _year in range(years):
        by_hand += yearly * weight
        weight /= 1 + Fraction(percent, 100)
    assert item["present_cost"] == float(by_hand)
    assert item["first_year_cost"] == once + yearly
    assert item["undiscounted_cost"] == once + yearly * years
    assert (item["present_cost"] == item["undiscounted_cost"]) or (percent > 0 and years > 1 and yearly != 0)


def test_a_rate_written_as_per_cent_and_no_years_are_both_named() -> None:
    with pytest.raises(FaultyInput) as refused:
        run("present_value", {"items": [{"id": "a"}], "years": 0, "cost_rate": 3.5})
    assert {fault.where for fault in refused.value.faults} >= {"cost_rate"}
    with pytest.raises(FaultyInput, match="1 to 100"):
        run("present_value", {"items": [{"id": "a"}], "years": 0})


def test_benefits_that_fade_faster_than_costs_are_warned_of() -> None:
    result = run("present_value", {"items": [{"id": "a"}], "years": 3, "cost_rate": 0.015, "benefit_rate": 0.035})
    assert [one["code"] for one in result["warnings"]] == ["benefit_rate_above_cost_rate"]
