"""What is asked about interventions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Commitment, DataStanding, Intervention, PriorityArea
from lodestar.prioritise.rows import InterventionRow
from lodestar.prioritise.states import InterventionState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

INTERVENTION_FACTS = (
    "name",
    "description",
    "typical_person",
    "need",
    "proposed_by",
    "is_running",
    "today_pence",
    "commitment",
    "commitment_reason",
    "data_standing",
    "data_standing_reason",
)


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
    need = forms.CharField(label=_("Which need does it answer?"), required=False, widget=forms.Textarea)
    proposed_by = forms.CharField(
        label=_("Who proposed it?"), required=False, max_length=120, help_text=_("They are told what was decided, and why.")
    )
    is_running = forms.BooleanField(label=_("It runs today"), required=False)
    today_pence = forms.PoundsField(
        label=_("How much is spent on it a year today?"), required=False, help_text=_("Today’s spend is compared with every other choice.")
    )
    commitment = forms.ChoiceField(
        label=_("Is it fixed already whether it is funded?"), choices=Commitment.choices, initial=Commitment.OPEN, widget=forms.RadioSelect
    )
    commitment_reason = forms.CharField(label=_("Why is it fixed?"), required=False, max_length=300)
    data_standing = forms.ChoiceField(
        required=False,
        label=_("Is enough known of it to weigh it?"),
        choices=DataStanding.choices,
        initial=DataStanding.ENOUGH,
        widget=forms.RadioSelect,
    )
    data_standing_reason = forms.CharField(
        label=_("Why is it kept in, or out?"),
        required=False,
        max_length=300,
        help_text=_("Where too little is known. People in the room may know enough to keep it in."),
    )
    seen = SeenField(required=False)

    looks = {"name": {"width": 30}, "description": {"rows": 3}, "typical_person": {"rows": 3}}
    looks |= {
        "need": {"rows": 2},
        "proposed_by": {"width": 30},
        "is_running": {"reveals": {"on": "today_pence"}},
        "today_pence": {"width": 10},
        "commitment": {"small": True},
        "data_standing": {"small": True},
    }

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    def clean_data_standing(self) -> str:
        return self.cleaned_data["data_standing"] or DataStanding.ENOUGH

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
