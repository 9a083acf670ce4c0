"""Who may prepare, submit, approve and pay a statement: never one who recorded or verified what it pays for."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.common.decisions import ALLOWED, Decision, allow_if
from lodestar.contract.models import Contract
from lodestar.contract.states import ContractState
from lodestar.deliver.models import Achievement, Return, ReturnVerification, Verification
from lodestar.pay.models import Claim, Statement
from lodestar.pay.states import STATEMENT


def _scopes(contract: Contract) -> tuple[str, ...]:
    return (contract.public_id, contract.service.public_id, contract.service.programme.public_id)


def may_prepare_statement(actor: Actor, contract: Contract, period_to: date | None = None) -> Decision:
    """A provider manager prepares a statement of a live or ended contract, once its period is over."""
    return (
        allow_if(
            actor.can(Permission.PREPARE_STATEMENT, contract.provider_id, *_scopes(contract)),
            _("Statements are prepared by a provider manager of the contract's provider."),
        )
        & allow_if(contract.state in (ContractState.LIVE, ContractState.ENDED), _("The contract is not signed yet, so nothing is owed."))
        & allow_if(period_to is None or period_to <= today(), _("The period is not over yet. Choose an earlier last day."))
    )


def may_submit_statement(actor: Actor, statement: Statement) -> Decision:
    return allow_if(
        actor.can(Permission.PREPARE_STATEMENT, statement.contract.provider_id, *_scopes(statement.contract)),
        _("Statements are submitted by a provider manager of the contract's provider."),
    ) & allow_if(STATEMENT.can(statement.state, "submit"), _("It has been submitted already."))


def is_independent(actor: Actor, statement: Statement) -> Decision:
    """The third key: whoever approves or pays has prepared, recorded and verified nothing that it may pay for."""
    who, contract = actor.account_id, statement.contract_id
    if who is None:
        return ALLOWED
    if statement.prepared_by_id == who:
        return Decision(False, _("You prepared this statement, so someone else must approve and pay it."))
    recorded = Achievement.objects.filter(engagement__contract=contract, recorded_by=who)
    reported = Return.objects.filter(contract=contract, recorded_by=who)
    if recorded.exists() or reported.exists():
        return Decision(False, _("You recorded achievements of this contract, so someone else must approve and pay it."))
    verified = Verification.objects.filter(achievement__engagement__contract=contract, verified_by=who)
    confirmed = ReturnVerification.objects.filter(totals__contract=contract, verified_by=who)
    if verified.exists() or confirmed.exists():
        return Decision(False, _("You verified achievements of this contract, so someone else must approve and pay it."))
    return ALLOWED


def _finance(actor: Actor, statement: Statement, reason: str) -> Decision:
    return allow_if(actor.can(Permission.APPROVE_STATEMENT, statement.contract.owner_organisation_id, *_scopes(statement.contract)), reason)


def may_approve_statement(actor: Actor, statement: Statement) -> Decision:
    """A submitted statement is approved by a finance officer who holds no other key to it."""
    by_whom_and_when = _finance(actor, statement, _("Statements are approved by a finance officer of the commissioner.")) & allow_if(
        STATEMENT.can(statement.state, "approve"), _("Only a submitted statement can be approved.")
    )
    return by_whom_and_when and is_independent(actor, statement)


def may_send_back_statement(actor: Actor, statement: Statement) -> Decision:
    return _finance(actor, statement, _("Statements are returned by a finance officer of the commissioner.")) & allow_if(
        STATEMENT.can(statement.state, "send_back"), _("Only a submitted statement can be returned.")
    )


def may_pay_statement(actor: Actor, statement: Statement) -> Decision:
    """An approved statement is paid by a finance officer who holds no other key to it."""
    by_whom_and_when = _finance(actor, statement, _("Statements are paid by a finance officer of the commissioner.")) & allow_if(
        STATEMENT.can(statement.state, "pay"), _("Only an approved statement can be paid.")
    )
    return by_whom_and_when and is_independent(actor, statement)


def may_reverse_claims(actor: Actor, contract: Contract) -> Decision:
    """Claims are taken back by the commissioner's contract or finance people."""
    keys = (Permission.APPROVE_STATEMENT, Permission.EDIT_CONTRACT)
    allowed = any(actor.can(permission, contract.owner_organisation_id, *_scopes(contract)) for permission in keys)
    return allow_if(allowed, _("Claims are reversed by the commissioner's contract manager or finance officer."))


def may_reverse_claim(actor: Actor, claim: Claim) -> Decision:
    """A claim is taken back once."""
    by_whom = may_reverse_claims(actor, claim.contract)
    return by_whom and allow_if(not claim.reversals.exists(), _("This claim is reversed already."))
