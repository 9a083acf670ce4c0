"""Whom the interventions of the county reach, by fifth of deprivation, and how well each fifth fares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Spread:
    """How the people of an intervention are spread over the fifths (in per cent, the most deprived first), and how that was scored."""

    per_cent: tuple[int, int, int, int, int]
    score: int
    why: str


STEEP = Spread((44, 25, 15, 10, 6), 80, "Nearly half of those it reaches live in the poorest streets of the county.")
TILTED = Spread((31, 24, 19, 15, 11), 40, "It reaches poorer streets more than others, because need is greater there.")
EVEN = Spread((20, 20, 20, 20, 20), 0, "It reaches people wherever they live.")
REVERSED = Spread((10, 15, 20, 26, 29), -30, "People who are better off find it first, unless someone goes out to ask the others.")

# By the name of the intervention. What is not named here nobody has counted yet.
SPREADS: dict[str, Spread] = {
    **dict.fromkeys((
        "Floating support for people about to lose their home", "Housing First for people who have slept rough", "Debt advice in food banks",
        "Deposit and first-month loans", "A night shelter for the winter", "Benefit checks by post", "Take-home naloxone for families",
        "Through the gate", "Breakfast for every primary school", "Supported lodgings for young people leaving care",
        "Childcare bridging grant",
    ), STEEP),
    **dict.fromkeys((
        "Employment advisers beside the GP", "Paid trial shifts with small firms", "A recovery community with a place of its own",
        "Alcohol nurse on the wards", "Family help at the right time", "Young carers’ club", "Speech and language in nurseries",
        "Advocates for people leaving abusive relationships", "Safe at home: locks and cameras", "Crisis café, evenings and weekends",
        "Warm homes advice on the doorstep", "Link workers in every practice", "Courses for those who use violence",
        "Talking groups run by people who have been there",
    ), TILTED),
    **dict.fromkeys((
        "Home from hospital", "Befriending by phone and at home", "Handyperson", "Carers’ assessments by people who have cared",
        "A card for emergencies", "Street pastors", "Mediation between tenant and landlord", "Restorative meetings", "Memory cafés",
        "Brief advice by pharmacists",
    ), EVEN),
    **dict.fromkeys((
        "Sleep course online", "Nature days", "Strength and balance classes", "Carers’ champions at work", "Weekend respite house",
        "Enterprise lessons", "Breaks that carers choose",
    ), REVERSED),
}  # fmt: skip
PEOPLE_SOURCE = "Postcodes in our own returns, by fifth of deprivation of the county"

# Years of life in good health by fifth of deprivation; the figures are those of the vignette of the R package dceasimR.
HEALTH = tuple(map(Decimal, ("52.1", "56.3", "59.8", "63.2", "66.8")))
HEALTH_UNIT = "years of life in good health at birth"
HEALTH_SOURCE = "Needs assessment, chapter 1: how long and how well we live"
ETA = Decimal("10.95")
POPULATION = 412_000
# A point of benefit is a hundredth of a year in good health.
HEALTH_PER_POINT = Decimal("0.01")

# This year the room put this area higher than its points alone would.
WANTED_MOST, HIGHER_THIS_YEAR = "Mental health", Decimal("1.25")
# The areas beside the best of all, as the workshop judged them.
SCALE_REASON = (
    "Each area had judged its own list. The room then set the best of every area beside the best of all, twice, and asked of each whether "
    "it would really take so much of the one to make up for the other."
)
