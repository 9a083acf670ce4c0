"""Which rows of this app a viewer sees."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer

# What a provider works towards: frameworks of which an outcome is among those of a service it has a contract for.
_DELIVERED = "outcomes__services__contracts__"


class FrameworkQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Own frameworks, shared ones for anyone who signs in, and for a provider those its services are designed from."""
        if viewer.is_system:
            return self.all()
        if not viewer.is_signed_in:
            return self.none()
        delivering = {f"{_DELIVERED}provider__in": viewer.organisation_ids, f"{_DELIVERED}state__in": ("live", "ended")}
        worked_towards = self.model._base_manager.filter(**delivering).values("pk")
        return self.filter(owned_by_viewer(viewer, Permission.SEE_CYCLE) | Q(is_shared=True) | Q(pk__in=worked_towards))


class OutcomeQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Outcomes of the frameworks that the viewer sees."""
        if viewer.is_system:
            return self.all()
        frameworks = self.model._meta.get_field("framework").related_model
        return self.filter(framework__in=frameworks._default_manager.visible_to(viewer))


class ServiceQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """A commissioner's own services; for a provider or verifier, those it has a contract for."""
        seen = owned_by_viewer(viewer, Permission.SEE_CYCLE, scope_paths=("public_id", "programme__public_id"))
        if viewer.is_system:
            return self.filter(seen)
        delivering = viewer.organisation_ids
        return self.filter(seen | Q(contracts__provider__in=delivering, contracts__state__in=("live", "ended"))).distinct()
