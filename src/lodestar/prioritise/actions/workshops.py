"""Preparing, opening and closing a workshop, and what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import move
from lodestar.common.text import normalise
from lodestar.prioritise.keys import JOINING_LASTS, new_join_code
from lodestar.prioritise.models import FOUR_NUMBERS, Ballot, Intervention, Programme, Workshop
from lodestar.prioritise.policies.workshops import (
    may_change_workshop,
    may_close_workshop,
    may_guide_room,
    may_open_workshop,
    may_prepare_workshop,
    may_prepare_workshops,
    may_withdraw_ballot,
)
from lodestar.prioritise.queries.programmes import usual_unit
from lodestar.prioritise.rows import BallotRow
from lodestar.prioritise.scales import usual_unit_of
from lodestar.prioritise.states import WORKSHOP

TRIES_FOR_A_CODE = 20


@action
def create_workshop(
    *, programme: Programme, name: str, held_on: date, by: Actor, shows_labels: bool = False, rows: Sequence[BallotRow] = ()
) -> Workshop:
    """Prepares a workshop with what it will be asked, in the order given. Raises ValidationError where a fact cannot stand."""
    may_prepare_workshops(by, programme).require()
    workshop = Workshop(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        name=normalise(name).strip(),
        held_on=held_on,
        shows_labels=shows_labels,
    )
    workshop.full_clean()
    workshop.save()
    ballots = _new_ballots(workshop, rows)
    record("created_workshop", subject=workshop, by=by, programme=programme.public_id, ballots=len(ballots))
    return workshop


@action
def edit_workshop(*, workshop: Workshop, name: str, held_on: date, shows_labels: bool, by: Actor) -> Workshop:
    """Changes what a workshop says of itself, before anybody has joined it."""
    may_change_workshop(by, workshop).require()
    workshop.name, workshop.held_on, workshop.shows_labels = normalise(name).strip(), held_on, shows_labels
    workshop.full_clean()
    workshop.save(update_fields=["name", "held_on", "shows_labels"])
    record("edited_workshop", subject=workshop, by=by, shows_labels=shows_labels)
    return workshop


@action
def add_ballots(*, workshop: Workshop, rows: Sequence[BallotRow], by: Actor) -> list[Ballot]:
    """Adds to what a workshop is asked; what it is asked already stays as it is."""
    may_prepare_workshop(by, workshop).require()
    ballots = _new_ballots(workshop, rows)
    record("added_ballots", subject=workshop, by=by, count=len(ballots))
    stir(workshop)
    return ballots


@action
def withdraw_ballot(*, ballot: Ballot, by: Actor) -> Workshop:
    """Takes a ballot that nobody has scored off the list."""
    may_withdraw_ballot(by, ballot).require()
    record("withdrew_ballot", subject=ballot, by=by, workshop=ballot.workshop.public_id, intervention=ballot.intervention.public_id)
    ballot.delete()
    stir(ballot.workshop)
    return ballot.workshop


@action
def open_workshop(*, workshop: Workshop, by: Actor) -> Workshop:
    """Lets people in, by a fresh code that lasts a working day."""
    may_open_workshop(by, workshop).require()
    move(workshop, WORKSHOP, "open", join_code=_unused_code(), joining_ends_at=now() + JOINING_LASTS)
    stir(workshop)
    record("opened_workshop", subject=workshop, by=by)
    return workshop


@action
def renew_join_code(*, workshop: Workshop, by: Actor) -> Workshop:
    """Makes a new code; the old one lets nobody in any more. Those who are in stay in."""
    may_guide_room(by, workshop).require()
    fresh = {"join_code": _unused_code(), "joining_ends_at": now() + JOINING_LASTS}
    Workshop.objects.filter(pk=workshop.pk).update(**fresh)
    workshop.join_code, workshop.joining_ends_at = fresh["join_code"], fresh["joining_ends_at"]  # type: ignore[assignment]
    stir(workshop)
    record("renewed_join_code", subject=workshop, by=by)
    return workshop


@action
def renew_wall_link(*, workshop: Workshop, by: Actor) -> Workshop:
    """Makes a new address for the wall screen; screens that show the old one go blank."""
    may_guide_room(by, workshop).require()
    Workshop.objects.filter(pk=workshop.pk).update(wall_edition=F("wall_edition") + 1)
    workshop.refresh_from_db(fields=["wall_edition"])
    record("renewed_wall_link", subject=workshop, by=by)
    return workshop


@action
def close_workshop(*, workshop: Workshop, by: Actor) -> Workshop:
    """Ends a workshop: nobody joins or scores any more, and its record stands."""
    may_close_workshop(by, workshop).require()
    move(workshop, WORKSHOP, "close", join_code="", joining_ends_at=None)
    stir(workshop)
    record("closed_workshop", subject=workshop, by=by, seats=workshop.seats.count())
    return workshop


def stir(workshop: Workshop) -> None:
    """Tells the wall and the desk that something is new."""
    Workshop.objects.filter(pk=workshop.pk).update(changes=F("changes") + 1)


def _new_ballots(workshop: Workshop, rows: Sequence[BallotRow]) -> list[Ballot]:
    known = {one.public_id: one for one in Intervention.objects.filter(area__programme=workshop.programme_id).select_related("area")}
    asked = set(workshop.ballots.values_list("intervention__public_id", "quantity"))
    last: int = workshop.ballots.aggregate(last=Max("position"))["last"] or 0
    wanted = [row for row in dict.fromkeys(rows) if (row.intervention_id, row.quantity) not in asked]
    for row in wanted:
        if row.intervention_id not in known or row.quantity not in FOUR_NUMBERS:
            raise ValidationError(_("A workshop is asked one of the four numbers of an intervention of its programme."))
    units: dict[str, str] = {}
    ballots = [
        Ballot(
            owner_organisation_id=workshop.owner_organisation_id,
            workshop=workshop,
            intervention=known[row.intervention_id],
            quantity=row.quantity,
            unit=units.get(row.quantity) or units.setdefault(row.quantity, _unit(known[row.intervention_id], row.quantity)),
            position=last + place,
        )
        for place, row in enumerate(wanted, 1)
    ]
    return Ballot.objects.bulk_create(ballots)


def _unit(intervention: Intervention, quantity: str) -> str:
    of_them = next(one for one in FOUR_NUMBERS if one == quantity)
    return usual_unit(intervention, of_them) or usual_unit_of(quantity)


def _unused_code() -> str:
    """Of three million codes, one that no other open workshop has; the database refuses the rest."""
    for _try in range(TRIES_FOR_A_CODE):
        code = new_join_code()
        if not Workshop.objects.filter(join_code=code).exists():
            return code
    raise ValidationError(_("No code is free. Close workshops that are over, then try again."))
