"""Accounts from the command line, for whoever runs this Lodestar: each act answers with the words to print."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from lodestar.access import actions
from lodestar.access.actor import SYSTEM
from lodestar.access.models import Account, Organisation
from lodestar.access.policies import may_hold_real_data
from lodestar.access.roles import ROLES


@transaction.atomic
def create_account(*, email: str, name: str, organisation: str, kind: str, role: str) -> str:
    """Makes an account with a role, in a new organisation if there is none of that name; prints the link that sets its password."""
    validate_email(email)
    if role not in ROLES:
        raise ValidationError(f"There is no role {role}. The roles are: {', '.join(ROLES)}.")
    if Account.objects.filter(email=email.lower()).exists():
        raise ValidationError("Someone has that address already. To give them another role, use the page People and roles.")
    may_hold_real_data().require()
    place = Organisation.objects.filter(name__iexact=organisation).first()
    place = place or actions.add_organisation(name=organisation, kind=kind, by=SYSTEM)
    account = Account.objects.create_user(email=email, name=name)
    actions.give_role(account=account, organisation=place, role=role, by=SYSTEM)
    return f"{name} has an account in {place}.\n{password_link(email=email)}"


def password_link(*, email: str) -> str:
    issued = actions.give_password_link(account=_account(email), by=SYSTEM)
    address = reverse("access:new_password", args=[issued.token])
    return f"With this link they set a password. It works once, for a day:\n  http://localhost:8000{address}"


def lock(*, email: str, locks: bool) -> str:
    account = _account(email)
    (actions.lock_account if locks else actions.unlock_account)(account=account, by=SYSTEM)
    return "Locked, and signed out everywhere." if locks else "They can sign in again."


def _account(email: str) -> Account:
    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        raise LookupError("There is no account with that address.")
    return account
