"""The one filter that turns a permission into rows: its organisations, narrowed by scope where a role is held for less than all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission

NOTHING = Q(pk__in=[])


def owned_by_viewer(
    viewer: Actor, permission: Permission, path: str = "", *, owner: str = "owner_organisation", scope_paths: Iterable[str] = ()
) -> Q:
    """Rows whose owner is an organisation in which the viewer holds the permission.

    `path` leads to the owning row ("contract__"). Where the role is held for some scopes only, one of `scope_paths`
    (fields that hold the public id of a programme or service, from the same path) must be among them.
    """
    if viewer.is_system:
        return Q()
    seen = NOTHING
    for organisation in viewer.organisations_with(permission):
        scopes = viewer.scopes_with(permission, organisation)
        own = Q(**{f"{path}{owner}": organisation})
        if scopes is None:
            seen |= own
            continue
        within = NOTHING
        for scope_path in scope_paths:
            within |= Q(**{f"{path}{scope_path}__in": scopes})
        seen |= own & within
    return seen
