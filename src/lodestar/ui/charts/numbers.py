"""How numbers are worded in charts: short on an axis, whole in a table."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

import itertools
import math
from collections.abc import Iterable

from lodestar.ui.charts.text import shorten, text_width


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into at most `most` parts."""
    if span <= 0:
        return 1.0
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999999)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from `low` to `high`."""
    step = nice_step(high - low, most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def plain(value: float, places: int | None = None) -> str:
    """A number with thousands separated and no more decimals than it needs.

    >>> plain(14922.0), plain(2.5), plain(0.125)
    ('14,922', '2.5', '0.13')
    """
    if places is None:
        places = 0 if abs(value) >= 100 or float(value).is_integer() else (1 if abs(value) >= 1 else 2)
    text = f"{value:,.{places}f}"
    if places and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def places_for(values: Iterable[float]) -> int:
    """How many decimals every number of one column or chart is given, so that 35 stands as 35.0 beside 33.2.

    >>> places_for([35, 33.2]), places_for([2001.4, 612]), places_for([12, 7]), places_for([0.25, 3])
    (1, 0, 0, 2)
    """
    sizes = [abs(round(value, 6)) for value in values if value]
    if not sizes or min(sizes) >= 100 or all(size.is_integer() for size in map(float, sizes)):
        return 0
    return 1 if min(sizes) >= 1 else 2


def fixed(value: float, places: int) -> str:
    """A number with exactly so many decimals.

    >>> fixed(35, 1), fixed(-1234.56, 0)
    ('35.0', '−1,235')
    """
    text = f"{value:,.{places}f}"
    return (text.removeprefix("-") if not text.strip("-0.,") else text).replace("-", "−")


def alike(values: Iterable[float]) -> list[str]:
    """Numbers of one column, all with the same decimals.

    >>> alike([35, 33.2])
    ['35.0', '33.2']
    """
    column = list(values)
    places = places_for(column)
    return [fixed(value, places) for value in column]


def short_money(value: float) -> str:
    """Pounds as short as a chart needs: £940, £264k, £2.70m.

    >>> short_money(264_000), short_money(2_700_000), short_money(999_600), short_money(-1500)
    ('£264k', '£2.70m', '£1.00m', '−£1.5k')
    """
    sign, size = ("−" if value < 0 else ""), abs(value)
    if size >= 999_500:
        return f"{sign}£{size / 1_000_000:,.2f}m"
    if size >= 9_995:
        return f"{sign}£{size / 1000:,.0f}k"
    if size >= 1000:
        return f"{sign}£{plain(size / 1000, 1)}k"
    return f"{sign}£{plain(size, 0 if float(size).is_integer() else 2)}"


def axis_money(value: float) -> str:
    """Pounds on an axis, where every mark is round: £0, £500k, £1.5m."""
    if abs(value) >= 1_000_000:
        return f"£{plain(value / 1_000_000, 2)}m"
    return f"£{plain(value / 1000, 1)}k" if abs(value) >= 1000 else f"£{plain(value)}"


def whole_money(value: float) -> str:
    """Pounds in full, pence only where there are any: £1,234.56."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    return f"{sign}£{size:,.0f}" if float(size).is_integer() else f"{sign}£{size:,.2f}"


def share(part: float, whole: float) -> str:
    """A share as people read it: 62 %."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def axis_room(values: list[float]) -> float:
    """Room to the left of a drawing for the numbers of its axis."""
    return max((text_width(text, 12) for text in (*map(plain, values), *alike(values))), default=0) + 14


def period_labels(labels: tuple[str, ...], places: list[float], width: float, size: float = 12) -> list[tuple[int, str, float]]:
    """As many labels along an axis as can be read: every one, every second, …; none outside the drawing, none meeting its neighbour.

    Gives the number of each point, its text and where its middle goes.
    """
    texts = [shorten(label, 84, size) for label in labels]
    halves = [text_width(text, size) / 2 for text in texts]
    for every in range(1, len(texts) + 1):
        chosen = range(0, len(texts), every)
        spots = {i: min(max(places[i], halves[i]), width - halves[i]) for i in chosen}
        pairs = itertools.pairwise(chosen)
        if all(spots[a] + halves[a] + 8 <= spots[b] - halves[b] for a, b in pairs):
            return [(i, texts[i], spots[i]) for i in chosen]
    return []
