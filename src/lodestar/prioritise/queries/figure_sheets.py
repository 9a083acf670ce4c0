"""Figures from a spreadsheet, pasted or uploaded: read row by row, every fault with its row and column, nothing written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.common.tables import Fault, Sheet, day_of
from lodestar.common.text import normalise
from lodestar.prioritise.models import Estimate, Grade, Intervention, PriorityArea, Programme, Quantity
from lodestar.prioritise.queries.numbers import ENDS, current_estimates, plain_number
from lodestar.prioritise.queries.programmes import usual_units
from lodestar.prioritise.reading import grade_of, number_of, short
from lodestar.prioritise.rows import EstimateRow
from lodestar.prioritise.units import UNITS

WORDS = {"description": 5000, "typical_person": 5000, "need": 5000, "proposed_by": 120}
LONGEST = {"area": 120, "sub_area": 120, "intervention": 160, "source": 300, "reason": 1000, **WORDS}
FACTS = ("source", "source_date", "grade", "reason")
OTHER_NAMES = {"name": "intervention", "priority area": "area", "sub-area": "sub_area", "typical person": "typical_person"}
# What our own exports hold beside, which says nothing here.
PASSED_OVER = frozenset({"id", "state", "commitment", "kept_out_because"})
LONGEST_UNIT = 80
MOST_ROWS = 1000
MOST_FAULTS = 200


@dataclass(frozen=True)
class SheetFigures:
    """A row of a sheet, read and found without fault: an intervention, new or known, and the numbers it gives or changes."""

    number: int
    area: str
    sub_area: str
    name: str
    words: Mapping[str, Any]
    estimates: tuple[EstimateRow, ...]
    area_row: PriorityArea | None = None
    intervention: Intervention | None = None
    before: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.intervention is None

    @property
    def area_key(self) -> tuple[str, str]:
        return self.area.casefold(), self.sub_area.casefold()


@dataclass(frozen=True)
class _Known:
    areas: Mapping[tuple[str, str], PriorityArea]
    interventions: Mapping[tuple[int, str], Intervention]
    estimates: Mapping[int, Mapping[str, Estimate]]
    units: Mapping[str, str]

    def area(self, name: str, sub_area: str) -> PriorityArea | None:
        """The area of that name; where no sub-area is said, the only one of that name, whatever its sub-area."""
        found = self.areas.get((name.casefold(), sub_area.casefold()))
        if found is not None or sub_area:
            return found
        same = [area for (own, _sub), area in self.areas.items() if own == name.casefold()]
        return same[0] if len(same) == 1 else None


def columns_of_sheet() -> list[str]:
    """The columns of a sheet of figures. Only area and intervention must be there."""
    numbers = [f"{quantity.value}{end}" for quantity in Quantity for end in ("", "_low", "_high", "_unit")]
    return ["area", "sub_area", "intervention", *WORDS, *numbers, *FACTS]


def sheet_of(programme: Programme) -> list[list[Any]]:
    """The header and what is known now, a row an intervention, to be filled in and brought back."""
    rows = list(Intervention.objects.filter(area__programme=programme).select_related("area").order_by("area__position", "position", "pk"))
    estimates = current_estimates([row.pk for row in rows])
    return [columns_of_sheet(), *(_sheet_row(row, estimates.get(row.pk, {})) for row in rows)]


def _sheet_row(row: Intervention, estimates: Mapping[str, Estimate]) -> list[Any]:
    numbers: list[Any] = []
    for quantity in Quantity:
        given = estimates.get(quantity.value)
        numbers += [plain_number(given.best), plain_number(given.low), plain_number(given.high), given.unit] if given else [""] * 4
    return [row.area.name, row.area.sub_area, row.name, *(getattr(row, word) for word in WORDS), *numbers, *([""] * len(FACTS))]


def as_text(sheet: Sheet) -> str:
    """A sheet as tab-separated text, so that what was checked can be sent once more to be kept."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(sheet.header)
    last = 1
    for number, cells in sheet.rows:
        out.write("\n" * (number - last - 1))  # empty rows stay, so that row numbers do
        writer.writerow(cells)
        last = number
    return out.getvalue()


def read_figures(programme: Programme, sheet: Sheet) -> tuple[list[SheetFigures], list[Fault]]:
    """What a sheet gives, and every fault in it (at most two hundred). Five queries."""
    places, faults = _columns(sheet)
    if faults:
        return [], faults
    known = _known(programme)
    rows: list[SheetFigures] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for number, cells in sheet.rows:
        given = {name: normalise(cells[at]).strip() if at < len(cells) else "" for name, at in places.items()}
        row, wrong = _row(number, given, known)
        seen[row.area.casefold(), row.sub_area.casefold(), row.name.casefold()] += 1
        if row.name and seen[row.area.casefold(), row.sub_area.casefold(), row.name.casefold()] > 1:
            wrong.append(Fault(number, "intervention", _("is in the sheet twice: %(got)s") % {"got": short(row.name)}))
        faults += wrong
        rows.append(row)
    if not sheet.rows:
        faults.append(Fault(2, "intervention", _("there is no intervention in the sheet")))
    return rows, faults[:MOST_FAULTS]


def _known(programme: Programme) -> _Known:
    areas = list(programme.areas.all())
    interventions = list(Intervention.objects.filter(area__programme=programme))
    return _Known(
        {(area.name.casefold(), area.sub_area.casefold()): area for area in areas},
        {(one.area_id, one.name.casefold()): one for one in interventions},
        current_estimates([one.pk for one in interventions]),
        usual_units(programme),
    )


def _columns(sheet: Sheet) -> tuple[dict[str, int], list[Fault]]:
    names = [_column(name) for name in sheet.header]
    known = {*columns_of_sheet(), *PASSED_OVER, ""}
    faults = [Fault(1, name, _("is missing")) for name in ("area", "intervention") if name not in names]
    faults += [
        Fault(1, shown, _("is not a column of this sheet")) for name, shown in zip(names, sheet.header, strict=True) if name not in known
    ]
    faults += [Fault(1, name, _("is there twice")) for name, times in Counter(names).items() if name and times > 1]
    if len(sheet.rows) > MOST_ROWS:
        faults.append(Fault(MOST_ROWS + 2, "intervention", _("the sheet has more than %(most)s rows") % {"most": f"{MOST_ROWS:,}"}))
    return {name: at for at, name in enumerate(names) if name and name not in PASSED_OVER}, faults


def _column(shown: str) -> str:
    name = shown.strip().casefold()
    name = OTHER_NAMES.get(name, name).replace(" ", "_").replace("-", "_")
    return name.removesuffix("_best") if name.removesuffix("_best") in Quantity.values else name


def _row(number: int, given: Mapping[str, str], known: _Known) -> tuple[SheetFigures, list[Fault]]:
    area, sub_area = given["area"], given.get("sub_area", "")
    if "→" in area and not sub_area:
        area, sub_area = (part.strip() for part in area.split("→", 1))
    faults = [Fault(number, name, _("must be given")) for name in ("area", "intervention") if not given[name]]
    faults += [
        Fault(number, name, _("must be %(most)s characters or fewer") % {"most": most})
        for name, most in LONGEST.items()
        if len(given.get(name, "")) > most
    ]
    area_row = known.area(area, sub_area)
    if area_row is not None:
        area, sub_area = area_row.name, area_row.sub_area
    intervention = known.interventions.get((area_row.pk, given["intervention"].casefold())) if area_row else None
    in_use = known.estimates.get(intervention.pk, {}) if intervention else {}
    facts, wrong = _facts(number, given)
    faults += wrong
    estimates = []
    for quantity in Quantity:
        estimate, wrong = _estimate(number, given, quantity, in_use.get(quantity.value), facts, known.units)
        faults += wrong
        estimates += [estimate] if estimate is not None and not wrong else []
    before = {one.quantity: in_use[one.quantity].best for one in estimates if one.quantity in in_use}
    words = {name: given.get(name, "") for name in WORDS}
    return SheetFigures(number, area, sub_area, given["intervention"], words, tuple(estimates), area_row, intervention, before), faults


def _facts(number: int, given: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """What holds for every number of a row: source, its date, quality and reason."""
    faults = []
    day, grade = given.get("source_date", ""), given.get("grade", "")
    if day and day_of(day) is None:
        faults.append(Fault(number, "source_date", _("must be a date like 2026-11-21 or 21/11/2026, got %(got)s") % {"got": short(day)}))
    if grade and grade_of(grade) is None:
        words = _("must be one of %(words)s, got %(got)s") % {"words": ", ".join(Grade.values), "got": short(grade)}
        faults.append(Fault(number, "grade", words))
    facts = {
        "source": given.get("source", ""),
        "source_date": day_of(day) if day else None,
        "grade": grade_of(grade) or Grade.GUESS,
        "reason": given.get("reason", ""),
    }
    return facts, faults


def _estimate(  # noqa: PLR0917 — a row of cells and what is known beside it
    number: int, given: Mapping[str, str], quantity: Quantity, in_use: Estimate | None, facts: Mapping[str, Any], units: Mapping[str, str]
) -> tuple[EstimateRow | None, list[Fault]]:
    name = quantity.value
    cells = {"best": given.get(name, ""), "low": given.get(f"{name}_low", ""), "high": given.get(f"{name}_high", "")}
    if not any(cells.values()):
        return None, []
    read, faults = _ends(number, name, cells)
    unit = given.get(f"{name}_unit", "") or (in_use.unit if in_use else "") or units.get(name) or str(UNITS[quantity])
    if len(unit) > LONGEST_UNIT:
        faults.append(Fault(number, f"{name}_unit", _("must be %(most)s characters or fewer") % {"most": LONGEST_UNIT}))
    if faults:
        return None, faults
    row = EstimateRow(name, read["low"], read["best"], read["high"], unit, **facts)
    if in_use is None:
        return row, []
    if all(getattr(in_use, end) == read[end] for end in ENDS) and in_use.unit == unit:
        return None, []
    if not facts["reason"]:
        words = _("changes %(from)s from %(was)s to %(to)s: say why in the column reason")
        said = {"from": quantity.label.lower(), "was": f"{in_use.best.normalize():f}", "to": f"{read['best']:f}"}
        return None, [Fault(number, "reason", words % said)]
    return row, []


def _ends(number: int, name: str, cells: Mapping[str, str]) -> tuple[dict[str, Decimal], list[Fault]]:
    columns = {"best": name, "low": f"{name}_low", "high": f"{name}_high"}
    read: dict[str, Decimal] = {}
    faults = []
    for end, text in cells.items():
        try:
            if text:
                read[end] = number_of(text, name)
        except ValidationError as refused:
            faults.append(Fault(number, columns[end], refused.messages[0]))
    if "best" not in read and not faults:
        faults.append(Fault(number, name, _("must be given where low or high is")))
    if faults:
        return read, faults
    read = {"low": read.get("low", read["best"]), "best": read["best"], "high": read.get("high", read["best"])}
    return read, list(_out_of_order(number, columns, read))


def _out_of_order(number: int, columns: Mapping[str, str], read: Mapping[str, Decimal]) -> Iterator[Fault]:
    if read["low"] > read["best"]:
        yield Fault(number, columns["low"], _("must not be above best, got %(got)s") % {"got": f"{read['low']:f}"})
    if read["high"] < read["best"]:
        yield Fault(number, columns["high"], _("must not be below best, got %(got)s") % {"got": f"{read['high']:f}"})


@dataclass(frozen=True)
class SheetPreview:
    """What a sheet would do, counted."""

    rows: tuple[SheetFigures, ...]
    new_areas: tuple[str, ...]
    new_interventions: int
    new_numbers: int
    changed_numbers: int
    untouched: int

    @property
    def does_nothing(self) -> bool:
        return not (self.new_interventions or self.new_numbers or self.changed_numbers)


def preview_of(rows: Sequence[SheetFigures]) -> SheetPreview:
    """Counts of what would be added and changed."""
    areas = {row.area_key: f"{row.area} → {row.sub_area}" if row.sub_area else row.area for row in rows if row.area_row is None}
    changed = sum(len(row.before) for row in rows)
    return SheetPreview(
        rows=tuple(rows),
        new_areas=tuple(areas.values()),
        new_interventions=sum(row.is_new for row in rows),
        new_numbers=sum(len(row.estimates) for row in rows) - changed,
        changed_numbers=changed,
        untouched=sum(not row.is_new and not row.estimates for row in rows),
    )
