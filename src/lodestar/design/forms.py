"""What is asked on the pages of this app."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Organisation
from lodestar.design.models import Outcome, OutcomeKind, OutcomeLevel
from lodestar.design.rows import OutcomeRow, ServiceRow
from lodestar.design.states import ServiceState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

FRAMEWORK_FACTS = ("name", "edition", "source", "is_shared")
OUTCOME_FACTS = ("code", "name", "level", "plain_words", "kind", "sustained_months")
SERVICE_FACTS = ("name", "description", "eligibility", "capacity_places", "price_per_hour_pence")
MOST_PLACES = 1_000_000


class OwnerForm(forms.Form):
    """Asks which organisation a new row is for; with one to choose from, nothing is asked."""

    organisation = forms.ModelChoiceField(
        label=_("Which organisation is it for?"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].public_id
            self.fields["organisation"].widget = forms.HiddenInput()


class FrameworkFactsForm(forms.Form):
    name = forms.CharField(label=_("What is the framework called?"), max_length=160)
    edition = forms.CharField(label=_("Edition"), max_length=40, help_text=_("For example: 2027, or 2nd"))
    source = forms.CharField(label=_("Where does it come from?"), max_length=300, required=False)
    is_shared = forms.BooleanField(
        label=_("Share it with every organisation here"), required=False, help_text=_("They can use its outcomes. Only you can change it.")
    )

    looks = {"name": {"width": 30}, "edition": {"width": 10}}


class FrameworkForm(OwnerForm, FrameworkFactsForm):
    field_order = ("organisation", *FRAMEWORK_FACTS)


class FrameworkEditForm(FrameworkFactsForm):
    seen = SeenField(required=False)


class AdoptForm(OwnerForm):
    key = forms.CharField(widget=forms.HiddenInput)


class OutcomeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Short, for tables. For example: 1a"))
    name = forms.CharField(
        label=_("What is the outcome?"),
        max_length=200,
        help_text=_("A change in someone’s life, not what a service does. For example: Keeps a settled home"),
    )
    plain_words = forms.CharField(
        label=_("In plain words"), max_length=300, required=False, help_text=_("As the person would say it. For example: I keep my home.")
    )
    level = forms.ChoiceField(label=_("Whose outcome is it?"), choices=OutcomeLevel.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("What kind of change is it?"), choices=OutcomeKind.choices, widget=forms.RadioSelect, initial=OutcomeKind.CONDITION
    )
    sustained_months = forms.IntegerField(
        label=_("How long must it last, in months?"), min_value=0, max_value=120, initial=0, help_text=_("0 if reaching it once is enough.")
    )
    seen = SeenField(required=False)

    looks = {"code": {"width": 5}, "level": {"small": True}, "kind": {"small": True}, "sustained_months": {"width": 3}}

    def row(self) -> OutcomeRow:
        return OutcomeRow(**{name: self.cleaned_data[name] for name in OUTCOME_FACTS})


class GroupedOutcomes(ModelChoiceIterator):
    """Choices of outcomes under the name of their framework."""

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for framework, outcomes in groupby(self.queryset, key=lambda one: one.framework):
            yield str(framework), [self.choice(outcome) for outcome in outcomes]


class OutcomeChoice(forms.ModelChoiceField):
    iterator = GroupedOutcomes

    def label_from_instance(self, obj: Outcome) -> str:
        return words_of_outcome(obj)


class OutcomeChoices(forms.ModelMultipleChoiceField):
    iterator = GroupedOutcomes

    def label_from_instance(self, obj: Outcome) -> str:
        return words_of_outcome(obj)


class LinkForm(forms.Form):
    target = OutcomeChoice(
        label=_("What does it lead to?"), queryset=Outcome.objects.none(), to_field_name="public_id", empty_label=_("Choose an outcome")
    )
    reason = forms.CharField(
        label=_("Why would the one lead to the other?"),
        widget=forms.Textarea,
        help_text=_("If people reach this, then that follows, because …"),
    )
    evidence = forms.CharField(label=_("What is the evidence?"), max_length=300, required=False)
    evidence_date = forms.DateField(label=_("Date of the evidence"), required=False)

    looks = {"reason": {"rows": 3}}

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets


class ServiceFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *ServiceState.choices])
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    words = forms.CharField(label=_("Name holds"), required=False, max_length=100)

    looks = {"words": {"width": 20}}

    def __init__(self, *args: Any, programmes: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [("", _("Any")), *programmes]


class ServiceForm(forms.Form):
    """What a commissioner sets of a service: price, capacity and eligibility, and nothing of how it is done."""

    name = forms.CharField(label=_("What is the service called?"), max_length=160)
    description = forms.CharField(
        label=_("What is it?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("What it is for. How it is done is for providers to propose."),
    )
    eligibility = forms.CharField(label=_("Who may use it?"), required=False, widget=forms.Textarea)
    capacity_places = forms.IntegerField(label=_("Places at one time"), required=False, min_value=1, max_value=MOST_PLACES)
    price_per_hour_pence = forms.PoundsField(
        label=_("Price for an hour of direct support"),
        required=False,
        min_value=1,
        max_value=10_000_00,
        help_text=_("What can be paid for one hour spent with a person, all costs included."),
    )
    seen = SeenField(required=False)

    looks = {
        "name": {"width": 30},
        "description": {"rows": 3},
        "eligibility": {"rows": 3},
        "capacity_places": {"width": 5},
        "price_per_hour_pence": {"width": 10},
    }

    def row(self) -> ServiceRow:
        return ServiceRow(**{name: self.cleaned_data[name] for name in SERVICE_FACTS})


class ServiceOutcomesForm(forms.Form):
    outcomes = OutcomeChoices(
        label=_("Which outcomes is it for?"),
        queryset=Outcome.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    looks = {"outcomes": {"small": True}}

    def __init__(self, *args: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcomes"].queryset = outcomes


def words_of_outcome(outcome: Outcome) -> str:
    """4a Accommodation is maintained (early)."""
    return f"{outcome.code} {outcome.name} ({str(outcome.get_level_display()).split(':')[0].lower()})"
