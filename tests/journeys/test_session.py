"""Sessions end, and nothing of them stays on the screen; work survives; a demo is seen through anyone's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.people import go, sees

PageAs = Callable[..., Page]
WARNED_BEFORE = 120


def test_after_signing_out_the_back_button_shows_nothing(page_as: PageAs) -> None:
    # Given a page with people's names
    page = page_as("keyworker")
    go(page, "Deliver")
    name = page.locator("main tbody tr").first.get_by_role("link").inner_text()
    # When one signs out and presses back
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).not_to_be_attached()
    for _ in range(2):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text(name)
    # Then only the sign-in page is to be had
    page.goto("/deliver/people/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_a_warning_comes_before_the_session_ends_and_one_may_stay(page_as: PageAs) -> None:
    page = page_as("keyworker")
    page.clock.install()
    page.reload()
    left = int(page.locator("[data-session-seconds]").get_attribute("data-session-seconds") or 0)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_hidden()
    page.clock.run_for((left - WARNED_BEFORE + 5) * 1000)
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()


def test_a_demo_is_seen_as_another_role_and_back(page_as: PageAs) -> None:
    # Given a commissioning manager
    page = page_as("commissioning_manager")
    who = page.locator(".lode-seen-as")
    expect(who).to_contain_text("Commissioning manager")
    # When they look through a keyworker's eyes
    who.get_by_role("link", name="See as another role").click()
    page.locator("section.lode-demo-role", has=page.locator("#demo-keyworker")).get_by_role("button").first.click()
    expect(page.locator(".lode-seen-as")).to_contain_text("Keyworker")
    go(page, "Deliver")
    sees(page, "People you support")
    # Then one button leads back
    page.get_by_role("button", name="Go back to where you came in").click()
    expect(page.locator(".lode-seen-as")).to_contain_text("Commissioning manager")
    page.goto("/deliver/people/")
    sees(page, "You cannot do this")


def test_signing_in_leads_to_where_one_was_going(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser().new_page()
    page.goto("/deliver/people/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next="))
    page.locator("section.lode-demo-role", has=page.locator("#demo-keyworker")).get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/deliver/people/$"))


def test_what_is_not_there_says_so_with_a_way_on(page_as: PageAs) -> None:
    page = page_as("analyst")
    page.goto("/no-such-page/")
    sees(page, "There is no such page")
    page.get_by_role("link", name="Go to the start").click()
    expect(page).to_have_url(re.compile(r"/$"))
