"""The county's contracts as data: targets in six parts, milestones with their prices, and how each contract pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class MilestoneFacts:
    """A milestone, its price in pounds (none: not paid for), when people reach it and how many of those who do well.

    `days` are counted from opening, or from the milestone named in `after`. `ease` multiplies the chance that the person's story gives.
    """

    key: str
    name: str
    verified_by: str
    days: tuple[int, int]
    ease: float
    evidence: tuple[str, ...]
    price: int = 0
    kind: str = "milestone"
    after: str = ""
    expected: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TargetFacts:
    """A target in six parts, with the commissioner's question behind it and the baseline."""

    key: str
    outcome: str
    question: str
    who: str
    change: str
    success: str
    how_many: int
    out_of: int
    verified_by: str
    baseline: str
    milestones: tuple[MilestoneFacts, ...]


@dataclass(frozen=True)
class ContractFacts:
    """A contract with its people: months are counted from the anchor's; `every` is how many months a statement covers.

    `fate` of the latest statement: paid, approved, submitted, prepared, returned; `upto` is the month before which the last one ends.
    """

    key: str
    service: str
    provider: str
    reference: str
    title: str
    starts: int
    ends: int
    keyworkers: tuple[str, ...]
    people: int
    open_now: int
    every: int
    fate: str
    terms: Mapping[str, Any]
    targets: tuple[TargetFacts, ...]
    upto: int = 0
    verifier: str = "verity"
    monthly_from: int | None = None

    @property
    def milestones(self) -> tuple[MilestoneFacts, ...]:
        return tuple(milestone for target in self.targets for milestone in target.milestones)


def _core(pounds: int, *shares: float) -> dict[str, Any]:
    return {"annual_value_pence": pounds * 100, "share_by_year": list(shares)}


_M = MilestoneFacts
_T = TargetFacts

CONTRACTS: tuple[ContractFacts, ...] = (
    ContractFacts(
        "settled_homes", "settled_homes", "sallowby", "014", "Settled homes", -60, 24, ("sam", "leah"), 200, 66, 3, "paid",
        {"core": _core(240_000, 0.7, 0.6, 0.5, 0.4, 0.4, 0.3, 0.3), "contract_cap_pence": 160_000_000},
        (
            _T("home", "HOME", "Do people stop losing their homes?", "Adults whose home is at risk", "keep or find a settled home",
               "in their own name and still there after 26 weeks", 110, 280, "measurement",
               "Before the service, 38 of 100 were still there after 26 weeks.", (
                _M("plan", "Support plan agreed with the person", "staff", (6, 28), 1.25, ("Signed plan on the case file.",)),
                _M("home_start", "Has a settled home", "third_party", (45, 170), 1.0,
                   ("Tenancy agreement, first page.", "Letter from the landlord that the notice is withdrawn."), 350, after="plan", expected=150),
                _M("home_26", "Still in it after 26 weeks", "measurement", (182, 214), 0.86,
                   ("Rent account, six months.", "Council tax record at the address."), 900, "sustainment", "home_start", 110,
                   {"requires": ["home_start"]}),
               )),
            _T("money", "MONEY", "Can people afford to stay?", "Adults in debt at the start", "get their debts under a plan",
               "three payments kept in a row", 90, 160, "third_party", "Nobody had such a plan at the start, by eligibility.", (
                _M("debt_plan", "Debts under a plan that is being kept", "third_party", (70, 210), 0.62,
                   ("Statement of the debt plan, three payments.", "Letter from the advice centre."), 250, expected=110),
               )),
        ),
        monthly_from=-24,
    ),
    ContractFacts(
        "steps_to_work", "steps_to_work", "ellery", "031", "Steps into work", -36, 12, ("imran", "beth"), 180, 62, 1, "prepared",
        {"person_cap_pence": 290_000, "index_by_year": [1, 1.02, 1.04, 1.05]},
        (
            _T("work", "WORK", "Do people get jobs that last?", "Adults out of work for a year or more", "start work and stay in it",
               "at least 16 hours a week, for 26 weeks", 45, 240, "measurement",
               "Of like people without support, 14 of 100 were in work for 26 weeks.", (
                _M("first_step", "Chose a job goal and took a first step", "staff", (14, 60), 1.2,
                   ("Job goal and record of the first application.", "Notes of a visit to the employer."), 120, expected=200),
                _M("job_start", "Started a job", "third_party", (60, 200), 1.0,
                   ("Contract of employment, first page.", "Letter of the employer."), 800, after="first_step", expected=100),
                _M("job_13", "In work for 13 weeks", "measurement", (91, 110), 0.9,
                   ("Payslips, three months.",), 900, "sustainment", "job_start", 70, {"requires": ["job_start"]}),
                _M("job_26", "In work for 26 weeks", "measurement", (91, 112), 0.88,
                   ("Payslips, six months.",), 1_300, "sustainment", "job_13", 45, {"requires": ["job_13"]}),
               )),
        ),
        verifier="anil",
    ),
    ContractFacts(
        "recovery", "recovery", "dunmarsh", "007", "The recovery community", -48, 12, ("tess", "kofi"), 160, 64, 3, "submitted",
        {"core": _core(220_000, 0.8, 0.7, 0.6, 0.5, 0.5)},
        (
            _T("recovery", "DRINK", "Do people stay well?", "Adults who want to stop using", "live free of harm from drink or drugs",
               "for 26 weeks", 85, 200, "third_party", "After treatment alone, 24 of 100.", (
                _M("joined", "Chose to be a member", "person", (7, 35), 1.25, ("Signed in the members’ book.",)),
                _M("well_13", "Thirteen weeks free of harm", "third_party", (95, 150), 0.88,
                   ("Letter of the treatment service.", "Keyworker’s and doctor’s record agree."), 400, after="joined", expected=120),
                _M("well_26", "Twenty-six weeks free of harm", "third_party", (91, 112), 0.8,
                   ("Letter of the treatment service.",), 900, "outcome", "well_13", 85, {"requires": ["well_13"]}),
               )),
            _T("company", "PEOPLE", "Are people less alone?", "Members of the community", "have someone they can ring",
               "named by the person, and asked again after three months", 90, 200, "person", "Three of ten could name someone.", (
                _M("someone", "Named someone they can ring", "person", (60, 200), 0.9,
                   ("Said by the person and written down in their words.",), 150, expected=110),
               )),
        ),
    ),
    ContractFacts(
        "safe_and_strong", "safe_and_strong", "hexley", "022", "Safe and strong", -60, 12, ("aisha",), 110, 33, 3, "approved",
        {"core": _core(180_000, 0.8, 0.8, 0.7, 0.7, 0.6, 0.6)},
        (
            _T("safe", "SAFE", "Are people safe, and do they stay so?", "People leaving an abusive relationship", "live free of fear and harm",
               "no further report in 26 weeks, and they say so themselves", 70, 150, "person",
               "Of those who had police help only, 41 of 100.", (
                _M("safety_plan", "Has a safety plan of their own", "staff", (3, 21), 1.3, ("Plan agreed and kept where it is safe.",), 150, expected=140),
                _M("safe_26", "Twenty-six weeks without harm", "person", (182, 220), 0.85,
                   ("Said by the person in a meeting with the verifier’s adviser.", "No further report, by the police record."),
                   800, "outcome", "safety_plan", 75, {"requires": ["safety_plan"]}),
               )),
            _T("home", "HOME", "Can people keep their home?", "People leaving an abusive relationship", "keep or find a home",
               "in their own name", 60, 150, "third_party", "About half had to move twice.", (
                _M("home_kept", "Has a home in their own name", "third_party", (60, 200), 0.72, ("Tenancy agreement, first page.",), 400, expected=65),
               )),
        ),
        verifier="anil",
    ),
    ContractFacts(
        "supported_lodgings", "supported_lodgings", "young", "045", "Supported lodgings", -42, 18, ("jade",), 110, 35, 3, "returned",
        {"core": _core(230_000, 0.8, 0.8, 0.7, 0.6, 0.6)},
        (
            _T("learning", "LEARN", "Are young people learning something they chose?", "Young people of 16 to 21", "take part in learning",
               "for 13 weeks, three days of four", 65, 140, "third_party", "Of young people leaving care here, 44 of 100.", (
                _M("settled_in", "Settled with a host family", "staff", (20, 70), 1.2, ("Review with the young person and the host.",), 300, expected=120),
                _M("learning_13", "Thirteen weeks of a course", "third_party", (100, 230), 0.82,
                   ("Attendance record of the college.",), 500, "outcome", "settled_in", 70),
               )),
            _T("home", "HOME", "Do young people move on to a home of their own?", "Young people ready to leave", "move on as planned",
               "to a home they chose, on the day that was agreed", 45, 140, "third_party", "Six of ten left in a hurry.", (
                _M("moved_on", "Moved on as planned", "third_party", (240, 420), 0.68, ("Tenancy agreement or letter of the hall of residence.",),
                   900, "outcome", expected=50),
               )),
        ),
    ),
    ContractFacts(
        "leaving_prison", "leaving_prison", "ferry", "009", "Leaving prison well", -60, -12, ("luke",), 100, 0, 3, "paid",
        {"core": _core(90_000, 0.6, 0.5, 0.4, 0.3), "deadweight_share": 0.05},
        (
            _T("home", "HOME", "Does anyone have a home on the first night?", "Adults returning from prison", "have somewhere to live",
               "from the first night, and 13 weeks later", 40, 100, "third_party", "One in three had none.", (
                _M("met", "Was met at the gate", "staff", (0, 2), 1.4, ("Record of the day.",), 200, expected=90),
                _M("home_13", "In the same home after 13 weeks", "third_party", (91, 120), 0.8,
                   ("Letter of the landlord.",), 600, "outcome", "met", 50),
               )),
            _T("law", "LAW", "Do people keep out of trouble?", "Adults returning from prison", "are not sentenced again",
               "for twelve months", 45, 100, "measurement", "Of like people, 52 of 100 were not.", (
                _M("no_court_12", "Twelve months without a new sentence", "measurement", (365, 395), 0.62,
                   ("Court record, by the probation service.",), 1_500, "outcome", "met", 45),
               )),
        ),
        upto=-12,
        verifier="anil",
    ),
    ContractFacts(
        "carers_break", "carers_break", "wendle", "052", "Breathing space", -36, 12, ("tom",), 60, 30, 3, "paid",
        {"core": _core(84_000, 0.9, 0.8, 0.8, 0.7)},
        (
            _T("break", "BREAK", "Do carers have a life beside caring?", "Adults who care every day", "have regular breaks",
               "at least one a month for six months", 34, 80, "person", "Two in ten had a break in the last half-year.", (
                _M("break_taken", "First break taken", "person", (20, 80), 1.2, ("Said by the carer; dates in the plan.",), 120, expected=55),
                _M("break_kept", "A break a month for six months", "person", (150, 230), 0.9, ("Said by the carer; dates in the plan.",),
                   240, "outcome", "break_taken", 36, {"requires": ["break_taken"]}),
               )),
        ),
    ),
    ContractFacts(
        "good_company", "good_company", "befrienders", "011", "Good company", -30, 18, ("grace",), 50, 30, 3, "paid",
        {"core": _core(72_000, 0.9, 0.8, 0.8, 0.7)},
        (
            _T("company", "PEOPLE", "Are older people less alone?", "People over 70 who want company", "have company they look forward to",
               "every week for three months", 30, 70, "person", "None had weekly company at the start, by eligibility.", (
                _M("weekly", "Company every week for three months", "person", (95, 150), 1.0, ("Said by the person; visits in the diary.",),
                   150, "outcome", expected=40),
                _M("ring", "Has someone to ring", "person", (60, 240), 0.85, ("Said by the person.",), 150, expected=30),
               )),
        ),
    ),
    ContractFacts(
        "home_from_hospital", "home_from_hospital", "befrienders", "019", "Home from hospital", -8, 28, ("ewan",), 30, 28, 1, "paid",
        {"core": _core(110_000, 0.8, 0.7, 0.6), "period_cap_pence": 900_000},
        (
            _T("home", "RETURN", "Do people stay at home?", "People over 70 who live alone", "are back home and stay there",
               "28 days without being readmitted", 24, 32, "measurement", "Of like people, 79 of 100.", (
                _M("warm", "Home was warm, safe and stocked on the first day", "person", (0, 2), 1.4, ("Said by the person; checklist of the day.",), 180, expected=32),
                _M("home_28", "Twenty-eight days at home", "measurement", (28, 40), 1.1, ("Hospital record: no readmission.",),
                   420, "outcome", "warm", 24, {"requires": ["warm"]}),
               )),
        ),
    ),
)  # fmt: skip

# The variation that both signed: from the second anniversary before the anchor, staying put is worth more, and one person at most so much.
VARIED = "settled_homes"
VARIED_FROM = -24
VARIED_PRICES = {"home_26": 1_100}
VARIED_TERMS = {"person_cap_pence": 160_000}
VARIED_REASON = (
    "Most of what is saved is saved when people stay. We ask to move money from the core fee to the 26 weeks, and to be paid monthly."
)

# The variation that waits for its second signature.
WAITING = "recovery"
WAITING_PRICES = {"someone": 200}
WAITING_REASON = "Being able to ring someone has turned out to come before everything else. We propose to value it more from next month."

# The variation that was refused, with what the other party answered.
REFUSED = "steps_to_work"
REFUSED_FROM = -6
REFUSED_PRICES = {"first_step": 300}
REFUSED_REASON = "First steps take more of our time than we thought."
REFUSED_ANSWER = "A first step is not yet a change in anyone’s life. We would rather talk about the price of the thirteenth week."
