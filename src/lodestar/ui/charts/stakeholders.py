"""The stakeholder map: power against interest, groups placed without hiding one another, those with no action ringed."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Box, Column, Finding, KeyItem, LegendItem, Picture, Table, box_overlap
from lodestar.ui.charts.svg import drawing, el, join, lines_of_text, path
from lodestar.ui.charts.text import block_width, wrap

Action = Literal["involve", "consult", "inform", "none", ""]
MARK = 12.0


@dataclass(frozen=True)
class Group:
    """One stakeholder group; power and interest from 1 to 5, None where nobody has said. An empty action is one not yet chosen.

    `power_field` and `interest_field` name the form's number inputs, where groups can be dragged.
    """

    key: str
    label: str
    power: int | None
    interest: int | None
    action: Action = ""
    power_field: str = ""
    interest_field: str = ""

    def __post_init__(self) -> None:
        if any(n is not None and not 1 <= n <= 5 for n in (self.power, self.interest)):
            raise ValueError("power and interest lie from 1 to 5")

    @property
    def is_placed(self) -> bool:
        return self.power is not None and self.interest is not None

    @property
    def has_no_action(self) -> bool:
        return self.action in ("none", "")


@dataclass(frozen=True)
class StakeholderMap:
    finding: Finding
    groups: tuple[Group, ...]
    movable: bool = False


@dataclass(frozen=True)
class MapShape:
    """Five columns of interest, five rows of power, the most powerful on top."""

    left: float
    top: float
    cell_width: float
    cell_height: float

    def centre(self, power: int, interest: int) -> tuple[float, float]:
        return self.left + (interest - 0.5) * self.cell_width, self.top + (5.5 - power) * self.cell_height

    def cell(self, power: int, interest: int) -> Box:
        x, y = self.centre(power, interest)
        return (x - self.cell_width / 2 + 1, y - self.cell_height / 2 + 1, x + self.cell_width / 2 - 1, y + self.cell_height / 2 - 1)


WIDE_SHAPE = MapShape(26, 26, 138, 104)
NARROW_SHAPE = MapShape(22, 24, 64, 62)


@dataclass(frozen=True)
class PlacedGroup:
    """Where a group stands, its number, and its name where there was room for it."""

    group: Group
    number: int
    x: float
    y: float
    lines: tuple[str, ...] = ()
    text_x: float = 0
    text_y: float = 0
    anchor: str = "start"
    box: Box | None = None

    @property
    def mark_box(self) -> Box:
        return (self.x - MARK - 2, self.y - MARK - 2, self.x + MARK + 2, self.y + MARK + 2)


def action_words(action: Action) -> str:
    """What is to be done with a group, in words."""
    return {
        "involve": _("Involve"),
        "consult": _("Consult"),
        "inform": _("Keep informed"),
        "none": _("No action"),
        "": _("No action chosen"),
    }[action]


def _offsets(count: int, shape: MapShape, tall: bool) -> list[tuple[float, float]]:
    """Places for the groups of one cell, around its centre, one under another where names are to be written."""
    if count == 1:
        return [(0.0, 0.0)]
    step = MARK * 2 + 6
    columns = 1 if tall and count * step <= shape.cell_height - 4 else max(1, min(count, int((shape.cell_width - 6) // step)))
    rows = -(-count // columns)
    down = min(step, (shape.cell_height - 6) / rows)
    if columns == 1:
        down = min(48.0, (shape.cell_height - 2 * MARK - 8) / (rows - 1))  # room for two lines beside each mark
    shift = -shape.cell_width / 2 + MARK + 8 if columns == 1 else 0.0
    return [(shift + (i % columns - (columns - 1) / 2) * step, (i // columns - (rows - 1) / 2) * down) for i in range(count)]


def _place_name(placed: PlacedGroup, taken: list[Box], limits: Box, room: float) -> PlacedGroup | None:
    """The group with its name written inside `limits` where it meets nothing; None where there is no such place."""
    for part, most in ((1.3, 1), (1.0, 2), (0.8, 3), (0.6, 4)):
        lines = wrap(placed.group.label, room * part, 12.5, most=most)
        if lines[-1].endswith("…"):
            continue
        width, height = block_width(lines, 12.5), 15.0 * len(lines)
        beside = min(max(placed.y - height / 2, limits[1]), limits[3] - height)  # a little up or down, to stay within bounds
        for anchor, x, y in (
            ("start", placed.x + MARK + 5, beside),
            ("middle", placed.x, placed.y + MARK + 5),
            ("end", placed.x - MARK - 5, beside),
            ("middle", placed.x, placed.y - MARK - 5 - height),
        ):
            left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
            box = (left, y, left + width, y + height)
            inside = box[0] >= limits[0] and box[1] >= limits[1] and box[2] <= limits[2] and box[3] <= limits[3]
            if inside and not any(box_overlap(box, other, 2) for other in taken):
                return PlacedGroup(placed.group, placed.number, placed.x, placed.y, tuple(lines), x, y + 11.5, anchor, box)
    return None


def place_groups(data: StakeholderMap, shape: MapShape, *, names: bool) -> list[PlacedGroup]:
    """Groups at their cell, spread where several share it, named where a name fits; numbers follow the order given."""
    cells: dict[tuple[int, int], list[tuple[int, Group]]] = {}
    for number, group in enumerate(data.groups, start=1):
        if group.power is not None and group.interest is not None:
            cells.setdefault((group.power, group.interest), []).append((number, group))
    placed = []
    for (power, interest), members in cells.items():
        x, y = shape.centre(power, interest)
        for (number, group), (dx, dy) in zip(members, _offsets(len(members), shape, names), strict=True):
            placed.append(PlacedGroup(group, number, x + dx, y + dy))
    if not names:
        return placed
    field = (shape.left + 2, shape.top + 2, shape.left + 5 * shape.cell_width - 2, shape.top + 5 * shape.cell_height - 2)
    taken = [p.mark_box for p in placed]
    done: dict[int, PlacedGroup] = {}
    for own_cell in (True, False):  # a name in its group's own cell is never taken for another's, so those come first
        for p in placed:
            limits = shape.cell(p.group.power or 0, p.group.interest or 0) if own_cell else field
            if p.number not in done and (named := _place_name(p, taken, limits, shape.cell_width - 2 * MARK - 8)) and named.box:
                done[p.number] = named
                taken.append(named.box)
    return [done.get(p.number, p) for p in placed]


def _mark(placed: PlacedGroup) -> SafeString:
    """Number in a shape that says the action; no action is an open circle in a broken ring."""
    action = placed.group.action
    parts: list[SafeString] = []
    if action == "involve":
        parts.append(el("circle", r=MARK, class_="c-involve"))
    elif action == "consult":
        parts.append(el("rect", x=-10.5, y=-10.5, width=21, height=21, class_="c-consult"))
    elif action == "inform":
        parts.append(el("path", d=path([(0, -14), (14, 0), (0, 14), (-14, 0)], closed=True), class_="c-inform"))
    else:
        parts += [el("circle", r=9.5, class_="c-bare"), el("circle", r=13.5, class_="c-alarm")]
    style = "c-small c-middle" if placed.group.has_no_action else "c-small c-middle c-on-dark"
    parts.append(el("text", str(placed.number), y=4, class_=style))
    return el("g", *parts, transform=f"translate({round(placed.x, 1)} {round(placed.y, 1)})", data_group=placed.group.key)


def _field(shape: MapShape) -> SafeString:
    width, height = shape.cell_width, shape.cell_height
    parts = [el("rect", x=shape.left, y=shape.top, width=5 * width, height=5 * height, class_="c-field")]
    parts.append(el("rect", x=shape.left + 3 * width, y=shape.top, width=2 * width, height=2 * height, class_="c-field-strong"))
    for n in range(1, 5):
        parts.append(el("path", d=f"M{round(shape.left + n * width, 1)} {shape.top}v{5 * height}", class_="c-grid"))
        parts.append(el("path", d=f"M{shape.left} {round(shape.top + n * height, 1)}h{5 * width}", class_="c-grid"))
    bottom = shape.top + 5 * height
    for n in range(1, 6):
        x, y = shape.centre(n, n)
        parts.append(el("text", str(n), x=x, y=bottom + 18, class_="c-small c-quiet c-middle"))
        parts.append(el("text", str(n), x=shape.left - 8, y=y + 4, class_="c-small c-quiet c-end"))
    parts.append(el("text", _("Power") + " ↑", x=0, y=shape.top - 8, class_="c-small c-start"))
    parts.append(el("text", _("Interest (support for us)") + " →", x=shape.left + 5 * width, y=bottom + 36, class_="c-small c-end"))
    return el("g", *parts, aria_hidden="true")


def _draw(data: StakeholderMap, key: str, shape: MapShape, placed: list[PlacedGroup], width: float) -> SafeString:
    names = [
        lines_of_text(list(p.lines), p.text_x, p.text_y, leading=15, class_=f"c-name c-{p.anchor}", data_name=p.group.key)
        for p in placed
        if p.lines
    ]
    return drawing(
        _field(shape),
        el("g", *names, aria_hidden="true"),
        join(*(_mark(p) for p in placed)),
        key=key,
        width=width,
        height=shape.top + 5 * shape.cell_height + 42,
        title=data.finding.sentence,
        description=_describe(data),
        data_cells=f"{shape.left} {shape.top} {shape.cell_width} {shape.cell_height}" if data.movable else None,
    )


def _describe(data: StakeholderMap) -> str:
    placed = (
        f"{g.label}: {_('power')} {g.power}, {_('interest')} {g.interest}, {action_words(g.action)}" for g in data.groups if g.is_placed
    )
    return _("Power from 1 to 5 upwards, interest from 1 to 5 to the right.") + " " + "; ".join(placed) + "."


def _table(data: StakeholderMap) -> Table:
    columns = (Column(_("Group")), Column(_("Power"), True), Column(_("Interest"), True), Column(_("Action")))
    blank = _("not said")
    rows = ((g.label, str(g.power or blank), str(g.interest or blank), action_words(g.action)) for g in data.groups)
    return Table(_("Stakeholder groups"), columns, tuple(rows))


def draw_stakeholders(data: StakeholderMap, *, key: str | None = None) -> Picture:
    """Groups by power and interest; a group without an action is ringed, one without both numbers is listed beneath."""
    key = key or data.finding.key
    blanks = [g.label for g in data.groups if not g.is_placed]
    actions: tuple[tuple[str, Action], ...] = (("involve", "involve"), ("consult", "consult"), ("inform", "inform"))
    used = {g.action for g in data.groups}
    legend = [LegendItem(swatch, action_words(action)) for swatch, action in actions if action in used]
    if any(g.has_no_action for g in data.groups):
        legend.append(LegendItem("no-action", _("No action")))
    wide, narrow = place_groups(data, WIDE_SHAPE, names=True), place_groups(data, NARROW_SHAPE, names=False)
    fields = {g.key: [g.power_field, g.interest_field] for g in data.groups}
    return Picture(
        kind="map",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", WIDE_SHAPE, wide, WIDE),
        narrow=_draw(data, f"{key}-narrow", NARROW_SHAPE, narrow, NARROW),
        table=_table(data),
        legend=tuple(legend),
        names=tuple(KeyItem(str(i), g.label) for i, g in enumerate(data.groups, start=1) if g.is_placed),
        names_only_when_narrow=all(p.lines for p in wide) and not data.movable,
        notes=(_("Not on the map, power or interest not said: %s.") % ", ".join(blanks),) if blanks else (),
        data={"fields": fields} if data.movable else {},
    )
