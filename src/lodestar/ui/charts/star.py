"""The star: an arm for each area, a ring for each stage, this time's outline over last time's, two voices as two outlines."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.ui.charts.figure import NARROW, WIDE, Box, Column, Finding, KeyItem, LegendItem, Picture, Table
from lodestar.ui.charts.svg import drawing, el, join, lines_of_text, num, path
from lodestar.ui.charts.text import block_width, wrap

Voice = Literal["together", "worker", "person"]
Point = tuple[float, float]


@dataclass(frozen=True)
class ScalePoint:
    """What one point of a scale says: its name and its words."""

    score: int
    name: str = ""
    words: str = ""


@dataclass(frozen=True)
class StarArea:
    """One arm. `field` is the name of its radio buttons where the star can be filled in."""

    key: str
    label: str
    points: tuple[ScalePoint, ...] = ()
    field: str = ""
    question: str = ""


@dataclass(frozen=True)
class Outline:
    """One voice's scores by area key; an area that is absent or None has not been answered."""

    voice: Voice
    label: str
    scores: Mapping[str, int | None]


@dataclass(frozen=True)
class Star:
    """Areas (3 to 12), scale (1–10 or 1–5, any number of equal stages), up to two outlines, and last time's.

    Raises ValueError for a star that cannot be drawn: too few or many areas, a score off its scale, a voice twice.
    """

    finding: Finding
    areas: tuple[StarArea, ...]
    stages: tuple[str, ...]
    outlines: tuple[Outline, ...] = ()
    last: Outline | None = None
    highest: int = 10
    editing: Voice | None = None

    def __post_init__(self) -> None:
        if not 3 <= len(self.areas) <= 12:
            raise ValueError("a star has 3 to 12 areas")
        if not self.stages or self.highest % len(self.stages):
            raise ValueError("the scale must divide evenly into its stages")
        if len({o.voice for o in self.outlines}) != len(self.outlines) or len({a.key for a in self.areas}) != len(self.areas):
            raise ValueError("each voice and each area appears once")
        for outline in (*self.outlines, *((self.last,) if self.last else ())):
            if any(score is not None and not 1 <= score <= self.highest for score in outline.scores.values()):
                raise ValueError("a score lies off the scale")

    def outline(self, voice: Voice) -> Outline | None:
        return next((o for o in self.outlines if o.voice == voice), None)

    @property
    def main(self) -> Outline | None:
        """The outline drawn solid: the shared one, or the worker's where there is no shared one."""
        return self.outline("together") or self.outline("worker")

    @property
    def person(self) -> Outline | None:
        return self.outline("person")

    def gaps(self) -> list[tuple[StarArea, int, int]]:
        """Areas where the two voices differ, with both scores."""
        if not self.main or not self.person:
            return []
        pairs = ((a, self.main.scores.get(a.key), self.person.scores.get(a.key)) for a in self.areas)
        return [(a, one, other) for a, one, other in pairs if one is not None and other is not None and one != other]


@dataclass(frozen=True)
class StarShape:
    """The geometry both drawings and the script share: the centre is 0, the first arm points up, the rest follow clockwise."""

    arms: int
    highest: int
    radius: float

    def angle(self, arm: int) -> float:
        return 2 * math.pi * arm / self.arms - math.pi / 2

    def at(self, arm: int, score: float) -> Point:
        """Where a score lies on an arm; the top of the scale is the end of the arm."""
        distance = self.radius * score / self.highest
        return distance * math.cos(self.angle(arm)), distance * math.sin(self.angle(arm))

    def runs(self, scores: list[int | None]) -> list[list[Point]]:
        """The outline as lines: one closed run when every area is answered, else the parts between the unanswered ones."""
        if None not in scores:
            points = [self.at(i, s) for i, s in enumerate(scores) if s is not None]
            return [[*points, points[0]]]
        start = scores.index(None)
        runs: list[list[Point]] = [[]]
        for step in range(1, self.arms + 1):
            arm = (start + step) % self.arms
            score = scores[arm]
            if score is None:
                runs.append([])
            else:
                runs[-1].append(self.at(arm, score))
        return [run for run in runs if len(run) > 1]

    def outline_path(self, scores: list[int | None]) -> str:
        return "".join(path(run) for run in self.runs(scores))

    def area_path(self, scores: list[int | None]) -> str:
        """The filled part: whole when all is answered, else only the wedges between neighbours that are."""
        if None not in scores:
            return path([self.at(i, s) for i, s in enumerate(scores) if s is not None], closed=True)
        return "".join(path([(0.0, 0.0), *run], closed=True) for run in self.runs(scores))


def _scores(star: Star, outline: Outline | None) -> list[int | None]:
    return [outline.scores.get(a.key) if outline else None for a in star.areas]


def _rings(star: Star, shape: StarShape) -> SafeString:
    stages = len(star.stages)
    rings = []
    for stage in range(stages, 0, -1):
        points = [shape.at(i, shape.highest * stage / stages) for i in range(shape.arms)]
        rings.append(el("path", d=path(points, closed=True), class_="c-ring c-ring-tint" if stage % 2 == 0 else "c-ring"))
    step = num(shape.radius / shape.highest)
    for arm in range(shape.arms):
        x, y = shape.at(arm, shape.highest)
        rings.append(el("line", x1=0, y1=0, x2=x, y2=y, class_="c-arm"))
        # round caps on dashes without length are the points of the scale: one element an arm, not ten
        rings.append(el("line", x1=0, y1=0, x2=x, y2=y, class_="c-scale-edge", stroke_dasharray=f"0 {step}"))
        rings.append(el("line", x1=0, y1=0, x2=x, y2=y, class_="c-scale", stroke_dasharray=f"0 {step}"))
    return join(*rings)


def _ring_numbers(star: Star, shape: StarShape) -> SafeString:
    step = star.highest // len(star.stages)
    numbers = (
        el("text", str(score), x=-9, y=shape.at(0, score)[1] + 4, class_="c-ring-number") for score in range(step, star.highest + 1, step)
    )
    return el("g", *numbers, aria_hidden="true")


def _mark(voice: Voice, x: float, y: float, **more: str | None) -> SafeString:
    """A square for the person, a circle for the others; the circle lies inside the square where the two agree."""
    if voice == "person":
        return el("rect", x=x - 6.5, y=y - 6.5, width=13, height=13, class_="c-mark-person", **more)
    return el("circle", cx=x, cy=y, r=5.5, class_="c-mark-main", **more)


def _voice_line(star: Star, shape: StarShape, outline: Outline) -> SafeString:
    scores = _scores(star, outline)
    name = "person" if outline.voice == "person" else "main"
    parts = [el("path", d=shape.outline_path(scores), class_=f"c-line-{name}")]
    if name == "main":
        parts.insert(0, el("path", d=shape.area_path(scores), class_="c-fill-main"))
    return el("g", *parts, data_voice=outline.voice)


def _voice_marks(star: Star, shape: StarShape, outline: Outline) -> SafeString:
    """Marks of one voice. Where it can be changed every arm has its mark, hidden until answered, for the script to move."""
    marks = []
    for arm, score in enumerate(_scores(star, outline)):
        if score is not None or outline.voice == star.editing:
            x, y = shape.at(arm, score or 0)
            marks.append(_mark(outline.voice, x, y, display=None if score is not None else "none"))
    return el("g", *marks, data_marks=outline.voice)


def _gap_bands(star: Star, shape: StarShape) -> SafeString:
    bands = []
    arms = {a.key: i for i, a in enumerate(star.areas)}
    for area, one, other in star.gaps():
        (x1, y1), (x2, y2) = shape.at(arms[area.key], one), shape.at(arms[area.key], other)
        bands += [el("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=name) for name in ("c-gap-edge", "c-gap")]
    return el("g", *bands, class_="c-gaps")


def _anchor(shape: StarShape, arm: int) -> str:
    across = math.cos(shape.angle(arm))
    return "middle" if abs(across) < 0.15 else ("start" if across > 0 else "end")


def _unanswered(star: Star) -> set[str]:
    """Areas the drawing says are not answered: those without a score in the solid outline of a star that is only looked at."""
    if star.editing or not star.main:
        return set()
    return {a.key for a in star.areas if star.main.scores.get(a.key) is None}


def label_boxes(star: Star, shape: StarShape, *, room: float, size: float = 14) -> list[tuple[list[str], float, float, str, Box]]:
    """Each area's label: its lines, where the first baseline goes, its anchor, and the box it fills."""
    placed = []
    leading = size * 1.2
    unanswered = _unanswered(star)
    for arm, area in enumerate(star.areas):
        lines = wrap(area.label, room, size, bold=True)
        if area.key in unanswered:
            lines = [*lines, _("not answered")]
        x, y = shape.at(arm, shape.highest * (1 + 20 / shape.radius))
        height, width, anchor = leading * len(lines), block_width(lines, size, bold=True), _anchor(shape, arm)
        down = math.sin(shape.angle(arm))
        top = y - height / 2 + height / 2 * (down if anchor == "middle" else down * 0.6)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        placed.append((lines, x, top + size * 0.9, anchor, (left, top, left + width, top + height)))
    return placed


def _arm_controls(star: Star, shape: StarShape) -> SafeString:
    """What takes the focus on each arm; the script gives it its role, so that without it the drawing stays an image."""
    controls = []
    for arm, area in enumerate(star.areas):
        x, y = shape.at(arm, shape.highest)
        parts = [el("line", x1=0, y1=0, x2=x, y2=y, class_=name) for name in ("c-arm-focus", "c-arm-focus-in")]
        controls.append(el("g", *parts, class_="c-arm-control", data_area=area.key))
    return join(*controls, el("circle", r=9, class_="c-here", display="none", data_here=""))


def _describe(star: Star) -> str:
    parts = []
    for outline in (*star.outlines, *((star.last,) if star.last else ())):
        scores = _scores(star, outline)
        known = "; ".join(f"{a.label} {s}" for a, s in zip(star.areas, scores, strict=True) if s is not None)
        missing = ", ".join(a.label for a, s in zip(star.areas, scores, strict=True) if s is None)
        parts.append(f"{outline.label}: {known or _('no answers')}." + (" " + _("Not answered: %s.") % missing if missing else ""))
    return _("A star on a scale of 1 to %d.") % star.highest + " " + " ".join(parts)


def _draw(star: Star, key: str, *, narrow: bool) -> SafeString:
    shape = StarShape(len(star.areas), star.highest, 136 if narrow else 210)
    labels: list[SafeString] = []
    boxes: list[Box] = []
    unanswered = _unanswered(star)
    if narrow:
        for arm in range(shape.arms):
            x, y = shape.at(arm, shape.highest * (1 + 18 / shape.radius))
            labels.append(el("text", str(arm + 1), x=x, y=y + 5, class_="c-label c-middle"))
            boxes.append((x - 10, y - 12, x + 10, y + 12))
    else:
        for area, (lines, x, y, anchor, box) in zip(star.areas, label_boxes(star, shape, room=132), strict=True):
            named = lines[:-1] if area.key in unanswered else lines
            labels.append(lines_of_text(named, x, y, leading=16.8, class_=f"c-label c-{anchor}"))
            if area.key in unanswered:
                labels.append(el("text", lines[-1], x=x, y=y + 16.8 * len(named), class_=f"c-small c-quiet c-{anchor}"))
            boxes.append(box)
    top, bottom = min(b[1] for b in boxes) - 6, max(b[3] for b in boxes) + 6
    half = (NARROW if narrow else WIDE) / 2
    parts = [_rings(star, shape)]
    if star.last:
        scores = _scores(star, star.last)
        parts += [el("path", d=shape.area_path(scores), class_="c-last-fill"), el("path", d=shape.outline_path(scores), class_="c-last")]
    parts.append(_gap_bands(star, shape))
    parts += [_voice_line(star, shape, o) for o in (star.main, star.person) if o]
    parts += [_voice_marks(star, shape, o) for o in (star.person, star.main) if o]
    parts.append(_ring_numbers(star, shape))
    parts.append(el("g", *labels, aria_hidden="true"))
    if star.editing:
        parts.append(_arm_controls(star, shape))
    return drawing(
        *parts,
        key=key,
        left=-half,
        top=top,
        width=half * 2,
        height=bottom - top,
        title=star.finding.sentence,
        description=_describe(star),
        data_radius=shape.radius if star.editing else None,
    )


def _table(star: Star) -> Table:
    outlines = [*star.outlines, *((star.last,) if star.last else ())]
    columns = (Column(_("Area")), *(Column(o.label, numeric=True) for o in outlines))
    gaps = {a.key: abs(one - other) for a, one, other in star.gaps()}
    both = bool(star.main and star.person)
    rows = []
    for area in star.areas:
        cells = [area.label, *(str(o.scores[area.key]) if o.scores.get(area.key) is not None else _("not answered") for o in outlines)]
        rows.append((*cells, str(gaps.get(area.key, 0))) if both else tuple(cells))
    if both:
        columns = (*columns, Column(_("Points apart"), numeric=True))
    return Table(_("The scores, area by area"), columns, tuple(rows))


def _stage_note(star: Star) -> str:
    step = star.highest // len(star.stages)
    named = []
    for i, stage in enumerate(star.stages):
        low, high = i * step + 1, (i + 1) * step
        named.append(f"{low}–{high} {stage}" if step > 1 else f"{low} {stage}")
    return _("Rings from the centre: %s.") % " · ".join(named)


def _notes(star: Star) -> tuple[str, ...]:
    notes = [_stage_note(star)]
    if star.gaps() and not star.editing:
        count = len(star.gaps())
        notes.append(ngettext("The two views differ in %d area.", "The two views differ in %d areas.", count) % count)
    if star.main:
        missing = [a.label for a in star.areas if star.main.scores.get(a.key) is None]
        if missing and not star.editing:
            notes.append(_("Not answered: %s.") % ", ".join(missing))
    return tuple(notes)


def _legend(star: Star) -> tuple[LegendItem, ...]:
    items = [LegendItem("person" if o.voice == "person" else "main", o.label) for o in (star.main, star.person) if o]
    if star.last:
        items.append(LegendItem("last", star.last.label))
    if star.gaps() or (star.editing and star.main and star.person):
        items.append(LegendItem("gap", _("The two views differ")))
    return tuple(items)


def voice_words(voice: Voice) -> str:
    """Whose view an outline is, in two or three words."""
    return {"together": _("Together"), "worker": _("The worker’s view"), "person": _("Their own view")}[voice]


def _script_data(star: Star) -> dict[str, Any]:
    other = star.person if star.editing != "person" else star.main
    return {
        "highest": star.highest,
        "voice": star.editing,
        "last": dict(star.last.scores) if star.last else {},
        "other": dict(other.scores) if other else {},
        "otherLabel": voice_words(other.voice) if other else "",
        "ownLabel": voice_words(star.editing) if star.editing else "",
        "areas": [
            {"key": a.key, "label": a.label, "field": a.field, "points": [[p.score, p.name, p.words] for p in a.points]} for a in star.areas
        ],
        "words": {
            "of": _("{score} of {highest}"),
            "last": _("last time {score}"),
            "none": _("Not answered yet"),
            "differ": _("You see it differently."),
            "both": _("{own}: {score}. {other}: {otherScore}. Both are kept."),
            "star": _("The star. Up and down arrow keys change the answer, left and right go to the next area."),
        },
    }


def draw_star(star: Star, *, key: str | None = None) -> Picture:
    """The star of one reading: areas as arms, scores as distance from the centre, last time's softly beneath.

    Where `editing` names a voice the picture carries what `star.js` needs to let the drawing set the form's radio buttons.
    """
    key = key or star.finding.key
    return Picture(
        kind="star",
        finding=star.finding,
        key=key,
        wide=_draw(star, f"{key}-wide", narrow=False),
        narrow=_draw(star, f"{key}-narrow", narrow=True),
        table=_table(star),
        legend=_legend(star),
        names=tuple(KeyItem(str(i + 1), a.label) for i, a in enumerate(star.areas)),
        names_only_when_narrow=True,
        notes=_notes(star),
        data=_script_data(star) if star.editing else {},
    )
