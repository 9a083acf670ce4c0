"""Which rows of this app a viewer sees: what an organisation learnt, and what it shared with the other party of a contract."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.contract.querysets import contracts_seen_by


class LearningQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """What one's own organisation learnt, and what was learnt about a contract by its other party."""
        scopes = ("programme__public_id", "service__public_id", "contract__public_id")
        return self.filter(owned_by_viewer(viewer, Permission.SEE_CYCLE, scope_paths=scopes) | contracts_seen_by(viewer, "contract__"))
