"""Writing the workbook: formulas that Excel 2016 and LibreOffice both work out, each with what it comes to now beside it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from lodestar.prioritise.models import Quantity
from lodestar.prioritise.workbooks import formulas, given
from lodestar.prioritise.workbooks.cells import LINE, MAY_CHANGE, MONEY, NUMBER, Cells
from lodestar.prioritise.workbooks.layout import (
    ENDS,
    FIRST_NUMBER,
    QUANTITIES,
    WHY,
    Book,
    BookRow,
    column_of,
    intervention_columns,
    weighed_words,
)

LANDSCAPE_A4 = 9


def write_workbook(book: Book) -> bytes:
    """The workbook's bytes. The same book gives the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"title": book.programme, "created": datetime.combine(book.exported_on, time(), tzinfo=UTC)})
    cells = Cells(workbook, book)
    given.read_me(cells)
    interventions(cells)
    given.settings(cells)
    given.sources(cells)
    given.answers(cells)
    if book.weighed:
        formulas.value(cells)
        formulas.budget_line(cells)
    for sheet in cells.sheets.values():
        sheet.set_landscape()
        sheet.set_paper(LANDSCAPE_A4)
        sheet.fit_to_pages(1, 0)
    workbook.close()
    return out.getvalue()


def interventions(cells: Cells) -> None:
    sheet = cells.sheets[cells.names.interventions]
    cells.head(sheet, intervention_columns())
    sheet.freeze_panes(1, 3)
    for column, width in ((0, 15), (1, 24), (2, 34), (3, 16), (4, 17)):
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_NUMBER, WHY - 1, 12)
    sheet.set_column(WHY, WHY, 40)
    for place, row in enumerate(cells.rows, 1):
        for column, text in enumerate((row.key, row.area, row.name, weighed_words(row), row.commitment)):
            cells.words(sheet, place, column, text, border=1, border_color=LINE)
        _numbers(cells, sheet, place, row)
        cells.words(sheet, place, WHY, "", bg_color=MAY_CHANGE, border=1, border_color=LINE)
    _validation(cells, sheet)


def _numbers(cells: Cells, sheet: Any, place: int, row: BookRow) -> None:
    for quantity in QUANTITIES:
        form = MONEY if quantity in {Quantity.COST, Quantity.ONE_OFF_COST} else NUMBER
        for end in ENDS:
            column, given = column_of(quantity, end), row.numbers.get(quantity)
            looks = {"bg_color": MAY_CHANGE, "border": 1, "border_color": LINE, "bold": end == "best"}
            if given is None:
                sheet.write_blank(place, column, None, cells.style(num_format=form, **looks))
            else:
                cells.number(sheet, place, column, given.end(end), form, **looks)


def _validation(cells: Cells, sheet: Any) -> None:
    limits = {Quantity.PROBABILITY: (0, 1), Quantity.PEOPLE: (0, 10**9)}
    for quantity, (least, most) in limits.items():
        first, last = column_of(quantity, "low"), column_of(quantity, "high")
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": least,
            "maximum": most,
            "error_title": str(quantity.label),
            "error_message": _("Between %(least)s and %(most)s") % {"least": least, "most": most},
        }
        sheet.data_validation(1, first, max(len(cells.rows), 1), last, rule)
