"""The strength of the gap is moved by keyboard, and the three ways stand side by side with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import follow, go, sees

LAST_YEAR = re.compile(r"Living well in Brackenshire")


def to_fairness(page: Page) -> None:
    go(page, "Prioritise")
    page.locator("main").get_by_role("link", name=LAST_YEAR).last.click()
    page.goto(page.url.rstrip("/") + "/fairness/")


def test_slider_says_what_each_strength_gives_up(page_as: Callable[..., Page]) -> None:
    page = page_as("commissioning_manager")
    to_fairness(page)
    words = page.locator("[data-eta-words]")
    expect(words).to_contain_text("At 10.95 the fairer choice gives up")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(words).to_have_text("At 0 the choice is the one of most benefit: nothing is given up.")
    expect(slider).to_have_attribute("aria-valuetext", "0")
    page.keyboard.press("End")
    expect(words).to_contain_text("At 20 the fairer choice gives up")
    expect(page.get_by_label("How strongly the gap is minded", exact=True)).to_have_value("20")
    page.get_by_role("button", name="Show").click()
    sees(page, "Weighted health, at 20")


def test_without_scripts_the_list_says_it_all(page_as: Callable[..., Page]) -> None:
    page = page_as("commissioning_manager", javascript=False)
    to_fairness(page)
    expect(page.locator("[data-eta]")).to_be_hidden()
    page.get_by_text("What each strength gives up").click()
    sees(page, "At 20 the fairer choice gives up")
    page.get_by_label("How strongly the gap is minded").fill("7.5")
    page.get_by_role("button", name="Show").click()
    sees(page, "Weighted health, at 7.5")
    follow(page, re.compile("^Change"))
    sees(page, "Whom does it reach?")
