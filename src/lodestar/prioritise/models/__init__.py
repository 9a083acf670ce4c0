"""Where the next pound does most good: programmes, priority areas, interventions, their estimates, and the funding decision."""

from lodestar.prioritise.models.decisions import FundedIntervention, FundingDecision
from lodestar.prioritise.models.estimates import Estimate, Grade, Quantity
from lodestar.prioritise.models.interventions import Commitment, Intervention
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.models.snapshots import Snapshot

__all__ = [
    "Commitment",
    "Estimate",
    "FundedIntervention",
    "FundingDecision",
    "Grade",
    "Intervention",
    "PriorityArea",
    "Programme",
    "Quantity",
    "Snapshot",
]
