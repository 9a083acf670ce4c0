"""Where each intervention comes by value for money in the draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio_uncertainty.question import Draws, Tables

_PERCENTILES = (0.05, 0.5, 0.95)


def ranks(tables: Tables, draws: Draws) -> NDArray[np.int64]:
    """5th, 50th and 95th percentile of each option's rank (3 × options): the rank that at least that share of draws does not pass.

    The order of a draw is that of the portfolio method: the dominant first, then falling value for money, then those of no
    value, then those that free money at a loss. Equals come in their order at the best estimates.
    """
    by_rank = np.array(tables.problem.by_rank)
    key = _keys(draws.values[:, by_rank], draws.judged[:, by_rank])
    order = np.argsort(key, axis=1, kind="stable")
    count, options = order.shape
    places = np.bincount((order * options + np.arange(options)).ravel(), minlength=options * options).reshape(options, options)
    reached = np.cumsum(places, axis=1)
    found = np.empty((len(_PERCENTILES), options), np.int64)
    for p, share in enumerate(_PERCENTILES):
        found[p, by_rank] = 1 + np.argmax(reached >= np.ceil(share * count), axis=1)
    return found


def _keys(value: NDArray[np.float64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rises down the order. A ratio r becomes −r ÷ (1 + |r|), which keeps the order and stays within 1 of its group's number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = value / cost
        scale = np.nanmedian(np.abs(ratio[np.isfinite(ratio)])) if np.isfinite(ratio).any() else 1.0
        squeezed = ratio / (abs(ratio) + (scale or 1.0))
        worth = value / (np.abs(value) + (np.median(np.abs(value)) or 1.0))
    dominant = (cost <= 0) & (value > 0)
    nothing = (cost == 0) & (value <= 0)
    group = np.select([dominant, nothing, cost < 0, value <= 0], [0.0, 16.0, 12.0, 8.0], 4.0)
    within = np.select([dominant | nothing, cost < 0], [-worth, squeezed], -squeezed)
    return group + within
