"""Opportunities and what bidders answered: targets, not methods, and the three questions of an investor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProposalFacts:
    """One provider's answer; `submitted` in days from the anchor, None where it is still a draft."""

    provider: str
    bidder: str
    results: str
    chances: str
    best_use: str
    people: int
    price_pounds: int
    submitted: int | None


@dataclass(frozen=True)
class TenderFacts:
    """An opportunity. Days are counted from the anchor; `keys` have been turned by those, and `chosen` is the provider awarded."""

    key: str
    service: str
    title: str
    summary: str
    givens: str
    budget_pounds: int
    published: int
    deadline: int
    proposals: tuple[ProposalFacts, ...]
    keys: tuple[str, ...] = ()
    chosen: str = ""
    reason: str = ""
    officer: str = "oona"
    awarded_by: str = "ruth"


_P = ProposalFacts

TENDERS: tuple[TenderFacts, ...] = (
    TenderFacts(
        "settled_homes", "settled_homes", "Settled homes: floating support",
        "We look for results: how many people whose home is at risk will be in a home of their own half a year later, and how shall we know?",
        "Support is given where people live. The landlords of the county share their rent accounts with consent.",
        1_750_000, -1_960, -1_925,
        (
            _P("sallowby", "ben", "One hundred and ten people in their own homes after 26 weeks, of 280 whom we support.",
               "Of the last hundred people we supported, fifty-eight were still there; the housing office has the list.",
               "Seven of ten pounds go into hours with people in the first year, less each year as results carry more.", 110, 1_690_000, -1_930),
            _P("ferry", "zainab", "Eighty people in their own homes after 26 weeks.",
               "We know our tenants; we have not worked in other landlords’ homes.", "Our offices are paid for by the rents.", 80, 1_540_000, -1_927),
        ),
        ("desmond", "gwen"), "sallowby",
        "The most people still at home after half a year for the money, on results that the housing office confirmed.",
    ),
    TenderFacts(
        "home_from_hospital", "home_from_hospital", "Home from hospital",
        "We look for people over 70 who are back in their own chair, and stay there. How many, and what are the chances?",
        "Discharge teams ring before two in the afternoon. Somebody is there the same day.",
        340_000, -405, -360,
        (
            _P("befrienders", "phoebe", "Twenty-four of thirty-two people at home 28 days later, and someone they like to see.",
               "Nine in ten of the people we visit ask us to come again; with hospitals we are new.",
               "Volunteers bring the company; we pay for the first warm evening.", 24, 318_000, -364),
            _P("sallowby", "ben", "Twenty of thirty-two at home 28 days later.", "Our workers drive past every day.",
               "One van, two purposes.", 20, 289_000, -362),
        ),
        ("nell", "ravi"), "befrienders",
        "More people at home, and what patients who helped us choose wanted most: a familiar face.",
        "peter", "samira",
    ),
    TenderFacts(
        "housing_first", "housing_first", "Housing First for people who have slept rough",
        "We look for a provider who will bring thirty-four people into homes of their own and stay beside them. Tell us what will have "
        "changed in their lives, for how many, and how we shall both know. How you do it is yours to decide.",
        "Homes are let by Ferry Lane and two other landlords at social rents. Nobody may be asked to be well first.",
        1_560_000, -196, -150,
        (
            _P("sallowby", "ben", "Twenty-six of thirty-four people in their own home after two years, and eighteen who say that they feel at home.",
               "We kept 41 of 60 people with like histories in their homes over the last four years; the accounts of both landlords are enclosed.",
               "Each pound pays for hours with people. We buy no building, and our on-call is shared with Settled homes.", 26, 1_452_000, -156),
            _P("ferry", "zainab", "Twenty-four people housed from the first month and still there after two years.",
               "We own the homes, so nobody waits. Of our last intake, seven of ten stayed.",
               "The rents pay for the upkeep; the county pays for support alone.", 24, 1_398_000, -153),
            _P("hexley", "stella", "Twenty people, of whom twelve are women, in homes where they are safe after two years.",
               "Three of four women we support stay; we have less experience with men and say so.",
               "A small team that people know by name, with one on-call for the county.", 20, 1_210_000, -151),
        ),
        ("desmond", "gwen"), "sallowby",
        "The most people at the price, on results that both landlords confirmed in an interview. The panel asked for, and was given, a worker who "
        "has slept rough themselves. Ferry Lane’s homes are used all the same.",
    ),
    TenderFacts(
        "same_voice", "same_voice", "The same voice every week: befriending for people who live alone",
        "We look for results, not visits: how many people over 65 will have company they look forward to, every week, a year from now?",
        "Volunteers are insured by the county. Nobody is asked to pay.",
        224_000, -47, -2,
        (
            _P("befrienders", "phoebe", "One hundred and five people with weekly company after a year, of whom sixty are rung by a friend and not by us.",
               "Good company has brought two of three to this point.", "Volunteers give the time; we pay for finding, matching and staying in touch.",
               105, 208_000, -7),
            _P("young", "amos", "Eighty people, each with a young person who calls every week, and forty who meet.",
               "Our young people have kept up four of five pairs for a year.", "Two lives change for the price of one.", 80, 176_000, -6),
            _P("sallowby", "ben", "Ninety people with weekly company, in the three valleys without a bus first.",
               "Our workers know those valleys; we have not run befriending before.", "We use the vans and the offices that we have.", 90, 199_000, -4),
        ),
        ("desmond",),
    ),
    TenderFacts(
        "family_help", "family_help", "Family help at the right time",
        "We look for a partner who will help a hundred and seventy families a year before anyone uses the word crisis. Tell us what parents and "
        "children will say has changed, for how many families, and what it would take to be wrong.",
        "One worker for the whole family. Schools and surgeries find the families; families may also ask themselves.",
        1_320_000, -20, 45,
        (
            _P("young", "amos", "One hundred and twenty families of whom the children say that home is calmer, and ninety whose child is back in school.",
               "Of the families of our lodgings, seven in ten.", "We begin where we are known, and bring no new office.", 120, 1_248_000, -5),
            _P("hexley", "stella", "One hundred families safe and together after a year.",
               "Three in four of the families we support stay safe and together.", "Each worker has ten families and no reports to write twice.",
               100, 1_190_000, -3),
            _P("sallowby", "ben", "Families keep their homes and", "", "", 0, 0, None),
        ),
    ),
)  # fmt: skip

# The contract that the chosen proposal became: still being written, to start next month.
HOUSING_FIRST_TERMS = {"core": {"annual_value_pence": 26_400_000, "share_by_year": [0.8, 0.7, 0.6, 0.5, 0.4]}}
