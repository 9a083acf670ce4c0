"""What a portfolio is asked with, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from lodestar.methods.base import Count, Flag, Id, Input, Number, Output, Share, Text


class _Ordered(Input):
    @model_validator(mode="after")
    def _rises(self) -> _Ordered:
        low, best, high = (getattr(self, field) for field in ("low", "best", "high"))
        if not low <= best <= high:
            raise ValueError("must rise from low over best to high")
        return self


class Range(_Ordered):
    """A judged number with its low and high ends; this method uses ``best``."""

    low: Number
    best: Number
    high: Number


class ShareRange(_Ordered):
    """A judged probability with its low and high ends; this method uses ``best``."""

    low: Share
    best: Share
    high: Share


def _not_negative(value: float | Range) -> float | Range:
    if (value.low if isinstance(value, Range) else value) < 0:
        raise ValueError("must be 0 or more")
    return value


def _shape(value: Any) -> str:
    return "(range)" if isinstance(value, Mapping | _Ordered) else "(number)"


Estimate = Annotated[Annotated[Number, Tag("(number)")] | Annotated[Range, Tag("(range)")], Discriminator(_shape)]
"""A plain number or ``{low, best, high}``."""
ShareEstimate = Annotated[Annotated[Share, Tag("(number)")] | Annotated[ShareRange, Tag("(range)")], Discriminator(_shape)]
"""A probability in 0–1 or ``{low, best, high}`` of such."""


People = Annotated[Estimate, AfterValidator(_not_negative)]
"""How many people: 0 or more."""


def best(estimate: float | Range | ShareRange) -> float:
    """The best estimate of a plain number or a range."""
    return estimate.best if isinstance(estimate, Range | ShareRange) else estimate


class Intervention(Input):
    """One option: how many people, how much good to each, how likely, at what cost."""

    id: Id
    name: Text | None = None
    area: Id | None = None
    people: People
    benefit: Estimate
    probability: ShareEstimate = 1.0
    cost: Estimate
    present_cost: Estimate | None = Field(
        default=None, description="the cost that value for money is judged on, where it is not the cost that the budget pays"
    )
    commitment: Literal["open", "must", "never"] = "open"
    running: Flag | None = Field(default=None, description="whether money is spent on it today")

    @property
    def label(self) -> str:
        return self.name or self.id


class Requirement(Input):
    """Who funds ``if`` must fund ``then`` as well."""

    if_: Id = Field(alias="if")
    then: Id


class Group(Input):
    """A number of interventions out of some."""

    of: tuple[Id, ...] = Field(min_length=1)
    count: Count


class AreaCost(Input):
    """An amount that the funded interventions of an area together cost."""

    area: Id
    cost: Number


class Question(Input):
    """Interventions, and the constraints every portfolio keeps."""

    interventions: tuple[Intervention, ...] = Field(min_length=1)
    requires: tuple[Requirement, ...] = ()
    alternatives: tuple[Annotated[tuple[Id, ...], Field(min_length=1)], ...] = ()
    at_most: tuple[Group, ...] = ()
    at_least: tuple[Group, ...] = ()
    area_floor: tuple[AreaCost, ...] = ()
    area_cap: tuple[AreaCost, ...] = ()


class PortfolioInput(Question):
    """Interventions, the budgets asked about, and the constraints every portfolio keeps."""

    budget: Number | None = None
    budgets: tuple[Number, ...] = ()

    @property
    def asked(self) -> tuple[tuple[str, float], ...]:
        """The budgets asked about, each with its place in the input."""
        listed = tuple((f"budgets[{i}]", b) for i, b in enumerate(self.budgets))
        if self.budget is None or self.budget in self.budgets:
            return listed
        return (("budget", self.budget), *listed)


class RatedIntervention(Output):
    """An intervention's value, its value for money and its place in that order."""

    id: str
    value: float
    value_for_money: float | None = Field(description="value ÷ present_cost where given, else ÷ cost; null where that is 0 or less")
    rank: int
    dominant: bool = Field(description="cost ≤ 0 and value > 0: done first")
    never_worth_funding: bool = Field(description="value ≤ 0")


class FrontierStep(Output):
    """One intervention laid at the end of those that give more for the money."""

    id: str
    cost: float
    value: float
    cumulative_cost: float
    cumulative_value: float


class Choice(Output):
    """Interventions funded together."""

    ids: list[str]
    cost: float
    value: float


class Difference(Output):
    """An intervention that not all three answers fund, and why."""

    id: str
    in_: list[str] = Field(alias="in")
    not_in: list[str]
    why: str


class Optimum(Choice):
    """The best there is within a budget."""

    proven: bool
    gap: float = Field(description="what a better portfolio could at most add, as a share of this value; 0 when proven")
    differences: list[Difference]


class BudgetAnswer(Output):
    """Three answers to one budget; all three null when nothing within it keeps every constraint."""

    budget: float
    line: Choice | None
    skip: Choice | None
    optimum: Optimum | None


class Swap(Output):
    """One intervention stopped and another started in its place."""

    stop: str
    start: str
    cost_change: float
    value_change: float


class PortfolioValue(Output):
    """The interventions in order, the efficiency frontier, an answer to each budget, the optimum at every budget, and today's spend."""

    interventions: list[RatedIntervention]
    efficiency_frontier: list[FrontierStep]
    portfolios: list[BudgetAnswer]
    optimum_frontier: list[Choice]
    optimum_frontier_complete: bool = Field(description="false where the frontier is too long to list: then only the budgets asked about")
    today: Choice | None = Field(description="what is running; null where no intervention says whether it is")
    same_money: Choice | None = Field(description="the optimum at today's cost; null where nothing within it keeps every constraint")
    same_value: Choice | None = Field(description="the cheapest choice with at least today's value; null where none keeps every constraint")
    swaps: list[Swap] = Field(description="one after another from today, by falling ratio of value gained per cost to value lost per cost")
