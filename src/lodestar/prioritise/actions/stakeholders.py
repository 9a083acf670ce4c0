"""Stakeholders: adding them, judging them, placing them on the map, taking them off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.revisions import write_over
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.models import Programme, Stakeholder
from lodestar.prioritise.policies import may_set_scene
from lodestar.prioritise.queries.stakeholders import suggested_involvement
from lodestar.prioritise.rows import StakeholderRow, digest_of_rows

WORDS = ("name", "brought_by", "involvement_reason", "comments")
FACTS = ("side", "area_id", "power", "interest", "importance", "involvement")


@action
def add_stakeholder(*, programme: Programme, row: StakeholderRow, by: Actor) -> Stakeholder:
    """Adds a group to the list. Raises ValidationError where a fact cannot stand."""
    may_set_scene(by, programme).require()
    stakeholder = _new(programme, row)
    stakeholder.full_clean()
    stakeholder.save()
    record("added_stakeholder", subject=stakeholder, by=by, programme=programme.public_id)
    return stakeholder


@action
def add_stakeholders(*, programme: Programme, rows: Sequence[StakeholderRow], by: Actor) -> list[Stakeholder]:
    """Adds many groups at once, all or none, with one event; those on the list already are passed over."""
    may_set_scene(by, programme).require()
    have = {name.casefold() for name in programme.stakeholders.filter(removed_at__isnull=True).values_list("name", flat=True)}
    new = [_new(programme, row) for row in rows if row.name.casefold() not in have]
    for stakeholder in new:
        stakeholder.clean_fields(exclude=["programme", "owner_organisation", "area"])
    made = Stakeholder.objects.bulk_create(new)
    record("added_stakeholders", subject=programme, by=by, count=len(made), digest=digest_of_rows(list(rows)))
    return made


@action
def edit_stakeholder(*, stakeholder: Stakeholder, row: StakeholderRow, seen: datetime, by: Actor) -> Stakeholder:
    """Changes what is said of a group; another action than the map suggests needs a reason.

    Raises Overtaken when someone else changed it since `seen`, ValidationError where a fact cannot stand.
    """
    may_set_scene(by, stakeholder.programme).require()
    changed = _new(stakeholder.programme, row)
    changed.pk, changed._state.adding = stakeholder.pk, False  # so that it is not taken for a double of itself
    changed.full_clean(exclude=["public_id"])
    _check_departure(changed)
    write_over(stakeholder, seen, **{name: getattr(changed, name) for name in (*WORDS, *FACTS)})
    record("edited_stakeholder", subject=stakeholder, by=by, programme=stakeholder.programme.public_id)
    return stakeholder


@action
def place_stakeholder(*, stakeholder: Stakeholder, power: int | None, interest: int | None, seen: datetime, by: Actor) -> Stakeholder:
    """Puts a group on the map, or moves it; raises Overtaken when someone else changed it since `seen`."""
    may_set_scene(by, stakeholder.programme).require()
    _check_scores({"power": power, "interest": interest})
    write_over(stakeholder, seen, power=power, interest=interest)
    record("placed_stakeholder", subject=stakeholder, by=by, programme=stakeholder.programme.public_id)
    return stakeholder


@action
def remove_stakeholder(*, stakeholder: Stakeholder, by: Actor) -> Stakeholder:
    """Takes a group off the list; it can be put back."""
    may_set_scene(by, stakeholder.programme).require()
    if not Stakeholder.objects.filter(pk=stakeholder.pk, removed_at__isnull=True).update(removed_at=now()):
        raise IllegalMove(_("The group has been taken off already."))
    record("removed_stakeholder", subject=stakeholder, by=by, programme=stakeholder.programme.public_id)
    return stakeholder


@action
def restore_stakeholder(*, stakeholder: Stakeholder, by: Actor) -> Stakeholder:
    """Puts a group back on the list as it was."""
    may_set_scene(by, stakeholder.programme).require()
    twin = stakeholder.programme.stakeholders.filter(name=stakeholder.name, removed_at__isnull=True).exists()
    if twin or not Stakeholder.objects.filter(pk=stakeholder.pk, removed_at__isnull=False).update(removed_at=None):
        raise IllegalMove(_("A group of that name is on the list already."))
    record("restored_stakeholder", subject=stakeholder, by=by, programme=stakeholder.programme.public_id)
    return stakeholder


def _new(programme: Programme, row: StakeholderRow) -> Stakeholder:
    if row.area_id is not None and not programme.areas.filter(pk=row.area_id).exists():
        raise ValidationError({"area": _("The area must be one of this programme.")})
    words = {name: normalise(getattr(row, name)).strip() for name in WORDS}
    facts = {name: getattr(row, name) for name in FACTS}
    return Stakeholder(owner_organisation_id=programme.owner_organisation_id, programme=programme, **words, **facts)


def _check_scores(scores: Mapping[str, int | None]) -> None:
    for name, score in scores.items():
        if score is not None and not 1 <= score <= 5:  # noqa: PLR2004 — the scale of the map
            raise ValidationError({name: _("Write a whole number from 1 to 5, or leave it blank.")})


def _check_departure(stakeholder: Stakeholder) -> None:
    suggested = suggested_involvement(stakeholder.power, stakeholder.interest, stakeholder.importance).involvement
    departs = stakeholder.involvement and suggested and stakeholder.involvement != suggested
    if departs and not stakeholder.involvement_reason:
        raise ValidationError({"involvement_reason": _("Say why, since the map suggests another action.")})
