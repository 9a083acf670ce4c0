"""Reading a workbook that comes back: every fault by sheet and cell, and the numbers as they now stand in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lodestar.common.tables import Unreadable
from lodestar.prioritise.models import Quantity
from lodestar.prioritise.workbooks.layout import (
    ENDS,
    PROGRAMME_ROW,
    QUANTITIES,
    WHY,
    Fault,
    column_of,
    intervention_columns,
    sheet_names,
    source_columns,
)

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 2_000
LARGEST_NUMBER = Decimal(10) ** 12
DIGITS = Decimal("0.0001")
LONGEST_REASON = 2_000
EXCEL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")

Ends = tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True)
class ReadRow:
    """A row of the sheet of interventions: its number in the sheet, what it says of itself, and its numbers where they are whole."""

    number: int
    key: str
    area: str
    name: str
    commitment: str
    numbers: dict[Quantity, Ends | None]
    why: str
    faulty: frozenset[Quantity] = frozenset()


@dataclass(frozen=True)
class Reading:
    """What a workbook says. `sources` are the ids of the estimates that it was made from, by intervention and number."""

    programme_key: str = ""
    rows: tuple[ReadRow, ...] = ()
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_workbook(content: bytes) -> Reading:
    """Reads the workbook whole and lists everything in it that cannot stand by itself. Raises Unreadable where it is none."""
    shown, written = _opened(content, data_only=True), _opened(content, data_only=False)
    names = sheet_names()
    wanted = (names.read_me, names.interventions, names.sources)
    missing = [name for name in wanted if name not in shown.sheetnames]
    if missing:
        return Reading(faults=tuple(Fault(name, "", _("The sheet is missing. Do not rename or delete sheets.")) for name in missing))
    faults = [
        *_wrong_columns(names.interventions, _grid(shown[names.interventions])[:1], intervention_columns()),
        *_wrong_columns(names.sources, _grid(shown[names.sources])[:1], source_columns()),
    ]
    programme = _programme_key(shown[names.read_me])
    if faults:
        return Reading(programme, faults=tuple(faults))
    rows = tuple(_rows(_grid(shown[names.interventions]), _grid(written[names.interventions]), names.interventions, faults))
    return Reading(programme, rows, _sources(_grid(shown[names.sources])), tuple(faults))


def cell_name(row: int, column: int) -> str:
    """The name of a cell as a spreadsheet shows it; `row` counted from 1, `column` from 0."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{row}"


def _opened(content: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook

    unreadable = Unreadable(_("The file cannot be read as an Excel workbook. Save it as .xlsx and try again."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The workbook is too large to be one of ours. Download it again and copy your numbers in."))
        return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    except Unreadable:
        raise
    except Exception:
        raise unreadable from None


def _grid(sheet: Any) -> list[tuple[Any, ...]]:
    try:
        return list(sheet.iter_rows(max_row=MOST_ROWS, max_col=WHY + 2, values_only=True))
    except Exception:
        raise Unreadable(_("A sheet of the workbook cannot be read. Download it again and copy your numbers in.")) from None


def _programme_key(sheet: Any) -> str:
    rows = _grid(sheet)
    return _text(rows[PROGRAMME_ROW][1]) if len(rows) > PROGRAMME_ROW and len(rows[PROGRAMME_ROW]) > 1 else ""


def _wrong_columns(sheet: str, first: Sequence[tuple[Any, ...]], wanted: Sequence[str]) -> Iterator[Fault]:
    given = [_text(cell) for cell in (first[0] if first else ())]
    for column, title in enumerate(wanted):
        found = given[column] if column < len(given) else ""
        if found != title:
            words = _("The column should be “%(title)s”, but it says “%(found)s”. Do not move, rename or delete columns.")
            yield Fault(sheet, cell_name(1, column), words % {"title": title, "found": found[:60]})


def _rows(shown: Sequence[tuple[Any, ...]], written: Sequence[tuple[Any, ...]], sheet: str, faults: list[Fault]) -> Iterator[ReadRow]:
    for number, (cells, typed) in enumerate(zip(shown[1:], written[1:], strict=True), 2):
        if all(cell is None or _text(cell) == "" for cell in cells):
            continue
        row = _padded(cells)
        numbers, faulty = {}, set()
        for quantity in QUANTITIES:
            before = len(faults)
            numbers[quantity] = _ends(row, _padded(typed), quantity, (sheet, number), faults)
            if len(faults) > before:
                faulty.add(quantity)
        why = _text(row[WHY])
        if len(why) > LONGEST_REASON:
            faults.append(Fault(sheet, cell_name(number, WHY), _("The reason is longer than 2,000 characters.")))
        yield ReadRow(number, _text(row[0]), _text(row[1]), _text(row[2]), _text(row[4]), numbers, why, frozenset(faulty))


def _padded(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*cells, *([None] * (WHY + 1 - len(cells))))


def _ends(shown: tuple[Any, ...], written: tuple[Any, ...], quantity: Quantity, place: tuple[str, int], faults: list[Fault]) -> Ends | None:
    """The three ends of a number; None where all three are empty, or where something is wrong with them."""
    sheet, number = place
    columns = [column_of(quantity, end) for end in ENDS]
    ends, before = [], len(faults)
    for column in columns:
        try:
            ends.append(_number(shown[column], written[column]))
        except ValueError as fault:
            faults.append(Fault(sheet, cell_name(number, column), str(fault)))
    if len(faults) > before or all(end is None for end in ends):
        return None
    for column, end in zip(columns, ends, strict=True):
        if end is None:
            words = _("%(number)s needs low, best and high: this one is empty.")
            faults.append(Fault(sheet, cell_name(number, column), words % {"number": quantity.label}))
    if len(faults) > before:
        return None
    low, best, high = ends
    faults.extend(Fault(sheet, cell_name(number, columns[at]), problem) for at, problem in _out_of_order(quantity, low, best, high))
    return None if len(faults) > before else (low, best, high)


def _out_of_order(quantity: Quantity, low: Decimal, best: Decimal, high: Decimal) -> Iterator[tuple[int, str]]:
    if low > best:
        yield 0, _("Low must not be above best")
    if high < best:
        yield 2, _("High must not be below best")
    for at, end in enumerate((low, best, high)):
        if quantity == Quantity.PROBABILITY and not 0 <= end <= 1:
            yield at, _("A probability lies between 0 and 1: write 0.7 for 70 %")
        if quantity == Quantity.PEOPLE and end < 0:
            yield at, _("The number of people cannot be below nothing")


def _number(shown: Any, written: Any) -> Decimal | None:
    """A cell as a number; None where it is empty. Raises ValueError in words."""
    if isinstance(shown, str):
        shown = shown.strip() or None
    if shown is None:
        if written is not None and str(written).startswith("="):
            raise ValueError(_("The formula here has no result yet. Open the workbook in Excel or LibreOffice, save it, and try again."))
        return None
    if shown in EXCEL_ERRORS:
        raise ValueError(_("The formula here ends in the error %(error)s.") % {"error": shown})
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        raise ValueError(_("“%(said)s” is not a number.") % {"said": str(shown)[:40]})
    exact = Decimal(repr(shown))
    if not exact.is_finite() or abs(exact) >= LARGEST_NUMBER:
        raise ValueError(_("The number must be below a million million."))
    rounded = exact.quantize(DIGITS)
    if exact and not rounded:
        raise ValueError(_("The number is smaller than 0.0001, the least that is kept."))
    return rounded


def _sources(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str], str]:
    """The ids of the estimates that the workbook was made from."""
    labels = {str(quantity.label): quantity.value for quantity in QUANTITIES}
    found = {}
    for row in rows[1:]:
        cells = _padded(row)
        quantity = labels.get(_text(cells[2]), "")
        if quantity:
            found[_text(cells[0]), quantity] = _text(cells[8])
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
