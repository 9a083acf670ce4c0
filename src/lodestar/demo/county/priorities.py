"""What could be funded: priority areas and interventions of each programme, with numbers as a workshop would give them.

People and cost are for one year; benefit is in points of 100 for each person, where 0 means no effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

POINTS = "points of 100 for each person"
PER_YEAR = "people a year"
POUNDS = "£ in the budget year"
SHARE = "chance that it works as described"


@dataclass(frozen=True)
class InterventionFacts:
    """One intervention with the best estimate of its four numbers; `spread` is the half-width of their range, as a share."""

    name: str
    what: str
    who: str
    people: int
    benefit: float
    probability: Decimal
    cost_pounds: int
    grade: str
    commitment: str = "open"
    commitment_reason: str = ""


@dataclass(frozen=True)
class AreaFacts:
    """A priority area, the source it came from, and its interventions."""

    name: str
    sub_area: str
    source: str
    interventions: tuple[InterventionFacts, ...]


# How far apart low and high lie from the best estimate, by how good the evidence is.
SPREAD = {"measured": Decimal("0.10"), "published": Decimal("0.20"), "expert": Decimal("0.30"), "guess": Decimal("0.50")}
WHY = {
    "measured": "Counted in our own returns of the last two years.",
    "published": "From published studies of like services, brought down where their places differ from ours.",
    "expert": "Agreed in the workshop after everyone had scored alone.",
    "guess": "A first guess by those who proposed it. To be asked about before anything is signed.",
}


def _i(  # noqa: PLR0917 - read as a row of a table
    name: str,
    what: str,
    who: str,
    people: int,
    benefit: float,
    probability: str,
    cost_pounds: int,
    grade: str,
    must: str = "",
    never: str = "",
) -> InterventionFacts:
    commitment = "must" if must else "never" if never else "open"
    return InterventionFacts(name, what, who, people, benefit, Decimal(probability), cost_pounds, grade, commitment, must or never)


LIVING_WELL: tuple[AreaFacts, ...] = (
    AreaFacts("Homes", "Keeping a settled home", "Needs assessment, chapter 3: homes", (
        _i("Floating support for people about to lose their home", "A worker visits at home, sorts out arrears and repairs, and stays until things are steady.",
           "A parent of two with a notice from the landlord and a pile of unopened letters.", 210, 34, "0.72", 260_000, "measured"),
        _i("Housing First for people who have slept rough", "A home of one’s own first, with support that does not stop when it is hard.",
           "A man of 46 who has been in and out of hostels for ten years.", 34, 78, "0.66", 390_000, "published"),
        _i("Deposit and first-month loans", "A loan, paid back slowly, that opens the door to a private tenancy.",
           "A couple in work who cannot save the deposit.", 160, 14, "0.80", 96_000, "measured"),
        _i("Warm homes advice on the doorstep", "Draught-proofing, a check of the tariff and of the benefits that are due, in one visit.",
           "A widow of 79 who heats one room.", 620, 4, "0.74", 148_000, "expert"),
        _i("Mediation between tenant and landlord", "A neutral third person before anything goes to court.",
           "A tenant who withholds rent because of mould.", 140, 12, "0.55", 72_000, "expert"),
        _i("A night shelter for the winter", "Beds in a church hall from November to March.",
           "Anyone with nowhere to sleep tonight.", 120, 11, "0.60", 180_000, "expert",
           never="The fire service has closed the hall; no other building can be had this winter."),
    )),
    AreaFacts("Work and money", "Work that lasts", "Economic strategy, aim 2", (
        _i("Employment advisers beside the GP", "An adviser in the surgery who finds a job first and supports afterwards.",
           "A man of 38, signed off with his back for two years.", 190, 36, "0.58", 240_000, "published"),
        _i("Debt advice in food banks", "A caseworker who acts on the debts the same day.",
           "A family that has missed two rent payments.", 540, 9, "0.78", 165_000, "measured"),
        _i("Paid trial shifts with small firms", "Four paid weeks, with a mentor, and no promise on either side.",
           "A woman of 24 who has not worked since school.", 110, 24, "0.52", 150_000, "expert"),
        _i("Childcare bridging grant", "Pays for the first month of childcare, when wages have not come yet.",
           "A single mother with a job offer for Monday.", 130, 19, "0.81", 104_000, "expert"),
        _i("Benefit checks by post", "A letter with a pre-filled claim to those who seem to miss out.",
           "A pensioner who never claimed the top-up.", 1_400, 1.2, "0.45", 88_000, "published"),
        _i("Enterprise lessons", "Ten evenings on setting up as self-employed.",
           "Someone with a trade and no customers yet.", 60, 10, "0.35", 58_000, "guess"),
    )),
    AreaFacts("Mental health", "Distress that is not urgent", "Health and wellbeing strategy, priority 1", (
        _i("Talking groups run by people who have been there", "Weekly groups led by trained peers, in libraries and pubs.",
           "A man of 52 who would never see a counsellor.", 380, 16, "0.68", 118_000, "published"),
        _i("Crisis café, evenings and weekends", "A warm room and someone to talk to, instead of the emergency department.",
           "A woman of 31 who cannot be alone tonight.", 460, 15, "0.70", 265_000, "measured",
           must="Open already, and the partner board agreed to keep it for another year."),
        _i("Link workers in every practice", "An hour to talk about what matters, then someone who comes along the first time.",
           "A carer who has stopped going out.", 900, 5, "0.66", 310_000, "published"),
        _i("Sleep course online", "Six weeks on the phone, with a coach who calls.",
           "A nurse on shifts who lies awake.", 520, 3.5, "0.61", 46_000, "published"),
        _i("Nature days", "A day a week on a community farm with a small group.",
           "A young man who finds it hard to be indoors with others.", 90, 18, "0.50", 92_000, "expert"),
        _i("Poster campaign on stigma", "Buses, shelters and beer mats for eight weeks.",
           "Everyone.", 20_000, 0, "0.30", 75_000, "guess"),
    )),
    AreaFacts("Drink and drugs", "Recovery that lasts", "Needs assessment, chapter 6: alcohol and drugs", (
        _i("A recovery community with a place of its own", "Peers, a kitchen, a timetable, and no date by which one must be well.",
           "A woman of 44, six weeks out of detox.", 150, 44, "0.60", 285_000, "measured"),
        _i("Alcohol nurse on the wards", "Finds people where they already are, and books the next step before they leave.",
           "A man of 58 admitted for the third time this year.", 420, 7, "0.71", 175_000, "published"),
        _i("Take-home naloxone for families", "A kit and an hour’s training.",
           "The mother of a son who uses opioids.", 260, 17, "0.86", 52_000, "published"),
        _i("Residential rehabilitation places", "Twelve weeks away, then help at home.",
           "Someone for whom nothing nearby has worked.", 26, 48, "0.49", 345_000, "published"),
        _i("Brief advice by pharmacists", "Three minutes at the counter, and a card.",
           "A regular customer who buys more each week.", 2_600, 0.6, "0.42", 90_000, "expert"),
        _i("School talks by former users", "An hour in front of the year.",
           "A pupil of fourteen.", 3_800, 0, "0.25", 64_000, "published",
           never="Studies find no effect, and one found harm. We will not fund it again."),
    )),
    AreaFacts("Children and families", "Help early enough", "Children’s plan, promise 2", (
        _i("Family help at the right time", "One worker for the whole family, before anyone uses the word crisis.",
           "Two parents, three children, and a school that is worried.", 230, 36, "0.62", 330_000, "published"),
        _i("Supported lodgings for young people leaving care", "A room in a family’s home, and a worker for both.",
           "A young woman of 18 who is not ready to live alone.", 44, 64, "0.70", 270_000, "measured"),
        _i("Parenting groups in the evening", "Ten weeks, food and a crèche included.",
           "A father who has his children at weekends.", 240, 12, "0.57", 96_000, "published"),
        _i("Young carers’ club", "A place to be fourteen for an evening a week.",
           "A boy who cooks for his mother and his sisters.", 130, 17, "0.72", 84_000, "measured"),
        _i("Speech and language in nurseries", "A therapist who trains the staff and sees the children who need more.",
           "A girl of three with twenty words.", 310, 14, "0.69", 158_000, "published"),
        _i("Breakfast for every primary school", "Toast and company from eight o’clock.",
           "A child who comes to school hungry.", 2_400, 1.6, "0.75", 290_000, "expert"),
    )),
    AreaFacts("Growing older", "At home and not alone", "Ageing well strategy, chapter 2", (
        _i("Home from hospital", "Someone who turns the heating on, fills the fridge and comes back tomorrow.",
           "A man of 83 who lives alone and wants to go home.", 330, 19, "0.76", 205_000, "published"),
        _i("Befriending by phone and at home", "The same voice every week, for as long as it is wanted.",
           "A woman of 88 whose friends have died.", 290, 15, "0.67", 112_000, "measured"),
        _i("Strength and balance classes", "Two classes a week in village halls, with transport.",
           "A woman of 76 who has fallen once.", 640, 5, "0.73", 134_000, "published"),
        _i("Memory cafés", "A morning a week for two people: the one who forgets and the one who remembers.",
           "A couple, married for fifty years.", 210, 13, "0.64", 78_000, "expert"),
        _i("Handyperson", "Grab rails, a stair light, a key safe, within a week.",
           "Someone who should not be on a ladder.", 850, 3, "0.84", 126_000, "measured"),
        _i("Robot pets", "A soft toy that purrs.",
           "Someone in a care home who is often restless.", 150, 4, "0.40", 45_000, "guess"),
    )),
    AreaFacts("Carers", "A life beside caring", "Carers’ survey of all households", (
        _i("Breaks that carers choose", "A small budget and someone who makes it happen.",
           "A woman of 57 who has not had a day off in a year.", 260, 20, "0.70", 176_000, "measured"),
        _i("Carers’ assessments by people who have cared", "The same form, another conversation.",
           "A son who does not call himself a carer.", 520, 4, "0.66", 98_000, "expert"),
        _i("A card for emergencies", "If something happens to me, someone depends on me.",
           "Every carer.", 1_800, 0.7, "0.80", 38_000, "expert"),
        _i("Training in moving and handling", "A morning with a physiotherapist, at home.",
           "A husband with a bad back of his own.", 230, 9, "0.62", 54_000, "published"),
        _i("Carers’ champions at work", "A trained person in each of forty firms.",
           "A woman who is about to hand in her notice.", 300, 4, "0.44", 66_000, "guess"),
        _i("Weekend respite house", "Six beds by the sea.",
           "A family that needs one whole night’s sleep.", 95, 26, "0.63", 310_000, "expert"),
    )),
    AreaFacts("Safety", "Violence and prison", "Community safety partnership plan", (
        _i("Advocates for people leaving abusive relationships", "One person who knows the courts, the police and the housing office, and stays.",
           "A woman of 34 with two children and a packed bag.", 180, 38, "0.69", 225_000, "measured"),
        _i("Through the gate", "Someone who meets you at the gate, and has seen you three times before.",
           "A man of 29 leaving prison with nowhere to go.", 120, 29, "0.51", 215_000, "published"),
        _i("Safe at home: locks and cameras", "Makes the home one already has a safe one.",
           "A woman who should not be the one who has to move.", 140, 18, "0.79", 60_000, "measured"),
        _i("Courses for those who use violence", "Twenty-six weeks, and a worker for the partner too.",
           "A man who says that he wants to stop.", 60, 27, "0.38", 140_000, "published"),
        _i("Street pastors", "Flip-flops, water and a listening ear on Saturday nights.",
           "A student who has lost her friends.", 1_100, 0.8, "0.65", 44_000, "expert"),
        _i("Restorative meetings", "Those who were harmed ask their questions to the one who did it.",
           "A shopkeeper and a boy of fifteen.", 70, 15, "0.55", 68_000, "expert"),
    )),
)  # fmt: skip

BUDGET_POUNDS = 3_800_000
# What the decision changed against the optimum, and why; both are said on the board paper.
INSTEAD = "Housing First for people who have slept rough"
INSTEAD_REASON = "Few people, and the worst off of all: nothing else in the list is for them. We take less benefit in all to be fairer."
LEFT_OUT_REASON = "Left for next year, to make room for Housing First: it loses least for the money that is needed."

FIRST_TURN: tuple[AreaFacts, ...] = (
    AreaFacts("Homes", "", "Supporting people strategy", (
        _i("Floating support", "Support that comes to the person’s home.", "Someone whose tenancy is at risk.", 200, 32, "0.65", 250_000, "expert"),
        _i("Supported lodgings", "A room in a family’s home for a young person.", "A young person leaving care.", 40, 58, "0.62", 210_000, "expert"),
        _i("Hostel extension", "Twelve more beds.", "Someone who sleeps rough.", 30, 20, "0.55", 340_000, "guess"),
    )),
    AreaFacts("Work", "", "Economic strategy", (
        _i("Steps into work", "A coach before, during and after the first job.", "Someone out of work for over a year.", 150, 28, "0.55", 230_000, "published"),
        _i("Job fairs", "Four a year.", "Anyone looking for work.", 900, 2, "0.40", 60_000, "guess"),
        _i("Support for care leavers paid by outcomes", "Payment for each step into education, work and a settled life.",
           "A young person who has left care.", 230, 30, "0.55", 460_000, "published"),
    )),
    AreaFacts("Safety", "", "Community safety plan", (
        _i("Support after violence at home", "An advocate, a group and time.", "Someone leaving an abusive relationship.", 120, 36, "0.66", 190_000, "published"),
        _i("Leaving prison well", "From three months before the gate to a year after.", "Someone leaving prison.", 80, 28, "0.48", 200_000, "expert"),
        _i("Cameras in the park", "Eight cameras.", "Everyone who walks there.", 4_000, 0, "0.30", 120_000, "guess"),
    )),
    AreaFacts("Carers", "", "Carers’ forum", (
        _i("Breathing space for carers", "A break, a plan and people who understand.", "Someone who cares every day.", 90, 22, "0.64", 90_000, "expert"),
        _i("Carers’ newsletter", "Four pages, six times a year.", "Every registered carer.", 2_500, 1, "0.60", 28_000, "expert"),
        _i("Telephone line at night", "Someone awake when you are.", "A carer who cannot sleep.", 140, 4, "0.45", 85_000, "guess"),
    )),
)  # fmt: skip
FIRST_BUDGET_POUNDS = 1_720_000

NEIGHBOURHOODS: tuple[AreaFacts, ...] = (
    AreaFacts("Recovery", "", "Joint needs assessment: alcohol and drugs", (
        _i("Recovery community", "A place of one’s own, run with those who use it.", "Someone who has stopped, and does not want to do it alone.", 140, 32, "0.58", 270_000, "published"),
        _i("Home detox nurse", "A nurse who comes every day for a week.", "Someone who cannot go away.", 60, 26, "0.55", 150_000, "expert"),
        _i("Saliva tests in surgeries", "A test and a leaflet.", "Anyone over 40.", 3_000, 1, "0.35", 130_000, "guess"),
    )),
    AreaFacts("Loneliness", "", "Survey of patients over 75", (
        _i("Good company", "Regular company for older people who want it.", "A widower who speaks to nobody from Monday to Friday.", 60, 24, "0.68", 85_000, "published"),
        _i("Lunch clubs", "A hot meal and a bus.", "Someone who no longer cooks.", 180, 7, "0.70", 95_000, "measured"),
        _i("Tablet computers", "One each, and no lessons.", "Anyone over 75.", 300, 3, "0.25", 120_000, "guess"),
    )),
    AreaFacts("Out of hospital", "", "Discharge audit", (
        _i("Home from hospital, first two weeks", "Practical help and a friendly face from the day of discharge.", "Someone over 70 who lives alone.", 120, 20, "0.74", 140_000, "published"),
        _i("Transport home", "A car instead of a wait.", "Someone whose family cannot come.", 700, 2, "0.82", 110_000, "measured"),
        _i("Discharge leaflet", "Eight pages.", "Every patient.", 9_000, 0, "0.50", 22_000, "guess"),
    )),
)  # fmt: skip
NEIGHBOURHOODS_BUDGET_POUNDS = 620_000

# This year's turn: what is carried over from last time (area, name), and what is new. A number left out is not known yet.
CARRIED_OVER = (
    "Deposit and first-month loans", "Mediation between tenant and landlord", "Employment advisers beside the GP",
    "Childcare bridging grant", "Link workers in every practice", "Nature days", "Alcohol nurse on the wards",
    "Residential rehabilitation places", "Parenting groups in the evening", "Young carers’ club", "Memory cafés",
    "Strength and balance classes", "Weekend respite house", "Training in moving and handling", "Through the gate",
    "Courses for those who use violence",
)  # fmt: skip
NEW_THIS_YEAR: tuple[tuple[str, InterventionFacts, tuple[str, ...]], ...] = (
    ("Homes", _i("Repairs by tenants’ own co-operative", "Tenants trained and paid to do small repairs.",
                 "A tenant who is good with tools.", 90, 13, "0.50", 70_000, "guess"), ("people", "benefit", "cost")),
    ("Work and money", _i("Energy debt write-off fund", "Matches what people pay off themselves.",
                          "A family with a prepayment meter.", 200, 15, "0.60", 150_000, "guess"), ("cost",)),
    ("Mental health", _i("Men’s sheds", "A workshop with the kettle on.", "A man who has retired and misses the yard.",
                         140, 14, "0.62", 60_000, "expert"), ("people", "benefit", "probability", "cost")),
    ("Growing older", _i("Night sitting in the last weeks of life", "Someone awake, so that the family can sleep.",
                         "A daughter who has not slept for four nights.", 80, 30, "0.70", 190_000, "expert"), ("people", "cost")),
)  # fmt: skip
