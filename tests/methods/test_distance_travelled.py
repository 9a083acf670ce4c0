"""Distance travelled: its rules one by one, a slow plain-Python twin as oracle, and the shorter ways in that must agree."""

from __future__ import annotations

import datetime
import math
import statistics
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lodestar.methods import FaultyInput, run
from lodestar.methods.base import evaluate, read_input
from lodestar.methods.distance_travelled import AreaTable, Coverage, DistanceInput, Instrument, PeopleTable, Rule, from_pairs, from_tables

START = datetime.date(2025, 1, 1)
AREAS = ["home", "money", "health"]


def reading(person: str, day: int, *scores: float | None, voice: str = "together", **fields: Any) -> dict[str, Any]:
    date = (START + datetime.timedelta(days=day)).isoformat()
    return {"person": person, "date": date, "voice": voice, "scores": dict(zip(AREAS, scores, strict=False)), **fields}


def result(readings: list[dict[str, Any]], areas: int = 1, instrument: dict[str, Any] | None = None, **rule: Any) -> dict[str, Any]:
    engagements = rule.pop("engagements", None)
    raw = {"instrument": {"scale_max": 10, "areas": AREAS[:areas], **(instrument or {})}, "readings": readings, "rule": rule}
    return run("distance_travelled", raw if engagements is None else {**raw, "engagements": engagements})


def value(readings: list[dict[str, Any]], areas: int = 1, instrument: dict[str, Any] | None = None, **rule: Any) -> dict[str, Any]:
    got: dict[str, Any] = result(readings, areas, instrument, **rule)["value"]
    return got


def codes(found: dict[str, Any]) -> list[str]:
    return [w["code"] for w in found["warnings"]]


def step(found: dict[str, Any], caption: str) -> Any:
    return next(s["value"] for s in found["steps"] if s["caption"] == caption)


# ---- the slow twin: one person after another, in plain loops ----


def by_hand(raw: dict[str, Any]) -> dict[str, Any]:
    """Distance travelled by its definition, with no arrays: what a careful person would do with a pile of paper."""
    instrument = {"scale_min": 1, "stages": 5, "higher_is_better": True, **raw["instrument"]}
    rule = raw["rule"]
    low: int = instrument["scale_min"]
    high: int = instrument["scale_max"]
    stages: int = instrument["stages"]

    def better(x: Any) -> Fraction:
        return exact(x) if instrument["higher_is_better"] else low + high - exact(x)

    def stage(x: Any) -> int:
        return math.ceil(stages * (better(x) - low + 1) / (high - low + 1))

    def level(x: Any) -> Fraction:
        return Fraction(stage(x)) if rule["unit"] == "stages" else better(x)

    journeys: dict[Any, dict[str, Any]] = defaultdict(dict)
    for r in raw["readings"]:
        if not r.get("final", True) or r["voice"] == "person" or (rule["period_end"] and r["date"] > rule["period_end"]):
            continue
        key = (r["person"], r.get("engagement"), r.get("edition"))
        before = journeys[key].get(r["date"])
        if before is None or r.get("recorded_at", "") >= before.get("recorded_at", ""):
            journeys[key][r["date"]] = r
    pairs = []
    for key, by_day in journeys.items():
        ordered = [by_day[d] for d in sorted(by_day)]
        base = 0
        if rule["baseline"] == "lower_of_first_two" and len(ordered) > 1:
            one, two = ordered[0]["scores"], ordered[1]["scores"]
            both = [a for a in instrument["areas"] if one.get(a) is not None and two.get(a) is not None]
            if both and statistics.mean(better(two[a]) for a in both) < statistics.mean(better(one[a]) for a in both):
                base = 1
        days = (datetime.date.fromisoformat(ordered[-1]["date"]) - datetime.date.fromisoformat(ordered[base]["date"])).days
        if len(ordered) - 1 > base and days >= rule["minimum_days"]:
            pairs.append((key, ordered[base]["scores"], ordered[-1]["scores"]))
    top = stages if rule["unit"] == "stages" else high
    areas = [area_by_hand(a, pairs, rule, level=level, stage=stage, stages=stages, top=top) for a in instrument["areas"]]
    means = []
    for key, first, latest in pairs:
        both = [a for a in instrument["areas"] if first.get(a) is not None and latest.get(a) is not None]
        changes = [level(latest[a]) - level(first[a]) for a in both]
        if changes and len(changes) >= exact(rule["minimum_area_share"]) * len(instrument["areas"]):
            means.append((key, sum(changes, Fraction()) / len(changes)))
    due = {key[:2] for key in journeys}
    paired, covered = {key[:2] for key, *_ in pairs}, {key[:2] for key, _ in means}
    return {
        "people_with_pair": len({p[0] for p in paired}),
        "people_with_first_only": len({p[0] for p in due} - {p[0] for p in paired}),
        "pairs": len(pairs),
        "areas": areas,
        "overall": {"people": len({k[0] for k in covered}), "pairs": len(means), **mean_by_hand([m for _, m in means])},
        "missing": missing_by_hand([m for _, m in means], len(due), len(paired), len(due - covered), exact(rule["step"])),
    }


def exact(x: Any) -> Fraction:
    return Fraction(str(x))


def mean_by_hand(changes: list[Fraction]) -> dict[str, Any]:
    counts = {"better": sum(c > 0 for c in changes), "unchanged": sum(c == 0 for c in changes), "worse": sum(c < 0 for c in changes)}
    return {"mean_change": float(statistics.mean(changes)) if changes else None, **interval_by_hand(changes), **counts}


def interval_by_hand(changes: list[Fraction]) -> dict[str, float | None]:
    if len(changes) < 2:
        return {"interval_low": None, "interval_high": None}
    error = math.sqrt(statistics.variance(changes) / len(changes))
    half = float(stats.t.ppf(0.975, len(changes) - 1)) * error
    return {"interval_low": float(statistics.mean(changes)) - half, "interval_high": float(statistics.mean(changes)) + half}


def area_by_hand(area: str, pairs: list[Any], rule: dict[str, Any], *, level: Any, stage: Any, stages: int, top: int) -> dict[str, Any]:
    both = [(f[area], x[area]) for _, f, x in pairs if f.get(area) is not None and x.get(area) is not None]
    changes = [level(x) - level(f) for f, x in both]
    h = exact(rule["step"])
    up, down = sum(c >= h for c in changes), sum(c <= -h for c in changes)
    room = sum(level(f) + h <= top for f, _ in both)
    shown = level if rule["unit"] == "stages" else exact
    matrix = [[0] * stages for _ in range(stages)]
    for f, x in both:
        matrix[stage(f) - 1][stage(x) - 1] += 1
    return {
        "area": area,
        "n": len(both),
        "mean_first": float(statistics.mean(shown(f) for f, _ in both)) if both else None,
        "mean_latest": float(statistics.mean(shown(x) for _, x in both)) if both else None,
        "mean_change": float(statistics.mean(changes)) if both else None,
        "up": up,
        "same": len(both) - up - down,
        "down": down,
        "had_room": room,
        "up_of_those_with_room": up / room if room else None,
        **interval_by_hand(changes),
        "transitions": matrix,
    }


def missing_by_hand(means: list[Fraction], due: int, paired: int, missing: int, h: Fraction) -> dict[str, Any]:
    better, everyone = sum(m > 0 for m in means), len(means) + missing
    tipping = sum(means, Fraction()) / (missing * h) if missing and sum(means, Fraction()) > 0 else None
    return {
        "should_have": due,
        "with_pair": paired,
        "missing": missing,
        "completeness": paired / due if due else None,
        "worst": better / everyone if everyone else None,
        "best": (better + missing) / everyone if everyone else None,
        "tipping_point": float(tipping) if tipping is not None and tipping <= 1 else None,
    }


def same(ours: Any, theirs: Any) -> None:
    """Equal in every count and key; equal to twelve digits in every other number."""
    if isinstance(theirs, dict):
        assert set(ours) == set(theirs)
        for key in theirs:
            same(ours[key], theirs[key])
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            same(one, other)
    elif isinstance(theirs, float):
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-12)
    else:
        assert (ours, type(ours)) == (theirs, type(theirs))


@st.composite
def inputs(draw: st.DrawFn, whole_points: bool = False, recorded: bool = False) -> dict[str, Any]:
    low = draw(st.sampled_from([0, 1, -3]))
    high = low + draw(st.sampled_from([4, 6, 9]))
    stages = draw(st.integers(2, 5))
    unit = draw(st.sampled_from(["points", "stages"]))
    areas = AREAS[: draw(st.integers(1, 3))]
    points = st.integers(low, high) if whole_points else st.integers(low * 10, high * 10).map(lambda x: x / 10)
    scores = st.fixed_dictionaries({}, optional=dict.fromkeys(areas, st.none() | points))
    fields: dict[str, Any] = {
        "person": st.sampled_from("abcd"),
        "date": st.integers(0, 12).map(lambda d: (START + datetime.timedelta(days=d)).isoformat()),
        "voice": st.sampled_from(["together", "together", "worker", "person"]),
        "final": st.sampled_from([True, True, True, False]),
        "scores": scores,
    }
    optional = {"engagement": st.sampled_from(["e1", "e2"]), "edition": st.just("2nd")}
    readings = draw(st.lists(st.fixed_dictionaries(fields, optional=optional), max_size=25))
    if recorded:
        for index, r in enumerate(readings):
            r["recorded_at"] = f"2025-03-01T10:{index:02}:00Z"
    instrument: dict[str, Any] = {"scale_min": low, "scale_max": high, "areas": areas, "stages": stages}
    return {
        "instrument": {**instrument, "higher_is_better": draw(st.booleans())},
        "readings": readings,
        "rule": {
            "baseline": draw(st.sampled_from(["first", "lower_of_first_two"])),
            "minimum_days": draw(st.integers(0, 5)),
            "step": draw(st.sampled_from([1, 0.5])) if unit == "points" else 1,
            "unit": unit,
            "minimum_area_share": draw(st.sampled_from([0, 0.5, 0.8, 1])),
            "period_end": draw(st.sampled_from([None, "2025-01-08"])),
        },
    }


@settings(max_examples=300)
@given(inputs())
def test_agrees_with_plain_loops(raw: dict[str, Any]) -> None:
    same(run("distance_travelled", raw)["value"], by_hand(raw))


@given(inputs(recorded=True), st.randoms())
def test_order_of_the_list_never_matters_where_recording_times_are_given(raw: dict[str, Any], random: Any) -> None:
    shuffled = list(raw["readings"])
    random.shuffle(shuffled)
    assert run("distance_travelled", raw)["value"] == run("distance_travelled", {**raw, "readings": shuffled})["value"]


@given(inputs())
def test_readings_that_do_not_count_change_nothing(raw: dict[str, Any]) -> None:
    areas = raw["instrument"]["areas"]
    best = dict.fromkeys(areas, raw["instrument"]["scale_max"])
    others: list[dict[str, Any]] = [{"person": p, "date": "2025-01-05", "voice": "person", "scores": best} for p in "abz"]
    others += [{"person": p, "date": "2025-01-05", "voice": "together", "final": False, "scores": best} for p in "abz"]
    assert run("distance_travelled", raw)["value"] == run("distance_travelled", {**raw, "readings": others + raw["readings"]})["value"]


@given(inputs())
def test_every_person_counted_adds_up(raw: dict[str, Any]) -> None:
    got = run("distance_travelled", raw)["value"]
    sign = 1 if raw["instrument"]["higher_is_better"] or raw["rule"]["unit"] == "stages" else -1
    for area in got["areas"]:
        assert area["up"] + area["same"] + area["down"] == area["n"] == sum(map(sum, area["transitions"]))
        assert area["up"] <= area["had_room"] <= area["n"] <= got["pairs"]
        if area["n"]:
            assert area["mean_change"] == pytest.approx(sign * (area["mean_latest"] - area["mean_first"]), abs=1e-9)
    overall, missing = got["overall"], got["missing"]
    assert overall["better"] + overall["unchanged"] + overall["worse"] == overall["pairs"]
    if missing["worst"] is not None:
        assert 0 <= missing["worst"] <= missing["best"] <= 1


@given(inputs())
def test_a_mirrored_scale_where_lower_is_better_tells_the_same_story(raw: dict[str, Any]) -> None:
    instrument = raw["instrument"]
    ends = instrument["scale_min"] + instrument["scale_max"]

    def mirrored(scores: dict[str, Any]) -> dict[str, Any]:
        return {a: None if x is None else float(ends - exact(x)) for a, x in scores.items()}

    other = {
        **raw,
        "instrument": {**instrument, "higher_is_better": not instrument["higher_is_better"]},
        "readings": [{**r, "scores": mirrored(r["scores"])} for r in raw["readings"]],
    }
    one, two = run("distance_travelled", raw)["value"], run("distance_travelled", other)["value"]
    assert (one["overall"], one["missing"]) == (two["overall"], two["missing"])
    for a, b in zip(one["areas"], two["areas"], strict=True):
        assert {k: v for k, v in a.items() if "mean_" not in k} == {k: v for k, v in b.items() if "mean_" not in k}
        assert a["mean_change"] == b["mean_change"]


@given(inputs())
def test_missing_people_who_got_worse_turn_the_mean_just_past_the_tipping_point(raw: dict[str, Any]) -> None:
    got = run("distance_travelled", raw)["value"]
    overall, missing = got["overall"], got["missing"]
    everyone_worse = overall["pairs"] * (overall["mean_change"] or 0) - missing["missing"] * raw["rule"]["step"]
    if missing["tipping_point"] is None:
        assert not missing["missing"] or (overall["mean_change"] or 0) <= 0 or everyone_worse > -1e-9
    else:
        assert 0 < missing["tipping_point"] <= 1
        fallen = missing["tipping_point"] * missing["missing"] * raw["rule"]["step"]
        assert overall["pairs"] * overall["mean_change"] - fallen == pytest.approx(0, abs=1e-9)


def rows_of(raw: dict[str, Any]) -> dict[str, Any]:
    """Journey rows as the site holds them: one for each pair and area, found by the slow twin's own rules."""
    pair, area, first, latest, person = [], [], [], [], []
    for p in sorted({r["person"] for r in raw["readings"]}):
        theirs: dict[str, Any] = {}
        for r in raw["readings"]:
            if r["person"] == p and r["final"] and r["voice"] != "person" and r["date"] <= (raw["rule"]["period_end"] or "9999-12-31"):
                theirs[r["date"]] = r["scores"]
        days = sorted(theirs)
        dates = [datetime.date.fromisoformat(d) for d in days]
        if len(days) < 2 or (dates[-1] - dates[0]).days < raw["rule"]["minimum_days"]:
            continue
        for index, name in enumerate(raw["instrument"]["areas"]):
            if theirs[days[0]].get(name) is not None and theirs[days[-1]].get(name) is not None:
                pair.append(ord(p))
                area.append(index)
                first.append(theirs[days[0]][name])
                latest.append(theirs[days[-1]][name])
                person.append(1000 - ord(p))
    names = {"pair": pair, "area": area, "first": first, "latest": latest, "person": person}
    return {k: np.array(v, dtype=np.int16) for k, v in names.items()}


def one_engagement_each(raw: dict[str, Any]) -> dict[str, Any]:
    for r in raw["readings"]:
        r.pop("engagement", None)
        r.pop("edition", None)
    raw["rule"]["baseline"] = "first"
    return raw


@given(inputs(whole_points=True).map(one_engagement_each), st.randoms())
def test_journey_rows_give_the_same_figures_as_readings(raw: dict[str, Any], random: Any) -> None:
    data = read_input("distance_travelled", raw)
    assert isinstance(data, DistanceInput)
    full = evaluate("distance_travelled", data).value
    rows = rows_of(raw)
    order = list(range(len(rows["pair"])))
    random.shuffle(order)
    mixed = {k: v[np.array(order, dtype=np.int64)] for k, v in rows.items()}
    for given_rows in (rows, mixed):
        short = from_pairs(
            data.instrument,
            data.rule,
            **given_rows,
            pairs=full.pairs,
            people_with_first_only=full.people_with_first_only,
        )
        # A pair with no area in common has no row, so only counts of people can tell of it.
        assert short.model_copy(update={"people_with_pair": full.people_with_pair, "missing": full.missing}) == full
        assert short.missing.completeness == full.missing.completeness


@given(inputs(whole_points=True).map(one_engagement_each))
def test_counts_from_a_database_give_the_same_figures(raw: dict[str, Any]) -> None:
    data = read_input("distance_travelled", raw)
    assert isinstance(data, DistanceInput)
    full = evaluate("distance_travelled", data).value
    rows = rows_of(raw)
    listed = list(zip(*(rows[k].tolist() for k in ("pair", "area", "first", "latest")), strict=True))

    def level(x: int) -> int:
        instrument = data.instrument
        oriented = x if instrument.higher_is_better else instrument.scale_min + instrument.scale_max - x
        points = instrument.scale_max - instrument.scale_min + 1
        return -(-instrument.stages * (oriented - instrument.scale_min + 1) // points) if data.rule.unit == "stages" else oriented

    def table(entries: Any, width: int) -> list[Any]:
        counted = Counter(entries)
        columns = [list(c) for c in zip(*counted, strict=True)] or [[] for _ in range(width)]
        return [np.array(c, dtype=np.int64) for c in (*columns, list(counted.values()))]

    tables = [AreaTable(*table([(f, x) for _, a, f, x in listed if a == i], 2)) for i in range(len(data.instrument.areas))]
    sums: dict[int, list[int]] = defaultdict(list)
    for p, _, f, x in listed:
        sums[p].append(level(x) - level(f))
    people = PeopleTable(*table([(sum(changes), len(changes)) for changes in sums.values()], 2))
    missing = full.missing
    coverage = Coverage(
        people_with_pair=full.people_with_pair,
        people_with_first_only=full.people_with_first_only,
        pairs=full.pairs,
        people_in_mean=full.overall.people,
        should_have=missing.should_have,
        with_pair=missing.with_pair,
        missing=missing.missing,
    )
    assert from_tables(data.instrument, data.rule, tables, people, coverage=coverage) == full


# ---- the rules, one by one ----


def test_first_is_compared_with_latest_whatever_lies_between() -> None:
    area = value([reading("a", 0, 3), reading("a", 30, 9), reading("a", 60, 5)])["areas"][0]
    assert (area["mean_first"], area["mean_latest"], area["mean_change"]) == (3, 5, 2)


def test_lower_of_first_two_takes_the_second_when_its_average_is_lower() -> None:
    got = value([reading("a", 0, 6, 6), reading("a", 30, 7, 3), reading("a", 60, 8, 8)], 2, baseline="lower_of_first_two")
    assert [a["mean_first"] for a in got["areas"]] == [7, 3]
    assert got["overall"]["mean_change"] == 3


def test_a_tie_of_the_first_two_keeps_the_earlier() -> None:
    got = value([reading("a", 0, 6, 4), reading("a", 30, 4, 6), reading("a", 60, 8, 8)], 2, baseline="lower_of_first_two")
    assert [a["mean_first"] for a in got["areas"]] == [6, 4]


def test_the_first_two_are_compared_over_the_areas_scored_in_both() -> None:
    readings = [reading("a", 0, 5, None), reading("a", 30, 6, 1), reading("a", 60, 8, 8)]
    assert value(readings, 2, baseline="lower_of_first_two", minimum_area_share=0)["areas"][0]["mean_first"] == 5


def test_a_second_reading_as_baseline_with_none_after_it_makes_no_pair() -> None:
    found = result([reading("a", 0, 6), reading("a", 30, 4)], baseline="lower_of_first_two")
    assert found["value"]["pairs"] == 0
    assert found["value"]["people_with_first_only"] == 1
    assert step(found, "Journeys without a pair, by reason")["the second reading is the baseline, and there is no later one"] == 1


def test_what_the_lower_baseline_adds_is_shown() -> None:
    found = result([reading("a", 0, 6), reading("a", 30, 4), reading("a", 60, 9)], baseline="lower_of_first_two")
    assert found["value"]["overall"]["mean_change"] == 5
    assert step(found, "Overall mean change of the same pairs, had the first reading been the baseline") == 3
    assert step(found, "Journeys whose second reading is the baseline") == 1


def test_lower_means_further_from_the_best_end_where_less_is_better() -> None:
    readings = [reading("a", 0, 4), reading("a", 30, 6), reading("a", 60, 2)]
    area = value(readings, instrument={"higher_is_better": False}, baseline="lower_of_first_two")["areas"][0]
    assert (area["mean_first"], area["mean_change"], area["up"]) == (6, 4, 1)


@given(inputs().map(lambda raw: {**raw, "rule": {**raw["rule"], "unit": "points", "minimum_area_share": 1}}))
def test_the_lower_baseline_can_only_raise_the_mean_of_complete_pairs(raw: dict[str, Any]) -> None:
    complete = [r for r in raw["readings"] if all(r["scores"].get(a) is not None for a in raw["instrument"]["areas"])]
    found = run("distance_travelled", {**raw, "readings": complete, "rule": {**raw["rule"], "baseline": "lower_of_first_two"}})
    by_first = step(found, "Overall mean change of the same pairs, had the first reading been the baseline")
    mean = found["value"]["overall"]["mean_change"]
    assert (mean is None) == (by_first is None)
    assert mean is None or mean >= by_first - 1e-12


def test_minimum_days_takes_pairs_away_and_says_how_many() -> None:
    readings = [reading("a", 0, 3), reading("a", 20, 5), reading("b", 0, 3), reading("b", 28, 5)]
    found = result(readings, minimum_days=28)
    assert found["value"]["pairs"] == 1
    assert step(found, "Journeys without a pair, by reason")["less than 28 days between baseline and latest"] == 1


def test_of_two_readings_on_one_day_the_last_in_the_list_counts() -> None:
    readings = [reading("a", 0, 3), reading("a", 30, 9), reading("a", 30, 4)]
    assert value(readings)["areas"][0]["mean_latest"] == 4
    assert "replaced" not in str(result(readings[:2])["warnings"])
    assert "recorded later for the same day" in str(result(readings)["warnings"])


def test_of_two_readings_on_one_day_the_last_recorded_counts_where_times_are_given() -> None:
    early, late = "2025-02-01T09:00:00+01:00", "2025-02-01T08:30:00Z"
    readings = [reading("a", 0, 3, recorded_at=early), reading("a", 30, 9, recorded_at=late), reading("a", 30, 4, recorded_at=early)]
    assert value(readings)["areas"][0]["mean_latest"] == 9


def test_two_readings_on_one_day_are_never_a_pair() -> None:
    got = value([reading("a", 0, 3), reading("a", 0, 9)], minimum_days=0)
    assert (got["pairs"], got["people_with_first_only"]) == (0, 1)


def test_a_persons_own_reading_does_not_replace_a_joint_one_of_the_same_day() -> None:
    assert value([reading("a", 0, 3), reading("a", 30, 4), reading("a", 30, 9, voice="person")])["areas"][0]["mean_latest"] == 4


def test_readings_after_the_period_are_not_used() -> None:
    assert value([reading("a", 0, 3), reading("a", 30, 4), reading("a", 60, 9)], period_end="2025-01-31")["areas"][0]["mean_latest"] == 4


def test_a_missing_area_is_never_filled_in() -> None:
    got = value([reading("a", 0, 3, 3), reading("a", 30, 5, 5), reading("a", 60, 7, None)], 2, minimum_area_share=0.5)
    assert [a["n"] for a in got["areas"]] == [1, 0]
    assert got["areas"][1]["mean_change"] is None
    assert got["overall"]["mean_change"] == 4


def test_a_pair_with_too_few_areas_is_in_the_areas_but_not_in_the_mean() -> None:
    readings = [reading("a", 0, 3, 3, 3), reading("a", 60, 7, None, None), reading("b", 0, 3, 3, 3), reading("b", 60, 4, 4, 4)]
    found = result(readings, 3)
    assert [a["n"] for a in found["value"]["areas"]] == [2, 1, 1]
    assert (found["value"]["overall"]["pairs"], found["value"]["overall"]["mean_change"]) == (1, 1)
    assert "too_few_areas" in codes(found)


def test_the_area_share_is_met_exactly_at_its_edge() -> None:
    raw = {
        "instrument": {"scale_max": 10, "areas": [str(i) for i in range(20)]},
        "readings": [
            {"person": "a", "date": "2025-01-01", "voice": "worker", "scores": {str(i): 3 for i in range(11)}},
            {"person": "a", "date": "2025-02-01", "voice": "worker", "scores": {str(i): 4 for i in range(11)}},
        ],
        "rule": {"minimum_area_share": 0.55},  # 0.55 × 20 is 11.000000000000002 in binary fractions
    }
    assert run("distance_travelled", raw)["value"]["overall"]["pairs"] == 1


def test_pairs_are_made_within_one_engagement() -> None:
    readings = [reading("a", 0, 3, engagement="x"), reading("a", 30, 5, engagement="x"), reading("a", 60, 9, engagement="y")]
    got = value(readings)
    assert (got["pairs"], got["people_with_pair"], got["people_with_first_only"]) == (1, 1, 0)
    assert got["areas"][0]["mean_latest"] == 5
    assert got["missing"]["completeness"] == 0.5


def test_a_person_with_two_pairs_is_one_person_and_is_warned_of() -> None:
    readings = [reading("a", d, s, engagement=e) for e, d, s in [("x", 0, 3), ("x", 30, 5), ("y", 60, 2), ("y", 90, 8)]]
    found = result(readings)
    assert (found["value"]["people_with_pair"], found["value"]["pairs"], found["value"]["overall"]["people"]) == (1, 2, 1)
    assert found["value"]["overall"]["mean_change"] == 4
    assert "several_pairs_a_person" in codes(found)


def test_pairs_are_made_within_one_edition_and_a_change_is_warned_of() -> None:
    found = result([reading("a", 0, 3, edition="1"), reading("a", 30, 5, edition="2"), reading("a", 60, 6, edition="2")])
    assert found["value"]["areas"][0]["mean_change"] == 1
    assert "edition_changed" in codes(found)


def test_where_lower_is_better_up_and_a_positive_change_mean_better() -> None:
    found = result([reading("a", 0, 8), reading("a", 30, 3)], instrument={"higher_is_better": False})
    area = found["value"]["areas"][0]
    assert (area["mean_first"], area["mean_latest"], area["mean_change"], area["up"], area["down"]) == (8, 3, 5, 1, 0)
    assert area["transitions"][1][3] == 1  # 8 of 1–10 is stage 2 of the way to 1, and 3 is stage 4
    assert step(found, "What a change above 0 means").startswith("better: scores are lower")


def test_points_take_two_to_a_stage_on_a_ten_point_scale() -> None:
    # The published stages of the ten-point scales: 1–2, 3–4, 5–6, 7–8, 9–10.
    readings = [r for x in range(1, 11) for r in (reading(f"p{x}", 0, x), reading(f"p{x}", 30, x))]
    matrix = value(readings)["areas"][0]["transitions"]
    assert matrix == [[2 if i == j else 0 for j in range(5)] for i in range(5)]


@pytest.mark.parametrize(
    ("low", "high", "stages", "expected"),
    [(1, 5, 5, [1, 2, 3, 4, 5]), (0, 4, 5, [1, 2, 3, 4, 5]), (0, 5, 3, [1, 1, 2, 2, 3, 3]), (1, 4, 2, [1, 1, 2, 2])],
)
def test_stages_of_other_scales(low: int, high: int, stages: int, expected: list[int]) -> None:
    for x, stage in zip(range(low, high + 1), expected, strict=True):
        instrument = {"scale_min": low, "scale_max": high, "stages": stages}
        area = value([reading("a", 0, x), reading("a", 30, x)], instrument=instrument, unit="stages")["areas"][0]
        assert area["mean_first"] == stage


def test_in_stages_a_change_within_one_stage_is_the_same() -> None:
    area = value([reading("a", 0, 3), reading("a", 30, 4), reading("b", 0, 4), reading("b", 30, 5)], unit="stages")["areas"][0]
    assert (area["up"], area["same"], area["mean_first"], area["mean_change"]) == (1, 1, 2, 0.5)


def test_those_at_the_top_had_no_room() -> None:
    readings = [r for p, x, y in [("a", 10, 10), ("b", 9, 10), ("c", 8, 8), ("d", 9, 8)] for r in (reading(p, 0, x), reading(p, 30, y))]
    area = value(readings)["areas"][0]
    assert (area["up"], area["same"], area["down"], area["had_room"]) == (1, 2, 1, 3)
    assert area["up_of_those_with_room"] == pytest.approx(1 / 3)
    two = value(readings, step=2)["areas"][0]
    assert (two["had_room"], two["up"], two["up_of_those_with_room"]) == (1, 0, 0)


def test_a_tenth_of_a_point_is_a_tenth_as_on_paper() -> None:
    # 4.1 − 3.1 falls short of 1 in binary fractions.
    area = value([reading("a", 0, 3.1), reading("a", 30, 4.1)])["areas"][0]
    assert (area["up"], area["mean_change"]) == (1, 1)


def test_scores_finer_than_nine_places_are_read_to_nine_and_warned_of() -> None:
    found = result([reading("a", 0, 10 / 3), reading("a", 30, 5)])
    assert found["value"]["areas"][0]["mean_change"] == pytest.approx(5 / 3, abs=1e-9)
    assert "scores_rounded" in codes(found)


def test_one_pair_has_a_mean_and_no_interval() -> None:
    got = value([reading("a", 0, 3), reading("a", 30, 5)])
    assert (got["areas"][0]["mean_change"], got["areas"][0]["interval_low"], got["overall"]["interval_high"]) == (2, None, None)


def test_no_readings_give_nulls_not_zeros() -> None:
    found = result([])
    assert found["value"]["areas"][0]["mean_change"] is None
    assert found["value"]["overall"]["mean_change"] is None
    assert found["value"]["missing"] == {
        "should_have": 0,
        "with_pair": 0,
        "missing": 0,
        "completeness": None,
        "worst": None,
        "best": None,
        "tipping_point": None,
    }
    assert codes(found) == ["no_pairs"]


# ---- who should have a pair ----

ENGAGEMENTS = [
    {"id": "e1", "person": "a", "opened": "2025-01-01"},
    {"id": "e2", "person": "b", "opened": "2025-01-01", "closed": "2025-01-20"},
    {"id": "e3", "person": "c", "opened": "2025-02-20"},
    {"id": "e4", "person": "d", "opened": "2025-05-01"},
]


def test_listed_engagements_say_who_should_have_a_pair() -> None:
    got = value([reading("a", 0, 3), reading("a", 58, 5, engagement="e1")], engagements=ENGAGEMENTS[:3])
    assert got["missing"] == {
        "should_have": 3,
        "with_pair": 1,
        "missing": 2,
        "completeness": 1 / 3,
        "worst": 1 / 3,
        "best": 1.0,
        "tipping_point": 1.0,
    }


def test_an_engagement_is_due_when_closed_or_open_long_enough_and_never_before_it_opens() -> None:
    readings = [reading("a", 0, 3), reading("a", 58, 5)]
    rule: dict[str, Any] = {"period_end": "2025-03-01", "due_after_days": 42}
    assert value(readings, engagements=ENGAGEMENTS, **rule)["missing"]["should_have"] == 2
    assert value(readings, engagements=ENGAGEMENTS, **{**rule, "due_after_days": 0})["missing"]["should_have"] == 3
    assert value(readings, engagements=ENGAGEMENTS, due_after_days=0)["missing"]["should_have"] == 4
    # As at 1 February nobody has been open for six weeks, but one engagement has closed.
    assert value(readings, engagements=ENGAGEMENTS, period_end="2025-02-01", due_after_days=42)["missing"]["should_have"] == 1


def test_a_pair_of_someone_not_listed_is_in_the_changes_and_not_in_completeness() -> None:
    readings = [reading("z", 0, 3), reading("z", 30, 5), reading("a", 0, 3)]
    found = result(readings, engagements=ENGAGEMENTS[:1])
    assert found["value"]["pairs"] == 1
    assert (found["value"]["missing"]["should_have"], found["value"]["missing"]["completeness"]) == (1, 0)
    assert "pairs_not_expected" in codes(found)


def test_an_engagement_with_a_pair_on_either_edition_is_complete() -> None:
    readings = [reading("a", 0, 3, edition="1"), reading("a", 20, 4, edition="1"), reading("a", 30, 5, edition="2")]
    assert value(readings)["missing"]["completeness"] == 1


def test_tipping_point_by_hand() -> None:
    # Three pairs gained 1, 0 and 2 (mean 1); four people have none. Had 3 of the 4 fallen by a step, the mean would be 0.
    readings = [r for p, y in [("a", 4), ("b", 3), ("c", 5)] for r in (reading(p, 0, 3), reading(p, 30, y))]
    readings += [reading(p, 0, 3) for p in "defg"]
    missing = value(readings)["missing"]
    assert (missing["missing"], missing["tipping_point"]) == (4, 0.75)
    assert (missing["worst"], missing["best"]) == (2 / 7, 6 / 7)


def test_tipping_point_is_null_when_it_cannot_turn() -> None:
    gained = [reading("a", 0, 3), reading("a", 30, 9)]
    assert value(gained)["missing"]["tipping_point"] is None  # nobody missing
    assert value([*gained, reading("b", 0, 3)])["missing"]["tipping_point"] is None  # one person falling a step is not enough
    by_three = [reading("a", 0, 3), reading("a", 30, 6)]
    others = [reading(p, 0, 3) for p in "bc"]
    assert value([*by_three, *others])["missing"]["tipping_point"] is None  # two people falling a step are not enough for three points
    assert value([*by_three, *others, reading("d", 0, 3)])["missing"]["tipping_point"] == 1  # three are
    fell = [reading("a", 0, 9), reading("a", 30, 3), reading("b", 0, 3)]
    assert value(fell)["missing"]["tipping_point"] is None  # already below 0


# ---- warnings ----


def test_readings_left_out_are_counted_by_reason() -> None:
    readings = [reading("a", 0, 3, voice="person"), reading("a", 1, 3, final=False), reading("a", 2, 3, final=False), reading("a", 90, 4)]
    found = result(readings, period_end="2025-03-01")
    left_out = [w["message"] for w in found["warnings"] if w["code"] == "readings_left_out"]
    assert [m.split(" left out")[0] for m in left_out] == ["2 readings", "1 reading", "1 reading"]
    set_aside = step(found, "Readings set aside, by reason")
    assert list(set_aside.values()) == [2, 1, 1, 0]


def test_a_change_of_voice_within_a_pair_is_warned_of() -> None:
    assert "voice_changed" in codes(result([reading("a", 0, 3), reading("a", 30, 5, voice="worker")]))
    assert "voice_changed" not in codes(result([reading("a", 0, 3, voice="worker"), reading("a", 30, 5, voice="worker")]))


def test_readings_outside_their_engagement_are_warned_of() -> None:
    found = result([reading("b", 0, 3), reading("b", 30, 5)], engagements=ENGAGEMENTS[:2])
    assert "readings_outside_engagement" in codes(found)


def test_ten_complete_pairs_with_room_and_spread_raise_no_warning() -> None:
    readings = [r for i in range(10) for r in (reading(f"p{i}", 0, 3), reading(f"p{i}", 30, 3 + i % 3))]
    assert codes(result(readings)) == []


def test_warnings_that_make_a_figure_smaller_than_it_looks() -> None:
    readings = [r for p in "ab" for r in (reading(p, 0, 10, None), reading(p, 30, 10, 4))] + [reading("c", 0, None, None)]
    found = codes(result(readings, 2, minimum_area_share=0))
    expected = ["few_pairs", "low_completeness", "little_room", "all_changes_equal", "no_pairs_in_area", "readings_without_scores"]
    assert sorted(found) == sorted(expected)


def test_uneven_stages_are_warned_of() -> None:
    assert "uneven_stages" in codes(result([], instrument={"scale_min": 0}))
    assert "uneven_stages" not in codes(result([], instrument={"scale_min": 1}))


# ---- faults ----


def faults(raw: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        run("distance_travelled", raw)
    return {f.where: f.problem for f in caught.value.faults}


def test_every_fault_is_named_at_once() -> None:
    found = faults(
        {
            "instrument": {"scale_max": 10, "areas": ["home", "home"], "stages": 11},
            "readings": [
                {"person": "a", "date": "2025-01-01", "voice": "both", "scores": {"home": 11, "garden": 3}},
                {"person": "a", "date": "2025-02-30", "voice": "worker", "scores": {"home": 0.5}, "engagement": "nine"},
                {"person": "c", "date": "2025-02-03", "voice": "worker", "scores": {}, "engagement": "e1"},
            ],
            "engagements": [
                {"id": "e1", "person": "a", "opened": "2025-02-01", "closed": "2025-01-01"},
                {"id": "e1", "person": "a", "opened": "2025-02-01"},
            ],
            "rule": {"step": 0, "minimum_area_share": 80},
        }
    )
    assert set(found) == {
        "instrument.areas[1]",
        "instrument.stages",
        "readings[0].voice",
        "readings[0].scores.home",
        "readings[0].scores.garden",
        "readings[1].date",
        "readings[1].scores.home",
        "readings[1].engagement",
        "readings[2].person",
        "engagements[0].closed",
        "engagements[1].id",
        "rule.step",
        "rule.minimum_area_share",
    }
    assert found["readings[0].scores.home"] == "must lie between 1 and 10"
    assert found["instrument.stages"].startswith("must be at most 10")


@pytest.mark.parametrize(
    ("instrument", "rule", "place"),
    [
        ({"scale_max": 1}, {}, "instrument.scale_max"),
        ({"scale_max": 4}, {}, "instrument.stages"),
        ({"scale_max": 10, "stages": 1}, {}, "instrument.stages"),
        ({"scale_max": 10, "areas": []}, {}, "instrument.areas"),
        ({"scale_max": 10}, {"step": 10}, "rule.step"),
        ({"scale_max": 10}, {"step": 5, "unit": "stages"}, "rule.step"),
        ({"scale_max": 10}, {"minimum_days": -1}, "rule.minimum_days"),
        ({"scale_max": 10}, {"baseline": "lowest"}, "rule.baseline"),
        ({"scale_max": 10.5}, {}, "instrument.scale_max"),
    ],
)
def test_impossible_scales_and_rules_are_faults(instrument: dict[str, Any], rule: dict[str, Any], place: str) -> None:
    assert set(faults({"instrument": {"areas": ["home"], **instrument}, "readings": [], "rule": rule})) == {place}


def test_recording_times_are_given_for_all_or_for_none() -> None:
    raw: dict[str, Any] = {"instrument": {"scale_max": 10, "areas": ["home"]}}
    some = [reading("a", 0, 3, recorded_at="2025-01-01T10:00:00Z"), reading("a", 1, 3)]
    assert set(faults({**raw, "readings": some})) == {"readings[1].recorded_at"}
    assert set(faults({**raw, "readings": [reading("a", 0, 3, recorded_at="yesterday")]})) == {"readings[0].recorded_at"}


def test_a_reading_must_name_its_engagement_where_the_person_has_several() -> None:
    raw = {
        "instrument": {"scale_max": 10, "areas": ["home"]},
        "readings": [reading("a", 0, 3)],
        "engagements": [{"id": i, "person": "a", "opened": "2025-01-01"} for i in ("e1", "e2")],
    }
    assert set(faults(raw)) == {"readings[0].engagement"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"first": np.array([0, 3])}, "first"),
        ({"latest": np.array([3])}, "latest"),
        ({"latest": np.array([3.0, 4.0])}, "latest"),
        ({"area": np.array([0, 1])}, "area"),
        ({"person": np.array([[1], [2]])}, "person"),
    ],
)
def test_journey_rows_that_cannot_be_are_faults(change: dict[str, Any], place: str) -> None:
    rows = {"pair": np.array([1, 2]), "area": np.array([0, 0]), "first": np.array([1, 3]), "latest": np.array([2, 2])}
    with pytest.raises(FaultyInput) as caught:
        from_pairs(Instrument(scale_max=10, areas=("home",)), Rule(), **{**rows, **change})
    assert [f.where for f in caught.value.faults] == [place]


def test_no_journey_rows_give_what_no_readings_give() -> None:
    none = np.zeros(0, dtype=np.int8)
    instrument = Instrument(scale_max=10, areas=("home",))
    short = from_pairs(instrument, Rule(), pair=none, area=none, first=none, latest=none)
    assert short == evaluate("distance_travelled", DistanceInput(instrument=instrument, readings=())).value


def test_a_very_wide_scale_is_counted_as_exactly_as_a_narrow_one() -> None:
    readings = [r for p, y in [("a", 700_000), ("b", -900_000.5)] for r in (reading(p, 0, 0), reading(p, 30, y))]
    area = value(readings, instrument={"scale_min": -1_000_000, "scale_max": 1_000_000})["areas"][0]
    changes = [700_000, -900_000.5]
    assert area["mean_change"] == statistics.mean(changes)
    low, high = stats.ttest_1samp(changes, 0).confidence_interval()
    assert (area["interval_low"], area["interval_high"]) == pytest.approx((low, high))
