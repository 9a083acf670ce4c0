"""Two workshops: last year's with its whole record, and this year's, prepared and ready to be opened now."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lodestar.access.actor import ANYONE
from lodestar.demo.world import World
from lodestar.prioritise.actions import ballots, seats, workshops
from lodestar.prioritise.keys import seat_key
from lodestar.prioritise.models import Ballot, Estimate, Intervention, Programme, Quantity, Seat, Workshop
from lodestar.prioritise.queries import current_estimates
from lodestar.prioritise.rows import AgreedRow, BallotRow, PaperScore
from lodestar.prioritise.scales import scale_of

JUDGED = (Quantity.BENEFIT.value, Quantity.PROBABILITY.value)
LAST_YEAR = (
    "Housing First for people who have slept rough",
    "Employment advisers beside the GP",
    "Talking groups run by people who have been there",
    "A recovery community with a place of its own",
)
THIS_YEAR = (
    "Deposit and first-month loans",
    "Employment advisers beside the GP",
    "Men’s sheds",
    "Alcohol nurse on the wards",
    "Strength and balance classes",
    "Weekend respite house",
)
# Of these the first round was far apart, so that the room talked and scored again.
TALKED_OVER = {
    ("Housing First for people who have slept rough", "benefit"),
    ("A recovery community with a place of its own", "probability"),
}


@dataclass(frozen=True)
class Sitter:
    """Someone in the room; `leans` is how far they see things from the others, in points."""

    label: str
    group: str
    leans: int
    is_paper: bool = False


ROOM = (
    Sitter("GP, east", "Practices", -8),
    Sitter("Practice nurse", "Nurses", 4),
    Sitter("Consultant", "Hospital specialists", -14),
    Sitter("M. T.", "Patients and their representatives", 16),
    Sitter("J. B.", "Patients and their representatives", 22),
    Sitter("Carer", "Carers", 12),
    Sitter("Housing lead", "The council", 6),
    Sitter("Finance", "The council", -18),
    Sitter("Food bank", "Third sector", 9),
    Sitter("Peer worker", "Third sector", 18),
    Sitter("Police sergeant", "The police", -5),
    Sitter("Councillor", "Political representatives", 0),
    Sitter("Community nurse", "Community staff", 3),
    Sitter("Form 1", "The public", 8, is_paper=True),
)
REASONS = {
    "Consultant": "I see those for whom it did not work.",
    "J. B.": "It is what got me out of the hostel.",
    "Finance": "We paid for this once before, and it was slow to start.",
    "Peer worker": "People stay when nobody counts the weeks.",
}


def hold_workshops(world: World) -> None:
    """Last year's workshop judged and agreed; this year's waits for its facilitator."""
    _hold_last_years(world)
    _prepare_this_years(world)


def _hold_last_years(world: World) -> None:
    programme = world.programme("living_well")
    day = world.calendar.month(-12, 14)
    felix = world.actor("felix")
    with world.telling(world.calendar.month(-12, 7)):
        workshop = workshops.create_workshop(
            programme=programme, name="Second workshop, Town Hall", held_on=day, rows=_rows(programme, LAST_YEAR), by=felix
        )
    with world.telling(day, 13, 30):
        workshops.open_workshop(workshop=workshop, by=felix)
        room = [_seat(world, workshop, one) for one in ROOM]
    numbers = current_estimates(Intervention.objects.filter(area__programme=programme).values_list("pk", flat=True))
    for place, ballot in enumerate(_ballots(workshop)):
        with world.telling(day, 14 + place // 4, 14 * (place % 4) + 2):
            _judge(world, ballot, room, numbers[ballot.intervention_id][ballot.quantity])
    with world.telling(day, 16, 40):
        workshops.close_workshop(workshop=Workshop.objects.get(pk=workshop.pk), by=felix)


def _prepare_this_years(world: World) -> None:
    programme = world.programme("this_year")
    name = "First workshop, County Hall"
    workshops.create_workshop(
        programme=programme, name=name, held_on=world.calendar.anchor, rows=_rows(programme, THIS_YEAR), by=world.actor("felix")
    )


def _rows(programme: Programme, names: Sequence[str]) -> list[BallotRow]:
    ids = dict(Intervention.objects.filter(area__programme=programme, name__in=names).values_list("name", "public_id"))
    return [BallotRow(ids[name], quantity) for name in names for quantity in JUDGED]


def _seat(world: World, workshop: Workshop, one: Sitter) -> Seat:
    if one.is_paper:
        return seats.add_paper_seat(workshop=workshop, label=one.label, group=one.group, by=world.actor("felix"))
    return seats.take_seat(workshop=workshop, code=workshop.join_code, label=one.label, group=one.group, by=ANYONE)


def _ballots(workshop: Workshop) -> list[Ballot]:
    related = ("workshop__programme", "workshop__on_floor", "intervention", "owner_organisation")
    return list(workshop.ballots.select_related(*related))


def _judge(world: World, ballot: Ballot, room: Sequence[Seat], estimate: Estimate) -> None:
    """One or two rounds around what was agreed in the end, which is the number that the decision rested on."""
    felix = world.actor("felix")
    factor = 100 if ballot.quantity == Quantity.PROBABILITY else 1
    low, best, high = (value * factor for value in (estimate.low, estimate.best, estimate.high))
    ballots.open_ballot(ballot=ballot, by=felix)
    far = (ballot.intervention.name, ballot.quantity) in TALKED_OVER
    _score(world, ballot, room, best, 2 if far else 1)
    ballots.reveal_ballot(ballot=ballot, by=felix)
    if far:
        ballots.score_again(ballot=ballot, by=felix)
        _score(world, ballot, room, best, Decimal("0.5"))
        ballots.reveal_ballot(ballot=ballot, by=felix)
    reason = "After the peer worker and the consultant had spoken, most came closer." if far else "The room was close together."
    ballots.agree_value(ballot=ballot, row=AgreedRow(low, best, high, reason), by=felix)


def _score(world: World, ballot: Ballot, room: Sequence[Seat], best: Decimal, spread: Decimal | int) -> None:
    scale = scale_of(ballot.quantity, ballot.unit)
    chance = random.Random(f"{world.seed} {ballot.intervention.name} {ballot.quantity} {ballot.round}")
    for seat, sitter in zip(room, ROOM, strict=True):
        wobble = chance.choice((-5, 0, 0, 5))
        value = min(scale.most, max(scale.least, Decimal(round((best + sitter.leans * spread + wobble) / 5) * 5)))
        reason = REASONS.get(sitter.label, "")
        if sitter.is_paper:
            ballots.key_in_scores(ballot=ballot, scores=[PaperScore(seat.public_id, value, reason)], by=world.actor("felix"))
            continue
        ballots.score_ballot(
            ballot=ballot,
            seat=seat,
            key=seat_key(seat.public_id, seat.edition),
            of_round=ballot.round,
            value=value,
            reason=reason,
            by=ANYONE,
        )
