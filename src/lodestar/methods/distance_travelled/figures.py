"""From pairs to figures: a table of (first, latest, how many) for each area holds everything that is reported about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lodestar.methods.distance_travelled.model import AreaFigures, DistanceValue, Instrument, Missing, Overall, Rule
from lodestar.methods.distance_travelled.scale import Ints, Scale
from lodestar.methods.faults import Fault, FaultyInput
from lodestar.methods.interval import FEWEST, t_half_width

_DENSE = 4_000_000  # cells of a counting table that are still cheap to hold


class AreaTable(NamedTuple):
    """One area: each pair of scores that occurs (in parts of a point) and how many people have it."""

    first: Ints
    latest: Ints
    how_many: Ints


class PeopleTable(NamedTuple):
    """Each sum of changes that occurs (in levels), over how many areas, and how many pairs have it."""

    change: Ints
    areas: Ints
    how_many: Ints


@dataclass(frozen=True)
class Coverage:
    """Who has a pair, who should have one, and how many of these have no mean change."""

    people_with_pair: int
    people_with_first_only: int
    pairs: int
    people_in_mean: int
    should_have: int
    with_pair: int
    missing: int


def from_pairs(
    instrument: Instrument,
    rule: Rule,
    *,
    pair: npt.NDArray[Any],
    area: npt.NDArray[Any],
    first: npt.NDArray[Any],
    latest: npt.NDArray[Any],
    person: npt.NDArray[Any] | None = None,
    pairs: int | None = None,
    people_with_first_only: int = 0,
    should_have: int | None = None,
    with_pair: int | None = None,
) -> DistanceValue:
    """Distance travelled from journey rows: one row for each pair and area scored in both readings; the same figures as the method.

    All arrays have one entry a row: ``pair`` (any integer that tells engagements apart), ``area`` (place in
    ``instrument.areas``), ``first`` and ``latest`` (whole points as printed on the scale), ``person`` (integer; without it,
    each pair is a person of its own). The rows must have been chosen by the baseline, days and period of ``rule``; unit,
    step and area share are applied here. ``pairs`` counts pairs with no area in common too (default: those in the rows);
    ``should_have`` and ``with_pair`` count engagements (default: all pairs and ``people_with_first_only``).
    Raises :class:`FaultyInput` for arrays of different length, scores off the scale and areas that do not exist.
    """
    rows = {"pair": pair, "area": area, "first": first, "latest": latest}
    _refuse_impossible(instrument, rows if person is None else {**rows, "person": person})
    scale = Scale.of(instrument, rule)
    codes, positions = _codes(pair)
    sums = pair_sums(scale, codes, first, latest, len(positions))
    in_mean = sums.areas >= areas_needed(instrument, rule)
    total = len(positions) if pairs is None else pairs
    if person is None:
        people_with_pair, people_in_mean = total, int(in_mean.sum())
    else:
        owners = np.asarray(person)[positions]
        people_with_pair, people_in_mean = len(np.unique(owners)), len(np.unique(owners[in_mean]))
    paired = total if with_pair is None else with_pair
    due = total + people_with_first_only if should_have is None else should_have
    coverage = Coverage(
        people_with_pair=people_with_pair,
        people_with_first_only=people_with_first_only,
        pairs=total,
        people_in_mean=people_in_mean,
        should_have=due,
        with_pair=paired,
        missing=due - paired + (total - int(in_mean.sum())),
    )
    tables = area_tables(scale, len(instrument.areas), area, first, latest)
    return from_tables(instrument, rule, tables, sums, coverage=coverage)


def from_tables(
    instrument: Instrument, rule: Rule, tables: Sequence[AreaTable], people: PeopleTable, *, coverage: Coverage, per_point: int = 1
) -> DistanceValue:
    """Distance travelled from counts, as a database gives them: rows grouped by area, first and latest; pairs grouped by sum and areas.

    Tables of several services can be put end to end: counts of the same entry are added. ``people.change`` is oriented
    (positive = better) and in the unit of the rule, times ``per_point`` where scores are fractions of a point.
    """
    scale = Scale.of(instrument, rule, per_point)
    overall = _overall(scale, people, areas_needed(instrument, rule), coverage.people_in_mean)
    return DistanceValue(
        people_with_pair=coverage.people_with_pair,
        people_with_first_only=coverage.people_with_first_only,
        pairs=coverage.pairs,
        areas=[_area(scale, rule, name, table) for name, table in zip(instrument.areas, tables, strict=True)],
        overall=overall,
        missing=_missing(overall, rule, coverage),
    )


def areas_needed(instrument: Instrument, rule: Rule) -> int:
    """How many areas, at least, a pair needs for a mean change of its own."""
    return max(1, math.ceil(Fraction(repr(rule.minimum_area_share)) * len(instrument.areas)))


def area_tables(scale: Scale, areas: int, area: npt.NDArray[Any], first: npt.NDArray[Any], latest: npt.NDArray[Any]) -> list[AreaTable]:
    """Count the pairs of scores of each area."""
    width = scale.high - scale.low + 1
    start, end = first.astype(np.int64) - scale.low, latest.astype(np.int64) - scale.low
    if areas * width * width <= _DENSE:
        counts = np.bincount((area.astype(np.int64) * width + start) * width + end, minlength=areas * width * width)
        cells = np.flatnonzero(counts)
        where, start, end, many = cells // (width * width), cells // width % width, cells % width, counts[cells]
    else:
        (where, start, end), many = np.unique(np.stack([area.astype(np.int64), start, end]), axis=1, return_counts=True)
    edges = np.searchsorted(where, np.arange(areas + 1))
    spans = [slice(edges[a], edges[a + 1]) for a in range(areas)]
    return [AreaTable(start[s] + scale.low, end[s] + scale.low, many[s].astype(np.int64)) for s in spans]


def pair_sums(scale: Scale, codes: Ints, first: npt.NDArray[Any], latest: npt.NDArray[Any], pairs: int) -> PeopleTable:
    """For each pair, the sum of its changes and the number of areas; ``codes`` number the pairs of the rows from 0."""
    change = scale.level(latest.astype(np.int64)) - scale.level(first.astype(np.int64))
    total = np.zeros(pairs, dtype=np.int64)
    np.add.at(total, codes, change)
    return PeopleTable(total, np.bincount(codes, minlength=pairs).astype(np.int64), np.ones(pairs, dtype=np.int64))


def _codes(pair: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """Pairs numbered from 0, and a row of each."""
    if len(pair) and bool((pair[1:] >= pair[:-1]).all()):  # as a database hands them over: no need to sort
        starts = np.concatenate(([True], pair[1:] != pair[:-1]))
        return np.cumsum(starts) - 1, np.flatnonzero(starts)
    _, positions, codes = np.unique(np.asarray(pair), return_index=True, return_inverse=True)
    return codes.astype(np.int64).reshape(-1), positions.astype(np.int64)


def _refuse_impossible(instrument: Instrument, arrays: Mapping[str, Any]) -> None:
    faults: list[Fault] = []
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.ndim != 1 or len(array) != len(arrays["pair"]):
            faults.append(Fault(name, "must be a one-dimensional array with an entry for each row"))
        elif not np.issubdtype(array.dtype, np.integer):
            faults.append(Fault(name, "must hold whole numbers", str(array.dtype)))
    limits = {"area": (0, len(instrument.areas) - 1)} | dict.fromkeys(("first", "latest"), (instrument.scale_min, instrument.scale_max))
    for name, (low, high) in limits.items() if not faults else ():
        array = arrays[name]
        if len(array) and not (low <= int(array.min()) and int(array.max()) <= high):
            faults.append(Fault(name, f"must lie between {low} and {high}", [int(array.min()), int(array.max())]))
    if faults:
        raise FaultyInput(faults)


def _sum(weights: Ints, values: Ints, power: int = 1) -> int:
    """Σ weight × value^power, exactly."""
    if not len(values):
        return 0
    largest = max(abs(int(values.min())), abs(int(values.max())), 1)
    if largest**power * int(weights.sum()) < 2**62:
        return int(np.dot(weights, values**power))
    return sum(w * v**power for w, v in zip(weights.tolist(), values.tolist(), strict=True))


def _area(scale: Scale, rule: Rule, name: str, table: AreaTable) -> AreaFigures:
    first, latest, many = table
    n = int(many.sum())
    start, end = scale.level(first), scale.level(latest)
    change, step = end - start, scale.step(rule)
    up, down = int(many[change >= step].sum()), int(many[change <= -step].sum())
    had_room = int(many[start <= scale.top - step].sum())
    mean, low, high = _mean_and_interval(n, Fraction(_sum(many, change)), Fraction(_sum(many, change, 2)), scale.parts)
    shown = (start, end) if scale.in_stages else (first, latest)
    return AreaFigures(
        area=name,
        n=n,
        mean_first=_ratio(_sum(many, shown[0]), n * scale.parts),
        mean_latest=_ratio(_sum(many, shown[1]), n * scale.parts),
        mean_change=mean,
        up=up,
        same=n - up - down,
        down=down,
        had_room=had_room,
        up_of_those_with_room=_ratio(up, had_room),
        interval_low=low,
        interval_high=high,
        transitions=_transitions(scale, table),
    )


def _transitions(scale: Scale, table: AreaTable) -> list[list[int]]:
    matrix = np.zeros((scale.stages, scale.stages), dtype=np.int64)
    np.add.at(matrix, (scale.stage(table.first) - 1, scale.stage(table.latest) - 1), table.how_many)
    rows: list[list[int]] = matrix.tolist()
    return rows


def _mean_and_interval(n: int, total: Fraction, squares: Fraction, parts: int) -> tuple[float | None, float | None, float | None]:
    """Mean of n values with this sum and sum of squares (both in parts), and its 95 % t interval."""
    if n == 0:
        return None, None, None
    mean = float(total / (n * parts))
    if n < FEWEST:
        return mean, None, None
    variance = (squares - total * total / n) / ((n - 1) * parts * parts)
    half = t_half_width(n, float(variance))
    return mean, mean - half, mean + half


def mean_of_pairs(scale: Scale, people: PeopleTable, needed: int) -> tuple[int, Fraction, Fraction]:
    """Number of pairs with enough areas, and the sums of their mean changes and of the squares of these, exactly."""
    n, total, squares = 0, Fraction(), Fraction()
    for areas in np.unique(people.areas[people.areas >= needed]).tolist():
        chosen = people.areas == areas
        many, change = people.how_many[chosen], people.change[chosen]
        n += int(many.sum())
        total += Fraction(_sum(many, change), areas)
        squares += Fraction(_sum(many, change, 2), areas * areas)
    return n, total, squares


def _overall(scale: Scale, people: PeopleTable, needed: int, people_in_mean: int) -> Overall:
    n, total, squares = mean_of_pairs(scale, people, needed)
    mean, low, high = _mean_and_interval(n, total, squares, scale.parts)
    enough = people.areas >= needed
    better = int(people.how_many[enough & (people.change > 0)].sum())
    worse = int(people.how_many[enough & (people.change < 0)].sum())
    return Overall(
        people=people_in_mean,
        pairs=n,
        mean_change=mean,
        interval_low=low,
        interval_high=high,
        better=better,
        unchanged=n - better - worse,
        worse=worse,
    )


def _missing(overall: Overall, rule: Rule, coverage: Coverage) -> Missing:
    everyone = overall.pairs + coverage.missing
    return Missing(
        should_have=coverage.should_have,
        with_pair=coverage.with_pair,
        missing=coverage.missing,
        completeness=_ratio(coverage.with_pair, coverage.should_have),
        worst=_ratio(overall.better, everyone),
        best=_ratio(overall.better + coverage.missing, everyone),
        tipping_point=_tipping_point(overall, rule.step, coverage.missing),
    )


def _tipping_point(overall: Overall, step: float, missing: int) -> float | None:
    """Share t of the missing m for which (n × mean change − t × m × step) is 0; None where no share in 0–1 does it."""
    if not missing or overall.mean_change is None or overall.mean_change <= 0:
        return None
    share = overall.pairs * overall.mean_change / (missing * step)
    return share if share <= 1 else None


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
