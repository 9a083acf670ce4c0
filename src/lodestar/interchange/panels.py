"""What interchange shows on the pages of earlier apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from lodestar.access.roles import Permission


def import_link(request: HttpRequest, **context: Any) -> Mapping[str, Any] | None:
    """The way to bring in readings, beside the parts of delivery, for those who may."""
    if not request.actor.holds(Permission.IMPORT_READINGS):  # type: ignore[attr-defined]
        return None
    return {"template": "interchange/part.html"}
