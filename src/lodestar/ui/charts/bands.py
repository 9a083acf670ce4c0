"""Bands: where along an axis of budgets something holds, a row a thing; solid where it does, a thin line where it does not."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import axis_money, short_money, ticks
from lodestar.ui.charts.svg import drawing, el, num
from lodestar.ui.charts.text import shorten, text_width

HAIR = 0.8  # the narrowest band that can be seen


@dataclass(frozen=True)
class Band:
    """One thing, the ranges in which it holds (an end of None is the end of the axis), and the same in words."""

    label: str
    ranges: tuple[tuple[float, float | None], ...]
    words: str


@dataclass(frozen=True)
class Bands:
    """Things in the order given, over budgets from 0 to `highest`, with the budget shown marked."""

    finding: Finding
    bands: tuple[Band, ...]
    highest: float
    budget: float


def _pieces(band: Band, scale: float, highest: float) -> list[tuple[float, float]]:
    """Starts and ends in the drawing's units; pieces closer than can be seen are drawn as one."""
    found: list[tuple[float, float]] = []
    for start, end in band.ranges:
        left, right = max(start, 0) * scale, min(highest if end is None else end, highest) * scale
        if left > highest * scale:
            continue
        if found and left - found[-1][1] < HAIR:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, max(right, left + HAIR)))
    return found


def _row(band: Band, left: float, y: float, scale: float, highest: float) -> list[SafeString]:
    parts = [el("line", x1=left, y1=y, x2=left + highest * scale, y2=y, class_="c-band-out")]
    pieces = _pieces(band, scale, highest)
    if pieces:
        d = "".join(f"M{num(left + a)} {num(y - 6)}H{num(left + b)}V{num(y + 6)}H{num(left + a)}Z" for a, b in pieces)
        parts.append(el("path", d=d, class_="c-bar"))
    return parts


def _draw(data: Bands, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    label_room = 0.0 if narrow else min(max((text_width(b.label, 12) for b in data.bands), default=0) + 14, 270.0)
    row, top = (36.0, 40.0) if narrow else (23.0, 40.0)
    room = width - label_room - 14
    scale = room / (data.highest or 1)
    bottom = top + row * len(data.bands)
    parts: list[SafeString] = []
    for cost in ticks(0, data.highest, 4 if narrow else 7):
        x = label_room + cost * scale
        parts.append(el("line", x1=x, y1=top - 6, x2=x, y2=bottom, class_="c-grid"))
        anchor = "c-start" if x < 14 else ("c-end" if x > width - 30 else "c-middle")
        parts.append(el("text", axis_money(cost), x=min(x, width - 2), y=bottom + 18, class_=f"c-small c-quiet {anchor}"))
    for i, band in enumerate(data.bands):
        y = top + row * (i + 0.5)
        if narrow:
            parts.append(el("text", shorten(band.label, width - 4, 12), x=0, y=y - 8, class_="c-small c-start"))
            parts += _row(band, 0.0, y + 6, scale, data.highest)
        else:
            parts.append(el("text", shorten(band.label, label_room - 10, 12), x=label_room - 10, y=y + 4, class_="c-small c-end"))
            parts += _row(band, label_room, y, scale, data.highest)
    x = label_room + min(data.budget, data.highest) * scale
    words = _("Budget %s") % short_money(data.budget)
    half = text_width(words, 14, bold=True) / 2
    parts.append(el("line", x1=x, y1=20, x2=x, y2=bottom, class_="c-budget-edge"))
    parts.append(el("line", x1=x, y1=20, x2=x, y2=bottom, class_="c-budget"))
    parts.append(el("text", words, x=min(max(x, half), width - half), y=14, class_="c-label c-middle"))
    told = "; ".join(f"{b.label}: {b.words}" for b in data.bands[:60])
    return drawing(*parts, key=key, width=width, height=bottom + 26, title=data.finding.sentence, description=told)


def draw_bands(data: Bands, *, key: str | None = None) -> Picture:
    """At which budgets each thing is funded, as bands along one axis of money."""
    key = key or data.finding.key
    rows = tuple((b.label, b.words) for b in data.bands)
    return Picture(
        kind="bands",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=Table(_("Budgets at which each is funded"), (Column(_("Option")), Column(_("Funded"))), rows),
        legend=(LegendItem("bar", _("Funded at this budget")),),
    )
