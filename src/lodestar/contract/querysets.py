"""Which rows of this app a viewer sees: a contract is its two parties'."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer


def contracts_seen_by(viewer: Actor, path: str = "") -> Q:
    """Contracts (or rows that lead to one by `path`) of which the viewer's organisation is a party and whose cycle they may see."""
    scopes = ("public_id", "service__public_id", "service__programme__public_id")
    as_commissioner = owned_by_viewer(viewer, Permission.SEE_CYCLE, path, scope_paths=scopes)
    as_provider = owned_by_viewer(viewer, Permission.SEE_CYCLE, path, owner="provider", scope_paths=scopes)
    return as_commissioner | as_provider


class ContractQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(contracts_seen_by(viewer))


class VersionQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """A version still being written is seen only by the party that writes it."""
        seen = self.filter(contracts_seen_by(viewer, "contract__"))
        return seen if viewer.is_system else seen.filter(~Q(state="draft") | Q(proposed_by__in=viewer.organisation_ids))


class TargetQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        seen = self.filter(contracts_seen_by(viewer, "version__contract__"))
        return seen if viewer.is_system else seen.filter(~Q(version__state="draft") | Q(version__proposed_by__in=viewer.organisation_ids))
