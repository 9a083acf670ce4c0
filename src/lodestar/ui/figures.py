"""A figure that opens: the number, the sentence it stands for, and its meaning one click away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import components as c
from .components.html import el, hidden_text, join
from .tables import ways_out

Text = str | Promise


@dataclass(frozen=True)
class Figure:
    """`value` is written out ("62 %", "£1,234.56"); `people` is how many people it rests on, `missing` who or what is not in it."""

    value: Text
    label: Text
    definition: Text = ""
    rule: Text = ""
    people: int | None = None
    missing: Text = ""
    worked_out_at: dt.datetime | None = None
    rows_url: str = ""
    csv_url: str = ""
    excel_url: str = ""
    note: Text = ""


def figure(given: Figure) -> SafeString:
    rows = _meaning(given)
    return el(
        "div",
        {"class": "lode-figure"},
        el(
            "p",
            {"class": "lode-figure__line"},
            el("span", {"class": "lode-figure__value"}, given.value),
            " ",
            el("span", {"class": "lode-figure__label"}, given.label),
        ),
        el("p", {"class": "govuk-body-s lode-quiet"}, given.note) if given.note else None,
        c.details(
            join([_("What this means"), hidden_text(join([": ", given.label]))]),
            join([c.summary_list(rows, classes_="lode-figure__meaning"), ways_out(given.label, given.csv_url, given.excel_url)]),
        )
        if rows
        else ways_out(given.label, given.csv_url, given.excel_url),
    )


def _meaning(given: Figure) -> list[dict[str, dict[str, object]]]:
    pairs: list[tuple[str, object]] = [
        (_("Definition"), given.definition),
        (_("Rule"), given.rule),
        (_("People"), f"{given.people:,}" if given.people is not None else ""),
        (_("Missing"), given.missing),
        (_("Worked out"), moment(given.worked_out_at) if given.worked_out_at else ""),
        (
            _("Rows"),
            el("a", {"class": "govuk-link", "href": given.rows_url}, _("See the rows"), hidden_text(join([": ", given.label])))
            if given.rows_url
            else "",
        ),
    ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in pairs if value]


def moment(at: dt.datetime) -> str:
    """21 November 2026 at 14:05, in the time of the place where the page is read."""
    return date_format(timezone.localtime(at) if timezone.is_aware(at) else at, r"j F Y \a\t H:i")
