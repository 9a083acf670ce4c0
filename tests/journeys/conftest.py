"""One running Lodestar for all journeys, and browsers that notice what a person would stumble over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.people import come_in
from tests.journeys.server import Server
from tests.journeys.watch import Watch

CHROMIUM = os.environ.get("LODESTAR_CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's own Chromium, which asks nothing of the network."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"The journeys need Chromium at {CHROMIUM}: run tools/install_chromium.sh")
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One Lodestar for the whole session. Whatever was played, its log must hold no error at the end."""
    one = Server()
    try:
        yield one.start()
    finally:
        one.stop()
    faults = one.faults()
    assert not faults, "The server's log tells of errors:\n" + "\n".join(faults[:20])
    one.remove()


@pytest.fixture
def open_browser(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """`open_browser(phone=True, javascript=False)`: a browser of its own, watched; at the end nothing may have gone wrong in it."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def opening(*, phone: bool = False, javascript: bool = True, **more: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=server.address,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            **more,
        )
        context.set_default_timeout(10_000)
        opened.append((context, Watch(context)))
        return context

    yield opening
    for context, _watch in opened:
        context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []


@pytest.fixture
def page_as(open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`page_as("keyworker")`, `page_as("keyworker", "Sam Okafor", phone=True)`: comes in by one click on the sign-in page of the demo."""

    def coming_in(role: str, name: str = "", **kind: Any) -> Page:
        page = open_browser(**kind).new_page()
        come_in(page, role, name)
        return page

    return coming_in
