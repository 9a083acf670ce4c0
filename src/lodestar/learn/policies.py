"""Who may write down what was learnt and close a target, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.contract.models import Contract, Target
from lodestar.contract.states import VersionState
from lodestar.learn.models import TargetResult
from lodestar.prioritise.models import Programme


def may_record_learning(actor: Actor, programme: Programme, contract: Contract | None = None) -> Decision:
    """Learning is written down by the commissioner's managers; about a contract, by its provider's manager too."""
    scopes = (programme.public_id, *((contract.public_id, contract.service.public_id) if contract else ()))
    by_provider = contract is not None and actor.can(Permission.RECORD_LEARNING, contract.provider_id, *scopes)
    return allow_if(
        by_provider or actor.can(Permission.RECORD_LEARNING, programme.owner_organisation_id, *scopes),
        _("Learning is written down by a commissioning or contract manager, and about a contract by its provider manager too."),
    )


def may_close_target(actor: Actor, target: Target) -> Decision:
    """A signed target is closed once, YES or NO, by the commissioner, together with what was learnt.

    A target is the same in every version by its key: what was closed under an earlier version stays closed.
    """
    by_whom_and_when = may_close_targets(actor, target.version.contract) & allow_if(
        target.version.state == VersionState.SIGNED, _("Only a target of a signed version can be closed.")
    )
    results = TargetResult.objects.filter(target__version__contract=target.version.contract_id, target__key=target.key)
    return by_whom_and_when and allow_if(not results.exists(), _("This target is closed already."))


def may_close_targets(actor: Actor, contract: Contract) -> Decision:
    """Targets are closed by the commissioner's managers."""
    scopes = (contract.public_id, contract.service.public_id, contract.service.programme.public_id)
    return allow_if(
        actor.can(Permission.RECORD_LEARNING, contract.owner_organisation_id, *scopes),
        _("Targets are closed by the commissioner's managers."),
    )
