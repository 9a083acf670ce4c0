"""Where the next pound does most good: programmes, priority areas, interventions, their estimates, and the funding decision."""

from lodestar.prioritise.models.constraints import ConstraintKind, ConstraintMember, PeopleOverlap, PortfolioConstraint
from lodestar.prioritise.models.decisions import FundedIntervention, FundingDecision
from lodestar.prioritise.models.estimates import COSTS, FOUR_NUMBERS, Estimate, Grade, Quantity
from lodestar.prioritise.models.fairness import FIFTHS, FairnessProfile, HealthProfile
from lodestar.prioritise.models.figures import DismissedFinding, FigureAnswer, FigureRequest
from lodestar.prioritise.models.interventions import Commitment, DataStanding, Intervention
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.models.scaling import AreaScale
from lodestar.prioritise.models.snapshots import Snapshot

__all__ = [
    "COSTS",
    "FIFTHS",
    "FOUR_NUMBERS",
    "AreaScale",
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
    "PeopleOverlap",
    "PortfolioConstraint",
    "PriorityArea",
    "Programme",
    "Quantity",
    "Snapshot",
]
