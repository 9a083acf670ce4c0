"""Every role comes in by one click and opens every page it is offered; each page is whole for a keyboard, a reader and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from lodestar.access.routes import TABLE
from tests.journeys.crawl import Seen, roles, route_of, walk
from tests.journeys.people import come_in
from tests.journeys.server import Server

AXE = (Path(__file__).parents[1] / "vendor/axe/axe.min.js").read_text()
RUN_AXE = """axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
  found => found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")))"""
WIDTHS = (320, 1280)

# Pages that nobody is led to by a link, each with the reason.
NOT_LINKED = {
    "account_login": "one is there before one comes in",
    "account_inactive": "shown to someone whose account was locked",
    "mfa_index": "of real accounts only, see test_signing_in",
    "mfa_list_webauthn": "of real accounts only, see test_signing_in",
    "mfa_view_recovery_codes": "of real accounts only, see test_signing_in",
    "interchange:readings_file": "there once a file is brought in, see test_readings_file",
    "jobs:job": "there once long work is begun",
    "prioritise:decide_sure_json": "asked by the page itself, see test_deciding",
    "prioritise:programme_paper": "asked by a form with the budget, see test_hand_over",
    "prioritise:desk_board": "asked by the desk itself, see test_workshop",
    "prioritise:seat": "for phones in a room, see test_workshop",
    "prioritise:seat_board": "asked by phones, see test_workshop",
    "prioritise:wall": "there once a workshop is open, see test_workshop",
    "prioritise:wall_board": "asked by the wall, see test_workshop",
    "site:join": "read off a wall and typed, see test_workshop",
    "site:live": "asked by machines",
    "site:ready": "asked by machines",
}


@pytest.fixture(scope="session")
def seen(server: Server) -> dict[str, Seen]:
    """What each role met, walked once for all tests here; a few roles at a time, as in a house where several people work."""
    with ThreadPoolExecutor(max_workers=4) as several:
        return dict(zip(roles(), several.map(lambda role: walk(server.address, role), roles()), strict=True))


@pytest.mark.parametrize("role", roles())
def test_a_role_comes_in_and_everything_it_is_offered_opens(seen: dict[str, Seen], role: str) -> None:
    """No link leads to a refusal, a missing page or a fault."""
    assert seen[role].refused == []
    assert "site:home" in seen[role].pages
    assert len(seen[role].pages) > 2


def one_page_a_route(seen: dict[str, Seen]) -> dict[str, list[tuple[str, str]]]:
    """Each route once, under the first role that met it: role → (route, address)."""
    taken: set[str] = set()
    by_role: dict[str, list[tuple[str, str]]] = {}
    for role, met in seen.items():
        for name, address in met.pages.items():
            if name not in taken and "text/html" in met.kinds[name]:
                taken.add(name)
                by_role.setdefault(role, []).append((name, address))
    return by_role


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def faults_at_every_width(page: Page, name: str, address: str) -> Iterator[str]:
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{name} at {width}: scrolls sideways, {wide}"
        yield from (f"{name} at {width}: {fault}" for fault in violations(page))


@pytest.mark.parametrize("role", ["", *roles()])
def test_no_page_has_a_fault_that_axe_finds(seen: dict[str, Seen], open_browser: Callable[..., BrowserContext], role: str) -> None:
    """WCAG 2.2 AA on a narrow phone and on a desk, one page a route, as a role that may open it ("" has not come in)."""
    pages = one_page_a_route(seen).get(role, []) if role else [("account_login", "/sign-in/")]
    page = open_browser().new_page()
    if role and pages:
        come_in(page, role)
    assert [fault for name, address in pages for fault in faults_at_every_width(page, name, address)] == []


def test_axe_finds_a_fault_when_there_is_one(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser().new_page()
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('label').remove()")
    assert any(fault.startswith("label") for fault in violations(page))


def test_every_page_that_declares_itself_is_reached_by_someone(seen: dict[str, Seen]) -> None:
    """A page that no role is led to is a page nobody finds. Pages for some moment only are reached in journeys of their own."""
    met = {name for one in seen.values() for name in (*one.pages, *one.led_on)} | set(NOT_LINKED)
    lists_and_details = {name for name, route in TABLE.items() if route.methods == ("GET",) and not name.startswith(("components:", "api"))}
    assert {name for name in lists_and_details if name not in met} == set()


def test_the_walk_knows_its_routes() -> None:
    assert route_of("/sign-in/") == "account_login"
    assert route_of("/no-such-page/") == ""
