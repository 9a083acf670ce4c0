"""Who may begin next year's exercise from this year's."""

from __future__ import annotations

from lodestar.access.actor import Actor
from lodestar.common.decisions import Decision
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies.programmes import may_create_programme


def may_carry_forward(actor: Actor, programme: Programme) -> Decision:
    """Whoever may begin a programme of the organisation may begin it from an earlier one, in whatever state that is."""
    return may_create_programme(actor, programme.owner_organisation_id)
