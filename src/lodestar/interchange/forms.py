"""What is asked when a file is brought in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lodestar.access.actor import Actor
from lodestar.common.tables import LARGEST
from lodestar.deliver.models import InstrumentEdition
from lodestar.deliver.queries import editions_for_viewer
from lodestar.ui import forms


class ReadingsFileForm(forms.Form):
    """Which instrument, which file."""

    edition = forms.ModelChoiceField(
        label=_("Which instrument are the readings on?"),
        queryset=InstrumentEdition.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    file = forms.FileField(
        label=_("The file"), help_text=_("CSV or Excel, up to 10 MB, one reading a row. The first row names the columns.")
    )

    def __init__(self, *args: Any, viewer: Actor) -> None:
        super().__init__(*args)
        editions = editions_for_viewer(viewer)
        self.fields["edition"].queryset = editions
        if len(found := list(editions[:2])) == 1:
            self.initial["edition"] = found[0].public_id

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError(_("The file is larger than 10 MB. Split it and bring in each part."))
        return upload
