"""Which rows of this app a viewer sees: a statement is its contract's two parties', for those who may see statements."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.pay.states import StatementState

_SCOPES = ("public_id", "service__public_id", "service__programme__public_id")


def statements_seen_by(viewer: Actor, path: str = "", *, prepared: bool = False) -> Q:
    """Statements (or rows that lead to one by `path`): all of a provider's own; a commissioner's once they are submitted.

    `prepared`: the commissioner's too while the provider is still looking through them.
    """
    if viewer.is_system:
        return Q()
    as_commissioner = owned_by_viewer(viewer, Permission.SEE_STATEMENTS, f"{path}contract__", scope_paths=_SCOPES)
    as_provider = owned_by_viewer(viewer, Permission.SEE_STATEMENTS, f"{path}contract__", owner="provider", scope_paths=_SCOPES)
    return as_provider | (as_commissioner if prepared else as_commissioner & ~Q(**{f"{path}state": StatementState.PREPARED}))


class StatementQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's contracts; one that is only prepared is still the provider's alone."""
        return self.filter(statements_seen_by(viewer))


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's contracts, under their pseudonyms."""
        return self.filter(statements_seen_by(viewer, prepared=True))


class LineQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the statements that the viewer sees."""
        return self.filter(statements_seen_by(viewer, "statement__"))
