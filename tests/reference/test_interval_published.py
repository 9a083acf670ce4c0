"""Intervals as printed in the papers that define them."""

from __future__ import annotations

import pytest

from lodestar.methods import run


# Newcombe RG (1998). Two-sided confidence intervals for the single proportion: comparison of seven methods.
# Stat Med 17:857–872, table I: method 3 (score) and method 5 (exact).
@pytest.mark.parametrize(
    ("successes", "n", "method", "low", "high"),
    [
        (81, 263, "wilson", 0.2553, 0.3662),
        (81, 263, "exact", 0.2527, 0.3676),
        (15, 148, "wilson", 0.0624, 0.1605),
        (15, 148, "exact", 0.0578, 0.1617),
        (0, 20, "wilson", 0.0000, 0.1611),
        (0, 20, "exact", 0.0000, 0.1684),
        (1, 29, "wilson", 0.0061, 0.1718),
        (1, 29, "exact", 0.0009, 0.1776),
    ],
)
def test_single_share_as_newcombe_printed_it(successes: int, n: int, method: str, low: float, high: float) -> None:
    value = run("interval", {"kind": "proportion", "successes": successes, "n": n, "method": method})["value"]
    assert (round(value["low"], 4), round(value["high"], 4)) == (low, high)


# Newcombe RG (1998). Interval estimation for the difference between independent proportions: comparison of eleven
# methods. Stat Med 17:873–890, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_of_shares_as_newcombe_printed_it(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    sides = {name: {"successes": s, "n": n} for name, (s, n) in (("first", first), ("second", second))}
    value = run("interval", {"kind": "difference", **sides})["value"]
    assert (round(value["low"], 4), round(value["high"], 4)) == (low, high)


def test_difference_of_four_fifths_and_three_fifths_is_one_fifth() -> None:
    raw = {"kind": "difference", "first": {"successes": 56, "n": 70}, "second": {"successes": 48, "n": 80}}
    assert run("interval", raw)["value"]["estimate"] == 0.2


# Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437–442; as in standard tables.
@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39), (53, 39.70, 69.33)])
def test_count_as_in_the_tables(count: int, low: float, high: float) -> None:
    value = run("interval", {"kind": "count", "count": count})["value"]
    assert (round(value["low"], 2), round(value["high"], 2)) == (low, high)


# Shares met in records of outcome contracts; the limits were worked out with SciPy when those records were read.
@pytest.mark.parametrize(
    ("successes", "n", "method", "low", "high"),
    [
        (219, 704, "wilson", 0.2780, 0.3462),
        (219, 704, "exact", 0.2770, 0.3467),
        (53, 219, "wilson", 0.1900, 0.3029),
        (316, 637, "wilson", 0.4574, 0.5348),
        (162, 242, "wilson", 0.6079, 0.7256),
    ],
)
def test_shares_met_in_outcome_contracts(successes: int, n: int, method: str, low: float, high: float) -> None:
    value = run("interval", {"kind": "proportion", "successes": successes, "n": n, "method": method})["value"]
    assert (round(value["low"], 4), round(value["high"], 4)) == (low, high)


def test_extra_sleep_as_student_printed_it() -> None:
    # Student (1908). The probable error of a mean. Biometrika 6:1–25: additional hours of sleep, second drug less first.
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    value = run("interval", {"kind": "mean", "values": hours})["value"]
    assert value["estimate"] == pytest.approx(1.58, abs=1e-12)
    assert (round(value["low"], 7), round(value["high"], 7)) == (0.7001142, 2.4598858)
