"""Which rows of this app a viewer sees. A proposal is its provider's alone until it is opened."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.procure.states import OpportunityState, ProposalState

_SERVICE_SCOPES = ("public_id", "service__public_id", "service__programme__public_id")
PUBLISHED = (OpportunityState.OPEN, OpportunityState.OPENED, OpportunityState.AWARDED, OpportunityState.WITHDRAWN)
UNSEALED = (ProposalState.OPENED, ProposalState.CHOSEN, ProposalState.NOT_CHOSEN)


class OpportunityQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """A commissioner's own; for bidders, every published one."""
        own = owned_by_viewer(viewer, Permission.SEE_CYCLE, scope_paths=_SERVICE_SCOPES)
        if not viewer.is_system and viewer.holds(Permission.PROPOSE):
            return self.filter(own | Q(state__in=PUBLISHED, opens_at__isnull=False))
        return self.filter(own)


class ProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The provider's own; for the commissioner's panel, those that two people have opened."""
        if viewer.is_system:
            return self.all()
        own = owned_by_viewer(viewer, Permission.PROPOSE)
        panel = Q(pk__in=[])
        for permission in (Permission.EVALUATE, Permission.RUN_OPPORTUNITY, Permission.AWARD):
            panel |= owned_by_viewer(viewer, permission, "opportunity__", scope_paths=_SERVICE_SCOPES)
        return self.filter(own | (panel & Q(state__in=UNSEALED)))


class AwardQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The commissioner's, and the chosen provider's own."""
        seen = owned_by_viewer(
            viewer,
            Permission.SEE_CYCLE,
            scope_paths=("opportunity__public_id", "opportunity__service__public_id", "opportunity__service__programme__public_id"),
        )
        if viewer.is_system:
            return self.filter(seen)
        return self.filter(seen | Q(provider__in=viewer.organisations_with(Permission.PROPOSE)))
