"""Who may write down what was learnt and close a target, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.contract.models import Target
from lodestar.contract.states import VersionState
from lodestar.learn.models import TargetResult
from lodestar.prioritise.models import Programme


def may_record_learning(actor: Actor, programme: Programme) -> Decision:
    """Learning about a programme is written down by its commissioner's managers."""
    return allow_if(
        actor.can(Permission.RECORD_LEARNING, programme.owner_organisation_id, programme.public_id),
        _("Learning is written down by a commissioning or contract manager."),
    )


def may_close_target(actor: Actor, target: Target) -> Decision:
    """A signed target is closed once, YES or NO, by the commissioner, together with what was learnt."""
    contract = target.version.contract
    return (
        allow_if(
            actor.can(Permission.RECORD_LEARNING, contract.owner_organisation_id, contract.public_id, contract.service.public_id),
            _("Targets are closed by the commissioner's managers."),
        )
        & allow_if(target.version.state == VersionState.SIGNED, _("Only a target of a signed version can be closed."))
        & allow_if(not TargetResult.objects.filter(target=target).exists(), _("This target is closed already."))
    )
