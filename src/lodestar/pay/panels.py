"""What payment has to show on the pages of earlier parts of the cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lodestar.access.roles import Permission
from lodestar.contract.models import Contract
from lodestar.pay.policies import may_prepare_statement
from lodestar.pay.queries import next_period, statements_for_viewer
from lodestar.pay.tables import statements

SHOWN = 12


def statements_of_contract(request: HttpRequest, contract: Contract, **_context: Any) -> dict[str, Any] | None:
    """The contract's latest statements, and the next one to prepare."""
    if not request.actor.holds(Permission.SEE_STATEMENTS):
        return None
    _first_day, last_day = next_period(contract)
    context = {
        "contract": contract,
        "table": statements(statements_for_viewer(request.actor, contract=contract)[:SHOWN], of_one_contract=True),
        "may_prepare": may_prepare_statement(request.actor, contract, last_day),
    }
    return {"template": "pay/panels/statements.html", "context": context}
