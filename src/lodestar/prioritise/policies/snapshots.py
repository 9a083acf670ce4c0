"""Who may keep how an exercise stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies.common import holds


def may_take_snapshot(actor: Actor, programme: Programme) -> Decision:
    """Whoever prepares, runs or decides an exercise may keep how it stands, also when it is closed: nothing in it changes by that."""
    able = (Permission.EDIT_PRIORITIES, Permission.FACILITATE, Permission.DECIDE_FUNDING)
    return allow_if(
        any(holds(actor, each, programme) for each in able),
        _("Only commissioning managers, analysts and facilitators of this programme may take a snapshot."),
    )
