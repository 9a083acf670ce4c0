"""Incremental cost-effectiveness: which of several options that exclude one another are worth their extra cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field

from lodestar.methods.base import Amount, Answer, Fault, Id, Input, Output, Step, Warn, method, repeated_ids

Status = Literal["reference", "efficient", "dominated", "extended_dominated"]


class IncrementalOption(Input):
    """One of several options of which only one is chosen."""

    id: Id
    cost: Amount
    effect: Amount


class IncrementalInput(Input):
    """Options that exclude one another, in any order."""

    options: tuple[IncrementalOption, ...] = Field(min_length=1)


class ComparedOption(Output):
    """An option's standing, and its extra cost for each extra unit of effect."""

    id: str
    cost: float
    effect: float
    status: Status
    icer: float | None = Field(
        description="extra cost ÷ extra effect against the one before on the frontier; null off it and for the reference"
    )
    compared_with: str | None = Field(description="the one before on the frontier; for a dominated option, one that dominates it")


class IncrementalValue(Output):
    """Options by rising cost."""

    options: list[ComparedOption]


class _Option:
    """An option in exact numbers: the digits that were written."""

    def __init__(self, given: IncrementalOption) -> None:
        self.id = given.id
        self.given = given
        self.cost = Fraction(Decimal(repr(given.cost)))
        self.effect = Fraction(Decimal(repr(given.effect)))


def _cross_checks(raw: Mapping[str, Any]) -> Iterable[Fault]:
    return repeated_ids(raw, "options")


@method(
    name="incremental",
    version="1.0",
    source=(
        "Drummond, Sculpher, Claxton, Stoddart and Torrance, Methods for the Economic Evaluation of Health Care Programmes, "
        "4th edition, Oxford University Press 2015, chapter 4"
    ),
    cross_checks=_cross_checks,
)
def incremental(data: IncrementalInput) -> Answer[IncrementalValue]:
    """Which of several options are worth their extra cost: dominated, extended dominated, and the ratio along the frontier."""
    options = sorted((_Option(o) for o in data.options), key=lambda o: (o.cost, -o.effect, o.id))
    undominated = _undominated(options)
    frontier = _frontier(undominated)
    compared = [_compared(option, undominated, frontier) for option in options]
    return Answer(IncrementalValue(options=compared), tuple(_steps(frontier)), tuple(_warnings(options)))


def _undominated(options: Sequence[_Option]) -> list[_Option]:
    """Without those for which another costs no more and does at least as much."""
    kept: list[_Option] = []
    for option in options:
        if not kept or option.effect > kept[-1].effect:
            kept.append(option)
    return kept


def _frontier(undominated: Sequence[_Option]) -> list[_Option]:
    """Those whose ratios rise: an option dearer for each unit of effect than the next one up is passed over."""
    kept: list[_Option] = []
    for option in undominated:
        while len(kept) > 1 and _ratio(kept[-2], kept[-1]) > _ratio(kept[-1], option):
            kept.pop()
        kept.append(option)
    return kept


def _ratio(before: _Option, after: _Option) -> Fraction:
    return (after.cost - before.cost) / (after.effect - before.effect)


def _compared(option: _Option, undominated: Sequence[_Option], frontier: Sequence[_Option]) -> ComparedOption:
    status: Status
    icer: float | None = None
    against: str | None = None
    if option is frontier[0]:
        status = "reference"
    elif option in frontier:
        before = frontier[frontier.index(option) - 1]
        status, icer, against = "efficient", float(_ratio(before, option)), before.id
    elif option in undominated:
        status = "extended_dominated"
    else:
        status, against = "dominated", _dominator(option, undominated).id
    given = option.given
    return ComparedOption(id=option.id, cost=given.cost, effect=given.effect, status=status, icer=icer, compared_with=against)


def _dominator(option: _Option, undominated: Sequence[_Option]) -> _Option:
    """The cheapest that costs no more and does at least as much."""
    return next(o for o in undominated if o.cost <= option.cost and o.effect >= option.effect)


def _steps(frontier: Sequence[_Option]) -> Iterator[Step]:
    yield Step("Frontier by rising cost", [o.id for o in frontier])
    for before, after in pairwise(frontier):
        yield Step(
            f"From {before.id} to {after.id}",
            {"extra_cost": float(after.cost - before.cost), "extra_effect": float(after.effect - before.effect)},
        )


def _warnings(options: Sequence[_Option]) -> Iterator[Warn]:
    for before, after in pairwise(options):
        if (before.cost, before.effect) == (after.cost, after.effect):
            message = f"{before.id} and {after.id} have the same cost and effect; {before.id} stands for both, because its id comes first."
            yield Warn("tie", "options", message)
