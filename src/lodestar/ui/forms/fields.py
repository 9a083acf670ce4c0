"""Fields of our own: a date in three boxes, money in pounds that is kept in pence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lodestar.common.money import pounds, to_pence

from .words import about, lower_first

PARTS = ("day", "month", "year")
PART_WORDS = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "ionawr"),
            ("feb", "february", "chwefror"),
            ("mar", "march", "mawrth"),
            ("apr", "april", "ebrill"),
            ("may", "mai"),
            ("jun", "june", "mehefin"),
            ("jul", "july", "gorffennaf"),
            ("aug", "august", "awst"),
            ("sep", "sept", "september", "medi"),
            ("oct", "october", "hydref"),
            ("nov", "november", "tachwedd"),
            ("dec", "december", "rhagfyr"),
        ),
        1,
    )
    for name in names
}
YEAR_DIGITS, PENCE_DIGITS, MOST_DIGITS = 4, 2, 24
BIGGEST_WHOLE_NUMBER = 2**63 - 1  # what both databases can keep of money
BIGGEST_COUNT = 2**31 - 1  # and in a column of counts, of which PostgreSQL keeps less

Typed = tuple[str, str, str]


class DateInput(forms.Widget):
    """Day, month and year, each typed in its own box: `name-day`, `name-month`, `name-year`."""

    template_name = "ui/forms/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Typed | None:
        typed = tuple(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS)
        if not any(typed) and data.get(name):
            return typed_from(data.get(name))  # a whole date, as a script or a test would send it
        return typed if any(typed) else None  # type: ignore[return-value]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS) and name not in data

    def format_value(self, value: object) -> Typed:
        return typed_from(value)

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["boxes"] = dict(zip(PARTS, typed_from(value), strict=True))
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_


def typed_from(value: object) -> Typed:
    """A date, ISO text or three typed parts as three typed parts."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, list | tuple) and len(value) == len(PARTS):
        return tuple(str(part or "") for part in value)  # type: ignore[return-value]
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(value or ""))
    return (match[3], match[2], match[1]) if match else ("", "", "")


class DateField(forms.Field):
    """A date; `not_before` and `not_after` take a date or a function that gives one (so that "today" is today)."""

    widget = DateInput

    def __init__(self, *, not_before: Any = None, not_after: Any = None, **options: Any) -> None:
        options.pop("input_formats", None)
        self.not_before, self.not_after = not_before, not_after
        super().__init__(**options)

    def _name(self) -> str:
        return str(self.label or _("The date")).strip().rstrip("?:")

    def to_python(self, value: object) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        return self._date_from(typed_from(value))

    def _date_from(self, typed: Typed) -> dt.date:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if len(missing) == len(PARTS):
            raise ValidationError(self.error_messages["required"], code="date:day,month,year")
        if missing:
            wanted = " ".join(str(_("and")) if i == 1 else str(w) for i, w in enumerate(_interleave([PART_WORDS[p] for p in missing])))
            raise ValidationError(
                _("%(label)s must include %(parts)s"),
                code=f"date:{','.join(missing)}",
                params={"label": self._name(), "parts": wanted},
            )
        day, month, year = (text.casefold() for text in typed)
        month = str(MONTHS.get(month, month))
        wrong = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not re.fullmatch(r"[0-9]{1,4}", text)]
        if not wrong and len(year) != YEAR_DIGITS:
            raise ValidationError(_("Year must include 4 numbers"), code="date:year")
        try:
            if wrong:
                raise ValueError
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(
                _("%(label)s must be a real date"), code=f"date:{','.join(wrong or PARTS)}", params={"label": self._name()}
            ) from None

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="date:day,month,year")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value is None:
            return
        first, last = _now(self.not_before), _now(self.not_after)
        if first and value < first:
            raise ValidationError(
                _("%(label)s must be on or after %(limit)s"), code="date:", params={"label": self._name(), "limit": long_date(first)}
            )
        if last and value > last:
            raise ValidationError(
                _("%(label)s must be on or before %(limit)s"), code="date:", params={"label": self._name(), "limit": long_date(last)}
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


def _interleave(words: list[Any]) -> list[Any]:
    return [words[0]] if len(words) == 1 else [words[0], None, words[1]]


def _now(limit: Any) -> dt.date | None:
    return limit() if callable(limit) else limit


def long_date(day: dt.date) -> str:
    """21 November 2026, as dates are written everywhere in Lodestar."""
    from django.utils.formats import date_format

    return date_format(day, "j F Y")


class PoundsInput(forms.TextInput):
    """An amount of money, with the £ shown before the box."""


class PoundsField(forms.Field):
    """Money typed in pounds, kept as whole pence. `min_value` and `max_value` are in pence."""

    widget = PoundsInput
    NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?")

    def __init__(self, *, min_value: int | None = 0, max_value: int | None = BIGGEST_WHOLE_NUMBER, **options: Any) -> None:
        options.pop("localize", None)
        self.min_value, self.max_value = min_value, BIGGEST_WHOLE_NUMBER if max_value is None else max_value
        super().__init__(**options)

    def _name(self) -> str:
        return str(self.label or _("The amount")).strip().rstrip("?:")

    def prepare_value(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        sign, whole, part = "-" if value < 0 else "", abs(value) // 100, abs(value) % 100
        return f"{sign}{whole}.{part:02d}" if part else f"{sign}{whole}"

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        text = re.sub(r"[£\s]", "", str(value))
        match = self.NUMBER.fullmatch(text)
        if not match or not (match["whole"] or match["part"]):
            raise ValidationError(
                _("%(label)s must be an amount of money, like 1500 or 1,234.56"), code="invalid", params={"label": self._name()}
            )
        if len(match["part"] or "") > PENCE_DIGITS:
            raise ValidationError(
                _("%(label)s must have no more than 2 numbers after the point"), code="invalid", params={"label": self._name()}
            )
        if len(match["whole"]) > MOST_DIGITS:
            self._too_much(self.max_value)
        whole = (match["whole"] or "0").replace(",", "")
        pence = to_pence(Decimal(f"{whole}.{match['part'] or '0'}"))
        return -pence if match["sign"] else pence

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(
                _("%(label)s must be %(limit)s or more"),
                code="min_value",
                params={"label": self._name(), "limit": pounds(self.min_value)},
            )
        if value > self.max_value:
            self._too_much(self.max_value)

    def _too_much(self, limit: int) -> None:
        raise ValidationError(
            _("%(label)s must be %(limit)s or less"), code="max_value", params={"label": self._name(), "limit": pounds(limit)}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(self.prepare_value(initial)))
        except ValidationError:
            return True


__all__ = ["BIGGEST_WHOLE_NUMBER", "DateField", "DateInput", "PoundsField", "PoundsInput", "about", "long_date", "lower_first"]
