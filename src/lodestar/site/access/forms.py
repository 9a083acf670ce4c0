"""What is asked when someone is invited, given a role, or takes up an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Organisation
from lodestar.access.queries import organisations_to_give_roles_in
from lodestar.access.roles import ROLES, OrganisationKind, RoleName
from lodestar.access.scopes import scopes_in
from lodestar.ui.forms.base import Form

PASSWORD_HINT = _("At least 12 characters. Three random words make a good one.")


def role_choices(kind: str) -> list[tuple[str, Any]]:
    """The roles that a kind of organisation has, in the order of the cycle."""
    return [(name, role.name.label) for name, role in ROLES.items() if kind in {one.value for one in role.kinds}]


class WhichOrganisationForm(Form):
    """Asked only of those who look after more than one organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which organisation?"), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_to_give_roles_in(viewer)  # type: ignore[attr-defined]


class _RoleForm(Form):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    scope_id = forms.ChoiceField(
        label=_("For what?"), required=False, help_text=_("A role can be for one programme or service only. It then opens nothing else.")
    )

    def __init__(self, *args: Any, organisation: Organisation, only: RoleName | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = role_choices(organisation.kind)
        self.fields["role"].choices = [choice for choice in choices if only is None or choice[0] == only]  # type: ignore[attr-defined]
        self.fields["scope_id"].choices = [("", _("The whole organisation")), *scopes_in(organisation)]  # type: ignore[attr-defined]
        if len(self.fields["scope_id"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["scope_id"]


class GiveRoleForm(_RoleForm):
    pass


class InviteForm(_RoleForm):
    name = forms.CharField(label=_("Their name"), max_length=120)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254, help_text=_("They sign in with it."))
    field_order = ["name", "email", "role", "scope_id"]
    looks = {"name": {"width": 20}, "email": {"width": 30}}


class OrganisationForm(Form):
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("What is it?"), choices=OrganisationKind.choices, widget=forms.RadioSelect)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Organisation.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is one of that name already."))
        return name


class NewPasswordForm(Form):
    """A password typed once, readable on request: typing it twice proves nothing that showing it does not."""

    password = forms.CharField(
        label=_("Password"), help_text=PASSWORD_HINT, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    looks = {"password": {"width": 20}}

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


class AcceptForm(NewPasswordForm):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "password"]
    looks = {"name": {"width": 20}, "password": {"width": 20}}


class SetUpForm(AcceptForm):
    code = forms.CharField(label=_("Set-up code"), max_length=20, help_text=_("It is in the window where Lodestar was started."))
    organisation = forms.CharField(label=_("Name of your organisation"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=OrganisationKind.choices, widget=forms.RadioSelect, initial=OrganisationKind.COMMISSIONER
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ["code", "organisation", "kind", "name", "email", "password"]
    looks = {"code": {"width": 10}, "name": {"width": 20}, "email": {"width": 30}, "password": {"width": 20}}


class SearchForm(Form):
    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)
