"""The workbook: its formulas give the site's figures, it says nothing that it should not, and it comes back unchanged or not at all."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from lodestar.audit.models import Event
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import Estimate, Programme, Quantity
from lodestar.prioritise.rows import AreaRow, InterventionRow
from lodestar.prioritise.workbooks import Book, Fault, read_workbook, write_workbook
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates, exercise, programme_of
from tests.formulas import Workbook

BEST = {"people": "G", "benefit": "J", "probability": "M", "cost": "P", "one_off_cost": "S"}
ROW = {"One": 2, "Three": 3, "Two": 4, "Four": 5}  # by area, then by position
Change = Callable[[Any], None]


def book(programme: Programme, budget_pence: int = BUDGET_PENCE) -> Book:
    return queries.book_of(programme, queries.portfolio_question(programme), budget_pence)


def workbook(programme: Programme, budget_pence: int = BUDGET_PENCE) -> bytes:
    return write_workbook(book(programme, budget_pence))


def changed(content: bytes, change: Change) -> bytes:
    """The workbook as somebody saved it after they changed something."""
    opened = load_workbook(io.BytesIO(content))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def many(cast: Cast, count: int = 24, seed: int = 7) -> Programme:
    """An exercise with every awkward kind of number: ties, savings, nothing gained, fixed ones, ranges, costs that come once."""
    rng, alice = random.Random(seed), cast.actor("alice")
    programme = programme_of(cast.northshire, alice)
    areas = actions.add_areas(programme=programme, rows=[AreaRow("Homes"), AreaRow("Work"), AreaRow("Health")], by=alice)
    rows = []
    for place in range(count):
        cost = Decimal(rng.randrange(50, 4000)) + Decimal("0.25") * rng.randrange(4)
        cost = -cost if place % 11 == 3 else cost
        numbers = estimates(rng.randrange(1, 60), cost, benefit=0 if place % 13 == 5 else rng.randrange(1, 90), probability="0.7")
        if place % 5 == 0:
            numbers = (*numbers, estimate("one_off_cost", rng.randrange(10, 500), unit="pounds"))
        fixed = {4: ("must", "Begun already"), 9: ("never", "No building")}.get(place, ("open", ""))
        facts = {"commitment": fixed[0], "commitment_reason": fixed[1]}
        rows.append(InterventionRow(area_id=areas[place % 3].pk, name=f"Option {place}", estimates=numbers, **facts))
    rows += [InterventionRow(area_id=areas[0].pk, name=f"Twin {n}", estimates=estimates(10, 300, benefit=30)) for n in (1, 2)]
    made = actions.add_interventions(programme=programme, rows=rows, by=alice)
    actions.agree_interventions(programme=programme, interventions=made, by=alice)
    return programme


def check_against_the_site(worked: Workbook, programme: Programme, budget_pence: int) -> None:
    """Every figure that the formulas come to, to the penny, beside what the method says."""
    answer = queries.portfolio_answer(queries.portfolio_question(programme), budget_pence)
    count = len(answer.rated)
    for row in range(2, count + 2):
        figures = answer.rated[worked.at("Value", f"A{row}")]
        assert worked.at("Value", f"H{row}") == pytest.approx(figures["value"], abs=1e-9)
        assert worked.at("Value", f"O{row}") == figures["rank"]
        ratio = worked.at("Value", f"K{row}")
        assert ratio in ("", None) if figures["value_for_money"] is None else ratio == pytest.approx(figures["value_for_money"] * 1000)
    for row, way in ((6, "line"), (7, "skip")):
        found = answer.at_budget[way]
        column = {"line": "L", "skip": "O"}[way]
        ids = {worked.at("Budget line", f"B{r}") for r in range(13, 13 + count) if worked.at("Budget line", f"{column}{r}") == 1}
        assert ids == set(found["ids"])
        assert worked.at("Budget line", f"B{row}") == len(found["ids"])
        assert worked.at("Budget line", f"E{row}") == pytest.approx(found["cost"], abs=0.001)
        assert worked.at("Budget line", f"F{row}") == pytest.approx(found["value"], abs=1e-6)
    steps = {step["id"]: step for step in answer.result["value"]["efficiency_frontier"]}
    for row in range(13, 13 + count):
        step = steps.get(worked.at("Budget line", f"B{row}"))
        total = worked.at("Budget line", f"I{row}")
        assert total in ("", None) if step is None else total == pytest.approx(step["cumulative_cost"], abs=0.001)


@pytest.fixture
def programme(four: Exercise) -> Programme:
    return four.programme


def test_the_formulas_of_the_published_case_give_the_published_figures(programme: Programme) -> None:
    """Merkhofer, worked out by a reader of formulas that shares nothing with what wrote them."""
    worked = Workbook(workbook(programme))
    assert (worked.at("Budget line", "E6"), worked.at("Budget line", "F6")) == (8571, 13_571)
    assert worked.at("Budget line", "F8") == 15_000
    check_against_the_site(worked, programme, BUDGET_PENCE)


@pytest.mark.parametrize("pounds", [0, 1500, 9000, 20_000, 10**6])
def test_the_formulas_give_the_sites_figures_at_any_budget_typed_in(cast: Cast, pounds: int) -> None:
    programme = many(cast)
    worked = Workbook(workbook(programme, 500_000))
    worked.type_in("Budget line", "B1", pounds)
    answer = queries.portfolio_answer(queries.portfolio_question(programme), pounds * 100)
    must = worked.at("Budget line", "B2")
    if must > pounds:  # then the formulas say so, and leave the answer to the site
        assert worked.at("Budget line", "B6") == 0
        assert "ask the site" in worked.at("Budget line", "A3")
    else:
        assert answer.at_budget["line"] is not None
        check_against_the_site(worked, programme, pounds * 100)


def test_the_formulas_follow_a_number_that_is_changed(cast: Cast, four: Exercise) -> None:
    worked = Workbook(workbook(four.programme))
    for end in "OPQ":
        worked.type_in("Interventions", f"{end}{ROW['One']}", 9000)
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 9000, reason="Quotation"), by=cast.actor("anna"))
    assert worked.at("Value", f"Q{ROW['One']}") == ""
    assert worked.at("Budget line", "A9") == ""
    check_against_the_site(worked, four.programme, BUDGET_PENCE)
    worked.type_in("Interventions", f"G{ROW['Two']}", 99)
    assert worked.at("Value", f"Q{ROW['Two']}") == "changed"
    assert "ask the site again" in worked.at("Budget line", "A9")


def test_years_ahead_count_in_the_formulas_as_on_the_site(cast: Cast) -> None:
    programme = many(cast, 12)
    Programme.objects.filter(pk=programme.pk).update(horizon_years=5)
    programme.refresh_from_db()
    check_against_the_site(Workbook(workbook(programme, 900_000)), programme, 900_000)


def test_what_stands_in_a_cell_is_what_its_formula_comes_to(cast: Cast) -> None:
    """Programs that do not work formulas out show the figures that were written beside them."""
    content = workbook(many(cast), 900_000)
    worked, shown = Workbook(content), load_workbook(io.BytesIO(content), data_only=True)
    formulas = 0
    for sheet in worked.book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            formulas += 1
            found, beside = worked.at(sheet.title, cell.coordinate), shown[sheet.title][cell.coordinate].value
            if isinstance(beside, int | float):
                assert found == pytest.approx(beside, abs=1e-6), f"{sheet.title} {cell.coordinate} {cell.value}"
            else:
                assert (found or "") == (beside or ""), f"{sheet.title} {cell.coordinate} {cell.value}"
    assert formulas > 500


def test_nothing_is_hidden_in_it_and_nobody_is_named(cast: Cast, programme: Programme) -> None:
    content = workbook(programme)
    opened = load_workbook(io.BytesIO(content))
    assert opened.sheetnames == ["Read me", "Interventions", "Budget line", "Value", "Answers", "Settings", "Sources"]
    assert {sheet.sheet_state for sheet in opened} == {"visible"}
    assert not opened.defined_names
    assert not any(sheet.defined_names for sheet in opened)
    assert not any(one.hidden for sheet in opened for one in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])
    assert not any(cell.comment for sheet in opened for row in sheet.iter_rows() for cell in row)
    assert (opened.properties.creator or "", opened.properties.lastModifiedBy or "") == ("", "")
    whole = b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert cast.account("alice").name.encode() not in whole
    assert cast.account("alice").email.encode() not in whole
    assert workbook(programme) == content


@pytest.mark.parametrize("start", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", ' "=1', "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_stays_text_and_comes_back_as_it_was(cast: Cast, start: str) -> None:
    alice = cast.actor("alice")
    programme = programme_of(cast.northshire, alice)
    (area,) = actions.add_areas(programme=programme, rows=[AreaRow(f"{start} area")], by=alice)
    rows = [InterventionRow(area_id=area.pk, name=f"{start} name", estimates=estimates(5, 10))]
    made = actions.add_interventions(programme=programme, rows=rows, by=alice)
    actions.agree_interventions(programme=programme, interventions=made, by=alice)
    content = workbook(programme, 100_000)
    opened = load_workbook(io.BytesIO(content))
    for sheet, cell in (("Interventions", "B2"), ("Interventions", "C2"), ("Sources", "B2")):
        assert opened[sheet][cell].data_type == "s"
        assert opened[sheet][cell].quotePrefix
    assert queries.compare_with_workbook(programme, read_workbook(content)).is_unchanged


def test_an_unchanged_workbook_changes_nothing(cast: Cast) -> None:
    programme = many(cast)
    before = Estimate.objects.count()
    content = workbook(programme)
    for came_back in (content, changed(content, lambda opened: None)):
        assert queries.compare_with_workbook(programme, read_workbook(came_back)).is_unchanged
    assert Estimate.objects.count() == before


def test_a_changed_number_becomes_a_new_estimate_with_its_reason(cast: Cast, four: Exercise) -> None:
    def change(opened: Any) -> None:
        sheet = opened["Interventions"]
        for column, value in zip("OPQ", (3000, 3333.5, 4000), strict=True):
            sheet[f"{column}{ROW['One']}"] = value
        sheet[f"U{ROW['One']}"] = "A second quotation"
        for column in "RST":
            sheet[f"{column}{ROW['Two']}"] = 250

    compared = queries.compare_with_workbook(four.programme, read_workbook(changed(workbook(four.programme), change)))
    assert not compared.faults
    unexplained = [queries.ReturnedNumber(**{**vars(compared.numbers[0]), "why": ""})]
    with pytest.raises(ValidationError, match="Say why"):
        actions.bring_back_workbook(programme=four.programme, numbers=unexplained, reason="", by=cast.actor("anna"))
    made = actions.bring_back_workbook(programme=four.programme, numbers=compared.numbers, reason="Looked at again", by=cast.actor("anna"))
    cost, once = made
    assert (cost.quantity, cost.low, cost.best, cost.high) == ("cost", Decimal(3000), Decimal("3333.5"), Decimal(4000))
    assert (cost.reason, cost.unit, cost.grade) == ("A second quotation", "pounds a year", "expert")
    assert cost.source.startswith("Workbook brought back on ")
    assert (once.quantity, once.best, once.reason) == ("one_off_cost", Decimal(250), "Looked at again")
    assert Event.objects.filter(act="brought_back_workbook").count() == 1
    assert queries.compare_with_workbook(four.programme, read_workbook(workbook(four.programme))).is_unchanged


def test_a_number_changed_on_the_site_meanwhile_is_never_lost(cast: Cast, four: Exercise) -> None:
    old = workbook(four.programme)
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 3600, reason="Invoice"), by=cast.actor("anna"))
    assert queries.compare_with_workbook(four.programme, read_workbook(old)).is_unchanged  # what nobody touched stays as the site has it

    def change(opened: Any) -> None:
        for column in "OPQ":
            opened["Interventions"][f"{column}{ROW['One']}"] = 3700

    (fault,) = queries.compare_with_workbook(four.programme, read_workbook(changed(old, change))).faults
    assert (fault.sheet, fault.cell) == ("Interventions", f"P{ROW['One']}")
    assert "changed on the site too" in fault.problem


def test_a_number_that_changes_between_looking_and_recording_stops_all(cast: Cast, four: Exercise) -> None:
    def change(opened: Any) -> None:
        for row in (ROW["One"], ROW["Two"]):
            for column in "OPQ":
                opened["Interventions"][f"{column}{row}"] = 3700

    numbers = queries.compare_with_workbook(four.programme, read_workbook(changed(workbook(four.programme), change))).numbers
    actions.add_estimate(intervention=four.interventions["Two"], row=estimate("cost", 1, reason="Invoice"), by=cast.actor("anna"))
    before = Estimate.objects.count()
    with pytest.raises(ValidationError, match="in the meantime"):
        actions.bring_back_workbook(programme=four.programme, numbers=numbers, reason="Why not", by=cast.actor("anna"))
    assert Estimate.objects.count() == before


def ten_faults(opened: Any) -> None:
    sheet = opened["Interventions"]
    one, three, two, four = (ROW[name] for name in ("One", "Three", "Two", "Four"))
    sheet[f"F{one}"], sheet[f"G{one}"], sheet[f"H{one}"] = 9, 8, 7  # low above best, high below best
    sheet[f"J{one}"] = "plenty"  # no number
    for column in "LMN":
        sheet[f"{column}{three}"] = 1.4  # no share
    sheet[f"C{three}"] = "Another name"
    sheet[f"F{two}"], sheet[f"G{two}"], sheet[f"H{two}"] = -5, 10, 20  # fewer people than none
    for column in "OPQ":
        sheet[f"{column}{two}"] = None  # emptied
    sheet[f"R{two}"] = 7  # low alone
    sheet[f"O{one}"] = "=1/0"  # never worked out
    sheet[f"P{one}"] = "#DIV/0!"
    sheet[f"A{four}"] = "NOSUCHID"  # which also loses the row of Four
    sheet[f"A{four + 1}"] = sheet[f"A{two}"].value  # twice
    sheet[f"E{three}"] = "Perhaps"
    sheet[f"Q{three}"] = 1e15
    sheet[f"A{four + 2}"], sheet[f"C{four + 2}"] = None, "Something new"


EXPECTED = {
    "F2": "Low must not be above best", "H2": "High must not be below best", "J2": "is not a number", "L3": "between 0 and 1",
    "C3": "Words are changed on the site", "F4": "below nothing", "P4": "emptied", "S4": "needs low, best and high",
    "O2": "no result yet", "P2": "#DIV/0!", "A5": "No intervention of this programme", "A6": "stands in row 4 already",
    "E3": "Words are changed on the site", "Q3": "million million", "A7": "no id", "": "row of “Four”",
}  # fmt: skip


def test_every_fault_is_named_by_sheet_and_cell_and_nothing_is_recorded(cast: Cast, four: Exercise) -> None:
    compared = queries.compare_with_workbook(four.programme, read_workbook(changed(workbook(four.programme), ten_faults)))
    assert compared.numbers == ()
    found = {fault.cell: fault for fault in compared.faults}
    assert {fault.sheet for fault in compared.faults} == {"Interventions"}
    for cell, words in EXPECTED.items():
        assert words in found[cell].problem, cell
    client = cast.client("anna")
    before = Estimate.objects.count()
    response = send(client, four.programme, changed(workbook(four.programme), ten_faults))
    assert response.status_code == 422
    body = response.content.decode()
    assert all(f">{cell}<" in body for cell in EXPECTED if cell)
    assert Estimate.objects.count() == before


def test_sheets_columns_and_programme_must_be_those_of_this_programme(cast: Cast, four: Exercise) -> None:
    def compared(change: Change) -> tuple[Fault, ...]:
        return queries.compare_with_workbook(four.programme, read_workbook(changed(workbook(four.programme), change))).faults

    def lose(opened: Any) -> None:
        del opened["Sources"]

    def rename(opened: Any) -> None:
        opened["Interventions"]["F1"] = "People"

    assert [(one.sheet, one.cell) for one in compared(lose)][:1] == [("Sources", "")]
    assert ("Interventions", "F1") in [(one.sheet, one.cell) for one in compared(rename)]
    other = exercise(cast.northshire, cast.actor("alice"), name="Another")
    (fault,) = queries.compare_with_workbook(other.programme, read_workbook(workbook(four.programme))).faults
    assert (fault.sheet, fault.cell) == ("Read me", "B3")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (120 * 1024 * 1024))
    return out.getvalue()


def laughs() -> bytes:
    """A workbook whose first part would unfold into a thousand million letters."""
    out = io.BytesIO()
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{lines}]><Types>&l9;</Types>'
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", text)
        parts.writestr("xl/workbook.xml", text)
    return out.getvalue()


def broken(content: bytes) -> bytes:
    """The workbook with the sheet of interventions cut short."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as kept:
        for name in parts.namelist():
            kept.writestr(name, parts.read(name)[: 600 if name.endswith("sheet2.xml") else None])
    return out.getvalue()


@pytest.mark.parametrize("kind", ["nothing", "text", "no workbook", "bomb", "laughs", "broken", "picture"])
def test_what_is_no_workbook_of_ours_is_refused_kindly(cast: Cast, four: Exercise, kind: str) -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    content = {
        "nothing": b"", "text": b"id,name\n1,2", "no workbook": empty.getvalue(), "bomb": bomb(), "laughs": laughs(),
        "broken": broken(workbook(four.programme)), "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }[kind]  # fmt: skip
    response = send(cast.client("anna"), four.programme, content)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert Estimate.objects.count() == 16


def send(client: Any, programme: Programme, content: bytes, reason: str = "Looked at again") -> Any:
    file = SimpleUploadedFile("workbook.xlsx", content)
    return client.post(reverse("prioritise:workbook_return", args=[programme.public_id]), {"file": file, "reason": reason})


def test_a_workbook_goes_out_and_comes_back_through_the_pages(cast: Cast, four: Exercise) -> None:
    client = cast.client("anna")
    out = client.get(reverse("prioritise:workbook", args=[four.programme.public_id]))
    assert out["Content-Disposition"].startswith("attachment")
    same = send(client, four.programme, out.content)
    assert "Nothing in this workbook differs" in same.content.decode()

    def change(opened: Any) -> None:
        for column in "FGH":
            opened["Interventions"][f"{column}{ROW['Four']}"] = 3000

    preview = send(client, four.programme, changed(out.content, change))
    assert "1 number in the workbook differs" in preview.content.decode()
    assert Estimate.objects.count() == 16
    sealed = preview.context["found"]
    record = reverse("prioritise:workbook_record", args=[four.programme.public_id])
    # What was found is bound to whoever looked at it and to the programme, and cannot be made up.
    for name, found in (("alice", sealed), ("anna", sealed[:-4] + "AAAA"), ("anna", ""), ("anna", "x" * 500)):
        assert cast.client(name).post(record, {"found": found, "reason": "Why"}).status_code == 302
    assert Estimate.objects.count() == 16
    assert client.post(record, {"found": sealed, "reason": "  "}).status_code == 200
    assert client.post(record, {"found": sealed, "reason": "Counted again"}).status_code == 302
    assert client.post(record, {"found": sealed, "reason": "Counted again"}).status_code == 200  # sent twice: once is enough
    assert Estimate.objects.count() == 17
    current = queries.current_estimates([four.interventions["Four"].pk])[four.interventions["Four"].pk][Quantity.PEOPLE.value]
    assert (current.best, current.reason) == (Decimal(3000), "Counted again")


def test_only_those_who_edit_the_programme_bring_a_workbook_back(cast: Cast, four: Exercise) -> None:
    content = workbook(four.programme)
    assert send(cast.client("felix"), four.programme, content).status_code == 403
    assert send(cast.client("carol"), four.programme, content).status_code == 404


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[bytes], bytes]:
    """LibreOffice without a screen, which works every formula out anew when it opens a file."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("not run: LibreOffice (soffice) is not on this machine")
    (tmp_path / "profile" / "user").mkdir(parents=True)
    (tmp_path / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)

    def recalculated(content: bytes) -> bytes:
        source = tmp_path / "in.xlsx"
        source.write_bytes(content)
        out = tmp_path / "out"
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
        subprocess.run([*command, "--outdir", str(out), str(source)], check=True, timeout=300, capture_output=True, env=os.environ)
        return (out / "in.xlsx").read_bytes()

    return recalculated


class Shown:
    """A workbook as another program worked it out."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content), data_only=True)

    def at(self, sheet: str, cell: str) -> Any:
        return self.book[sheet][cell].value


@pytest.mark.deep
def test_libreoffice_works_out_the_sites_figures_to_the_penny(cast: Cast, libreoffice: Callable[[bytes], bytes]) -> None:
    """Saved without any figure beside the formulas, so that all of them are LibreOffice's own; the file it saves comes back unchanged."""
    programme = many(cast, 46)
    budget = 2_500_000

    def another_budget(opened: Any) -> None:
        opened["Budget line"]["B1"] = budget / 100

    bare = changed(workbook(programme, 500_000), another_budget)
    assert Shown(bare).at("Value", "H2") is None
    worked = libreoffice(bare)
    check_against_the_site(Shown(worked), programme, budget)  # type: ignore[arg-type]
    assert queries.compare_with_workbook(programme, read_workbook(worked)).is_unchanged
