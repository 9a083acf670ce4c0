"""What is asked about a priority area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.rows import AreaRow
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

AREA_FACTS = ("name", "sub_area", "source", "source_link", "reason")


class AreaForm(forms.Form):
    name = forms.CharField(label=_("What is the area called?"), max_length=120, help_text=_("For example: Cancer"))
    sub_area = forms.CharField(
        label=_("Sub-area"), max_length=120, required=False, help_text=_("If it is narrower. For example: Breast cancer")
    )
    source = forms.CharField(
        label=_("Where did it come from?"),
        max_length=200,
        required=False,
        help_text=_("For example: the needs assessment, the strategy, an outcome framework"),
    )
    source_link = forms.URLField(label=_("Link to the evidence"), required=False, assume_scheme="https", max_length=200)
    reason = forms.CharField(
        label=_("Why is it examined?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("The sponsor’s reason, as they would say it to the room. Evidence for it is added on the area’s page."),
    )
    seen = SeenField(required=False)

    looks = {"name": {"width": 30}, "sub_area": {"width": 30}, "reason": {"rows": 3}}

    def row(self) -> AreaRow:
        return AreaRow(**{name: self.cleaned_data[name] for name in AREA_FACTS})
