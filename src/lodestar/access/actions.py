"""Every change to who may do what: invitations, roles, locks, one-time links. Each leaves an event."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor, actor_for
from lodestar.access.links import INVITATION_LASTS, PASSWORD_LINK_LASTS, new_token, token_digest
from lodestar.access.models import Account, Invitation, Membership, Organisation, PasswordLink
from lodestar.access.policies import (
    kept_apart,
    may_accept_invitation,
    may_add_organisation,
    may_end_role,
    may_give_password_link,
    may_give_role,
    may_invite,
    may_lock,
    may_set_up,
    may_use_password_link,
    may_withdraw_invitation,
)
from lodestar.access.queries import account_with_address
from lodestar.access.record import record
from lodestar.access.roles import OrganisationKind, RoleName
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.decisions import Refused


@dataclass(frozen=True)
class IssuedInvitation:
    """An invitation with its token, which is shown once and kept nowhere."""

    invitation: Invitation
    token: str


@dataclass(frozen=True)
class IssuedPasswordLink:
    """A password link with its token, which is shown once and kept nowhere."""

    link: PasswordLink
    token: str


@action
def set_up(*, organisation: str, kind: str, name: str, email: str, password: str, code_is_right: bool, by: Actor) -> Account:
    """Makes the first organisation and its administrator, when there is nobody yet and the printed code was given."""
    may_set_up(by, code_is_right).require()
    first = Organisation.objects.create(name=organisation, kind=kind)
    account = Account.objects.create_user(email=email, password=password, name=name)
    Membership.objects.create(account=account, organisation=first, role=RoleName.ADMINISTRATOR)
    record("set_up_lodestar", subject=first, organisation=first, by=actor_for(account))
    return account


@action
def add_organisation(*, name: str, kind: str, by: Actor, is_demo: bool = False) -> Organisation:
    """Adds an organisation; whoever adds it may invite its first administrator."""
    may_add_organisation(by).require()
    organisation = Organisation.objects.create(name=name, kind=OrganisationKind(kind), added_by=by.account, is_demo=is_demo)
    record("added_organisation", subject=organisation, organisation=organisation, by=by, kind=organisation.kind)
    return organisation


@action
def invite_person(*, organisation: Organisation, email: str, name: str, role: str, by: Actor, scope_id: str = "") -> IssuedInvitation:
    """Invites someone to a role by a one-time link. Raises Refused when an account they have already may not hold the role."""
    may_invite(by, organisation, role).require()
    account = Account.objects.get_queryset().visible_to(by).filter(email=email.lower()).first()
    if account is not None:
        kept_apart(account, role).require()
    if by.account is None:
        raise Refused(_("Only someone with an account invites."))
    token = new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=role,
        scope_id=scope_id,
        token_digest=token_digest(token),
        invited_by=by.account,
        expires_at=now() + INVITATION_LASTS,
    )
    record("invited_person", subject=invitation, organisation=organisation, by=by, role=role, only_for=scope_id)
    return IssuedInvitation(invitation, token)


@action
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """Makes an invitation's link useless from now on."""
    may_withdraw_invitation(by, invitation).require()
    _use_up(Invitation.objects.filter(pk=invitation.pk, withdrawn_at__isnull=True), withdrawn_at=now())
    record("withdrew_invitation", subject=invitation, organisation=invitation.organisation, by=by)
    return invitation


@action
def accept_invitation(*, invitation: Invitation, name: str = "", password: str = "", by: Actor) -> Account:
    """Takes up an invitation: makes the account, or adds the role to the account that has the address already. Works once."""
    account = account_with_address(invitation.email)
    may_accept_invitation(by, invitation, account).require()
    _use_up(Invitation.objects.filter(pk=invitation.pk, withdrawn_at__isnull=True, accepted_at__isnull=True), accepted_at=now())
    if account is None:
        account = Account.objects.create_user(email=invitation.email, password=password, name=name)
    _add_membership(account, invitation.organisation, invitation.role, invitation.scope_id, invitation.invited_by)
    record("accepted_invitation", subject=invitation, organisation=invitation.organisation, by=actor_for(account), role=invitation.role)
    return account


@action
def give_role(*, account: Account, organisation: Organisation, role: str, by: Actor, scope_id: str = "") -> Membership:
    """Gives an account a role, within separation of duties. Every session of theirs ends, so that the role is in force at once."""
    may_give_role(by, account, organisation, role).require()
    membership = _add_membership(account, organisation, role, scope_id, by.account)
    end_sessions(account)
    record("gave_role", subject=membership, organisation=organisation, by=by, role=role, account=account.public_id, only_for=scope_id)
    return membership


@action
def end_role(*, membership: Membership, by: Actor) -> Membership:
    """Ends a role now; it stays on record. Every session of theirs ends."""
    may_end_role(by, membership).require()
    ended_at = now()
    _use_up(Membership.objects.filter(pk=membership.pk, ended_at__isnull=True), ended_at=ended_at)
    membership.ended_at = ended_at
    end_sessions(membership.account)
    account_id = membership.account.public_id
    record("ended_role", subject=membership, organisation=membership.organisation, by=by, role=membership.role, account=account_id)
    return membership


@action
def lock_account(*, account: Account, by: Actor) -> Account:
    """Keeps someone from signing in, and ends their sessions. Their roles stay."""
    may_lock(by, account).require()
    Account.objects.filter(pk=account.pk).update(is_active=False)
    end_sessions(account)
    _record_in_each("locked_account", account, by)
    return account


@action
def unlock_account(*, account: Account, by: Actor) -> Account:
    """Lets someone sign in again."""
    may_lock(by, account).require()
    Account.objects.filter(pk=account.pk).update(is_active=True)
    _record_in_each("unlocked_account", account, by)
    return account


@action
def give_password_link(*, account: Account, by: Actor) -> IssuedPasswordLink:
    """Makes a one-time link for setting a new password; earlier links of the account stop working."""
    may_give_password_link(by, account).require()
    PasswordLink.objects.filter(account=account, used_at__isnull=True).update(used_at=now())
    token = new_token()
    link = PasswordLink.objects.create(
        account=account, token_digest=token_digest(token), given_by=by.account, expires_at=now() + PASSWORD_LINK_LASTS
    )
    _record_in_each("gave_password_link", account, by)
    return IssuedPasswordLink(link, token)


@action
def set_password_by_link(*, link: PasswordLink, password: str, by: Actor) -> Account:
    """Sets a new password by a one-time link; every session of the account ends."""
    may_use_password_link(link.used_at is None and link.expires_at > now()).require()
    _use_up(PasswordLink.objects.filter(pk=link.pk, used_at__isnull=True), used_at=now())
    account = link.account
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account)
    _record_in_each("set_password_by_link", account, actor_for(account))
    return account


@transaction.atomic
def note_own_change(*, act: str, account: Account) -> None:
    """Leaves an event for what someone changed about their own way of signing in: password, passkey, one-time codes, recovery codes."""
    end_sessions(account)
    _record_in_each(act, account, actor_for(account))


def end_sessions(account: Account) -> None:
    """Ends every session of an account at its next request."""
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])


def _add_membership(account: Account, organisation: Organisation, role: str, scope_id: str, given_by: Account | None) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(account=account, organisation=organisation, role=role, scope_id=scope_id, given_by=given_by)
    except IntegrityError as already:
        raise Refused(_("They have that role already.")) from already


def _use_up(rows, **changes: object) -> None:  # type: ignore[no-untyped-def]
    """A conditional update with the row count checked: of two at once, one is told."""
    if rows.update(**changes) != 1:
        raise Refused(_("Someone else did this a moment ago. Open the page again to see how it stands now."))


def _record_in_each(act: str, account: Account, by: Actor) -> None:
    """An act on an account goes into the chain of every organisation in which it holds a role, or held one."""
    held = Organisation.objects.filter(memberships__account=account, memberships__ended_at__isnull=True).distinct()
    for organisation in list(held) or list(Organisation.objects.filter(memberships__account=account).distinct()):
        record(act, subject=account, organisation=organisation, by=by)
