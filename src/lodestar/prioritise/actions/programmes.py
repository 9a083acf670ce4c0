"""Beginning, changing and closing a programme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.revisions import write_over
from lodestar.common.states import move
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_close_programme, may_create_programme, may_edit_programme
from lodestar.prioritise.states import PROGRAMME


@action
def create_programme(
    *,
    organisation: Organisation,
    name: str,
    financial_year: int,
    by: Actor,
    scope: str = "",
    challenge: str = "",
    follows: Programme | None = None,
) -> Programme:
    """Begins one turn of the cycle for one scope. Raises ValidationError where a fact cannot stand."""
    may_create_programme(by, organisation).require()
    programme = Programme(
        owner_organisation=organisation, name=name, financial_year=financial_year, scope=scope, challenge=challenge, follows=follows
    )
    _check(programme)
    programme.save()
    record("created_programme", subject=programme, by=by, follows=follows.public_id if follows else "")
    return programme


@action
def edit_programme(*, programme: Programme, seen: datetime, by: Actor, **changes: Any) -> Programme:
    """Changes what a programme says of itself; raises Overtaken when someone else did so since `seen`."""
    may_edit_programme(by, programme).require()
    changed = sorted(name for name, value in changes.items() if getattr(programme, name) != value)
    _check(_with(programme, changes))
    write_over(programme, seen, **changes)
    record("edited_programme", subject=programme, by=by, changed=changed)
    return programme


@action
def close_programme(*, programme: Programme, by: Actor) -> Programme:
    """Closes a decided programme: nothing in it changes any more."""
    may_close_programme(by, programme).require()
    move(programme, PROGRAMME, "close")
    record("closed_programme", subject=programme, by=by)
    return programme


def _with(programme: Programme, changes: dict[str, Any]) -> Programme:
    """The programme as it would be, beside the one that is."""
    changed = Programme.objects.get(pk=programme.pk)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _check(programme: Programme) -> None:
    programme.full_clean()
    earlier = programme.follows
    if earlier is not None and earlier.owner_organisation_id != programme.owner_organisation_id:
        raise ValidationError({"follows": _("A programme follows one of the same organisation.")})
    while earlier is not None:
        if earlier.pk == programme.pk:
            raise ValidationError({"follows": _("A programme cannot follow itself, even by way of others.")})
        earlier = earlier.follows
