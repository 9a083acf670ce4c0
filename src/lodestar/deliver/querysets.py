"""Which rows of this app a viewer sees. A person's record is for the keyworkers of the caseload and their provider manager, no one else."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import NOTHING, owned_by_viewer
from lodestar.contract.querysets import contracts_seen_by


def engagements_seen_by(viewer: Actor, path: str = "") -> Q:
    """Engagements (or rows that lead to one by `path`) of the viewer's own caseload, or of the services they manage."""
    if viewer.is_system:
        return Q()
    managed = owned_by_viewer(viewer, Permission.MANAGE_CASELOADS, path, scope_paths=("service__public_id", "contract__public_id"))
    supported = owned_by_viewer(viewer, Permission.SUPPORT_PEOPLE, path, scope_paths=("service__public_id", "contract__public_id"))
    return managed | (supported & Q(**{f"{path}keyworker": viewer.account_id}))


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
        if viewer.is_system:
            return self.all()
        return self.filter(engagements_seen_by(viewer, "engagement__") | self._to_verify(viewer))

    @staticmethod
    def _to_verify(viewer: Actor) -> Q:
        """Verifiers inside the provider see the provider's achievements; independent ones, those of contracts in their scope."""
        seen = owned_by_viewer(viewer, Permission.VERIFY, "engagement__", scope_paths=("service__public_id", "contract__public_id"))
        for organisation in viewer.organisations_with(Permission.VERIFY):
            scopes = viewer.scopes_with(Permission.VERIFY, organisation)
            if scopes:
                seen |= Q(engagement__contract__public_id__in=scopes) | Q(engagement__service__public_id__in=scopes)
        return seen


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
        return self.filter(contracts_seen_by(viewer, "contract__")) if viewer.is_signed_in or viewer.is_system else self.filter(NOTHING)
