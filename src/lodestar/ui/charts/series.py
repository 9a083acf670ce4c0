"""Small helpers: a cumulative line against its plan, and bars for counts."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.control import spread_labels
from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import axis_room, period_labels, plain, ticks
from lodestar.ui.charts.svg import drawing, el, lines_of_text, path
from lodestar.ui.charts.text import block_width, text_width, wrap


@dataclass(frozen=True)
class CumulativeLine:
    """Running totals by period, beside the plan where there is one; None in `actual` is a period still to come."""

    finding: Finding
    periods: tuple[str, ...]
    actual: tuple[float | None, ...]
    planned: tuple[float, ...] = ()
    actual_label: str = ""
    planned_label: str = ""

    def __post_init__(self) -> None:
        if len(self.actual) != len(self.periods) or (self.planned and len(self.planned) != len(self.periods)) or not self.periods:
            raise ValueError("each period has one figure, and there is at least one period")


@dataclass(frozen=True)
class Bar:
    label: str
    count: int | None


@dataclass(frozen=True)
class Bars:
    """Counts by name, in the order given; None is a count that may not be shown."""

    finding: Finding
    bars: tuple[Bar, ...]
    label: str = ""
    hidden: str = "[too few to show]"


def _names(data: CumulativeLine) -> tuple[str, str]:
    return data.actual_label or _("So far"), data.planned_label or _("Planned")


def _draw_line(data: CumulativeLine, key: str, *, narrow: bool) -> SafeString:
    width, right, height = (NARROW, 74.0, 190.0) if narrow else (WIDE, 130.0, 260.0)
    known = [(i, v) for i, v in enumerate(data.actual) if v is not None]
    best = max([v for _i, v in known] + list(data.planned) + [1]) * 1.04
    left, top = axis_room(ticks(0, best, 5)), 12.0
    room = width - left - right
    gap = room / max(len(data.periods) - 1, 1)

    def at(index: int, value: float) -> tuple[float, float]:
        return left + index * gap, top + height * (1 - value / best)

    parts = []
    for value in ticks(0, best, 5):
        y = at(0, value)[1]
        parts.append(el("line", x1=left, y1=y, x2=left + room, y2=y, class_="c-grid" if value else "c-axis"))
        parts.append(el("text", plain(value), x=left - 8, y=y + 4, class_="c-small c-quiet c-end"))
    for _i, text, middle in period_labels(data.periods, [at(i, 0)[0] for i in range(len(data.periods))], width):
        parts.append(el("text", text, x=middle, y=top + height + 20, class_="c-small c-quiet c-middle"))
    ends: list[tuple[float, float, str, str]] = []
    if data.planned:
        parts.append(el("path", d=path([at(i, v) for i, v in enumerate(data.planned)]), class_="c-planned"))
        x, y = at(len(data.planned) - 1, data.planned[-1])
        ends.append((x, y, f"{_names(data)[1]} {plain(data.planned[-1])}", "c-small"))
    if known:
        points = [at(i, v) for i, v in known]
        parts.append(el("path", d=path(points), class_="c-series"))
        parts.append(el("circle", cx=points[-1][0], cy=points[-1][1], r=4.5, class_="c-point"))
        ends.append((*points[-1], f"{_names(data)[0]} {plain(known[-1][1])}", "c-small c-label"))
    blocks = [wrap(words, right - 14, 12, bold=True, most=2) for _x, _y, words, _s in ends]
    for (x, y, _w, style), block, place in zip(ends, blocks, spread_labels([e[1] for e in ends], 32), strict=True):
        if x < left + room - 1:
            parts.append(el("line", x1=x + 6, y1=y, x2=left + room + 6, y2=place, class_="c-leader"))
        parts.append(lines_of_text(block, left + room + 10, place + 4 - 7 * (len(block) - 1), leading=14.5, class_=f"{style} c-start"))
    title, words = data.finding.sentence, "; ".join(" ".join(row) for row in _line_rows(data))
    return drawing(*parts, key=key, width=width, height=top + height + 28, title=title, description=words)


def _line_rows(data: CumulativeLine) -> list[tuple[str, ...]]:
    actual = ["–" if v is None else plain(v) for v in data.actual]
    if data.planned:
        return list(zip(data.periods, actual, (plain(v) for v in data.planned), strict=True))
    return list(zip(data.periods, actual, strict=True))


def draw_cumulative(data: CumulativeLine, *, key: str | None = None) -> Picture:
    """Running totals as a line, the plan dashed beside it, both named at their ends."""
    key = key or data.finding.key
    names = _names(data)
    columns = (Column(_("Period")), Column(names[0], True), *((Column(names[1], True),) if data.planned else ()))
    return Picture(
        kind="cumulative",
        finding=data.finding,
        key=key,
        wide=_draw_line(data, f"{key}-wide", narrow=False),
        narrow=_draw_line(data, f"{key}-narrow", narrow=True),
        table=Table(_("Running totals"), columns, tuple(_line_rows(data))),
        legend=(LegendItem("line", names[0]), LegendItem("planned", names[1])) if data.planned else (),
    )


def _draw_bars(data: Bars, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    label_room = 118.0 if narrow else 230.0
    blocks = [wrap(b.label, label_room, 14, most=3) for b in data.bars]
    column = max((block_width(lines, 14) for lines in blocks), default=0)
    most = max([b.count or 0 for b in data.bars] + [1])
    tail = max([text_width(plain(b.count), 14, bold=True) for b in data.bars if b.count is not None] + [20]) + 12
    room, y = width - column - 14 - tail, 2.0
    parts = []
    for bar, lines in zip(data.bars, blocks, strict=True):
        row = max(28.0, 17.0 * len(lines) + 4)
        middle = y + row / 2
        parts.append(lines_of_text(lines, column, middle + 5 - 8.5 * (len(lines) - 1), leading=17, class_="c-end"))
        if bar.count is None:
            parts.append(el("text", data.hidden, x=column + 14, y=middle + 5, class_="c-small c-quiet c-start"))
        else:
            size = max(bar.count / most * room, 1.5)
            parts.append(el("rect", x=column + 14, y=middle - 10, width=size, height=20, class_="c-bar"))
            parts.append(el("text", plain(bar.count), x=column + 14 + size + 7, y=middle + 5, class_="c-label c-start"))
        y += row + 6
    words = "; ".join(f"{b.label}: {data.hidden if b.count is None else plain(b.count)}" for b in data.bars)
    return drawing(*parts, key=key, width=width, height=max(y, 20), title=data.finding.sentence, description=words)


def draw_bars(data: Bars, *, key: str | None = None) -> Picture:
    """Counts as bars from zero, each with its name and number."""
    key = key or data.finding.key
    rows = tuple((b.label, data.hidden if b.count is None else plain(b.count)) for b in data.bars)
    return Picture(
        kind="bars",
        finding=data.finding,
        key=key,
        wide=_draw_bars(data, f"{key}-wide", narrow=False),
        narrow=_draw_bars(data, f"{key}-narrow", narrow=True),
        table=Table(_("Counts"), (Column(_("Name")), Column(data.label or _("Number"), True)), rows),
    )
