"""The life of a ballot: opened, scored in private, revealed at once, scored again, agreed. Nothing said is ever rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove, move
from lodestar.common.text import normalise
from lodestar.prioritise.actions.estimates import new_estimates
from lodestar.prioritise.actions.workshops import stir
from lodestar.prioritise.models import AgreedValue, Ballot, Grade, Score, Seat, Workshop
from lodestar.prioritise.policies.workshops import late_words, may_key_in_scores, may_move_ballot, may_score, may_time_ballot
from lodestar.prioritise.rows import AgreedRow, EstimateRow, PaperScore
from lodestar.prioritise.scales import Scale, as_estimated, scale_of
from lodestar.prioritise.states import BALLOT, BallotState, SeatState

LONGEST_MINUTES = 60


@action
def open_ballot(*, ballot: Ballot, by: Actor, minutes: int = 0) -> Ballot:
    """Puts a ballot to the room: from now on it can be scored. With `minutes`, a clock runs; scores count until the reveal."""
    may_move_ballot(by, ballot, "open").require()
    _let_score(ballot, "open", minutes)
    record("opened_ballot", subject=ballot, by=by, round=ballot.round)
    return ballot


@action
def score_again(*, ballot: Ballot, by: Actor, minutes: int = 0) -> Ballot:
    """A further round, after the room has talked: sealed again until its own reveal."""
    may_move_ballot(by, ballot, "score_again").require()
    _let_score(ballot, "score_again", minutes, round=ballot.round + 1)
    record("opened_ballot", subject=ballot, by=by, round=ballot.round)
    return ballot


@action
def give_time(*, ballot: Ballot, minutes: int, by: Actor) -> Ballot:
    """Starts the clock, or adds to what is left of it."""
    may_time_ballot(by, ballot).require()
    began = max(now(), ballot.ends_at or now())
    _hold_open(ballot, ends_at=began + timedelta(minutes=_checked(minutes, least=1)))
    record("gave_time", subject=ballot, by=by, minutes=minutes)
    return ballot


@action
def reveal_ballot(*, ballot: Ballot, by: Actor) -> Ballot:
    """Shows every score of the round at once. A score that arrives after this moment is refused and told so."""
    may_move_ballot(by, ballot, "reveal").require()
    move(ballot, BALLOT, "reveal", ends_at=None)
    _stir(ballot)
    record("revealed_ballot", subject=ballot, by=by, round=ballot.round)
    return ballot


@action
def take_back_opening(*, ballot: Ballot, by: Actor) -> Ballot:
    """Undoes the opening of a round. Whatever was scored in it stays sealed, and counts when the round is opened again."""
    verb = "put_back" if ballot.round == 1 else "take_back_round"
    may_move_ballot(by, ballot, verb).require()
    number = ballot.round
    move(ballot, BALLOT, verb, ends_at=None, round=max(1, number - 1))
    Workshop.objects.filter(pk=ballot.workshop_id).update(on_floor=None if verb == "put_back" else ballot)
    _stir(ballot)
    record("took_back_opening", subject=ballot, by=by, round=number)
    return ballot


@action
def agree_value(*, ballot: Ballot, row: AgreedRow, by: Actor) -> AgreedValue:
    """Writes down what the room agreed and why; it becomes the estimate in use. Raises ValidationError where it cannot stand."""
    may_move_ballot(by, ballot, "agree").require()
    scale = scale_of(ballot.quantity, ballot.unit)
    _check_agreed(row, scale)
    move(ballot, BALLOT, "agree")
    (estimate,) = new_estimates(ballot.intervention, [_estimate_row(ballot, row)], by)
    estimate.save()
    agreed = AgreedValue.objects.create(
        owner_organisation_id=ballot.owner_organisation_id,
        ballot=ballot,
        low=row.low,
        best=row.best,
        high=row.high,
        reason=normalise(row.reason).strip(),
        after_round=ballot.round,
        agreed_by=by.account,
        estimate=estimate,
    )
    _stir(ballot)
    record(
        "agreed_value", subject=agreed, by=by, ballot=ballot.public_id, intervention=ballot.intervention.public_id, quantity=ballot.quantity
    )
    return agreed


@action
def discuss_again(*, ballot: Ballot, by: Actor) -> Ballot:
    """Takes up an agreed value once more. It stays on record, and in use, until another is agreed."""
    may_move_ballot(by, ballot, "discuss_again").require()
    _check_floor_is_free(ballot)
    move(ballot, BALLOT, "discuss_again")
    Workshop.objects.filter(pk=ballot.workshop_id).update(on_floor=ballot)
    _stir(ballot)
    record("took_up_again", subject=ballot, by=by)
    return ballot


@action
def score_ballot(*, seat: Seat, ballot: Ballot, key: str, of_round: int, value: Decimal | None, by: Actor, reason: str = "") -> Score:
    """Seals what a seat says. A later score of the same round takes the earlier one's place; both are kept.

    Raises Refused or IllegalMove when the round is over: the score is kept out. Raises ValidationError off the scale.
    """
    may_score(by, ballot, seat, key).require()
    _check_value(value, scale_of(ballot.quantity, ballot.unit))
    # The reveal moves the same row, so that of the two one waits for the other: no score slips in behind it.
    _hold_open(ballot, of_round)
    score = _score(ballot, seat, of_round, value, reason)
    score.save()
    record("scored_ballot", subject=seat, by=by, ballot=ballot.public_id, round=of_round)
    return score


@action
def key_in_scores(*, ballot: Ballot, scores: Sequence[PaperScore], by: Actor) -> list[Score]:
    """Seals what paper forms say. Keyed in twice, the later takes the earlier's place; both are kept."""
    may_key_in_scores(by, ballot).require()
    scale = scale_of(ballot.quantity, ballot.unit)
    seats = {seat.public_id: seat for seat in ballot.workshop.seats.filter(is_paper=True, state=SeatState.HERE)}
    for said in scores:
        if said.seat_id not in seats:
            raise ValidationError(_("That is not a paper seat of this workshop."))
        _check_value(said.value, scale)
    _hold_open(ballot, ballot.round)
    rows = [_score(ballot, seats[said.seat_id], ballot.round, said.value, said.reason) for said in scores]
    for row in rows:
        row.keyed_by = by.account
    Score.objects.bulk_create(rows)
    record("keyed_in_scores", subject=ballot, by=by, count=len(rows), round=ballot.round)
    return rows


def _let_score(ballot: Ballot, verb: str, minutes: int, **also: int) -> None:
    _check_floor_is_free(ballot)
    span = _checked(minutes, least=0)
    move(ballot, BALLOT, verb, ends_at=now() + timedelta(minutes=span) if span else None, **also)
    Workshop.objects.filter(pk=ballot.workshop_id).update(on_floor=ballot)
    _stir(ballot)


def _check_floor_is_free(ballot: Ballot) -> None:
    others = Ballot.objects.filter(workshop=ballot.workshop_id, state=BallotState.OPEN).exclude(pk=ballot.pk)
    if others.exists():
        raise ValidationError(_("Something else is being scored. Reveal it first, or take it back."))


def _hold_open(ballot: Ballot, number: int | None = None, **also: object) -> None:
    """Holds an open round as it is until the transaction ends, and tells the wall that something is new."""
    still = Ballot.objects.filter(pk=ballot.pk, state=BallotState.OPEN, round=number or ballot.round)
    if still.update(changes=F("changes") + 1, **also) != 1:
        raise IllegalMove(late_words())


def _stir(ballot: Ballot) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(changes=F("changes") + 1)
    stir(ballot.workshop)


def _score(ballot: Ballot, seat: Seat, number: int, value: Decimal | None, reason: str) -> Score:
    score = Score(
        owner_organisation_id=ballot.owner_organisation_id,
        ballot=ballot,
        seat=seat,
        round=number,
        value=value,
        reason=normalise(reason).strip(),
    )
    score.clean_fields(exclude=["ballot", "seat", "owner_organisation", "keyed_by"])
    return score


def _check_value(value: Decimal | None, scale: Scale) -> None:
    if value is not None and not scale.holds(value):
        words = _("Give a number from %(least)s to %(most)s.") if scale.is_closed else _("Give a number that can be true.")
        raise ValidationError({"value": words % {"least": f"{scale.least:f}", "most": f"{scale.most:f}"} if scale.is_closed else words})


def _check_agreed(row: AgreedRow, scale: Scale) -> None:
    if not row.reason.strip():
        raise ValidationError({"reason": _("Say why this is what the room agreed.")})
    for name in ("low", "best", "high"):
        try:
            _check_value(getattr(row, name), scale)
        except ValidationError as off:
            raise ValidationError({name: off.messages}) from off


def _estimate_row(ballot: Ballot, row: AgreedRow) -> EstimateRow:
    low, best, high = (as_estimated(ballot.quantity, value) for value in (row.low, row.best, row.high))
    source = _("Workshop of %(day)s") % {"day": f"{ballot.workshop.held_on:%-d %B %Y}"}
    return EstimateRow(ballot.quantity, low, best, high, ballot.unit, source, ballot.workshop.held_on, Grade.EXPERT, row.reason)


def _checked(minutes: int, *, least: int) -> int:
    if not least <= minutes <= LONGEST_MINUTES:
        raise ValidationError({"minutes": _("Give a whole number of minutes, 60 at most.")})
    return minutes
