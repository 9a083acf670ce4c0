"""Which accounts, organisations and roles a viewer sees: their own, and those of the organisations they administer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.roles import Permission

if TYPE_CHECKING:
    from lodestar.access.actor import Actor


class OrganisationQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Organisations in which the viewer holds a role, and those they added."""
        if viewer.is_system:
            return self
        return self.filter(Q(pk__in=viewer.organisation_ids) | Q(added_by__isnull=False, added_by=viewer.account_id))


class AccountQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The viewer's own account, and every account that holds or held a role in an organisation they administer."""
        if viewer.is_system:
            return self
        administered = viewer.organisations_with(Permission.MANAGE_ACCOUNTS)
        return self.filter(Q(pk=viewer.account_id) | Q(pk__in=_members_of(self.model, administered)))


class MembershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The viewer's own roles, and the roles given in organisations they administer."""
        if viewer.is_system:
            return self
        return self.filter(Q(account=viewer.account_id) | Q(organisation__in=viewer.organisations_with(Permission.MANAGE_ACCOUNTS)))

    def held_now(self) -> Self:
        return self.filter(ended_at__isnull=True)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Invitations into organisations that the viewer administers, and those they sent."""
        if viewer.is_system:
            return self
        return self.filter(Q(organisation__in=viewer.organisations_with(Permission.MANAGE_ACCOUNTS)) | Q(invited_by=viewer.account_id))


def _members_of(account_model: type[models.Model], organisation_ids: frozenset[int]) -> models.QuerySet[Any]:
    memberships = account_model._meta.get_field("memberships").related_model
    held: models.QuerySet[Any] = memberships.objects.filter(organisation__in=organisation_ids)  # type: ignore[union-attr]
    return held.values("account")
