"""Whoever asked for a piece of work sees it, and nobody else: its parameters and its result may be about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from lodestar.access.actor import Actor


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """The viewer's own jobs."""
        if viewer.is_system:
            return self
        return self.filter(account__isnull=False, account=viewer.account_id)
