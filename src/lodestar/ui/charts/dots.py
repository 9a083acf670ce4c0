"""Scores revealed at once: a dot for each person, stacked where they agree, with the middle and the middle half."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import plain
from lodestar.ui.charts.svg import drawing, el
from lodestar.ui.charts.text import shorten, text_width

RADIUS = 8.0


@dataclass(frozen=True)
class DotPlot:
    """Scores in any order, the middle and the middle half already worked out; `far` are the positions that stand apart."""

    finding: Finding
    scores: tuple[float, ...]
    low: float = 0
    high: float = 100
    middle: float | None = None
    half: tuple[float, float] | None = None
    far: frozenset[int] = frozenset()
    low_label: str = ""
    high_label: str = ""

    def __post_init__(self) -> None:
        if any(not self.low <= s <= self.high for s in self.scores):
            raise ValueError("a score lies off the scale")


def place_dots(xs: list[float], radius: float) -> list[tuple[float, float]]:
    """Each dot at its own score, lifted just enough not to cover another; the height is above the axis."""
    placed: list[tuple[float, float]] = []
    found: dict[int, tuple[float, float]] = {}
    for i in sorted(range(len(xs)), key=lambda n: xs[n]):
        near = [p for p in placed if xs[i] - p[0] < 2 * radius]
        heights = [radius]
        for x, y in near:
            heights.append(y + (max((2 * radius) ** 2 - (xs[i] - x) ** 2, 0)) ** 0.5)
        free = (h for h in sorted(heights) if all((xs[i] - x) ** 2 + (h - y) ** 2 >= (2 * radius) ** 2 - 0.01 for x, y in near))
        found[i] = (xs[i], next(free))
        placed.append(found[i])
    return [found[i] for i in range(len(xs))]


def _draw(data: DotPlot, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    room, left = width - 32, 16.0
    span = (data.high - data.low) or 1

    def x(score: float) -> float:
        return left + (score - data.low) / span * room

    radius = RADIUS
    dots = place_dots([x(s) for s in data.scores], radius)
    while dots and max(y for _x, y in dots) > 150 and radius > 3:
        radius -= 1
        dots = place_dots([x(s) for s in data.scores], radius)
    ground = max([y for _x, y in dots] + [60.0]) + radius + 26
    parts = []
    if data.half:
        low, high = x(data.half[0]), x(data.half[1])
        parts.append(el("rect", x=low, y=18, width=max(high - low, 1), height=ground - 18, class_="c-middle-band"))
    if data.middle is not None:
        half = text_width(_("Middle %s") % plain(data.middle), 14, bold=True) / 2
        parts.append(el("line", x1=x(data.middle), y1=18, x2=x(data.middle), y2=ground, class_="c-mean"))
        label_x = min(max(x(data.middle), half), width - half)
        parts.append(el("text", _("Middle %s") % plain(data.middle), x=label_x, y=12, class_="c-label c-middle"))
    parts.append(el("line", x1=left, y1=ground, x2=left + room, y2=ground, class_="c-axis"))
    for n in range(0, 11, 2 if narrow else 1):
        value = data.low + span * n / 10
        parts.append(el("text", plain(value), x=x(value), y=ground + 18, class_="c-small c-quiet c-middle"))
    for i, (dot_x, up) in enumerate(dots):
        far = i in data.far
        parts.append(el("circle", cx=dot_x, cy=ground - up - 1, r=radius - 0.8, class_="c-dot-far" if far else "c-dot"))
    parts.append(el("text", shorten(data.low_label, room / 2 - 6, 12), x=0, y=ground + 38, class_="c-small c-start"))
    parts.append(el("text", shorten(data.high_label, room / 2 - 6, 12), x=width, y=ground + 38, class_="c-small c-end"))
    words = _("Scores: %s.") % ", ".join(plain(s) for s in sorted(data.scores)) if data.scores else _("Nobody has scored yet.")
    return drawing(*parts, key=key, width=width, height=ground + 46, title=data.finding.sentence, description=words)


def draw_dots(data: DotPlot, *, key: str | None = None) -> Picture:
    """Everyone's score as a dot on one scale; nobody is named."""
    key = key or data.finding.key
    counts = {s: data.scores.count(s) for s in sorted(set(data.scores))}
    rows = tuple((plain(s), str(n)) for s, n in counts.items())
    legend = (LegendItem("dot", _("One person’s score")), LegendItem("far", _("Stands apart"))) if data.far else ()
    return Picture(
        kind="dots",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=Table(_("Scores and how many gave each"), (Column(_("Score"), True), Column(_("People"), True)), rows),
        legend=legend,
    )
