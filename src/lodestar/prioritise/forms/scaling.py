"""What is asked when areas are brought on to one scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lodestar.prioritise.queries.scaling import ScaledArea
from lodestar.prioritise.templatetags.prioritise import number
from lodestar.ui import forms


class AreaScaleForm(forms.Form):
    """The best of each area beside the best of all, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why do areas stand to each other in this way?"),
        widget=forms.Textarea,
        help_text=gettext_lazy("It is kept with the judgement and shown wherever the scale is used."),
    )

    def __init__(self, *args: Any, areas: Sequence[ScaledArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.judged = [one for one in areas if one.best is not None]
        self.looks = {"reason": {"rows": 4}}
        for one in self.judged:
            name = f"score-{one.area.public_id}"
            self.fields[name] = forms.DecimalField(
                label=f"{one.area}: {one.best}",
                help_text=_("%(people)s people, benefit %(benefit)s (%(unit)s)")
                % {"people": number(one.people), "benefit": number(one.benefit), "unit": one.unit},
                initial=f"{one.scale.score.normalize():f}" if one.scale else None,
                max_digits=6,
                decimal_places=3,
            )
            self.looks[name] = {"width": 4, "suffix": _("of 100")}
        self.order_fields([*(f"score-{one.area.public_id}" for one in self.judged), "reason"])

    @property
    def scores(self) -> dict[str, Decimal]:
        return {name.removeprefix("score-"): value for name, value in self.cleaned_data.items() if name.startswith("score-")}

    @property
    def named_scores(self) -> list[tuple[str, Decimal]]:
        """The best of each area and its score, for those that can be compared."""
        scores = self.scores
        return [(one.named, scores[one.area.public_id]) for one in self.judged if scores[one.area.public_id] > 0]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was given, as the check page carries it on."""
        return [(name, str(value)) for name, value in self.cleaned_data.items()]
