"""Bars of which a part stands out: a whole, and how much of it goes to those who are asked about."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import plain
from lodestar.ui.charts.svg import drawing, el, lines_of_text
from lodestar.ui.charts.text import block_width, text_width, wrap


@dataclass(frozen=True)
class PartedBar:
    label: str
    whole: float
    part: float


@dataclass(frozen=True)
class PartedBars:
    """Wholes by name in the order given, all on one scale from zero, each with the part that stands out."""

    finding: Finding
    bars: tuple[PartedBar, ...]
    whole_label: str
    part_label: str

    def __post_init__(self) -> None:
        if any(bar.whole < 0 or not 0 <= bar.part <= bar.whole * (1 + 1e-9) for bar in self.bars):
            raise ValueError("a part lies between nothing and its whole")


def _draw(data: PartedBars, key: str, *, narrow: bool) -> SafeString:
    width, label_room = (NARROW, 104.0) if narrow else (WIDE, 210.0)
    blocks = [wrap(bar.label, label_room, 14, most=3) for bar in data.bars]
    column = max((block_width(lines, 14) for lines in blocks), default=0)
    tail = max([text_width(plain(bar.whole), 14, bold=True) for bar in data.bars] + [20]) + 12
    most, left, y = max([bar.whole for bar in data.bars] + [1e-9]), column + 14, 2.0
    room = width - left - tail
    parts = []
    for bar, lines in zip(data.bars, blocks, strict=True):
        row = max(36.0, 17.0 * len(lines) + 4)
        middle, whole, part = y + row / 2, bar.whole / most * room, bar.part / most * room
        inside = plain(bar.part)
        parts.append(lines_of_text(lines, column, middle + 5 - 8.5 * (len(lines) - 1), leading=17, class_="c-end"))
        parts.append(el("rect", x=left, y=middle - 13, width=max(whole, 1.5), height=26, class_="c-flow"))
        parts.append(el("rect", x=left, y=middle - 13, width=max(part, 0.1), height=26, class_="c-bar"))
        if text_width(inside, 14, bold=True) + 12 < part:
            parts.append(el("text", inside, x=left + 7, y=middle + 5, class_="c-label c-on-dark c-start"))
        parts.append(el("text", plain(bar.whole), x=left + whole + 7, y=middle + 5, class_="c-label c-start"))
        y += row + 8
    said = "; ".join(
        _("%(name)s: %(whole)s, of which %(part)s") % {"name": bar.label, "whole": plain(bar.whole), "part": plain(bar.part)}
        for bar in data.bars
    )
    return drawing(*parts, key=key, width=width, height=max(y, 20), title=data.finding.sentence, description=said)


def draw_parted(data: PartedBars, *, key: str | None = None) -> Picture:
    """Wholes as bars from zero, the part that stands out at their start."""
    key = key or data.finding.key
    columns = (Column(_("Choice")), Column(data.whole_label, True), Column(data.part_label, True))
    return Picture(
        kind="parted",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=Table(data.whole_label, columns, tuple((bar.label, plain(bar.whole), plain(bar.part)) for bar in data.bars)),
        legend=(LegendItem("bar", data.part_label), LegendItem("flow", data.whole_label)),
    )
