"""Figures that colleagues were asked for: what is waiting, what is overdue, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lodestar.access.actor import Actor
from lodestar.access.links import token_digest
from lodestar.common.clock import today
from lodestar.prioritise.models import FigureRequest, Intervention, PortfolioConstraint, Programme, Quantity
from lodestar.prioritise.queries.numbers import current_estimates
from lodestar.prioritise.queries.programmes import usual_unit
from lodestar.prioritise.units import UNITS


def figure_requests_of(viewer: Actor, programme: Programme) -> list[FigureRequest]:
    """Every request of a programme that was not withdrawn, what is wanted first at the top. One query."""
    seen: QuerySet[FigureRequest] = FigureRequest.objects.visible_to(viewer)
    found = seen.filter(intervention__area__programme=programme, withdrawn_at__isnull=True)
    rows = list(found.select_related("intervention", "asked_by", "estimate").order_by("due_on", "pk"))
    return sorted(rows, key=lambda one: not one.is_waiting)


def figure_requests_about(viewer: Actor, intervention: Intervention) -> list[FigureRequest]:
    """What was asked about one intervention, latest first. One query."""
    seen: QuerySet[FigureRequest] = FigureRequest.objects.visible_to(viewer)
    return list(seen.filter(intervention=intervention, withdrawn_at__isnull=True).select_related("asked_by", "estimate").order_by("-pk"))


def figure_request_by_token(token: str) -> FigureRequest | None:
    """The request of a link, whether or not it can still be answered; who holds the link is who it is for."""
    found = FigureRequest.objects.select_related("intervention__area__programme", "owner_organisation", "asked_by")
    return found.filter(token_digest=token_digest(token)).first()


def unit_asked(request: FigureRequest) -> str:
    """The unit in which a figure is asked: that of the estimate in use, else the one usual in the programme, else the plain one."""
    in_use = current_estimates([request.intervention_id]).get(request.intervention_id, {}).get(request.quantity)
    quantity = Quantity(request.quantity)
    return in_use.unit if in_use else usual_unit(request.intervention, quantity) or str(UNITS[quantity])


@dataclass(frozen=True)
class GatheringCounts:
    """What a programme's page says of requests and rules, in numbers."""

    waiting: int
    overdue: int
    answered: int
    rules: int


def gathering_counts(programme: Programme) -> GatheringCounts:
    """Requests waiting, overdue and answered, and rules in force. One query."""
    asked = FigureRequest.objects.filter(intervention__area__programme=OuterRef("pk"), withdrawn_at__isnull=True)
    waiting = asked.filter(answered_at__isnull=True)
    rules = PortfolioConstraint.objects.filter(programme=OuterRef("pk"), withdrawn_at__isnull=True)
    counted = Programme.objects.filter(pk=programme.pk).values_list(
        _count(waiting), _count(waiting.filter(due_on__lt=today())), _count(asked.filter(answered_at__isnull=False)), _count(rules)
    )
    return GatheringCounts(*counted[0])


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as part of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
