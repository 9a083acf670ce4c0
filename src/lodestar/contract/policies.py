"""Who may write, propose, sign and end a contract, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.decisions import ALLOWED, Decision, allow_if
from lodestar.contract.models import Contract, ContractVersion
from lodestar.contract.states import CONTRACT, VERSION, ContractState, VersionState
from lodestar.design.models import Service


def _scopes(contract: Contract) -> tuple[str, ...]:
    return (contract.public_id, contract.service.public_id)


def may_write_contract(actor: Actor, service: Service) -> Decision:
    """A contract is begun by the commissioner of the service."""
    return allow_if(
        actor.can(Permission.EDIT_CONTRACT, service.owner_organisation_id, service.public_id),
        _("Contracts are begun by a contract manager or commissioning manager of the service's commissioner."),
    )


def writing_parties(actor: Actor, contract: Contract) -> list[Organisation]:
    """The parties for which the actor may write: the commissioner, the provider, both or neither."""
    parties = (contract.owner_organisation, contract.provider)
    return [party for party in parties if actor.can(Permission.EDIT_CONTRACT, party, *_scopes(contract))]


def may_draft_version(actor: Actor, contract: Contract) -> Decision:
    """Either party may draft a version while the contract is a draft or live."""
    return allow_if(
        bool(writing_parties(actor, contract)), _("Versions are written by a contract manager or provider manager of a party.")
    ) & allow_if(
        contract.state in (ContractState.DRAFT, ContractState.LIVE), _("This contract has ended, so its terms can no longer change.")
    )


def may_write_version(actor: Actor, version: ContractVersion) -> Decision:
    """Only the party that writes a version may change it, and only until it is proposed."""
    ours = {party.pk for party in writing_parties(actor, version.contract)}
    return allow_if(actor.is_system or version.proposed_by_id in ours, _("This version is being written by the other party.")) & allow_if(
        version.state == VersionState.DRAFT, _("This version has been proposed and is never rewritten. Propose a new version instead.")
    )


def may_propose_version(actor: Actor, version: ContractVersion) -> Decision:
    """A version can be proposed by whoever wrote it, once it has at least one target."""
    return may_write_version(actor, version) & allow_if(
        version.targets.exists(), _("Add at least one target before you propose this version.")
    )


def signing_party(actor: Actor, contract: Contract) -> Organisation | None:
    """The party for which the actor may sign, if any."""
    if actor.can(Permission.SIGN_FOR_COMMISSIONER, contract.owner_organisation, *_scopes(contract)):
        return contract.owner_organisation
    if actor.can(Permission.SIGN_FOR_PROVIDER, contract.provider, *_scopes(contract)):
        return contract.provider
    return None


def may_sign_version(actor: Actor, version: ContractVersion, party: Organisation | None = None) -> Decision:
    """A proposed version is signed once by each party, by two different people."""
    party = party or signing_party(actor, version.contract)
    if version.state != VersionState.PROPOSED:
        return Decision(False, _("Only a proposed version can be signed."))
    if party is None:
        return Decision(False, _("Versions are signed by a manager of each party."))
    signatures = list(version.signatures.all())
    if any(signature.organisation_id == party.pk for signature in signatures):
        return Decision(False, _("%(party)s has signed already. It waits for the other party.") % {"party": party})
    if actor.account_id and any(signature.signed_by_id == actor.account_id for signature in signatures):
        return Decision(False, _("You have signed for the other party: two people must sign."))
    return ALLOWED


def may_refuse_version(actor: Actor, version: ContractVersion) -> Decision:
    """Either party may refuse a proposed version, with a reason."""
    return allow_if(signing_party(actor, version.contract) is not None, _("Versions are refused by a manager of either party.")) & allow_if(
        VERSION.can(version.state, "refuse"), _("Only a proposed version can be refused.")
    )


def may_end_contract(actor: Actor, contract: Contract) -> Decision:
    """A live contract is ended by its commissioner."""
    return allow_if(
        actor.can(Permission.EDIT_CONTRACT, contract.owner_organisation, *_scopes(contract)),
        _("Contracts are ended by the commissioner."),
    ) & allow_if(CONTRACT.can(contract.state, "end"), _("Only a live contract can be ended."))
