"""A bidder writes a proposal, submits it sealed and has a receipt; the commissioner sees nothing of it before the deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.people import follow, go, press, sees

SECRET = "Company on Tuesday mornings, for eighty people, by people of their own street."


def open_opportunity(page: Page) -> str:
    """The first opportunity to which one can still propose; its address."""
    go(page, "Procure")
    row = page.locator("main").locator("tr, li", has_text=re.compile("Open")).first
    row.get_by_role("link").first.click()
    return urlsplit(page.url).path


def test_a_proposal_is_written_kept_submitted_and_sealed(page_as: Callable[..., Page]) -> None:
    # Given an open opportunity
    bidder = page_as("bidder", "Phoebe Marsh")
    address = open_opportunity(bidder)
    # When a draft is begun and kept
    bidder.locator("main").get_by_role("button", name=re.compile("Write a proposal|Go on writing|Change and submit again")).click()
    bidder.locator("textarea[name=results]").fill(SECRET)
    keep = bidder.get_by_role("button", name="Keep as a draft")
    if keep.count():
        keep.click()
        sees(bidder, "It is not submitted.")
        bidder.locator("main").get_by_role("button", name="Go on writing").click()
    expect(bidder.locator("textarea[name=results]")).to_have_value(SECRET)
    # And submitted before it is whole: what is missing is said, what was typed stays
    bidder.locator("textarea[name=chances]").fill("")
    press(bidder, "Submit the proposal")
    expect(bidder.locator(".govuk-error-summary")).to_be_visible()
    expect(bidder.locator("textarea[name=results]")).to_have_value(SECRET)
    # And completed
    bidder.locator("textarea[name=chances]").fill("Nine of ten, as in the last three years.")
    bidder.locator("textarea[name=best_use]").fill("It costs less than one night in hospital.")
    bidder.locator("input[name=people]").fill("80")
    bidder.locator("input[name=price_pence]").fill("64,000")
    press(bidder, "Submit the proposal")
    # Then there is a receipt with a digest
    sees(bidder, "Submitted")
    sees(bidder, "Receipt")
    assert re.search(r"[0-9a-f]{64}", bidder.locator("main").inner_text())
    # And nobody at the commissioner sees a word of it, or that it is there
    for role in ("procurement_officer", "commissioning_manager", "evaluator", "bid_opener"):
        other = page_as(role)
        answer = other.goto(address)
        if answer and answer.status == 200:
            sees(other, "Nobody can see them, or how many there are")
        expect(other.locator("body")).not_to_contain_text(SECRET)
        expect(other.locator("body")).not_to_contain_text("Brackenshire Befrienders")


def test_a_key_is_not_turned_before_the_deadline(page_as: Callable[..., Page]) -> None:
    page = page_as("bid_opener")
    address = open_opportunity(page)
    assert page.get_by_role("button", name="Turn your key").count() == 0
    page.goto(f"{address}open/")
    sees(page, "You cannot do this")


def test_bidders_see_only_their_own(page_as: Callable[..., Page]) -> None:
    page = page_as("bidder", "Stella Quill")
    open_opportunity(page)
    expect(page.locator("main")).not_to_contain_text("Brackenshire Befrienders")
    follow(page, re.compile("Opportunities"), page.locator("body"))
