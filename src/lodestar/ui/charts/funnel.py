"""The funnel of milestones: how many were expected and how many reached each, who dropped out between, and how long it took."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import plain, share
from lodestar.ui.charts.svg import drawing, el, lines_of_text, path
from lodestar.ui.charts.text import wrap

BAR = 30.0
BETWEEN = 34.0


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone. `reached` None means the count may not be shown; `left` and `median_days` are between the one before and this."""

    key: str
    label: str
    reached: int | None
    expected: int | None = None
    left: int | None = None
    median_days: float | None = None


@dataclass(frozen=True)
class MilestoneFunnel:
    """Milestones in their order. `hidden` is what stands where a count may not be shown."""

    finding: Finding
    milestones: tuple[MilestoneRow, ...]
    hidden: str = "[too few to show]"


def bar_widths(data: MilestoneFunnel, room: float) -> list[tuple[float, float | None]]:
    """Width of what was reached and place of what was expected, for each milestone, all on one scale from zero."""
    most = max([m.reached or 0 for m in data.milestones] + [m.expected or 0 for m in data.milestones] + [1])
    return [((m.reached or 0) / most * room, None if m.expected is None else m.expected / most * room) for m in data.milestones]


def between_words(milestone: MilestoneRow) -> str:
    """What happened between the milestone before and this one."""
    parts = []
    if milestone.left is not None:
        parts.append(_("%d dropped out") % milestone.left)
    if milestone.median_days is not None:
        parts.append(_("half within %s days") % plain(milestone.median_days))
    return " · ".join(parts)


def reached_words(data: MilestoneFunnel, milestone: MilestoneRow) -> tuple[str, str]:
    """The count in bold, and what it is set against."""
    count = data.hidden if milestone.reached is None else plain(milestone.reached)
    return count, "" if milestone.expected is None else _("of %s expected") % plain(milestone.expected)


def _draw(data: MilestoneFunnel, key: str, *, narrow: bool) -> SafeString:
    width = NARROW if narrow else WIDE
    label_room, count_room = (width, 0.0) if narrow else (186.0, 138.0)
    left = 0.0 if narrow else label_room + 16
    room = width - left - count_room - 4
    parts: list[SafeString] = []
    first = wrap(data.milestones[0].label, label_room, 14, bold=True) if data.milestones else [""]
    y, before = 6.0 if narrow else 6.0 + max(0.0, (17 * len(first) - BAR) / 2), None
    for milestone, (bar, expected) in zip(data.milestones, bar_widths(data, room), strict=True):
        lines = wrap(milestone.label, label_room - (110 if narrow else 0), 14, bold=True, most=3)
        count, against = reached_words(data, milestone)
        top = y
        if narrow:
            parts.append(lines_of_text(lines, 0, y + 13, leading=17, class_="c-label c-start"))
            parts.append(
                el("text", el("tspan", count, class_="c-label"), el("tspan", against, dx=5), x=width, y=y + 13, class_="c-small c-end")
            )
            top = y + 17 * len(lines) + 6
        if before is not None:
            middle = (before[1] + (y if narrow else top)) / 2
            parts.insert(
                0,
                el(
                    "path",
                    d=path([(left, before[1]), (left + before[0], before[1]), (left + bar, top), (left, top)], closed=True),
                    class_="c-flow",
                ),
            )
            if words := between_words(milestone):
                parts.append(el("text", words, x=left + 10, y=middle + 4, class_="c-small c-start"))
        if milestone.reached is None:
            parts.append(el("rect", x=left, y=top, width=room, height=BAR, class_="c-bar-hidden"))
        else:
            parts.append(el("rect", x=left, y=top, width=max(bar, 1.5), height=BAR, class_="c-bar"))
        if expected is not None:
            parts.append(el("line", x1=left + expected, y1=top - 5, x2=left + expected, y2=top + BAR + 5, class_="c-expected"))
        if not narrow:
            start = top + BAR / 2 + 5 - 8.5 * (len(lines) - 1)
            parts.append(lines_of_text(lines, label_room, start, leading=17, class_="c-label c-end"))
            x = width - count_room + 8
            parts.append(
                el("text", el("tspan", count, class_="c-label"), el("tspan", against, dx=5), x=x, y=top + BAR / 2 + 5, class_="c-start")
            )
        before = (bar, top + BAR)
        y = top + BAR + BETWEEN
    return drawing(*parts, key=key, width=width, height=y - BETWEEN + 10, title=data.finding.sentence, description=_describe(data))


def _describe(data: MilestoneFunnel) -> str:
    rows = []
    for m in data.milestones:
        count, against = reached_words(data, m)
        between = between_words(m)
        rows.append(f"{m.label}: {count} {against}".rstrip() + (f" ({between})" if between else ""))
    return _("Milestones in order, with how many people reached each.") + " " + "; ".join(rows) + "."


def _table(data: MilestoneFunnel) -> Table:
    columns = (
        Column(_("Milestone")),
        Column(_("Expected"), True),
        Column(_("Reached"), True),
        Column(_("Share of expected"), True),
        Column(_("Dropped out before it"), True),
        Column(_("Median days since the one before"), True),
    )
    rows = []
    for m in data.milestones:
        part = "–" if m.reached is None or m.expected is None else share(m.reached, m.expected)
        days = "–" if m.median_days is None else plain(m.median_days)
        reached = data.hidden if m.reached is None else plain(m.reached)
        rows.append(
            (m.label, "–" if m.expected is None else plain(m.expected), reached, part, "–" if m.left is None else plain(m.left), days)
        )
    return Table(_("Milestones, expected and reached"), columns, tuple(rows))


def draw_funnel(data: MilestoneFunnel, *, key: str | None = None) -> Picture:
    """Milestones from first to last: bars for those who reached each, a mark for how many were expected, drop-out and time between."""
    key = key or data.finding.key
    legend = [LegendItem("bar", _("Reached"))]
    if any(m.expected is not None for m in data.milestones):
        legend.append(LegendItem("expected", _("Expected")))
    return Picture(
        kind="funnel",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=_table(data),
        legend=tuple(legend),
    )
