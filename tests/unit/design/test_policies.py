"""Who may do what in design, as a table: one row a policy, one column a role of Northshire; and when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestar.access.actor import SYSTEM, Actor
from lodestar.common.decisions import Decision
from lodestar.design import policies
from lodestar.design.models import OutcomeFramework, Service
from tests.cast import Cast
from tests.factories.design import outcomes_of, service_from
from tests.factories.prioritise import Exercise

ROLES = ("alice", "anna", "felix", "oscar", "conor", "frank", "ada", "nadia", "carol", "petra", "ned")
DESIGNERS, SIGNERS, READERS_OF_EVENTS = {"alice"}, {"alice", "conor"}, {"ada"}


@pytest.fixture
def service(cast: Cast, four: Exercise, framework: OutcomeFramework) -> Service:
    return service_from(four, cast.actor("alice"), outcomes=(outcomes_of(framework)["E1"],))


TABLE: dict[str, tuple[str, Callable[[Actor, Service], Decision], set[str]]] = {
    "add a framework": ("draft", lambda actor, service: policies.may_add_framework(actor, service.owner_organisation), DESIGNERS),
    "edit a framework": (
        "draft",
        lambda actor, service: policies.may_edit_framework(actor, OutcomeFramework.objects.get()),
        DESIGNERS,
    ),
    "add a service": ("draft", lambda actor, service: policies.may_add_service(actor, service.programme), DESIGNERS),
    "edit a service": ("draft", policies.may_edit_service, DESIGNERS),
    "make it ready": ("draft", policies.may_make_ready, DESIGNERS),
    "return it to draft": ("ready", policies.may_return_to_draft, DESIGNERS),
    "commission it": ("ready", policies.may_commission, SIGNERS),
    "close it": ("commissioned", policies.may_close_service, DESIGNERS),
    "see history": ("draft", policies.may_see_history, READERS_OF_EVENTS),
}


@pytest.mark.parametrize("act", TABLE)
def test_each_act_is_for_those_the_table_names_and_the_rest_are_told_why(cast: Cast, service: Service, act: str) -> None:
    state, ask, allowed = TABLE[act]
    Service.objects.update(state=state)
    service.refresh_from_db()
    answers = {name: ask(cast.actor(name), service) for name in ROLES}
    assert {name for name, answer in answers.items() if answer} == allowed
    assert all(answer.reason for name, answer in answers.items() if name not in allowed)
    assert ask(SYSTEM, service)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("draft", {"edit", "make ready"}),
        ("ready", {"edit", "return", "commission", "close"}),
        ("commissioned", {"commission", "close"}),
        ("closed", set()),
    ],
)
def test_what_may_be_done_in_each_state_of_a_service(cast: Cast, service: Service, state: str, allowed: set[str]) -> None:
    Service.objects.update(state=state)
    service.refresh_from_db()
    asked = {
        "edit": policies.may_edit_service,
        "make ready": policies.may_make_ready,
        "return": policies.may_return_to_draft,
        "commission": policies.may_commission,
        "close": policies.may_close_service,
    }
    assert {act for act, may in asked.items() if may(cast.actor("alice"), service)} == allowed
