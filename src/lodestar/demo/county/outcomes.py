"""What should change for whom: outcomes as people put them, how they lead to the county's aims, and the services."""

from __future__ import annotations

from dataclasses import dataclass

FRAMEWORK_NAME = "What people told us matters"
CLASSIC = "supporting-people"
# The headings and aims of the classic framework by the words used below.
CODES = {
    "economic": "1", "enjoy": "2", "healthy": "3", "safe": "4", "positive": "5",
    "homeless": "S1", "offending": "S2", "social care": "S3", "health": "S4", "exclusion": "S5",
}  # fmt: skip


@dataclass(frozen=True)
class OutcomeFacts:
    """An early outcome: code, name, the person's way of putting it, kind, months to be sustained, and the wider headings it leads to.

    `leads_to` names headings of the classic framework by a word of `CODES`, each with its reason and evidence.
    """

    code: str
    name: str
    plain_words: str
    kind: str
    sustained_months: int
    leads_to: tuple[tuple[str, str, str], ...]


_SURVEY = "Survey of 412 people who left services"
_REVIEW = "Service reviews, all providers"
_STUDY = "Published review of like services"

EARLY: tuple[OutcomeFacts, ...] = (
    OutcomeFacts("HOME", "Keeps a settled home", "I have a place of my own and I am not going to lose it.", "condition", 6, (
        ("safe", "A tenancy in one’s own name ends the moving between friends and hostels in which most harm was reported.", _SURVEY),)),
    OutcomeFacts("SAFE", "Lives free of fear and harm", "Nobody hurts me, and I can lock my door.", "condition", 6, (
        ("safe", "Being free of harm is what this heading means; it is measured at the first place it shows.", _REVIEW),)),
    OutcomeFacts("MONEY", "Has an income that covers the essentials", "The money lasts until the next payment.", "condition", 3, (
        ("economic", "Full benefits and a plan for debts were in place before any other gain in nine cases out of ten.", _SURVEY),)),
    OutcomeFacts("WORK", "Is in work that lasts", "I have a job, and I will still have it next winter.", "behaviour", 6, (
        ("economic", "Six months in work is the point after which most stay.", _STUDY),)),
    OutcomeFacts("LEARN", "Takes part in learning or training", "I am learning something I chose.", "behaviour", 3, (
        ("enjoy", "A course one has chosen is the most frequent first step towards work and towards company.", _REVIEW),)),
    OutcomeFacts("DAYS", "Has days with a shape and a purpose", "There is a reason to get up.", "condition", 3, (
        ("enjoy", "Regular activity outside the home goes with less time in crisis.", _STUDY),)),
    OutcomeFacts("BODY", "Looks after physical health", "I go to the doctor, and I do what we agreed.", "behaviour", 3, (
        ("healthy", "Those registered with a practice and seen there use the emergency department less.", _STUDY),)),
    OutcomeFacts("MIND", "Manages mental health", "I know what helps, and I do it.", "behaviour", 3, (
        ("healthy", "People named this before all else as what kept the rest from falling apart.", _SURVEY),)),
    OutcomeFacts("DRINK", "Is free of harm from drink or drugs", "I am not drinking, and I have stopped counting the days.", "behaviour", 6, (
        ("healthy", "Six months without harm is the first point at which relapse becomes the exception.", _STUDY),)),
    OutcomeFacts("PEOPLE", "Has people to count on", "There is someone I can ring.", "condition", 3, (
        ("positive", "People who have others to count on take part in what goes on around them.", _SURVEY),
        ("enjoy", "Company is what people said they enjoyed most.", _SURVEY))),
    OutcomeFacts("BREAK", "Has a life beside caring", "I have had a break, and I can go on.", "condition", 3, (
        ("healthy", "Carers without breaks are seen by a doctor twice as often.", _STUDY),)),
    OutcomeFacts("LAW", "Keeps out of trouble with the law", "I have not been in court this year.", "behaviour", 12, (
        ("positive", "Someone out of trouble for a year seldom comes back into it.", _STUDY),)),
    OutcomeFacts("SKILL", "Manages everyday life", "I can do what the day asks for.", "behaviour", 3, (
        ("safe", "Homes are lost over small things left undone for long.", _REVIEW),)),
    OutcomeFacts("SAY", "Has a say in what happens", "They asked me, and it changed something.", "satisfaction", 0, (
        ("positive", "Choice and control is the part of this heading that people themselves asked for.", _SURVEY),)),
    OutcomeFacts("RETURN", "Is back home and stays there after hospital", "I am in my own chair again.", "condition", 3, (
        ("healthy", "Four weeks at home without readmission is the point after which most stay.", _STUDY),)),
)  # fmt: skip

# From the five headings to the five aims of the strategy: (heading, aim, why, evidence).
TO_AIMS: tuple[tuple[str, str, str, str], ...] = (
    ("safe", "homeless", "People who are safe where they live do not have to leave it.", _REVIEW),
    ("economic", "homeless", "Arrears are the commonest reason for an eviction.", "Housing office, reasons for eviction"),
    ("economic", "exclusion", "Without money nobody takes part in anything.", _STUDY),
    ("enjoy", "exclusion", "Learning, work and company are how people come back in.", _SURVEY),
    ("healthy", "health", "What is looked after early does not reach the hospital.", _STUDY),
    ("healthy", "social care", "People who manage their health need less care later.", _STUDY),
    ("positive", "offending", "Those with a part to play are seen less in court.", _STUDY),
    ("positive", "exclusion", "Having a say is the opposite of being left out.", _SURVEY),
)


@dataclass(frozen=True)
class ServiceFacts:
    """A service, the intervention it was decided from, and its three inputs: price, capacity and eligibility."""

    key: str
    commissioner: str
    programme: str
    intervention: str
    name: str
    what: str
    eligibility: str
    places: int
    price_per_hour_pence: int
    outcomes: tuple[str, ...]


SERVICES: tuple[ServiceFacts, ...] = (
    ServiceFacts("settled_homes", "council", "first", "Floating support", "Settled homes",
                 "A worker visits at home, sorts out arrears and repairs, and stays until things are steady.",
                 "Adults in Brackenshire whose home is at risk, or who have lost it in the last three months.", 70, 2_840,
                 ("HOME", "MONEY", "SKILL", "MIND", "SAY")),
    ServiceFacts("steps_to_work", "council", "first", "Steps into work", "Steps into work",
                 "A coach before, during and after the first job.",
                 "Adults out of work for twelve months or more who want a job.", 70, 3_120, ("WORK", "MONEY", "LEARN", "DAYS", "MIND")),
    ServiceFacts("recovery", "icb", "neighbourhoods", "Recovery community", "The recovery community",
                 "A place with a kitchen and a timetable, run with those who use it.",
                 "Adults who have stopped using, or want to, and live in Brackenshire.", 70, 2_650,
                 ("DRINK", "PEOPLE", "DAYS", "MIND", "BODY")),
    ServiceFacts("safe_and_strong", "council", "first", "Support after violence at home", "Safe and strong",
                 "An advocate who knows the courts, the police and the housing office, and a group once a week.",
                 "Anyone of any gender who is leaving or has left an abusive relationship.", 36, 3_360,
                 ("SAFE", "HOME", "MIND", "PEOPLE", "SAY")),
    ServiceFacts("supported_lodgings", "council", "first", "Supported lodgings", "Supported lodgings",
                 "A room in a family’s home, and a worker for both.",
                 "Young people of 16 to 21 who are leaving care or cannot live at home.", 38, 2_980,
                 ("HOME", "LEARN", "SKILL", "PEOPLE", "SAY")),
    ServiceFacts("leaving_prison", "council", "first", "Leaving prison well", "Leaving prison well",
                 "From three months before the gate to a year after.",
                 "Adults who return to Brackenshire from prison.", 40, 3_050, ("HOME", "LAW", "WORK", "DRINK")),
    ServiceFacts("carers_break", "council", "first", "Breathing space for carers", "Breathing space",
                 "A break, a plan and people who understand.",
                 "Adults who care, unpaid, for someone who could not manage without them.", 34, 2_720, ("BREAK", "MIND", "PEOPLE", "MONEY")),
    ServiceFacts("good_company", "icb", "neighbourhoods", "Good company", "Good company",
                 "Regular company for older people who want it.",
                 "People over 70 who would like more company.", 34, 2_100, ("PEOPLE", "DAYS", "BODY", "SAY")),
    ServiceFacts("home_from_hospital", "icb", "neighbourhoods", "Home from hospital, first two weeks", "Home from hospital",
                 "Practical help and a friendly face from the day of discharge, and for as long as it takes to feel at home again.",
                 "People over 70 who live alone and go home from hospital.", 32, 2_460, ("RETURN", "BODY", "PEOPLE", "SKILL")),
    ServiceFacts("housing_first", "council", "living_well", "Housing First for people who have slept rough", "Housing First",
                 "A home of one’s own first, with support that does not stop when it is hard.",
                 "Adults who have slept rough again and again for at least two years.", 34, 3_900, ("HOME", "SAFE", "BODY", "DRINK", "SAY")),
    ServiceFacts("family_help", "council", "living_well", "Family help at the right time", "Family help at the right time",
                 "One worker for the whole family, before anyone uses the word crisis.",
                 "Families in Brackenshire who ask, or whose school, nurse or doctor asks with them.", 60, 3_240,
                 ("SAFE", "MONEY", "MIND", "SAY")),
    ServiceFacts("same_voice", "council", "living_well", "Befriending by phone and at home", "The same voice every week",
                 "Befriending by phone and at home, for as long as it is wanted.",
                 "People over 65 who live alone.", 140, 1_980, ("PEOPLE", "DAYS", "SAY")),
    ServiceFacts("reboot_west", "council", "first", "Support for care leavers paid by outcomes", "Reboot West: support for care leavers",
                 "Support for young people who have left care, paid wholly by outcomes. The prices and payments of this contract are "
                 "those that the Government Outcomes Lab publishes for the social impact bond Reboot West "
                 "(INDIGO data set, project INDIGO-POJ-0121). All else about it here is made up; Brackenshire had no part in it.",
                 "Young people who have left care.", 230, 2_750, ("HOME", "WORK", "LEARN", "PEOPLE", "SAFE", "MONEY")),
)  # fmt: skip
