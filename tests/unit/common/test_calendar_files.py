"""Calendar files against the letter of RFC 5545, and against a reader of our own that unfolds and unescapes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from lodestar.common.calendar_files import Entry, calendar_file, escaped, folded

CHANGED = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


def read(text: str) -> list[dict[str, str]]:
    """The entries of a file, unfolded and unescaped as section 3.1 and 3.3.11 say."""
    whole = text.replace("\r\n ", "")
    found = []
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", whole, re.DOTALL):
        pairs = (line.split(":", 1) for line in block.strip().split("\r\n"))
        found.append({name: re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value) for name, value in pairs})
    return found


def test_a_day_without_a_time_is_a_whole_day() -> None:
    (entry,) = read(calendar_file([Entry("7Q2F", "Board paper sent", date(2027, 2, 28), CHANGED)]))
    assert entry["DTSTART;VALUE=DATE"] == "20270228"
    assert entry["DTEND;VALUE=DATE"] == "20270301"
    assert entry["UID"] == "7Q2F@lodestar"
    assert entry["DTSTAMP"] == "20261122T003000Z"


def test_a_time_is_local_time_with_the_rule_of_its_zone() -> None:
    text = calendar_file([Entry("A", "Workshop", date(2027, 6, 1), CHANGED, time(9, 30), time(13, 0))])
    (entry,) = read(text)
    assert entry["DTSTART;TZID=Europe/London"] == "20270601T093000"
    assert entry["DTEND;TZID=Europe/London"] == "20270601T130000"
    assert text.count("BEGIN:VTIMEZONE") == text.count("END:VTIMEZONE") == 1
    for block, month in (("DAYLIGHT", 3), ("STANDARD", 10)):
        rule = re.search(rf"BEGIN:{block}\r\n(.*?)END:{block}", text, re.DOTALL)
        assert rule
        assert f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU" in rule[1]
    assert ZoneInfo("Europe/London").utcoffset(datetime(2027, 6, 1, 9, 30)) == ZoneInfo("Europe/Paris").utcoffset(datetime(2027, 1, 1))  # noqa: DTZ001


def test_text_goes_in_and_comes_out_whole() -> None:
    hard = "Hall; room 2, “café” \\ left\nRing 01234: bring ID" + " and a very long line of words" * 9
    (entry,) = read(calendar_file([Entry("A", hard, date(2027, 6, 1), CHANGED, place=hard, notes=hard)]))
    assert entry["SUMMARY"] == entry["LOCATION"] == entry["DESCRIPTION"] == hard


def test_no_line_is_longer_than_75_octets_nor_broken_within_a_letter() -> None:
    text = calendar_file([Entry("A", "é😀" * 120, date(2027, 6, 1), CHANGED)], name="ü" * 100)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "".join(piece[1:] if n else piece for n, piece in enumerate(folded("😀" * 50))) == "😀" * 50


def test_a_line_break_in_a_name_cannot_add_a_line_of_its_own() -> None:
    text = calendar_file([Entry("A", "x\r\nATTACH:http://example.org/\rEND:VEVENT", date(2027, 6, 1), CHANGED)])
    assert "\r\nATTACH" not in text
    assert len(read(text)) == 1
    assert escaped("a\x00b\x1bc") == "abc"


def test_a_time_without_an_end_lasts_an_hour_even_over_midnight() -> None:
    (entry,) = read(calendar_file([Entry("A", "Late", date(2027, 6, 30), CHANGED, time(23, 30))]))
    assert entry["DTEND;TZID=Europe/London"] == "20270701T003000"
