"""How an exercise stands, whole, as plain data; and the snapshots that were kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.db.models import Count, Max, Q

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.methods.base import FaultyInput
from lodestar.prioritise.models import Estimate, FairnessProfile, Intervention, Involvement, PriorityArea, Programme, Snapshot
from lodestar.prioritise.queries.constraints import overlaps_of, sentence_of
from lodestar.prioritise.queries.portfolio import PortfolioQuestion, portfolio_answer, portfolio_question, words_of

# Who took part: those of whom more was asked than to be told.
TOOK_PART = (Involvement.INVOLVE, Involvement.CONSULT)
WAYS = ("line", "skip", "optimum")


def exercise_state(programme: Programme, budget_pence: int | None = None, question: PortfolioQuestion | None = None) -> dict[str, Any]:
    """The whole of an exercise as it stands now: what it is about, its figures with source, grade and reason, its rules, its answers.

    The answers are those at `budget_pence`, or at the budget last decided on. No name of a person is in it: whoever gave a number
    stands under the id of their account. `question` is what the programme asks of the portfolio method, where it is at hand already.
    A fixed number of queries, whatever the size.
    """
    question = question or portfolio_question(programme)
    rows = _interventions(question)
    accounts = _accounts(question.estimates)
    decision, last_budget = programme.decisions.order_by("-pk").values_list("public_id", "budget_pence").first() or ("", None)
    budget = last_budget if budget_pence is None else budget_pence
    return {
        "programme": _facts_of(programme),
        "areas": [_area(area) for area in programme.areas.all()],
        "interventions": [_intervention(row, question.estimates.get(row.pk, {}), accounts) for row in rows],
        "kept_out": [{"id": one.intervention.public_id, "reason": one.reason} for one in question.kept_out],
        "constraints": [{"id": one.public_id, "sentence": sentence_of(one), "reason": one.reason} for one in question.constraints],
        "overlaps": [
            {"id": one.public_id, "first": one.first.public_id, "second": one.second.public_id, "share": _plain(one.share)}
            for one in overlaps_of(programme)
        ],
        "took_part": _took_part(programme),
        "workshops": _workshops(programme),
        "fairness": _fairness(programme),
        "decision": decision,
        "input": question.raw,
        "answer": answer_in_state(question, budget),
    }


def digest_of_state(state: Mapping[str, Any]) -> str:
    """SHA-256 of a state in canonical JSON (RFC 8785): the same exercise has the same digest wherever it is worked out."""
    return hashlib.sha256(rfc8785.dumps(dict(state))).hexdigest()


def answer_in_state(question: PortfolioQuestion, budget_pence: int | None) -> dict[str, Any]:
    """The three answers at a budget as a state keeps them, or in words why there is none."""
    if budget_pence is None or question.is_empty:
        return {"budget_pence": budget_pence, "problem": ""}
    try:
        answer = portfolio_answer(question, budget_pence)
    except FaultyInput as fault:
        return {"budget_pence": budget_pence, "problem": words_of(fault)}
    at_budget = answer.at_budget
    kept = {way: {key: at_budget[way][key] for key in ("ids", "cost", "value")} if at_budget[way] else None for way in WAYS}
    method = {key: answer.result[key] for key in ("method", "version", "inputs_digest")}
    return {"budget_pence": budget_pence, "problem": "", **method, **kept}


def snapshots_of_programme(programme: Programme) -> list[Snapshot]:
    """A programme's snapshots, latest first, without what they hold."""
    return list(
        programme.snapshots.select_related("taken_by", "decision").defer("state", "decision__method_input", "decision__method_result")
    )


def snapshot_for_viewer(viewer: Actor, public_id: str) -> Snapshot | None:
    """A snapshot with its programme; None when the viewer may not see it."""
    found: Snapshot | None = (
        Snapshot.objects.visible_to(viewer)
        .select_related("programme__owner_organisation", "taken_by", "decision")
        .filter(public_id=public_id)
        .first()
    )
    return found


def is_unspoilt(snapshot: Snapshot) -> bool:
    """Whether what a snapshot holds still has the digest under which it was kept."""
    return digest_of_state(snapshot.state) == snapshot.digest


def _facts_of(programme: Programme) -> dict[str, Any]:
    facts = {name: getattr(programme, name) for name in ("name", "financial_year", "scope", "challenge", "horizon_years", "stages")}
    rates = {name: _plain(getattr(programme, name)) for name in ("cost_discount_rate", "benefit_discount_rate")}
    follows = programme.follows.public_id if programme.follows else ""
    return {"id": programme.public_id, "organisation": programme.owner_organisation.name, "follows": follows, **facts, **rates}


def _interventions(question: PortfolioQuestion) -> list[Intervention]:
    """All of them, weighed and kept out, in the order of areas."""
    rows = [*question.interventions.values(), *(one.intervention for one in question.kept_out)]
    return sorted(rows, key=lambda row: (row.area.position, row.area_id, row.position, row.pk))


def _area(area: PriorityArea) -> dict[str, Any]:
    return {"id": area.public_id, "name": str(area), "source": area.source}


def _intervention(row: Intervention, estimates: Mapping[str, Estimate], accounts: Mapping[int, str]) -> dict[str, Any]:
    facts = {
        name: getattr(row, name)
        for name in ("name", "description", "typical_person", "commitment", "commitment_reason", "state", "is_running", "today_pence")
    }
    numbers = {quantity: _number(one, accounts) for quantity, one in sorted(estimates.items())}
    follows = row.follows.public_id if row.follows else ""
    return {"id": row.public_id, "area": row.area.public_id, "follows": follows, **facts, "numbers": numbers}


def _number(estimate: Estimate, accounts: Mapping[int, str]) -> dict[str, Any]:
    said = {name: getattr(estimate, name) for name in ("unit", "source", "grade", "reason")}
    return {
        "id": estimate.public_id,
        **{name: _plain(getattr(estimate, name)) for name in ("low", "best", "high")},
        **said,
        "source_date": estimate.source_date.isoformat() if estimate.source_date else "",
        "by": accounts.get(estimate.supplied_by_id or 0, ""),
        "on": estimate.recorded_at.date().isoformat(),
    }


def _accounts(estimates: Mapping[int, Mapping[str, Estimate]]) -> dict[int, str]:
    keys = {one.supplied_by_id for numbers in estimates.values() for one in numbers.values() if one.supplied_by_id}
    return dict(Account.objects.filter(pk__in=keys).values_list("pk", "public_id"))


def _took_part(programme: Programme) -> list[dict[str, str]]:
    """The groups who were involved or consulted, by name: never how powerful or how friendly anyone thought them."""
    found = programme.stakeholders.filter(removed_at__isnull=True, involvement__in=TOOK_PART).order_by("pk")
    return [{"name": one.name, "involvement": one.involvement} for one in found]


def _workshops(programme: Programme) -> list[dict[str, Any]]:
    seats = Count("seats", distinct=True)
    agreed = Count("ballots", filter=Q(ballots__agreed_values__isnull=False), distinct=True)
    found = programme.workshops.annotate(seat_count=seats, agreed_count=agreed).order_by("held_on", "pk")
    return [
        {"id": one.public_id, "name": one.name, "held_on": one.held_on.isoformat(), "seats": one.seat_count, "agreed": one.agreed_count}
        for one in found
    ]


def _fairness(programme: Programme) -> list[dict[str, Any]]:
    """What is known of the fairness of each intervention: its score with the reason, and how many of those reached are of each fifth."""
    latest = FairnessProfile.objects.filter(intervention__area__programme=programme).order_by().values("intervention")
    newest = latest.annotate(latest=Max("pk")).values("latest")
    found = FairnessProfile.objects.filter(pk__in=newest).select_related("intervention").order_by("pk")
    return [
        {
            "id": one.intervention.public_id,
            "score": one.score,
            "reason": one.score_reason,
            "people_by_fifth": list(one.people_by_fifth or ()),
        }
        for one in found
    ]


def _plain(value: Any) -> str:
    """A decimal as text with no more digits than it has, so that both databases write it alike."""
    return f"{value.normalize():f}"
