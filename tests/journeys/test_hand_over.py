"""What was decided is handed over: paper, notes, a workbook that comes back, snapshots, services, and next year's exercise."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.people import follow, go, press, sees
from tests.journeys.test_every_page import AXE, RUN_AXE

PageAs = Callable[..., Page]
LAST_YEAR = re.compile(r"^Living well in Brackenshire, 20\d\d–\d\d$")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_hand_over(page: Page) -> str:
    """The hand-over page of the earliest of the yearly programmes, which is decided; gives its address."""
    go(page, "Prioritise")
    page.locator("main tbody th a").filter(has_text=LAST_YEAR).last.click()
    follow(page, "Board paper, workbook and snapshots")
    expect(page.locator("h1")).to_have_text("Hand over")
    return page.url


def without_fault(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []


def fetched(page: Page, link: str) -> Any:
    address = page.get_by_role("button", name=link).first.get_attribute("href")
    assert address
    answer = page.context.request.get(address)
    assert answer.ok
    return answer


def test_paper_notes_and_the_way_to_each_service(page_as: PageAs) -> None:
    # Given the hand-over page of what was decided last year
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    hand_over = open_hand_over(page)
    without_fault(page)
    # Then the board paper is a tagged PDF
    paper = fetched(page, "Open the board paper (PDF)")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-1.7")
    # And each proposer's note says in plain words what was decided
    press(page, "See the notes")
    without_fault(page)
    page.locator("main li", has_text="Not funded").get_by_role("link").first.click()
    sees(page, "It is not funded this time. This page says why.")
    sees(page, "Whom to ask")
    without_fault(page)
    # And every funded intervention is one click from the service to design, and the service one click from it
    page.goto(hand_over)
    services = page.locator("#services ~ ul").first
    services.get_by_role("link", name=re.compile("^Design a service")).first.click()
    expect(page.locator("h1")).to_contain_text("service")
    page.goto(hand_over)
    services.get_by_role("link").filter(has_not_text="Design a service").first.click()
    page.locator("dt", has_text="Decided from").locator("xpath=following-sibling::dd").get_by_role("link").click()
    sees(page, "Services designed from it")


def test_a_workbook_goes_out_is_changed_comes_back_and_is_seen_in_the_differences(page_as: PageAs, tmp_path: Path) -> None:
    # Given the workbook as it is downloaded
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    hand_over = open_hand_over(page)
    content = fetched(page, "Download the workbook (Excel)").body()
    file = tmp_path / "workbook.xlsx"
    # When it comes back as it went out, nothing differs
    file.write_bytes(content)
    bring_back(page, file)
    sees(page, "Nothing in this workbook differs from the site.")
    # When a word stands where a number should, the cell is named and nothing is recorded
    file.write_bytes(changed(content, "G2", "plenty"))
    bring_back(page, file)
    sees(page, "Nothing was recorded. 1 place in the workbook cannot stand as it is.")
    sees(page, "“plenty” is not a number.")
    without_fault(page)
    # When a number is changed, it is shown beside the one it would follow, and recorded with its reason
    file.write_bytes(changed(content, "H2", 99_999))
    bring_back(page, file, "Counted again in the autumn")
    sees(page, "1 number in the workbook differs from the site.")
    without_fault(page)
    press(page, "Record 1 number")
    sees(page, "1 number is recorded.")
    # Then the snapshot that the decision left shows it, with who and why
    page.goto(hand_over)
    press(page, "See and compare snapshots")
    page.locator("main tr", has_text="Decision of").get_by_role("link", name=re.compile("^What has changed")).click()
    sees(page, "Counted again in the autumn")
    sees(page, "Ruth Adeyemi")
    without_fault(page)


def test_next_year_begins_from_this_one_on_a_phone_and_without_scripts(page_as: PageAs) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi", phone=True, javascript=False)
    open_hand_over(page)
    press(page, "Carry forward to next year")
    page.get_by_label("What is the new programme called?").fill("Living well, carried on a phone")
    press(page, "Begin next year’s exercise")
    expect(page.locator("h1")).to_have_text("Beside last year")
    sees(page, "numbers are as they were carried forward")
    sees(page, "months old")


def bring_back(page: Page, file: Path, reason: str = "") -> None:
    if "/workbook/" not in page.url:
        press(page, "Bring a workbook back")
    else:
        page.goto(page.url)
    page.get_by_label("The workbook").set_input_files({"name": file.name, "mimeType": EXCEL, "buffer": file.read_bytes()})
    page.get_by_label("Why do the numbers change?").fill(reason)
    press(page, "Compare with the site")


def changed(content: bytes, cell: str, value: object) -> bytes:
    book = load_workbook(io.BytesIO(content))
    book["Interventions"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
