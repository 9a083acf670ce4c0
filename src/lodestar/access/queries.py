"""Reading who is here: people, organisations, invitations, and what happened, each as far as the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from lodestar.access.actor import Actor
from lodestar.access.links import token_digest
from lodestar.access.models import Account, Invitation, Membership, Organisation, PasswordLink
from lodestar.access.roles import ROLES, Permission, Role
from lodestar.audit.models import Event


def people_for_viewer(viewer: Actor, search: str = "") -> QuerySet[Account]:
    """Accounts of the organisations the viewer administers, each with the roles that the viewer may see (`roles_seen`)."""
    seen = Membership.objects.visible_to(viewer).held_now().select_related("organisation").order_by("organisation__name", "role")
    accounts = (
        Account.objects.get_queryset().visible_to(viewer).prefetch_related(Prefetch("memberships", queryset=seen, to_attr="roles_seen"))
    )
    if search:
        accounts = accounts.filter(name__icontains=search) | accounts.filter(email__icontains=search)
    ordered: QuerySet[Account] = accounts.order_by("name", "pk")
    return ordered


def organisations_for_viewer(viewer: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.visible_to(viewer).order_by("name")


def organisations_to_give_roles_in(viewer: Actor) -> QuerySet[Organisation]:
    """Where the viewer may invite and give roles."""
    if viewer.is_system:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=viewer.organisations_with(Permission.MANAGE_ACCOUNTS)).order_by("name")


def open_invitations_for_viewer(viewer: Actor) -> QuerySet[Invitation]:
    """Invitations that can still be taken up, or ran out unused; latest first."""
    invitations = Invitation.objects.visible_to(viewer).filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return invitations.select_related("organisation", "invited_by").order_by("-recorded_at")


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a one-time link, whether or not it can still be used; who holds the link is who it is for."""
    return Invitation.objects.select_related("organisation", "invited_by").filter(token_digest=token_digest(token)).first()


def password_link_by_token(token: str) -> PasswordLink | None:
    return PasswordLink.objects.select_related("account").filter(token_digest=token_digest(token)).first()


def account_with_address(email: str) -> Account | None:
    found: Account | None = Account.objects.filter(email=email.strip().lower()).first()
    return found


def roles_for_page() -> list[Role]:
    """Every role, in the order of the cycle."""
    return list(ROLES.values())


@dataclass(frozen=True)
class DemoRole:
    """One role of the demo with the made-up accounts that have it: first who holds it for a whole organisation, the earliest made."""

    role: Role
    accounts: list[Account]

    @property
    def lead(self) -> Account:
        return self.accounts[0]

    @property
    def others(self) -> list[Account]:
        return self.accounts[1:]


def demo_roles() -> list[DemoRole]:
    """Made-up accounts by role, for one-click entry; none unless this is a demo, and none that touches a real organisation."""
    if not settings.IS_DEMO:
        return []
    held = (
        Membership.objects.filter(ended_at__isnull=True, account__in=_wholly_made_up())
        .select_related("account", "organisation")
        .order_by("scope_id", "pk")
    )
    by_role: dict[str, list[Account]] = {}
    for membership in held:
        account = membership.account
        account.demo_organisation = membership.organisation
        if account not in by_role.setdefault(membership.role, []):
            by_role[membership.role].append(account)
    return [DemoRole(role, by_role[name]) for name, role in ROLES.items() if name in by_role]


def demo_account(public_id: str) -> Account | None:
    """A made-up account that may be entered with one click, or None."""
    return _wholly_made_up().filter(public_id=public_id).first() if settings.IS_DEMO else None


def _wholly_made_up() -> QuerySet[Account]:
    real = Membership.objects.filter(organisation__is_demo=False).values("account")
    made_up: QuerySet[Account] = Account.objects.filter(is_demo=True, is_active=True).exclude(pk__in=real)
    return made_up


def events_for_viewer(
    viewer: Actor, *, organisation: Organisation | None = None, subject_id: str = "", actor_id: str = "", act: str = "",
    since: date | None = None, until: date | None = None,
) -> QuerySet[Event]:  # fmt: skip
    """Events in the chains of organisations whose happenings the viewer may read, latest first."""
    chains = organisations_with_events(viewer)
    if organisation is not None:
        chains = chains.filter(pk=organisation.pk)
    events = Event.objects.filter(organisation_id__in=list(chains.values_list("public_id", flat=True)))
    wanted = {"subject_id": subject_id, "actor_id": actor_id, "act": act}
    events = events.filter(**{name: value for name, value in wanted.items() if value})
    if since:
        events = events.filter(recorded_at__date__gte=since)
    if until:
        events = events.filter(recorded_at__date__lte=until)
    return events.select_related("seal").order_by("-id")


def organisations_with_events(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations whose chain the viewer may read."""
    if viewer.is_system:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=viewer.organisations_with(Permission.SEE_AUDIT)).order_by("name")


def words_for_actors(actor_ids: set[str]) -> dict[str, str]:
    """What to call the doers of events: accounts by name (they are staff), the rest by their id."""
    return dict(Account.objects.filter(public_id__in=actor_ids).values_list("public_id", "name"))
