"""What is asked on the pages of delivery."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.common.clock import today
from lodestar.contract.models import Contract, Milestone, VerificationMethod
from lodestar.deliver.actions import NewPerson
from lodestar.deliver.models import Engagement, Goal, InstrumentEdition, Verdict, Voice
from lodestar.deliver.queries import keyworkers_of, open_contracts_for_viewer
from lodestar.deliver.states import EngagementState
from lodestar.design.models import Outcome
from lodestar.ui import forms


def one_of(model: Any, label: Any, *, widget: Any = forms.RadioSelect, empty_label: Any = None, **more: Any) -> forms.ModelChoiceField:
    """A choice among rows, known to the page by their opaque ids; the form says which."""
    return forms.ModelChoiceField(
        label=label,
        queryset=model.objects.none(),
        to_field_name="public_id",
        widget=widget,
        empty_label=empty_label,
        blank=empty_label is not None,
        **more,
    )


STATES = (("now", _("Open now")), *EngagementState.choices, ("all", _("Everyone")))


class CaseloadForm(forms.Form):
    """Finding someone in a caseload."""

    words = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Show"), choices=STATES, required=False)
    keyworker = one_of(Account, _("Keyworker"), widget=forms.Select, empty_label=_("Anyone"), required=False)

    looks = {"words": {"width": 20}}

    def __init__(self, data: Any, *, viewer: Actor) -> None:
        super().__init__(data)
        colleagues = keyworkers_of(viewer)
        if colleagues:
            self.fields["keyworker"].queryset = colleagues
        else:
            del self.fields["keyworker"]


class IdentityForm(forms.Form):
    """How to address someone, tell them apart and reach them."""

    given_name = forms.CharField(label=_("First name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    known_as = forms.CharField(label=_("What do they like to be called?"), max_length=100, required=False)
    date_of_birth = forms.DateField(label=_("Date of birth"), required=False, not_after=today)
    contact = forms.CharField(label=_("How can they be reached?"), widget=forms.Textarea, required=False, max_length=2000)
    needs = forms.CharField(
        label=_("How do they need to be spoken or written to?"),
        help_text=_("For example large print, an interpreter, or a phone call rather than a letter."),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
    )

    looks = {
        "given_name": {"width": 20, "autocomplete": "off"},
        "family_name": {"width": 20, "autocomplete": "off"},
        "known_as": {"width": 20, "autocomplete": "off"},
        "contact": {"rows": 3},
        "needs": {"rows": 3},
    }

    def person(self) -> NewPerson:
        """The answers as what the action takes."""
        return NewPerson(**{name: self.cleaned_data[name] for name in IdentityForm.base_fields})


class EngagementForm(IdentityForm):
    """Taking someone on."""

    contract = one_of(Contract, _("For which service?"))
    referred_on = forms.DateField(label=_("When were they referred?"), required=False, not_after=today)
    opened_on = forms.DateField(
        label=_("When did the support start?"),
        help_text=_("Leave this blank if it has not started: they are then kept as referred."),
        required=False,
        not_after=today,
    )

    field_order = ("contract", "given_name", "family_name", "known_as", "date_of_birth", "contact", "needs", "referred_on", "opened_on")

    def __init__(self, data: Any, *, viewer: Actor) -> None:
        super().__init__(data, initial={"opened_on": today()})
        contracts = open_contracts_for_viewer(viewer)
        self.fields["contract"].queryset = contracts
        if len(found := list(contracts[:2])) == 1:
            self.initial["contract"] = found[0].public_id


class StartForm(forms.Form):
    opened_on = forms.DateField(label=_("When did the support start?"), not_after=today)


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why was it not taken up?"), max_length=200)


class KeyworkerForm(forms.Form):
    keyworker = one_of(Account, _("Who supports them?"))

    def __init__(self, data: Any, *, viewer: Actor, engagement: Engagement) -> None:
        super().__init__(data, initial={"keyworker": engagement.keyworker.public_id if engagement.keyworker else None})
        held = {"memberships__organisation": engagement.owner_organisation, "memberships__ended_at__isnull": True}
        self.fields["keyworker"].queryset = keyworkers_of(viewer).filter(**held)


class CloseForm(forms.Form):
    on = forms.DateField(label=_("When did the support end?"), not_after=today)
    reason = forms.CharField(
        label=_("Why did it end?"), help_text=_("For example: moved on as planned, moved away, lost touch."), max_length=200
    )


class EditionForm(forms.Form):
    """Which instrument a first star is made on."""

    edition = one_of(InstrumentEdition, _("Which instrument do you use?"))

    def __init__(self, data: Any, *, editions: Any) -> None:
        super().__init__(data)
        self.fields["edition"].queryset = editions


VOICES = (
    (Voice.TOGETHER, _("Both of us together")),
    (Voice.WORKER, _("The worker alone")),
    (Voice.PERSON, _("The person alone")),
)


class ReadingForm(forms.Form):
    """The date and the voice of a star; its points and notes are drawn by the star's own questions."""

    happened_on = forms.DateField(label=_("When was it completed?"), not_after=today)
    voice = forms.ChoiceField(label=_("Who completed this star?"), choices=VOICES, widget=forms.RadioSelect)

    looks = {"voice": {"inline": True, "small": True}}


class FinishForm(forms.Form):
    """The last question before a star is recorded."""

    review_on = forms.DateField(
        label=_("When will you look at it together again?"), help_text=_("Left blank, in twelve weeks."), required=False, not_before=today
    )


class CorrectionForm(ReadingForm):
    """A correction says why."""

    reason = forms.CharField(
        label=_("Why is it corrected?"),
        help_text=_("The old star is kept, with your reason beside it."),
        max_length=300,
    )
    field_order = ("reason", "happened_on", "voice")


class GoalForm(forms.Form):
    words = forms.CharField(
        label=_("What do they want to change next?"), help_text=_("In their own words."), widget=forms.Textarea, max_length=1000
    )
    outcome = one_of(Outcome, _("Which outcome of the contract does it belong to?"), required=False, empty_label=_("None of these"))
    unlisted_reason = forms.CharField(
        label=_("If none of these, why does it matter?"),
        help_text=_("It tells the commissioner what the contract leaves out."),
        required=False,
        max_length=200,
    )
    review_on = forms.DateField(label=_("When will you look at it again?"), required=False, not_before=today)

    looks = {"words": {"rows": 3}}

    def __init__(self, data: Any, *, engagement: Engagement) -> None:
        super().__init__(data)
        self.fields["outcome"].queryset = engagement.service.outcomes.order_by("code")


class AchievementForm(forms.Form):
    milestone = one_of(Milestone, _("What did they reach?"))
    happened_on = forms.DateField(label=_("When?"), not_after=today)
    goal = one_of(
        Goal,
        _("Which of their goals does it belong to?"),
        widget=forms.Select,
        empty_label=_("None in particular"),
        required=False,
    )
    evidence = forms.CharField(
        label=_("What shows that it happened?"),
        help_text=_("Do not write names here: verifiers see this without knowing who the person is."),
        widget=forms.Textarea,
        max_length=2000,
    )
    method = forms.ChoiceField(label=_("What kind of evidence is it?"), choices=VerificationMethod.choices, widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Where is it kept?"), required=False, max_length=200)

    looks = {"evidence": {"rows": 4}, "reference": {"width": 20}}

    def __init__(self, data: Any, *, milestones: Any, goals: Any) -> None:
        super().__init__(data)
        self.fields["milestone"].queryset = milestones
        self.fields["goal"].queryset = goals
        self.fields["goal"].label_from_instance = lambda goal: goal.words[:80]


class EvidenceForm(forms.Form):
    description = forms.CharField(
        label=_("What shows that it happened?"),
        help_text=_("Do not write names here: verifiers see this without knowing who the person is."),
        widget=forms.Textarea,
        max_length=2000,
    )
    method = forms.ChoiceField(label=_("What kind of evidence is it?"), choices=VerificationMethod.choices, widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Where is it kept?"), required=False, max_length=200)

    looks = {"description": {"rows": 4}, "reference": {"width": 20}}


VERDICTS = ((Verdict.CONFIRMED, _("It happened: confirm it")), (Verdict.NOT_CONFIRMED, _("It is not shown: ask for evidence")))


class VerdictForm(forms.Form):
    """A verifier's judgement."""

    verdict = forms.ChoiceField(label=_("What did you find?"), choices=VERDICTS, widget=forms.RadioSelect)
    method = forms.ChoiceField(label=_("How did you check?"), choices=VerificationMethod.choices)
    on = forms.DateField(label=_("When did you check?"), not_after=today)
    reason = forms.CharField(
        label=_("What did you see?"),
        help_text=_("Needed when you do not confirm it."),
        widget=forms.Textarea,
        required=False,
        max_length=1000,
    )

    looks = {"reason": {"rows": 3}}


class OverturnForm(forms.Form):
    reason = forms.CharField(label=_("Why does it no longer stand?"), widget=forms.Textarea, max_length=1000)

    looks = {"reason": {"rows": 3}}


class ReturnForm(forms.Form):
    """Totals by metric for a period."""

    period_from = forms.DateField(label=_("From"))
    period_to = forms.DateField(label=_("To"), not_after=today)
    source = forms.CharField(label=_("Where do the totals come from?"), max_length=300)

    def __init__(self, data: Any, *, metrics: dict[str, str], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.metrics = metrics
        for key, description in metrics.items():
            field = forms.IntegerField(label=description, min_value=0, max_value=10_000_000, required=False)
            self.fields[f"count-{key}"] = field
            self.looks = {**self.looks, f"count-{key}": {"width": 5}}

    def counts(self) -> dict[str, int]:
        """Totals by metric key; a metric left blank is not reported."""
        given = {key: self.cleaned_data.get(f"count-{key}") for key in self.metrics}
        return {key: count for key, count in given.items() if count is not None}


class ReturnVerdictForm(forms.Form):
    verdict = forms.ChoiceField(label=_("What did you find?"), choices=VERDICTS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What did you see?"),
        help_text=_("Needed when you do not confirm them."),
        widget=forms.Textarea,
        required=False,
        max_length=1000,
    )

    looks = {"reason": {"rows": 3}}


class DistanceForm(forms.Form):
    """What the figures of a service speak of."""

    as_at = forms.DateField(label=_("As at"), required=False, not_after=today)
    unit = forms.ChoiceField(label=_("Measured in"), choices=(("points", _("Points")), ("stages", _("Stages"))), required=False)


class InstrumentForm(forms.Form):
    file = forms.FileField(label=_("The instrument’s file"), help_text=_("A JSON file with its areas, scale, stages and words."))
