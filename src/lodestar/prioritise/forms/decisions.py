"""What is asked when funding is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.ui import forms


class BudgetForm(forms.Form):
    """The budget line and the way to choose, as they stand in the address."""

    budget = forms.PoundsField(label=_("Budget"), required=False, max_value=10**14)
    choice = forms.ChoiceField(required=False, choices=[("optimum", ""), ("line", ""), ("skip", "")])


class SurenessForm(forms.Form):
    """Where the draws begin: the same seed gives the same draws."""

    seed = forms.IntegerField(
        label=_("Seed"), required=False, min_value=0, max_value=2**31 - 1, help_text=_("The same seed gives the same draws.")
    )

    looks = {"seed": {"width": 5}}


class ChoiceForm(forms.Form):
    """What is to be funded at a budget, and why."""

    budget = forms.PoundsField(label=_("Budget"), max_value=10**14)
    chosen = forms.MultipleChoiceField(label=_("What is funded?"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Why is this the decision?"),
        widget=forms.Textarea,
        help_text=_("It is kept with the decision and shown to everyone who proposed."),
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    latest = forms.CharField(required=False, widget=forms.HiddenInput)

    looks = {"chosen": {"small": True}, "reason": {"rows": 4}, "budget": {"width": 10}}

    def __init__(self, *args: Any, weighed: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(weighed)
        self.fields["chosen"].choices = [(key, label) for key, label, _hint in rows]
        self.looks = {**self.looks, "chosen": {"small": True, "hints": {key: hint for key, _label, hint in rows}}}


class DepartureForm(forms.Form):
    """Why a decision departs from the optimum: one reason for each intervention that differs."""

    def __init__(self, *args: Any, departures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, question in departures:
            self.fields[f"departure-{key}"] = forms.CharField(label=question, max_length=300)

    def reasons(self) -> dict[str, str]:
        return {name.removeprefix("departure-"): value for name, value in self.cleaned_data.items()}
