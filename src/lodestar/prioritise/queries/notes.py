"""What each proposer is told: what theirs was judged on, where it stood, and what would have had to differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lodestar.prioritise.models import Commitment, FundingDecision, Intervention
from lodestar.prioritise.queries.board_papers import Choice, ChosenRow, choice_decided


@dataclass(frozen=True)
class LevelAt:
    """What one number alone would have to be for an intervention to stand level with the last that figures fund; None: there is none."""

    people: float | None
    benefit: float | None
    probability: float | None
    cost: float | None


@dataclass(frozen=True)
class NoteFacts:
    """An intervention for whoever proposed it. `row` is None where it was not weighed, and `why_out` says why.

    `flips` are the numbers at which the best choice would have turned, where that was worked out with the decision.
    """

    intervention: Intervention
    choice: Choice
    row: ChosenRow | None
    why_out: str = ""
    level_at: LevelAt | None = None
    flips: tuple[Mapping[str, Any], ...] = ()
    chance: float | None = None

    @property
    def is_funded(self) -> bool:
        return self.row is not None and self.row.is_funded


def notes_of_decision(decision: FundingDecision) -> list[NoteFacts]:
    """A note for every intervention of a decision, by proposer, then in the order of areas; those kept out at their place."""
    choice = choice_decided(decision)
    found = Intervention.objects.filter(area__programme=decision.programme_id).select_related("area")
    interventions = list(found.order_by("proposed_by", "area__position", "position", "pk"))
    weighed = {row.key: row for row in choice.rows}
    kept_out = {one["id"]: one["reason"] for one in choice.state["kept_out"]}
    return [
        _facts(one, choice, weighed.get(one.public_id), kept_out.get(one.public_id, ""))
        for one in interventions
        if one.public_id in weighed or one.public_id in kept_out
    ]


def note_about(intervention: Intervention, decision: FundingDecision) -> NoteFacts | None:
    """The note about one intervention; None where the decision does not speak of it."""
    return next((note for note in notes_of_decision(decision) if note.intervention.pk == intervention.pk), None)


def decision_in_force(intervention: Intervention) -> FundingDecision | None:
    """The latest decision of the intervention's programme."""
    found: FundingDecision | None = (
        FundingDecision.objects.filter(programme=intervention.area.programme_id)
        .select_related("programme__owner_organisation", "programme__follows", "decided_by", "snapshot")
        .order_by("-pk")
        .first()
    )
    return found


def _facts(intervention: Intervention, choice: Choice, row: ChosenRow | None, why_out: str) -> NoteFacts:
    rated = _uncertain(choice, intervention.public_id)
    flips = tuple(rated.get("flips", ()))
    chance = rated.get("probability_funded")
    level = _level_at(row, choice) if row is not None and not row.is_funded else None
    return NoteFacts(intervention, choice, row, why_out, level, flips, chance)


def _uncertain(choice: Choice, key: str) -> Mapping[str, Any]:
    if not choice.uncertainty:
        return {}
    return next((one for one in choice.uncertainty["value"]["interventions"] if one["id"] == key), {})


def _level_at(row: ChosenRow, choice: Choice) -> LevelAt | None:
    """Each number alone, the others as they are, at which £1,000 would give what it gives with the last of those funded on the figures."""
    least = least_funded(choice)
    if least is None or not row.value_for_money or row.value_for_money <= 0 or row.commitment == Commitment.NEVER:
        return None
    short = Fraction(least) / Fraction(row.value_for_money)
    if short <= 1:
        return None
    probability = row.probability * float(short)
    return LevelAt(
        people=row.people * float(short),
        benefit=row.benefit * float(short),
        probability=probability if probability <= 1 else None,
        cost=row.cost / float(short),
    )


def least_funded(choice: Choice) -> float | None:
    """The least value for money among those that the figures alone fund: no commitment, no departure."""
    found = [row.value_for_money for row in choice.funded if row.value_for_money and row.commitment == Commitment.OPEN and not row.departs]
    return min(found, default=None)
