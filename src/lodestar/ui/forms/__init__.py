"""Django's forms with Lodestar's habits: `from lodestar.ui import forms`, then as in Django.

`Form` and `ModelForm` are ours, `DateField` is three boxes, `PoundsField` gives whole pence; the rest is Django's.
"""

from django.forms import *  # noqa: F403 - this module stands in for django.forms

from .base import Form, LodestarFormMixin, ModelForm
from .fields import BIGGEST_WHOLE_NUMBER, DateField, DateInput, PoundsField, PoundsInput
from .groups import Look, error_links, field_group, revealed_names

__all__ = [
    "BIGGEST_WHOLE_NUMBER",
    "DateField",
    "DateInput",
    "Form",
    "LodestarFormMixin",
    "Look",
    "ModelForm",
    "PoundsField",
    "PoundsInput",
    "error_links",
    "field_group",
    "revealed_names",
]
