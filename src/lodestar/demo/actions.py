"""What only the demo does: its made-up organisations and accounts, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lodestar.access.actor import Actor
from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.demo.county.organisations import AccountFacts, OrganisationFacts, address_of
from lodestar.demo.policies import may_load_county
from lodestar.demo.queries import BEGAN, LOADED, PART


@action
def begin_county(
    *, organisations: Sequence[OrganisationFacts], accounts: Sequence[AccountFacts], seed: int, anchor: date, by: Actor
) -> list[Organisation]:
    """Makes the organisations and their people. No account has a password: they are entered with one click, in a demo only."""
    may_load_county(by).require()
    made = [Organisation(name=facts.name, kind=facts.kind, is_demo=True) for facts in organisations]
    Organisation.objects.bulk_create(made)
    by_key = {facts.key: organisation for facts, organisation in zip(organisations, made, strict=True)}
    people = [Account(name=facts.name, email=address_of(facts), is_demo=True) for facts in accounts]
    for account in people:
        account.set_unusable_password()
    Account.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(account=account, organisation=by_key[facts.organisation], role=facts.role)
        for facts, account in zip(accounts, people, strict=True)
        if not facts.scopes
    )
    for facts, organisation in zip(organisations, made, strict=True):
        count = sum(account.organisation == facts.key for account in accounts)
        record("added_organisation", subject=organisation, organisation=organisation, by=by, kind=organisation.kind, accounts=count)
    record(BEGAN, subject=made[0], organisation=made[0], by=by, seed=seed, anchor=anchor.isoformat())
    return made


@action
def note_part(*, part: str, organisation: Organisation, by: Actor) -> None:
    """Notes that a part is there, in the transaction that made it."""
    may_load_county(by).require()
    record(PART, subject=organisation, organisation=organisation, by=by, purpose=part)


@action
def note_loaded(*, organisation: Organisation, by: Actor) -> None:
    """Notes that everything is there; from now on nothing more is loaded."""
    may_load_county(by).require()
    record(LOADED, subject=organisation, organisation=organisation, by=by)
