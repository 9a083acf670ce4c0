"""Counts of people as they may be shown outside their provider: a plain, careful rule, until full disclosure control.

Fewer than eight are hidden, nought too; the rest are rounded to the nearest five.
"""

from __future__ import annotations

SMALLEST_SHOWN = 8
ROUNDED_TO = 5
HIDDEN = "[c]"


def may_be_shown(count: int) -> bool:
    """Whether a mean or share over so many people may be shown outside the provider."""
    return count >= SMALLEST_SHOWN


def shown_outside(count: int) -> str:
    """The count rounded, or the marker that it is hidden.

    >>> shown_outside(7), shown_outside(53)
    ('[c]', '55')
    """
    return str(ROUNDED_TO * round(count / ROUNDED_TO)) if may_be_shown(count) else HIDDEN
