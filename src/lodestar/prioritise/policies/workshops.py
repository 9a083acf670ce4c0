"""Who may prepare and run a workshop, who may sit in it, and who may read what was said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.clock import now
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.keys import is_key, seat_key
from lodestar.prioritise.models import Ballot, Programme, Seat, Workshop
from lodestar.prioritise.policies.common import holds, still_open
from lodestar.prioritise.states import BALLOT, SEAT, WORKSHOP, BallotState, SeatState, WorkshopState


def may_prepare_workshops(actor: Actor, programme: Programme) -> Decision:
    """The facilitator, or those who gather the numbers, say what a workshop will be asked."""
    able = holds(actor, Permission.FACILITATE, programme) or holds(actor, Permission.EDIT_PRIORITIES, programme)
    return allow_if(able, _("Workshops are prepared by the facilitator, the analyst or the commissioning manager.")) & still_open(programme)


def may_prepare_workshop(actor: Actor, workshop: Workshop) -> Decision:
    """What a workshop is asked may be added to until it is closed."""
    is_closed = workshop.state == WorkshopState.CLOSED
    return may_prepare_workshops(actor, workshop.programme) & allow_if(not is_closed, _("This workshop is closed."))


def may_change_workshop(actor: Actor, workshop: Workshop) -> Decision:
    """What people are told when they join stays so: its facts change only before it opens."""
    is_prepared = workshop.state == WorkshopState.PREPARED
    return may_prepare_workshops(actor, workshop.programme) & allow_if(
        is_prepared, _("It has been opened. What people were told when they joined stays as it was.")
    )


def may_run_workshop(actor: Actor, workshop: Workshop) -> Decision:
    """A facilitator runs it, who favours no area; a commissioning manager is a voice in the room."""
    return allow_if(
        holds(actor, Permission.FACILITATE, workshop.programme),
        _("Only a facilitator of this programme may run its workshops: someone who favours no area."),
    ) & still_open(workshop.programme)


def may_open_workshop(actor: Actor, workshop: Workshop) -> Decision:
    able = WORKSHOP.can(workshop.state, "open")
    return may_run_workshop(actor, workshop) & allow_if(able, _("It is open already."))


def may_close_workshop(actor: Actor, workshop: Workshop) -> Decision:
    """A workshop closes when nothing sealed is on the floor: what was scored is shown or put back, never lost."""
    on_floor = workshop.on_floor
    is_sealed = on_floor is not None and on_floor.state == BallotState.OPEN
    return may_guide_room(actor, workshop) & allow_if(not is_sealed, _("Reveal what is on the floor first, or take it back."))


def may_guide_room(actor: Actor, workshop: Workshop) -> Decision:
    """Codes, seats and ballots are handled while the workshop is open."""
    return may_run_workshop(actor, workshop) & _is_open(workshop)


def may_add_paper_seat(actor: Actor, workshop: Workshop) -> Decision:
    return may_guide_room(actor, workshop)


def may_remove_seat(actor: Actor, seat: Seat) -> Decision:
    able = SEAT.can(seat.state, "remove")
    return may_guide_room(actor, seat.workshop) & allow_if(able, _("That seat has been removed already."))


def may_move_ballot(actor: Actor, ballot: Ballot, verb: str) -> Decision:
    """Ballots are opened, revealed, scored again and agreed by the facilitator, each step from the one before it."""
    words = {
        "open": _("It has been opened already."),
        "put_back": _("Only a ballot that is open can be taken back. What was seen was seen: score again instead."),
        "take_back_round": _("Only a ballot that is open can be taken back. What was seen was seen: score again instead."),
        "reveal": _("There is nothing sealed to reveal."),
        "score_again": _("A further round follows the reveal."),
        "agree": _("The room agrees a value after the reveal."),
        "discuss_again": _("Only what was agreed can be discussed again."),
    }
    return may_guide_room(actor, ballot.workshop) & allow_if(BALLOT.can(ballot.state, verb), words[verb])


def may_time_ballot(actor: Actor, ballot: Ballot) -> Decision:
    """The time belongs to the ballot that is open."""
    is_open = ballot.state == BallotState.OPEN
    return may_guide_room(actor, ballot.workshop) & allow_if(is_open, _("Time is given to a ballot that is open."))


def may_withdraw_ballot(actor: Actor, ballot: Ballot) -> Decision:
    """A ballot that nobody has scored may be taken off the list."""
    is_new = ballot.state == BallotState.WAITING and not ballot.scores.exists()
    return may_prepare_workshop(actor, ballot.workshop) & allow_if(is_new, _("It has been put to the room: it stays on record."))


def may_key_in_scores(actor: Actor, ballot: Ballot) -> Decision:
    """What was written on paper is keyed in while the others score, and is sealed like theirs."""
    is_open = ballot.state == BallotState.OPEN
    return may_guide_room(actor, ballot.workshop) & allow_if(is_open, _("Paper scores are keyed in while the ballot is open."))


def may_join(actor: Actor, workshop: Workshop, code: str) -> Decision:
    """Whoever has the code of an open workshop takes a seat, without an account."""
    ends_at = workshop.joining_ends_at
    is_in_time = workshop.state == WorkshopState.OPEN and ends_at is not None and ends_at > now()
    is_right = bool(workshop.join_code) and is_key(code, workshop.join_code)
    return allow_if(
        is_in_time and (actor.is_system or is_right), _("That code opens no workshop now. Ask the facilitator for the present one.")
    )


def may_sit(actor: Actor, seat: Seat, key: str) -> Decision:
    """Whoever holds the seat's key sits in it, until the facilitator removes it or the workshop closes."""
    is_holder = actor.is_system or is_key(key, seat_key(seat.public_id, seat.edition))
    return allow_if(is_holder and seat.state != SeatState.REMOVED, _("This phone holds no seat in that workshop. Join it by its code."))


def may_leave(actor: Actor, seat: Seat, key: str) -> Decision:
    return may_sit(actor, seat, key) & allow_if(SEAT.can(seat.state, "leave"), _("You have left already."))


def may_come_back(actor: Actor, seat: Seat, key: str) -> Decision:
    return may_sit(actor, seat, key) & _is_open(seat.workshop)


def may_score(actor: Actor, ballot: Ballot, seat: Seat, key: str) -> Decision:
    """A seat scores what is on the floor until it is revealed; whoever comes later is told, and is not counted."""
    return (
        may_sit(actor, seat, key)
        & allow_if(ballot.workshop_id == seat.workshop_id, _("That is asked in another workshop."))
        & _is_open(seat.workshop)
        & allow_if(ballot.state == BallotState.OPEN, late_words())
    )


def late_words() -> str:
    """What someone is told whose score came after the reveal."""
    return _("The scores were revealed before yours arrived, so it is not counted. There may be a further round: speak up now.")


def may_see_record(actor: Actor, programme: Programme) -> Decision:
    """Who said what is read by those who run it, who weigh its numbers, and who audit."""
    able = any(holds(actor, each, programme) for each in (Permission.FACILITATE, Permission.EDIT_PRIORITIES, Permission.SEE_AUDIT))
    return allow_if(able, _("Who said what is read by the facilitator, the analyst, the commissioning manager and the auditor."))


def _is_open(workshop: Workshop) -> Decision:
    return allow_if(workshop.state == WorkshopState.OPEN, _("This workshop is not open."))
