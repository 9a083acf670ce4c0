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


def to_part(page: Page, name: str) -> None:
    """Goes to another of the pages on which a budget is looked at."""
    link = page.get_by_role("navigation", name="Looking at a budget").get_by_role("link", name=name)
    link.click(timeout=60_000)  # the search under “How sure are we?” is compiled once on a new machine


def test_the_list_splits_in_two_and_the_other_pages_follow_the_line(page_as: PageAs) -> None:
    # Given the frontier, its list in two halves
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    open_decide_page(page)
    expect(page.locator("[data-frontier]")).to_have_attribute("data-ready", re.compile("."))
    line = page.locator("svg:visible [data-budget][role=slider]").first
    line.focus()
    # When the line is moved by keys, many times
    for key in ("Home", "PageUp", "ArrowRight", "ArrowRight", "PageUp", "PageUp", "End", "PageDown", "ArrowLeft"):
        page.keyboard.press(key)
        page.wait_for_timeout(40)
        # Then each half holds its own, in order of value for money, and says how many they are
        for half, word in (("funded", "Funded"), ("not", "Not funded")):
            body = page.locator(f"[data-group={half}]")
            said = body.locator("[data-state]").all_text_contents()
            assert set(said) <= {word}
            assert (body.locator("[data-group-sum]").text_content() or "").startswith(f"{len(said)} · £")
            numbers = [int(text.split(".")[0]) for text in body.locator("[data-option] bdi").all_text_contents()]
            assert numbers == sorted(numbers)
    # And the other pages are at the budget of the line
    budget = page.locator("[data-budget-field]").input_value()
    to_part(page, "Why the answers differ")
    expect(page.locator("h1")).to_have_text("Why the answers differ")
    assert page.locator("#frontier-budget").input_value() == budget
    for name in ("Today’s spend", "Every figure", "What is funded"):
        to_part(page, name)
        expect(page).to_have_url(re.compile(f"budget={budget.replace(',', '')}"))


def test_a_frame_of_the_budget_line_takes_less_than_a_sixtieth_of_a_second(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    page.goto(longest_decide_page(page))
    expect(page.locator("[data-frontier]")).to_have_attribute("data-ready", re.compile("."))
    took = page.evaluate(
        """() => new Promise(done => {
          const field = document.querySelector("[data-budget-field]"), times = [];
          let n = 0;
          const own = window.requestAnimationFrame.bind(window);
          window.requestAnimationFrame = work => own(at => {
            const from = performance.now();
            work(at);
            times.push(performance.now() - from);
          });
          (function next() {
            if (n === 60) { done(times.sort((a, b) => a - b)); return; }
            n += 1;
            field.value = String(60000 * n);
            field.dispatchEvent(new Event("input", { bubbles: true }));
            own(() => own(next));
          }());
        })"""
    )
    assert len(took) >= 50
    assert took[len(took) // 2] <= 16, took


def longest_decide_page(page: Page) -> str:
    """The decide page of the programme with the most interventions."""
    go(page, "Prioritise")
    addresses = page.eval_on_selector_all("main tbody th a", "links => links.map(link => link.pathname)")
    counts = {}
    for address in addresses:
        page.goto(f"{address}decide/")
        counts[f"{address}decide/"] = page.locator("[data-option]").count()
    return max(counts, key=lambda one: counts[one])


def test_how_sure_we_are_moves_with_the_budget_and_settles_when_it_is_let_go(page_as: PageAs) -> None:
    # Given the page with 10,000 draws
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    open_decide_page(page)
    to_part(page, "How sure are we?")
    sees(page, "Worked out from 10,000 draws with seed 1.")
    bars = "svg:visible [data-chance] [data-words]"
    before = page.locator(bars).all_text_contents()
    # When the budget is dragged low, only 1,000 draws are asked for, and only the bars move
    slider = page.get_by_role("slider", name="Budget line")
    with page.expect_response(lambda response: "sure.json" in response.url) as answered:
        slider.evaluate("line => { line.value = '1500000'; line.dispatchEvent(new Event('input', { bubbles: true })); }")
    assert answered.value.json()["draws"] == 1000
    expect(page.locator("[data-sure-results] [data-finding]").first).to_have_text(answered.value.json()["finding"])
    assert page.locator("[data-sure-field]").input_value() == "1,500,000"
    assert page.locator(bars).all_text_contents() != before
    # When it is let go, all draws answer, the address follows, and nothing is lost on the way back
    slider.dispatch_event("change")
    expect(page.locator("[data-sure-status]")).to_contain_text("Worked out with all draws.")
    expect(page).to_have_url(re.compile("budget=1500000"))
    settled = page.locator(bars).all_text_contents()
    page.reload()
    assert page.locator(bars).all_text_contents() == settled
    # And by keyboard alone
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("[data-sure-status]")).to_contain_text("Worked out with all draws.")
    assert page.locator(bars).all_text_contents() != settled


def test_without_scripts_how_sure_we_are_is_a_form(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi", javascript=False)
    open_decide_page(page)
    to_part(page, "How sure are we?")
    page.locator("#sure-budget").fill("300,000")
    page.locator("#sure-seed").fill("42")
    press(page, "Show this budget")
    expect(page).to_have_url(re.compile("budget=300"))
    sees(page, "Worked out from 10,000 draws with seed 42.")
    assert page.locator("#sure-budget").input_value() == "300,000"
    for name in ("Why the answers differ", "Today’s spend", "Every figure", "What is funded"):
        to_part(page, name)
        expect(page.locator("nav [aria-current=page]", has_text=name)).to_be_visible()


def test_on_paper_nothing_asks_to_be_pressed(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    open_decide_page(page)
    page.emulate_media(media="print")
    for name in ("", "Why the answers differ", "How sure are we?", "Today’s spend", "Every figure"):
        if name:
            page.emulate_media(media="screen")
            to_part(page, name)
            page.emulate_media(media="print")
        assert page.locator("main button:visible, main input:visible, main nav:visible").count() == 0, name
        for words in ("Move the budget line", "Show this budget", "Decide at this budget"):
            assert not page.get_by_text(words).filter(visible=True).count(), (name, words)
        assert page.locator("main h1").is_visible()


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
