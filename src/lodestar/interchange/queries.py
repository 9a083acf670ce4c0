"""Files of readings, read row by row: every fault with its row and column, nothing written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.common.ids import LENGTH
from lodestar.common.tables import Fault, Sheet, day_of
from lodestar.deliver.models import Engagement, InstrumentEdition, Voice
from lodestar.deliver.policies import may_import_readings, may_record_reading
from lodestar.deliver.queries import engagements_for_viewer
from lodestar.interchange.models import ReadingsFile

NOTE = "note_"
FIXED = ("engagement", "date", "voice")
MOST_ROWS = 100_000
MOST_FAULTS = 200
IN_QUERY = 5_000


@dataclass(frozen=True)
class Row:
    """One reading of a file, read and found without fault."""

    engagement: str
    day: str
    voice: str
    scores: dict[str, int | None]
    notes: dict[str, str]

    def as_plain(self) -> dict[str, object]:
        return {"engagement": self.engagement, "day": self.day, "voice": self.voice, "scores": self.scores, "notes": self.notes}


def template_columns(edition: InstrumentEdition) -> list[str]:
    """The columns of a file of readings: engagement, date, voice, an area each, and a note each (which may be left out)."""
    keys = [area.key for area in edition.areas.order_by("position")]
    return [*FIXED, *keys, *(NOTE + key for key in keys)]


def read_rows(viewer: Actor, sheet: Sheet, edition: InstrumentEdition) -> tuple[list[Row], list[Fault]]:
    """The readings of a table, and every fault in it (at most two hundred)."""
    areas = {area.key: area.name for area in edition.areas.order_by("position")}
    names, faults = _columns(sheet, areas)
    if faults:
        return [], faults
    engagements = _engagements(viewer, {row[names["engagement"]] for _n, row in sheet.rows if len(row) > names["engagement"]})
    rows: list[Row] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for number, cells in sheet.rows:
        row, wrong = _row(viewer, number, {name: cells[at] if at < len(cells) else "" for name, at in names.items()}, edition, engagements)
        faults += wrong
        if row is not None and not wrong:
            rows.append(row)
            seen[row.engagement, row.day, row.voice] += 1
            if seen[row.engagement, row.day, row.voice] > 1:
                faults.append(Fault(number, "date", _("this engagement, date and voice are in the file twice")))
        if len(faults) >= MOST_FAULTS:
            break
    if not sheet.rows:
        faults.append(Fault(2, "engagement", _("there is no reading in the file")))
    return rows, faults[:MOST_FAULTS]


def _columns(sheet: Sheet, areas: Mapping[str, str]) -> tuple[dict[str, int], list[Fault]]:
    """Where each column stands. A column may be headed by an area's key or by its name."""
    by_name = {name.casefold(): key for key, name in areas.items()}
    names = [by_name.get(name.casefold(), name.casefold()) for name in sheet.header]
    known = {*FIXED, *areas, *(NOTE + key for key in areas)}
    faults = [Fault(1, name or "?", _("is missing")) for name in FIXED if name not in names]
    if not any(name in areas for name in names):
        faults.append(Fault(1, next(iter(areas)), _("is missing: give a column for each area")))
    faults += [
        Fault(1, shown, _("is not a column of this instrument"))
        for name, shown in zip(names, sheet.header, strict=True)
        if name not in known
    ]
    faults += [Fault(1, name, _("is there twice")) for name, times in Counter(names).items() if times > 1]
    if len(sheet.rows) > MOST_ROWS:
        faults.append(Fault(MOST_ROWS + 1, FIXED[0], _("the file has more than %(most)s rows") % {"most": f"{MOST_ROWS:,}"}))
    return {name: at for at, name in enumerate(names)}, faults


def _engagements(viewer: Actor, asked: set[str]) -> dict[str, Engagement]:
    """The viewer's own people among those asked for."""
    found: dict[str, Engagement] = {}
    wanted = sorted({one.upper() for one in asked if len(one) == LENGTH})
    for start in range(0, len(wanted), IN_QUERY):
        rows = engagements_for_viewer(viewer).filter(public_id__in=wanted[start : start + IN_QUERY])
        found.update({one.public_id: one for one in rows})
    return found


def _row(
    viewer: Actor, number: int, cells: Mapping[str, str], edition: InstrumentEdition, engagements: Mapping[str, Engagement]
) -> tuple[Row | None, list[Fault]]:
    faults: list[Fault] = []
    engagement = engagements.get(cells["engagement"].upper())
    if engagement is None:
        faults.append(Fault(number, "engagement", _("is nobody you support, got %(got)s") % {"got": _short(cells["engagement"])}))
    day = day_of(cells["date"])
    if day is None:
        faults.append(
            Fault(number, "date", _("must be a date like 2026-11-21 or 21/11/2026, got %(got)s") % {"got": _short(cells["date"])})
        )
    voice = _voice_of(cells["voice"])
    if voice is None:
        faults.append(Fault(number, "voice", _("must be together, worker or person, got %(got)s") % {"got": _short(cells["voice"])}))
    if engagement is not None and day is not None:
        faults += _refusals(viewer, number, engagement, day)
    scores, wrong = _scores(number, cells, edition)
    faults += wrong
    if faults or engagement is None or day is None or voice is None:
        return None, faults
    notes = {name.removeprefix(NOTE): text for name, text in cells.items() if name.startswith(NOTE) and text}
    return Row(engagement.public_id, day.isoformat(), voice, scores, notes), faults


def _refusals(viewer: Actor, number: int, engagement: Engagement, day: date) -> Iterator[Fault]:
    allowed = may_import_readings(viewer, engagement.owner_organisation)
    if not allowed:
        yield Fault(number, "engagement", allowed.reason)
    in_time = may_record_reading(viewer, engagement, day)
    if not in_time:
        yield Fault(number, "date", in_time.reason)


def _scores(number: int, cells: Mapping[str, str], edition: InstrumentEdition) -> tuple[dict[str, int | None], list[Fault]]:
    scores: dict[str, int | None] = {}
    faults: list[Fault] = []
    limits = {"low": edition.scale_min, "high": edition.scale_max}
    for name, text in cells.items():
        if name in FIXED or name.startswith(NOTE):
            continue
        point = _point_of(text)
        if text and (point is None or not edition.scale_min <= point <= edition.scale_max):
            faults.append(Fault(number, name, _("must be %(low)s–%(high)s, got %(got)s") % {**limits, "got": _short(text)}))
        scores[name] = point
    if not faults and all(point is None for point in scores.values()):
        faults.append(Fault(number, next(iter(scores)), _("no area has a point")))
    return scores, faults


def _point_of(text: str) -> int | None:
    """A whole number; spreadsheets also write 5 as 5.0 or 5,0."""
    match = re.fullmatch(r"([0-9]{1,4})(?:[.,]0+)?", text)
    return int(match[1]) if match else None


def _voice_of(text: str) -> str | None:
    words = {value: value for value in Voice.values} | {str(label).casefold(): value for value, label in Voice.choices}
    return words.get(text.casefold(), Voice.TOGETHER.value if not text else None)


def _short(text: str) -> str:
    return (text[:37] + "…") if len(text) > 40 else (text or _("nothing"))  # noqa: PLR2004


def files_for_viewer(viewer: Actor) -> QuerySet[ReadingsFile]:
    """The viewer's own files, latest first."""
    seen: QuerySet[ReadingsFile] = ReadingsFile.objects.visible_to(viewer)
    return seen.select_related("edition__instrument", "owner_organisation").order_by("-recorded_at")
