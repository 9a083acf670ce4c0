"""What is asked of procurement officers and bidders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from lodestar.procure.models import Opportunity
from lodestar.procure.queries import ProposalContent
from lodestar.procure.states import OpportunityState
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

NOON = "12:00"


class OpportunityFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Every state")), *OpportunityState.choices])
    words = forms.CharField(label=_("Title or service"), required=False, max_length=80)

    looks = {"words": {"width": 20}}


class OpportunityForm(forms.Form):
    seen = SeenField(required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("What results are sought, for whom?"),
        widget=forms.Textarea,
        max_length=5000,
        help_text=_("Ask for results, not methods: how they are reached is for bidders to say."),
    )
    givens = forms.CharField(label=_("What must every proposal work within?"), widget=forms.Textarea, required=False, max_length=5000)
    budget_pence = forms.PoundsField(label=_("Money available"), required=False)
    deadline_on = forms.DateField(label=_("On which day do proposals close?"))
    deadline_at = forms.TimeField(
        label=_("At what time?"), initial=NOON, help_text=_("London time, on the 24-hour clock, such as 12:00."), input_formats=["%H:%M"]
    )

    looks = {"deadline_at": {"width": 5}, "budget_pence": {"width": 10}}

    @classmethod
    def of_opportunity(cls, opportunity: Opportunity, data: Any = None) -> OpportunityForm:
        closes = localtime(opportunity.deadline)
        initial = {
            "seen": opportunity.recorded_at,
            "title": opportunity.title,
            "summary": opportunity.summary,
            "givens": opportunity.givens,
            "budget_pence": opportunity.budget_pence,
            "deadline_on": closes.date(),
            "deadline_at": closes.strftime("%H:%M"),
        }
        return cls(data, initial=initial)

    def columns(self) -> dict[str, Any]:
        """The answers as columns of an opportunity; the deadline is in London time."""
        answered = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        answered["deadline"] = make_aware(datetime.combine(answered.pop("deadline_on"), answered.pop("deadline_at")))
        return answered


class ProposalForm(forms.Form):
    """The three questions of an investor. A draft may leave any of them empty."""

    results = forms.CharField(
        label=_("What results will be bought?"),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
        help_text=_("For whom, what will change, how much, by when, and how it will be verified."),
    )
    people = forms.IntegerField(label=_("How many people will reach them?"), required=False, min_value=1)
    chances = forms.CharField(
        label=_("What are the chances that they are reached?"),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
        help_text=_("What you have achieved before, who does the work, what could go wrong."),
    )
    best_use = forms.CharField(label=_("Why is this the best use of the money?"), widget=forms.Textarea, required=False, max_length=20_000)
    price_pence = forms.PoundsField(label=_("Price for the whole"), required=False)

    looks = {"people": {"width": 5}, "results": {"rows": 8}, "chances": {"rows": 8}, "best_use": {"rows": 8}}

    def content(self) -> ProposalContent:
        return ProposalContent(**self.cleaned_data)


class AwardForm(forms.Form):
    reason = forms.CharField(label=_("Why is this proposal chosen?"), widget=forms.Textarea, max_length=5000)
