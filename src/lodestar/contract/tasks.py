"""What people owe on contracts: signatures, and contracts that end soon."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, owes
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.contract.queries import contracts_near_end, versions_to_sign

SOON = timedelta(days=90)


@owes
def signatures_owed(actor: Actor) -> list[Task]:
    if not actor.holds(Permission.SIGN_FOR_COMMISSIONER, Permission.SIGN_FOR_PROVIDER):
        return []
    return [
        Task(
            title=_("Sign version %(number)d of the contract") % {"number": version.number},
            url=reverse("contract:version_detail", args=[version.public_id]),
            for_what=version.contract.title,
            due=version.effective_from,
        )
        for version in versions_to_sign(actor)
    ]


@owes
def endings_to_plan(actor: Actor) -> list[Task]:
    if not actor.holds(Permission.SIGN_FOR_COMMISSIONER):
        return []
    return [
        Task(
            title=_("Plan what follows when the contract ends"),
            url=reverse("contract:contract_detail", args=[contract.public_id]),
            for_what=contract.title,
            due=contract.ends_on,
        )
        for contract in contracts_near_end(actor, today() + SOON)[:20]
    ]
