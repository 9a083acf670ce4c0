"""The control chart (XmR): each point in time, the mean, the limits, and signals marked by shape as well as colour."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import axis_room, period_labels, plain, ticks
from lodestar.ui.charts.svg import drawing, el, path
from lodestar.ui.charts.text import shorten, text_width

Signal = Literal["beyond", "run", "trend", "cluster"]


@dataclass(frozen=True)
class TimePoint:
    """One period: its label, its value (None: no figure, the line breaks), and the rule it breaks if any."""

    label: str
    value: float | None
    signal: Signal | None = None


@dataclass(frozen=True)
class Limits:
    """Mean and limits in force from one point to another (both counted from 0, both included)."""

    first: int
    last: int
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class ControlChart:
    """Points in time order; more than one set of limits where the process was rebased."""

    finding: Finding
    points: tuple[TimePoint, ...]
    limits: tuple[Limits, ...]
    target: float | None = None
    unit: str = ""
    value_label: str = ""


@dataclass(frozen=True)
class TimeShape:
    """From a point's number and value to the drawing."""

    left: float
    top: float
    width: float
    height: float
    count: int
    low: float
    high: float

    def x(self, index: float) -> float:
        return self.left + self.width * (index + 0.5) / self.count

    def y(self, value: float) -> float:
        return self.top + self.height * (self.high - value) / (self.high - self.low)


def signal_words(signal: Signal) -> str:
    """What each shape means."""
    return {
        "beyond": _("Outside the limits"),
        "run": _("A run on one side of the mean"),
        "trend": _("A steady rise or fall"),
        "cluster": _("Most of a few points near a limit"),
    }[signal]


def spread_labels(wanted: list[float], gap: float) -> list[float]:
    """Heights as near to those wanted as can be with `gap` between neighbours, in the order given."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[list[float]] = []  # [sum of wanted minus offsets, members]
    for position, i in enumerate(order):
        groups.append([wanted[i] - position * gap, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            total, members = groups.pop()
            groups[-1][0] += total
            groups[-1][1] += members
    placed = [0.0] * len(wanted)
    position = 0
    for total, members in groups:
        for _n in range(int(members)):
            placed[order[position]] = total / members + position * gap
            position += 1
    return placed


def _shape(data: ControlChart, *, narrow: bool) -> TimeShape:
    values = [p.value for p in data.points if p.value is not None]
    for limit in data.limits:
        values += [limit.lower, limit.upper]
    if data.target is not None:
        values.append(data.target)
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = (high - low or 1) * 0.08
    low, high = (0.0 if 0 <= low < (high - low) * 0.3 else low - air), high + air
    width, height = (NARROW, 220.0) if narrow else (WIDE, 290.0)
    left = axis_room(ticks(low, high, 5))
    right = 14 + max((text_width(words, 12, bold=True) for words, _v, _s in _line_names(data, narrow=narrow)), default=0)
    return TimeShape(left, 26.0, width - left - right, height, max(len(data.points), 1), low, high)


def _worded(value: float, unit: str) -> str:
    return f"{plain(value)} {unit}".rstrip() if unit != "£" else f"£{plain(value)}"


def _mark(signal: Signal | None, x: float, y: float) -> SafeString:
    if signal is None:
        return el("circle", cx=x, cy=y, r=4.5, class_="c-point")
    shapes: dict[Signal, list[tuple[float, float]]] = {
        "beyond": [(0, -8), (8, 0), (0, 8), (-8, 0)],
        "run": [(-6, -6), (6, -6), (6, 6), (-6, 6)],
        "trend": [(0, -8), (7.5, 6), (-7.5, 6)],
        "cluster": [(-3, -7), (3, -7), (3, -3), (7, -3), (7, 3), (3, 3), (3, 7), (-3, 7), (-3, 3), (-7, 3), (-7, -3), (-3, -3)],
    }
    return el("path", d=path([(x + a, y + b) for a, b in shapes[signal]], closed=True), class_="c-signal")


def _lines(data: ControlChart, shape: TimeShape) -> list[SafeString]:
    parts = []
    for limit in data.limits:
        x1, x2 = shape.x(limit.first - 0.5), shape.x(limit.last + 0.5)
        for value, name in ((limit.mean, "c-mean"), (limit.lower, "c-limit"), (limit.upper, "c-limit")):
            parts.append(el("line", x1=x1, y1=shape.y(value), x2=x2, y2=shape.y(value), class_=name))
    if data.target is not None:
        y = shape.y(data.target)
        parts.append(el("line", x1=shape.left, y1=y, x2=shape.left + shape.width, y2=y, class_="c-target"))
    return parts


def _line_names(data: ControlChart, *, narrow: bool) -> list[tuple[str, float, str]]:
    """Words, value and style of each line's name."""
    named: list[tuple[str, float, str]] = []
    if data.limits:
        last = data.limits[-1]
        upper, lower = (_("Upper"), _("Lower")) if narrow else (_("Upper limit"), _("Lower limit"))
        named = [(upper, last.upper, ""), (_("Mean"), last.mean, "c-label "), (lower, last.lower, "")]
    if data.target is not None:
        named.append((_("Target"), data.target, ""))
    return [(f"{words} {_worded(value, data.unit)}", value, style) for words, value, style in named]


def _line_labels(data: ControlChart, shape: TimeShape, *, narrow: bool) -> list[SafeString]:
    """Names of the lines at their right end, kept apart from one another."""
    named = _line_names(data, narrow=narrow)
    right = shape.left + shape.width
    parts = []
    for (words, value, style), y in zip(named, spread_labels([shape.y(v) for _w, v, _s in named], 17), strict=True):
        if abs(y - shape.y(value)) > 3:
            parts.append(el("line", x1=right + 1, y1=shape.y(value), x2=right + 8, y2=y, class_="c-leader"))
        parts.append(el("text", words, x=right + 10, y=y + 4, class_=f"{style}c-small c-start"))
    return parts


def _axis(data: ControlChart, shape: TimeShape, width: float) -> list[SafeString]:
    parts = []
    for value in ticks(shape.low, shape.high, 5):
        y = shape.y(value)
        parts.append(el("line", x1=shape.left, y1=y, x2=shape.left + shape.width, y2=y, class_="c-grid"))
        parts.append(el("text", plain(value), x=shape.left - 8, y=y + 4, class_="c-small c-quiet c-end"))
    bottom = shape.top + shape.height
    parts.append(el("line", x1=shape.left, y1=bottom, x2=shape.left + shape.width, y2=bottom, class_="c-axis"))
    label = f"{data.value_label} {f'({data.unit})' if data.unit else ''}".strip()
    if label:
        parts.append(el("text", shorten(label, shape.width, 12), x=0, y=12, class_="c-small c-start"))
    places = [shape.x(i) for i in range(len(data.points))]
    for i, text, x in period_labels(tuple(p.label for p in data.points), places, width):
        parts.append(el("line", x1=places[i], y1=bottom, x2=places[i], y2=bottom + 5, class_="c-axis"))
        parts.append(el("text", text, x=x, y=bottom + 20, class_="c-small c-quiet c-middle"))
    return parts


def _draw(data: ControlChart, key: str, *, narrow: bool) -> SafeString:
    shape = _shape(data, narrow=narrow)
    runs: list[list[tuple[float, float]]] = [[]]
    for i, point in enumerate(data.points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((shape.x(i), shape.y(point.value)))
    series = "".join(path(run) for run in runs if len(run) > 1)
    marks = [_mark(p.signal, shape.x(i), shape.y(p.value)) for i, p in enumerate(data.points) if p.value is not None]
    return drawing(
        el("g", *_axis(data, shape, NARROW if narrow else WIDE), aria_hidden="true"),
        *_lines(data, shape),
        el("path", d=series, class_="c-xmr") if series else "",
        *marks,
        el("g", *_line_labels(data, shape, narrow=narrow), aria_hidden="true"),
        key=key,
        width=NARROW if narrow else WIDE,
        height=shape.top + shape.height + 28,
        title=data.finding.sentence,
        description=_describe(data),
    )


def _describe(data: ControlChart) -> str:
    words = [_("%d points in time.") % len(data.points)]
    if data.limits:
        last = data.limits[-1]
        named = {"mean": _worded(last.mean, data.unit), "low": _worded(last.lower, data.unit), "high": _worded(last.upper, data.unit)}
        words.append(_("Mean %(mean)s, limits %(low)s to %(high)s.") % named)
    signals = [f"{p.label}: {signal_words(p.signal)}" for p in data.points if p.signal]
    words.append(_("Signals: %s.") % "; ".join(signals) if signals else _("No signals: what moves is noise."))
    return " ".join(words)


def _table(data: ControlChart) -> Table:
    columns = [Column(_("Period")), Column(data.value_label or _("Value"), True), Column(_("Lower limit"), True), Column(_("Mean"), True)]
    columns += [Column(_("Upper limit"), True), Column(_("Signal"))]
    rows = []
    for i, point in enumerate(data.points):
        limit = next((n for n in data.limits if n.first <= i <= n.last), None)
        cells = ["–"] * 3 if limit is None else [_worded(n, data.unit) for n in (limit.lower, limit.mean, limit.upper)]
        value = _("no figure") if point.value is None else _worded(point.value, data.unit)
        rows.append((point.label, value, *cells, signal_words(point.signal) if point.signal else "–"))
    return Table(_("Figures of the control chart"), tuple(columns), tuple(rows))


def draw_control(data: ControlChart, *, key: str | None = None) -> Picture:
    """Points in time with mean and limits, each kind of signal with its own shape; the caller's sentence says signal or noise."""
    key = key or data.finding.key
    present = {p.signal for p in data.points}
    kinds: tuple[Signal, ...] = ("beyond", "run", "trend", "cluster")
    legend = [LegendItem("point", _("Within the limits")), *(LegendItem(k, signal_words(k)) for k in kinds if k in present)]
    return Picture(
        kind="control",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=_table(data),
        legend=tuple(legend) if len(legend) > 1 else (),
    )
