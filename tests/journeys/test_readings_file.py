"""Readings from a file: template, faults by row and column, all or nothing; then page, CSV and command line give the same figures."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.journeys.crawl import entered
from tests.journeys.people import follow, go, press, sees
from tests.journeys.server import Server

MANAGER = "Nora Sharpe"
MINUS = str.maketrans({"−": "-", "–": ""})


def downloaded(page: Page, act: Callable[[], None], to: Path) -> str:
    with page.expect_download() as coming:
        act()
    coming.value.save_as(to)
    return to.read_text(encoding="utf-8-sig")


def upload(page: Page, name: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode()})
    page.locator("input[name=edition]").first.check()
    press(page, "Check the file")


def table_of(page: Page, caption: str) -> list[list[str]]:
    """Header and rows of a table as they are read on the page."""
    table = page.locator("table", has=page.locator("caption", has_text=caption)).first
    rows: list[list[str]] = table.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.replace('no figure', '').trim()))"
    )
    return rows


def test_a_file_with_faults_is_corrected_and_its_figures_agree_everywhere(
    page_as: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    # Given a provider manager with the template of their instrument
    page = page_as("provider_manager", MANAGER, accept_downloads=True)
    go(page, "Deliver")
    records = page.eval_on_selector_all(
        "main tbody a[href^='/deliver/people/']", "links => links.map(link => link.pathname.split('/')[3])"
    )[:6]
    page.goto("/deliver/")
    page.goto("/interchange/readings/")
    header = next(csv.reader([downloaded(page, lambda: follow(page, "Empty file for"), tmp_path / "template.csv")]))
    areas = [name for name in header[3:] if not name.startswith("note")]
    assert len(areas) == 10
    day = date.today().isoformat()  # noqa: DTZ011 - the demo runs on this machine's clock
    good = [
        [record, day, "worker", *[str(3 + (place + area) % 6) for area in range(10)], *[""] * 10] for place, record in enumerate(records)
    ]
    # When a file with two faults is uploaded
    bad = [list(row) for row in good]
    bad[1][4], bad[3][1] = "14", "31/02/2026"
    upload(page, "readings.csv", [header, *bad])
    # Then each is named by row and column, and nothing is recorded
    summary = page.locator(".govuk-error-summary").first
    expect(summary).to_contain_text("3")
    expect(summary).to_contain_text(areas[1])
    expect(summary).to_contain_text("5")
    expect(summary).to_contain_text("date")
    sees(page, "Nothing was recorded.")
    # When it is corrected and imported
    upload(page, "readings.csv", [header, *good])
    expect(page.locator("h1")).to_have_text(f"{len(good)} readings")
    press(page, "Import all readings")
    sees(page, f"{len(good)} readings are recorded.")
    # Then it is on a person's star
    page.goto(f"/deliver/people/{records[0]}/")
    today = date.today()  # noqa: DTZ011
    sees(page, f"{today.day} {today:%B %Y}")
    # And the same file a second time records nothing twice
    page.goto("/interchange/readings/")
    upload(page, "readings.csv", [header, *good])
    expect(page.locator("main")).to_contain_text("already")
    # And the figures of the service agree: page, CSV, and the command line on the page's own input
    check_figures(page, server, tmp_path)


def check_figures(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto("/deliver/services/")
    follow(page, "Settled homes")
    shown = table_of(page, "Distance travelled by area")
    text = downloaded(page, lambda: follow(page, "CSV", page.locator("main")), tmp_path / "figures.csv")
    in_file = list(csv.DictReader(io.StringIO(text)))[: len(shown) - 1]
    given = tmp_path / "input.json"
    downloaded(page, lambda: follow(page, "Input for lodestar run distance_travelled"), given)
    command = [sys.executable, "-m", "lodestar.cli", "run", "distance_travelled", str(given)]
    answer = json.loads(subprocess.run(command, env=server.environment, capture_output=True, check=True, text=True).stdout)
    assert len(answer["value"]["areas"]) == len(in_file) == len(shown) - 1 == 10
    for row, line, area in zip(shown[1:], in_file, answer["value"]["areas"], strict=True):
        assert int(plain(row[1])) == int(line["people"]) == area["n"], row
        for said, name in zip(row[2:5], ("mean_first", "mean_latest", "mean_change"), strict=True):
            assert same(plain(said), area[name]), (row, name, area[name])
            assert same(line[name], area[name]), (line, name, area[name])


def plain(cell: str) -> str:
    """A figure as it is read, without what makes it pleasant to read."""
    return cell.translate(MINUS).replace(",", "").removeprefix("+")


def same(said: str, exact: float) -> bool:
    """Whether a figure is the exact one, rounded to as many places as it shows."""
    return abs(float(said) - exact) <= 0.5 * 10 ** -len(said.partition(".")[2]) + 1e-9


def test_a_commissioner_has_no_files_about_single_people(page_as: Callable[..., Page], server: Server) -> None:
    page = page_as("commissioning_manager", "Ruth Adeyemi")
    page.goto("/deliver/services/")
    follow(page, "Settled homes")
    assert page.get_by_role("link", name="Every star").count() == 0
    with closing(entered(server.address, "commissioning_manager", "Ruth Adeyemi")) as client:
        soup = BeautifulSoup(client.get("/deliver/services/").text, "html.parser")
        address = soup.find("a", string="Settled homes")["href"]
        assert client.get(f"{address}readings.csv").status_code == 403
        assert client.get(f"{address}distance_travelled.json").status_code == 403


def test_a_keyworker_brings_in_no_files(page_as: Callable[..., Page]) -> None:
    page = page_as("keyworker")
    page.goto("/interchange/readings/")
    sees(page, "You cannot do this")
