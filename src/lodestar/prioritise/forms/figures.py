"""All numbers of one intervention on one page; and one figure asked of a colleague by link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lodestar.common.clock import today
from lodestar.common.tables import day_of
from lodestar.prioritise.forms.estimates import HINTS, UNITS
from lodestar.prioritise.models import Estimate, Grade, Quantity
from lodestar.prioritise.reading import number_of
from lodestar.prioritise.rows import EstimateRow
from lodestar.ui import forms

NUMBERS = ("low", "best", "high")
FACTS = ("unit", "source", "source_date", "grade", "reason")
LONGEST_WAIT = timedelta(days=180)


class NumberField(forms.Field):
    """A number of one quantity, typed as people type it: £1,200, 70 %."""

    widget = forms.TextInput

    def __init__(self, *, quantity: str, **options: Any) -> None:
        self.quantity = quantity
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        return number_of(text, self.quantity) if text else None


class DayField(forms.Field):
    """A date in one box: 21/11/2026 or 2026-11-21."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        day = day_of(text)
        if day is None:
            raise ValidationError(_now("must be a date like 21/11/2026"))
        return day


@dataclass(frozen=True)
class FigureFields:
    """The fields of one number, in the order they are drawn."""

    quantity: Quantity
    hint: str
    numbers: tuple[BoundField, ...]
    facts: tuple[BoundField, ...]
    is_given: bool


class FiguresForm(forms.Form):
    """Every number of an intervention: what is changed becomes a new estimate, what is left as it was stays."""

    def __init__(self, *args: Any, current: Mapping[str, Estimate], units: Mapping[str, str], **kwargs: Any) -> None:
        self.current = current
        initial = {key: value for quantity in Quantity for key, value in _start(quantity, current.get(quantity.value), units).items()}
        super().__init__(*args, initial=initial, **kwargs)
        for quantity in Quantity:
            self.fields |= _fields_of(quantity, is_given=quantity.value in current)
            self.looks = {**self.looks, **_looks_of(quantity)}

    def groups(self) -> Iterator[FigureFields]:
        for quantity in Quantity:
            numbers, facts = (tuple(self[f"{quantity.value}-{name}"] for name in names) for names in (NUMBERS, FACTS))
            yield FigureFields(quantity, str(HINTS[quantity]), numbers, facts, quantity.value in self.current)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for quantity in Quantity:
            self._clean_quantity(quantity.value, cleaned)
        return cleaned

    def _clean_quantity(self, name: str, cleaned: dict[str, Any]) -> None:
        given = {each: cleaned.get(f"{name}-{each}") for each in NUMBERS}
        if given["best"] is None:
            if any(value is not None for value in given.values()) or (name in self.current and f"{name}-best" not in self.errors):
                self._say(f"{name}-best", _now("Give the best estimate"))
            return
        for each in ("low", "high"):
            if given[each] is None:
                cleaned[f"{name}-{each}"] = given["best"]
        low, high = cleaned[f"{name}-low"], cleaned[f"{name}-high"]
        if low > given["best"]:
            self._say(f"{name}-low", _now("Low must not be above best"))
        if high < given["best"]:
            self._say(f"{name}-high", _now("High must not be below best"))
        if name in self.current and self._differs(name, cleaned) and not cleaned.get(f"{name}-reason"):
            self._say(f"{name}-reason", _now("Say why the number changes"))

    def _say(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)

    def _differs(self, name: str, cleaned: Mapping[str, Any]) -> bool:
        current = self.current[name]
        facts = {"unit": current.unit, "source": current.source, "source_date": current.source_date, "grade": current.grade}
        numbers = {each: getattr(current, each) for each in NUMBERS}
        return any((cleaned.get(f"{name}-{key}") or None) != (value or None) for key, value in facts.items()) or any(
            cleaned.get(f"{name}-{key}") != value for key, value in numbers.items()
        )

    def rows(self) -> list[EstimateRow]:
        """The numbers that were given or changed."""
        return [
            EstimateRow(quantity=name, **{key: self.cleaned_data[f"{name}-{key}"] for key in (*NUMBERS, *FACTS)})
            for name in Quantity.values
            if self.cleaned_data.get(f"{name}-best") is not None and (name not in self.current or self._differs(name, self.cleaned_data))
        ]


def _start(quantity: Quantity, current: Estimate | None, units: Mapping[str, str]) -> dict[str, Any]:
    name = quantity.value
    if current is None:
        return {f"{name}-unit": units.get(name) or str(UNITS[quantity]), f"{name}-grade": Grade.GUESS}
    numbers = {f"{name}-{each}": f"{getattr(current, each).normalize():f}" for each in NUMBERS}
    day = current.source_date.strftime("%d/%m/%Y") if current.source_date else ""
    facts = {f"{name}-unit": current.unit, f"{name}-source": current.source, f"{name}-grade": current.grade}
    return {**numbers, **facts, f"{name}-source_date": day}


def _fields_of(quantity: Quantity, *, is_given: bool) -> dict[str, forms.Field]:
    name = quantity.value
    made: dict[str, forms.Field] = {
        f"{name}-low": NumberField(quantity=name, label=_("Low"), required=False),
        f"{name}-best": NumberField(quantity=name, label=_("Best"), required=False),
        f"{name}-high": NumberField(quantity=name, label=_("High"), required=False),
        f"{name}-unit": forms.CharField(label=_("Unit"), max_length=80),
        f"{name}-source": forms.CharField(label=_("Source"), max_length=300, required=False),
        f"{name}-source_date": DayField(label=_("Date of the source"), required=False),
        f"{name}-grade": forms.ChoiceField(label=_("Quality"), choices=Grade.choices),
        f"{name}-reason": forms.CharField(
            label=_("Why the number changes") if is_given else _("Why this number"), max_length=1000, required=False
        ),
    }
    return made


def _looks_of(quantity: Quantity) -> dict[str, dict[str, Any]]:
    name = quantity.value
    prefix = {"prefix": "£"} if quantity in {Quantity.COST, Quantity.ONE_OFF_COST} else {}
    return {f"{name}-{each}": {"width": "full", "heading": "", **prefix} for each in NUMBERS} | {
        f"{name}-{each}": {"width": "full", "heading": ""} for each in FACTS
    }


class FigureRequestForm(forms.Form):
    """Whom to ask for one figure, until when, and with which words."""

    quantity = forms.ChoiceField(label=_("Which number?"), choices=Quantity.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Who is asked?"), max_length=120, help_text=_("Their name and role, for example: Jo Ellis, community pharmacist")
    )
    due_on = forms.DateField(
        label=_("By when?"), not_before=today, not_after=lambda: today() + LONGEST_WAIT, help_text=_("The link works for a week longer.")
    )
    message = forms.CharField(label=_("Is there anything they should know?"), required=False, widget=forms.Textarea, max_length=2000)

    looks = {"quantity": {"small": True}, "name": {"width": 30}, "message": {"rows": 3}}


class FigureAnswerForm(forms.Form):
    """What a colleague answers by link: the figure with its range, source and reason, or that they do not know."""

    KNOWN = "given"
    answer = forms.ChoiceField(
        label=_("Can you say?"),
        choices=[(KNOWN, _("Yes, here is my figure")), ("unknown", _("I don’t know"))],
        widget=forms.RadioSelect,
        initial=KNOWN,
    )
    best = forms.CharField(label=_("Your best estimate"), required=False, max_length=40)
    low = forms.CharField(label=_("Low"), required=False, max_length=40, help_text=_("It would surprise you if it were less."))
    high = forms.CharField(label=_("High"), required=False, max_length=40, help_text=_("It would surprise you if it were more."))
    source = forms.CharField(
        label=_("Where does it come from?"), required=False, max_length=300, help_text=_("For example: our waiting list, October")
    )
    source_date = forms.DateField(label=_("Date of the source"), required=False)
    grade = forms.ChoiceField(label=_("How good is it?"), choices=Grade.choices, widget=forms.RadioSelect, initial=Grade.EXPERT)
    reason = forms.CharField(label=_("Why this figure, or why can you not say?"), widget=forms.Textarea, max_length=2000)

    looks = {
        "answer": {"small": True, "reveals": {"given": ("best", "low", "high", "source", "source_date", "grade")}},
        "best": {"width": 10},
        "low": {"width": 10},
        "high": {"width": 10},
        "grade": {"small": True},
        "reason": {"rows": 3},
    }

    def __init__(self, *args: Any, quantity: Quantity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quantity = quantity
        if quantity in {Quantity.COST, Quantity.ONE_OFF_COST}:
            self.looks = {**self.looks, **{name: {"width": 10, "prefix": "£"} for name in NUMBERS}}

    @property
    def is_known(self) -> bool:
        return bool(self.cleaned_data.get("answer") == self.KNOWN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") != self.KNOWN:
            return cleaned
        for name in NUMBERS:
            cleaned[name] = self._number(name, cleaned.get(name) or "")
        if cleaned["best"] is None and "best" not in self.errors:
            self.add_error("best", _now("Give your best estimate, or answer “I don’t know”"))
        for name in ("low", "high"):
            if cleaned[name] is None and name not in self.errors:
                cleaned[name] = cleaned["best"]
        return cleaned

    def _number(self, name: str, text: str) -> Any:
        if not text.strip():
            return None
        try:
            return number_of(text, self.quantity)
        except ValidationError as refused:
            self.add_error(name, refused)
            return None

    def row(self) -> EstimateRow:
        facts = {name: self.cleaned_data[name] for name in (*NUMBERS, "source", "source_date", "grade", "reason")}
        return EstimateRow(quantity=self.quantity.value, unit="", **facts)


class LetStandForm(forms.Form):
    reason = forms.CharField(label=_("Why may it stand?"), max_length=300)

    looks = {"reason": {"width": 30}}
