"""What happens around every request: who asks, whether they may open the address, and one line in the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from lodestar.access.actor import ANYONE, Actor, actor_for
from lodestar.access.routes import TABLE, Route
from lodestar.common.decisions import Refused
from lodestar.common.ids import new_id
from lodestar.common.states import IllegalMove
from lodestar.site.views import bad_request, overtaken

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("lodestar.requests")

# The moment of sign-in and of the last page, in whole seconds; written back to the session at most this often.
WRITE_SEEN_AFTER = 30


class LogMiddleware:
    """One line a request: method, route name, status, time, the opaque id of who asked, a shortened network address.

    Never the path itself, its query or a body: they may hold one-time codes and what people typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request.request_id = new_id()  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        match = request.resolver_match
        level = "error" if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else "info"
        getattr(log, level)(
            "request",
            method=request.method if request.method in KNOWN_METHODS else "other",
            route=match.view_name if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            actor=getattr(request, "actor", ANYONE).public_id if getattr(request, "actor", ANYONE).is_signed_in else "",
            address=shortened(request.META.get("REMOTE_ADDR", "")),
        )
        return response


IPV4_PARTS = 4
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def shortened(address: str) -> str:
    """A network address without its last part: enough to see a pattern, too little to tell a person."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    parts = address.split(".")
    return ".".join([*parts[:3], "0"]) if len(parts) == IPV4_PARTS else ""


class ActorMiddleware:
    """Gives every request its actor; ends sessions idle for 15 minutes or older than 12 hours; keeps signed-in pages out of caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and session_is_over(request):
            logout(request)
            request.session_has_ended = True  # type: ignore[attr-defined]
        actor: Actor = actor_for(request.user) if request.user.is_authenticated else ANYONE
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated and not _route_of(request).polled:
            _note_seen(request)
        if (actor.is_signed_in or request.user.is_authenticated) and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


def session_is_over(request: HttpRequest) -> bool:
    """Whether the session was idle too long or is older than it may be; a session without times has just begun."""
    now = int(time.time())
    began, seen = request.session.get("began_at", now), request.session.get("seen_at", now)
    return now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE


def seconds_left(request: HttpRequest) -> int:
    """How long the session lives if nothing more is opened."""
    now = int(time.time())
    idle = settings.SESSION_IDLE_SECONDS - (now - request.session.get("seen_at", now))
    oldest = settings.SESSION_COOKIE_AGE - (now - request.session.get("began_at", now))
    return max(0, min(idle, oldest))


def _note_seen(request: HttpRequest) -> None:
    now = int(time.time())
    if "began_at" not in request.session:
        request.session["began_at"] = now
    if now - request.session.get("seen_at", 0) >= WRITE_SEEN_AFTER:
        request.session["seen_at"] = now


_UNDECLARED = Route("", ANYONE)  # type: ignore[arg-type]


def _route_of(request: HttpRequest) -> Route:
    match = request.resolver_match
    return TABLE.get(match.view_name, _UNDECLARED) if match else _UNDECLARED


class RouteTableMiddleware:
    """Asks the table of routes before any view runs: undeclared addresses are not served at all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        route = TABLE.get(name)
        if route is None:
            log.error("undeclared_route", route=name)
            raise Http404
        if not route.answers(request.method or ""):
            return HttpResponseNotAllowed(route.methods)
        if any(NOTHING in text for texts in request.GET.lists() for text in (texts[0], *texts[1])):
            return bad_request(request)  # PostgreSQL keeps no text with it; no browser sends it
        if route.who.public:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.is_signed_in:
            return to_sign_in(request)
        decision = route.who.decide(actor)
        if not decision:
            raise Refused(str(decision.reason))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Of two acts on one record in one moment the second is told, whatever page it came from. All it did was undone with it."""
        return overtaken(request) if isinstance(exception, IllegalMove) or is_there_already(exception) else None


NOTHING = "\x00"
UNIQUE_VIOLATION = "23505"


def is_there_already(exception: Exception) -> bool:
    """Whether a database refused a row because another of the same name, number or period was written a moment before."""
    if not isinstance(exception, IntegrityError):
        return False
    return getattr(exception.__cause__, "sqlstate", "") == UNIQUE_VIOLATION or str(exception).startswith("UNIQUE constraint failed")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sends someone to sign in and back to where they were going; only a page can be gone back to."""
    query = {"next": request.get_full_path()} if request.method == "GET" and not request.headers.get("HX-Request") else {}
    if getattr(request, "session_has_ended", False):
        query["ended"] = "1"
    address = reverse("account_login") + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
