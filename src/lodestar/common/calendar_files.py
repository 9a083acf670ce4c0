"""Calendar files that every calendar can open (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
ZONE = "Europe/London"
# The rule of the United Kingdom since 1996, so that a calendar need not know the zone by name (section 3.6.5).
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "TZNAME:BST",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:GMT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar: the whole day where no time is given, otherwise local time in Europe/London."""

    uid: str
    title: str
    day: date
    changed_at: datetime
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    notes: str = ""
    url: str = ""


def calendar_file(entries: Iterable[Entry], *, name: str = "") -> str:
    """The entries as one file. Opening a later one again moves what is there already, because each keeps its UID."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lodestar//Lodestar//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines.append(f"X-WR-CALNAME:{escaped(name)}")
    lines.extend(TIMEZONE)
    for entry in entries:
        lines.extend(_lines(entry))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    r"""Text with backslash, comma, semicolon and line break written as the standard asks (section 3.3.11).

    >>> print(escaped("Hall, room 2; bring \\ nothing\nelse"))
    Hall\, room 2\; bring \\ nothing\nelse
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        whole = whole.replace(plain, written)
    return "".join(letter for letter in whole if letter == "\t" or ord(letter) >= ord(" "))


def folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets at most, never within a letter; each piece after the first begins with a space (section 3.1)."""
    piece, room = "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece += letter
        room -= size
    yield piece


def _lines(entry: Entry) -> Iterator[str]:
    changed = entry.changed_at.astimezone(UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}@lodestar"
    yield f"DTSTAMP:{changed:%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{changed:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(changed.timestamp()) // 60}"
    yield from _when(entry)
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    if entry.notes:
        yield f"DESCRIPTION:{escaped(entry.notes)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:OPAQUE" if entry.starts_at else "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(entry: Entry) -> Iterator[str]:
    if entry.starts_at is None:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
        return
    ends_at = entry.ends_at or (datetime.combine(entry.day, entry.starts_at) + timedelta(hours=1)).time()
    last = entry.day if ends_at > entry.starts_at else entry.day + timedelta(days=1)
    yield f"DTSTART;TZID={ZONE}:{entry.day:%Y%m%d}T{entry.starts_at:%H%M%S}"
    yield f"DTEND;TZID={ZONE}:{last:%Y%m%d}T{ends_at:%H%M%S}"
