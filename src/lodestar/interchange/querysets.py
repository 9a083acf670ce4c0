"""Which files a viewer sees."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer


class ReadingsFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The viewer's own uploads, while they may bring in readings."""
        seen = self.filter(owned_by_viewer(viewer, Permission.IMPORT_READINGS))
        return seen if viewer.is_system else seen.filter(uploaded_by=viewer.account_id)
