"""What people owe on money: statements to prepare, submit, approve and pay."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, TaskState, owes
from lodestar.access.roles import Permission
from lodestar.common.money import pounds
from lodestar.pay.models import Statement
from lodestar.pay.queries import periods_to_state, waiting_for
from lodestar.pay.states import StatementState


def _task(title: str, statement: Statement, state: TaskState = TaskState.TO_DO, whom: str = "") -> Task:
    return Task(
        title=title % {"amount": pounds(statement.gross_pence)},
        url=reverse("pay:statement_detail", args=[statement.public_id]),
        for_what=statement.contract.title,
        due=None,
        state=state,
        waiting_for=whom,
    )


@owes
def finance_tasks(actor: Actor) -> list[Task]:
    if actor.is_system or not actor.holds(Permission.APPROVE_STATEMENT):
        return []
    words = {
        StatementState.SUBMITTED: _("Approve the statement of %(amount)s"),
        StatementState.APPROVED: _("Pay the statement of %(amount)s"),
    }
    return [_task(words[StatementState(s.state)], s) for s in waiting_for(actor, *words)[:50]]


@owes
def provider_tasks(actor: Actor) -> list[Task]:
    if actor.is_system or not actor.holds(Permission.PREPARE_STATEMENT):
        return []
    prepare = [
        Task(
            title=_("Prepare the next statement"),
            url=reverse("pay:statement_prepare", args=[contract.public_id]),
            for_what=contract.title,
            due=last_day,
        )
        for contract, last_day in periods_to_state(actor)
    ]
    return prepare + [_provider_task(statement) for statement in waiting_for(actor, StatementState.PREPARED, StatementState.SUBMITTED)[:50]]


def _provider_task(statement: Statement) -> Task:
    if statement.state == StatementState.PREPARED:
        return _task(_("Submit the statement of %(amount)s"), statement)
    return _task(_("Statement of %(amount)s"), statement, TaskState.WAITING, _("the finance officer"))
