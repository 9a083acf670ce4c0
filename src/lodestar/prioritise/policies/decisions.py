"""Who may decide what is funded."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies.common import holds, still_open


def may_decide_funding(actor: Actor, programme: Programme) -> Decision:
    """The commissioning manager decides; a later decision takes the place of an earlier one until the programme is closed."""
    able = holds(actor, Permission.DECIDE_FUNDING, programme)
    return allow_if(able, _("Only the commissioning manager of this programme may decide what is funded.")) & still_open(programme)
