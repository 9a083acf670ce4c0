"""Paired readings as printed in the books: means, t and intervals of the change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from lodestar.methods import run


def distance(instrument: dict[str, Any], before: Sequence[float], after: Sequence[float]) -> dict[str, Any]:
    readings = [
        {"person": f"p{i}", "date": date, "voice": "worker", "scores": {"area": score}}
        for i, pair in enumerate(zip(before, after, strict=True))
        for date, score in zip(("2026-01-01", "2026-04-01"), pair, strict=True)
    ]
    result: dict[str, Any] = run("distance_travelled", {"instrument": {"areas": ["area"], **instrument}, "readings": readings})["value"]
    return result


def test_students_sleep() -> None:
    """Student (1908), The probable error of a mean, Biometrika 6:1–25: ten patients, additional hours of sleep on two drugs.

    Mean difference 1.58; t = 4.0621 on 9 degrees of freedom, 95 % interval 0.7001142 to 2.4598858 (as reference software prints them).
    """
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    area = distance({"scale_min": -10, "scale_max": 10, "stages": 3}, first, second)["areas"][0]
    assert (area["mean_first"], area["mean_latest"], area["mean_change"]) == pytest.approx((0.75, 2.33, 1.58), abs=1e-12)
    assert (round(area["interval_low"], 7), round(area["interval_high"], 7)) == (0.7001142, 2.4598858)
    half = (area["interval_high"] - area["interval_low"]) / 2
    assert round(area["mean_change"] / (half / 2.2621571628), 4) == 4.0621
    # By hand: seven differences are 1.0 or more besides 1.0 itself; 0.0 and 0.8 are not.
    assert (area["up"], area["same"], area["down"]) == (8, 2, 0)


def test_darwins_maize() -> None:
    """Fisher (1935), The Design of Experiments, chapter III: heights of 15 pairs of plants, in eighths of an inch.

    Sum of differences 314, mean 20.93, t = 2.148 on 14 degrees of freedom.
    """
    self_fertilised = [139, 163, 160, 160, 147, 149, 149, 122, 132, 144, 130, 144, 102, 124, 144]
    crossed = [188, 96, 168, 176, 153, 172, 177, 163, 146, 173, 186, 168, 177, 184, 96]
    value = distance({"scale_min": 0, "scale_max": 199}, self_fertilised, crossed)
    area = value["areas"][0]
    assert area["mean_change"] * 15 == pytest.approx(314)
    half = (area["interval_high"] - area["interval_low"]) / 2
    assert round(area["mean_change"] / (half / 2.1447866879), 3) == 2.148
    assert (area["up"], area["same"], area["down"]) == (13, 0, 2)
    # Each pair has one area, so the overall change is the area's change.
    assert [value["overall"][k] for k in ("mean_change", "interval_low", "interval_high")] == [
        area[k] for k in ("mean_change", "interval_low", "interval_high")
    ]


def test_stage_moves_on_a_hand_worked_table() -> None:
    """The stage rule of the published ten-point scales (two points a stage), worked by hand for six people.

    3→7: stage 2 to 4; 5→6: 3 to 3; 9→10: 5 to 5; 2→1: 1 to 1; 8→4: 4 to 2; 1→9: 1 to 5.
    """
    area = distance({"scale_max": 10}, [3, 5, 9, 2, 8, 1], [7, 6, 10, 1, 4, 9])["areas"][0]
    assert area["transitions"] == [
        [1, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
        [0, 0, 1, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]
    assert (area["up"], area["same"], area["down"], area["had_room"]) == (4, 0, 2, 6)
    # Changes 4, 1, 1, −1, −4, 8: mean 1.5, sum of squares 99, variance (99 − 6 × 1.5²) ÷ 5 = 17.1, t(5) = 2.5706.
    assert area["mean_change"] == 1.5
    assert area["interval_high"] == pytest.approx(1.5 + 2.5705818366 * math.sqrt(17.1 / 6))
