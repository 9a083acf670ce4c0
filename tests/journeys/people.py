"""Coming in by one click, and the small things hands do on a page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

PUBLIC_ID = r"[0-9A-HJKMNP-TV-Z]{12}"


def come_in(page: Page, role: str, name: str = "", next_url: str = "") -> None:
    """Enters the demo as the first person of a role, or as one named."""
    page.goto(f"/sign-in/?next={next_url}" if next_url else "/sign-in/")
    section = page.locator("section.lode-demo-role", has=page.locator(f"#demo-{role}"))
    if name and section.locator("summary").count():
        section.locator("summary").click()
    button = section.get_by_role("button", name=re.compile(re.escape(name))) if name else section.get_by_role("button")
    button.first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()


def press(page: Page, words: str) -> None:
    """Presses the button, or button-like link, with these words."""
    button = page.locator("main").get_by_role("button", name=words)
    button.first.click()


def follow(page: Page, words: str | re.Pattern[str], within: Locator | None = None) -> None:
    """Follows the first link with these words in the page's own part."""
    (within or page.locator("main")).get_by_role("link", name=words).first.click()


def go(page: Page, part: str) -> None:
    """Goes to a part of Lodestar by the navigation in the header."""
    navigation = page.get_by_role("navigation", name="Parts of Lodestar")
    menu = navigation.get_by_role("button")
    if menu.count() and menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
        menu.click()
    with page.expect_navigation():  # what is counted or listed next is of the new page
        navigation.get_by_role("link", name=part, exact=True).click()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def sees(page: Page, words: str | re.Pattern[str]) -> None:
    """The words stand on the page."""
    expect(page.locator("body")).to_contain_text(words)


def fill_date(page: Page, name: str, day: int, month: int, year: int) -> None:
    """A date in its three boxes."""
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name='{name}-{part}']").fill(str(value))


def without_figures_of(url: str) -> str:
    """A path with its ids taken out."""
    return re.sub(PUBLIC_ID, "…", url)
