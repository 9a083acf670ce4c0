"""Contract months, years and periods: all run from the contract's first day."""

from __future__ import annotations

import calendar
import datetime

Day = datetime.date
_NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def add_months(day: Day, months: int) -> Day:
    """The same day of the month, that many months on; the last of the month where it has no such day.

    >>> add_months(datetime.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > datetime.MAXYEAR:
        return Day.max
    return Day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(start: Day, day: Day) -> int:
    """Which contract month a day lies in; 0 is the first.

    >>> month_of(datetime.date(2024, 1, 31), datetime.date(2024, 2, 28)), month_of(datetime.date(2024, 1, 31), datetime.date(2024, 2, 29))
    (0, 1)
    """
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if add_months(start, months) <= day else months - 1


def last_day_of_months(start: Day, months: int) -> Day:
    """The last day before the contract month with this number begins.

    >>> last_day_of_months(datetime.date(2024, 4, 1), 12)
    datetime.date(2025, 3, 31)
    """
    following = add_months(start, months)
    return following if following == Day.max else following - datetime.timedelta(days=1)


def words(day: Day) -> str:
    """A day as people write it.

    >>> words(datetime.date(2024, 4, 1))
    '1 April 2024'
    """
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"
