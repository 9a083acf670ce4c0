"""Where the next pound does most good: programmes, priority areas, interventions, their estimates, and the funding decision."""

from lodestar.prioritise.models.constraints import ConstraintKind, ConstraintMember, PeopleOverlap, PortfolioConstraint
from lodestar.prioritise.models.decisions import FundedIntervention, FundingDecision
from lodestar.prioritise.models.estimates import COSTS, FOUR_NUMBERS, Estimate, Grade, Quantity
from lodestar.prioritise.models.evidence import AreaEvidence, SourceKind
from lodestar.prioritise.models.fairness import FIFTHS, FairnessProfile, HealthProfile
from lodestar.prioritise.models.figures import DismissedFinding, FigureAnswer, FigureRequest
from lodestar.prioritise.models.interventions import Commitment, DataStanding, Intervention
from lodestar.prioritise.models.problems import ProblemAnswer, Question
from lodestar.prioritise.models.programmes import PriorityArea, Programme, Stages
from lodestar.prioritise.models.scaling import AreaScale
from lodestar.prioritise.models.snapshots import Snapshot
from lodestar.prioritise.models.stakeholders import Involvement, Side, Stakeholder
from lodestar.prioritise.models.teams import TeamMember, TeamRole
from lodestar.prioritise.models.timelines import ChecklistTick, StepKind, TimelineStep
from lodestar.prioritise.models.workshops import AgreedValue, Ballot, Score, Seat, Workshop

__all__ = [
    "COSTS",
    "FIFTHS",
    "FOUR_NUMBERS",
    "AgreedValue",
    "AreaEvidence",
    "AreaScale",
    "Ballot",
    "ChecklistTick",
    "Commitment",
    "ConstraintKind",
    "ConstraintMember",
    "DataStanding",
    "DismissedFinding",
    "Estimate",
    "FairnessProfile",
    "FigureAnswer",
    "FigureRequest",
    "FundedIntervention",
    "FundingDecision",
    "Grade",
    "HealthProfile",
    "Intervention",
    "Involvement",
    "PeopleOverlap",
    "PortfolioConstraint",
    "PriorityArea",
    "ProblemAnswer",
    "Programme",
    "Quantity",
    "Question",
    "Score",
    "Seat",
    "Side",
    "Snapshot",
    "SourceKind",
    "Stages",
    "Stakeholder",
    "StepKind",
    "TeamMember",
    "TeamRole",
    "TimelineStep",
    "Workshop",
]
