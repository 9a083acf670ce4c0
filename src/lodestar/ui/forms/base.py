"""The forms every app starts from: plain words for mistakes, text made whole before it is read, no browser bubbles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.forms.models import ModelFormMetaclass
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from lodestar.common.text import normalise

from .fields import BIGGEST_COUNT, DateField
from .words import SURROGATE, UNREADABLE, plain_messages


def whole_text(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], set[str]]:
    """What was sent with each text made whole (control characters out, NFC), and the names whose text held half a letter."""
    broken: set[str] = set()

    def made_whole(key: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if SURROGATE.search(value):
            broken.add(key)
        return normalise(value)

    if isinstance(data, MultiValueDict):
        copy = QueryDict(mutable=True) if isinstance(data, QueryDict) else MultiValueDict()
        for key, values in data.lists():
            copy.setlist(key, [made_whole(key, value) for value in values])
        return copy, broken
    return {key: made_whole(key, value) for key, value in data.items()}, broken


class LodestarFormMixin:
    """What `Form` and `ModelForm` share.

    `looks` says how a field is drawn, a field name to options of `lodestar.ui.forms.groups.Look`:
    `looks = {"name": {"width": 20}, "notes": {"rows": 8, "count": True}, "kind": {"inline": True}}`.
    """

    use_required_attribute = False
    looks: Mapping[str, Mapping[str, Any]] = {}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self._broken: set[str] = set()
        if data is not None:
            data, self._broken = whole_text(data)
        super().__init__(data, *args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if field.label is None:
                field.label = django_forms.utils.pretty_name(name)
            if isinstance(field, django_forms.IntegerField) and field.max_value is None:
                field.validators.append(django_forms.fields.validators.MaxValueValidator(BIGGEST_COUNT))
                field.validators.append(django_forms.fields.validators.MinValueValidator(-BIGGEST_COUNT))
            plain_messages(field, field.label)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.fields:  # type: ignore[attr-defined]
            if self.add_prefix(name) in self._broken:  # type: ignore[attr-defined]
                self.add_error(name, UNREADABLE)  # type: ignore[attr-defined]


class Form(LodestarFormMixin, django_forms.Form):
    pass


class _DatesInBoxes(ModelFormMetaclass):
    """Date fields that Django makes from a model become dates in three boxes."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        made = super().__new__(mcs, name, bases, attrs, **kwargs)
        for field_name, field in getattr(made, "base_fields", {}).items():
            if type(field) is django_forms.DateField:
                made.base_fields[field_name] = DateField(
                    label=field.label, help_text=field.help_text, required=field.required, initial=field.initial
                )
        return made


class ModelForm(LodestarFormMixin, django_forms.ModelForm, metaclass=_DatesInBoxes):
    pass
