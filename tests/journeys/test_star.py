"""A keyworker opens a person's record and completes a star: by mouse, by keyboard, without scripts, on a phone; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect

from tests.journeys.crawl import entered
from tests.journeys.people import follow, press, sees
from tests.journeys.server import Server
from tests.journeys.watch import sideways

PageAs = Callable[..., Page]
AREAS = 10

# Where a point of the scale lies on the screen, as the eye sees it.
PLACE_OF = """([svg, arm, score]) => {
  const radius = Number(svg.dataset.radius), count = svg.querySelectorAll("[data-area]").length;
  const angle = 2 * Math.PI * arm / count - Math.PI / 2, far = radius * score / 10;
  const at = new DOMPoint(far * Math.cos(angle), far * Math.sin(angle)).matrixTransform(svg.getScreenCTM());
  return [at.x, at.y];
}"""


@pytest.fixture(scope="module")
def people(server: Server) -> list[str]:
    """Records of people with an earlier star in the caseload of the first keyworker, so that each journey has one to itself."""
    with closing(entered(server.address, "keyworker")) as client:
        page = BeautifulSoup(client.get("/deliver/people/").text, "html.parser")
    rows = [row for row in page.select("main tbody tr") if "None yet" not in row.text and "Referred" not in row.text]
    return [row.find("a")["href"] for row in rows]


def begin_star(page: Page, record: str) -> None:
    page.goto(record)
    page.get_by_role("button", name=re.compile("Complete a star|Go on with the star")).click()
    expect(page.locator("h1")).to_contain_text("A star with")


def drawing(page: Page) -> Locator:
    """The star that is drawn at this width."""
    return page.locator("[data-star] svg[data-radius]:visible").first


def click_point(page: Page, arm: int, score: int) -> None:
    svg = drawing(page)
    svg.scroll_into_view_if_needed()
    x, y = page.evaluate(PLACE_OF, [svg.element_handle(), arm, score])
    page.mouse.click(x, y)


def chosen(page: Page) -> list[str]:
    """The point checked in each area, as the form would send it."""
    found: list[str] = page.eval_on_selector_all(".star-point__input:checked", "radios => radios.map(radio => radio.value)")
    return found


def area_fields(page: Page) -> list[str]:
    names: list[str] = page.eval_on_selector_all(".star-point__input", "radios => [...new Set(radios.map(radio => radio.name))]")
    return names


def check_and_record(page: Page) -> None:
    press(page, "Check and complete")
    expect(page.locator("h1")).to_have_text("Check this star")
    press(page, "Record this star")
    expect(page.locator("h1")).to_be_visible()


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Presses Tab as someone without a mouse does, until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    pytest.fail(f"Tab never led to {selector}")


def test_by_mouse_over_last_times_star_then_in_the_persons_own_voice(page_as: PageAs, people: list[str]) -> None:
    # Given a person with an earlier star
    page = page_as("keyworker")
    begin_star(page, people[0])
    expect(page.locator(".lode-star-question__last").first).to_be_attached()
    expect(page.locator("[data-star]")).to_contain_text(re.compile("last time", re.I))
    # When a point is clicked on every arm, and the star is checked and recorded
    for arm in range(AREAS):
        click_point(page, arm, 4 + arm % 3)
    assert chosen(page) == [str(4 + arm % 3) for arm in range(AREAS)]
    check_and_record(page)
    # Then it is shown over last time's
    sees(page, re.compile("last time", re.I))
    # When the person completes their own on the same day
    page.get_by_role("main").get_by_text("Add their own view").first.click()
    for arm in range(AREAS):
        click_point(page, arm, 6)
    check_and_record(page)
    # Then on the record both voices are drawn, each with its name
    follow(page, "Back to the record")
    legend = page.locator(".lode-chart--star").first
    expect(legend).to_contain_text("Together")
    expect(legend).to_contain_text("Their own view")


def test_by_keyboard_alone(page_as: PageAs, people: list[str]) -> None:
    # Given the page of a star and no mouse
    page = page_as("keyworker")
    begin_star(page, people[1])
    # When each area is answered with one key, and the next area comes with another
    tab_to(page, "[data-area], .star-point__input")
    for place in range(AREAS):
        page.keyboard.press(str((place + 3) % 10))
        if place < AREAS - 1:
            page.keyboard.press("n")
    assert chosen(page) == [str((place + 3) % 10 or 10) for place in range(AREAS)]
    tab_to(page, "button[name=do][value=check]:not([tabindex])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check this star")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    # Then it stands in the record
    expect(page).to_have_url(re.compile(r"/deliver/stars/"))


def test_arms_of_the_star_are_sliders(page_as: PageAs, people: list[str]) -> None:
    page = page_as("keyworker")
    begin_star(page, people[2])
    arm = drawing(page).locator("[data-area][tabindex='0']")
    arm.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert drawing(page).locator("[data-area]").first.get_attribute("aria-valuenow") == "2"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert chosen(page)[:2] == ["2", "10"]


def test_without_scripts_plain_buttons_do_it_all(page_as: PageAs, people: list[str]) -> None:
    # Given a browser without scripts
    page = page_as("keyworker", javascript=False)
    begin_star(page, people[3])
    assert sideways(page) == ""
    # When seven areas are answered and three are not known yet
    for place, field in enumerate(area_fields(page)):
        page.locator(f"#{field}-{'unknown' if place > 6 else 5}").check()
    page.locator("textarea").first.fill("It was a good month.")
    check_and_record(page)
    # Then what was not talked about is left out, never filled in
    expect(page).to_have_url(re.compile(r"/deliver/stars/"))
    sees(page, "It was a good month.")
    assert page.get_by_text("Not talked about").count() >= 3


def test_on_a_phone(page_as: PageAs, people: list[str]) -> None:
    page = page_as("keyworker", phone=True)
    begin_star(page, people[4])
    svg = drawing(page)
    svg.scroll_into_view_if_needed()
    x, y = page.evaluate(PLACE_OF, [svg.element_handle(), 0, 7])
    page.touchscreen.tap(x, y)
    assert chosen(page)[0] == "7"


def test_a_draft_is_kept_as_one_goes_and_is_there_after_a_reload(page_as: PageAs, people: list[str]) -> None:
    # Given a star half filled in
    page = page_as("keyworker")
    begin_star(page, people[5])
    page.clock.install()
    page.reload()
    click_point(page, 0, 9)
    page.locator("textarea:visible").first.fill("Half a sentence")
    # When nothing is pressed for a while
    page.clock.run_for(6_000)
    page.wait_for_timeout(500)
    page.clock.run_for(2_000)
    expect(page.locator(".lode-autosave")).to_contain_text("Saved")
    # Then it is all there when the page is opened again
    page.reload()
    assert chosen(page)[0] == "9"
    expect(page.locator("textarea").first).to_have_value("Half a sentence")
    # And nothing was recorded
    page.goto(page.url.split("star/")[0])
    sees(page, "Your draft of a star was kept")


def test_two_tabs_on_one_star_keep_both(page_as: PageAs, people: list[str]) -> None:
    # Given the same star open in two tabs
    page = page_as("keyworker")
    begin_star(page, people[6])
    other = page.context.new_page()
    other.goto(page.url)
    # When both change an area and save
    click_point(page, 0, 2)
    press(page, "Finish later")
    sees(page, "Your draft is kept")
    click_point(other, 0, 8)
    other.locator("main").get_by_role("button", name="Finish later").click()
    # Then the second sees both versions, and chooses
    expect(other.locator("h1")).to_contain_text("changed in another tab")
    sees(other, "Yours, not yet saved")
    other.locator("input[type=radio][value=yours]").first.check()
    press(other, "Save what I chose")
    follow_star = other.url.split("star/")[0] + "star/"
    other.goto(follow_star)
    assert chosen(other)[0] == "8"


def test_a_star_fits_one_page_of_paper(page_as: PageAs, people: list[str]) -> None:
    page = page_as("keyworker")
    page.goto(people[7])
    follow(page, "Open this star, with its notes")
    page.emulate_media(media="print")
    assert page.locator("svg:visible").first.is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
