"""What every chart has: the sentence that says the finding, two drawings (wide and narrow), and the same figures as a table."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

WIDE = 720.0
NARROW = 344.0
_KEY = re.compile(r"^[a-z][a-z0-9-]*$")


@dataclass(frozen=True)
class Finding:
    """The sentence over a chart, given by the caller, and where the figures can be fetched.

    `key` names the chart on the page (lower-case letters, figures, hyphens). Raises ValueError for a key that cannot be an id
    and for an address that leaves this site.
    """

    key: str
    sentence: str
    detail: str = ""
    source: str = ""
    csv_url: str = ""
    excel_url: str = ""

    def __post_init__(self) -> None:
        if not _KEY.match(self.key):
            raise ValueError(f"not usable as an id: {self.key!r}")
        for url in (self.csv_url, self.excel_url):
            if url and (not url.startswith(("/", "?")) or url.startswith("//")):
                raise ValueError(f"not an address of this site: {url!r}")


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """The same figures as a real table; the first cell of each row is its header."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def marked_rows(self) -> list[list[tuple[str, bool]]]:
        """Cells beside whether they are numbers, as the template needs them."""
        return [[(cell, column.numeric) for cell, column in zip(row, self.columns, strict=True)] for row in self.rows]


@dataclass(frozen=True)
class LegendItem:
    """A swatch (drawn by the template, by its kind) and its words."""

    swatch: str
    label: str


@dataclass(frozen=True)
class KeyItem:
    """The name behind a number in a drawing."""

    number: str
    label: str


@dataclass(frozen=True)
class Picture:
    """A chart ready to be put on a page."""

    kind: str
    finding: Finding
    key: str
    wide: SafeString
    narrow: SafeString
    table: Table
    legend: tuple[LegendItem, ...] = ()
    names: tuple[KeyItem, ...] = ()
    names_only_when_narrow: bool = False
    notes: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def box_overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float], air: float = 0) -> bool:
    """Whether two boxes (left, top, right, bottom) come closer than `air`."""
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air


Box = tuple[float, float, float, float]
