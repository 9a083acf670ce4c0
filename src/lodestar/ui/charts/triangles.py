"""Value triangles on one scale: the base is the cost, the height the value, so the steep ones are the good ones."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Column, Finding, KeyItem, LegendItem, Picture, Table
from lodestar.ui.charts.numbers import alike, fixed, places_for, short_money, whole_money
from lodestar.ui.charts.svg import drawing, el, path
from lodestar.ui.charts.text import text_width

GAP = 10.0
SLOT = 26.0  # the least room a triangle takes, so that its number can be read
SMALL = 12.0
MANY = 60  # beyond this the drawing shows shapes and numbers, and leaves the figures to the table


@dataclass(frozen=True)
class Option:
    """One thing money could be spent on, its figures already worked out. `funded` is None where nothing is decided.

    `ratio` is its value for money as people read it (value per £1,000, say), empty where there is none.
    """

    key: str
    label: str
    cost: float
    value: float
    funded: bool | None = None
    ratio: str = ""
    number: str = ""


@dataclass(frozen=True)
class ValueTriangles:
    """Options in the order they are to be shown (falling value for money)."""

    finding: Finding
    options: tuple[Option, ...]
    value_label: str = ""
    show_names: bool = True
    ratio_label: str = ""


@dataclass(frozen=True)
class Placed:
    """Where a triangle stands: left foot, baseline, base and height in the drawing's units, and the room it may write in."""

    option: Option
    number: str
    left: float
    base_line: float
    base: float
    height: float
    slot: float

    @property
    def corners(self) -> list[tuple[float, float]]:
        foot = self.left + self.base
        return [(self.left, self.base_line), (foot, self.base_line), (foot, self.base_line - self.height)]


def _slots(options: tuple[Option, ...], scale: float) -> list[float]:
    return [max(max(o.cost, 0) * scale, SLOT) + GAP for o in options]


def _rows(slots: list[float], room: float) -> list[list[int]]:
    rows: list[list[int]] = [[]]
    used = 0.0
    for i, slot in enumerate(slots):
        if rows[-1] and used + slot > room:
            rows.append([])
            used = 0.0
        rows[-1].append(i)
        used += slot
    return rows


def _scale(options: tuple[Option, ...], room: float, rows: int) -> float:
    """The largest scale of cost at which all options fit into `rows` rows, the same for every triangle."""
    dearest = max((o.cost for o in options), default=0)
    if dearest <= 0:
        return 0.0
    low, high = 0.0, (room - GAP) / dearest
    for _step in range(20):
        middle = (low + high) / 2
        if len(_rows(_slots(options, middle), room)) > rows:
            high = middle
        else:
            low = middle
    return low


def place_triangles(options: tuple[Option, ...], width: float, *, most_in_row: int, tallest: float) -> tuple[list[Placed], float]:
    """Triangles in as few rows as can be read, every one on the same two scales; and the height they take.

    An option without a cost stands as a mast; one without value lies flat.
    """
    if not options:
        return [], 0.0
    rows_wanted = -(-len(options) // most_in_row)
    scale = _scale(options, width, rows_wanted)
    slots = _slots(options, scale)
    best = max((o.value for o in options), default=0)
    tall = tallest if rows_wanted == 1 else max(64.0, tallest * 0.6)
    placed: list[Placed] = []
    bottom = 0.0
    for row in _rows(slots, width):
        heights = {i: max(options[i].value, 0) / best * tall if best > 0 else 0.0 for i in row}
        base_line = bottom + max(heights.values()) + 26
        x = 0.0
        for i in row:
            base = max(options[i].cost, 0) * scale
            inset = max(slots[i] - GAP - base, 0) / 2
            placed.append(Placed(options[i], options[i].number or str(i + 1), x + inset, base_line, base, heights[i], slots[i]))
            x += slots[i]
        bottom = base_line + 44
    return placed, bottom


def _fits(text: str, slot: float) -> bool:
    return text_width(text, SMALL) <= slot - 2


def _triangle(p: Placed, places: int, *, figures: bool) -> list[SafeString]:
    middle = p.left + p.base / 2
    funded = "c-funded" if p.option.funded is not False else "c-not-funded"
    parts = []
    if p.base < 1:
        parts.append(el("line", x1=p.left, y1=p.base_line, x2=p.left, y2=p.base_line - max(p.height, 2), class_="c-mast"))
    else:
        parts.append(el("path", d=path(p.corners, closed=True), class_=funded))
    value, cost = fixed(p.option.value, places), short_money(p.option.cost)
    if figures and _fits(value, p.slot):
        # over the peak, but never outside the room of the triangle, so that neighbours cannot meet
        half = text_width(value, SMALL) / 2
        right = middle + p.slot / 2 - half
        parts.append(el("text", value, x=min(p.left + p.base, right), y=p.base_line - p.height - 6, class_="c-small c-middle"))
    parts.append(el("text", p.number, x=middle, y=p.base_line + 17, class_="c-label c-middle"))
    if figures and _fits(cost, p.slot):
        parts.append(el("text", cost, x=middle, y=p.base_line + 33, class_="c-small c-quiet c-middle"))
    return parts


def _draw(data: ValueTriangles, key: str, width: float, most: int) -> SafeString:
    placed, height = place_triangles(data.options, width - 16, most_in_row=most, tallest=200)
    parts = []
    for base_line in sorted({p.base_line for p in placed}):
        parts.append(el("line", x1=0, y1=base_line, x2=width, y2=base_line, class_="c-axis"))
    places = places_for(o.value for o in data.options)
    parts += [part for p in placed for part in _triangle(p, places, figures=len(placed) <= MANY)]
    return drawing(
        el("g", *parts, transform="translate(8 0)"),
        key=key,
        width=width,
        height=max(height, 40),
        title=data.finding.sentence,
        description=_describe(data, placed, places),
    )


def _describe(data: ValueTriangles, placed: list[Placed], places: int) -> str:
    named = (f"{p.number} {p.option.label}: {short_money(p.option.cost)}, {fixed(p.option.value, places)}" for p in placed[:60])
    return _("Triangles on one scale: the base is the cost, the height the value.") + " " + "; ".join(named) + "."


def status_word(funded: bool | None) -> str:
    """The state of an option at a budget, in words."""
    if funded is None:
        return _("Not decided")
    return _("Funded") if funded else _("Not funded")


def options_table(options: tuple[Option, ...], value_label: str = "", ratio_label: str = "") -> Table:
    """Options with cost, value and, where given, value for money and state."""
    has_ratio, decided = any(o.ratio for o in options), any(o.funded is not None for o in options)
    columns = [Column(_("Option")), Column(_("Cost"), True), Column(value_label or _("Value"), True)]
    columns += [Column(ratio_label or _("Value for money"), True)] * has_ratio + [Column(_("At this budget"))] * decided
    rows = []
    for i, (o, value) in enumerate(zip(options, alike(o.value for o in options), strict=True)):
        row = [f"{o.number or i + 1}. {o.label}", whole_money(o.cost), value]
        rows.append(tuple(row + [o.ratio or "–"] * has_ratio + [status_word(o.funded)] * decided))
    return Table(_("Cost and value of each option"), tuple(columns), tuple(rows))


def _notes(options: tuple[Option, ...]) -> tuple[str, ...]:
    notes = []
    free = [o.label for o in options if o.cost <= 0]
    worthless = [o.label for o in options if o.value <= 0]
    if free:
        notes.append(_("Costs nothing or saves money, drawn as an upright line: %s.") % ", ".join(free))
    if worthless:
        notes.append(_("Of no value as estimated, drawn flat: %s.") % ", ".join(worthless))
    return tuple(notes)


def draw_triangles(data: ValueTriangles, *, key: str | None = None) -> Picture:
    """Value triangles: base = cost, height = value, every triangle on the same scale, in the order given."""
    key = key or data.finding.key
    decided = any(o.funded is not None for o in data.options)
    many = len(data.options) > MANY
    return Picture(
        kind="triangles",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", WIDE, 18 if many else 12),
        narrow=_draw(data, f"{key}-narrow", NARROW, 9 if many else 6),
        table=options_table(data.options, data.value_label, data.ratio_label),
        legend=(LegendItem("funded", _("Funded")), LegendItem("not-funded", _("Not funded"))) if decided else (),
        names=tuple(KeyItem(o.number or str(i + 1), o.label) for i, o in enumerate(data.options)) if data.show_names else (),
        notes=(_("Base: cost. Height: %s.") % (data.value_label or _("value")), *_notes(data.options)),
    )
