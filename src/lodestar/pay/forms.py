"""What is asked when statements are prepared, returned and paid."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lodestar.common.clock import today
from lodestar.pay.states import StatementState
from lodestar.ui import forms


class StatementFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Every state")), *StatementState.choices])


class PrepareForm(forms.Form):
    period_to = forms.DateField(
        label=_("What is the last day of the period?"),
        help_text=_("Everything verified up to that day is worked out. What is verified later comes next time."),
        not_after=today,
    )


class SendBackForm(forms.Form):
    reason = forms.CharField(label=_("What is wrong with it?"), widget=forms.Textarea, max_length=2000)


class PayForm(forms.Form):
    payment_reference = forms.CharField(label=_("Reference of the payment in your finance system"), max_length=60)
    paid_on = forms.DateField(label=_("On which day was it paid?"), initial=today, not_after=today)

    looks = {"payment_reference": {"width": 20}}


class ReverseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this claim taken back?"),
        widget=forms.Textarea,
        max_length=2000,
    )
