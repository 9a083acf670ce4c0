"""What is asked about the years a programme looks ahead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Programme
from lodestar.prioritise.models.programmes import LONGEST_HORIZON
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

MOST_PER_CENT = 20


class HorizonForm(forms.Form):
    """Years and rates; rates are typed in per cent and kept as shares."""

    horizon_years = forms.IntegerField(
        label=_("How many years are compared?"),
        min_value=1,
        max_value=LONGEST_HORIZON,
        help_text=_("1 compares the budget year alone. Take more where something costs much once and little afterwards."),
    )
    cost_rate = forms.DecimalField(
        label=_("By how much does a cost count for less with each year?"), min_value=0, max_value=MOST_PER_CENT, decimal_places=2
    )
    benefit_rate = forms.DecimalField(
        label=_("By how much does a benefit count for less with each year?"), min_value=0, max_value=MOST_PER_CENT, decimal_places=2
    )
    discount_source = forms.CharField(label=_("Where do these rates come from?"), max_length=200)
    seen = SeenField(required=False)

    looks = {
        "horizon_years": {"width": 3},
        "cost_rate": {"width": 4, "suffix": "%"},
        "benefit_rate": {"width": 4, "suffix": "%"},
    }

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        rates = {f"{name}_discount_rate": (given[f"{name}_rate"] / 100).quantize(Decimal("0.0001")) for name in ("cost", "benefit")}
        return {"horizon_years": given["horizon_years"], "discount_source": given["discount_source"], "seen": given["seen"], **rates}


def horizon_form(programme: Programme, data: Any = None) -> HorizonForm:
    """The form as the programme stands."""
    initial = {
        "horizon_years": programme.horizon_years,
        "cost_rate": f"{(programme.cost_discount_rate * 100).normalize():f}",
        "benefit_rate": f"{(programme.benefit_discount_rate * 100).normalize():f}",
        "discount_source": programme.discount_source,
        "seen": programme.recorded_at,
    }
    return HorizonForm(data, initial=initial)
