"""Which events an auditor wants to see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Organisation
from lodestar.access.queries import organisations_with_events
from lodestar.ui.forms.base import Form
from lodestar.ui.forms.fields import DateField


class WhichEventsForm(Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="public_id", required=False, empty_label=_("All I may read")
    )
    act = forms.CharField(label=_("Act"), required=False, max_length=60, help_text=_("For example: gave role"))
    actor = forms.CharField(label=_("Done by"), required=False, max_length=12, help_text=_("The id of an account"))
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)
    looks = {"act": {"width": 20}, "actor": {"width": 20}}

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_with_events(viewer)  # type: ignore[attr-defined]

    def clean_act(self) -> str:
        return str(self.cleaned_data["act"]).strip().lower().replace(" ", "_")
