"""Who may look after accounts, roles and organisations, and which roles one account may not hold together."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account, Invitation, Membership, Organisation
from lodestar.access.roles import ROLES, OrganisationKind, Permission, RoleName, conflict_between
from lodestar.common.decisions import ALLOWED, Decision, allow_if


def may_add_organisation(actor: Actor) -> Decision:
    """Administrators of a commissioner add the providers and verifiers they work with."""
    administered = actor.organisations_with(Permission.MANAGE_ACCOUNTS)
    is_commissioner = bool(administered) and Organisation.objects.filter(pk__in=administered, kind=OrganisationKind.COMMISSIONER).exists()
    return allow_if(actor.is_system or is_commissioner, _("Only an administrator of a commissioner adds organisations."))


def may_give_roles(actor: Actor, organisation: Organisation) -> Decision:
    """Administrators give roles in their own organisation."""
    return allow_if(
        actor.can(Permission.MANAGE_ACCOUNTS, organisation),
        _("Only an administrator of %(organisation)s may invite people and give roles there.") % {"organisation": organisation},
    )


def may_invite(actor: Actor, organisation: Organisation, role: str) -> Decision:
    """Administrators invite into their organisation; whoever added an organisation invites its first administrator."""
    is_first = (
        role == RoleName.ADMINISTRATOR
        and actor.account_id is not None
        and organisation.added_by_id == actor.account_id
        and not administrators_of(organisation).exists()
    )
    return (may_give_roles(actor, organisation) | allow_if(is_first, may_give_roles(actor, organisation).reason)) & role_fits(
        organisation, role
    )


def may_give_role(actor: Actor, account: Account, organisation: Organisation, role: str) -> Decision:
    """A role is given by an administrator, to someone else, and never beside a role it is kept apart from."""
    return (
        may_give_roles(actor, organisation)
        & allow_if(actor.account_id != account.pk or actor.is_system, _("Nobody gives a role to themselves: ask another administrator."))
        & role_fits(organisation, role)
        & kept_apart(account, role)
    )


def may_end_role(actor: Actor, membership: Membership) -> Decision:
    """An administrator ends roles in their organisation; the last administrator stays until there is another."""
    others = administrators_of(membership.organisation).exclude(pk=membership.pk)
    is_last = membership.role == RoleName.ADMINISTRATOR and not others.exists()
    return may_give_roles(actor, membership.organisation) & allow_if(
        not is_last,
        _("This is the last administrator of %(organisation)s. Give the role to someone else first.")
        % {"organisation": membership.organisation},
    )


def may_lock(actor: Actor, account: Account) -> Decision:
    """Only administrators of every organisation in which the account holds a role lock it: to others it is no stranger."""
    return allow_if(actor.account_id != account.pk, _("Nobody locks their own account: ask another administrator.")) & _administers_all(
        actor, account
    )


def may_give_password_link(actor: Actor, account: Account) -> Decision:
    """Whoever hands out a new password could sign in with it, so they must administer every organisation of the account."""
    return allow_if(
        actor.account_id != account.pk, _("Nobody makes a link for themselves: change your password on your account page.")
    ) & _administers_all(actor, account)


def may_withdraw_invitation(actor: Actor, invitation: Invitation) -> Decision:
    """Whoever invited, or an administrator of the organisation, withdraws an invitation that was not taken up."""
    sent_it = actor.account_id is not None and invitation.invited_by_id == actor.account_id
    return (
        may_give_roles(actor, invitation.organisation) | allow_if(sent_it, _("Only an administrator there may withdraw this invitation."))
    ) & allow_if(invitation.is_open, _("This invitation can no longer be used anyway."))


def may_accept_invitation(actor: Actor, invitation: Invitation, account: Account | None) -> Decision:
    """The link must still be open; an account that has the address already takes it up itself, within separation of duties."""
    is_open = allow_if(invitation.is_open, _("This link was used already, was withdrawn or is too old. Ask whoever sent it for a new one."))
    if account is None:
        return is_open
    is_theirs = allow_if(
        actor.account_id == account.pk, _("There is an account with this e-mail address. Sign in with it, then open the link again.")
    )
    return is_open & is_theirs & kept_apart(account, invitation.role)


def may_use_password_link(is_open: bool) -> Decision:
    """A link is used once, and in time."""
    return allow_if(is_open, _("This link was used already or is too old. Ask your administrator for a new one."))


def may_set_up(actor: Actor, code_is_right: bool) -> Decision:
    """The first administrator needs the code that the server printed, and there must be nobody else yet."""
    return (
        may_hold_real_data()
        & allow_if(
            not Account.objects.filter(is_demo=False).exists(), _("Lodestar has been set up already. Ask an administrator to invite you.")
        )
        & allow_if(code_is_right or actor.is_system, _("That is not the code. It is in the window where Lodestar was started."))
    )


def may_hold_real_data() -> Decision:
    """What is real never stands beside what is made up: a Lodestar with the demo county stays a demo."""
    return allow_if(
        not Organisation.objects.filter(is_demo=True).exists(),
        _("This Lodestar holds the made-up county of the demo. Start another one for real work: give LODESTAR_DATA another folder."),
    )


def may_see_events(actor: Actor) -> Decision:
    """Auditors and data-protection officers read what happened."""
    return allow_if(actor.holds(Permission.SEE_AUDIT), _("Only auditors and data-protection officers read what happened."))


def role_fits(organisation: Organisation, role: str) -> Decision:
    """Each kind of organisation has its own roles: a provider has no finance officer of a commissioner."""
    if organisation.kind in {kind.value for kind in ROLES[role].kinds}:
        return ALLOWED
    words = {"role": ROLES[role].name.label, "kind": OrganisationKind(organisation.kind).label.lower()}
    return Decision(False, _("A %(kind)s has no role of %(role)s.") % words)


def kept_apart(account: Account, role: str) -> Decision:
    """Separation of duties over the whole deployment: the reason names the role in the way, and says why."""
    for held in account.memberships.filter(ended_at__isnull=True).values_list("role", flat=True):
        reason = conflict_between(held, role)
        if reason:
            words = {"role": RoleName(role).label, "held": RoleName(held).label, "reason": reason}
            return Decision(False, _("One person may not be both %(held)s and %(role)s: %(reason)s. End the other role first.") % words)
    return ALLOWED


def administrators_of(organisation: Organisation):  # type: ignore[no-untyped-def]
    """The administrators an organisation has now, who may sign in."""
    return Membership.objects.filter(organisation=organisation, role=RoleName.ADMINISTRATOR, ended_at__isnull=True, account__is_active=True)


def _administers_all(actor: Actor, account: Account) -> Decision:
    if actor.is_system:
        return ALLOWED
    theirs = set(account.memberships.filter(ended_at__isnull=True).values_list("organisation_id", flat=True))
    theirs = theirs or set(account.memberships.values_list("organisation_id", flat=True))
    mine = actor.organisations_with(Permission.MANAGE_ACCOUNTS)
    reason = _("They also have a role in an organisation that you do not look after. Ask whoever runs this Lodestar.")
    return allow_if(bool(theirs) and theirs <= mine, reason if theirs & mine else _("Only their administrator may do this."))
