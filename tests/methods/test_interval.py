"""Intervals against independent oracles (statsmodels, SciPy's distributions), their edges, and the properties that must hold."""

from __future__ import annotations

import itertools
import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from lodestar.methods import FaultyInput, run
from lodestar.methods.interval import t_interval

LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])


def value(**fields: Any) -> dict[str, Any]:
    result: dict[str, Any] = run("interval", fields)["value"]
    return result


def warnings(**fields: Any) -> list[str]:
    return [w["code"] for w in run("interval", fields)["warnings"]]


def faults(**fields: Any) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        run("interval", fields)
    return {f.where: f.problem for f in caught.value.faults}


@st.composite
def shares(draw: st.DrawFn, largest: int = 2000) -> dict[str, int]:
    n = draw(st.integers(1, largest))
    return {"successes": draw(st.integers(0, n)), "n": n}


@given(shares(), LEVELS)
def test_wilson_agrees_with_statsmodels(share: dict[str, int], level: float) -> None:
    ours = value(kind="proportion", **share, level=level)
    low, high = proportion_confint(share["successes"], share["n"], 1 - level, "wilson")
    assert ours["low"] == pytest.approx(low, abs=1e-12)
    assert ours["high"] == pytest.approx(high, abs=1e-12)
    assert ours["estimate"] == share["successes"] / share["n"]


@given(shares(), LEVELS)
def test_exact_share_agrees_with_the_tails_of_the_binomial(share: dict[str, int], level: float) -> None:
    ours = value(kind="proportion", **share, level=level, method="exact")
    low, high = proportion_confint(share["successes"], share["n"], 1 - level, "beta")
    assert ours["low"] == pytest.approx(0 if share["successes"] == 0 else low, abs=1e-9)
    assert ours["high"] == pytest.approx(1 if share["successes"] == share["n"] else high, abs=1e-9)
    if share["successes"]:
        assert stats.binom.sf(share["successes"] - 1, share["n"], ours["low"]) == pytest.approx((1 - level) / 2, rel=1e-6)


@given(st.integers(0, 5000), st.floats(0.01, 1e6), LEVELS)
def test_exact_count_leaves_half_the_rest_in_each_tail_of_the_poisson(count: int, exposure: float, level: float) -> None:
    ours = value(kind="count", count=count, exposure=exposure, level=level)
    assert stats.poisson.cdf(count, ours["high"] * exposure) == pytest.approx((1 - level) / 2, rel=1e-6)
    if count:
        assert stats.poisson.sf(count - 1, ours["low"] * exposure) == pytest.approx((1 - level) / 2, rel=1e-6)
    else:
        assert ours["low"] == 0
    assert ours["low"] <= ours["estimate"] <= ours["high"]


@given(shares(), shares(), LEVELS)
def test_difference_agrees_with_statsmodels(first: dict[str, int], second: dict[str, int], level: float) -> None:
    ours = value(kind="difference", first=first, second=second, level=level)
    theirs = confint_proportions_2indep(
        first["successes"], first["n"], second["successes"], second["n"], method="newcomb", compare="diff", alpha=1 - level
    )
    assert (ours["low"], ours["high"]) == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), LEVELS)
def test_mean_agrees_with_scipy(values: list[float], level: float) -> None:
    ours = value(kind="mean", values=values, level=level)
    mean, error = statistics.mean(values), statistics.stdev(values) / math.sqrt(len(values))
    half = stats.t.ppf((1 + level) / 2, len(values) - 1) * error
    scale = max(abs(v) for v in values) + 1e-9
    assert ours["estimate"] == pytest.approx(mean, abs=1e-12 * scale)
    assert ours["low"] == pytest.approx(mean - half, rel=1e-9, abs=1e-9 * scale)
    assert ours["high"] == pytest.approx(mean + half, rel=1e-9, abs=1e-9 * scale)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.randoms())
def test_order_of_values_never_matters(values: list[float], random: Any) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    assert t_interval(values) == t_interval(shuffled)


@given(shares(), shares())
def test_swapping_the_sides_turns_the_difference_round(first: dict[str, int], second: dict[str, int]) -> None:
    one, other = value(kind="difference", first=first, second=second), value(kind="difference", first=second, second=first)
    assert one["estimate"] == pytest.approx(-other["estimate"], abs=1e-15)
    assert (one["low"], one["high"]) == pytest.approx((-other["high"], -other["low"]), abs=1e-12)


@given(shares(), st.sampled_from(["wilson", "exact"]), LEVELS)
def test_failures_mirror_successes(share: dict[str, int], method: str, level: float) -> None:
    other = {"successes": share["n"] - share["successes"], "n": share["n"]}
    one, mirror = (value(kind="proportion", **s, method=method, level=level) for s in (share, other))
    assert (one["low"], one["high"]) == pytest.approx((1 - mirror["high"], 1 - mirror["low"]), abs=1e-9)


@given(shares(), st.sampled_from(["wilson", "exact"]))
def test_a_higher_level_never_narrows_the_interval(share: dict[str, int], method: str) -> None:
    spans = [value(kind="proportion", **share, method=method, level=level) for level in (0.5, 0.8, 0.95, 0.999)]
    for narrow, wide in itertools.pairwise(spans):
        assert wide["low"] <= narrow["low"] <= narrow["estimate"] <= narrow["high"] <= wide["high"]


def test_all_and_none_reach_the_ends_exactly() -> None:
    for method in ("wilson", "exact"):
        assert value(kind="proportion", successes=0, n=7, method=method)["low"] == 0
        assert value(kind="proportion", successes=7, n=7, method=method)["high"] == 1


@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_nobody_counted_leaves_everything_possible_and_says_so(method: str) -> None:
    got = value(kind="proportion", successes=0, n=0, method=method)
    assert (got["estimate"], got["low"], got["high"]) == (None, 0, 1)
    assert warnings(kind="proportion", successes=0, n=0, method=method) == ["nobody_counted"]


def test_a_difference_with_an_empty_side_is_anything() -> None:
    got = value(kind="difference", first={"successes": 3, "n": 4}, second={"successes": 0, "n": 0})
    assert (got["estimate"], got["low"], got["high"]) == (None, -1, 1)
    warning = run("interval", {"kind": "difference", "first": {"successes": 3, "n": 4}, "second": {"successes": 0, "n": 0}})["warnings"][0]
    assert (warning["code"], warning["where"]) == ("nobody_counted", "second.n")


def test_one_value_has_a_mean_and_no_interval() -> None:
    got = value(kind="mean", values=[4.5])
    assert (got["estimate"], got["low"], got["high"]) == (4.5, None, None)
    assert warnings(kind="mean", values=[4.5]) == ["too_few_values"]


def test_no_values_have_nothing() -> None:
    got = value(kind="mean", values=[])
    assert (got["estimate"], got["low"], got["high"]) == (None, None, None)
    assert warnings(kind="mean", values=[]) == ["too_few_values"]


def test_equal_values_give_an_interval_of_no_width_and_a_warning() -> None:
    got = value(kind="mean", values=[3, 3, 3.0])
    assert (got["estimate"], got["low"], got["high"]) == (3, 3, 3)
    assert warnings(kind="mean", values=[3, 3, 3.0]) == ["all_values_equal"]


def test_the_method_used_is_named() -> None:
    assert value(kind="proportion", successes=1, n=2)["method"] == "wilson"
    assert value(kind="count", count=1)["method"] == "exact"
    assert value(kind="mean", values=[1, 2])["method"] == "t"
    assert value(kind="difference", first={"successes": 1, "n": 2}, second={"successes": 1, "n": 2})["method"] == "wilson"


def test_more_successes_than_people_is_a_fault_wherever_it_stands() -> None:
    assert faults(kind="proportion", successes=3, n=2) == {"successes": "must be at most n, which is 2"}
    sides = {"first": {"successes": 3, "n": 2}, "second": {"successes": 9, "n": 8}}
    assert set(faults(kind="difference", **sides)) == {"first.successes", "second.successes"}


def test_fields_of_another_kind_and_missing_ones_are_all_named() -> None:
    found = faults(kind="mean", successes=1, count=4)
    assert set(found) == {"successes", "count", "values"}
    assert found["values"] == "must be given for the kind mean"
    assert found["count"] == "belongs to the kind count, not to mean"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": "count", "count": 3, "method": "wilson"}, "must be exact for the kind count"),
        ({"kind": "mean", "values": [1, 2], "method": "exact"}, "must be left out for the kind mean: its interval is t"),
        (
            {"kind": "difference", "first": {"successes": 1, "n": 2}, "second": {"successes": 1, "n": 2}, "method": "exact"},
            "must be wilson for the kind difference",
        ),
    ],
)
def test_a_way_that_does_not_suit_the_kind_is_a_fault(fields: dict[str, Any], problem: str) -> None:
    assert faults(**fields) == {"method": problem}


@pytest.mark.parametrize("exposure", [0, -1, 1e-200, 1e200])
def test_exposure_must_be_above_nothing_and_within_reason(exposure: float) -> None:
    assert set(faults(kind="count", count=3, exposure=exposure)) == {"exposure"}


def test_values_beyond_reason_are_faults_each_in_its_place() -> None:
    assert set(faults(kind="mean", values=[1, 1e200, 2, -1e200])) == {"values[1]", "values[3]"}


@pytest.mark.parametrize("level", [0, 1, -0.5, 95])
def test_level_lies_between_0_and_1(level: float) -> None:
    assert set(faults(kind="count", count=3, level=level)) == {"level"}


def test_a_percentage_as_level_is_recognised() -> None:
    assert "0.95" in faults(kind="count", count=3, level=95)["level"]
