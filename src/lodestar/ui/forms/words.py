"""What a form says when an answer is missing or cannot be read: what to do, in plain words, about this question."""

from __future__ import annotations

import re

from django import forms
from django.core import validators
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SURROGATE = re.compile(r"[\ud800-\udfff]")
UNREADABLE = _("Some of this text could not be read. Type it again, without pasting.")


def lower_first(label: str) -> str:
    """A label as it stands inside a sentence; abbreviations and names in capitals keep theirs.

    >>> lower_first("Start date"), lower_first("PO number")
    ('start date', 'PO number')
    """
    return label if len(label) > 1 and label[1].isupper() else label[:1].lower() + label[1:]


def about(label: str | Promise, verb: str | Promise) -> str | Promise:
    """“Enter start date”, or for a label that is a question “Answer this question: …”."""
    text = str(label).strip().rstrip(":")
    if text.endswith("?"):
        return format_lazy(_("Answer this question: {question}"), question=text)
    return format_lazy("{verb} {what}", verb=verb, what=lower_first(text))


def plain_required(field: forms.Field, label: str | Promise) -> str | Promise:
    """The words for an answer that is missing; they differ by what the person has to do."""
    if isinstance(field, forms.BooleanField):
        return format_lazy(_("Tick the box: {what}"), what=str(label))
    if isinstance(field, forms.FileField):
        return about(label, _("Choose a file for"))
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField | forms.ChoiceField | forms.ModelChoiceField):
        return about(label, _("Choose"))
    return about(label, _("Enter"))


def plain_messages(field: forms.Field, label: str | Promise) -> None:
    """Puts plain words in place of Django's stock ones; words a form has chosen itself stay."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = plain_required(field, label)
    field.validators = [_plain_validator(validator, str(label)) for validator in field.validators]


def _plain_validator(validator: object, label: str) -> object:
    name = label.strip().rstrip("?:")
    if type(validator) is validators.MaxLengthValidator and validator.message == validators.MaxLengthValidator.message:
        return validators.MaxLengthValidator(
            validator.limit_value,
            message=format_lazy(_("{label} must be {limit} characters or fewer"), label=name, limit=validator.limit_value),
        )
    if type(validator) is validators.MaxValueValidator and validator.message == validators.MaxValueValidator.message:
        return validators.MaxValueValidator(
            validator.limit_value, message=format_lazy(_("{label} must be {limit} or less"), label=name, limit=validator.limit_value)
        )
    if type(validator) is validators.MinValueValidator and validator.message == validators.MinValueValidator.message:
        return validators.MinValueValidator(
            validator.limit_value, message=format_lazy(_("{label} must be {limit} or more"), label=name, limit=validator.limit_value)
        )
    return validator
