"""What is asked when an exercise is handed over."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.forms.programmes import FIRST_YEAR, LAST_YEAR
from lodestar.ui import forms

LARGEST_WORKBOOK = 10 * 1024 * 1024
NOW = "now"


class SnapshotForm(forms.Form):
    name = forms.CharField(label=_("What is this moment called?"), max_length=120, help_text=_("For example: Before the second workshop"))

    looks = {"name": {"width": 30}}


class CompareForm(forms.Form):
    """Two moments of one exercise: each a snapshot, or how it stands now."""

    first = forms.ChoiceField(label=_("From"))
    second = forms.ChoiceField(label=_("To"), initial=NOW)

    def __init__(self, *args: Any, snapshots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [(one.public_id, one.name) for one in snapshots]
        self.fields["first"].choices = kept
        self.fields["second"].choices = [(NOW, _("How it stands now")), *kept]


class WorkbookForm(forms.Form):
    """A workbook that comes back, and why its numbers changed."""

    file = forms.FileField(label=_("The workbook"), help_text=_("The Excel file that you downloaded here, up to 10 MB."))
    reason = forms.CharField(
        label=_("Why do the numbers change?"),
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("For every number whose row gives no reason of its own."),
    )

    looks = {"reason": {"rows": 3}}

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_WORKBOOK:
            raise ValidationError(_("The workbook is larger than 10 MB. Download it again and copy your numbers in."))
        return upload


class ReturnForm(forms.Form):
    """The second step: what was found in a workbook, sealed, and why."""

    found = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why do the numbers change?"), required=False, widget=forms.Textarea, max_length=2000)

    looks = {"reason": {"rows": 3}}


class CarryForwardForm(forms.Form):
    """Next year's exercise, begun from this year's."""

    name = forms.CharField(label=_("What is the new programme called?"), max_length=200)
    financial_year = forms.IntegerField(
        label=_("In which year does its financial year begin?"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("The year runs from 1 April. For 2027/28, write 2027."),
    )
    parts = forms.MultipleChoiceField(
        label=_("What comes along?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Areas, interventions and their numbers always do: they are drafts again until a workshop agrees them."),
    )

    looks = {"name": {"width": 30}, "financial_year": {"width": 4}, "parts": {"small": True}}

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = parts
