"""What is asked about fairness."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import FIFTHS, FairnessProfile, HealthProfile
from lodestar.prioritise.rows import FairnessRow, HealthRow
from lodestar.ui import forms

NAMES_OF_FIFTHS = (
    _("Most deprived fifth"),
    _("Second most deprived fifth"),
    _("Middle fifth"),
    _("Second least deprived fifth"),
    _("Least deprived fifth"),
)


class FairnessProfileForm(forms.Form):
    """Whom an intervention reaches, and its fairness score."""

    score = forms.IntegerField(
        label=_("Fairness score"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=_("0: it does nothing for fairness. 100: the most that anything on the list could do. Below 0 if it widens the gap."),
    )
    score_reason = forms.CharField(label=_("Why this score?"), required=False, widget=forms.Textarea)
    source = forms.CharField(label=_("Where do the people by fifth come from?"), required=False, max_length=300)
    source_date = forms.DateField(label=_("Date of the source"), required=False)
    reason = forms.CharField(label=_("Why does this change?"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, current: FairnessProfile | None, **kwargs: Any) -> None:
        names = ("score", "score_reason", "source", "source_date", *(f"people_{n}" for n in FIFTHS))
        start = {name: getattr(current, name) for name in names} if current else {}
        super().__init__(*args, initial=start, **kwargs)
        for n, name in zip(FIFTHS, NAMES_OF_FIFTHS, strict=True):
            self.fields[f"people_{n}"] = forms.IntegerField(label=name, required=False, min_value=0, max_value=10**9)
        self.looks = {f"people_{n}": {"width": 5} for n in FIFTHS} | {
            "score": {"width": 4},
            "score_reason": {"rows": 3},
            "reason": {"rows": 3},
        }
        if current is None:
            del self.fields["reason"]

    @property
    def people_fields(self) -> list[Any]:
        return [self[f"people_{n}"] for n in FIFTHS]

    def row(self) -> FairnessRow:
        given = self.cleaned_data
        people = [given[f"people_{n}"] for n in FIFTHS]
        return FairnessRow(
            people=() if all(count is None for count in people) else tuple(people),
            score=given["score"],
            score_reason=given["score_reason"],
            source=given["source"],
            source_date=given["source_date"],
            reason=given.get("reason", ""),
        )


class HealthProfileForm(forms.Form):
    """How well each fifth fares, its share of the people, and how strongly the gap is minded."""

    unit = forms.CharField(
        label=_("What is health measured in?"), max_length=80, help_text=_("For example, years of life in good health at birth.")
    )
    eta = forms.DecimalField(
        label=_("How strongly is the gap minded?"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("0 is not at all. The median of the public in England was 10.95 (Robson and others 2017)."),
    )
    score_weight = forms.DecimalField(
        label=_("What share of the whole weight has the fairness score?"),
        min_value=0,
        max_value=1,
        max_digits=4,
        decimal_places=3,
        help_text=_("Between 0 and 1. The rest is the weight of value."),
    )
    population = forms.IntegerField(label=_("How many people live in the area in all?"), required=False, min_value=1, max_value=10**12)
    health_per_benefit = forms.DecimalField(
        label=_("How much health is one unit of benefit?"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=6,
        help_text=_("Leave empty if you cannot say. With it, the page shows what each choice is worth to everyone alike."),
    )
    source = forms.CharField(label=_("Where do these figures come from?"), required=False, max_length=300)
    source_date = forms.DateField(label=_("Date of the source"), required=False)
    reason = forms.CharField(label=_("Why does this change?"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, current: HealthProfile | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._start(current), **kwargs)
        self.looks: dict[str, Any] = {"unit": {"width": 20}, "population": {"width": 10}, "reason": {"rows": 3}}
        self.looks |= {name: {"width": 5} for name in ("eta", "score_weight", "health_per_benefit")}
        for n, name in zip(FIFTHS, NAMES_OF_FIFTHS, strict=True):
            self.fields[f"health_{n}"] = forms.DecimalField(label=name, max_digits=9, decimal_places=3)
            self.fields[f"share_{n}"] = forms.DecimalField(label=name, max_digits=5, decimal_places=4)
            self.looks |= {f"health_{n}": {"width": 5}, f"share_{n}": {"width": 5}}
        if current is None:
            del self.fields["reason"]

    @staticmethod
    def _start(current: HealthProfile | None) -> dict[str, Any]:
        if current is None:
            return {"eta": "1", "score_weight": "0.2", **{f"share_{n}": "0.2" for n in FIFTHS}}
        start = {name: getattr(current, name) for name in ("unit", "population", "source", "source_date")}
        numbers = ["eta", "score_weight", "health_per_benefit", *(f"{kind}_{n}" for n in FIFTHS for kind in ("health", "share"))]
        return start | {name: _written(getattr(current, name)) for name in numbers}

    @property
    def health_fields(self) -> list[Any]:
        return [self[f"health_{n}"] for n in FIFTHS]

    @property
    def share_fields(self) -> list[Any]:
        return [self[f"share_{n}"] for n in FIFTHS]

    def row(self) -> HealthRow:
        given = self.cleaned_data
        return HealthRow(
            health=tuple(given[f"health_{n}"] for n in FIFTHS),
            shares=tuple(given[f"share_{n}"] for n in FIFTHS),
            reason=given.get("reason", ""),
            **{name: given[name] for name in ("unit", "eta", "score_weight", "population", "health_per_benefit", "source", "source_date")},
        )


class FairnessForm(forms.Form):
    """The budget and the strength as they stand in the address."""

    budget = forms.PoundsField(label=_("Budget"), required=False, max_value=10**14)
    eta = forms.DecimalField(
        label=_("How strongly the gap is minded"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )

    looks = {"budget": {"width": 10}, "eta": {"width": 4}}


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
