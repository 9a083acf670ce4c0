"""What procurement has to show on the page of a service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lodestar.access.roles import Permission
from lodestar.design.models import Service
from lodestar.procure.policies import may_prepare_opportunity
from lodestar.procure.queries import opportunities_for_viewer
from lodestar.procure.tables import opportunities


def opportunities_of_service(request: HttpRequest, service: Service, **_context: Any) -> dict[str, Any] | None:
    """The opportunities for a service, and the way to prepare one."""
    is_reader = request.actor.holds(Permission.SEE_CYCLE, Permission.PROPOSE)
    found = list(opportunities_for_viewer(request.actor).filter(service=service)) if is_reader else []
    may_prepare = may_prepare_opportunity(request.actor, service)
    if not found and not may_prepare:
        return None
    context = {"service": service, "table": opportunities(found), "has_opportunities": bool(found), "may_prepare": may_prepare}
    return {"template": "procure/panels/of_service.html", "context": context}
