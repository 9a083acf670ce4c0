"""A change to a contract is proposed, refused with a reason, changed, proposed again, and stands when both have signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.people import fill_date, follow, go, press, sees

PageAs = Callable[..., Page]
CONTRACT = "Good company"


def open_contract(page: Page) -> None:
    go(page, "Contract")
    follow(page, CONTRACT)


def draft_change(page: Page, reason: str, most: str) -> str:
    """Begins a version with the most that may be paid for one person, and proposes it; its address."""
    open_contract(page)
    page.locator("main").get_by_role("button", name="Propose a change").click()
    later = date.today() + timedelta(days=60)  # noqa: DTZ011 - the demo runs on this machine's clock
    fill_date(page, "effective_from", later.day, later.month, later.year)
    page.locator("textarea[name=reason]").fill(reason)
    press(page, "Save")
    page.locator("main").get_by_role("button", name="How does it pay?").click()
    page.locator("input[name=person_cap]").fill(most)
    press(page, "Save")
    sees(page, f"£{most}")
    address = page.url
    page.locator("main").get_by_role("button", name="Propose this version").click()
    expect(page.locator("h1")).to_have_text("Propose this version")
    press(page, "Propose this version")
    sees(page, re.compile("Waiting for", re.I))
    return address


def sign(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("main").get_by_role("button", name="Sign this version").click()
    expect(page.locator("h1")).to_have_text("Sign this version")
    press(page, "Sign this version")


def test_proposed_refused_changed_and_signed_by_both(page_as: PageAs) -> None:
    # Given a contract in force, and a change that the commissioner proposes
    commissioner = page_as("contract_manager", "Bronwen Ellis")
    first = draft_change(commissioner, "Nobody needs more than this.", "200.00")
    # When the provider refuses it and says why
    provider = page_as("provider_manager", "Dorothy Lamb")
    provider.goto(first)
    provider.locator("main").get_by_role("button", name="Refuse it").click()
    provider.locator("textarea").fill("It would not pay for both milestones of one person.")
    provider.locator("main form").last.get_by_role("button").first.click()
    # Then both see why, and what was in force stays
    commissioner.goto(first)
    sees(commissioner, "It would not pay for both milestones of one person.")
    sees(commissioner, "It never came into force.")
    # When it is changed, proposed again, and both sign
    second = draft_change(commissioner, "Enough for both milestones.", "320.00")
    sign(commissioner, second)
    commissioner.goto(second)
    sees(commissioner, re.compile("Waiting for", re.I))
    sign(provider, second)
    # Then it stands, with both signatures
    provider.goto(second)
    sees(provider, re.compile("In force from"))
    assert provider.locator("h2", has_text="Signatures").count() == 1
    sees(provider, "Bronwen Ellis")
    sees(provider, "Dorothy Lamb")
    assert provider.locator("main").get_by_role("button", name=re.compile("Sign|Refuse")).count() == 0


def test_nobody_signs_for_the_other_side(page_as: PageAs) -> None:
    """A variation of the demo waits for its second signature: the side that has signed cannot sign again."""
    may_sign = []
    for role, name in (("contract_manager", "Bronwen Ellis"), ("provider_manager", "Angus McRae")):
        page = page_as(role, name)
        go(page, "Contract")
        follow(page, "The recovery community")
        page.locator("main tr", has_text=re.compile("Proposed|Waiting")).get_by_role("link").first.click()
        expect(page.locator("h1")).to_contain_text("version")
        may_sign.append(page.get_by_role("button", name="Sign this version").count())
    assert sorted(may_sign) == [0, 1]
