"""Where the next pound does most good: programmes, priority areas, interventions, their estimates, and the funding decision."""

from lodestar.prioritise.models.decisions import FundedIntervention, FundingDecision
from lodestar.prioritise.models.estimates import Estimate, Grade, Quantity
from lodestar.prioritise.models.fairness import FIFTHS, FairnessProfile, HealthProfile
from lodestar.prioritise.models.interventions import Commitment, Intervention
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.models.scaling import AreaScale
from lodestar.prioritise.models.snapshots import Snapshot

__all__ = [
    "FIFTHS",
    "AreaScale",
    "Commitment",
    "Estimate",
    "FairnessProfile",
    "FundedIntervention",
    "FundingDecision",
    "Grade",
    "HealthProfile",
    "Intervention",
    "PriorityArea",
    "Programme",
    "Quantity",
    "Snapshot",
]
