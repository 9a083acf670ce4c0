"""What a portfolio under uncertainty is asked with, and what it answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lodestar.methods.base import Count, Number, Output
from lodestar.methods.portfolio.models import Choice, Question

MOST_DRAWS = 100_000

NumberName = Literal["people", "benefit", "probability", "cost"]
Distribution = Literal["pert", "triangular", "uniform"]
Label = Literal["core", "borderline", "exterior"]


class PortfolioUncertaintyInput(Question):
    """Interventions with ranges, the constraints every portfolio keeps, one budget, and how numbers are drawn."""

    budget: Number
    draws: Count = Field(default=10_000, ge=1, le=MOST_DRAWS)
    seed: Count = 1
    distribution: Distribution = Field(
        default="pert",
        description="pert: beta with weight 4 on best; triangular; uniform. low and high are the ends; draws are independent",
    )


class Then(Output):
    """What the optimum becomes past a flip, against the optimum now."""

    enters: list[str] = Field(description="ids funded then and not now")
    leaves: list[str] = Field(description="ids funded now and not then")
    words: str


class Flip(Output):
    """The value of one number at which the optimum at the budget first changes, all others at best."""

    field: NumberName
    from_: float = Field(alias="from", description="the best estimate")
    at: float
    then: Then
    direction: Literal["down", "up"]
    within_range: bool = Field(description="whether it lies from low to high")


class UncertainIntervention(Output):
    """How firmly one intervention is in, or out."""

    id: str
    probability_funded: float = Field(description="share of draws whose optimum funds it")
    rank_low: int = Field(description="rank by value for money: 5th percentile of the draws")
    rank_median: int
    rank_high: int = Field(description="95th percentile")
    label: Label = Field(description="core from 0.95, exterior up to 0.05")
    funded_at_best: bool = Field(description="in the optimum where every number is at its best estimate")
    flips: list[Flip] = Field(description="nearest first, by the share of the number that it has to move")


class InformationValue(Output):
    """Expected gain from knowing one number, or all of an intervention's value, before choosing."""

    id: str
    field: Literal["people", "benefit", "probability", "value"]
    value: float


class TornadoBar(Output):
    """The optimum's value with one number at its low and its high end, all others at best."""

    id: str
    field: NumberName
    low: float
    high: float
    value_at_low: float | None = Field(description="null where nothing within the budget keeps every constraint")
    value_at_high: float | None
    swing: float = Field(description="how far apart the two are; the largest first")
    changes_choice: bool = Field(description="whether the optimum funds others at either end")


class PortfolioUncertaintyValue(Output):
    """Each intervention's chance of being funded, what would change the optimum, and what knowing more is worth."""

    interventions: list[UncertainIntervention]
    best_estimate_choice: Choice = Field(description="the optimum where every number is at its best estimate")
    current_choice: Choice = Field(description="the choice of highest expected value, costs at best; value is that expected value")
    expected_value_of_current_choice: float
    evpi: float = Field(description="expected gain from knowing every value before choosing, costs at best")
    evppi: list[InformationValue] = Field(description="the largest first")
    tornado: list[TornadoBar]
    draws: int
    draws_without_choice: int = Field(description="draws in which nothing within the budget keeps every constraint: none is funded in them")
    draws_not_proven: int = Field(description="draws whose best found choice could not be proven the best; 0 but for extreme questions")
