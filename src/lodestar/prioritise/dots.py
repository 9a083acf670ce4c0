"""Where each dot of a reveal lies: on one line, one over the other where several said the same. No label unless one was given."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.queries.workshops import Dot, Floor, Round, Spread
from lodestar.prioritise.scales import Scale

WIDTH, MARGIN, BASE_GAP = 1000, 44, 58
BIGGEST, HIGHEST = 20, 300


@dataclass(frozen=True)
class Placed:
    """One dot on the drawing."""

    x: float
    y: float
    is_own: bool


@dataclass(frozen=True)
class Mark:
    """A number on the axis."""

    x: float
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything the template needs to draw a round: no arithmetic is left to it."""

    width: int
    height: float
    base: float
    radius: float
    dots: tuple[Placed, ...]
    marks: tuple[Mark, ...]
    median: Mark
    band: tuple[float, float]

    @property
    def band_width(self) -> float:
        return round(max(self.band[1] - self.band[0], 4.0), 1)

    @property
    def band_height(self) -> float:
        return self.base - 20

    @property
    def mark_y(self) -> float:
        return self.base + 38


def drawing_of(one: Round, scale: Scale) -> Drawing | None:
    """The dots of a round; None where nobody gave a number."""
    if one.spread is None:
        return None
    least, most = (scale.least, scale.most) if scale.is_closed else _ends(one.spread)
    columns = _columns(one.dots, least, most)
    tallest = max(len(column) for column in columns.values())
    radius = min(BIGGEST, HIGHEST / (2 * tallest))
    base = 34 + 2 * radius * tallest
    dots = tuple(
        Placed(_x(dot.value, least, most), round(base - 4 - radius - place * 2 * radius, 1), dot.is_own)
        for column in columns.values()
        for place, dot in enumerate(column)
    )
    band = (_x(one.spread.lower, least, most), _x(one.spread.upper, least, most))
    median = Mark(_x(one.spread.median, least, most), plain(one.spread.median))
    return Drawing(WIDTH, base + BASE_GAP, base, round(radius - 1, 1), dots, _marks(scale, least, most), median, band)


def finding_of(one: Round, scale: Scale) -> str:
    """The sentence over the dots: what the room said."""
    spread = one.spread
    if spread is None:
        return _("Nobody gave a number.")
    facts = {"median": said(spread.median, scale), "lower": plain(spread.lower), "upper": said(spread.upper, scale)}
    if spread.count == 1:
        return _("One person gave a number: %(median)s.") % facts
    if spread.least == spread.most:
        return _("Everyone said the same: %(median)s.") % facts
    if spread.is_wide:
        return _("The room is far apart: half of it lies between %(lower)s and %(upper)s, around %(median)s.") % facts
    return _("Half of the room lies between %(lower)s and %(upper)s, around %(median)s.") % facts


def first_words(one: Round, scale: Scale) -> str:
    """Whom to ask first; empty where the room is close together."""
    if one.spread is None or not one.spread.ask_first:
        return ""
    low, high = one.spread.ask_first
    return _("Ask those at %(low)s and at %(high)s to speak first.") % {"low": plain(low), "high": said(high, scale)}


def unsure_words(one: Round) -> str:
    """How many could not judge; empty where everyone could."""
    if not one.cannot_judge:
        return ""
    words = ngettext("%(n)d person could not judge this.", "%(n)d people could not judge this.", one.cannot_judge)
    return words % {"n": one.cannot_judge}


def count_words(floor: Floor) -> str:
    """The one thing that is known before the reveal."""
    words = ngettext("%(scored)d of %(here)d person has scored", "%(scored)d of %(here)d people have scored", floor.here)
    return words % {"scored": floor.scored, "here": floor.here}


def grouped(one: Round) -> list[tuple[str, int, str]]:
    """The table beside the dots: each number, how many said it, and their labels where labels are shown."""
    rows: dict[Decimal, list[str]] = defaultdict(list)
    for dot in one.dots:
        rows[dot.value].append(dot.label)
    return [(plain(value), len(labels), ", ".join(label for label in labels if label)) for value, labels in rows.items()]


def plain(value: Decimal) -> str:
    """A number as it is read: no empty decimals, thousands apart.

    >>> plain(Decimal("70.00")), plain(Decimal("12.50")), plain(Decimal("1200"))
    ('70', '12.5', '1,200')
    """
    whole = value.normalize()
    places = max(0, -int(whole.as_tuple().exponent))
    return str(number_format(whole, decimal_pos=min(places, 2), use_l10n=True, force_grouping=True))


def said(value: Decimal, scale: Scale) -> str:
    """A number with its unit where the unit is short."""
    return f"{plain(value)} %" if scale.unit == "%" else plain(value)


def _ends(spread: Spread) -> tuple[Decimal, Decimal]:
    room = (spread.most - spread.least) / 10 or Decimal(1)
    least = spread.least - room
    return (Decimal(0) if spread.least >= 0 > least else least, spread.most + room)


def _x(value: Decimal, least: Decimal, most: Decimal) -> float:
    share = float((value - least) / (most - least))
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _columns(dots: tuple[Dot, ...], least: Decimal, most: Decimal) -> dict[int, list[Dot]]:
    """Dots that would overlap stand on one another."""
    columns: dict[int, list[Dot]] = defaultdict(list)
    for dot in dots:
        columns[math.floor(_x(dot.value, least, most) / (2 * BIGGEST))].append(dot)
    return columns


def _marks(scale: Scale, least: Decimal, most: Decimal) -> tuple[Mark, ...]:
    points = [point for point, _words in scale.anchors] or [least, (least + most) / 2, most]
    return tuple(Mark(_x(point, least, most), plain(point.quantize(Decimal(1)) if not scale.anchors else point)) for point in points)
