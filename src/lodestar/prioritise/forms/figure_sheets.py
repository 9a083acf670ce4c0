"""What is asked when figures are brought in from a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lodestar.common.tables import LARGEST
from lodestar.ui import forms

LONGEST_TEXT = 1_000_000


class FigureSheetForm(forms.Form):
    """Pasted cells, or a file."""

    text = forms.CharField(
        label=_("Paste the cells here"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text=_("In the spreadsheet select everything, the row of column names too, and copy. Then paste here."),
    )
    file = forms.FileField(label=_("Or choose a file"), required=False, help_text=_("Excel (.xlsx) or CSV, up to 10 MB."))

    looks = {"text": {"rows": 8}}

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > LARGEST:
            raise ValidationError(_now("The file is larger than 10 MB. Split it and bring in each part."))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("text", _now("Paste the cells, or choose a file"))
        return cleaned

    def content(self) -> bytes:
        upload = self.cleaned_data.get("file")
        return bytes(upload.read()) if upload else str(self.cleaned_data["text"]).encode()
