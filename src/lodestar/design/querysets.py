"""Which rows of this app a viewer sees."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer


class FrameworkQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Own frameworks, and shared ones for anyone who signs in."""
        if not viewer.is_system and not viewer.is_signed_in:
            return self.none()
        return self.filter(owned_by_viewer(viewer, Permission.SEE_CYCLE) | Q(is_shared=True))


class OutcomeQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Outcomes of the frameworks that the viewer sees."""
        if not viewer.is_system and not viewer.is_signed_in:
            return self.none()
        return self.filter(owned_by_viewer(viewer, Permission.SEE_CYCLE, "framework__") | Q(framework__is_shared=True))


class ServiceQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """A commissioner's own services; for a provider or verifier, those it has a contract for."""
        seen = owned_by_viewer(viewer, Permission.SEE_CYCLE, scope_paths=("public_id", "programme__public_id"))
        if viewer.is_system:
            return self.filter(seen)
        delivering = viewer.organisation_ids
        return self.filter(seen | Q(contracts__provider__in=delivering, contracts__state__in=("live", "ended"))).distinct()
