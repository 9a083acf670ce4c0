"""Alternatives compared from simulations: which is best at each threshold, how surely, and what it would be worth to know more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import Field

from lodestar.methods.base import Amount, Answer, Fault, Id, Input, Output, Step, Warn, method, where
from lodestar.methods.decision_uncertainty.curves import Floats, envelope, share_beaten

__all__ = ["DecisionUncertaintyInput", "DecisionUncertaintyValue", "decision_uncertainty", "envelope"]

MOST_OPTIONS, MOST_THRESHOLDS, MOST_PARAMETERS = 100, 10_000, 200
FEWEST_DRAWS = 12  # below, no curve through the draws could be told from chance


class DecisionUncertaintyInput(Input):
    """Simulated effects and costs of options, a row a draw and a column an option, in the order of `names`."""

    names: tuple[Id, ...] = Field(min_length=2, max_length=MOST_OPTIONS)
    effects: tuple[tuple[Amount, ...], ...] = Field(min_length=1, description="draws × options; more is better")
    costs: tuple[tuple[Amount, ...], ...] = Field(min_length=1, description="draws × options, the same draws as the effects")
    reference: Id = Field(description="the option that the others are compared with")
    thresholds: tuple[Amount, ...] = Field(
        min_length=1, max_length=MOST_THRESHOLDS, description="what a unit of effect is worth, 0 or more, in the unit of the costs"
    )
    parameters: dict[Id, tuple[Amount, ...]] | None = Field(
        default=None, description="draws of what the simulation was run with, for the value of knowing each"
    )


class AtThreshold(Output):
    """The comparison when a unit of effect is worth `threshold`. Net benefit is threshold × effect − cost."""

    threshold: float
    expected_net_benefit: dict[str, float]
    expected_incremental_benefit: dict[str, float] = Field(description="the reference minus that option")
    acceptability: dict[str, float] = Field(description="share of draws in which the option is best of all")
    pairwise_acceptability: dict[str, float] = Field(description="share of draws in which the reference beats that option")
    best: str = Field(description="the option with the highest expected net benefit")
    evpi: float = Field(description="value of knowing everything, per decision")
    evppi: dict[str, float] | None = Field(default=None, description="value of knowing that parameter; only with parameters")


class DecisionUncertaintyValue(Output):
    """Extra cost per extra effect of the reference against each other option, and the comparison at each threshold as given."""

    icer: dict[str, float | None] = Field(description="null where the mean effects are the same")
    by_threshold: list[AtThreshold]


def _cross_checks(raw: Mapping[str, Any]) -> Iterator[Fault]:
    names = raw.get("names")
    if isinstance(names, list | tuple):
        yield from _repeated(names, "names")
        if isinstance(raw.get("reference"), str) and raw["reference"] not in names:
            yield Fault("reference", "must be one of the names", raw["reference"])
        for field in ("effects", "costs"):
            yield from _ragged(raw.get(field), field, len(names))
    effects = raw.get("effects")
    draws = len(effects) if isinstance(effects, list | tuple) else None
    if draws is not None:
        yield from _unlike_draws(raw, draws)
    thresholds = raw.get("thresholds")
    if isinstance(thresholds, list | tuple):
        yield from _repeated(thresholds, "thresholds")
        for n, threshold in enumerate(thresholds):
            if not isinstance(threshold, str | bool) and threshold < 0:
                yield Fault(f"thresholds[{n}]", "must be 0 or more", threshold)


def _repeated(entries: Sequence[Any], field: str) -> Iterator[Fault]:
    first: dict[Any, int] = {}
    for n, entry in enumerate(entries):
        if isinstance(entry, list | dict):
            continue
        if entry in first:
            yield Fault(f"{field}[{n}]", f"must be given only once; it is the same as {field}[{first[entry]}]", entry)
        first.setdefault(entry, n)


def _ragged(rows: Any, field: str, width: int) -> Iterator[Fault]:
    for n, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
        if isinstance(row, list | tuple) and len(row) != width:
            yield Fault(f"{field}[{n}]", f"must have one number for each of the {width} names; it has {len(row)}", row)


def _unlike_draws(raw: Mapping[str, Any], draws: int) -> Iterator[Fault]:
    costs, parameters = raw.get("costs"), raw.get("parameters")
    if isinstance(costs, list | tuple) and len(costs) != draws:
        yield Fault("costs", f"must have as many draws as the effects, {draws}; there are {len(costs)}", costs)
    if isinstance(parameters, Mapping):
        if draws < FEWEST_DRAWS:
            yield Fault("parameters", f"must have at least {FEWEST_DRAWS} draws; there are {draws}", parameters)
        if len(parameters) > MOST_PARAMETERS:
            yield Fault("parameters", f"must have at most {MOST_PARAMETERS} entries", parameters)
        for name, values in parameters.items():
            if isinstance(values, list | tuple) and len(values) != draws:
                problem = f"must have as many draws as the effects, {draws}; there are {len(values)}"
                yield Fault(where(["parameters", str(name)]), problem, values)


@method(
    name="decision_uncertainty",
    version="1.0",
    source="Fenwick, Claxton and Sculpher, Health Economics 2001; 10: 779-787 (acceptability); Claxton, Journal of Health Economics 1999; "
    "18: 341-364 (value of information); Strong, Oakley and Brennan, Medical Decision Making 2014; 34: 311-326 (value of a parameter)",
    cross_checks=_cross_checks,
)
def decision_uncertainty(data: DecisionUncertaintyInput) -> Answer[DecisionUncertaintyValue]:
    """Which simulated alternative is best at each threshold, how surely, and the value of perfect information."""
    compared = _Compared(data)
    value = DecisionUncertaintyValue(icer=compared.icer(), by_threshold=compared.by_threshold())
    return Answer(value, tuple(compared.steps()), tuple(compared.warnings()))


class _Compared:
    """Options in order of name and thresholds rising, whatever order they were given in."""

    def __init__(self, data: DecisionUncertaintyInput) -> None:
        places = sorted(range(len(data.names)), key=lambda n: data.names[n])
        self.data = data
        self.names = [data.names[n] for n in places]
        self.effects: Floats = np.ascontiguousarray(np.array(data.effects, dtype=float).T[places])
        self.costs: Floats = np.ascontiguousarray(np.array(data.costs, dtype=float).T[places])
        # Options are compared by their sums: a mean is rounded, and would tear apart what is level.
        self.effect_sums, self.cost_sums = self.effects.sum(axis=1), self.costs.sum(axis=1)
        self.effect_means, self.cost_means = self.effect_sums / self.effects.shape[1], self.cost_sums / self.costs.shape[1]
        self.order = np.argsort(np.array(data.thresholds, dtype=float), kind="stable")
        self.thresholds: Floats = np.array(data.thresholds, dtype=float)[self.order]
        self.reference = self.names.index(data.reference)
        self.others = [n for n in range(len(self.names)) if n != self.reference]

    def given_order(self, numbers: Mapping[int, float]) -> dict[str, float]:
        """Numbers by the options' names, in the order in which these were given."""
        found = {self.names[n]: float(number) for n, number in numbers.items()}
        return {name: found[name] for name in self.data.names if name in found}

    def icer(self) -> dict[str, float | None]:
        r = self.reference
        effect, cost = self.effect_sums[r] - self.effect_sums, self.cost_sums[r] - self.cost_sums
        found = {self.names[n]: float(cost[n] / effect[n]) if effect[n] else None for n in self.others}
        return {name: found[name] for name in self.data.names if name in found}

    def by_threshold(self) -> list[AtThreshold]:
        r, draws = self.reference, self.effects.shape[1]
        known = envelope(self.effects, self.costs, self.thresholds)
        expected = self.thresholds * self.effect_means[:, None] - self.cost_means[:, None]
        best = [self._best(t)[0] for t in range(len(self.thresholds))]
        reached = expected[best, np.arange(len(best))]
        evpi = np.maximum(known.mean_of_best - reached, 0)
        beats = {n: share_beaten(self.effects[r] - self.effects[n], self.costs[r] - self.costs[n], self.thresholds) for n in self.others}
        evppi = self._evppi(evpi)
        found: dict[int, AtThreshold] = {}
        for t, given in enumerate(self.order):
            everyone = range(len(self.names))
            found[int(given)] = AtThreshold(
                threshold=float(self.thresholds[t]),
                expected_net_benefit=self.given_order({n: expected[n, t] for n in everyone}),
                expected_incremental_benefit=self.given_order({n: expected[r, t] - expected[n, t] for n in self.others}),
                acceptability=self.given_order({n: known.counts[n, t] / draws for n in everyone}),
                pairwise_acceptability=self.given_order({n: beats[n][t] for n in self.others}),
                best=self.names[best[t]],
                evpi=float(evpi[t]),
                evppi=None if evppi is None else {name: float(values[t]) for name, values in evppi.items()},
            )
        return [found[n] for n in range(len(found))]

    def _best(self, place: int) -> list[int]:
        """The options with the highest expected net benefit at a threshold: one, or several that are level, the one to choose first."""
        benefit = self.thresholds[place] * self.effect_sums - self.cost_sums
        return sorted(np.flatnonzero(benefit == benefit.max()).tolist(), key=lambda n: (self.cost_sums[n], n))

    def _evppi(self, evpi: Floats) -> dict[str, Floats] | None:
        """Fitted effects and costs are lines in the threshold too, so the same walk gives the value at every threshold."""
        if self.data.parameters is None:
            return None
        from lodestar.methods.decision_uncertainty.evppi import given_parameter

        r = self.reference
        responses = [a[n] - a[r] for n in self.others for a in (self.effects, self.costs)]
        found = {}
        for name, draws in self.data.parameters.items():
            fitted = given_parameter(np.array(draws, dtype=float), responses)
            effects, costs = np.zeros_like(self.effects), np.zeros_like(self.costs)
            effects[self.others], costs[self.others] = np.array(fitted[0::2]), np.array(fitted[1::2])
            expected = self.thresholds * effects.mean(axis=1)[:, None] - costs.mean(axis=1)[:, None]
            gain = envelope(effects, costs, self.thresholds).mean_of_best - expected.max(axis=0)
            found[name] = np.clip(gain, 0, evpi)
        return found

    def steps(self) -> Iterator[Step]:
        means = {"effect": self.effect_means, "cost": self.cost_means}
        by_option = {name: {what: float(mean[self.names.index(name)]) for what, mean in means.items()} for name in self.data.names}
        yield Step("Mean effect and cost of each option", by_option)
        yield Step("Draws", self.effects.shape[1])

    def warnings(self) -> Iterator[Warn]:
        yield from self._signs()
        for place, given in enumerate(self.order):
            level = self._best(place)
            if len(level) > 1:
                names = ", ".join(self.names[n] for n in level)
                message = f"{names} have the same expected net benefit; {self.names[level[0]]} is named: it costs least, or comes first."
                yield Warn("tie", where(["by_threshold", int(given)]), message)
        if self.effects.shape[1] < 1000:  # noqa: PLR2004 — shares then move by more than 0.03 from run to run
            message = f"With {self.effects.shape[1]} draws, shares may be off by {0.98 / self.effects.shape[1] ** 0.5:.2f} by chance alone."
            yield Warn("few_draws", "effects", message)

    def _signs(self) -> Iterator[Warn]:
        r = self.reference
        for n in self.others:
            names = {"reference": self.names[r], "name": self.names[n]}
            effect, cost = self.effect_sums[r] - self.effect_sums[n], self.cost_sums[r] - self.cost_sums[n]
            code = _sign_of_ratio(effect, cost)
            if code:
                yield Warn(code, where(["icer", self.names[n]]), _SIGNS[code].format(**names))


_SIGNS = {
    "no_ratio": "{reference} and {name} have the same mean effect, so there is no ratio.",
    "dominant": "{reference} does more than {name} and costs no more: the ratio is not a price.",
    "dominated": "{reference} does less than {name} and costs no less: the ratio is not a price.",
    "saves": "{reference} does less than {name} for less money: the ratio is what is saved for each unit of effect given up.",
}


def _sign_of_ratio(effect: float, cost: float) -> str:
    """Why a ratio is no price for more effect; empty where it is one."""
    if effect == 0:
        return "no_ratio"
    if effect > 0:
        return "dominant" if cost <= 0 else ""
    return "dominated" if cost >= 0 else "saves"
