"""Cells of CSV files that a spreadsheet will not run as formulas."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
# A spreadsheet also reads the full-width forms, and looks past leading blanks and quotes.
_DANGEROUS = re.compile(r"^[\s\"';]*[=+\-@＝＋－＠\t\r\n]")


def safe_cell(value: Any) -> Any:
    """Text that could run as a formula gets a leading apostrophe; numbers, negative ones too, stay numbers."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value) or not _DANGEROUS.match(value):
        return value
    return f"'{value}"
