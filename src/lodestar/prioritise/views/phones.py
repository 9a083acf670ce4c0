"""Pages for people in the room, without an account: join, score, see the reveal, leave, come back on another phone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.access.actor import ANYONE
from lodestar.common.ids import new_id
from lodestar.common.states import IllegalMove
from lodestar.prioritise.actions import ballots as ballot_actions
from lodestar.prioritise.actions import seats as seat_actions
from lodestar.prioritise.forms.workshops import CodeForm, ComeBackForm, JoinForm, ScoreForm
from lodestar.prioritise.keys import JOINING_LASTS, come_back_code, seat_key, tidy_code
from lodestar.prioritise.models import Ballot, Seat, Workshop
from lodestar.prioritise.policies.workshops import may_score
from lodestar.prioritise.queries import workshops as queries
from lodestar.prioritise.scales import scale_of
from lodestar.prioritise.states import BallotState, SeatState
from lodestar.prioritise.tries import count_wrong, too_many_wrong
from lodestar.prioritise.views.boards import floor_context, tagged
from lodestar.ui.acting import add_errors, attempt

JOINING, COMING_BACK = "workshop", "seat"


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Asks for the code that is on the wall."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many_wrong(JOINING, _address(request)):
            return _too_many(request)
        code = tidy_code(form.cleaned_data["code"])
        if queries.open_workshop_by_code(code):
            return redirect("prioritise:join_code", code)
        count_wrong(JOINING, _address(request))
        form.add_error("code", _("That code opens no workshop now. Look at the wall, or ask the facilitator."))
    return render(request, "prioritise/workshops/join.html", {"form": form, "heading": _("Join the workshop"), "submit": _("Go on")})


@never_cache
@require_http_methods(["GET", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a seat under a label; whoever has one already goes on to it."""
    workshop, refusal = _workshop_of(request, code)
    if workshop is None or refusal is not None:
        return refusal or _gone(request)
    if _seat(request, workshop.public_id) is not None:
        return redirect("prioritise:seat", workshop.public_id)
    form = JoinForm(request.POST or None, groups=queries.groups_to_speak_for(workshop.programme), initial={"joining": new_id()})
    if request.method == "POST":
        seat = attempt(form, lambda: _take(workshop, form))
        if seat:
            return _with_seat(redirect("prioritise:seat", workshop.public_id), request, seat)
    context = {"form": form, "workshop": workshop, "heading": workshop.name, "submit": _("Take my seat")}
    return render(request, "prioritise/workshops/join_code.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Takes one's own seat again, on this phone or another, with everything that was scored."""
    form = ComeBackForm(request.POST or None, initial={"code": request.GET.get("code", "")[:80]})
    if request.method == "POST" and form.is_valid():
        if too_many_wrong(COMING_BACK, _address(request)):
            return _too_many(request)
        workshop = queries.open_workshop_by_code(tidy_code(form.cleaned_data["code"]))
        seat = queries.seat_by_code(workshop, tidy_code(form.cleaned_data["come_back"])) if workshop else None
        if workshop is not None and seat is not None:
            _sit_down(seat)
            return _with_seat(redirect("prioritise:seat", workshop.public_id), request, seat)
        count_wrong(COMING_BACK, _address(request))
        form.add_error("come_back", _("These two codes open no seat. Look at the wall and at your other phone again."))
    context = {"form": form, "heading": _("Come back to your seat"), "submit": _("Back to my seat")}
    return render(request, "prioritise/workshops/join.html", context)


@never_cache
@require_safe
def seat(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question a page: what is on the floor, one's own number, then the reveal with one's own dot."""
    own = _seat(request, public_id)
    if own is None:
        return redirect("prioritise:join")
    return _page(request, own, late="late" in request.GET)


@require_safe
def seat_board(request: HttpRequest, public_id: str) -> HttpResponse:
    own = _seat(request, public_id)
    if own is None:
        return HttpResponse(status=HTTPStatus.GONE)
    return tagged(request, queries.phone_tag(own), lambda: render(request, "prioritise/workshops/seat_board.html", _board(own)))


@never_cache
@require_POST
def score(request: HttpRequest, public_id: str) -> HttpResponse:
    """Seals a number. Pressed twice, it is said once; too late, it is kept out and the person is told."""
    own = _seat(request, public_id)
    if own is None:
        return redirect("prioritise:join")
    ballot = own.workshop.on_floor
    form = ScoreForm(request.POST, scale=scale_of(ballot.quantity, ballot.unit) if ballot else None)
    if not form.is_valid():
        return _page(request, own, form=form)
    is_theirs = ballot is not None and form.cleaned_data["ballot"] == ballot.public_id and form.cleaned_data["of_round"] == ballot.round
    late = redirect(reverse("prioritise:seat", args=[public_id]) + "?late=1")
    if ballot is None or not is_theirs or not may_score(ANYONE, ballot, own, _key(own)):
        return late
    try:
        _seal(own, ballot, form)
    except IllegalMove:  # revealed in this very moment
        return late
    except ValidationError as refused:
        add_errors(form, refused)
        return _page(request, own, form=form)
    return redirect("prioritise:seat", public_id)


@require_POST
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leaves the room; the page that follows tells how to come back."""
    own = _seat(request, public_id)
    if own is not None and own.state == SeatState.HERE:
        seat_actions.leave_seat(seat=own, key=_key(own), by=ANYONE)
    return redirect("prioritise:seat", public_id)


@require_POST
def sit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sits down again on the phone that one left with."""
    own = _seat(request, public_id)
    if own is not None:
        _sit_down(own)
    return redirect("prioritise:seat", public_id)


# ---------------------------------------------------------------- what the pages have in common


def _page(request: HttpRequest, own: Seat, *, form: ScoreForm | None = None, late: bool = False) -> HttpResponse:
    context = _board(own, form) | {
        "late": late,
        "come_back_code": come_back_code(own.public_id, own.edition),
        "tag": queries.phone_tag(own),
        "heading": own.workshop.name,
    }
    return render(request, "prioritise/workshops/seat.html", context)


def _board(own: Seat, form: ScoreForm | None = None) -> dict[str, Any]:
    ballot = own.workshop.on_floor
    context = floor_context(queries.floor_of(own.workshop, seat=own)) | {"seat": own, "is_here": own.state == SeatState.HERE}
    if ballot is None or ballot.state != BallotState.OPEN:
        return context
    said = queries.own_score(own, ballot)
    started: dict[str, Any] = {"ballot": ballot.public_id, "of_round": ballot.round}
    if said is not None:
        started |= {"value": None if said.value is None else f"{said.value.normalize():f}", "reason": said.reason}
        started["cannot_judge"] = said.value is None
    shown = form or ScoreForm(initial=started, scale=context["scale"])
    return context | {"form": shown, "own_score": said, "evidence": queries.evidence_for(ballot)}


def _take(workshop: Workshop, form: JoinForm) -> Seat:
    given = dict(form.cleaned_data)
    joining = given["joining"]
    before = queries.seat_by_joining(workshop, seat_actions.joining_digest(joining)) if joining else None
    if before is not None:
        return before
    return seat_actions.take_seat(workshop=workshop, code=workshop.join_code, by=ANYONE, **given)


def _seal(own: Seat, ballot: Ballot, form: ScoreForm) -> object:
    value, reason = form.said(), form.cleaned_data["reason"]
    said = queries.own_score(own, ballot)
    if said is not None and said.value == value and said.reason == reason:
        return said
    return ballot_actions.score_ballot(
        ballot=ballot, seat=own, key=_key(own), of_round=form.cleaned_data["of_round"], value=value, reason=reason, by=ANYONE
    )


def _sit_down(own: Seat) -> None:
    if own.state == SeatState.LEFT:
        seat_actions.come_back_to_seat(seat=own, key=_key(own), by=ANYONE)


def _workshop_of(request: HttpRequest, code: str) -> tuple[Workshop | None, HttpResponse | None]:
    if too_many_wrong(JOINING, _address(request)):
        return None, _too_many(request)
    found = queries.open_workshop_by_code(tidy_code(code))
    if found is None:
        count_wrong(JOINING, _address(request))
        return None, _gone(request)
    return found, None


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "prioritise/workshops/gone.html", status=HTTPStatus.NOT_FOUND)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _seat(request: HttpRequest, workshop_id: str) -> Seat | None:
    """The seat whose key the phone holds."""
    seat_id, _dot, key = request.COOKIES.get(_cookie(workshop_id), "").partition(".")
    return queries.seat_of_phone(workshop_id, seat_id[:12], key[:80]) if key and seat_id.isalnum() else None


def _with_seat(response: HttpResponse, request: HttpRequest, own: Seat) -> HttpResponse:
    response.set_cookie(
        _cookie(own.workshop.public_id),
        f"{own.public_id}.{_key(own)}",
        max_age=JOINING_LASTS,
        path=reverse("prioritise:programme_list"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _key(own: Seat) -> str:
    return seat_key(own.public_id, own.edition)


def _cookie(workshop_id: str) -> str:
    return f"lodestar_seat_{workshop_id}"


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
