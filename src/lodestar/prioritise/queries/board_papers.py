"""What a board paper, a workbook and the notes to proposers say of a choice: every figure as it stood, none worked out twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from lodestar.prioritise.models import Commitment, FundingDecision, Programme
from lodestar.prioritise.queries.portfolio import PortfolioAnswer, PortfolioQuestion, portfolio_answer
from lodestar.prioritise.queries.snapshots import WAYS, digest_of_state, exercise_state
from lodestar.prioritise.queries.uncertainty import has_ranges, uncertainty_answer

OPTIMUM = "optimum"


class NothingToWeigh(Exception):  # noqa: N818 — named for what it is
    """No intervention is agreed and has its numbers yet."""


@dataclass(frozen=True)
class ChosenRow:
    """An intervention as a choice has it: what it costs and is worth, whether it is funded, and the words that belong to it."""

    key: str
    name: str
    area: str
    people: float
    benefit: float
    probability: float
    cost: float
    value: float
    value_for_money: float | None
    rank: int
    is_funded: bool
    in_optimum: bool
    reason: str
    why: str
    commitment: str
    commitment_reason: str

    @property
    def departs(self) -> bool:
        return self.is_funded != self.in_optimum


@dataclass(frozen=True)
class Sums:
    """How many interventions a choice funds, what they cost and what they are worth."""

    count: int
    cost: float
    value: float


@dataclass(frozen=True)
class Choice:
    """What is funded at a budget, decided or only recommended, with everything it rests on. Costs in pounds."""

    state: Mapping[str, Any]
    state_digest: str
    result: Mapping[str, Any]
    budget_pence: int
    rows: tuple[ChosenRow, ...]
    chosen: Sums
    everything: Sums
    ways: Mapping[str, Sums | None]
    decision_id: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    reason: str = ""
    uncertainty: Mapping[str, Any] | None = None
    kept_from: str = ""
    estimates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def is_decided(self) -> bool:
        return bool(self.decision_id)

    @property
    def funded(self) -> list[ChosenRow]:
        return [row for row in self.rows if row.is_funded]

    @property
    def not_funded(self) -> list[ChosenRow]:
        return [row for row in self.rows if not row.is_funded]

    @property
    def departures(self) -> list[ChosenRow]:
        return [row for row in self.rows if row.departs]

    @property
    def left(self) -> float:
        """What is left of the budget, in pounds."""
        return float(Fraction(self.budget_pence, 100) - Fraction(self.chosen.cost))

    @property
    def share_of_value(self) -> float | None:
        """The value of what is funded beside all that is on the table; None where nothing is worth funding."""
        return self.chosen.value / self.everything.value if self.everything.value > 0 else None


def choice_at_budget(programme: Programme, question: PortfolioQuestion, budget_pence: int, way: str = OPTIMUM) -> Choice:
    """What is recommended before anyone has decided: one of the three answers at a budget, from the figures in use now.

    Raises NothingToWeigh where nothing can be weighed yet, FaultyInput where nothing within the budget keeps every rule.
    """
    if question.is_empty:
        raise NothingToWeigh
    answer = portfolio_answer(question, budget_pence)
    sure = uncertainty_answer(question, budget_pence).result if has_ranges(question.raw) else None
    return _choice(exercise_state(programme, budget_pence, question), answer, answer.funded_by(way), {}, uncertainty=sure)


def choice_decided(decision: FundingDecision) -> Choice:
    """What a decision funds, from the calculation and the snapshot that were kept with it.

    Decisions of before snapshots were kept have the figures in use now beside them; the calculation is always the one that was kept.
    """
    snapshot = getattr(decision, "snapshot", None)
    state = snapshot.state if snapshot else exercise_state(decision.programme, decision.budget_pence)
    choices = list(decision.choices.select_related("intervention"))
    chosen = {one.intervention.public_id for one in choices if one.is_funded}
    reasons = {one.intervention.public_id: one.reason for one in choices}
    made = {
        "decision_id": decision.public_id,
        "decided_on": decision.decided_on,
        "decided_by": decision.decided_by.name if decision.decided_by else "",
        "reason": decision.reason,
        "uncertainty": decision.uncertainty_result,
        "kept_from": snapshot.public_id if snapshot else "",
    }
    answer = PortfolioAnswer(decision.budget_pence, decision.method_input, decision.method_result)
    return _choice(state, answer, chosen, reasons, **made)


def _choice(state: Mapping[str, Any], answer: PortfolioAnswer, chosen: Collection[str], reasons: Mapping[str, str], **made: Any) -> Choice:
    rows = _rows(state, answer, chosen, reasons)
    return Choice(
        state=state,
        state_digest=digest_of_state(state),
        result=answer.result,
        budget_pence=answer.budget_pence,
        rows=tuple(rows),
        chosen=_sums([row for row in rows if row.is_funded]),
        everything=_everything(answer.result["value"]["efficiency_frontier"]),
        ways={way: _sums_of_way(answer.at_budget[way]) for way in WAYS},
        estimates={one["id"]: one["numbers"] for one in state["interventions"]},
        **made,
    )


def _rows(state: Mapping[str, Any], answer: PortfolioAnswer, chosen: Collection[str], reasons: Mapping[str, str]) -> list[ChosenRow]:
    rated, optimum = answer.rated, answer.funded_by(OPTIMUM)
    whys = {key: one["why"] for key, one in answer.differences.items()}
    areas = {one["id"]: one["name"] for one in state["areas"]}
    known = {one["id"]: one for one in state["interventions"]}
    rows = []
    for option in answer.raw["interventions"]:
        key, figures, facts = option["id"], rated[option["id"]], known.get(option["id"], {})
        rows.append(
            ChosenRow(
                key=key,
                name=facts.get("name") or option.get("name", key),
                area=areas.get(facts.get("area", ""), ""),
                people=best(option["people"]),
                benefit=best(option["benefit"]),
                probability=best(option.get("probability", 1)),
                cost=best(option["cost"]),
                value=figures["value"],
                value_for_money=figures["value_for_money"],
                rank=figures["rank"],
                is_funded=key in chosen,
                in_optimum=key in optimum,
                reason=reasons.get(key, ""),
                why=whys.get(key, ""),
                commitment=option.get("commitment", Commitment.OPEN),
                commitment_reason=facts.get("commitment_reason", ""),
            )
        )
    return sorted(rows, key=lambda row: row.rank)


def best(number: Any) -> float:
    """The best estimate of a number as the method takes it: plain, or low, best and high."""
    return float(number["best"] if isinstance(number, Mapping) else number)


def _sums(rows: list[ChosenRow]) -> Sums:
    cost = sum((Fraction(str(row.cost)) for row in rows), Fraction(0))
    value = sum((Fraction(str(row.value)) for row in rows), Fraction(0))
    return Sums(len(rows), float(cost), float(value))


def _everything(frontier: Sequence[Mapping[str, Any]]) -> Sums:
    """What is on the table: all that is worth funding and not ruled out, laid end to end."""
    last = frontier[-1] if frontier else {"cumulative_cost": 0.0, "cumulative_value": 0.0}
    return Sums(len(frontier), last["cumulative_cost"], last["cumulative_value"])


def _sums_of_way(way: Mapping[str, Any] | None) -> Sums | None:
    return Sums(len(way["ids"]), way["cost"], way["value"]) if way else None
