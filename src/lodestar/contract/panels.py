"""What contracts have to show on the pages of services and opportunities."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lodestar.access.roles import Permission
from lodestar.contract.policies import may_write_contract
from lodestar.contract.queries import contracts_for_viewer
from lodestar.contract.tables import contracts
from lodestar.design.models import Service
from lodestar.procure.models import Opportunity

Shown = dict[str, Any] | None


def contracts_of_service(request: HttpRequest, service: Service, **_context: Any) -> Shown:
    """The contracts for a service, and the way to begin one."""
    found = list(contracts_for_viewer(request.actor).filter(service=service)) if request.actor.holds(Permission.SEE_CYCLE) else []
    may_begin = may_write_contract(request.actor, service)
    if not found and not may_begin:
        return None
    context = {"service": service, "table": contracts(found), "has_contracts": bool(found), "may_begin": may_begin}
    return {"template": "contract/panels/of_service.html", "context": context}


def contract_of_award(request: HttpRequest, opportunity: Opportunity, **_context: Any) -> Shown:
    """The contract that followed an award, or the way to write it."""
    award = getattr(opportunity, "award", None)
    if award is None:
        return None
    contract = contracts_for_viewer(request.actor).filter(award=award).first()
    may_begin = may_write_contract(request.actor, opportunity.service)
    if contract is None and not may_begin:
        return None
    return {"template": "contract/panels/of_award.html", "context": {"award": award, "contract": contract, "service": opportunity.service}}
