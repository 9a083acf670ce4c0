"""Who may say what every portfolio keeps, and which people would be counted twice."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import PeopleOverlap, PortfolioConstraint
from lodestar.prioritise.policies.programmes import may_edit_programme


def may_withdraw_constraint(actor: Actor, constraint: PortfolioConstraint) -> Decision:
    """Whoever may change the programme withdraws a constraint that is in force."""
    in_force = allow_if(constraint.is_active, _("It has been withdrawn already."))
    return may_edit_programme(actor, constraint.programme) & in_force


def may_withdraw_overlap(actor: Actor, overlap: PeopleOverlap) -> Decision:
    """Whoever may change the programme takes back what was marked as an overlap."""
    in_force = allow_if(overlap.withdrawn_at is None, _("It has been withdrawn already."))
    return may_edit_programme(actor, overlap.programme) & in_force
