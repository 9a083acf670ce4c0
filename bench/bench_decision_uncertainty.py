"""Acceptability and EVPI at 501 thresholds against asking every draw at every threshold: `python -m bench decision_uncertainty`.

Target: 100,000 draws × 4 options within 0.1 s. With LODESTAR_MEASURING_DATA set to the folder of the BCEA files, also what BCEA prints.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lodestar.methods import run
from lodestar.methods.decision_uncertainty.curves import Envelope, Floats, envelope, share_beaten
from lodestar.methods.decision_uncertainty.evppi import given_parameter

TARGET = 0.1
THRESHOLDS: Floats = np.linspace(0, 50_000, 501)
TABLES = {"vaccine": ("vaccination", 25_000.0, 50_000), "smoking": ("group", 250.0, 500)}


def timed(work: Callable[[], Any], times: int) -> tuple[Any, float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    return found, min(taken)


def brute_force(effects: Floats, costs: Floats, thresholds: Floats) -> Envelope:
    """Every draw asked at every threshold, a threshold at a time so that it fits into memory: NumPy as most would write it."""
    counts, means = [], []
    for threshold in thresholds:
        benefit = threshold * effects - costs
        counts.append(np.bincount(benefit.argmax(axis=0), minlength=len(effects)))
        means.append(benefit.max(axis=0).mean())
    return Envelope(np.array(counts).T, np.array(means))


def compare(options: int, draws: int, target: float | None = None) -> None:
    rng = np.random.default_rng(options)
    effects = rng.normal(np.linspace(0.5, 0.7, options)[:, None], 0.1, (options, draws))
    costs = rng.normal(np.linspace(1000, 6000, options)[:, None], 800, (options, draws))
    walked, seconds = timed(lambda: envelope(effects, costs, THRESHOLDS), 7)
    asked, brute = timed(lambda: brute_force(effects, costs, THRESHOLDS), 1)
    same = np.array_equal(walked.counts, asked.counts) and np.allclose(walked.mean_of_best, asked.mean_of_best, rtol=1e-9)
    _, pairs = timed(lambda: [share_beaten(effects[-1] - e, costs[-1] - c, THRESHOLDS) for e, c in zip(effects, costs, strict=True)], 3)
    verdict = "no target" if target is None else f"{'within' if seconds <= target else 'OVER'} {target * 1000:.0f} ms"
    print(
        f"{draws:7,} draws × {options:2}  acceptability and EVPI {seconds * 1000:7.1f} ms ({verdict})  "
        f"every draw at every threshold {brute * 1000:8.0f} ms = {brute / seconds:5.0f} times  {'same' if same else 'DIFFERENT'}  "
        f"pairwise too {(seconds + pairs) * 1000:6.1f} ms"
    )


def value_of_a_parameter(draws: int) -> None:
    rng = np.random.default_rng(1)
    parameter = rng.normal(size=draws)
    responses = [parameter + rng.normal(0, 2, draws) for _ in range(6)]
    _, seconds = timed(lambda: given_parameter(parameter, responses), 3)
    print(f"{draws:7,} draws × 4   value of one parameter, the fit {seconds * 1000:6.1f} ms")


def tables() -> None:
    """BCEA's own data, by its own thresholds, through the whole method."""
    folder = os.environ.get("LODESTAR_MEASURING_DATA")
    for name, (reference, at, highest) in TABLES.items():
        path = Path(folder or "data") / f"bcea_{name}_ec.csv"
        if not path.exists():
            print(f"BCEA {name}: not run, {path} is not there (set LODESTAR_MEASURING_DATA)")
            continue
        with path.open(newline="", encoding="utf-8") as opened:
            header, *rows = csv.reader(opened)
        half = len(header) // 2
        numbers = [[float(cell) for cell in row] for row in rows]
        raw = {
            "names": [title.removeprefix("eff_") for title in header[:half]],
            "reference": reference,
            "effects": [row[:half] for row in numbers],
            "costs": [row[half:] for row in numbers],
            "thresholds": [highest / 500 * n for n in range(501)],
        }
        result, seconds = timed(lambda raw=raw: run("decision_uncertainty", raw), 3)
        row = next(one for one in result["value"]["by_threshold"] if one["threshold"] == at)
        ratios = {option: round(ratio, 1) for option, ratio in result["value"]["icer"].items()}
        shares = {option: round(share, 3) for option, share in row["acceptability"].items()}
        print(
            f"BCEA {name:8} {len(rows):5,} draws × {half}  whole method {seconds * 1000:5.0f} ms  ratio {ratios}  "
            f"at {at:,.0f}: best {row['best']}, acceptability {shares}, EVPI {row['evpi']:.4f}"
        )


def main() -> None:
    compare(2, 100_000)
    compare(4, 100_000, TARGET)
    compare(12, 100_000)
    value_of_a_parameter(100_000)
    tables()


if __name__ == "__main__":
    main()
