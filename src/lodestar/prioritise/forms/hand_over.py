"""What is asked when an exercise is handed over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

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
