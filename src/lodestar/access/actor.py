"""The viewer and doer: an account with the roles it holds now. Every query and action takes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import ROLES, Permission, RoleName
from lodestar.audit.actions import SYSTEM_ACTOR
from lodestar.common.decisions import Refused


@dataclass(frozen=True)
class Holding:
    """A role held in an organisation, for all of it or for one scope."""

    role: str
    organisation_id: int
    scope_id: str = ""


@dataclass(frozen=True)
class Actor:
    """Who asks. Build with `actor_for(account)`; `SYSTEM` acts for scheduled jobs and the demo loader and passes every policy."""

    account: Account | None
    holdings: tuple[Holding, ...] = ()
    is_system: bool = False

    @property
    def public_id(self) -> str:
        return self.account.public_id if self.account else SYSTEM_ACTOR

    @property
    def account_id(self) -> int | None:
        return self.account.pk if self.account else None

    @property
    def signed_in(self) -> Account:
        """The account, where a policy has made sure that there is one; raises Refused for the system and for nobody."""
        if self.account is None:
            raise Refused(str(_("This is done by a person who has signed in.")))
        return self.account

    @property
    def is_signed_in(self) -> bool:
        return self.account is not None

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(holding.role for holding in self.holdings)

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(holding.organisation_id for holding in self.holdings)

    def has_role(self, *roles: RoleName) -> bool:
        return self.is_system or any(role.value in self.roles for role in roles)

    def holds(self, *permissions: Permission) -> bool:
        """Whether any of the permissions is held anywhere: for menus, never for a row."""
        return self.is_system or any(bool(self.organisations_with(permission)) for permission in permissions)

    def organisations_with(self, permission: Permission) -> frozenset[int]:
        """Organisations (row keys) in which the permission is held, for the whole or for some scope."""
        return frozenset(h.organisation_id for h in self.holdings if permission in ROLES[h.role].permissions)

    def scopes_with(self, permission: Permission, organisation_id: int) -> frozenset[str] | None:
        """The scopes to which the permission is narrowed in an organisation; None when it holds for all of it."""
        scopes = {h.scope_id for h in self.holdings if h.organisation_id == organisation_id and permission in ROLES[h.role].permissions}
        return None if "" in scopes else frozenset(scopes)

    def can(self, permission: Permission, organisation: Organisation | int, *scope_ids: str) -> bool:
        """Whether the permission is held in the organisation, for the whole of it or for one of the scopes the row lies in."""
        if self.is_system:
            return True
        key = organisation if isinstance(organisation, int) else organisation.pk
        if key not in self.organisations_with(permission):
            return False
        scopes = self.scopes_with(permission, key)
        return scopes is None or bool(scopes & set(scope_ids))


ANYONE = Actor(account=None)
SYSTEM = Actor(account=None, is_system=True)


def actor_for(account: Account) -> Actor:
    """The actor an account is now: one query."""
    held = Membership.objects.filter(account=account, ended_at__isnull=True).values_list("role", "organisation_id", "scope_id")
    return Actor(account=account, holdings=_holdings(held))


def _holdings(rows: Iterable[tuple[str, int, str]]) -> tuple[Holding, ...]:
    return tuple(Holding(*row) for row in rows)
