"""The facilitator's desk: what is on the floor, what comes next, and one button for each step."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.prioritise.actions import ballots as ballot_actions
from lodestar.prioritise.actions import seats as seat_actions
from lodestar.prioritise.actions import workshops as workshop_actions
from lodestar.prioritise.forms.workshops import AgreedForm, MinutesForm, PaperForm, SeatForm
from lodestar.prioritise.joining import join_address
from lodestar.prioritise.keys import wall_key
from lodestar.prioritise.models import Ballot, Seat, Workshop
from lodestar.prioritise.policies.workshops import (
    may_add_paper_seat,
    may_close_workshop,
    may_key_in_scores,
    may_move_ballot,
    may_open_workshop,
    may_run_workshop,
)
from lodestar.prioritise.queries import workshops as queries
from lodestar.prioritise.states import BallotState, SeatState
from lodestar.prioritise.views.boards import floor_context, tagged
from lodestar.prioritise.views.workshops import ballot_seen, workshop_seen
from lodestar.ui.acting import ask, attempt, tried

USUAL_MINUTES = 3
WHOLE, HUNDREDTH = Decimal(1), Decimal("0.01")


@require_safe
def desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """Runs a workshop: opens, counts, reveals, agrees. No score is on it before the reveal."""
    workshop = workshop_seen(request, public_id)
    may_run_workshop(request.actor, workshop).require()
    context = _board_context(request, workshop) | {
        "programme": workshop.programme,
        "join": join_address(request, workshop),
        "wall_url": reverse("prioritise:wall", args=[workshop.public_id, wall_key(workshop.public_id, workshop.wall_edition)]),
        "may_open": may_open_workshop(request.actor, workshop),
        "may_close": may_close_workshop(request.actor, workshop),
        "tag": queries.floor_tag(workshop),
    }
    return render(request, "prioritise/workshops/desk.html", context)


@require_safe
def desk_board(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    may_run_workshop(request.actor, workshop).require()
    board = "prioritise/workshops/desk_board.html"
    return tagged(request, queries.floor_tag(workshop), lambda: render(request, board, _board_context(request, workshop)))


@require_POST
def workshop_open(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    return _done(request, workshop, lambda: workshop_actions.open_workshop(workshop=workshop, by=request.actor))


@require_POST
def workshop_close(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    tried(request, lambda: workshop_actions.close_workshop(workshop=workshop, by=request.actor))
    messages.success(request, _("The workshop is closed. Its record stands."))
    return redirect("prioritise:workshop_detail", workshop.public_id)


@require_POST
def code_renew(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    return _done(request, workshop, lambda: workshop_actions.renew_join_code(workshop=workshop, by=request.actor))


@require_POST
def wall_renew(request: HttpRequest, public_id: str) -> HttpResponse:
    workshop = workshop_seen(request, public_id)
    return _done(request, workshop, lambda: workshop_actions.renew_wall_link(workshop=workshop, by=request.actor))


@require_http_methods(["GET", "POST"])
def seat_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives a seat to someone who scores on paper."""
    workshop = workshop_seen(request, public_id)
    may_add_paper_seat(request.actor, workshop).require()
    form = SeatForm(request.POST or None, groups=queries.groups_to_speak_for(workshop.programme))
    if request.method == "POST" and attempt(
        form, lambda: seat_actions.add_paper_seat(workshop=workshop, by=request.actor, **form.cleaned_data)
    ):
        return redirect(_desk_url(workshop))
    return ask(request, form, _("Add a paper seat"), back_url=_desk_url(workshop), caption=workshop.name, submit=_("Add the seat"))


@require_POST
def seat_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    seats = Seat.objects.visible_to(request.actor).select_related("workshop__programme", "owner_organisation")
    seat = get_object_or_404(seats, public_id=public_id)
    return _done(request, seat.workshop, lambda: seat_actions.remove_seat(seat=seat, by=request.actor))


@require_POST
def ballot_open(request: HttpRequest, public_id: str) -> HttpResponse:
    return _timed(request, public_id, ballot_actions.open_ballot)


@require_POST
def ballot_again(request: HttpRequest, public_id: str) -> HttpResponse:
    return _timed(request, public_id, ballot_actions.score_again)


@require_POST
def ballot_time(request: HttpRequest, public_id: str) -> HttpResponse:
    return _timed(request, public_id, ballot_actions.give_time)


@require_POST
def ballot_reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    ballot = ballot_seen(request, public_id)
    return _done(request, ballot.workshop, lambda: ballot_actions.reveal_ballot(ballot=ballot, by=request.actor))


@require_POST
def ballot_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undoes the last step where nothing is rewritten by it: an opening, or an agreement that is taken up again."""
    ballot = ballot_seen(request, public_id)
    act = ballot_actions.discuss_again if ballot.state == BallotState.AGREED else ballot_actions.take_back_opening
    return _done(request, ballot.workshop, lambda: act(ballot=ballot, by=request.actor))


@require_http_methods(["GET", "POST"])
def ballot_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Writes down what the room agreed; the form begins with the median and the middle half."""
    ballot = ballot_seen(request, public_id)
    may_move_ballot(request.actor, ballot, "agree").require()
    floor = queries.floor_of(ballot.workshop)
    form = AgreedForm(request.POST or None, initial=_proposed(floor) if floor.ballot == ballot else {})
    if request.method == "POST" and attempt(form, lambda: ballot_actions.agree_value(ballot=ballot, row=form.row(), by=request.actor)):
        return redirect(_desk_url(ballot.workshop))
    return ask(request, form, _("Agree a value"), back_url=_desk_url(ballot.workshop), caption=str(ballot), submit=_("Agree this value"))


@require_http_methods(["GET", "POST"])
def ballot_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keys in what paper forms say of the ballot that is open."""
    ballot = ballot_seen(request, public_id)
    may_key_in_scores(request.actor, ballot).require()
    seats = ballot.workshop.seats.filter(is_paper=True, state=SeatState.HERE)
    form = PaperForm(request.POST or None, seats=seats, initial=_keyed_in(ballot))
    if request.method == "POST":
        keyed = attempt(form, lambda: ballot_actions.key_in_scores(ballot=ballot, scores=form.scores(), by=request.actor))
        if keyed is not None:
            return redirect(_desk_url(ballot.workshop))
    heading = _("Key in paper scores")
    return ask(request, form, heading, back_url=_desk_url(ballot.workshop), caption=str(ballot), submit=_("Seal these scores"))


def _board_context(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    floor = queries.floor_of(workshop)
    ballots = queries.ballots_in_order(workshop)
    waiting = [ballot for ballot in ballots if ballot.state == BallotState.WAITING]
    seats = queries.seats_in_room(workshop)
    return floor_context(floor) | {
        "ballots": ballots,
        "next_ballot": waiting[0] if waiting else None,
        "seats": seats,
        "has_paper_seats": any(seat.is_paper and seat.state == SeatState.HERE for seat in seats),
        "agree_form": AgreedForm(initial=_proposed(floor)) if floor.ballot and floor.ballot.state == BallotState.REVEALED else None,
        "usual_minutes": USUAL_MINUTES,
    }


def _proposed(floor: queries.Floor) -> dict[str, Any]:
    """The median and the middle half of the last round, as the place to begin from."""
    spread = floor.latest.spread if floor.latest else None
    if spread is None:
        return {}
    # On a scale of a hundred points nobody means a half.
    step = WHOLE if floor.scale and floor.scale.is_closed else HUNDREDTH
    found = (("best", spread.median), ("low", spread.lower), ("high", spread.upper))
    return {name: _short(value.quantize(step, ROUND_HALF_UP)) for name, value in found}


def _keyed_in(ballot: Ballot) -> dict[str, Any]:
    known = queries.paper_keyed_in(ballot)
    initial: dict[str, Any] = {}
    for score in known.values():
        initial[f"value-{score.seat.public_id}"] = None if score.value is None else _short(score.value)
        initial[f"reason-{score.seat.public_id}"] = score.reason
    return initial


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _timed(request: HttpRequest, public_id: str, act: Callable[..., object]) -> HttpResponse:
    ballot = ballot_seen(request, public_id)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a whole number of minutes, 60 at most."))
        return redirect(_desk_url(ballot.workshop))
    return _done(request, ballot.workshop, lambda: act(ballot=ballot, minutes=form.minutes_given(), by=request.actor))


def _done(request: HttpRequest, workshop: Workshop, act: Callable[[], object]) -> HttpResponse:
    tried(request, act)
    return redirect(_desk_url(workshop))


def _desk_url(workshop: Workshop) -> str:
    return reverse("prioritise:desk", args=[workshop.public_id])
