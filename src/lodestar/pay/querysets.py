"""Which rows of this app a viewer sees: a statement is its contract's two parties', for those who may see statements."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer

_SCOPES = ("public_id", "service__public_id", "service__programme__public_id")


def statements_seen_by(viewer: Actor, path: str = "contract__") -> Q:
    """Statements (or rows that lead to a contract by `path`) of contracts of which the viewer's organisation is a party."""
    as_commissioner = owned_by_viewer(viewer, Permission.SEE_STATEMENTS, path, scope_paths=_SCOPES)
    as_provider = owned_by_viewer(viewer, Permission.SEE_STATEMENTS, path, owner="provider", scope_paths=_SCOPES)
    return as_commissioner | as_provider


class StatementQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(statements_seen_by(viewer))


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(statements_seen_by(viewer))


class LineQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        return self.filter(statements_seen_by(viewer, "statement__contract__"))
