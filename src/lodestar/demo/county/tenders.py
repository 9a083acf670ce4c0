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


_P = ProposalFacts

TENDERS: tuple[TenderFacts, ...] = (
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
