"""A whole workshop: a facilitator, a wall, six phones, two rounds, agreed values, and then what the budget buys.

One phone breaks and its owner goes on with another, one person leaves, one has no scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.people import PUBLIC_ID, follow, go, press, sees
from tests.journeys.test_every_page import AXE, RUN_AXE

PageAs = Callable[..., Page]
OpenBrowser = Callable[..., BrowserContext]
PREPARED = "First workshop, County Hall"
PEOPLE = ("GP", "Practice nurse", "M. T.", "Carer", "Housing lead", "Finance")
FIRST_ROUND = ("20", "80", "75", "60", "90", "10")
SECOND_ROUND = ("40", "60", "", "55", "65", "35")  # M. T. has left


def test_a_workshop_from_the_code_on_the_wall_to_the_budget_line(page_as: PageAs, open_browser: OpenBrowser) -> None:
    # Given a workshop that the facilitator opens, and its wall
    desk = page_as("facilitator", "Felix")
    programme = open_desk(desk)
    press(desk, "Open the workshop")
    code = desk.locator(".ws-desk__bar .ws-code").inner_text()
    wall = open_browser().new_page()
    wall.goto(desk.get_by_role("link", name=re.compile("Wall screen")).get_attribute("href") or "")
    expect(wall.get_by_text(code).first).to_be_visible()
    expect(wall.get_by_role("img", name=re.compile("QR code")).locator("svg")).to_be_visible()
    # When six people join, the first by typing the code, the fifth without scripts
    phones = [join(open_browser(phone=True, javascript=label != "Housing lead").new_page(), code, label) for label in PEOPLE]
    # Then the wall has counted them
    sees(wall, "6 people are in the room")
    check_with_axe(phones[0], wall, desk)

    # When the first question is opened
    press(desk, "Open it for scores")
    for phone, value in zip(phones, FIRST_ROUND, strict=True):
        score(phone, value)
    # Then the wall and the desk know how many, and nobody what
    expect(wall.locator(".ws-wall__number")).to_have_text(re.compile(r"6\s+of 6"))
    sees(desk, "6 of 6 people have scored")
    for page in (wall, desk):
        expect(page.locator(".ws-dots__dot")).to_have_count(0)
    # And one may change their mind until the reveal
    score(phones[0], "25", "Save my change")
    # When the Carer's phone breaks, they go on with another and nothing is lost
    phones[3] = come_back(phones[3], open_browser(phone=True).new_page(), code)
    sees(phones[3], "Saved: 60.")

    # When the facilitator reveals by one key
    desk.locator("h1").click()
    desk.keyboard.press("r")
    # Then all dots are there at once, and the outermost are asked first
    expect(wall.locator(".ws-dots__dot")).to_have_count(6)
    sees(wall, "Ask those at 10 and at 90 to speak first.")
    sees(desk, "Disagreement")
    expect(phones[0].locator(".ws-dots__dot--own")).to_have_count(1)
    sees(phones[0], "Your own dot is ringed: 25.")
    check_with_axe(phones[0], wall, desk)

    # When M. T. leaves, and the others score again after the talk
    press(phones[2], "Leave the room")
    sees(phones[2], "You have left the room")
    press(desk, "Score again after the talk")
    for phone, value in zip(phones, SECOND_ROUND, strict=True):
        if value:
            score(phone, value)
    expect(wall.locator(".ws-wall__number")).to_have_text(re.compile(r"5\s+of 5"))
    # Then undo loses nothing of what was sealed
    press(desk, "Undo: take it back")
    sees(desk, "Ask those at 10 and at 90")
    press(desk, "Score again after the talk")
    sees(desk, "5 of 5 people have scored")
    press(desk, "Reveal all scores")
    sees(wall, "Half of the room lies between 40 and 60, around 55.")
    sees(wall, "Round 1:")

    # When the room agrees, without a reason at first
    press(desk, "Agree this value")
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    expect(desk.locator("[name=best]")).to_have_value("55")
    desk.locator("textarea[name=reason]").fill("The nurses’ figures, and what the carers saw at home.")
    press(desk, "Agree this value")
    sees(wall, "Agreed: 55")
    # And once more for the probability, in one round
    press(desk, "Open it for scores")
    for phone, value in zip(phones, ("70", "75", "", "80", "70", "65"), strict=True):
        if value:
            score(phone, value)
    press(desk, "Reveal all scores")
    desk.locator("textarea[name=reason]").fill("We did it before with the same team.")
    press(desk, "Agree this value")
    sees(wall, "Agreed: 70 %")

    # Then the record says who said what, the first word of the GP too, and it can be taken along
    follow(desk, "Record so far")
    desk.locator("summary").first.click()
    row = desk.locator("tr", has=desk.get_by_role("rowheader", name="GP")).first
    expect(row).to_contain_text("not counted")
    with desk.expect_download() as downloading:
        follow(desk, "Download as CSV")
    taken = downloading.value.path().read_text(encoding="utf-8-sig")
    assert taken.count(",score,") >= 17
    assert "The nurses’ figures" in taken

    # And the commissioning manager finds the agreed values in the frontier, whose budget moves by keyboard
    ruth = page_as("commissioning_manager", "Ruth Adeyemi")
    ruth.goto(f"/prioritise/{programme}/decide/")
    expect(ruth.locator("[data-frontier]")).to_have_attribute("data-ready", re.compile("."))
    field = ruth.locator("[data-budget-field]")
    before = field.input_value()
    line = ruth.locator("svg:visible [data-budget][role=slider]").first
    line.focus()
    for _ in range(3):
        ruth.keyboard.press("PageDown")
    expect(field).not_to_have_value(before)
    hand_over(ruth, programme, field.input_value())


def hand_over(page: Page, programme: str, budget: str) -> None:
    """The board paper at the budget that the line stands at, taken along as a file."""
    page.goto(f"/prioritise/{programme}/hand-over/")
    expect(page.get_by_role("button", name="Open the board paper (PDF)")).to_be_visible()
    paper = page.context.request.get(f"/prioritise/{programme}/board-paper.pdf", params={"budget": budget})
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")


def open_desk(page: Page) -> str:
    """Goes from the list of programmes to the desk of the workshop that is ready; gives the programme's id."""
    go(page, "Prioritise")
    for address in page.eval_on_selector_all("main tbody a", "links => links.map(link => link.pathname)"):
        page.goto(address)
        page.eval_on_selector_all("details", "parts => parts.forEach(part => part.open = true)")
        follow(page, "Judge benefit and probability in workshops")
        if page.get_by_role("link", name=PREPARED).count():
            follow(page, PREPARED)
            press(page, "Go to the desk")
            found = re.search(PUBLIC_ID, address)
            assert found is not None
            return found[0]
    raise AssertionError("No workshop of the demo waits to be opened")


def join(phone: Page, code: str, label: str) -> Page:
    if label == PEOPLE[0]:
        phone.goto("/join")
        phone.get_by_label("What is the join code?").fill(code.upper().replace("-", " "))
        press(phone, "Go on")
    else:
        phone.goto(f"/prioritise/join/{code}/")
    phone.get_by_label("What should we call you here?").fill(label)
    press(phone, "Take my seat")
    sees(phone, "You are in")
    return phone


def score(phone: Page, value: str, button: str = "Save my score") -> None:
    """Fills in the number; where there are no scripts, the page is asked for again by its own link."""
    phone.get_by_role("link", name="Look again").click()
    phone.get_by_label("Your number").fill(value)
    press(phone, button)
    sees(phone, f"Saved: {value}.")


def come_back(broken: Page, other: Page, code: str) -> Page:
    broken.locator("summary", has_text="If your phone gives up").click()
    own_code = broken.locator(".ws-code").inner_text()
    broken.context.clear_cookies()
    other.goto("/join")
    follow(other, "I have joined already, on another phone")
    other.get_by_label("What is the join code?").fill(code)
    other.get_by_label("What is your come-back code?").fill(own_code)
    press(other, "Back to my seat")
    return other


def check_with_axe(*pages: Page) -> None:
    for page in pages:
        page.evaluate(AXE)
        found = page.evaluate(RUN_AXE)
        assert found == [], f"{page.url}: {found}"
