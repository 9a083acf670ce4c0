"""How long distance travelled takes: from readings, from plain data, and from journey rows. Run by hand: python bench/bench_distance.py"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from lodestar.methods import evaluate, run, run_json
from lodestar.methods.base import read_input
from lodestar.methods.distance_travelled import DistanceInput, Instrument, Rule, distance_travelled, from_pairs
from lodestar.methods.distance_travelled.figures import area_tables
from lodestar.methods.distance_travelled.scale import Scale

AREAS = [f"area-{i}" for i in range(10)]
T = TypeVar("T")


def readings(people: int, each: int, seed: int = 2026) -> dict[str, Any]:
    """An input of people × each readings of ten areas; one score in twenty is missing."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(1, 11, (people * each, len(AREAS)))
    missing = rng.random(scores.shape) < 0.05
    table = np.where(missing, None, scores.astype(object)).tolist()  # type: ignore[call-overload]
    start = np.datetime64("2023-01-01") + rng.integers(0, 300, people)
    days = np.sort(rng.integers(0, 700, (people, each)), axis=1)
    dates = (start[:, None] + days).astype(str).reshape(-1).tolist()
    return {
        "instrument": {"scale_max": 10, "areas": AREAS},
        "readings": [
            {"person": f"p{i // each}", "date": dates[i], "voice": "together", "scores": dict(zip(AREAS, table[i], strict=True))}
            for i in range(people * each)
        ],
    }


def timed(label: str, work: Callable[[], T], repeats: int = 3) -> T:
    """Print the best of a few runs."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - began)
    print(f"{label:<78} {min(times):8.3f} s")
    return result


def main() -> None:
    raw = readings(people=25_000, each=4)
    text = json.dumps(raw)
    print(f"1,000,000 area-scores: 25,000 people, 4 readings of 10 areas each; {len(text) / 1e6:.0f} MB as JSON")
    data = timed("plain data to typed input, with all checks (read_input)", lambda: read_input("distance_travelled", raw), 1)
    assert isinstance(data, DistanceInput)
    answer = timed("the method on its typed input", lambda: distance_travelled(data))
    timed("the same with cross-checks (evaluate)", lambda: evaluate("distance_travelled", data), 1)
    timed("plain data to Result, with checks and digest (run)", lambda: run("distance_travelled", raw), 1)
    timed("JSON text to Result (run_json)", lambda: run_json("distance_travelled", text), 1)
    print(f"overall mean change {answer.value.overall.mean_change:+.4f}, {answer.value.overall.pairs:,} pairs")
    journeys()


def journeys() -> None:
    """A county's journeys: 10,000,000 area-readings make 200,000 pairs of ten areas at five readings each, in 500 services."""
    rng = np.random.default_rng(7)
    pairs, areas, services = 200_000, len(AREAS), 500
    pair = np.repeat(np.arange(pairs), areas)
    area = np.tile(np.arange(areas, dtype=np.int8), pairs)
    first = rng.integers(1, 11, pairs * areas).astype(np.int8)
    latest = rng.integers(1, 11, pairs * areas).astype(np.int8)
    instrument, rule = Instrument(scale_max=10, areas=tuple(AREAS)), Rule()
    print("Journey rows: 200,000 pairs × 10 areas (ten million area-readings at five a pair), 500 services")
    one = slice(0, pairs * areas // services)
    one_service: dict[str, Any] = {"pair": pair[one], "area": area[one], "first": first[one], "latest": latest[one]}
    timed("one service (from_pairs)", lambda: from_pairs(instrument, rule, **one_service), 5)
    everything: dict[str, Any] = {"pair": pair, "area": area, "first": first, "latest": latest}
    timed("all services as one figure (from_pairs)", lambda: from_pairs(instrument, rule, **everything))
    size = pairs * areas // services

    def each() -> None:
        for start in range(0, pairs * areas, size):
            from_pairs(instrument, rule, **{k: v[start : start + size] for k, v in everything.items()})

    timed("each of the 500 services (from_pairs)", each)
    scale = Scale.of(instrument, rule)
    timed("of which counting the tables of all services", lambda: area_tables(scale, areas, area, first, latest))


if __name__ == "__main__":
    main()
