"""What payment has to show on the pages of earlier parts of the cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lodestar.access.roles import Permission
from lodestar.contract.models import Contract
from lodestar.pay.policies import may_prepare_statement
from lodestar.pay.queries import next_period, statements_for_viewer

SHOWN = 12


def statements_of_contract(request: HttpRequest, contract: Contract, **_context: Any) -> dict[str, Any] | None:
    """The contract's latest statements, and the next one to prepare."""
    if not request.actor.holds(Permission.SEE_STATEMENTS):
        return None
    context = {
        "contract": contract,
        "statements": list(statements_for_viewer(request.actor, contract=contract)[:SHOWN]),
        "next_period": next_period(contract),
        "may_prepare": may_prepare_statement(request.actor, contract, next_period(contract)[1]),
    }
    return {"template": "pay/panels/statements.html", "context": context}
