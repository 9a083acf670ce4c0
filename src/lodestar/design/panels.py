"""What this app shows on the pages of prioritise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lodestar.design.policies import may_design_from
from lodestar.design.queries import designed_from_decision, services_from_intervention, services_of_programme
from lodestar.prioritise.models import FundingDecision, Intervention, Programme


def services_of_intervention(request: HttpRequest, intervention: Intervention, **_more: Any) -> dict[str, Any] | None:
    """The services designed from an intervention, or the way to design one."""
    services = services_from_intervention(request.actor, intervention)  # type: ignore[attr-defined]
    may_design = may_design_from(request.actor, intervention)  # type: ignore[attr-defined]
    if not services and not may_design:
        return None
    return {
        "template": "design/parts/from_intervention.html",
        "context": {"services": services, "may_design": may_design, "intervention": intervention},
    }


def services_of_the_programme(request: HttpRequest, programme: Programme, **_more: Any) -> dict[str, Any] | None:
    """The services of a programme."""
    services = services_of_programme(request.actor, programme)  # type: ignore[attr-defined]
    return {"template": "design/parts/of_programme.html", "context": {"services": services}} if services else None


def services_of_decision(request: HttpRequest, decision: FundingDecision | None, **_more: Any) -> dict[str, Any] | None:
    """What a decision funds, each with its services or the way to design one."""
    rows = designed_from_decision(request.actor, decision) if decision else []  # type: ignore[attr-defined]
    if not rows:
        return None
    shown = [(row, may_design_from(request.actor, row.intervention)) for row in rows]  # type: ignore[attr-defined]
    return {"template": "design/parts/from_decision.html", "context": {"rows": shown}}
