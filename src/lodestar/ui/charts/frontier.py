"""The efficiency frontier: value triangles laid end to end, and a budget line to move along them.

Everything the picture needs at every budget is worked out beforehand and sent once; moving the line asks the server nothing.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import NARROW, WIDE, Box, Finding, KeyItem, LegendItem, Picture, box_overlap
from lodestar.ui.charts.numbers import alike, axis_money, axis_room, fixed, nice_step, places_for, share, short_money, ticks, whole_money
from lodestar.ui.charts.svg import drawing, el, join, path
from lodestar.ui.charts.text import shorten, text_width
from lodestar.ui.charts.triangles import Option, options_table, status_word

Point = tuple[float, float]
MOST_STEPS = 1500


@dataclass(frozen=True)
class Step:
    """What is funded from one budget up to the next step: its cost, its value, the keys of its options.

    `from_budget` is where the step begins, its own cost unless said otherwise.
    """

    cost: float
    value: float
    keys: tuple[str, ...]
    from_budget: float | None = None

    @property
    def begins(self) -> float:
        return self.cost if self.from_budget is None else self.from_budget


@dataclass(frozen=True)
class Answer:
    """One way of choosing (draw the line, skip what does not fit, the best there is) at every budget, steps by rising budget."""

    key: str
    label: str
    explanation: str
    steps: tuple[Step, ...]

    def at(self, budget: float) -> Step | None:
        """The step in force at a budget; None below the first."""
        index = bisect_right([s.begins for s in self.steps], budget + 1e-9) - 1
        return self.steps[index] if index >= 0 else None


@dataclass(frozen=True)
class Frontier:
    """Options on the frontier by falling value for money, the running totals after each, and the answers at every budget.

    `curve[i]` is (cumulative cost, cumulative value) after option i, as the portfolio method gives it. `others` are listed but not
    drawn (of no value, or kept out). `sentence` may hold {budget} {share} {count} {all} {left}, filled in again as the line moves.
    """

    finding: Finding
    options: tuple[Option, ...]
    curve: tuple[Point, ...]
    budget: float
    answers: tuple[Answer, ...]
    total_value: float
    chosen: str = "optimum"
    others: tuple[Option, ...] = ()
    value_label: str = ""
    ratio_label: str = ""
    sentence: str = ""
    action: str = ""
    today: float | None = None

    def __post_init__(self) -> None:
        if len(self.curve) != len(self.options) or not self.options:
            raise ValueError("a frontier has one running total for each of its options, and at least one")
        if self.chosen not in {a.key for a in self.answers}:
            raise ValueError(f"no such answer: {self.chosen!r}")

    @property
    def all_options(self) -> tuple[Option, ...]:
        return (*self.options, *self.others)

    @property
    def places(self) -> int:
        """Decimals of every value in the picture, the list and the sums beside it."""
        return places_for(o.value for o in self.all_options)

    @property
    def answer(self) -> Answer:
        return next(a for a in self.answers if a.key == self.chosen)

    @property
    def lowest(self) -> float:
        return min(0.0, *(cost for cost, _value in self.curve))

    @property
    def highest(self) -> float:
        """The largest budget on the axis: everything funded, or the budget where that is more."""
        return max(self.curve[-1][0], self.budget, *(s.cost for a in self.answers for s in a.steps[-1:]), 1.0)


@dataclass(frozen=True)
class FrontierShape:
    """From pounds and value to the drawing."""

    left: float
    top: float
    width: float
    height: float
    lowest: float
    highest: float
    best: float

    def x(self, cost: float) -> float:
        return self.left + (cost - self.lowest) / (self.highest - self.lowest) * self.width

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - value / self.best)

    def triangles(self, curve: tuple[Point, ...]) -> list[list[Point]]:
        """Corners of each option's triangle: foot, right angle, peak, the peak of one being the foot of the next."""
        corners, foot = [], (0.0, 0.0)
        for peak in curve:
            corners.append([(self.x(c), self.y(v)) for c, v in (foot, (peak[0], foot[1]), peak)])
            foot = peak
        return corners


def _shape(data: Frontier, *, narrow: bool) -> FrontierShape:
    width, height = (NARROW, 240.0) if narrow else (WIDE, 320.0)
    best = 1.04 * max([v for _c, v in data.curve] + [s.value for a in data.answers for s in a.steps[-1:]] + [1e-9])
    left = axis_room(ticks(0, best, 5))
    return FrontierShape(left, 70.0, width - left - 12, height, data.lowest, data.highest * 1.02, best)


def _axes(data: Frontier, shape: FrontierShape, *, narrow: bool) -> SafeString:
    parts: list[SafeString] = []
    right, bottom = shape.left + shape.width, shape.top + shape.height
    marks = ticks(0, shape.best, 5)
    for value, words in zip(marks, alike(marks), strict=True):
        y = shape.y(value)
        parts.append(el("line", x1=shape.left, y1=y, x2=right, y2=y, class_="c-axis" if value == 0 else "c-grid"))
        parts.append(el("text", words, x=shape.left - 8, y=y + 4, class_="c-small c-quiet c-end"))
    for cost in ticks(shape.lowest, shape.highest, 4 if narrow else 7):
        x = shape.x(cost)
        parts.append(el("line", x1=x, y1=bottom, x2=x, y2=bottom + 5, class_="c-axis"))
        anchor = "c-end" if x > right - 14 else "c-middle"
        parts.append(el("text", axis_money(cost), x=min(x, right), y=bottom + 20, class_=f"c-small c-quiet {anchor}"))
    value_label = shorten(data.value_label or _("Value"), shape.width - 20, 12)
    parts.append(el("text", value_label + " ↑", x=shape.left, y=shape.top - 8, class_="c-small c-start"))
    parts.append(el("text", _("Money spent") + " →", x=right, y=bottom + 40, class_="c-small c-end"))
    return el("g", *parts, aria_hidden="true")


def _curve(data: Frontier, shape: FrontierShape, funded: set[str]) -> tuple[SafeString, SafeString]:
    """Triangles under the curve, and their numbers (drawn last, so that the budget line does not cross them out)."""
    parts: list[SafeString] = []
    numbers: list[SafeString] = []
    written: list[Box] = []
    for i, (option, corners) in enumerate(zip(data.options, shape.triangles(data.curve), strict=True)):
        kind = "c-funded" if option.key in funded else "c-not-funded"
        parts.append(el("path", d=path(corners, closed=True), class_=kind, data_i=str(i)))
        x, y = (corners[0][0] + corners[2][0]) / 2 - 7, (corners[0][1] + corners[2][1]) / 2 - 8
        number = option.number or str(i + 1)
        half = text_width(number, 12, bold=True) / 2
        box = (x - half, y - 10, x + half, y + 2)
        if not any(box_overlap(box, other, 3) for other in written):
            written.append(box)
            numbers.append(el("text", number, x=x, y=y, class_="c-number c-middle"))
    line = [(shape.x(0), shape.y(0)), *((shape.x(c), shape.y(v)) for c, v in data.curve)]
    return join(*parts, el("path", d=path(line), class_="c-curve")), el("g", *numbers, aria_hidden="true", class_="c-numbers")


def _budget_words(data: Frontier, step: Step | None) -> tuple[str, str]:
    left = _("Nothing can be funded") if step is None else _("%s left over") % short_money(data.budget - step.cost)
    return _("Budget %s") % short_money(data.budget), left


def _budget_line(data: Frontier, shape: FrontierShape, step: Step | None) -> SafeString:
    x, bottom = shape.x(data.budget), shape.top + shape.height
    turned = x > shape.left + shape.width * 0.5
    words, left = _budget_words(data, step)
    at, anchor = (-22, "c-end") if turned else (22, "c-start")
    return el(
        "g",
        el("line", x1=0, y1=24, x2=0, y2=bottom, class_="c-budget-edge"),
        el("line", x1=0, y1=24, x2=0, y2=bottom, class_="c-budget"),
        el("circle", cx=0, cy=24, r=22, class_="c-hit"),
        el("circle", cx=0, cy=24, r=18, class_="c-handle-focus"),
        el("circle", cx=0, cy=24, r=12, class_="c-handle"),
        el("path", d="M-3 -5V5M3 -5V5", transform="translate(0 24)", class_="c-grip"),
        el("text", words, x=at, y=20, class_=f"c-label {anchor}", data_words="budget"),
        el("text", left, x=at, y=37, class_=f"c-small {anchor}", data_words="left"),
        transform=f"translate({round(x, 1)} 0)",
        class_="c-budget-line",
        data_budget="",
    )


def _draw(data: Frontier, key: str, *, narrow: bool) -> SafeString:
    shape = _shape(data, narrow=narrow)
    step = data.answer.at(data.budget)
    funded = set(step.keys) if step else set()
    x0, bottom = shape.x(0), shape.top + shape.height
    spent = (shape.x(step.cost), shape.y(step.value)) if step else (x0, shape.y(0))
    curve, numbers = _curve(data, shape, funded)
    parts = [
        el("rect", x=x0, y=shape.top, width=max(shape.x(data.budget) - x0, 0), height=shape.height, class_="c-wash", data_wash=""),
        _axes(data, shape, narrow=narrow),
        curve,
    ]
    if data.today is not None and data.lowest <= data.today <= shape.highest:
        today = shape.x(data.today)
        parts.append(el("line", x1=today, y1=shape.top, x2=today, y2=bottom, class_="c-today"))
        parts.append(el("text", _("Today"), x=today + 5, y=bottom - 8, class_="c-small c-start"))
    parts.append(_budget_line(data, shape, step))
    diamond = el(
        "path", d="M0 -7L7 0L0 7L-7 0Z", class_="c-spent", transform=f"translate({round(spent[0], 1)} {round(spent[1], 1)})", data_spent=""
    )
    return drawing(
        *parts,
        diamond,
        numbers,
        key=key,
        width=NARROW if narrow else WIDE,
        height=bottom + 48,
        title=sentence(data),
        description=_describe(data, step),
        data_scale=" ".join(
            str(round(n, 6)) for n in (shape.left, shape.top, shape.width, shape.height, shape.lowest, shape.highest, shape.best)
        ),
    )


def _describe(data: Frontier, step: Step | None) -> str:
    words = _("Options laid end to end by falling value for money; the curve is the most value for the money if options could be split.")
    if step is None:
        return words
    numbers = {o.key: o.number or str(i + 1) for i, o in enumerate(data.all_options)}
    funded = ", ".join(n for k, n in numbers.items() if k in set(step.keys))
    return words + " " + _("At %(budget)s, funded: %(numbers)s.") % {"budget": whole_money(data.budget), "numbers": funded or _("none")}


def sentence(data: Frontier) -> str:
    """The finding at the budget shown, from the caller's sentence with its blanks filled in."""
    if not data.sentence:
        return data.finding.sentence
    step = data.answer.at(data.budget)
    filled = {
        "{budget}": short_money(data.budget),
        "{share}": share(step.value if step else 0, data.total_value),
        "{count}": str(len(step.keys) if step else 0),
        "{all}": str(len(data.all_options)),
        "{left}": short_money(data.budget - (step.cost if step else 0)),
    }
    text = data.sentence
    for blank, words in filled.items():
        text = text.replace(blank, words)
    return text


def thin_steps(steps: tuple[Step, ...], every: float, *, keep: float) -> tuple[Step, ...]:
    """The steps in force at round budgets (and at `keep`): between them nothing is promised, at them all stays exact.

    `every` = 0 keeps all.
    """
    if every <= 0:
        return steps
    kept: list[Step] = []
    kept_here = max((s.begins for s in steps if s.begins <= keep + 1e-9), default=None)
    for i, step in enumerate(steps):
        following = steps[i + 1].begins if i + 1 < len(steps) else float("inf")
        rounded = -(-step.begins // every) * every  # the first round budget at which this step can be in force
        if rounded < following or step.begins == kept_here:
            kept.append(step)
    return tuple(kept)


def budget_interval(data: Frontier) -> float:
    """0 where every step can be sent; else the round sum that budgets on the line go by."""
    if sum(len(a.steps) for a in data.answers) <= MOST_STEPS * 2:
        return 0.0
    return nice_step(data.highest - data.lowest, MOST_STEPS)


def _encode(answer: Answer, order: dict[str, int], every: float, keep: float) -> list[list[float | str]]:
    """Steps as [cost, value, options that change against the step before, from_budget if not the cost], small enough to send once."""
    rows: list[list[float | str]] = []
    before: set[int] = set()
    for step in thin_steps(answer.steps, every, keep=keep):
        now = {order[k] for k in step.keys}
        row: list[float | str] = [round(step.cost, 2), round(step.value, 3), ".".join(str(n) for n in sorted(now ^ before))]
        if step.from_budget is not None and step.from_budget != step.cost:
            row.append(round(step.from_budget, 2))
        rows.append(row)
        before = now
    return rows


def script_data(data: Frontier) -> dict[str, Any]:
    """All options and all answers at every budget, once, for `frontier.js`."""
    order = {o.key: i for i, o in enumerate(data.all_options)}
    every = budget_interval(data)
    span = data.highest - max(data.lowest, 0)
    return {
        "lowest": max(data.lowest, 0),
        "highest": round(data.highest * 1.02, 2),
        "every": every,
        "step": max(nice_step(span, 100), every),
        "drawn": len(data.options),
        "all": len(data.all_options),
        "total": data.total_value,
        "costs": [o.cost for o in data.all_options],
        "places": data.places,
        "sentence": data.sentence,
        "answers": {a.key: _encode(a, order, every, data.budget) for a in data.answers},
        "words": {
            "budget": _("Budget {sum}"),
            "left": _("{sum} left over"),
            "none": _("Nothing can be funded"),
            "funded": status_word(True),
            "not": status_word(False),
            "group": group_words(),
            "slider": _("Budget line"),
            "picture": _("Efficiency frontier. Arrow keys move the budget line, Page Up and Page Down by more."),
            "value": _("{budget}: {count} of {all} funded, {share} of the value, {left} left over"),
            "invalid": _("Enter the budget in pounds, like 2,700,000"),
        },
    }


def group_words() -> str:
    """What stands beside "Funded" and "Not funded" over the list; {count} and {sum} are filled in again as the line moves."""
    return _("{count} · {sum}")


@dataclass(frozen=True)
class AnswerRow:
    """One way of choosing at the budget shown, in words."""

    key: str
    label: str
    explanation: str
    count: str
    cost: str
    value: str
    left: str
    chosen: bool


def answer_rows(data: Frontier) -> list[AnswerRow]:
    """The three answers side by side at the budget shown."""
    rows = []
    for a in data.answers:
        s = a.at(data.budget)
        words = (
            ("–",) * 4
            if s is None
            else (str(len(s.keys)), whole_money(s.cost), fixed(s.value, data.places), whole_money(data.budget - s.cost))
        )
        rows.append(AnswerRow(a.key, a.label, a.explanation, *words, chosen=a.key == data.chosen))
    return rows


def decided_options(data: Frontier) -> tuple[Option, ...]:
    """Every option with its state at the budget shown, under the chosen answer."""
    step = data.answer.at(data.budget)
    funded = set(step.keys) if step else set()
    return tuple(
        Option(o.key, o.label, o.cost, o.value, o.key in funded, o.ratio, o.number or str(i + 1)) for i, o in enumerate(data.all_options)
    )


def draw_frontier(data: Frontier, *, key: str | None = None) -> Picture:
    """The efficiency frontier with the budget line at its place; a server without scripts draws it anew for each budget asked."""
    key = key or data.finding.key
    return Picture(
        kind="frontier",
        finding=data.finding,
        key=key,
        wide=_draw(data, f"{key}-wide", narrow=False),
        narrow=_draw(data, f"{key}-narrow", narrow=True),
        table=options_table(decided_options(data), data.value_label, data.ratio_label),
        legend=(
            LegendItem("funded", _("Funded")),
            LegendItem("not-funded", _("Not funded")),
            LegendItem("spent", _("What the choice costs and is worth")),
        ),
        names=tuple(KeyItem(o.number or str(i + 1), o.label) for i, o in enumerate(data.all_options)),
        data=script_data(data),
    )
