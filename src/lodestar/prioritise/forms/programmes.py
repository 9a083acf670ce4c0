"""What is asked about a programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Organisation
from lodestar.prioritise.forms.words import words_of_year
from lodestar.prioritise.models import Programme
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

FIRST_YEAR, LAST_YEAR = 2000, 2100


class ProgrammeFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *ProgrammeState.choices])
    year = forms.ChoiceField(label=_("Financial year"), required=False)

    def __init__(self, *args: Any, years: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("Any")), *((str(year), words_of_year(year)) for year in years)]


class ProgrammeForm(forms.Form):
    """`organisations` are those the viewer may begin in: with one, nothing is asked."""

    organisation = forms.ModelChoiceField(
        label=_("Which organisation is it for?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    name = forms.CharField(label=_("What is the programme called?"), max_length=200, help_text=_("For example: Breathing well"))
    financial_year = forms.IntegerField(
        label=_("In which year does its financial year begin?"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("The year runs from 1 April. For 2027/28, write 2027."),
    )
    scope = forms.CharField(
        label=_("What does it cover?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("The need, the place, the people: and what is left out."),
    )
    challenge = forms.CharField(
        label=_("What is the challenge?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Where could much be gained? What has escaped scrutiny? Is money to be saved, or is there new money to invest?"),
    )
    follows = forms.ModelChoiceField(
        label=_("Which earlier programme does it follow?"),
        required=False,
        queryset=Programme.objects.none(),
        to_field_name="public_id",
        empty_label=_("None"),
        help_text=_("What was learnt there is shown here."),
    )
    seen = SeenField(required=False)

    looks = {"name": {"width": 30}, "financial_year": {"width": 4}, "scope": {"rows": 3}, "challenge": {"rows": 4}}

    def __init__(self, *args: Any, follows: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = follows
        if organisations is None:
            del self.fields["organisation"]
            return
        del self.fields["seen"]
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].public_id
            self.fields["organisation"].widget = forms.HiddenInput()

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
