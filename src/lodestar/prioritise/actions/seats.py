"""Taking, leaving and giving back a seat in a workshop, without an account."""

from __future__ import annotations

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.ids import new_id
from lodestar.common.states import move
from lodestar.common.text import fold, normalise
from lodestar.prioritise.actions.workshops import stir
from lodestar.prioritise.models import Seat, Workshop
from lodestar.prioritise.policies.workshops import may_add_paper_seat, may_come_back, may_join, may_leave, may_remove_seat
from lodestar.prioritise.states import SEAT

# A room, not a referendum.
MOST_SEATS = 400


@action
def take_seat(*, workshop: Workshop, code: str, label: str, by: Actor, group: str = "", joining: str = "") -> Seat:
    """Takes a seat under a label of one's own choosing. `joining` is a number of the form: sent twice, one seat is taken.

    Raises ValidationError where somebody has the label already.
    """
    may_join(by, workshop, code).require()
    return _take(workshop, label, group, by, joining=joining)


@action
def add_paper_seat(*, workshop: Workshop, label: str, by: Actor, group: str = "") -> Seat:
    """Gives a seat to someone who scores on paper."""
    may_add_paper_seat(by, workshop).require()
    return _take(workshop, label, group, by, is_paper=True)


@action
def leave_seat(*, seat: Seat, key: str, by: Actor) -> Seat:
    """Leaves the room. What was scored stays; the come-back code opens the seat again."""
    may_leave(by, seat, key).require()
    move(seat, SEAT, "leave")
    stir(seat.workshop)
    record("left_workshop", subject=seat, by=by, workshop=seat.workshop.public_id)
    return seat


@action
def come_back_to_seat(*, seat: Seat, key: str, by: Actor) -> Seat:
    """Sits down again, on this phone or another: nothing that was scored is lost."""
    may_come_back(by, seat, key).require()
    move(seat, SEAT, "come_back")
    stir(seat.workshop)
    record("came_back_to_workshop", subject=seat, by=by, workshop=seat.workshop.public_id)
    return seat


@action
def remove_seat(*, seat: Seat, by: Actor) -> Seat:
    """Takes a seat away from someone who does not belong in the room. Their scores are kept and not counted."""
    may_remove_seat(by, seat).require()
    move(seat, SEAT, "remove")
    Seat.objects.filter(pk=seat.pk).update(edition=F("edition") + 1)
    stir(seat.workshop)
    record("removed_seat", subject=seat, by=by, workshop=seat.workshop.public_id)
    return seat


def joining_digest(joining: str) -> str:
    """What is kept of the number of a joining form."""
    return sha256(joining.encode("utf-8", "replace")).hexdigest()


def _take(workshop: Workshop, label: str, group: str, by: Actor, *, joining: str = "", is_paper: bool = False) -> Seat:
    seat = Seat(
        owner_organisation_id=workshop.owner_organisation_id,
        workshop=workshop,
        label=" ".join(normalise(label).split()),
        group=" ".join(normalise(group).split()),
        is_paper=is_paper,
        joined_by_digest=joining_digest(joining or new_id()),
    )
    seat.clean_fields(exclude=["workshop", "owner_organisation", "joined_by_digest"])
    taken = [fold(one) for one in workshop.seats.values_list("label", flat=True)]
    if fold(seat.label) in taken:
        raise ValidationError({"label": _("Somebody in the room has that label already: add a letter or a number.")})
    if len(taken) >= MOST_SEATS:
        raise ValidationError(_("The room is full: a workshop has 400 seats."))
    seat.save()
    stir(workshop)
    record("took_seat", subject=seat, by=by, workshop=workshop.public_id, on_paper=is_paper)
    return seat
