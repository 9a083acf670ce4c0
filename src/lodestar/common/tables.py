"""Tables from files: which characters, which separator, and where each cell stands. Knows nothing of what they hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS_OF_WORKBOOK = 100_002
SEPARATORS = (",", ";", "\t")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class Unreadable(ValueError):  # noqa: N818 — named for what it is
    """A file that is no table; the words say what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: "row 14, column money: must be 1–10, got 11". Row 1 is the header."""

    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return _("row %(row)s, column %(column)s: %(problem)s") % {"row": self.row, "column": self.column, "problem": self.problem}


@dataclass(frozen=True)
class Sheet:
    """A header and its rows; each row with the number a spreadsheet shows beside it."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(content: bytes) -> Sheet:
    """A table from a CSV file (UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs) or an Excel workbook's first sheet.

    Raises Unreadable.
    """
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 10 MB. Split it and bring in each part."))
    if content.startswith(b"PK"):
        return _sheet(_rows_of_workbook(content))
    text = text_of(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = _lines(text, separator)
    except csv.Error:
        raise Unreadable(_("The file cannot be read as a table. Save it as CSV and try again.")) from None
    return _sheet(lines)


def _sheet(lines: list[tuple[int, list[str]]]) -> Sheet:
    if not lines:
        raise Unreadable(_("The file is empty."))
    (_number, header), *rest = lines
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    return Sheet(tuple(cell.strip() for cell in header), tuple((number, tuple(cell.strip() for cell in row)) for number, row in rest))


def text_of(content: bytes) -> str:
    """The text of a file, whichever of the usual encodings it is in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\x00" in content[:200]:
        # Every other byte is nothing: two bytes a letter, without the mark that says in which order.
        return _decoded(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(_("The letters of the file cannot be read. Save it as CSV UTF-8 and try again.")) from None


def _lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its row number in a spreadsheet."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered = [(number, row) for number, row in enumerate(reader, 1) if any(cell.strip() for cell in row)]
    for number, row in numbered:
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise Unreadable(_("Row %(row)s holds a cell of more than 10,000 characters.") % {"row": number})
    return numbered


def _rows_of_workbook(content: bytes) -> list[tuple[int, list[str]]]:
    """The rows of a workbook's first sheet, as text; formulas give what they last came to."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    unreadable = Unreadable(_("The workbook cannot be read. Save it as CSV and try again."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The workbook is too large. Split it and bring in each part."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS_OF_WORKBOOK, max_col=MOST_COLUMNS + 1, values_only=True)
        return [
            (number, [_cell(cell) for cell in _without_end(row)]) for number, row in enumerate(rows, 1) if any(c is not None for c in row)
        ]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as fault:
        raise fault if isinstance(fault, Unreadable) else unreadable from None


def _without_end(row: tuple[object, ...]) -> tuple[object, ...]:
    """A row without the empty cells after its last."""
    filled = [place for place, cell in enumerate(row) if cell is not None]
    return row[: filled[-1] + 1]


def _cell(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)[:LONGEST_CELL]


def day_of(text: str) -> dt.date | None:
    """2026-11-21 or 21/11/2026; never the American order."""
    match = _DAY.fullmatch(text.removesuffix(" 00:00:00"))
    if not match:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
