"""A commissioning manager moves the budget line, sees at once what is funded, and decides; without scripts, by number."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import follow, go, press, sees

PageAs = Callable[..., Page]


def open_decide_page(page: Page) -> None:
    """The decide page of the first programme that still has something to decide."""
    go(page, "Prioritise")
    addresses = page.eval_on_selector_all("main tbody a", "links => links.map(link => link.pathname)")
    for address in addresses:
        page.goto(address)
        if page.locator("main a[href*='/decide/']").count():
            page.goto(page.locator("main a[href*='/decide/']").first.get_attribute("href") or "")
            if page.locator("[data-decide]").count():
                return
    raise AssertionError("No programme of the demo waits for a decision")


def states(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("[data-option] [data-state]", "all => all.map(one => one.textContent.trim())")
    return found


def test_moving_the_budget_line_by_arrow_keys_splits_the_list_at_once(page_as: PageAs) -> None:
    # Given the frontier with its list
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    open_decide_page(page)
    expect(page.locator("[data-frontier]")).to_have_attribute("data-ready", re.compile("."))
    before = states(page)
    assert {"Funded", "Not funded"} == set(before)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # When the line is moved to the left
    line = page.locator("svg:visible [data-budget][role=slider]").first
    line.focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_timeout(50)
    # Then fewer are funded, said in words, and no server was asked
    after = states(page)
    assert after.count("Funded") < before.count("Funded")
    assert asked == []
    page.keyboard.press("End")
    page.wait_for_timeout(50)
    assert states(page).count("Funded") >= before.count("Funded")
    # And the budget field says the same sum as the line
    field = page.locator("[data-budget-field]").input_value().replace(",", "")
    assert float(field) == float(line.get_attribute("aria-valuenow") or "nan")


def test_without_scripts_a_budget_is_asked_by_number(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi", javascript=False)
    open_decide_page(page)
    before = states(page)
    page.locator("[data-budget-field]").fill("400,000")
    page.get_by_role("button", name="Show this budget").click()
    expect(page).to_have_url(re.compile("budget=400"))
    after = states(page)
    assert after.count("Funded") < before.count("Funded")
    sees(page, "£400,000")


def test_a_decision_is_checked_made_and_can_be_worked_out_again(page_as: PageAs) -> None:
    # Given a budget looked at
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    open_decide_page(page)
    press(page, "Decide at this budget")
    expect(page.locator("h1")).to_have_text("Choose what is funded")
    # When no reason is given, the page says so and keeps the ticks
    ticked = page.locator("input[name=chosen]:checked").count()
    assert ticked > 0
    press(page, "Check the decision")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.locator("input[name=chosen]:checked").count() == ticked
    # When one that was ticked is left out, and the reason given
    page.locator("input[name=chosen]:checked").first.uncheck()
    page.locator("textarea[name=reason]").fill("Agreed at the board on the evidence of the workshop.")
    press(page, "Check the decision")
    expect(page.locator("h1")).to_have_text("Check the decision")
    # Then the departure has to be explained before anything is decided
    departures = page.locator("[name^=departure-]")
    assert departures.count() >= 1
    for departure in departures.all():
        departure.fill("The provider closes next spring.")
    page.locator("main button[name=decide]").click()
    expect(page.locator("h1")).to_have_text("Funding decision")
    sees(page, "Every figure comes out the same.")
    sees(page, "The provider closes next spring.")
    # And the programme shows it
    follow(page, re.compile("."), page.locator(".govuk-breadcrumbs, .govuk-back-link").locator(".."))
