"""Reading a workshop: what is on the floor, how many have scored, how far apart they are once revealed, and its whole record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, quantiles
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from lodestar.access.actor import Actor
from lodestar.common.cells import safe_cell
from lodestar.common.clock import now
from lodestar.prioritise.keys import come_back_code, is_key, seat_key, wall_key
from lodestar.prioritise.models import AgreedValue, Ballot, Estimate, Intervention, Programme, Quantity, Score, Seat, Workshop
from lodestar.prioritise.queries.numbers import current_estimates
from lodestar.prioritise.scales import Scale, scale_of
from lodestar.prioritise.states import BallotState, SeatState, WorkshopState

# Half of the room further apart than this share of the scale is a disagreement worth an hour; on an open scale, than this factor.
WIDE_SHARE, WIDE_FACTOR = Decimal("0.3"), 2
# Ends of a closed scale that differ less than this need nobody to speak first.
NEAR_SHARE = Decimal("0.2")
FEW = 4
SHOWN = (BallotState.REVEALED, BallotState.AGREED)


@dataclass(frozen=True)
class Spread:
    """How far apart a round's scores are. Quartiles lie between neighbouring scores (R's type 7, Excel's QUARTILE.INC)."""

    count: int
    cannot_judge: int
    least: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    most: Decimal
    is_wide: bool
    ask_first: tuple[Decimal, ...]


@dataclass(frozen=True)
class Dot:
    """One revealed score; `label` only where the workshop shows labels."""

    value: Decimal
    label: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Round:
    """A revealed round of a ballot."""

    number: int
    spread: Spread | None
    dots: tuple[Dot, ...]
    cannot_judge: int


@dataclass(frozen=True)
class Floor:
    """What everyone in the room may see now. Before the reveal it holds a count and no score at all."""

    workshop: Workshop
    ballot: Ballot | None
    scale: Scale | None
    here: int
    scored: int
    rounds: tuple[Round, ...] = ()
    agreed: AgreedValue | None = None

    @property
    def is_sealed(self) -> bool:
        return self.ballot is not None and self.ballot.state == BallotState.OPEN

    @property
    def latest(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def seconds_left(self) -> int | None:
        """Of the time given; None where none was given or nothing is open."""
        if not self.is_sealed or self.ballot is None or self.ballot.ends_at is None:
            return None
        return max(0, int((self.ballot.ends_at - now()).total_seconds()))


def spread_of(values: Iterable[Decimal | None], scale: Scale) -> Spread | None:
    """Median, quartiles and range of a round, and who should speak first; None when nobody gave a number."""
    said = list(values)
    given = sorted(value for value in said if value is not None)
    if not given:
        return None
    lower, _middle, upper = quantiles(given, n=4, method="inclusive") if len(given) > 1 else [given[0]] * 3
    least, most = given[0], given[-1]
    return Spread(
        count=len(given),
        cannot_judge=len(said) - len(given),
        least=least,
        lower=_rounded(lower),
        median=_rounded(median(given)),
        upper=_rounded(upper),
        most=most,
        is_wide=_is_wide(lower, upper, scale),
        ask_first=(least, most) if _are_apart(least, most, scale) else (),
    )


def _is_wide(lower: Decimal, upper: Decimal, scale: Scale) -> bool:
    if scale.is_closed:
        return upper - lower >= scale.span * WIDE_SHARE
    return upper > lower and (lower <= 0 or upper >= lower * WIDE_FACTOR)


def _are_apart(least: Decimal, most: Decimal, scale: Scale) -> bool:
    if scale.is_closed:
        return most - least >= scale.span * NEAR_SHARE
    return most > least


def _rounded(value: Decimal) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


# ---------------------------------------------------------------- the floor


def open_workshop_by_code(code: str) -> Workshop | None:
    """The workshop that a code opens now."""
    if not code:
        return None
    found = Workshop.objects.select_related("programme").filter(join_code=code, state=WorkshopState.OPEN, joining_ends_at__gt=now())
    return found.first()


def workshop_on_wall(public_id: str, key: str) -> Workshop | None:
    """The workshop whose wall screen an address shows, with what is on its floor; None when the address is wrong or out of use."""
    found: Workshop | None = _with_floor(Workshop.objects.filter(public_id=public_id)).exclude(state=WorkshopState.PREPARED).first()
    return found if found is not None and is_key(key, wall_key(found.public_id, found.wall_edition)) else None


def seat_of_phone(workshop_id: str, seat_id: str, key: str) -> Seat | None:
    """The seat whose key a phone holds, with its workshop and what is on the floor. One query."""
    seats = Seat.objects.select_related("workshop__on_floor__intervention__area", "owner_organisation")
    found: Seat | None = seats.filter(public_id=seat_id, workshop__public_id=workshop_id).exclude(state=SeatState.REMOVED).first()
    return found if found is not None and is_key(key, seat_key(found.public_id, found.edition)) else None


def seat_by_code(workshop: Workshop, code: str) -> Seat | None:
    """The seat that a come-back code belongs to."""
    sitting: list[Seat] = list(workshop.seats.exclude(state=SeatState.REMOVED).filter(is_paper=False))
    for seat in sitting:
        if is_key(code, come_back_code(seat.public_id, seat.edition)):
            return seat
    return None


def seat_by_joining(workshop: Workshop, digest: str) -> Seat | None:
    """The seat that was taken by a form that is sent a second time."""
    return workshop.seats.filter(joined_by_digest=digest).first()


def floor_of(workshop: Workshop, *, seat: Seat | None = None) -> Floor:
    """What the room may see now; `seat` marks its own dot. Five queries at most, one or two while nothing is revealed."""
    ballot = workshop.on_floor if workshop.state == WorkshopState.OPEN else None
    here = workshop.seats.filter(state=SeatState.HERE).count()
    if ballot is None:
        return Floor(workshop, None, None, here, 0)
    scale = scale_of(ballot.quantity, ballot.unit)
    scored = scored_in(ballot)
    rounds = rounds_of(ballot, scale, with_labels=workshop.shows_labels, seat=seat)
    agreed = ballot.agreed_values.order_by("-pk").first() if ballot.state == BallotState.AGREED else None
    return Floor(workshop, ballot, scale, max(here, scored), scored, rounds, agreed)


def scored_in(ballot: Ballot) -> int:
    """How many have scored in the present round: a count, and nothing else."""
    of_round = ballot.scores.filter(round=ballot.round).exclude(seat__state=SeatState.REMOVED)
    return int(of_round.aggregate(n=Count("seat", distinct=True))["n"])


def rounds_of(ballot: Ballot, scale: Scale, *, with_labels: bool, seat: Seat | None = None) -> tuple[Round, ...]:
    """Each revealed round with the last score of each seat. One query, none where nothing has been revealed."""
    if ballot.round == 1 and ballot.state not in SHOWN:
        return ()
    latest: dict[tuple[int, int], Score] = {}
    for score in ballot.scores.revealed().exclude(seat__state=SeatState.REMOVED).select_related("seat").order_by("pk"):
        latest[score.round, score.seat_id] = score
    last = ballot.round if ballot.state in SHOWN else ballot.round - 1
    return tuple(
        _round(number, [one for (of, _seat), one in latest.items() if of == number], scale, with_labels, seat)
        for number in range(1, last + 1)
    )


def _round(number: int, scores: Sequence[Score], scale: Scale, with_labels: bool, seat: Seat | None) -> Round:
    dots = [
        Dot(score.value, score.seat.label if with_labels else "", seat is not None and score.seat_id == seat.pk)
        for score in scores
        if score.value is not None
    ]
    # In the order of their values, so that the order of joining tells nobody whose is whose.
    dots.sort(key=lambda dot: (dot.value, dot.label))
    return Round(number, spread_of([score.value for score in scores], scale), tuple(dots), len(scores) - len(dots))


def own_score(seat: Seat, ballot: Ballot) -> Score | None:
    """What a seat itself said last in the present round."""
    found: Score | None = ballot.scores.filter(seat=seat, round=ballot.round).order_by("-pk").first()
    return found


def evidence_for(ballot: Ballot) -> Estimate | None:
    """The number in use, for facts that have to be known (people, cost). What is judged is judged without an anchor."""
    if ballot.quantity in (Quantity.BENEFIT, Quantity.PROBABILITY):
        return None
    return current_estimates([ballot.intervention_id]).get(ballot.intervention_id, {}).get(ballot.quantity)


def floor_tag(workshop: Workshop) -> str:
    """Changes whenever the wall or the desk would show something else."""
    ballot = workshop.on_floor
    return f'"{workshop.public_id}-{workshop.changes}-{ballot.changes if ballot else 0}"'


def phone_tag(seat: Seat) -> str:
    """Changes when a phone would show something else: not with every score of the others, of which it shows nothing."""
    workshop, ballot = seat.workshop, seat.workshop.on_floor
    if ballot is None:
        return f'"{workshop.public_id}-{workshop.state}-{seat.state}"'
    when = ballot.ends_at.isoformat() if ballot.ends_at else ""
    steps = "" if ballot.state == BallotState.OPEN else str(ballot.changes)
    return f'"{ballot.public_id}-{workshop.state}-{seat.state}-{ballot.round}-{ballot.state}-{steps}-{when}"'


# ---------------------------------------------------------------- the list, the desk and the record


def workshops_of_programme(viewer: Actor, programme: Programme) -> QuerySet[Workshop]:
    """A programme's workshops with the number of seats, of ballots, and of those agreed."""
    found: QuerySet[Workshop] = Workshop.objects.visible_to(viewer).filter(programme=programme)
    return found.annotate(
        seat_count=Count("seats", filter=~Q(seats__state=SeatState.REMOVED), distinct=True),
        ballot_count=Count("ballots", distinct=True),
        agreed_count=Count("ballots", filter=Q(ballots__state=BallotState.AGREED), distinct=True),
    )


def workshop_for_viewer(viewer: Actor, public_id: str) -> Workshop | None:
    """A workshop with its programme and what is on its floor; None when the viewer may not see it."""
    seen = _with_floor(Workshop.objects.visible_to(viewer).select_related("programme__owner_organisation", "owner_organisation"))
    found: Workshop | None = seen.filter(public_id=public_id).first()
    return found


def ballot_for_viewer(viewer: Actor, public_id: str) -> Ballot | None:
    """A ballot with its workshop and intervention; None when the viewer may not see it."""
    related = ("workshop__programme", "workshop__on_floor", "intervention__area", "owner_organisation")
    found: Ballot | None = Ballot.objects.visible_to(viewer).select_related(*related).filter(public_id=public_id).first()
    return found


def ballots_in_order(workshop: Workshop) -> list[Ballot]:
    """Everything a workshop is asked, in the order of asking, each with what was agreed last."""
    agreed = Prefetch("agreed_values", AgreedValue.objects.order_by("-pk"))
    return list(workshop.ballots.select_related("intervention__area").prefetch_related(agreed))


def seats_in_room(workshop: Workshop) -> list[Seat]:
    return list(workshop.seats.exclude(state=SeatState.REMOVED))


def paper_keyed_in(ballot: Ballot) -> dict[int, Score]:
    """What was keyed in from paper in the present round, by seat: known to whoever keyed it in, so that slips can be mended."""
    found = ballot.scores.filter(round=ballot.round, seat__is_paper=True).order_by("pk")
    return {score.seat_id: score for score in found}


def askable(programme: Programme) -> list[Intervention]:
    """Interventions that can be put to a room, in the order of their areas."""
    rows = Intervention.objects.filter(area__programme=programme).select_related("area")
    return list(rows.order_by("area__position", "position", "pk"))


def groups_to_speak_for(programme: Programme) -> list[str]:
    """The programme's own stakeholder groups, for people to choose whom they speak for."""
    return list(programme.stakeholders.filter(removed_at__isnull=True).order_by("name").values_list("name", flat=True))


@dataclass(frozen=True)
class RecordedScore:
    """One score as it was given: by whom, in which round, and whether a later one took its place before the reveal."""

    score: Score
    is_counted: bool


@dataclass(frozen=True)
class RecordedBallot:
    """A ballot with each revealed round, every score in it, and every value that was agreed."""

    ballot: Ballot
    scale: Scale
    rounds: tuple[Round, ...]
    scores: tuple[RecordedScore, ...]
    agreed: tuple[AgreedValue, ...]


def record_of(viewer: Actor, workshop: Workshop) -> list[RecordedBallot]:
    """Who said what and why, ballot by ballot, for those who may read it. Rounds that were never revealed stay sealed."""
    scores: dict[int, list[Score]] = {}
    shown = Score.objects.visible_to(viewer).filter(ballot__workshop=workshop).select_related("seat", "keyed_by")
    for score in shown.order_by("ballot_id", "round", "pk"):
        scores.setdefault(score.ballot_id, []).append(score)
    ballots = (
        workshop.ballots.exclude(state=BallotState.WAITING)
        .select_related("intervention__area")
        .prefetch_related("agreed_values__agreed_by")
    )
    return [_recorded(ballot, scores.get(ballot.pk, [])) for ballot in ballots]


def _recorded(ballot: Ballot, scores: Sequence[Score]) -> RecordedBallot:
    scale = scale_of(ballot.quantity, ballot.unit)
    last = {(one.round, one.seat_id): one.pk for one in scores}
    counted = set(last.values())
    rows = tuple(RecordedScore(one, one.pk in counted and one.seat.state != SeatState.REMOVED) for one in scores)
    numbers = sorted({one.round for one in scores})
    rounds = tuple(
        _round(number, [row.score for row in rows if row.is_counted and row.score.round == number], scale, True, None) for number in numbers
    )
    return RecordedBallot(ballot, scale, rounds, rows, tuple(ballot.agreed_values.all()))


RECORD_HEAD = (
    "area", "intervention", "number", "unit", "kind", "round", "label", "speaks_for", "on_paper", "value", "low", "high", "reason",
    "counted", "recorded_at",
)  # fmt: skip


def record_table(recorded: Iterable[RecordedBallot]) -> list[list[Any]]:
    """The record as rows for a spreadsheet: each score, then what was agreed."""
    rows: list[list[Any]] = [list(RECORD_HEAD)]
    for one in recorded:
        about = [str(one.ballot.intervention.area), one.ballot.intervention.name, one.ballot.quantity, one.scale.unit]
        for row in one.scores:
            score, seat = row.score, row.score.seat
            rows.append([
                *about, "score", score.round, seat.label, seat.group, _yes(seat.is_paper), _plain(score.value), "", "", score.reason,
                _yes(row.is_counted), score.recorded_at.isoformat(timespec="seconds"),
            ])  # fmt: skip
        for value in one.agreed:
            rows.append([
                *about, "agreed", value.after_round, "", "", "", _plain(value.best), _plain(value.low), _plain(value.high), value.reason,
                "", value.recorded_at.isoformat(timespec="seconds"),
            ])  # fmt: skip
    return [[safe_cell(cell) for cell in row] for row in rows]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _with_floor(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    return workshops.select_related("on_floor__intervention__area")
