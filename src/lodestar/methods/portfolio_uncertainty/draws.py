"""Draws of judged numbers: one stream of random numbers for each number of each intervention.

The stream depends on the seed, the id and the field alone. So draws repeat exactly, do not depend on the order of
interventions, and stay as they are when another intervention is added or changed: what differs between two questions is
the change, not chance (common random numbers). A number comes from its stream by the inverse of its distribution function.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodestar.methods.portfolio.models import Range, ShareRange
from lodestar.methods.portfolio_uncertainty.models import Distribution

Floats = NDArray[np.float64]

_WEIGHT = 4  # of best in the PERT distribution (Malcolm, Roseboom, Clark and Fazar 1959)
_STEPS = 1024  # of a table on each side of the median
_HALF = 0.5
_MIDDLE = _HALF**0.25
_FINEST = 513  # places at which the distribution function is worked out for a table


def mean_of(estimate: float | Range | ShareRange, distribution: Distribution) -> float:
    """The expected value: (low + 4 best + high) ÷ 6 for pert, (low + best + high) ÷ 3, or the middle of low and high."""
    if not isinstance(estimate, Range | ShareRange):
        return estimate
    low, best, high = estimate.low, estimate.best, estimate.high
    if distribution == "pert":
        return low + (_WEIGHT * (best - low) + (high - low)) / (_WEIGHT + 2)
    if distribution == "triangular":
        return low + ((best - low) + (high - low)) / 3
    return low + (high - low) / 2


def drawn(
    estimate: float | Range | ShareRange, *, draws: int, seed: int, id_: str, field: str, distribution: Distribution
) -> Floats | float:
    """Draws of one number of one intervention; the number itself where it has no range."""
    if not isinstance(estimate, Range | ShareRange):
        return estimate
    low, best, high = estimate.low, estimate.best, estimate.high
    if low == high:
        return best
    level = _stream(seed, id_, field).random(draws)
    mode = (best - low) / (high - low)
    if distribution == "pert":
        share = _pert(level, mode)
    elif distribution == "triangular":
        share = _triangular(level, mode)
    else:
        share = level
    return np.clip(low + share * (high - low), low, high)


def _stream(seed: int, id_: str, field: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}\0{field}\0{id_}".encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest[:16], "big"))))


def _triangular(level: Floats, mode: float) -> Floats:
    rising = np.sqrt(level * mode)
    falling = 1 - np.sqrt((1 - level) * (1 - mode))
    return np.where(level < mode, rising, falling)


def _pert(level: Floats, mode: float) -> Floats:
    """Quantiles of the beta distribution with a = 1 + 4 × mode and b = 6 − a, from a table to about 1e-5 of the range."""
    table = _pert_table(mode)
    side = np.sqrt(np.sqrt(np.minimum(level, 1 - level)))  # spreads the tails, where quantiles change fast
    place = np.where(level < _HALF, side, 2 * _MIDDLE - side) * (_STEPS / _MIDDLE)
    at = place.astype(np.int64)
    np.minimum(at, 2 * _STEPS - 1, out=at)
    start = table[at]
    quantile: Floats = start + (place - at) * (table[at + 1] - start)
    return quantile


@lru_cache(maxsize=4096)
def _pert_table(mode: float) -> Floats:
    from scipy.special import betainc  # SciPy is loaded only where it is needed

    a = 1 + _WEIGHT * mode
    share = np.sin(np.linspace(0, np.pi / 2, _FINEST)) ** 2  # closer together towards both ends
    place = np.linspace(0, _MIDDLE, _STEPS + 1) ** 4
    level = np.concatenate([place, 1 - place[-2::-1]])
    quantiles: Floats = np.interp(level, betainc(a, _WEIGHT + 2 - a, share), share)
    return quantiles
