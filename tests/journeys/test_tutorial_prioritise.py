"""The tutorial of docs/tutorial/prioritise.md, walked as it is written: six interventions from an empty programme to the board paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from lodestar.common.working_days import on_or_after
from tests.journeys.people import fill_date, follow, go, press, sees

PageAs = Callable[..., Page]
SHEET = Path(__file__).parents[2] / "docs/tutorial/six-interventions.csv"
NAME = "Falls at home"


def today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the demo runs on this machine's clock


def hub(page: Page) -> None:
    """Back to the programme: by its name at the top of the page, or through the list."""
    crumb = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name=NAME)
    if crumb.count():
        crumb.click()
    else:
        go(page, "Prioritise")
        follow(page, NAME)
    expect(page.locator("h1")).to_have_text(NAME)


def test_the_tutorial_can_be_walked_as_it_is_written(page_as: PageAs, open_browser: Callable[..., BrowserContext]) -> None:
    ruth = page_as("commissioning_manager", "Ruth Adeyemi")
    begin(ruth)
    say_the_problem(ruth)
    bring_in_six_interventions(ruth)
    place_stakeholders(ruth)
    name_a_sponsor_and_plan(ruth)
    felix = page_as("facilitator", "Felix Hartnoll")
    hold_the_workshop(felix, open_browser)
    decide(ruth)
    hand_over(ruth)


def begin(page: Page) -> None:
    go(page, "Prioritise")
    press(page, "Begin a programme")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=financial_year]").fill(str(today().year + 1))
    press(page, "Save")
    expect(page.locator("h1")).to_have_text(NAME)
    expect(page.locator(".pri-exercise__part--here")).to_contain_text("Set the scene")


def say_the_problem(page: Page) -> None:
    follow(page, "Say what the problem is")
    press(page, "Answer the questions one by one")
    page.get_by_label("One set of interventions").check()
    press(page, "Save and go on")
    page.get_by_label("To plan a budget, once").check()
    press(page, "Save and go on")
    page.locator("textarea").fill("More people fall each winter, and we spend most on picking them up.")
    expect(page.locator(".lode-autosave")).to_contain_text(re.compile("Saved [0-9]+ seconds ago"), timeout=15_000)
    press(page, "Save and go on")
    for _question in range(5):
        page.get_by_label("I don’t know yet").check()
        press(page, "Save and go on")
    sees(page, "Your answers speak for: Two stages")
    press(page, "Choose the stages")
    press(page, "Keep this choice")
    sees(page, "The stages are chosen.")
    hub(page)


def bring_in_six_interventions(page: Page) -> None:
    follow(page, "Choose the priority areas")
    for name, words in (("name", "Falls"), ("sub_area", "At home"), ("source", "Needs assessment")):
        page.locator(f"[name={name}]").fill(words)
    press(page, "Save")
    follow(page, "Ask colleagues for figures, or bring them in from a spreadsheet")
    page.locator("input[type=file]").set_input_files(SHEET)
    press(page, "Check the figures")
    sees(page, "New interventions: 6. New numbers: 24.")
    press(page, "Keep all of it")
    follow(page, "Pendant alarms for everyone over 85")
    sees(page, "A first guess")
    hub(page)


def place_stakeholders(page: Page) -> None:
    follow(page, "Find the stakeholders, and what to do with each")
    for group in ("Clinicians", "Provider managers", "Patients and their representatives", "Media"):
        page.get_by_label(group, exact=True).check()
    press(page, "Add these groups")
    scores = {"Clinicians": (5, 4), "Provider managers": (4, 2), "Patients and their representatives": (2, 5), "Media": (2, 1)}
    for name, (power, interest) in scores.items():
        page.get_by_label(f"Power of {name}").fill(str(power))
        page.get_by_label(f"Interest of {name}").fill(str(interest))
    press(page, "Save the numbers")
    line = page.locator("[data-map-line]", has_text="Provider managers")
    expect(line.locator("[data-map-suggested]")).to_have_text("Consult as part of the process")
    mark = page.locator(f"svg:visible [data-group='{line.get_attribute('data-map-line')}']")
    mark.focus()
    for _step in range(2):
        page.keyboard.press("ArrowRight")
    expect(line.locator("[data-map-suggested]")).to_have_text("Involve in the process")
    page.reload()
    expect(page.get_by_label("Interest of Provider managers")).to_have_value("4")
    sees(page, "2 powerful groups have no action")
    follow(page, "Clinicians")
    page.get_by_label("Involve in the process").check()
    press(page, "Save")
    sees(page, "1 powerful group has no action: Provider managers")
    hub(page)


def name_a_sponsor_and_plan(page: Page) -> None:
    follow(page, "Get support, the senior sponsor’s first")
    sees(page, "5 gaps")
    follow(page, re.compile("Name someone.*Senior sponsor"))
    page.locator("[name=name]").fill("Eleri Vaughan")
    press(page, "Name them")
    hub(page)
    press(page, "Tick: “Those whose support is needed have promised it”")
    follow(page, "Plan the workshops backwards")
    press(page, "Plan backwards")
    for days in (45, 125):
        decision = on_or_after(today() + dt.timedelta(days=days))
        fill_date(page, "decision_on", decision.day, decision.month, decision.year)
        page.locator("[name=workshops]").fill("1")
        press(page, "Work out the dates")
        if days == 45:
            sees(page, "1 workshop gives less than six weeks’ notice.")
            press(page, "Plan backwards anew")
    expect(page.get_by_text("less than six weeks’ notice")).to_have_count(0)
    with page.expect_download() as download:
        follow(page, "All steps as one calendar file")
    assert Path(download.value.path()).read_text().count("BEGIN:VEVENT") == 8
    hub(page)


def hold_the_workshop(page: Page, open_browser: Callable[..., BrowserContext]) -> None:
    go(page, "Prioritise")
    follow(page, NAME)
    follow(page, "Judge benefit and probability in workshops")
    press(page, "Prepare a workshop")
    page.locator("[name=name]").fill("Kitchen table")
    fill_date(page, "held_on", today().day, today().month, today().year)
    page.get_by_label("Without labels").check()
    press(page, "Prepare the workshop")
    page.get_by_label("Benefit per person").check()
    page.get_by_label("Probability of success").uncheck()
    page.get_by_label("Medicines review by a pharmacist").check()
    press(page, "Put these to the room")
    press(page, "Go to the desk")
    press(page, "Open the workshop")
    code = re.search(r"[a-z]+-[a-z]+-\d+", page.locator("main").inner_text())
    assert code
    phone = open_browser(phone=True).new_page()
    phone.goto(f"/prioritise/join/{code[0]}/")
    phone.locator("main input[type=text]").first.fill("Pharmacist 1")
    press(phone, "Take my seat")
    page.reload()
    press(page, "Open it for scores")
    phone.locator("[name=value]").fill("12")
    press(phone, "Save my score")
    sees(phone, "Saved: 12.")
    page.reload()
    press(page, "Reveal all scores")
    for name, value in (("best", "11"), ("low", "6"), ("high", "15"), ("reason", "The practice has tried it")):
        page.locator(f"main [name={name}]").fill(value)
    press(page, "Agree this value")
    press(page, "Close the workshop")
    sees(page, "11 (from 6 to 15)")
    hub(page)
    follow(page, "Agree the interventions")
    press(page, "Agree these interventions")
    sees(page, "6 interventions are agreed.")


def decide(page: Page) -> None:
    page.reload()
    follow(page, "Compare value for money, move the budget line, decide")
    page.locator("[data-budget-field]").fill("300,000")
    follow(page, "Why the answers differ")
    expect(page).to_have_url(re.compile("budget=300000"))
    sees(page, "makes room by leaving out Medicines review by a pharmacist")
    follow(page, "How sure are we?")
    sees(page, re.compile("Discuss these [0-9] first"))
    follow(page, "What is funded")
    press(page, "Decide at this budget")
    page.locator("[name=reason]").fill("It does most good at this budget.")
    press(page, "Check the decision")
    press(page, "Decide: fund 3 for £278,000.00")
    sees(page, "Every figure comes out the same.")


def hand_over(page: Page) -> None:
    paper = page.locator("main").get_by_role("button", name="Open the board paper (PDF)")
    answer = page.request.get(paper.get_attribute("href") or "")
    assert answer.body().startswith(b"%PDF")
    follow(page, "All that can be handed over")
    sees(page, "Download the workbook (Excel)")
    hub(page)
    expect(page.locator(".pri-exercise__part--here")).to_contain_text("Hand over")
