"""What every page knows: the navigation for this person, how long the session lasts, whether this is a demonstration."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lodestar.access.roles import RoleName

from .registry import nav

WRITTEN_EVERY = 30


def actor_of(request: HttpRequest) -> Any:
    """The one who acts, as the middleware found them; without it, Django's user."""
    return getattr(request, "actor", None) or getattr(request, "viewer", None) or getattr(request, "user", None)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. `nav_key` in a page's own context marks its part of the navigation."""
    actor = actor_of(request)
    signed_in = bool(getattr(actor, "is_signed_in", getattr(actor, "is_authenticated", False)))
    return {
        "navigation": nav.items(actor, path=request.path) if signed_in else [],
        "signed_in": signed_in,
        "actor_id": getattr(actor, "public_id", None) if signed_in else None,
        "is_demo": bool(getattr(settings, "IS_DEMO", False)),
        "session_seconds": session_seconds(request) if signed_in else None,
        "keep_alive_url": _url("ui:keep_alive"),
        "sign_in_url": _url("account_login"),
        "sign_out_url": _url("account_logout"),
        "account_label": _role_of(actor) if signed_in else None,
        "account_url": _url("access:account"),
        "home_url": _url("site:home") or "/",
    }


def _role_of(actor: Any) -> str | None:
    """What the header calls the person: their one role; with several, or none, it says only that this is their account."""
    roles = list(getattr(actor, "roles", ()))
    return str(RoleName(roles[0]).label) if len(roles) == 1 and roles[0] in RoleName.values else None


def session_seconds(request: HttpRequest) -> int:
    """How long the session lasts from now if nothing more is opened: the idle limit, or what is left of the longest it may be."""
    idle = getattr(settings, "SESSION_IDLE_SECONDS", settings.SESSION_COOKIE_AGE)
    session = getattr(request, "session", {})
    began = session.get("began_at", time.time())
    # The middleware writes down "seen" at most every 30 seconds, so the end may come that much sooner.
    return max(0, int(min(idle - WRITTEN_EVERY, settings.SESSION_COOKIE_AGE - (time.time() - began))))


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
