"""One pound, from a priority to a person's changed life and back: every step is a link on the page before."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import follow, go, sees

PageAs = Callable[..., Page]


def heading_is(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_contain_text(words)


def test_from_a_priority_to_what_was_paid(page_as: PageAs) -> None:
    # Given the programme of five years ago, as its commissioning manager
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    go(page, "Prioritise")
    follow(page, "Support that changes lives")
    programme = page.url
    # When one follows the pound: what was weighed,
    follow(page, re.compile("See value for money"))
    heading_is(page, "Decide what is funded")
    page.goto(programme)
    # what was decided,
    page.locator("main a[href^='/prioritise/decisions/']").first.click()
    heading_is(page, "Funding decision")
    sees(page, "Every figure comes out the same.")
    # the intervention that was funded,
    follow(page, "Floating support")
    heading_is(page, "Floating support")
    # the service it became,
    follow(page, "Settled homes")
    heading_is(page, "Settled homes")
    service = page.url
    # how a provider was sought,
    page.locator("main a[href^='/procure/']").first.click()
    sees(page, "Awarded to Sallowby Floating Support")
    page.goto(service)
    # the contract that was signed, and a target of it
    page.locator("main a[href^='/contract/']").first.click()
    sees(page, "in force from")
    follow(page, re.compile("keep or find a settled home"))
    # then from the target both ways: to the aim and the priority,
    sees(page, "Line of sight from this target")
    for question in ("What is it for?", "What was chosen?", "What was promised?", "What was reached?", "What was paid?"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    sees(page, "Homelessness and repeat homelessness are prevented")
    sees(page, "Floating support")
    # and to what was paid, line by line
    page.locator("main a[href^='/pay/statements/']").first.click()
    sees(page, "Line by line")
    sees(page, "Settled homes")


def test_from_a_persons_goal_back_to_the_aim(page_as: PageAs) -> None:
    # Given a keyworker with a person who has a goal among the contract's outcomes
    page = page_as("keyworker")
    go(page, "Deliver")
    for address in page.eval_on_selector_all("main tbody a", "links => links.map(link => link.pathname)"):
        page.goto(address)
        sight = page.locator("main a[href^='/learn/line-of-sight/goal/']")
        if sight.count():
            break
    # When the line of sight is walked from the goal
    sight.first.click()
    # Then it leads to the target, and up to the aim of the strategy
    sees(page, "Line of sight from this goal")
    for question in ("What is it for?", "What was promised?"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    page.locator("main a[href^='/learn/line-of-sight/outcome/']").first.click()
    sees(page, re.compile("Line of sight from this outcome", re.I))


def test_every_figure_says_what_it_means(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    page.goto("/deliver/services/")
    follow(page, "Settled homes")
    figure = page.locator(".lode-figure").first
    figure.locator("summary").first.click()
    expect(figure).to_contain_text(re.compile("people", re.I))
    sees(page, "The rule")
    press_copy = page.get_by_role("button", name=re.compile("Copy", re.I)).first
    expect(press_copy).to_be_visible()
