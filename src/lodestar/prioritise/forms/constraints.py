"""What is asked about constraints and overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import ConstraintKind, Intervention, PriorityArea
from lodestar.ui import forms

MOST_POUNDS = 10**14
WHY = _("Why must every choice keep this rule?")


class _OfInterventions(forms.Form):
    """A form that names interventions by their public ids, each with its area beside it."""

    def __init__(self, *args: Any, interventions: Iterable[Intervention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.public_id: one for one in interventions}
        hints = {key: str(one.area) for key, one in self._known.items()}
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                start = [] if isinstance(field, forms.MultipleChoiceField) else [("", _("Choose an intervention"))]
                field.choices = [*start, *((key, one.name) for key, one in self._known.items())]
                self.looks = {**self.looks, name: {**self.looks.get(name, {}), "hints": hints}}

    def chosen(self, name: str) -> list[Intervention]:
        given = self.cleaned_data[name]
        return [self._known[key] for key in ([given] if isinstance(given, str) else given)]


class RequiresForm(_OfInterventions):
    first = forms.ChoiceField(label=_("If this is funded…"))
    members = forms.MultipleChoiceField(label=_("…these must be funded too"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=WHY, widget=forms.Textarea, help_text=_("For example: it uses the other’s staff or building."))

    looks = {"members": {"small": True}, "reason": {"rows": 2}}

    def facts(self) -> dict[str, Any]:
        return {"members": [*self.chosen("first"), *self.chosen("members")], "reason": self.cleaned_data["reason"]}


class AlternativesForm(_OfInterventions):
    members = forms.MultipleChoiceField(label=_("At most one of these is funded"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=WHY, widget=forms.Textarea, help_text=_("For example: they are two ways of doing the same."))

    looks = {"members": {"small": True}, "reason": {"rows": 2}}

    def facts(self) -> dict[str, Any]:
        return {"members": self.chosen("members"), "reason": self.cleaned_data["reason"]}


class CountForm(_OfInterventions):
    count = forms.IntegerField(label=_("How many?"), min_value=0, max_value=1000)
    members = forms.MultipleChoiceField(label=_("Of which interventions?"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=WHY, widget=forms.Textarea)

    looks = {"count": {"width": 3}, "members": {"small": True}, "reason": {"rows": 2}}

    def facts(self) -> dict[str, Any]:
        return {"members": self.chosen("members"), "count": self.cleaned_data["count"], "reason": self.cleaned_data["reason"]}


class AreaMoneyForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Which priority area?"), queryset=PriorityArea.objects.none(), to_field_name="public_id", empty_label=_("Choose an area")
    )
    amount = forms.PoundsField(
        label=_("How much?"), max_value=MOST_POUNDS, help_text=_("Cash in the budget year: one-off costs and one year’s costs.")
    )
    reason = forms.CharField(label=WHY, widget=forms.Textarea)

    looks = {"amount": {"width": 10}, "reason": {"rows": 2}}

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    def facts(self) -> dict[str, Any]:
        return {"area": self.cleaned_data["area"], "amount_pence": self.cleaned_data["amount"], "reason": self.cleaned_data["reason"]}


class OverlapForm(_OfInterventions):
    first = forms.ChoiceField(label=_("People helped by this…"))
    second = forms.ChoiceField(label=_("…are partly those helped by this"))
    percent = forms.DecimalField(
        label=_("How much of the smaller group?"),
        min_value=Decimal("0.1"),
        max_value=100,
        decimal_places=2,
        help_text=_("In per cent: 40 means that 4 of every 10 people in the smaller group would be helped by both."),
    )
    reason = forms.CharField(label=_("How do you know?"), required=False, widget=forms.Textarea)

    looks = {"percent": {"width": 4, "suffix": "%"}, "reason": {"rows": 2}}

    def facts(self) -> dict[str, Any]:
        (first,), (second,) = self.chosen("first"), self.chosen("second")
        return {"first": first, "second": second, "share": self.cleaned_data["percent"] / 100, "reason": self.cleaned_data["reason"]}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why does it no longer hold?"), max_length=300)

    looks = {"reason": {"width": 30}}


FORMS: dict[str, type[forms.Form]] = {
    ConstraintKind.REQUIRES: RequiresForm,
    ConstraintKind.ALTERNATIVES: AlternativesForm,
    ConstraintKind.AT_MOST: CountForm,
    ConstraintKind.AT_LEAST: CountForm,
    ConstraintKind.AREA_FLOOR: AreaMoneyForm,
    ConstraintKind.AREA_CAP: AreaMoneyForm,
}


def constraint_form(kind: str, data: Any, *, areas: Any, interventions: Iterable[Intervention]) -> Any:
    """The questions that a rule of this kind asks."""
    form = FORMS[kind]
    return form(data, areas=areas) if form is AreaMoneyForm else form(data, interventions=interventions)
