"""Two clocks: `happened_on` is a local date, `recorded_at` a moment in UTC. Everything asks here what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

# Set only while the demo tells the past of its made-up county.
_told: ContextVar[datetime | None] = ContextVar("told_moment", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _told.get() or timezone.now()


def today() -> date:
    """Today's date in Europe/London."""
    return timezone.localdate(_told.get())


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Within, it is that moment of the past: how a made-up county lives through its years by the cycle's own actions.

    For the demo alone: an architecture test holds everything else away from it. Raises ValueError for a moment yet to come.
    """
    if moment > timezone.now():
        raise ValueError("only the past can be told")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def financial_year(day: date) -> int:
    """The year in which the financial year of `day` began (1 April): 31 March 2027 → 2026."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1
