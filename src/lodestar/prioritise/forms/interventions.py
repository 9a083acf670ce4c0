"""What is asked about interventions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Commitment, Intervention, PriorityArea
from lodestar.prioritise.rows import InterventionRow
from lodestar.prioritise.states import InterventionState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

INTERVENTION_FACTS = ("name", "description", "typical_person", "commitment", "commitment_reason")


class InterventionFilterForm(forms.Form):
    area = forms.ChoiceField(label=_("Priority area"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *InterventionState.choices])
    words = forms.CharField(label=_("Name holds"), required=False, max_length=100)

    looks = {"words": {"width": 20}}

    def __init__(self, *args: Any, areas: Iterable[PriorityArea] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("Any")), *((area.public_id, str(area)) for area in areas)]


class InterventionForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Which priority area does it belong to?"),
        queryset=PriorityArea.objects.none(),
        to_field_name="public_id",
        empty_label=_("Choose an area"),
    )
    name = forms.CharField(label=_("What is the intervention called?"), max_length=160)
    description = forms.CharField(label=_("What is it?"), required=False, widget=forms.Textarea)
    typical_person = forms.CharField(
        label=_("Who is the typical person it is for?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Benefit is judged for this person, so that everyone in the room judges the same."),
    )
    commitment = forms.ChoiceField(
        label=_("Is it fixed already whether it is funded?"), choices=Commitment.choices, initial=Commitment.OPEN, widget=forms.RadioSelect
    )
    commitment_reason = forms.CharField(label=_("Why is it fixed?"), required=False, max_length=300)
    seen = SeenField(required=False)

    looks = {"name": {"width": 30}, "description": {"rows": 3}, "typical_person": {"rows": 3}, "commitment": {"small": True}}

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    def row(self) -> InterventionRow:
        area: PriorityArea = self.cleaned_data["area"]
        return InterventionRow(area_id=area.pk, **{name: self.cleaned_data[name] for name in INTERVENTION_FACTS})


class AgreeForm(forms.Form):
    interventions = forms.ModelMultipleChoiceField(
        label=_("Which of these does the workshop agree?"),
        queryset=Intervention.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one intervention")},
    )

    looks = {"interventions": {"small": True}}

    def __init__(self, *args: Any, drafts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interventions"].queryset = drafts
