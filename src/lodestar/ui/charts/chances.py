"""Chances: a bar from 0 to 100 % for each thing, with the chance and its label in words at the end of the row.

The bars can be set anew from outside (`uncertainty.js` does, while a budget is dragged): each row carries its key, each drawing its scale.
"""

# ruff: noqa: PLR2004 — a drawing is made of lengths

import math
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.svg import drawing, el
from lodestar.ui.charts.text import shorten, text_width


@dataclass(frozen=True)
class Chance:
    """One thing, its chance between 0 and 1, and the label of that chance; `marked` is what is chosen on best estimates."""

    key: str
    label: str
    share: float
    words: str
    marked: bool = False


@dataclass(frozen=True)
class Chances:
    """Things in the order given; `sure` and `out` are the chances from and up to which one speaks of a firm place."""

    finding: Finding
    chances: tuple[Chance, ...]
    sure: float = 0.95
    out: float = 0.05
    marked_label: str = ""

    def __post_init__(self) -> None:
        if any(not 0 <= c.share <= 1 for c in self.chances):
            raise ValueError("a chance lies between 0 and 1")


def percent(share: float, sure: float = 0.95, out: float = 0.05) -> str:
    """A chance in whole per cent; nothing that can happen is 0 %, nothing that can fail is 100 %, and none is rounded over a threshold.

    >>> percent(0.973), percent(0.9999), percent(0.0004), percent(1)
    ('97 %', 'over 99 %', 'under 1 %', '100 %')
    >>> percent(0.9496), percent(0.0504), percent(0.95)
    ('94.9 %', '5.1 %', '95 %')
    """
    if 0 < share < 0.005:
        return _("under 1 %")
    if 0.995 < share < 1:
        return _("over 99 %")
    if sure - 0.005 <= share < sure:
        return f"{math.floor(share * 1000 + 1e-9) / 10:.1f} %"
    if out < share <= out + 0.005:
        return f"{math.ceil(share * 1000 - 1e-9) / 10:.1f} %"
    return f"{100 * share:.0f} %"


def chance_words(chance: Chance) -> str:
    """What stands at the end of a row: 97 % · core."""
    return f"{percent(chance.share)} · {chance.words}"


def _draw(data: Chances, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    label_room = 0.0 if narrow else min(max((text_width(c.label, 12) for c in data.chances), default=0) + 14, 300.0)
    longest = max((c.words for c in data.chances), key=len, default="")
    longest = max((c.words for c in data.chances), key=len, default="")
    tails = [*map(chance_words, data.chances), f"{_('over 99 %')} · {longest}"]
    tail = max(text_width(words, 12, bold=True) for words in tails)
    left, room = label_room + 20, width - label_room - 20 - (0 if narrow else tail + 14) - (4 if narrow else 0)
    row, top = (42.0, 8.0) if narrow else (26.0, 8.0)
    bottom = top + row * len(data.chances)
    label_end, words_end = ("c-start", "c-end") if narrow else ("c-end", "c-start")
    parts: list[SafeString] = []
    for share in (0.0, data.out, 0.5, data.sure, 1.0):
        x = left + share * room
        firm = share in {data.out, data.sure}
        middles = [top + row * (i + 0.72) for i in range(len(data.chances))] if narrow else []
        pieces = [(y - 9, y + 9) for y in middles] or [
            (top - 4, bottom)
        ]  # in narrow drawings the words stand over the bars: no line through them
        parts += [el("line", x1=x, y1=start, x2=x, y2=end, class_="c-limit" if firm else "c-grid") for start, end in pieces]
        if not firm:
            parts.append(
                el("text", f"{100 * share:.0f} %", x=min(max(x, 12), width - 18), y=bottom + 16, class_="c-small c-quiet c-middle")
            )
    for i, one in enumerate(data.chances):
        y = top + row * (i + (0.72 if narrow else 0.5))
        words_at = (width, y - 16) if narrow else (left + room + 12, y + 4)
        label_at = (0.0, y - 16) if narrow else (label_room, y + 4)
        room_of_label = width - tail - 12 if narrow else label_room
        mark = [el("circle", cx=left - 9, cy=y, r=3.2, class_="c-chosen")] if one.marked else []
        parts.append(
            el(
                "g",
                el("text", shorten(one.label, room_of_label - 4, 12), x=label_at[0], y=label_at[1], class_=f"c-small {label_end}"),
                *mark,
                el("line", x1=left, y1=y, x2=left + room, y2=y, class_="c-band-out"),
                el("rect", x=left, y=y - 6, width=one.share * room, height=12, class_="c-bar", data_bar=""),
                el("text", chance_words(one), x=words_at[0], y=words_at[1], class_=f"c-small c-label {words_end}", data_words=""),
                data_chance=one.key,
            )
        )
    told = "; ".join(f"{c.label}: {chance_words(c)}" for c in data.chances[:60])
    return drawing(
        *parts, key=key, width=width, height=bottom + 24, title=data.finding.sentence, description=told, data_room=str(round(room, 3))
    )


def draw_chances(data: Chances, *, key: str | None = None) -> Picture:
    """The chance of each as a bar, with its label in words."""
    key = key or data.finding.key
    marked = bool(data.marked_label) and any(c.marked for c in data.chances)
    columns = (Column(_("Option")), Column(_("Chance"), True), Column(_("Label")), *((Column(data.marked_label),) if marked else ()))
    rows = tuple((c.label, percent(c.share), c.words, *((_("Yes") if c.marked else _("No"),) if marked else ())) for c in data.chances)
    legend = (LegendItem("chosen", data.marked_label),) if marked else ()
    return Picture(
        kind="chances",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=Table(_("Chance of each"), columns, rows),
        legend=legend,
        notes=(_("Dashed lines: 5 % and 95 %."),),
    )
