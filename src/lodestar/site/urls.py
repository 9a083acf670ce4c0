"""Every address: the house's own pages, sign-in, then each app of the cycle that has pages, then the HTTP API."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import include, path, register_converter

from lodestar.access.routes import PUBLIC, SIGNED_IN, TABLE, declare
from lodestar.common.ids import PublicIdConverter

register_converter(PublicIdConverter, "id")

APPS = ("prioritise", "design", "procure", "contract", "deliver", "pay", "learn", "interchange", "demo")


def _pages_of_the_cycle() -> list[Any]:
    return [path(f"{app}/", include(f"lodestar.{app}.urls")) for app in APPS if find_spec(f"lodestar.{app}.urls")]


def _pages_of_the_interface() -> list[Any]:
    """Staying signed in. `ui` lies above the cycle but declares through access like everybody else; if it has not, it is done here."""
    if not find_spec("lodestar.ui.urls"):
        return []
    pages = import_module("lodestar.ui.urls")
    if "ui:keep_alive" not in TABLE:
        declare("ui:keep_alive", SIGNED_IN, methods=("POST",))
    return [path("", include(pages))]


def _gallery_of_components() -> list[Any]:
    """Every component in every state: where there are no real people's records, and in tests."""
    if not settings.SHOW_COMPONENTS:
        return []
    declare("components:index", PUBLIC)
    for name in ("forms", "layout"):
        declare(f"components:{name}", PUBLIC, methods=("GET", "POST"))
    declare("components:autosave", PUBLIC, methods=("POST",))
    return [path("components/", include("lodestar.ui.gallery_urls"))]


def _http_api() -> list[Any]:
    """The HTTP API, whose every operation asks for its own token; its addresses are declared here by name."""
    if not find_spec("lodestar.interchange.api"):
        return []
    api = import_module("lodestar.interchange.api").api
    patterns, _, namespace = api.urls
    for name in {pattern.name for pattern in patterns}:
        declare(f"{namespace}:{name}", PUBLIC, methods=("GET", "POST", "PUT", "PATCH", "DELETE"))
    return [path("api/v1/", api.urls)]


urlpatterns = [
    path("", include("lodestar.site.pages")),
    path("", include("lodestar.site.access.sign_in_urls")),
    path("", include("lodestar.site.access.urls")),
    path("jobs/", include("lodestar.jobs.urls")),
    *_pages_of_the_interface(),
    *_gallery_of_components(),
    *_pages_of_the_cycle(),
    *_http_api(),
]

handler400 = "lodestar.site.views.bad_request"
handler403 = "lodestar.site.views.forbidden"
handler404 = "lodestar.site.views.not_found"
handler500 = "lodestar.site.views.server_error"
