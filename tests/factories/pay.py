"""Achievements under a contract of Harbour Trust, verified by Surety Checks, and statements of what is owed for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from lodestar.contract.models import Contract, Milestone
from lodestar.deliver.actions import (
    NewAchievement,
    NewEngagement,
    NewPerson,
    open_engagement,
    overturn_achievement,
    record_achievement,
    record_return,
    verify_achievement,
    verify_return,
)
from lodestar.deliver.models import Achievement, Engagement, Return
from lodestar.pay.actions import approve_statement, pay_statement, prepare_statement, submit_statement
from lodestar.pay.models import Statement
from tests.cast import Cast


def engagement(cast: Cast, contract: Contract, *, name: str = "Siân", group: str = "", opened_on: date | None = None) -> Engagement:
    row = NewEngagement(
        person=NewPerson(given_name=name, family_name="Pryce"),
        contract=contract,
        keyworker=cast.account("kim"),
        opened_on=opened_on or contract.starts_on,
        group=group,
    )
    return open_engagement(row=row, by=cast.actor("petra"))


def achievement(of: Engagement, key: str, on: date, *, cast: Cast, version: int = 1) -> Achievement:
    """A milestone reached, as the keyworker records it."""
    milestone = Milestone.objects.select_related("target__version").get(
        key=key, target__version__contract=of.contract_id, target__version__number=version
    )
    of = Engagement.objects.select_related("contract__service", "person", "owner_organisation").get(pk=of.pk)
    row = NewAchievement(engagement=of, milestone=milestone, happened_on=on, evidence="Tenancy agreement seen")
    return record_achievement(row=row, by=cast.actor("kim"))


def verified(of: Engagement, key: str, on: date, *, cast: Cast, verified_on: date | None = None, version: int = 1) -> Achievement:
    """A milestone reached, and confirmed by the verifier on that day unless another is named."""
    made = achievement(of, key, on, cast=cast, version=version)
    verify_achievement(achievement=as_verifier(cast, made), by=cast.actor("vera"), on=verified_on or on)
    return made


def overturned(made: Achievement, *, cast: Cast, on: date, reason: str = "The landlord says otherwise") -> None:
    overturn_achievement(achievement=as_verifier(cast, made), reason=reason, on=on, by=cast.actor("vera"))


def confirmed_again(made: Achievement, *, cast: Cast, on: date) -> None:
    verify_achievement(achievement=as_verifier(cast, made), by=cast.actor("vera"), on=on)


def as_verifier(cast: Cast, made: Achievement) -> Achievement:
    rows = Achievement.objects.select_related("engagement__contract__service", "engagement__person", "milestone", "owner_organisation")
    return rows.get(pk=made.pk)


def totals(cast: Cast, contract: Contract, start: date, end: date, counts: dict[str, int], *, confirm: bool = True, **more: Any) -> Return:
    """A return of totals, confirmed by the verifier."""
    made = record_return(
        contract=contract, period_from=start, period_to=end, counts=counts, source="Own records", by=cast.actor("petra"), **more
    )
    if confirm:
        confirm_totals(cast, made)
    return made


def confirm_totals(cast: Cast, made: Return) -> None:
    row = Return.objects.select_related("contract__service", "owner_organisation").get(pk=made.pk)
    verify_return(totals=row, verdict="confirmed", by=cast.actor("vera"))


def prepared(cast: Cast, contract: Contract, period_to: date) -> Statement:
    contract = Contract.objects.select_related("service__programme", "provider", "owner_organisation").get(pk=contract.pk)
    return prepare_statement(contract=contract, period_to=period_to, by=cast.actor("petra"))


def submitted(cast: Cast, contract: Contract, period_to: date) -> Statement:
    return submit_statement(statement=fresh(prepared(cast, contract, period_to)), by=cast.actor("petra"))


def paid(cast: Cast, contract: Contract, period_to: date) -> Statement:
    made = submitted(cast, contract, period_to)
    approve_statement(statement=fresh(made), by=cast.actor("frank"))
    return pay_statement(statement=fresh(made), payment_reference="BACS 1", by=cast.actor("frank"))


def fresh(statement: Statement) -> Statement:
    """The statement as it stands in the database."""
    rows = Statement.objects.select_related("contract__service__programme", "contract__provider", "contract__owner_organisation")
    return rows.get(pk=statement.pk)
