"""Which rows of this app a viewer sees. A person's record is for the keyworkers of the caseload and their provider manager, no one else."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.contract.querysets import contracts_seen_by


def engagements_seen_by(viewer: Actor, path: str = "") -> Q:
    """Engagements (or rows that lead to one by `path`) of the viewer's own caseload, or of the services they manage."""
    if viewer.is_system:
        return Q()
    managed = owned_by_viewer(viewer, Permission.MANAGE_CASELOADS, path, scope_paths=("service__public_id", "contract__public_id"))
    supported = owned_by_viewer(viewer, Permission.SUPPORT_PEOPLE, path, scope_paths=("service__public_id", "contract__public_id"))
    return managed | (supported & Q(**{f"{path}keyworker": viewer.account_id}))


def to_verify(
    viewer: Actor, path: str, *, provider: str = "owner_organisation", contract: str = "contract__", service: str = "service__"
) -> Q:
    """Verifiers inside the provider verify what the provider records; independent ones, the contracts that name their organisation."""
    if viewer.is_system:
        return Q()
    inside = owned_by_viewer(viewer, Permission.VERIFY, path, owner=provider, scope_paths=(f"{service}public_id", f"{contract}public_id"))
    named = owned_by_viewer(
        viewer, Permission.VERIFY, f"{path}{contract}", owner="verifier", scope_paths=("public_id", "service__public_id")
    )
    return inside | named


class PersonQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(engagements_seen_by(viewer, "engagements__")).distinct()


class EngagementQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(engagements_seen_by(viewer))


class ReadingQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(engagements_seen_by(viewer, "engagement__"))

    def standing(self) -> Self:
        """Readings that no correction has taken the place of."""
        return self.filter(corrected_by__isnull=True)


class GoalQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(engagements_seen_by(viewer, "engagement__"))


class AchievementQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of one's own people; for a verifier, those of the contracts it verifies, without names."""
        return self.filter(engagements_seen_by(viewer, "engagement__") | to_verify(viewer, "engagement__"))

    def to_be_verified_by(self, viewer: Actor) -> Self:
        """Those a verifier may be asked about."""
        return self.filter(to_verify(viewer, "engagement__"))


class EditionQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Instruments shared with everyone, and the organisation's own."""
        if viewer.is_system:
            return self.all()
        if not viewer.is_signed_in:
            return self.none()
        return self.filter(Q(instrument__is_shared=True) | Q(owner_organisation__in=viewer.organisation_ids))


class ReturnQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The returns of one's own contracts, and of those one verifies."""
        if not viewer.is_signed_in and not viewer.is_system:
            return self.none()
        verified = to_verify(viewer, "contract__", provider="provider", contract="", service="service__")
        return self.filter(contracts_seen_by(viewer, "contract__") | verified)

    def standing(self) -> Self:
        """Returns that no later one has taken the place of."""
        return self.filter(corrected_by__isnull=True)
