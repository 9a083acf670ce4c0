"""What is asked about the team."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account
from lodestar.prioritise.models import PriorityArea, TeamRole
from lodestar.ui import forms


class TeamMemberForm(forms.Form):
    """Who fills a part: a colleague with an account, or a name."""

    role = forms.ChoiceField(label=_("Which part?"), choices=TeamRole.choices, widget=forms.RadioSelect)
    area = forms.ModelChoiceField(
        label=_("Which area do they manage?"),
        queryset=PriorityArea.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Choose an area"),
    )
    account = forms.ModelChoiceField(
        label=_("A colleague who signs in here"),
        queryset=Account.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("None: I write the name"),
    )
    name = forms.CharField(label=_("Or their name"), required=False, max_length=120)

    looks = {"role": {"small": True, "reveals": {TeamRole.MANAGER: "area"}}, "name": {"width": 20}}

    def __init__(self, *args: Any, areas: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas
        self.fields["account"].queryset = accounts
