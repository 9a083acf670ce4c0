"""Spans: from low to high for each thing on one axis, with the middle marked; for ranges of ranks, and for a tornado about one value."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import alike, ticks
from lodestar.ui.charts.svg import drawing, el
from lodestar.ui.charts.text import shorten, text_width


@dataclass(frozen=True)
class Span:
    """One thing from low to high, its middle where it has one, and what is written at its ends."""

    label: str
    low: float
    high: float
    middle: float | None = None
    low_words: str = ""
    high_words: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("a span runs from low to high")


@dataclass(frozen=True)
class Spans:
    """Things in the order given. `centre` is a value all are compared with (a tornado); without it the middles are drawn as dots."""

    finding: Finding
    spans: tuple[Span, ...]
    axis_label: str
    columns: tuple[str, str, str]
    centre: float | None = None
    whole: bool = False
    note_label: str = ""


def _bounds(data: Spans) -> tuple[float, float]:
    ends = [s.low for s in data.spans] + [s.high for s in data.spans] + ([data.centre] if data.centre is not None else [])
    low, high = min(ends, default=0), max(ends, default=1)
    air = (high - low) * 0.02 or 1.0
    return low - air, high + air


def _ticks(data: Spans, low: float, high: float, most: int) -> list[tuple[float, str]]:
    marks = [t for t in ticks(low, high, most) if not data.whole or float(t).is_integer()]
    return list(zip(marks, alike(marks), strict=True))


def _draw(data: Spans, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    label_room = 0.0 if narrow else min(max((text_width(s.label, 12) for s in data.spans), default=0) + 14, 320.0)
    words = [text_width(w, 12) for s in data.spans for w in (s.low_words, s.high_words)]
    ends = max(words, default=0) + 8 if any(words) else 10.0
    left, room = label_room + ends, width - label_room - 2 * ends
    low, high = _bounds(data)
    row, top = (42.0, 8.0) if narrow else (26.0, 8.0)
    bottom = top + row * len(data.spans)

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * room

    parts: list[SafeString] = []
    for value, text in _ticks(data, low, high, 4 if narrow else 7):
        parts.append(el("line", x1=x(value), y1=top - 4, x2=x(value), y2=bottom, class_="c-grid"))
        half = text_width(text, 12) / 2
        parts.append(el("text", text, x=min(max(x(value), half), width - half), y=bottom + 16, class_="c-small c-quiet c-middle"))
    for i, one in enumerate(data.spans):
        y = top + row * (i + (0.72 if narrow else 0.5))
        place = (0.0, y - 16, "c-start", width - 4) if narrow else (label_room, y + 4, "c-end", label_room - 4)
        parts.append(el("text", shorten(one.label, place[3], 12), x=place[0], y=place[1], class_=f"c-small {place[2]}"))
        parts += _span(data, one, x(one.low), x(one.high), y)
        if one.middle is not None and data.centre is None:
            parts.append(el("circle", cx=x(one.middle), cy=y, r=5, class_="c-point"))
    if data.centre is not None:
        parts.append(el("line", x1=x(data.centre), y1=top - 4, x2=x(data.centre), y2=bottom, class_="c-mean"))
    parts.append(el("text", shorten(data.axis_label, width - 4, 12), x=width, y=bottom + 34, class_="c-small c-end"))
    told = "; ".join(" ".join(row) for row in _rows(data)[:60])
    return drawing(*parts, key=key, width=width, height=bottom + 42, title=data.finding.sentence, description=told)


def _span(data: Spans, one: Span, low: float, high: float, y: float) -> list[SafeString]:
    size = 14 if data.centre is not None else 5
    kind = "c-bar" if data.centre is not None else "c-span"
    parts = [el("rect", x=low, y=y - size / 2, width=max(high - low, 1), height=size, class_=kind)]
    if one.low_words:
        parts.append(el("text", one.low_words, x=low - 5, y=y + 4, class_="c-small c-quiet c-end"))
    if one.high_words:
        parts.append(el("text", one.high_words, x=high + 5, y=y + 4, class_="c-small c-quiet c-start"))
    return parts


def _rows(data: Spans) -> list[tuple[str, ...]]:
    figures = alike([v for s in data.spans for v in (s.low, s.middle if s.middle is not None else 0.0, s.high)])
    rows = []
    for i, one in enumerate(data.spans):
        low, middle, high = figures[3 * i : 3 * i + 3]
        has_middle = any(s.middle is not None for s in data.spans)
        cells = [one.label, low, *([middle] if has_middle else []), high, *([one.note] if data.note_label else [])]
        rows.append(tuple(cells))
    return rows


def draw_spans(data: Spans, *, key: str | None = None) -> Picture:
    """From low to high for each thing, on one axis."""
    key = key or data.finding.key
    has_middle = any(s.middle is not None for s in data.spans)
    names = (data.columns[0], *((data.columns[1],) if has_middle else ()), data.columns[2])
    columns = (Column(_("Option")), *(Column(name, True) for name in names), *((Column(data.note_label),) if data.note_label else ()))
    legend = () if data.centre is not None else (LegendItem("point", data.columns[1]),)
    return Picture(
        kind="spans",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=Table(data.axis_label, columns, tuple(_rows(data))),
        legend=legend,
    )
