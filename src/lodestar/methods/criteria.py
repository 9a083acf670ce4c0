"""Weighted scores: which option comes first, and how little a weight must move before another does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from pydantic import Field

from lodestar.methods.base import Amount, Answer, Fault, Id, Input, Output, Step, Warn, method, objects_of, repeated_ids, where


class Criterion(Input):
    """What options are judged by, and how much it counts."""

    id: Id
    weight: Amount = Field(ge=0, json_schema_extra={"minimum": 0})


class ScoredOption(Input):
    """An option with its score on each criterion; more is better."""

    id: Id
    scores: dict[str, Amount]


class CriteriaInput(Input):
    """Criteria with their weights, and options scored on all of them."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)
    options: tuple[ScoredOption, ...] = Field(min_length=1)


class RankedOption(Output):
    """An option's weighted mean score and its place."""

    id: str
    total: float
    rank: int


class WeightChange(Output):
    """The weight of one criterion at which another option draws level with the first; beyond it that option is first."""

    criterion: str
    from_: float = Field(alias="from")
    to: float
    change: float
    then: str = Field(description="the option that comes first instead")


class CriteriaValue(Output):
    """Options in the order given; the smallest change of any one weight that changes the first place, null where none can."""

    options: list[RankedOption]
    smallest_change: WeightChange | None


def _cross_checks(raw: Mapping[str, Any]) -> Iterator[Fault]:
    yield from repeated_ids(raw, "criteria")
    yield from repeated_ids(raw, "options")
    criteria = [c["id"] for _, c in objects_of(raw, "criteria") if isinstance(c.get("id"), str)]
    for n, option in objects_of(raw, "options"):
        scores = option.get("scores")
        if isinstance(scores, Mapping):
            yield from _unlike_criteria(n, scores, criteria)
    if not any(c["weight"] > 0 for c in raw["criteria"]):
        yield Fault("criteria", "must have at least one weight above 0")


def _unlike_criteria(n: int, scores: Mapping[str, Any], criteria: Sequence[str]) -> Iterator[Fault]:
    for i in dict.fromkeys(criteria):
        if i not in scores:
            yield Fault(where(["options", n, "scores", i]), "must be given: every option needs a score on every criterion")
    for i in scores:
        if i not in criteria:
            yield Fault(where(["options", n, "scores", i]), "must be the score on one of the criteria", i)


@method(
    name="criteria",
    version="1.0",
    source="Baltussen and Niessen, Cost Effectiveness and Resource Allocation 2006; 4: 14 (weighted sum of scores)",
    cross_checks=_cross_checks,
)
def criteria(data: CriteriaInput) -> Answer[CriteriaValue]:
    """Weighted mean scores of options, their order, and the smallest change of one weight that changes the first place."""
    weights = {c.id: _exact(c.weight) for c in data.criteria}
    totals = {o.id: _total(weights, o) for o in data.options}
    order = sorted(totals, key=lambda i: (-totals[i], i))
    changes = _changes(weights, data.options, order[0])
    value = CriteriaValue(
        options=[RankedOption(id=o.id, total=float(totals[o.id]), rank=order.index(o.id) + 1) for o in data.options],
        smallest_change=changes[0].shown() if changes else None,
    )
    return Answer(value, tuple(_steps(weights, changes)), tuple(_ties(totals, order)))


def _exact(number: float) -> Fraction:
    return Fraction(Decimal(repr(number)))


def _total(weights: Mapping[str, Fraction], option: ScoredOption) -> Fraction:
    return sum((w * _exact(option.scores[i]) for i, w in weights.items()), Fraction(0)) / sum(weights.values())


@dataclass(frozen=True)
class _Change:
    criterion: str
    weight: Fraction
    by: Fraction
    gains: Fraction
    then: str

    @property
    def order(self) -> tuple[Fraction, str, Fraction, str]:
        """Least change first; level ones by criterion, then who gains most just beyond (nobody below 0), then id."""
        beyond = abs(self.gains) if self.weight + self.by or self.gains > 0 else Fraction(0)
        return (abs(self.by), self.criterion, -beyond, self.then)

    def shown(self) -> WeightChange:
        return WeightChange(
            criterion=self.criterion, from_=float(self.weight), to=float(self.weight + self.by), change=float(self.by), then=self.then
        )


def _changes(weights: Mapping[str, Fraction], options: Sequence[ScoredOption], first: str) -> list[_Change]:
    """For each criterion whose weight can change the first place, the least change that does, smallest first."""
    found: dict[str, _Change] = {}
    leader = next(o for o in options if o.id == first)
    for option in options:
        gains = {i: _exact(option.scores[i]) - _exact(leader.scores[i]) for i in weights}
        behind = sum((weights[i] * gain for i, gain in gains.items()), Fraction(0))
        for i, gain in gains.items():
            if gain == 0:
                continue
            change = _Change(i, weights[i], -behind / gain, gain, option.id)
            if _overtakes(change, weights, first) and (i not in found or change.order < found[i].order):
                found[i] = change
    return sorted(found.values(), key=lambda c: c.order)


def _overtakes(change: _Change, weights: Mapping[str, Fraction], first: str) -> bool:
    """Whether the weight may go so far, and beyond where the two are level unless the id decides there; none is below 0."""
    to = change.weight + change.by
    if to > 0 or (to == 0 and change.gains > 0):
        return True
    rest = any(w > 0 for i, w in weights.items() if i != change.criterion)
    return to == 0 and rest and change.then < first


def _steps(weights: Mapping[str, Fraction], changes: Sequence[_Change]) -> Iterator[Step]:
    total = sum(weights.values())
    yield Step("Share of each criterion", {i: float(w / total) for i, w in weights.items()})
    yield Step("Least change of each weight that changes the first place", [c.shown() for c in changes])


def _ties(totals: Mapping[str, Fraction], order: Sequence[str]) -> Iterator[Warn]:
    for _, tied in groupby(order, key=lambda i: totals[i]):
        ids = list(tied)
        if len(ids) > 1:
            yield Warn("tie", "options", f"{', '.join(ids)} have the same total; they are placed in order of id.")
