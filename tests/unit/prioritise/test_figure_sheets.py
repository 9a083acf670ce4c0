"""Figures from a spreadsheet: every fault at once by row and column, a preview, all or nothing, and back again unchanged."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lodestar.prioritise.models import Estimate, Intervention, PriorityArea
from tests.cast import Cast
from tests.factories.prioritise import Exercise

TAB = "\t"


def address(four: Exercise, name: str = "figure_sheet") -> str:
    return reverse(f"prioritise:{name}", args=[four.programme.public_id])


def pasted(*rows: tuple[object, ...]) -> str:
    return "\n".join(TAB.join(str(cell) for cell in row) for row in rows)


def counts() -> tuple[int, int, int]:
    return PriorityArea.objects.count(), Intervention.objects.count(), Estimate.objects.count()


def area_of(four: Exercise, name: str) -> str:
    return four.interventions[name].area.name


HEAD = ("Area", "Intervention", "people", "people_low", "people_high", "benefit", "probability", "cost", "one-off cost", "grade", "reason")


def test_pasted_cells_are_shown_first_and_kept_on_the_second_press(cast: Cast, four: Exercise) -> None:
    client, before = cast.client("anna"), counts()
    text = pasted(
        HEAD,
        (area_of(four, "One"), "one", "6,000", 5000, 7000, "", "", "", "£900", "Measured here", "Counted again"),
        (area_of(four, "Two"), "Two", 4286, "", "", 1, 1, 2857, "", "", ""),
        ("Falls", "Strength classes", 120, 90, 150, 8, "70 %", "24,000", "", "expert", ""),
    )
    page = client.post(address(four), {"text": text})
    assert page.status_code == 200
    preview = page.context["preview"]
    assert (preview.new_areas, preview.new_interventions, preview.new_numbers, preview.changed_numbers, preview.untouched) == (
        ("Falls",),
        1,
        5,
        1,
        1,
    )
    assert counts() == before
    done = client.post(address(four), {"text": page.context["text"], "keep": "yes"})
    assert done.status_code == 302
    assert counts() == (before[0] + 1, before[1] + 1, before[2] + 6)
    new = Intervention.objects.get(name="Strength classes")
    assert new.state == "draft"
    numbers = {one.quantity: (one.low, one.best, one.high, one.unit, one.grade) for one in new.estimates.all()}
    assert numbers["people"] == (90, 120, 150, "people a year", "expert")
    assert numbers["probability"][1] == Decimal("0.7")
    latest = Estimate.objects.filter(intervention=four.interventions["One"], quantity="people").latest("pk")
    assert (latest.best, latest.grade, latest.reason) == (6000, "measured", "Counted again")


def test_all_faults_are_named_by_row_and_column_and_nothing_is_kept(cast: Cast, four: Exercise) -> None:
    before, area = counts(), area_of(four, "One")
    text = pasted(
        HEAD,
        (area, "", 5, "", "", "", "", "", "", "", ""),
        (area, "A", "many", "", "", "", "92.4", "", "-5", "sure", ""),
        (area, "B", "", 3, "", "", "", "", "", "", ""),
        (area, "C", 5, 6, 4, "", "", "", "", "", ""),
        (area, "A", 1, "", "", "", "", "", "", "", ""),
        (area, "One", 1, "", "", "", "", "", "", "", ""),
        ("", "D" * 161, "", "", "", "", "", "", "", "", ""),
    )
    page = cast.client("anna").post(address(four), {"text": text})
    assert page.status_code == 422
    found = {(fault.row, fault.column) for fault in page.context["faults"]}
    assert found == {
        (2, "intervention"),
        (3, "people"),
        (3, "probability"),
        (3, "one_off_cost"),
        (3, "grade"),
        (4, "people"),
        (5, "people_low"),
        (5, "people_high"),
        (6, "intervention"),
        (7, "reason"),
        (8, "area"),
        (8, "intervention"),
    }
    shown = page.content.decode()
    assert "row 3, column probability: must be a share between 0 and 1, got 92.4. Did you mean 0.924?" in shown
    assert "many" in page.context["text"]
    assert counts() == before


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("people\tcost", "column area: is missing"),
        ("area\tintervention\tpeople\tpeople_best", "column people: is there twice"),
        ("area\tintervention\tcolour", "column colour: is not a column of this sheet"),
        ("area\tintervention", "there is no intervention in the sheet"),
    ],
)
def test_columns_that_are_wrong_are_named(cast: Cast, four: Exercise, header: str, said: str) -> None:
    page = cast.client("anna").post(address(four), {"text": header})
    assert said in " ".join(str(fault) for fault in page.context["faults"])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_comes_back_without_changing_anything(cast: Cast, four: Exercise, kind: str) -> None:
    client = cast.client("anna")
    content = client.get(address(four, "figure_sheet_template") + f"?as={kind}").content
    page = client.post(address(four), {"file": SimpleUploadedFile(f"figures.{kind}", content)})
    assert page.status_code == 200, page.context["faults"]
    assert page.context["preview"].does_nothing
    assert page.context["preview"].untouched == 4


def test_a_workbook_is_changed_brought_in_and_gives_what_it_gave(cast: Cast, four: Exercise) -> None:
    client = cast.client("anna")
    book = load_workbook(io.BytesIO(client.get(address(four, "figure_sheet_template")).content))
    sheet = book.active
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["probability"]).value = 0.5
    sheet.cell(2, at["probability_low"]).value = 0.4
    sheet.cell(2, at["reason"]).value = "One ward closes"
    out = io.BytesIO()
    book.save(out)
    page = client.post(address(four), {"file": SimpleUploadedFile("figures.xlsx", out.getvalue())})
    assert page.context["preview"].changed_numbers == 1
    client.post(address(four), {"text": page.context["text"], "keep": "yes"})
    latest = Estimate.objects.latest("pk")
    assert (latest.quantity, latest.low, latest.best, latest.high, latest.reason) == (
        "probability",
        Decimal("0.4"),
        Decimal("0.5"),
        1,
        "One ward closes",
    )


def broken_files() -> list[tuple[str, bytes]]:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    return [
        ("no workbook", b"PK\x03\x04nonsense"),
        ("a bomb", bomb.getvalue()),
        ("nothing", b"\n\n"),
        ("half quoted", b'area\tintervention\n"a\tb'),
    ]


@pytest.mark.parametrize(("what", "content"), broken_files(), ids=[what for what, _ in broken_files()])
def test_what_is_no_table_is_refused_kindly(cast: Cast, four: Exercise, what: str, content: bytes) -> None:
    page = cast.client("anna").post(address(four), {"file": SimpleUploadedFile("figures.xlsx", content)})
    assert page.status_code in {200, 422}
    assert page.context["form"].errors or page.context["faults"]


def test_nothing_given_is_said_and_strangers_are_kept_out(cast: Cast, four: Exercise) -> None:
    assert "Paste the cells, or choose a file" in cast.client("anna").post(address(four), {"text": " "}).content.decode()
    assert cast.client("felix").get(address(four)).status_code == 403
    assert cast.client("carol").get(address(four)).status_code == 404


def test_a_sheet_of_one_programme_never_touches_another(cast: Cast, four: Exercise) -> None:
    from tests.factories.prioritise import exercise

    other = exercise(cast.northshire, cast.actor("alice"), name="Second year")
    text = pasted(("area", "intervention", "people", "reason"), (area_of(four, "One"), "One", 9, "Fewer"))
    cast.client("anna").post(address(four), {"text": text, "keep": "yes"})
    assert not Estimate.objects.filter(intervention=other.interventions["One"], best=9).exists()
    assert Estimate.objects.filter(intervention=four.interventions["One"], best=9).exists()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_formulas_and_blank_rows_of_a_workbook_keep_their_row_numbers(cast: Cast, four: Exercise) -> None:
    content = workbook(
        ("area", "intervention", "people"), (None, None, None), (None, None, None), (area_of(four, "One"), "New one", "none")
    )
    page = cast.client("anna").post(address(four), {"file": SimpleUploadedFile("figures.xlsx", content)})
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(4, "people")]
    again = cast.client("anna").post(address(four), {"text": page.context["text"]})
    assert [(fault.row, fault.column) for fault in again.context["faults"]] == [(4, "people")]
