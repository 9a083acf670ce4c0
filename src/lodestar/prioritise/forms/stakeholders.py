"""What is asked about stakeholders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Involvement, PriorityArea, Side, Stakeholder
from lodestar.prioritise.queries import READY_GROUPS
from lodestar.prioritise.rows import StakeholderRow
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

STAKEHOLDER_FACTS = ("name", "side", "brought_by", "power", "interest", "importance", "involvement", "involvement_reason", "comments")
NOT_SAID = ("", _("Not said"))
SCORES = [NOT_SAID, *((str(n), str(n)) for n in range(1, 6))]


def score_field(label: Any, hint: Any) -> forms.TypedChoiceField:
    """A score from 1 to 5 that may be left blank."""
    return forms.TypedChoiceField(
        label=label, help_text=hint, required=False, choices=SCORES, coerce=int, empty_value=None, widget=forms.RadioSelect
    )


class ReadyGroupsForm(forms.Form):
    """The ready-made groups that are not on the list yet."""

    groups = forms.MultipleChoiceField(
        label=_("Which of these have a stake?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one group")},
    )

    looks = {"groups": {"small": True}}

    def __init__(self, *args: Any, groups: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = list(groups)

    def rows(self) -> list[StakeholderRow]:
        chosen = set(self.cleaned_data["groups"])
        return [StakeholderRow(name=str(name), side=side) for key, name, side in READY_GROUPS if key in chosen]


class StakeholderForm(forms.Form):
    """Everything about one group; power, interest and importance may each be left blank."""

    name = forms.CharField(label=_("What is the group called?"), max_length=120)
    side = forms.ChoiceField(label=_("Where do they stand?"), required=False, choices=[*Side.choices, NOT_SAID], widget=forms.RadioSelect)
    area = forms.ModelChoiceField(
        label=_("Which area are they about?"),
        queryset=PriorityArea.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("All of them"),
    )
    brought_by = forms.CharField(
        label=_("Who brings them?"),
        required=False,
        max_length=120,
        help_text=_("The colleague who knows them. Only people who set the scene see it."),
    )
    power = score_field(_("Power"), _("How far can they move our decision? 1 hardly, 5 they can stop it."))
    interest = score_field(_("Interest"), _("How strongly do they support us? 1 against or indifferent, 5 fully with us."))
    importance = score_field(
        _("Importance"), _("How important are they to you, whatever their power? 4 or 5 raises the suggested action by a step.")
    )
    involvement = forms.ChoiceField(
        label=_("What will be done with them?"),
        required=False,
        choices=[*Involvement.choices, ("", _("Not decided"))],
        widget=forms.RadioSelect,
    )
    involvement_reason = forms.CharField(
        label=_("Why this action?"), required=False, max_length=300, help_text=_("Needed where it is not the one suggested.")
    )
    comments = forms.CharField(label=_("Comments"), required=False, widget=forms.Textarea)
    seen = SeenField(required=False)

    looks = {
        "name": {"width": 30},
        "brought_by": {"width": 20},
        "side": {"small": True},
        "power": {"inline": True, "small": True},
        "interest": {"inline": True, "small": True},
        "importance": {"inline": True, "small": True},
        "involvement": {"small": True},
        "comments": {"rows": 2},
    }

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    def row(self) -> StakeholderRow:
        area = self.cleaned_data["area"]
        return StakeholderRow(area_id=area.pk if area else None, **{name: self.cleaned_data[name] for name in STAKEHOLDER_FACTS})


OFF_THE_MAP = {
    "power": _("Power of %(name)s: write a whole number from 1 to 5"),
    "interest": _("Interest of %(name)s: write a whole number from 1 to 5"),
}


class PlaceForm(forms.Form):
    """Where one group stands on the map; drawn as a line of the table of numbers."""

    power = forms.IntegerField(required=False, min_value=1, max_value=5)
    interest = forms.IntegerField(required=False, min_value=1, max_value=5)
    seen = SeenField(required=True)


def place_form(stakeholder: Stakeholder, data: Any = None) -> PlaceForm:
    """The line of one group, its names prefixed with the group's id."""
    initial = {"power": stakeholder.power, "interest": stakeholder.interest, "seen": stakeholder.recorded_at}
    form = PlaceForm(data, prefix=stakeholder.public_id, initial=initial)
    for name, words in OFF_THE_MAP.items():
        form.fields[name].error_messages = dict.fromkeys(("invalid", "min_value", "max_value"), words % {"name": stakeholder.name})
    return form
