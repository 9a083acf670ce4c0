"""A table of data with its caption, figures set right, a way out to a spreadsheet, and cards instead of columns on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .components.html import classes, el, hidden_text, join

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """`numeric` sets figures right and writes thousands; `note` is a few words under the label (a unit, a rule)."""

    label: Text
    numeric: bool = False
    note: Text = ""


@dataclass(frozen=True)
class DataTable:
    """Rows of cells, one a column; the first cell names its row. A cell is text, a number, safe markup, or None for "no figure".

    `wide` keeps columns on a phone and scrolls inside the table; without it each row becomes a card.
    """

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]] = field(default_factory=list)
    totals: Sequence[object] | None = None
    note: Text = ""
    empty_text: Text = ""
    caption_hidden: bool = False
    wide: bool = False
    small: bool = False
    can_copy: bool = False
    csv_url: str = ""
    excel_url: str = ""


def data_table(table: DataTable) -> SafeString:
    if not table.rows and table.empty_text:
        return el("p", {"class": "govuk-body lode-quiet"}, table.empty_text)
    caption = classes("govuk-table__caption govuk-table__caption--m", table.caption_hidden and "govuk-visually-hidden")
    name = classes(
        "govuk-table lode-table",
        table.wide and "lode-table--wide",
        table.small and "govuk-table--small-text-until-tablet lode-table--small",
    )
    drawn = el(
        "table",
        {"class": name, "role": "table"},
        el("caption", {"class": caption}, el("span", {"class": "lode-scroll__caption"}, table.caption) if table.wide else table.caption),
        _head(table.columns),
        el("tbody", {"class": "govuk-table__body", "role": "rowgroup"}, *(_row(table.columns, row) for row in table.rows)),
        el("tfoot", {"class": "lode-table__totals", "role": "rowgroup"}, _row(table.columns, table.totals)) if table.totals else None,
    )
    if table.wide:
        drawn = el("div", {"class": "lode-scroll", "role": "region", "aria-label": table.caption, "tabindex": "0"}, drawn)
    note = el("p", {"class": "govuk-body-s lode-quiet"}, table.note) if table.note else None
    return el("div", {"class": "lode-data"}, drawn, note, ways_out(table.caption, table.csv_url, table.excel_url, table.can_copy))


def ways_out(what: Text, csv_url: str = "", excel_url: str = "", can_copy: bool = False) -> SafeString | None:
    """Copy, CSV and Excel, each saying of what; Copy shows only where scripts run."""
    about = hidden_text(join([": ", what]))
    copy = el(
        "button", {"type": "button", "class": "lode-link-button", "data-copy-table": True, "data-copied": _("Copied")}, _("Copy"), about
    )
    ways = [
        el("li", {"hidden": True}, copy) if can_copy else None,
        el("li", {}, el("a", {"class": "govuk-link", "href": csv_url}, _("CSV"), about)) if csv_url else None,
        el("li", {}, el("a", {"class": "govuk-link", "href": excel_url}, _("Excel"), about)) if excel_url else None,
    ]
    return el("ul", {"class": "lode-ways-out"}, *ways) if any(ways) else None


def _head(columns: Sequence[Column]) -> SafeString:
    cells = (
        el(
            "th",
            {
                "scope": "col",
                "role": "columnheader",
                "class": classes("govuk-table__header", column.numeric and "govuk-table__header--numeric"),
            },
            column.label,
            el("span", {"class": "lode-table__note"}, column.note) if column.note else None,
        )
        for column in columns
    )
    return el("thead", {"class": "govuk-table__head", "role": "rowgroup"}, el("tr", {"class": "govuk-table__row", "role": "row"}, *cells))


def _row(columns: Sequence[Column], row: Sequence[object]) -> SafeString:
    cells = []
    for number, (column, value) in enumerate(zip(columns, row, strict=True)):
        name = classes(column.numeric and "govuk-table__cell--numeric", value is None and "lode-quiet", value == "" and "lode-empty")
        if number == 0:
            cells.append(
                el(
                    "th",
                    {"scope": "row", "role": "rowheader", "class": classes("govuk-table__header lode-plain", name)},
                    written(value, column.numeric),
                )
            )
        else:
            cells.append(
                el(
                    "td",
                    {"role": "cell", "class": classes("govuk-table__cell", name), "data-label": column.label},
                    written(value, column.numeric),
                )
            )
    return el("tr", {"class": "govuk-table__row", "role": "row"}, *cells)


def written(value: object, numeric: bool) -> object:
    """A cell as it is shown: thousands in figures, a dash with words behind it for what is not there.

    >>> written(14922, True)
    '14,922'
    """
    if value is None:
        return join([el("span", {"aria-hidden": "true"}, "–"), hidden_text(_("no figure"))])
    if numeric and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{value:,}".replace("-", "−")
    return value if value != "" else None
