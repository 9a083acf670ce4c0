"""The gallery as a site of its own: no database, no accounts, the same content security policy as everywhere."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import include, path

SITE = "http://gallery.test"


class GalleryUrls:
    urlpatterns = [path("components/", include("lodestar.ui.gallery_urls")), path("", include("lodestar.ui.urls"))]


@pytest.fixture
def gallery(settings: Any, db: None) -> Client:
    """A client of the gallery mounted by itself."""
    settings.ROOT_URLCONF = GalleryUrls
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.ALLOWED_HOSTS = ["gallery.test", "testserver"]
    settings.IS_DEMO = True
    options = settings.TEMPLATES[0]["OPTIONS"]
    without_accounts = [name for name in options["context_processors"] if "auth" not in name]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**options, "context_processors": without_accounts}}]
    return Client(headers={"host": "gallery.test"})


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the test extra")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("needs Chromium at /usr/bin/chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield browser
        browser.close()


class Visit:
    """A browser page whose every request is answered by the gallery itself; keeps what it sent and what the console said."""

    def __init__(self, page: Any, client: Client) -> None:
        self.page, self.client = page, client
        self.console: list[str] = []
        self.posts: list[tuple[str, str]] = []
        self.answers: dict[str, Any] = {}
        page.on("console", lambda message: self.console.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.route("**/*", self.answer)

    def answer(self, route: Any) -> None:
        request = route.request
        where = urlsplit(request.url)
        if where.path in self.answers:
            self.posts.append((request.method, request.post_data or ""))
            self.answers[where.path](route)
        elif where.path.startswith("/static/"):
            found = finders.find(where.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(where.path)[0] or "application/octet-stream"
            if found:
                route.fulfill(path=found, content_type=kind)
            else:
                route.fulfill(status=404)
        else:
            self.from_django(route, where)

    def from_django(self, route: Any, where: Any) -> None:
        request = route.request
        address = where.path + (f"?{where.query}" if where.query else "")
        if request.method == "POST":
            kind = request.headers.get("content-type", "")
            self.posts.append((request.method, request.post_data or ""))
            response = self.client.post(address, data=request.post_data_buffer or b"", content_type=kind)
        else:
            response = self.client.get(address)
        headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
        route.fulfill(status=response.status_code, headers=headers, body=response.content)

    def open(self, address: str) -> Any:
        self.page.goto(SITE + address)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture
def visit(gallery: Client, chromium: Any) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context.new_page(), gallery)
    context.close()
