"""People, organisations and roles as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import SEPARATION
from lodestar.ui.tables import Column, DataTable


def of_people(accounts: Iterable[Any]) -> DataTable:
    """Accounts with their `roles_seen`."""
    columns = [Column(_("Name")), Column(_("E-mail address")), Column(_("Roles")), Column(_("Account"))]
    return DataTable(_("People"), columns, [_person(account) for account in accounts], caption_hidden=True, empty_text=_("Nobody found."))


def _person(account: Any) -> tuple[object, ...]:
    roles = "; ".join(f"{role.get_role_display()}, {role.organisation}" for role in account.roles_seen) or _("None now")
    return _link("access:person", account), account.email, roles, _("In use") if account.is_active else _("Locked")


def of_organisations(organisations: Iterable[Organisation]) -> DataTable:
    rows = [(_link("access:organisation", one), one.get_kind_display()) for one in organisations]
    return DataTable(_("Organisations"), [Column(_("Name")), Column(_("Kind"))], rows, caption_hidden=True, empty_text=_("None yet."))


def of_roles(memberships: Iterable[Membership]) -> DataTable:
    columns = [Column(_("Name")), Column(_("Role")), Column(_("Only for"))]
    rows = [(role.account.name, role.get_role_display(), role.scope_id or _("The whole organisation")) for role in memberships]
    return DataTable(_("Roles"), columns, rows, caption_hidden=True, empty_text=_("Nobody has a role here yet."))


def of_separation() -> DataTable:
    """The pairs no one may hold together, each with its reason."""
    columns = [Column(_("Who is")), Column(_("may not also be")), Column(_("because"))]
    rows = [(left.label, right.label, reason) for left, right, reason in SEPARATION]
    return DataTable(_("Roles kept apart"), columns, rows, caption_hidden=True)


def _link(route: str, row: Account | Organisation) -> SafeString:
    return format_html('<a class="govuk-link" href="{}">{}</a>', reverse(route, args=[row.public_id]), row.name)
