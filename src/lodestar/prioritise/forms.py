"""What is asked on the pages of this app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Organisation
from lodestar.prioritise.models import Commitment, Estimate, Grade, Intervention, PriorityArea, Programme, Quantity
from lodestar.prioritise.rows import AreaRow, EstimateRow, InterventionRow
from lodestar.prioritise.states import InterventionState, ProgrammeState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

FIRST_YEAR, LAST_YEAR = 2000, 2100
AREA_FACTS = ("name", "sub_area", "source", "source_link")
INTERVENTION_FACTS = ("name", "description", "typical_person", "commitment", "commitment_reason")


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


class AreaForm(forms.Form):
    name = forms.CharField(label=_("What is the area called?"), max_length=120, help_text=_("For example: Cancer"))
    sub_area = forms.CharField(
        label=_("Sub-area"), max_length=120, required=False, help_text=_("If it is narrower. For example: Breast cancer")
    )
    source = forms.CharField(
        label=_("Where did it come from?"),
        max_length=200,
        required=False,
        help_text=_("For example: the needs assessment, the strategy, an outcome framework"),
    )
    source_link = forms.URLField(label=_("Link to the evidence"), required=False, assume_scheme="https", max_length=200)
    seen = SeenField(required=False)

    looks = {"name": {"width": 30}, "sub_area": {"width": 30}}

    def row(self) -> AreaRow:
        return AreaRow(**{name: self.cleaned_data[name] for name in AREA_FACTS})


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


HINTS = {
    Quantity.PEOPLE: _("How many people would benefit in a year?"),
    Quantity.BENEFIT: _("How much would the typical person gain? 0 means no effect at all, never “least on the list”."),
    Quantity.PROBABILITY: _("How likely is it that this organisation makes it work? Between 0 and 1: 0.7 is 70 %."),
    Quantity.COST: _("What would it cost, in pounds? Write a saving with a minus sign."),
}
UNITS = {
    Quantity.PEOPLE: _("people a year"),
    Quantity.BENEFIT: _("points on a scale of 0 to 100"),
    Quantity.PROBABILITY: _("share between 0 and 1"),
    Quantity.COST: _("pounds a year"),
}


class EstimateForm(forms.Form):
    """One number of an intervention: best, with how low and how high it could honestly be."""

    best = forms.DecimalField(label=_("Best estimate"), max_digits=16, decimal_places=4)
    low = forms.DecimalField(label=_("Low"), max_digits=16, decimal_places=4, help_text=_("It would surprise you if it were less."))
    high = forms.DecimalField(label=_("High"), max_digits=16, decimal_places=4, help_text=_("It would surprise you if it were more."))
    unit = forms.CharField(label=_("Unit"), max_length=80)
    source = forms.CharField(label=_("Where does it come from?"), required=False, max_length=300)
    source_date = forms.DateField(label=_("Date of the source"), required=False)
    grade = forms.ChoiceField(label=_("How good is it?"), choices=Grade.choices, widget=forms.RadioSelect, initial=Grade.GUESS)
    reason = forms.CharField(label=_("Why this number?"), required=False, widget=forms.Textarea)

    looks = {
        "best": {"width": 10},
        "low": {"width": 10},
        "high": {"width": 10},
        "unit": {"width": 20},
        "grade": {"small": True},
        "reason": {"rows": 3},
    }

    def __init__(self, *args: Any, quantity: Quantity, current: Estimate | None, unit: str = "", **kwargs: Any) -> None:
        self.quantity = quantity
        start: dict[str, Any] = {"unit": unit or UNITS[quantity]}
        if current is not None:
            start = {name: getattr(current, name) for name in ("unit", "source", "source_date", "grade")}
            start |= {name: f"{getattr(current, name).normalize():f}" for name in ("low", "best", "high")}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["best"].help_text = HINTS[quantity]
        if current is not None:
            self.fields["reason"].label = _("Why does the number change?")

    def row(self) -> EstimateRow:
        return EstimateRow(quantity=self.quantity.value, **self.cleaned_data)


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


class BudgetForm(forms.Form):
    """The budget line and the way to choose, as they stand in the address."""

    budget = forms.PoundsField(label=_("Budget"), required=False, max_value=10**14)
    choice = forms.ChoiceField(required=False, choices=[("optimum", ""), ("line", ""), ("skip", "")])


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


def words_of_year(year: int) -> str:
    """2027 → 2027/28."""
    return f"{year}/{(year + 1) % 100:02d}"
