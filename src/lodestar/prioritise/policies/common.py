"""What several rules ask."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Programme
from lodestar.prioritise.states import ProgrammeState


def holds(actor: Actor, permission: Permission, programme: Programme) -> bool:
    """Whether the actor's role, for the whole organisation or for this programme alone, carries the permission."""
    return actor.can(permission, programme.owner_organisation_id, programme.public_id)


def still_open(programme: Programme) -> Decision:
    return allow_if(programme.state != ProgrammeState.CLOSED, _("This programme is closed."))
