"""What is asked about the evidence for an area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import SourceKind
from lodestar.ui import forms


class EvidenceForm(forms.Form):
    name = forms.CharField(
        label=_("What is it called?"), max_length=200, help_text=_("For example: Joint strategic needs assessment 2026, chapter 4")
    )
    kind = forms.ChoiceField(label=_("What kind of thing is it?"), choices=SourceKind.choices, widget=forms.RadioSelect)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https", max_length=200)
    says = forms.CharField(
        label=_("What does it say?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("In a sentence or two, so that nobody has to open it in the workshop."),
    )

    looks = {"kind": {"small": True}, "says": {"rows": 3}}
