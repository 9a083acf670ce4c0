"""The county's calendar: every date is counted from the anchor, the first day of the month in which it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Calendar:
    """Dates relative to an anchor, so that today always falls inside the county's story.

    >>> Calendar.of(date(2026, 11, 21)).month(-2)
    datetime.date(2026, 9, 1)
    """

    anchor: date

    @classmethod
    def of(cls, day: date) -> Calendar:
        return cls(day.replace(day=1))

    def month(self, months: int, day: int = 1) -> date:
        """A day of the month so many months from the anchor's; `day` is at most 28."""
        count = self.anchor.year * 12 + self.anchor.month - 1 + months
        return date(count // 12, count % 12 + 1, day)

    def month_end(self, months: int) -> date:
        return self.month(months + 1) - timedelta(days=1)

    def year(self, months: int) -> int:
        """The calendar year in which that month lies: for naming sources."""
        return self.month(months).year

    def financial_year(self, months: int = 0) -> int:
        day = self.month(months)
        return day.year if day.month >= 4 else day.year - 1


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day, by the clock on the wall in London."""
    return datetime.combine(day, time(hour, minute), LONDON)
