"""Two clocks: `happened_on` is a local date, `recorded_at` a moment in UTC. Everything asks here what time it is."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, UTC."""
    return timezone.now()


def today() -> date:
    """Today's date in Europe/London."""
    return timezone.localdate()


def financial_year(day: date) -> int:
    """The year in which the financial year of `day` began (1 April): 31 March 2027 → 2026."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1
