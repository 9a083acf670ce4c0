"""What is asked about the problem, and how many stages there are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import ProblemAnswer, Programme, Question, Stages
from lodestar.prioritise.queries import ASKED
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

UNKNOWN = "unknown"
DONT_KNOW = _("I don’t know yet")


class QuestionForm(forms.Form):
    """One question about the problem: a choice where it has any, words, and "I don't know yet"."""

    choice = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = forms.CharField(required=False, widget=forms.Textarea, max_length=4000)
    is_unknown = forms.BooleanField(label=DONT_KNOW, required=False)
    seen = SeenField(required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = ASKED[question]
        self.fields["words"].label = asked.words
        self.looks = {"words": {"rows": 3 if asked.choices else 6}}
        if not asked.choices:
            del self.fields["choice"]
            return
        del self.fields["is_unknown"]
        self.fields["choice"].label = question.label
        self.fields["choice"].choices = [*((value, label) for value, label, _hint in asked.choices), (UNKNOWN, DONT_KNOW)]
        hints = {value: hint for value, _label, hint in asked.choices if hint}
        self.looks["choice"] = {"hints": hints, "dividers": {UNKNOWN: _("or")}}

    def facts(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        choice = self.cleaned_data.get("choice", "")
        is_unknown = choice == UNKNOWN or self.cleaned_data.get("is_unknown", False)
        return {"choice": "" if choice == UNKNOWN else choice, "words": self.cleaned_data["words"], "is_unknown": is_unknown}


def answer_initial(programme: Programme, question: Question, answer: ProblemAnswer | None) -> dict[str, Any]:
    """What the form of a question begins with: the answer as it stands."""
    words = programme.challenge if question == Question.CHALLENGE else answer.words if answer else ""
    if answer is None:
        return {"words": words}
    choice = UNKNOWN if answer.is_unknown else answer.choice
    return {"choice": choice, "words": words, "is_unknown": answer.is_unknown, "seen": answer.recorded_at}


class StagesForm(forms.Form):
    stages = forms.ChoiceField(label=_("How far will the judging go?"), choices=Stages.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Needed where you choose otherwise than the answers speak for. It is kept with the exercise."),
    )
    seen = SeenField(required=False)

    looks = {
        "stages": {
            "hints": {
                Stages.TWO: _("Each intervention is given its numbers; then the workshop judges them side by side."),
                Stages.THREE: _("As well as that, the best of each area is judged against the best of all, so that areas can be compared."),
            }
        },
        "reason": {"rows": 3},
    }
