"""Which option is best at every threshold, in all draws at once.

Net benefit is threshold × effect − cost: in each draw a straight line per option, so the best option changes only where lines cross.
Each draw's upper envelope is walked from crossing to crossing; what changes there is noted at the first threshold beyond it, and one
running sum over the thresholds gives the sums over all draws. The work is draws × changes, whatever the number of thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Envelope:
    """At each threshold: in how many draws each option is best (options × thresholds), and the mean over draws of the best net benefit."""

    counts: Places
    mean_of_best: Floats


def envelope(effects: Floats, costs: Floats, thresholds: Floats) -> Envelope:
    """The best of all options at rising thresholds, over draws. `effects` and `costs` are options × draws, options in order of name.

    Of options level with each other the one that costs less counts as best, then the first.
    """
    options, draws = effects.shape
    size = len(thresholds)
    now = _best_at(effects, costs, thresholds[:1])
    who = np.arange(draws)
    effect, cost = effects[now, who], costs[now, who]
    at = np.zeros(draws, dtype=np.int64)
    joined = np.zeros(size * options)
    joined[:options] = np.bincount(now, minlength=options)
    effect_sum, cost_sum = np.zeros(size), np.zeros(size)
    effect_sum[0], cost_sum[0] = effect.sum(), cost.sum()
    while True:
        place = np.searchsorted(thresholds, _next_crossing(effects, costs, effect, cost), side="right")
        place = np.maximum(place, at + 1)  # a crossing rounded to just below where we stand must not hold us
        (goes_on,) = np.nonzero(place < size)
        if not len(goes_on):
            break
        whole = len(goes_on) == len(at)
        if not whole:
            effects, costs = effects[:, goes_on], costs[:, goes_on]
        at = place[goes_on]
        before, effect_before, cost_before = now[goes_on], effect[goes_on], cost[goes_on]
        now = _best_at(effects, costs, thresholds[at])
        who = np.arange(len(goes_on))
        effect, cost = effects[now, who], costs[now, who]
        joined += np.bincount(at * options + now, minlength=size * options)
        joined -= np.bincount(at * options + before, minlength=size * options)
        effect_sum += np.bincount(at, effect - effect_before, minlength=size)
        cost_sum += np.bincount(at, cost - cost_before, minlength=size)
    counts = np.cumsum(joined.reshape(size, options), axis=0).T
    best = (thresholds * np.cumsum(effect_sum) - np.cumsum(cost_sum)) / draws
    return Envelope(np.rint(counts).astype(np.int64), best)


def _next_crossing(effects: Floats, costs: Floats, effect: Floats, cost: Floats) -> Floats:
    """In each draw the lowest threshold at which an option with more effect draws level with the one that is best; infinite without one."""
    nearest = np.full(effects.shape[1], np.inf)
    for more_effect, more_cost in zip(effects, costs, strict=True):
        gain = more_effect - effect
        ratio = np.full(len(nearest), np.inf)
        np.divide(more_cost - cost, gain, out=ratio, where=gain > 0)
        np.minimum(nearest, ratio, out=nearest)
    return nearest


def _best_at(effects: Floats, costs: Floats, threshold: Floats) -> Places:
    """The place of the best option in each draw at that draw's threshold."""
    best = np.zeros(effects.shape[1], dtype=np.int64)
    most = threshold * effects[0] - costs[0]
    least = costs[0]
    for option in range(1, len(effects)):
        benefit = threshold * effects[option] - costs[option]
        wins = (benefit > most) | ((benefit == most) & (costs[option] < least))
        best[wins] = option
        most, least = np.where(wins, benefit, most), np.where(wins, costs[option], least)
    return best


def share_beaten(more_effect: Floats, more_cost: Floats, thresholds: Floats) -> Floats:
    """At each rising threshold, the share of draws in which threshold × more effect − more cost is above 0."""
    size, draws = len(thresholds), len(more_effect)
    level = more_effect == 0
    crossing = np.divide(more_cost, more_effect, out=np.zeros(draws), where=~level)
    rises = more_effect > 0
    changes = np.zeros(size + 1)
    changes[0] = np.count_nonzero(level & (more_cost < 0)) + np.count_nonzero(more_effect < 0)
    changes += np.bincount(np.searchsorted(thresholds, crossing[rises], side="right"), minlength=size + 1)
    changes -= np.bincount(np.searchsorted(thresholds, crossing[more_effect < 0], side="left"), minlength=size + 1)
    return np.cumsum(changes)[:size] / draws
