"""What is asked about the timeline."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.common.clock import today
from lodestar.prioritise.models import StepKind
from lodestar.prioritise.queries import MATERIALS
from lodestar.prioritise.rows import StepRow
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

STEP_FACTS = ("kind", "name", "happens_on", "starts_at", "ends_at", "place", "invited_on", "is_done")
TIME_FORMATS = ["%H:%M", "%H.%M", "%H%M", "%I:%M%p", "%I%p", "%I.%M%p", "%H"]


class PlanForm(forms.Form):
    decision_on = forms.DateField(
        label=_("On which day is funding decided?"),
        help_text=_("The board meeting, for example. Everything else is worked out backwards from it."),
        not_before=today,
    )
    workshops = forms.IntegerField(label=_("How many workshops?"), min_value=1, max_value=12)
    weeks_between = forms.IntegerField(
        label=_("How many weeks between one workshop and the next?"), min_value=0, max_value=12, help_text=_("0 for days in a row.")
    )

    looks = {"workshops": {"width": 2}, "weeks_between": {"width": 2}}


def time_field(label: Any, hint: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=hint,
        required=False,
        input_formats=TIME_FORMATS,
        error_messages={"invalid": _("Write a time of day, such as 9:30 or 14:00")},
        widget=forms.TimeInput(format="%H:%M"),
    )


class StepForm(forms.Form):
    """A step of the timeline; what is asked of a workshop beside its day is asked of a workshop only."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=StepKind.choices, widget=forms.RadioSelect, initial=StepKind.WORKSHOP)
    name = forms.CharField(label=_("What is it called?"), max_length=120)
    happens_on = forms.DateField(label=_("On which day?"))
    starts_at = time_field(_("When does it start?"), _("For example, 9:30"))
    ends_at = time_field(_("When does it end?"))
    place = forms.CharField(label=_("Where?"), required=False, max_length=200)
    invited_on = forms.DateField(
        label=_("When did the invitations go out?"), required=False, help_text=_("Leave blank while they have not.")
    )
    is_done = forms.BooleanField(label=_("It is done"), required=False)
    seen = SeenField(required=False)

    looks = {
        "kind": {"small": True},
        "name": {"width": 30},
        "starts_at": {"width": 5},
        "ends_at": {"width": 5},
        "place": {"width": 30},
    }

    def row(self) -> StepRow:
        return StepRow(**{name: self.cleaned_data[name] for name in STEP_FACTS})


class MaterialsForm(forms.Form):
    """Venue and materials of a workshop: what is ready."""

    items = forms.MultipleChoiceField(label=_("What is ready?"), required=False, choices=MATERIALS, widget=forms.CheckboxSelectMultiple)
