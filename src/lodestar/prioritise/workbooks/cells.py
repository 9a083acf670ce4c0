"""Cells of a workbook in our looks: text that stays text, numbers, and formulas with what they come to beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lodestar.prioritise.workbooks.layout import Book, sheet_names

INK, TEAL, WASH, MAY_CHANGE, LINE = "#10243E", "#0B6B6B", "#E6F2F1", "#FFF6D9", "#B7C1C7"
# A spreadsheet could take these for a formula when somebody edits the cell; it looks past blanks, and takes full-width forms too.
LIKE_A_FORMULA = re.compile(r"^[\s\"';]*[=+\-@＝＋－＠\t\r\n]")
MONEY, NUMBER, SHARE, VALUE = "#,##0.00;-#,##0.00", "#,##0.####;-#,##0.####", "0.0000", "#,##0.00"


class Cells:
    """A workbook being written, and the book it is written from."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self.book = book
        self.names = sheet_names()
        self.sheets = {name: workbook.add_worksheet(name) for name in vars(self.names).values()}
        self.workbook = workbook
        self.styles: dict[str, Any] = {}
        self.rows = [*book.weighed, *(row for row in book.rows if not row.is_weighed)]
        self.last = len(book.weighed) + 1

    def style(self, **looks: Any) -> Any:
        key = repr(sorted(looks.items()))
        if key not in self.styles:
            self.styles[key] = self.workbook.add_format({"font_name": "Calibri", "font_size": 11, "valign": "top", **looks})
        return self.styles[key]

    def words(self, sheet: Any, row: int, column: int, text: str, **looks: Any) -> None:
        """Text that stays text, whatever it begins with."""
        quoted = {"quote_prefix": True} if LIKE_A_FORMULA.match(text) else {}
        sheet.write_string(row, column, text, self.style(**{"text_wrap": True, **quoted, **looks}))

    def head(self, sheet: Any, titles: Sequence[str], row: int = 0) -> None:
        look = self.style(bold=True, font_color="#FFFFFF", bg_color=INK, text_wrap=True, border=1, border_color=LINE)
        for column, title in enumerate(titles):
            sheet.write_string(row, column, title, look)

    def number(self, sheet: Any, row: int, column: int, value: Decimal | float, form: str = NUMBER, **looks: Any) -> None:
        sheet.write_number(row, column, float(value), self.style(num_format=form, **looks))

    def formula(self, sheet: Any, cell: tuple[int, int], text: str, value: Any, form: str = NUMBER, **looks: Any) -> None:
        sheet.write_formula(*cell, f"={text}", self.style(num_format=form, **looks), "" if value is None else value)


def letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def quoted(sheet: str) -> str:
    """A sheet's name as a formula has it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
