"""Who may write, propose, sign and end a contract, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.decisions import Decision, allow_if
from lodestar.contract.models import Contract, ContractVersion
from lodestar.contract.states import CONTRACT, VERSION, ContractState, VersionState
from lodestar.design.models import Service


def _scopes(contract: Contract) -> tuple[str, ...]:
    return (contract.public_id, *_scopes_of_service(contract.service))


def _scopes_of_service(service: Service) -> tuple[str, ...]:
    return (service.public_id, service.programme.public_id)


def may_write_contract(actor: Actor, service: Service) -> Decision:
    """A contract is begun by the commissioner of the service."""
    return allow_if(
        actor.can(Permission.EDIT_CONTRACT, service.owner_organisation_id, *_scopes_of_service(service)),
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
    """A version can be proposed by whoever wrote it, once it has at least one target, and while what it changes still stands."""
    may_write = may_write_version(actor, version)
    return may_write and (
        allow_if(version.targets.exists(), _("Add at least one target before you propose this version.")) & _is_not_overtaken(version)
    )


def may_take_back_version(actor: Actor, version: ContractVersion) -> Decision:
    """Whoever wrote a version may take it back until both have signed it."""
    ours = {party.pk for party in writing_parties(actor, version.contract)}
    return allow_if(actor.is_system or version.proposed_by_id in ours, _("This version is the other party's to take back.")) & allow_if(
        VERSION.can(version.state, "withdraw"), _("This version is settled, so it can no longer be taken back.")
    )


def _is_not_overtaken(version: ContractVersion) -> Decision:
    """A version signed since this one was copied is missing in it: signing it would undo what both agreed to."""
    since = version.follows.number if version.follows else 0
    later = ContractVersion.objects.filter(contract=version.contract_id, state=VersionState.SIGNED, number__gt=since).exclude(pk=version.pk)
    return allow_if(not later.exists(), _("Another version was signed since this one was begun. Begin again from what is in force now."))


def signing_parties(actor: Actor, contract: Contract) -> list[Organisation]:
    """The parties for which the actor may sign."""
    sides = (
        (Permission.SIGN_FOR_COMMISSIONER, contract.owner_organisation),
        (Permission.SIGN_FOR_PROVIDER, contract.provider),
    )
    return [party for permission, party in sides if actor.can(permission, party, *_scopes(contract))]


def may_sign_version(actor: Actor, version: ContractVersion, party: Organisation | None = None) -> Decision:
    """A proposed version is signed once by each party, by two different people. Only the system names the `party` it signs for."""
    parties = [party] if party is not None and actor.is_system else signing_parties(actor, version.contract)
    if version.state != VersionState.PROPOSED:
        return Decision(False, _("Only a proposed version can be signed."))
    if not parties:
        return Decision(False, _("Versions are signed by a manager of each party."))
    signatures = list(version.signatures.all())
    signed = {signature.organisation_id for signature in signatures}
    if all(one.pk in signed for one in parties):
        return Decision(False, _("%(party)s has signed already. It waits for the other party.") % {"party": parties[0]})
    if actor.account_id and any(signature.signed_by_id == actor.account_id for signature in signatures):
        return Decision(False, _("You have signed for the other party: two people must sign."))
    return _is_not_overtaken(version)


def may_refuse_version(actor: Actor, version: ContractVersion) -> Decision:
    """Either party may refuse a proposed version, with a reason."""
    return allow_if(bool(signing_parties(actor, version.contract)), _("Versions are refused by a manager of either party.")) & allow_if(
        VERSION.can(version.state, "refuse"), _("Only a proposed version can be refused.")
    )


def may_abandon_contract(actor: Actor, contract: Contract) -> Decision:
    """A contract that is not yet signed is given up by its commissioner."""
    return allow_if(
        actor.can(Permission.EDIT_CONTRACT, contract.owner_organisation, *_scopes(contract)),
        _("Contracts are given up by the commissioner."),
    ) & allow_if(CONTRACT.can(contract.state, "abandon"), _("Only a contract that is not yet signed can be abandoned."))


def may_end_contract(actor: Actor, contract: Contract) -> Decision:
    """A live contract is ended by its commissioner."""
    return allow_if(
        actor.can(Permission.EDIT_CONTRACT, contract.owner_organisation, *_scopes(contract)),
        _("Contracts are ended by the commissioner."),
    ) & allow_if(CONTRACT.can(contract.state, "end"), _("Only a live contract can be ended."))
