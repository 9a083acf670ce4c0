"""Funding decisions as they were made, and made again from what was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.db.models import Count, Q

from lodestar.access.actor import Actor
from lodestar.methods.base import FaultyInput, run
from lodestar.prioritise.models import FundedIntervention, FundingDecision, Programme
from lodestar.prioritise.queries.portfolio import METHOD
from lodestar.prioritise.queries.wording import in_pounds


@dataclass(frozen=True)
class Replay:
    """A decision's calculation worked out again from the input that was kept."""

    is_same: bool
    result: dict[str, Any] | None
    differs_in: tuple[str, ...] = ()


def decision_for_viewer(viewer: Actor, public_id: str) -> FundingDecision | None:
    """A decision with its programme, who decided, and each choice; None when the viewer may not see it."""
    found: FundingDecision | None = (
        FundingDecision.objects.visible_to(viewer)
        .select_related("programme", "decided_by")
        .prefetch_related("choices__intervention__area")
        .filter(public_id=public_id)
        .first()
    )
    return found


def kept_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result as a decision keeps it: whole, but for the optimum at every other budget, of which count and digest are kept.

    That list can run to millions of ids; it is no part of what was decided, and is worked out again from the input.
    """
    value = dict(result["value"])
    frontier = value.pop("optimum_frontier")
    digest = hashlib.sha256(rfc8785.dumps(frontier)).hexdigest()
    return {**result, "value": value, "left_out": {"optimum_frontier": {"entries": len(frontier), "sha256": digest}}}


def replay_decision(decision: FundingDecision) -> Replay:
    """Works a decision out again from the input it kept, and says whether every figure comes out the same."""
    try:
        again = kept_result(run(METHOD, decision.method_input))  # never from a cache: it is to be worked out again
    except FaultyInput:
        return Replay(False, None, ("value",))
    kept = decision.method_result
    differs = tuple(sorted(key for key in again.keys() | kept.keys() if again.get(key) != kept.get(key)))
    return Replay(not differs, again, differs)


def decisions_of_programme(programme: Programme) -> list[FundingDecision]:
    """A programme's decisions, latest first, each with the number of interventions funded and weighed."""
    counted = programme.decisions.select_related("decided_by").defer("method_input", "method_result")
    return list(
        counted.annotate(funded=Count("choices", filter=Q(choices__is_funded=True)), weighed=Count("choices")).order_by(
            "-decided_on", "-pk"
        )
    )


@dataclass(frozen=True)
class DecidedRow:
    """An intervention in a decision: what it was judged to cost and be worth then, whether it is funded, and why."""

    choice: FundedIntervention
    cost: float
    value: float
    value_for_money: float | None
    in_optimum: bool
    why: str
    sure: Mapping[str, Any] | None = None

    @property
    def departs(self) -> bool:
        return self.choice.is_funded != self.in_optimum


def decided_rows(decision: FundingDecision) -> list[DecidedRow]:
    """What a decision says of each intervention, best value for money first, from the calculation that was kept."""
    value = decision.method_result["value"]
    rated = {one["id"]: one for one in value["interventions"]}
    costs = {one["id"]: one["cost"] for one in decision.method_input["interventions"]}
    optimum = value["portfolios"][0]["optimum"] or {"ids": [], "differences": []}
    whys = {one["id"]: in_pounds(one["why"]) for one in optimum["differences"]}
    sure = {one["id"]: one for one in (decision.uncertainty_result or {"value": {"interventions": []}})["value"]["interventions"]}
    rows = []
    for choice in sorted(decision.choices.all(), key=lambda one: rated[one.intervention.public_id]["rank"]):
        key = choice.intervention.public_id
        cost = costs[key]["best"] if isinstance(costs[key], Mapping) else costs[key]
        figures = rated[key]
        said = (key in optimum["ids"], whys.get(key, ""), sure.get(key))
        rows.append(DecidedRow(choice, cost, figures["value"], figures["value_for_money"], *said))
    return rows


def later_decision(decision: FundingDecision) -> FundingDecision | None:
    """The decision that took this one's place, if there is one."""
    found: FundingDecision | None = (
        FundingDecision.objects.filter(programme=decision.programme_id, pk__gt=decision.pk).order_by("pk").first()
    )
    return found


def last_budget(programme: Programme) -> int | None:
    """The budget last decided on, in pence."""
    found: int | None = programme.decisions.order_by("-pk").values_list("budget_pence", flat=True).first()
    return found


def latest_decision_id(programme: Programme) -> str:
    """The public id of the decision in force; empty when nothing has been decided."""
    return programme.decisions.order_by("-pk").values_list("public_id", flat=True).first() or ""
