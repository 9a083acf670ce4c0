"""Fairness as Atkinson measured it: the level of health which, were everyone to have it, would be as good as what there is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from pydantic import Field

from lodestar.methods.base import Amount, Answer, Fault, Id, Input, Output, Step, Warn, method, objects_of, repeated_ids

MOST_ETA = 100
_ROUNDING = 1e-6  # shares written to a few digits need not add up to 1 exactly


class EquityGroup(Input):
    """A group of the population, for example a fifth by deprivation, its health per person and what it would gain per person."""

    id: Id
    health: Amount = Field(gt=0, json_schema_extra={"minimum": 0}, description="per person, above 0; more is better")
    gain: Amount = Field(description="per person of the group, in the unit of health; below 0 is a loss")
    population_share: Amount = Field(gt=0, le=1, json_schema_extra={"minimum": 0, "maximum": 1}, description="all add up to 1")


class EquityInput(Input):
    """Groups that make up the population, and how strongly a gap between them is minded."""

    groups: tuple[EquityGroup, ...] = Field(min_length=1)
    eta: Amount = Field(
        ge=0, le=MOST_ETA, json_schema_extra={"minimum": 0, "maximum": MOST_ETA}, description="0: the gap is not minded at all"
    )


class EquityValue(Output):
    """Equally distributed equivalent (EDE) health before and after, and how much of the change is more health, how much more fairness."""

    ede_before: float
    ede_after: float
    change: float = Field(description="ede_after minus ede_before: what the gain is worth to everyone alike, per person")
    efficiency_part: float = Field(description="mean gain per person")
    equity_part: float = Field(description="the rest of the change: above 0 when the gap narrows in the sense of eta")
    weights: dict[str, float] = Field(description="what a unit of health counts for in each group; their population mean is 1")


def _cross_checks(raw: Mapping[str, Any]) -> Iterator[Fault]:
    yield from repeated_ids(raw, "groups")
    shares = [group.get("population_share") for _, group in objects_of(raw, "groups")]
    total = math.fsum(float(share) for share in shares if not isinstance(share, bool | str) and share is not None)
    if None not in shares and shares and abs(total - 1) > _ROUNDING:
        yield Fault("groups", f"must have population shares that add up to 1; they add up to {total:.10g}")
    for n, group in objects_of(raw, "groups"):
        health, gain = group.get("health"), group.get("gain")
        if _is_number(health) and _is_number(gain) and float(health) > 0 >= float(health) + float(gain):
            yield Fault(f"groups[{n}].gain", "must leave the group with health above 0", gain)


def _is_number(value: Any) -> TypeGuard[float | Decimal]:
    return value is not None and not isinstance(value, bool | str | list | dict)


@method(
    name="equity",
    version="1.0",
    source="Atkinson, Journal of Economic Theory 1970; 2: 244-263; Asaria, Griffin and Cookson, Medical Decision Making 2016; 36: 8-19",
    cross_checks=_cross_checks,
)
def equity(data: EquityInput) -> Answer[EquityValue]:
    """What a gain shared out over groups is worth once a gap between them is minded, and the weight of each group."""
    groups = data.groups
    scale = math.fsum(g.population_share for g in groups)
    shares = [g.population_share / scale for g in groups]
    before, after = [g.health for g in groups], [g.health + g.gain for g in groups]
    ede_before, ede_after = ede(before, shares, data.eta), ede(after, shares, data.eta)
    mean_gain = math.fsum(s * g.gain for s, g in zip(shares, groups, strict=True))
    change = ede_after - ede_before
    value = EquityValue(
        ede_before=ede_before,
        ede_after=ede_after,
        change=change,
        efficiency_part=mean_gain,
        equity_part=change - mean_gain if data.eta else 0.0,
        weights=dict(zip((g.id for g in groups), equity_weights(before, shares, data.eta), strict=True)),
    )
    return Answer(value, tuple(_steps(before, after, shares, value)), tuple(_warnings(value)))


def ede(health: Sequence[float], shares: Sequence[float], eta: float) -> float:
    """Health which, equally shared, is as good: (mean of health^(1−η))^(1÷(1−η)), at η = 1 the geometric mean.

    `health` above 0, `shares` add up to 1. Worked out relative to the worst off, so that no power overflows.
    """
    least = min(health)
    logs = [math.log(h / least) for h in health]
    power = 1 - eta
    if power == 0:
        return least * math.exp(math.fsum(s * x for s, x in zip(shares, logs, strict=True)))
    # mean of e^(power × log) without loss where η is close to 1: the logarithm of a mean that is close to 1
    top = max(power * x for x in logs)
    lifted = math.fsum(s * math.expm1(power * x - top) for s, x in zip(shares, logs, strict=True))
    return least * math.exp((top + math.log1p(lifted)) / power)


def equity_weights(health: Sequence[float], shares: Sequence[float], eta: float) -> list[float]:
    """What a unit of health counts for in each group: in proportion to health^−η, with a population mean of 1."""
    least = min(health)
    raw = [math.exp(-eta * math.log(h / least)) for h in health]
    mean = math.fsum(s * w for s, w in zip(shares, raw, strict=True))
    return [w / mean for w in raw]


def _steps(before: Sequence[float], after: Sequence[float], shares: Sequence[float], value: EquityValue) -> Iterator[Step]:
    def mean(health: Sequence[float]) -> float:
        return math.fsum(s * h for s, h in zip(shares, health, strict=True))

    yield Step("Mean health before and after", {"before": mean(before), "after": mean(after)})
    lost = {"before": mean(before) - value.ede_before, "after": mean(after) - value.ede_after}
    yield Step("Health that would be given up for an equal share (mean minus EDE)", lost)


def _warnings(value: EquityValue) -> Iterator[Warn]:
    if value.efficiency_part > 0 > value.change:
        yield Warn("unfair_gain", "value.change", "Health rises in the mean, yet the gap widens so much that at this eta it is a loss.")
    if value.efficiency_part < 0 < value.change:
        yield Warn("fair_loss", "value.change", "Health falls in the mean, yet the gap narrows so much that at this eta it is a gain.")
