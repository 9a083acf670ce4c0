"""What is asked about a workshop, by those who run it and by those who sit in it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lodestar.common.clock import today
from lodestar.common.ids import new_id
from lodestar.prioritise.models import FOUR_NUMBERS, Intervention, Quantity, Seat
from lodestar.prioritise.rows import AgreedRow, BallotRow, PaperScore
from lodestar.prioritise.scales import Scale
from lodestar.ui import forms

Words = Promise | str


class WorkshopForm(forms.Form):
    name = forms.CharField(label=_("What is the workshop called?"), max_length=120, help_text=_("For example: Second workshop, Town Hall"))
    held_on = forms.DateField(label=_("On which day is it held?"), initial=today)
    shows_labels = forms.ChoiceField(
        label=_("After the reveal, how are the dots shown?"),
        choices=[("no", _("Without labels")), ("yes", _("With the label of each seat"))],
        initial="no",
        widget=forms.RadioSelect,
        help_text=_("People are told when they join. The record keeps the label beside each score either way."),
    )

    looks = {"name": {"width": 30}, "shows_labels": {"small": True}}

    def facts(self) -> dict[str, Any]:
        return {
            "name": self.cleaned_data["name"],
            "held_on": self.cleaned_data["held_on"],
            "shows_labels": self.cleaned_data["shows_labels"] == "yes",
        }


class BallotsForm(forms.Form):
    """Which numbers of which interventions are put to the room."""

    quantities = forms.MultipleChoiceField(
        label=_("Which numbers does the room judge?"),
        choices=[(quantity.value, quantity.label) for quantity in FOUR_NUMBERS],
        initial=[Quantity.BENEFIT.value, Quantity.PROBABILITY.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Benefit and probability are judged. People and cost are better counted; ask them where nobody could."),
        error_messages={"required": _("Choose at least one number")},
    )
    interventions = forms.ModelMultipleChoiceField(
        label=_("Of which interventions?"),
        queryset=Intervention.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An hour is enough for six interventions with two rounds each."),
        error_messages={"required": _("Choose at least one intervention")},
    )

    looks = {"quantities": {"small": True}, "interventions": {"small": True}}

    def __init__(self, *args: Any, askable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interventions"].queryset = askable

    def rows(self) -> list[BallotRow]:
        """Intervention by intervention, so that the room stays with one thing before it goes on to the next."""
        return [
            BallotRow(one.public_id, quantity) for one in self.cleaned_data["interventions"] for quantity in self.cleaned_data["quantities"]
        ]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("What is the join code?"),
        max_length=80,
        help_text=_("It is on the wall: two words and a number, such as river-lamp-42."),
    )

    looks = {"code": {"width": 20, "autocomplete": "off"}}


class SeatForm(forms.Form):
    label = forms.CharField(
        label=_("What should we call you here?"),
        max_length=30,
        help_text=_("Initials or what you do, such as “A. B.” or “Practice nurse”. Please no full name: what is said is kept for years."),
    )
    group = forms.CharField(
        label=_("Whom do you speak for?"),
        max_length=80,
        required=False,
        help_text=_("For example: patients, carers, practices, the council. Leave it empty if only for yourself."),
    )

    looks = {"label": {"width": 20, "autocomplete": "off"}, "group": {"width": 30}}

    def __init__(self, *args: Any, groups: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [*dict.fromkeys(groups)]
        if names:
            self.fields["group"] = forms.ChoiceField(
                label=self.fields["group"].label,
                required=False,
                choices=[("", _("Only for myself")), *((name[:80], name) for name in names)],
            )


class JoinForm(SeatForm):
    """`joining` is a number of this form: a second press takes no second seat."""

    joining = forms.CharField(widget=forms.HiddenInput, initial=new_id, max_length=40, required=False)


class ComeBackForm(forms.Form):
    code = forms.CharField(label=_("What is the join code?"), max_length=80, help_text=_("It is on the wall: two words and a number."))
    come_back = forms.CharField(
        label=_("What is your come-back code?"),
        max_length=80,
        help_text=_("Your other phone showed it: two words and a number of your own."),
    )

    looks = {"code": {"width": 20, "autocomplete": "off"}, "come_back": {"width": 20, "autocomplete": "off"}}


class ScoreForm(forms.Form):
    """What one seat says of the ballot on the floor."""

    value = forms.DecimalField(label=_("Your number"), max_digits=16, decimal_places=4, required=False)
    cannot_judge = forms.BooleanField(label=_("I cannot judge this"), required=False)
    reason = forms.CharField(label=_("Why? (if you like)"), max_length=500, required=False, widget=forms.Textarea)
    of_round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9_999)
    ballot = forms.CharField(widget=forms.HiddenInput, max_length=12)

    looks = {"reason": {"rows": 2}, "value": {"width": 10}}

    def __init__(self, *args: Any, scale: Scale | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        value, scale = cleaned.get("value"), self.scale
        if "value" in cleaned and value is None and not cleaned.get("cannot_judge"):
            self.add_error("value", _("Give your number, or say that you cannot judge this"))
        if value is not None and scale is not None and not scale.holds(value):
            words = _("Give a number from %(least)s to %(most)s") if scale.is_closed else _("Give a number that can be true")
            self.add_error("value", words % {"least": f"{scale.least:f}", "most": f"{scale.most:f}"} if scale.is_closed else words)
        return cleaned

    def said(self) -> Decimal | None:
        value: Decimal | None = None if self.cleaned_data["cannot_judge"] else self.cleaned_data["value"]
        return value


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=60, required=False)

    looks = {"minutes": {"width": 2}}

    def minutes_given(self) -> int:
        return self.cleaned_data["minutes"] or 0


class AgreedForm(forms.Form):
    best = forms.DecimalField(label=_("Agreed value"), max_digits=16, decimal_places=4)
    low = forms.DecimalField(label=_("Low"), max_digits=16, decimal_places=4)
    high = forms.DecimalField(label=_("High"), max_digits=16, decimal_places=4)
    reason = forms.CharField(label=_("Why is this what the room agreed?"), widget=forms.Textarea, max_length=2000)

    looks = {"best": {"width": 5}, "low": {"width": 5}, "high": {"width": 5}, "reason": {"rows": 3}}

    def row(self) -> AgreedRow:
        return AgreedRow(**{name: self.cleaned_data[name] for name in ("low", "best", "high", "reason")})


class PaperForm(forms.Form):
    """One line for each paper seat; an empty line says nothing."""

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        for seat in self.seats:
            self.fields[f"value-{seat.public_id}"] = forms.DecimalField(label=seat.label, max_digits=16, decimal_places=4, required=False)
            self.fields[f"reason-{seat.public_id}"] = forms.CharField(
                label=_("Reason of %(label)s") % {"label": seat.label}, max_length=500, required=False
            )
        self.looks = {name: {"width": 5 if name.startswith("value") else 30} for name in self.fields}

    def scores(self) -> list[PaperScore]:
        given = self.cleaned_data
        return [
            PaperScore(seat.public_id, given[f"value-{seat.public_id}"], given[f"reason-{seat.public_id}"])
            for seat in self.seats
            if given[f"value-{seat.public_id}"] is not None
        ]
