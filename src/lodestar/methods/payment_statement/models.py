"""What goes into a payment statement and what comes out: the public contract of the method."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from lodestar.methods.base import Count, Exact, ExactShare, Flag, Id, Input, IsoDate, Output, Pence, Text, Whole

AtLeastOne = Annotated[Count, Field(ge=1)]
Factor = Annotated[Exact, Field(ge=0, le=1000)]
ClaimId = Annotated[Text, Field(min_length=1, max_length=600)]
"""A claim's name as a statement shows it; one made from person, metric and day may be longer than an ordinary id."""


class MinimumPerformance(Input):
    """What must be achieved in a contract year for the core fee of that year to be due."""

    metric: Id
    count: Count


class Core(Input):
    """The fee paid whatever the outcomes, shrinking by year as results carry more of the price."""

    annual_value_pence: Pence
    share_by_year: tuple[ExactShare, ...] = Field(min_length=1, max_length=100, description="of the annual value, by contract year")
    minimum_performance: MinimumPerformance | None = None


class Tier(Input):
    """The price of the achievements up to a number, counted from the one before it; null: without end."""

    up_to: AtLeastOne | None = None
    price_pence: Pence


class Window(Input):
    """How many days after another achievement of the same person this one must lie; both ends count."""

    metric: Id
    min: Count | None = None
    max: Count | None = None


class Metric(Input):
    """A milestone or outcome that has a price."""

    id: Id
    description: Text | None = None
    price_pence: Pence
    kind: Literal["milestone", "outcome", "sustainment"]
    max_per_person: AtLeastOne | None = Field(default=1, description="null: no limit")
    max_count: Count | None = None
    cap_pence: Pence | None = None
    requires: tuple[Id, ...] = Field(default=(), description="the person must have achieved all of these")
    either_or: tuple[Id, ...] = Field(default=(), description="a person is paid for this or for these, never for both")
    group_prices: dict[Id, Pence] | None = Field(default=None, description="a group's own price, in place of price_pence and of tiers")
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1, max_length=1000)] | None = None
    window_days_after: Window | None = None


class Clawback(Input):
    """The share of the core fee given back when a target is missed at the end."""

    metric: Id
    target: Count
    share_of_core: ExactShare


class Terms(Input):
    """The payment terms of a contract."""

    start: IsoDate
    end: IsoDate
    core: Core | None = None
    metrics: tuple[Metric, ...] = Field(default=(), max_length=1000)
    person_cap_pence: Pence | None = None
    period_cap_pence: Pence | None = None
    period_months: Annotated[AtLeastOne, Field(le=1200)] = 1
    contract_cap_pence: Pence | None = None
    discount: ExactShare = Field(default=0, validate_default=True, description="taken off every price")
    index_by_year: tuple[Factor, ...] = Field(default=(), max_length=100, description="multiplies the prices of contract year 1, 2, …")
    deadweight_share: ExactShare | None = Field(default=None, description="of each metric's achievements, the share that is not paid")
    clawback: Clawback | None = None


class TermsVersion(Terms):
    """Terms as they stand from a day on, until the next version."""

    effective_from: IsoDate


class OneTerms(Terms):
    """Terms that never changed."""

    effective_from: IsoDate | None = None


class Achievement(Input):
    """A person reached a milestone or outcome."""

    person: Id
    metric: Id
    achieved_on: IsoDate
    group: Id | None = None
    verified: Flag
    verified_on: IsoDate | None = None
    claim_id: Id | None = None
    partner: Id | None = None


class Span(Input):
    """From a day to a day, both included."""

    from_: IsoDate = Field(alias="from")
    to: IsoDate


class CountLine(Input):
    """A verified total, where a return holds no persons."""

    metric: Id
    count: Count
    period: Span | None = Field(default=None, description="dated on its last day; without it, on the contract's first day")
    group: Id | None = None
    partner: Id | None = None


class Reversal(Input):
    """A verification taken back."""

    claim_id: ClaimId
    reason: Text
    on: IsoDate
    lifted_on: IsoDate | None = Field(default=None, description="the day the claim was verified again")


class PaidBefore(Input):
    """An amount that an earlier statement paid, or took back, for a claim."""

    claim_id: ClaimId
    amount_pence: Whole


def _shape_of_terms(value: Any) -> str:
    return "versions" if isinstance(value, list | tuple) else "one"


AnyTerms = Annotated[
    Annotated[OneTerms, Tag("one")] | Annotated[tuple[TermsVersion, ...], Tag("versions"), Field(min_length=1, max_length=100)],
    Discriminator(_shape_of_terms),
]


class PaymentInput(Input):
    """Terms, what was achieved, and what was paid before."""

    terms: AnyTerms
    achievements: tuple[Achievement, ...] = ()
    counts: tuple[CountLine, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    as_at: IsoDate | None = Field(default=None, description="what was known on this day; the end of the period when not given")
    period: Span | None = None
    paid_before: tuple[PaidBefore, ...] = ()


Rule = Literal["price", "group_price", "tier", "core", "clawback", "recovery"]
Cap = Literal["metric", "person", "period", "contract"]
Why = Literal[
    "not_achieved_yet",
    "unverified",
    "not_known_yet",
    "reversed",
    "outside_contract",
    "not_in_terms",
    "requires",
    "window",
    "max_per_person",
    "either_or",
    "max_count",
    "deadweight",
    "metric_cap",
    "person_cap",
    "period_cap",
    "contract_cap",
    "no_price",
    "paid_before",
]


class Line(Output):
    """One payment, or one recovery: why, and how it was reckoned."""

    claim_id: str
    person: str | None
    metric: str | None
    amount_pence: int
    rule: Rule
    explanation: str
    year: int
    achieved_on: str | None
    partner: str | None
    quantity: int
    due_in_all_pence: int
    paid_before_pence: int
    terms_from: str | None
    cut_by: tuple[Cap, ...]


class NotPaid(Output):
    """A claim for which nothing, or nothing more, is due, and why."""

    claim_id: str
    reason: str
    rule: Why
    person: str | None
    metric: str
    quantity: int


class CapCut(Output):
    """A cap that bit: its limit, and what it took from everything achieved so far."""

    cap: Cap
    of: str | None
    limit_pence: int
    cut_pence: int


class YearSum(Output):
    """What this statement pays for a contract year."""

    year: int
    start: str
    end: str
    core_pence: int
    outcome_pence: int
    amount_pence: int


class MetricSum(Output):
    """A metric: claimed and payable over the whole contract so far; amount in this statement."""

    metric: str | None
    claimed: int
    payable: int
    unit_price_pence: int | None
    amount_pence: int


class PartnerSum(Output):
    """What this statement pays for the achievements of one partner."""

    partner: str
    amount_pence: int


class PaymentValue(Output):
    """A statement: what is due now, line by line, and why nothing more is."""

    total_pence: int
    core_pence: int
    outcome_pence: int
    by_year: tuple[YearSum, ...]
    by_metric: tuple[MetricSum, ...]
    by_partner: tuple[PartnerSum, ...]
    lines: tuple[Line, ...]
    not_paid: tuple[NotPaid, ...]
    caps: tuple[CapCut, ...]
    close: str | None
    due_in_all_pence: int
    paid_before_pence: int
