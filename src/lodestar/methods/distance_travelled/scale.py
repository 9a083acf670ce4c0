"""The scale as whole numbers: points, the better end, and the stage that each point belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lodestar.methods.distance_travelled.model import Instrument, Rule

Ints = npt.NDArray[np.int64]
FINEST = 9  # decimal places of a score that are kept


@dataclass(frozen=True)
class Scale:
    """A scale in parts of a point, so that all arithmetic is on integers: ``per_point`` is 1 where every score is a whole point."""

    low: int
    high: int
    stages: int
    higher_is_better: bool
    in_stages: bool
    per_point: int = 1

    @classmethod
    def of(cls, instrument: Instrument, rule: Rule, per_point: int = 1) -> Scale:
        low, high = instrument.scale_min * per_point, instrument.scale_max * per_point
        return cls(low, high, instrument.stages, instrument.higher_is_better, rule.unit == "stages", per_point)

    def towards_better(self, points: Ints) -> Ints:
        """The same scores on a scale where more is better, mirrored if need be."""
        return points if self.higher_is_better else self.low + self.high - points

    def stage(self, points: Ints) -> Ints:
        """Stage 1 … stages of each score: stages × place on the scale ÷ number of points, rounded up."""
        place = self.towards_better(points) - self.low + self.per_point
        return -(-self.stages * place // (self.high - self.low + self.per_point))

    def level(self, points: Ints) -> Ints:
        """What change is measured on: stages, or points (in parts) towards the better end."""
        return self.stage(points) if self.in_stages else self.towards_better(points)

    @property
    def parts(self) -> int:
        """Parts of a level that make one unit of it."""
        return 1 if self.in_stages else self.per_point

    @property
    def top(self) -> int:
        """The best level there is."""
        return self.stages if self.in_stages else self.high

    def step(self, rule: Rule) -> int:
        """The least difference of levels that reaches the rule's step."""
        return math.ceil(Fraction(repr(rule.step)) * self.parts)

    @property
    def stages_are_uneven(self) -> bool:
        return ((self.high - self.low) // self.per_point + 1) % self.stages != 0


def in_whole_parts(scores: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], int, int]:
    """Scores (NaN = missing) as whole multiples of a part of a point; parts in a point; how many had to be rounded to nine places.

    4.3 − 3.3 is then exactly one point, as it is on paper and is not in binary fractions.
    """
    given = ~np.isnan(scores)
    for places in range(FINEST + 1):
        parts = 10**places
        whole = np.rint(scores * parts)
        odd = given & (whole / parts != scores)
        if not odd.any():
            return whole, parts, 0
    return whole, parts, int(odd.sum())
