"""Working days in England and Wales: Monday to Friday without the bank holidays that the law fixes.

A holiday proclaimed for one year only (a coronation, a jubilee) is not known here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """
    >>> is_working_day(date(2026, 12, 28)), is_working_day(date(2026, 12, 29))
    (False, True)
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def on_or_before(day: date) -> date:
    """The day itself when it is a working day, otherwise the last one before it.

    >>> on_or_before(date(2027, 3, 29))
    datetime.date(2027, 3, 25)
    """
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def on_or_after(day: date) -> date:
    """The day itself when it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` whole working days before a day.

    >>> working_days_before(date(2027, 1, 4), 2)
    datetime.date(2026, 12, 30)
    """
    while count > 0:
        day = on_or_before(day - ONE_DAY)
        count -= 1
    return day


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The eight bank holidays of a year, with the days that stand in for those at a weekend.

    Source: Banking and Financial Dealings Act 1971, schedule 1, and the yearly proclamations of New Year's Day and early May.
    """
    easter = easter_sunday(year)
    found = {easter - 2 * ONE_DAY, easter + ONE_DAY}
    found |= {_first_monday(year, 5), _last_monday(year, 5), _last_monday(year, 8)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        found.add(_stand_in(fixed, found))
    return frozenset(found)


def easter_sunday(year: int) -> date:
    """Western Easter by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).

    >>> easter_sunday(2027)
    datetime.date(2027, 3, 28)
    """
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _stand_in(day: date, taken: set[date]) -> date:
    """The day itself, or the first weekday after it that is no holiday yet."""
    while day.weekday() >= SATURDAY or day in taken:
        day += ONE_DAY
    return day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + (-first.weekday() % 7) * ONE_DAY


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)  # May and August, the only ones asked for, have 31 days
    return last - last.weekday() * ONE_DAY
