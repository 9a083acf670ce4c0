"""What is asked about a number of an intervention."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Estimate, Grade, Quantity
from lodestar.prioritise.rows import EstimateRow
from lodestar.prioritise.units import UNITS
from lodestar.ui import forms

__all__ = ["HINTS", "UNITS", "EstimateForm"]

HINTS = {
    Quantity.PEOPLE: _("How many people would benefit in a year?"),
    Quantity.BENEFIT: _("How much would the typical person gain? 0 means no effect at all, never “least on the list”."),
    Quantity.PROBABILITY: _("How likely is it that this organisation makes it work? Between 0 and 1: 0.7 is 70 %."),
    Quantity.COST: _("What would it cost a year, in pounds? Write a saving with a minus sign."),
    Quantity.ONE_OFF_COST: _("What does it cost once, to begin? Leave it out where it costs nothing once."),
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
