"""The banner while the county is being loaded: how far it has come, and that one can look around meanwhile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lodestar.demo.queries import is_loaded, loading

# Once it is there it stays there, so a server process need not ask again.
_seen_loaded: set[str] = set()


def county_is_loading(request: HttpRequest | None, **context: Any) -> dict[str, Any] | None:
    """On every page of a demo until everything is there; asks the database at most twice, and afterwards not at all."""
    if request is None or not settings.IS_DEMO or _seen_loaded:
        return None
    going_on = loading()
    if going_on is None:
        if is_loaded():
            _seen_loaded.add("county")
        return None
    return {"template": "demo/loading.html", "context": {"loading": going_on}}
