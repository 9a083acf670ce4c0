"""What is asked when contracts are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Organisation
from lodestar.access.roles import OrganisationKind
from lodestar.contract.models import BaselineKind, ContractVersion, MetricKind, Milestone, VerificationMethod
from lodestar.contract.states import ContractState
from lodestar.design.models import Outcome
from lodestar.procure.models import Award
from lodestar.ui import forms
from lodestar.ui.conflicts import SeenField

BASIS_POINTS_A_PER_CENT = 100
_KEY_HELP = _("A short name for reports and claims, such as settled-26-weeks. Letters, numbers and hyphens.")


class ContractFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Every state")), *ContractState.choices])
    words = forms.CharField(label=_("Title, reference or provider"), required=False, max_length=80)

    looks = {"words": {"width": 20}}


class AsAtForm(forms.Form):
    as_at = forms.DateField(label=_("What was in force on another day?"), required=False)


class ContractForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    reference = forms.CharField(label=_("Reference"), max_length=40)
    provider = forms.ModelChoiceField(label=_("Provider"), queryset=Organisation.objects.none(), empty_label=_("Choose a provider"))
    verifier = forms.ModelChoiceField(
        label=_("Independent verifier"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None: someone else at the provider verifies"),
        help_text=_("Another organisation that checks that results are real."),
    )
    starts_on = forms.DateField(label=_("On which day does it start?"))
    ends_on = forms.DateField(label=_("On which day does it end?"))
    vat = forms.DecimalField(
        label=_("Rate of VAT, in per cent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
        help_text=_("0 where the service is exempt, as welfare services often are."),
    )
    purchase_order = forms.CharField(label=_("Purchase order"), required=False, max_length=60)
    finance_reference = forms.CharField(label=_("Finance reference"), required=False, max_length=60)

    looks = {
        "reference": {"width": 10},
        "vat": {"width": 4, "suffix": "%"},
        "purchase_order": {"width": 20, "hint": _("If you know it already.")},
        "finance_reference": {"width": 20, "hint": _("If you know it already.")},
    }

    def __init__(self, data: Any = None, *, award: Award | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        providers = Organisation.objects.filter(kind=OrganisationKind.PROVIDER).order_by("name")
        self.fields["verifier"].queryset = Organisation.objects.filter(kind=OrganisationKind.VERIFIER).order_by("name")
        self.fields["provider"].queryset = providers.filter(pk=award.provider_id) if award else providers

    def columns(self) -> dict[str, Any]:
        """The answers as columns of a contract."""
        answered = dict(self.cleaned_data)
        rate = answered.pop("vat")
        return {**answered, "vat_basis_points": int(rate * BASIS_POINTS_A_PER_CENT)}


class VersionForm(forms.Form):
    effective_from = forms.DateField(label=_("From which day should it be in force?"))
    reason = forms.CharField(label=_("Why is the change needed?"), widget=forms.Textarea, max_length=2000)


class KeyField(forms.SlugField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Key"), help_text=_KEY_HELP, max_length=40, **kwargs)


class SeenForm(forms.Form):
    """Carries when the row was last written, so that of two people who change it neither loses anything."""

    seen = SeenField(required=False)

    def columns(self) -> dict[str, Any]:
        """What was answered, as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class TargetForm(SeenForm):
    """The six parts of a target, its baseline and the outcome it serves."""

    outcome = forms.ModelChoiceField(
        label=_("Which outcome does it serve?"), queryset=Outcome.objects.none(), empty_label=_("Choose an outcome")
    )
    question = forms.CharField(label=_("What question of the commissioner does it answer?"), required=False, max_length=300)
    who = forms.CharField(label=_("Who?"), max_length=200, help_text=_("The people it is about, such as: adults leaving hospital."))
    change = forms.CharField(
        label=_("What will change for them?"), max_length=200, help_text=_("A change in their lives, not an activity.")
    )
    success = forms.CharField(label=_("How much of a change is success?"), max_length=200)
    how_many = forms.IntegerField(label=_("How many people will reach it?"), min_value=1)
    out_of = forms.IntegerField(label=_("Out of how many?"), required=False, min_value=1)
    by_when = forms.DateField(label=_("By when?"))
    verified_by = forms.ChoiceField(label=_("How is it verified?"), choices=VerificationMethod.choices, widget=forms.RadioSelect)
    baseline_kind = forms.ChoiceField(
        label=_("What is it compared with?"), required=False, choices=[("", _("Not known yet")), *BaselineKind.choices]
    )
    baseline = forms.CharField(label=_("The baseline, and where it comes from"), required=False, max_length=300)
    key = KeyField()

    looks = {"how_many": {"width": 5}, "out_of": {"width": 5}, "key": {"width": 20}}

    def __init__(self, data: Any = None, *, version: ContractVersion, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["outcome"].queryset = version.contract.service.outcomes.all()


class MilestoneForm(SeenForm):
    name = forms.CharField(label=_("What must the person reach?"), max_length=200)
    expected_count = forms.IntegerField(label=_("How many people are expected to reach it?"), required=False, min_value=0)
    expected_by = forms.DateField(label=_("By when are they expected to?"), required=False)
    verified_by = forms.ChoiceField(label=_("How is it verified?"), choices=VerificationMethod.choices, widget=forms.RadioSelect)
    key = KeyField()

    looks = {"expected_count": {"width": 5}, "key": {"width": 20}}


class MetricForm(SeenForm):
    milestone = forms.ModelChoiceField(
        label=_("Which milestone is paid for?"), queryset=Milestone.objects.none(), empty_label=_("Choose a milestone")
    )
    description = forms.CharField(label=_("What is paid for, in a few words?"), max_length=200)
    kind = forms.ChoiceField(label=_("What kind of result is it?"), choices=MetricKind.choices, widget=forms.RadioSelect)
    price_pence = forms.PoundsField(label=_("Price for one person"))
    max_per_person = forms.IntegerField(
        label=_("How often can it be paid for one person?"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty for no limit."),
        initial=1,
    )
    key = KeyField()

    looks = {"max_per_person": {"width": 3}, "key": {"width": 20}}

    def __init__(self, data: Any = None, *, version: ContractVersion, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["milestone"].queryset = Milestone.objects.filter(target__version=version)


class TermsForm(SeenForm):
    """The terms most contracts have. Terms agreed elsewhere that it does not ask about are kept as they are."""

    annual_value = forms.PoundsField(label=_("Core fee for a full year"), required=False)
    shares = forms.CharField(
        label=_("Share of the core fee paid in each contract year"),
        required=False,
        max_length=80,
        help_text=_("Per cent, one a year, such as 80, 60, 40. The rest is earned by results."),
    )
    contract_cap = forms.PoundsField(label=_("Most that can be paid over the whole contract"), required=False)
    person_cap = forms.PoundsField(label=_("Most that can be paid for one person"), required=False)
    period_cap = forms.PoundsField(label=_("Most that can be paid in one month"), required=False)
    discount = forms.DecimalField(
        label=_("Discount offered on every price, in per cent"), required=False, min_value=0, max_value=100, decimal_places=2
    )

    looks = {"shares": {"width": 20}, "discount": {"width": 5, "suffix": "%"}}

    def clean_shares(self) -> list[Decimal]:
        given = self.cleaned_data["shares"].replace("%", " ").replace(";", ",")
        try:
            shares = [Decimal(part.strip()) / 100 for part in given.split(",") if part.strip()]
        except ArithmeticError as error:
            raise forms.ValidationError(_("Write numbers with commas between, such as 80, 60, 40.")) from error
        if any(not share.is_finite() or not 0 <= share <= 1 for share in shares):
            raise forms.ValidationError(_("Each share must lie between 0 and 100 per cent."))
        return shares

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("annual_value")) != bool(cleaned.get("shares")) and not self.errors:
            self.add_error("shares", _("Give both the core fee and its share for each year, or neither."))
        return cleaned

    @classmethod
    def of_version(cls, version: ContractVersion, data: Any = None) -> TermsForm:
        terms = version.terms
        core = terms.get("core") or {}
        initial = {
            "seen": version.recorded_at,
            "annual_value": core.get("annual_value_pence"),
            "shares": ", ".join(f"{round(float(share) * 100, 2):g}" for share in core.get("share_by_year", [])),
            "contract_cap": terms.get("contract_cap_pence"),
            "person_cap": terms.get("person_cap_pence"),
            "period_cap": terms.get("period_cap_pence"),
            "discount": round(float(terms.get("discount", 0)) * 100, 2) or None,
        }
        return cls(data, initial=initial)

    def applied_to(self, terms: dict[str, Any]) -> dict[str, Any]:
        """The terms with what was answered here put in, and everything else kept."""
        answered = self.cleaned_data
        changed = {
            "contract_cap_pence": answered["contract_cap"],
            "person_cap_pence": answered["person_cap"],
            "period_cap_pence": answered["period_cap"],
            "discount": float(answered["discount"] / 100) if answered["discount"] else None,
            "core": self._core(terms.get("core") or {}),
        }
        return {name: value for name, value in {**terms, **changed}.items() if value not in (None, {})}

    def _core(self, before: dict[str, Any]) -> dict[str, Any] | None:
        if not self.cleaned_data["annual_value"]:
            return None
        shares = [float(share) for share in self.cleaned_data["shares"]]
        return {**before, "annual_value_pence": self.cleaned_data["annual_value"], "share_by_year": shares}


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Why do you refuse it?"), widget=forms.Textarea, max_length=1000)
