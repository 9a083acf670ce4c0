"""What someone reached becomes a payment by three pairs of hands, and is recovered when it turns out not to stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.people import fill_date, follow, go, press, sees

PageAs = Callable[..., Page]
CONTRACT, MILESTONE, PRICE = "Supported lodgings", "Settled with a host family", "£300.00"
REBOOT_WEST_PAID = "£1,871,540.00"


def date_in(words: str) -> date:
    found = re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", words)
    assert found, words
    return datetime.strptime(found[0], "%d %B %Y").date()  # noqa: DTZ007 - a day, not a moment


def fill_day(page: Page, name: str, day: date) -> None:
    fill_date(page, name, day.day, day.month, day.year)


def begin_statement(manager: Page) -> date:
    """Opens the page on which the next statement is prepared, and says from which day it runs."""
    go(manager, "Contract")
    manager.locator("main").get_by_role("link", name=CONTRACT, exact=True).click()
    manager.locator("main").get_by_role("button", name="Prepare the next statement").click()
    return date_in(manager.locator("h1").inner_text())


def test_from_a_milestone_to_a_payment_and_back(page_as: PageAs) -> None:
    # Given a contract whose latest statement was returned, so that its period can be stated again
    manager = page_as("provider_manager", "Rory Sutherland")
    opened = begin_statement(manager)
    reached, month_end = opened + timedelta(days=20), (opened + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    # And someone supported since then
    keyworker = page_as("keyworker", "Jade Bellamy")
    go(keyworker, "Deliver")
    keyworker.locator("main").get_by_role("button", name="Take someone on").click()
    keyworker.get_by_role("radio", name=re.compile(CONTRACT)).first.check()
    keyworker.get_by_label("First name").fill("Ines")
    fill_day(keyworker, "opened_on", opened)
    press(keyworker, "Take them on")
    expect(keyworker.locator("h1")).to_contain_text("Ines")
    # When the keyworker records what they reached
    keyworker.get_by_role("button", name="Record what they reached").click()
    keyworker.get_by_role("radio", name=MILESTONE).check()
    fill_day(keyworker, "happened_on", reached)
    keyworker.locator("textarea[name=evidence]").fill("Review with the young person and the host.")
    keyworker.locator("input[name=method]").first.check()
    press(keyworker, "Record it")
    sees(keyworker, "A verifier of the contract looks at it next.")
    address = urlsplit(keyworker.url).path
    # Then the one who recorded it cannot verify it
    assert keyworker.get_by_role("button", name="Verify").count() == 0
    # When a verifier, who sees no name, confirms it
    verifier = page_as("verifier", "Verity Osei")
    verifier.goto(address)
    expect(verifier.locator("body")).not_to_contain_text("Ines")
    verifier.get_by_role("button", name="Verify").click()
    verifier.locator("input[name=verdict][value=confirmed]").check()
    fill_day(verifier, "on", reached + timedelta(days=2))
    press(verifier, "Save")
    sees(verifier, "Your judgement is kept.")
    # And the manager states the month, and submits it
    fill_day(manager, "period_to", month_end)
    press(manager, "Work it out")
    sees(manager, "The statement is prepared.")
    statement = urlsplit(manager.url).path
    sees(manager, PRICE)
    manager.locator("main").get_by_role("button", name="Submit the statement").click()
    expect(manager.locator("h1")).to_have_text("Submit the statement")
    press(manager, "Submit the statement")
    # Then the manager can neither approve nor pay
    assert manager.get_by_role("button", name=re.compile("Approve|Record the payment")).count() == 0
    # When the finance officer approves and pays
    finance = page_as("finance_officer", "Frances Oduya")
    finance.goto(statement)
    for act in ("Approve the statement",):
        finance.locator("main").get_by_role("button", name=act).click()
        expect(finance.locator("h1")).to_have_text(act)
        press(finance, act)
    finance.locator("main").get_by_role("button", name="Record the payment").click()
    finance.locator("input[name=payment_reference]").fill("BACS 4471")
    finance.locator("main").get_by_role("button", name=re.compile("as paid")).click()
    sees(finance, "Recorded as paid.")
    # Then it can be worked out again to the penny
    finance.goto(f"{statement}check/")
    sees(finance, re.compile("same", re.I))
    # When the verifier later finds that it does not stand
    verifier.goto(address)
    verifier.get_by_role("button", name="Overturn the confirmation").click()
    verifier.locator("textarea").fill("The young person moved out after two nights.")
    verifier.locator("main form").last.get_by_role("button").first.click()
    verifier.goto(address)
    sees(verifier, "The young person moved out after two nights.")
    # Then the next statement recovers it, and what was paid stays as it was
    begin_statement(manager)
    fill_day(manager, "period_to", date.today())  # noqa: DTZ011 - the demo runs on this machine's clock
    press(manager, "Work it out")
    sees(manager, "The statement is prepared.")
    recovered = manager.locator("tr", has_text=MILESTONE).filter(has_text=re.compile(r"[-−]£300\.00"))
    expect(recovered.first).to_be_visible()
    finance.goto(statement)
    sees(finance, "BACS 4471")


def test_reboot_west_is_stated_to_the_pound(page_as: PageAs) -> None:
    """The published rate card: 23 metrics, the people who reached each, and what was paid."""
    page = page_as("finance_officer", "Frances Oduya")
    go(page, "Contract")
    follow(page, re.compile("Reboot West"))
    page.locator("main a[href^='/pay/statements/']").first.click()
    sees(page, REBOOT_WEST_PAID)
    assert page.locator("tbody tr", has=page.locator("a[href^='?metric=']")).count() == 23
