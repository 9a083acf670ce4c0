"""Money: claims gather themselves, statements are worked out, approved by a third person, paid; corrections are reversals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now, today
from lodestar.common.money import to_pence
from lodestar.common.states import hold, move
from lodestar.contract.models import Contract
from lodestar.methods import FaultyInput, run
from lodestar.pay.models import Claim, PaymentLine, Reversal, Statement
from lodestar.pay.policies import (
    may_approve_statement,
    may_pay_statement,
    may_prepare_statement,
    may_reverse_claim,
    may_send_back_statement,
    may_submit_statement,
)
from lodestar.pay.queries import missing_claims, next_period, statement_input
from lodestar.pay.states import STATEMENT
from lodestar.ui.forms.fields import long_date

BASIS_POINTS = 10_000


@action
def prepare_statement(*, contract: Contract, period_to: date, by: Actor) -> Statement:
    """Works out what is owed from the first day not yet stated up to `period_to`, as known now, less all paid before.

    Claims gather themselves from verified achievements. Periods follow one another without a gap, and a closed one stays closed.
    """
    may_prepare_statement(by, contract, period_to).require()
    hold(contract)
    period_from, _month_end = next_period(contract)
    if period_to < period_from:
        said = _("That day is in a statement already. The next one starts on %(day)s.")
        raise ValidationError({"period_to": said % {"day": long_date(period_from)}})
    gather_claims(contract, by)
    closed_at = now()
    given = statement_input(contract, period_from, period_to, closed_at)
    try:
        result = run("payment_statement", given)
    except FaultyInput as faulty:
        raise ValidationError([f"{fault.where}: {fault.problem}" for fault in faulty.faults]) from faulty
    net = result["value"]["total_pence"]
    statement = Statement.objects.create(
        owner_organisation=contract.owner_organisation,
        contract=contract,
        number=contract.statements.count() + 1,
        period_from=period_from,
        period_to=period_to,
        closed_at=closed_at,
        method_input=given,
        method_result=result,
        net_pence=net,
        vat_pence=_vat(net, contract.vat_basis_points),
        prepared_by=by.account,
    )
    _write_lines(statement, result["value"]["lines"])
    record("statement_prepared", subject=statement, by=by, net_pence=net, digest=result["inputs_digest"])
    return statement


def _vat(net_pence: int, basis_points: int) -> int:
    """VAT rounded once, half up."""
    return to_pence(Decimal(net_pence) * basis_points / BASIS_POINTS / 100)


def gather_claims(contract: Contract, by: Actor) -> int:
    """Enters every verified achievement that has no claim yet, one claim for each metric that it counts for."""
    claims = [
        Claim(
            owner_organisation=contract.provider,
            contract=contract,
            achievement=achievement,
            metric=metric,
            pseudonym=achievement.engagement.pseudonym,
            achieved_on=achievement.happened_on,
            claimed_by=by.account,
        )
        for achievement, metric in missing_claims(contract)
    ]
    Claim.objects.bulk_create(claims, batch_size=500)
    return len(claims)


def _write_lines(statement: Statement, lines: list[dict[str, Any]]) -> None:
    claims = dict(Claim.objects.filter(contract=statement.contract).values_list("public_id", "pk"))
    PaymentLine.objects.bulk_create(
        (
            PaymentLine(
                owner_organisation=statement.owner_organisation,
                statement=statement,
                claim_id=claims.get(line["claim_id"]),
                claim_reference=line["claim_id"],
                pseudonym=line["person"] or "",
                metric_key=line["metric"] or "",
                amount_pence=line["amount_pence"],
                rule=line["rule"],
                explanation=line["explanation"],
                position=position,
            )
            for position, line in enumerate(lines, start=1)
        ),
        batch_size=500,
    )


@action
def submit_statement(*, statement: Statement, by: Actor) -> Statement:
    """Puts a prepared statement to the commissioner's finance office."""
    may_submit_statement(by, statement).require()
    move(statement, STATEMENT, "submit")
    record("statement_submitted", subject=statement, by=by)
    return statement


@action
def send_back_statement(*, statement: Statement, reason: str, by: Actor) -> Statement:
    """Returns a statement to the provider with a reason. It pays nothing; what it held comes into the next statement."""
    may_send_back_statement(by, statement).require()
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is wrong with it.")})
    move(statement, STATEMENT, "send_back", returned_reason=reason)
    record("statement_returned", subject=statement, by=by)
    return statement


@action
def approve_statement(*, statement: Statement, by: Actor) -> Statement:
    """Approves a submitted statement: the third key, held by someone who recorded and verified nothing in it."""
    may_approve_statement(by, statement).require()
    move(statement, STATEMENT, "approve", approved_by=by.account, approved_at=now())
    record("statement_approved", subject=statement, by=by, net_pence=statement.net_pence)
    return statement


@action
def pay_statement(*, statement: Statement, payment_reference: str, by: Actor, paid_on: date | None = None) -> Statement:
    """Records that an approved statement was paid, under the finance system's reference."""
    may_pay_statement(by, statement).require()
    if paid_on is not None and paid_on > today():
        raise ValidationError({"paid_on": _("It cannot have been paid on a day that is still to come.")})
    if not payment_reference.strip():
        raise ValidationError({"payment_reference": _("Give the reference of the payment.")})
    move(statement, STATEMENT, "pay", paid_on=paid_on or today(), payment_reference=payment_reference)
    record("statement_paid", subject=statement, by=by, net_pence=statement.net_pence)
    return statement


@action
def reverse_claim(*, claim: Claim, reason: str, by: Actor) -> Reversal:
    """Takes a claim back: the next statement recovers what was paid for it. Nothing paid before is edited."""
    hold(claim.contract)
    may_reverse_claim(by, claim).require()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    reversal = Reversal.objects.create(
        owner_organisation=claim.contract.owner_organisation, claim=claim, reason=reason, happened_on=today(), reversed_by=by.account
    )
    record("claim_reversed", subject=claim, organisation=claim.contract.owner_organisation, by=by)
    return reversal
