"""What remains uncertain of net benefit once a parameter is known: a smooth curve through the draws.

Strong, Oakley and Brennan (2014): the value of knowing a parameter needs the mean of net benefit given the parameter, and that is what a
regression of the draws on the parameter estimates. The smoother is a penalised cubic spline (Eilers and Marx 1996) whose penalty is chosen
by generalised cross-validation. Effects and costs are smoothed apart, so that one fit serves every threshold.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import BSpline
from scipy.linalg import eigh
from scipy.special import ndtri
from scipy.stats import rankdata

from lodestar.methods.decision_uncertainty.curves import Floats, Places

PIECES = 20  # pieces of the curve: more than any plausible shape needs, since the penalty smooths
DRAWS_A_PIECE = 4
DEGREE = 3
DRAWS_A_VALUE = 20  # a parameter that takes each of its values so often is not smoothed: the mean at each value is taken
PENALTIES = np.logspace(-6, 8, 57)


def given_parameter(parameter: Floats, responses: Sequence[Floats]) -> list[Floats]:
    """Mean of each response given the parameter, draw by draw."""
    values, place = np.unique(parameter, return_inverse=True)
    if len(values) * DRAWS_A_VALUE <= len(parameter) or len(values) == 1:
        return [_means(place.astype(np.int64), response) for response in responses]
    return _smoothed(_basis(parameter), responses)


def _means(place: Places, response: Floats) -> Floats:
    found: Floats = (np.bincount(place, response) / np.bincount(place))[place]
    return found


def _basis(parameter: Floats) -> Floats:
    """Cubic B-splines over the normal scores of the parameter: the same knowledge, without outliers that a few draws would bend to."""
    scores = ndtri((rankdata(parameter) - 0.5) / len(parameter))
    low, high = scores[np.argmin(scores)], scores[np.argmax(scores)]
    pieces = min(PIECES, len(parameter) // DRAWS_A_PIECE)
    step = (high - low) / pieces
    knots = low + step * np.arange(-DEGREE, pieces + DEGREE + 1)
    inside = np.clip(scores, low, np.nextafter(high, low))
    found: Floats = BSpline.design_matrix(inside, knots, DEGREE, extrapolate=True).toarray()
    return found


def _smoothed(basis: Floats, responses: Sequence[Floats]) -> list[Floats]:
    """Fitted values of the penalised regression, the penalty of each response chosen by generalised cross-validation.

    In the basis where cross products and penalty are both diagonal every penalty is tried at once.
    """
    draws, width = basis.shape
    products = basis.T @ basis
    products[np.diag_indices(width)] += 1e-10 * np.trace(products) / width  # parts of the curve that no draw touches
    bends = np.diff(np.eye(width), 2, axis=0)
    penalised, vectors = eigh(bends.T @ bends, products)
    weights = 1 / (1 + draws * PENALTIES[:, None] * np.maximum(penalised, 0))
    freedom = weights.sum(axis=1)
    fitted = []
    for response in responses:
        middle = response.mean()
        centred = response - middle
        parts = vectors.T @ (basis.T @ centred)
        residual = centred @ centred + ((weights * parts) ** 2 - 2 * weights * parts**2).sum(axis=1)
        score = np.maximum(residual, 0) / np.maximum(draws - freedom, 1) ** 2
        curve = basis @ (vectors @ (weights[np.argmin(score)] * parts))
        fitted.append(curve - curve.mean() + middle)
    return fitted
