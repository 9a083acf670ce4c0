"""What is asked when something was learnt."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.ui import forms


class LearningFilterForm(forms.Form):
    words = forms.CharField(label=_("Words"), required=False, max_length=80)


class LearningForm(forms.Form):
    expected = forms.CharField(label=_("What did you expect?"), widget=forms.Textarea, max_length=3000)
    happened = forms.CharField(label=_("What happened?"), widget=forms.Textarea, max_length=3000)
    learnt = forms.CharField(label=_("What did you learn?"), widget=forms.Textarea, max_length=3000)
    next_time = forms.CharField(
        label=_("What should be done next time?"),
        widget=forms.Textarea,
        required=False,
        max_length=3000,
        help_text=_("It is shown to whoever begins the next programme, opportunity or contract."),
    )


class CloseTargetForm(LearningForm):
    is_reached = forms.TypedChoiceField(
        label=_("Was the target reached?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reached_count = forms.IntegerField(label=_("How many people reached it?"), min_value=0)

    looks = {"is_reached": {"inline": True}, "reached_count": {"width": 5}}
    field_order = ["is_reached", "reached_count", "expected", "happened", "learnt", "next_time"]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["expected"].required = True
