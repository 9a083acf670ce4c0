"""Three keys: who claims, who verifies and who pays are three people. The whole cast against every policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lodestar.access.models import Membership
from lodestar.common.decisions import Decision
from lodestar.contract.models import Contract
from lodestar.deliver.models import Achievement, Return, ReturnVerification, Verification
from lodestar.pay import policies
from lodestar.pay.actions import approve_statement
from lodestar.pay.models import Claim, PaymentLine, Statement
from tests.cast import PEOPLE, Cast
from tests.factories.contract import live_contract, service
from tests.factories.pay import engagement, fresh, paid, prepared, submitted, totals, verified

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2025, 4, 30), date(2025, 5, 31)


def allowed(cast: Cast, ask: Callable[..., Decision], *rows: object) -> set[str]:
    """Everyone of the cast whom the policy allows; everybody else is told why not."""
    answers = {name: ask(cast.actor(name), *rows) for name in [*PEOPLE, "ned"]}
    assert all(answer or answer.reason for answer in answers.values())
    return {name for name, answer in answers.items() if answer}


@pytest.fixture
def statement(cast: Cast, contract: Contract, on: Any) -> Statement:
    """One person moved in; the statement of April is submitted."""
    on("2025-05-02")
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    return fresh(submitted(cast, contract, APRIL))


def test_the_provider_manager_prepares_once_the_period_is_over(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-04-30")
    assert allowed(cast, policies.may_prepare_statement, contract, APRIL) == {"petra"}
    assert allowed(cast, policies.may_prepare_statement, contract, MAY) == set()
    assert "not over yet" in policies.may_prepare_statement(cast.actor("petra"), contract, MAY).reason
    Contract.objects.update(state="draft")
    contract.refresh_from_db()
    assert allowed(cast, policies.may_prepare_statement, contract, APRIL) == set()


def test_who_may_do_what_in_which_state(cast: Cast, statement: Statement) -> None:
    asks = {
        "submit": policies.may_submit_statement,
        "approve": policies.may_approve_statement,
        "return": policies.may_send_back_statement,
        "pay": policies.may_pay_statement,
    }
    expected = {
        "prepared": {"submit": {"petra"}},
        "submitted": {"approve": {"frank"}, "return": {"frank"}},
        "approved": {"pay": {"frank"}},
        "paid": {},
        "returned": {},
    }
    for state, by_act in expected.items():
        Statement.objects.update(state=state)
        row = fresh(statement)
        assert {act: allowed(cast, ask, row) for act, ask in asks.items()} == {act: by_act.get(act, set()) for act in asks}, state


def make_finance(cast: Cast, name: str) -> None:
    """A role that the house keeps apart, given behind its back: the act itself must refuse."""
    Membership.objects.create(account=cast.account(name), organisation=cast.northshire, role="finance_officer")


@pytest.mark.parametrize(("name", "because"), [("kim", "You recorded"), ("vera", "You verified"), ("petra", "You prepared")])
def test_whoever_recorded_verified_or_prepared_does_not_pay(cast: Cast, statement: Statement, name: str, because: str) -> None:
    make_finance(cast, name)
    assert because in policies.may_approve_statement(cast.actor(name), statement).reason
    approve_statement(statement=statement, by=cast.actor("frank"))
    assert because in policies.may_pay_statement(cast.actor(name), fresh(statement)).reason


@pytest.mark.parametrize(("name", "because"), [("karl", "You recorded"), ("dora", "You verified")])
def test_whoever_reported_or_confirmed_totals_does_not_pay(cast: Cast, contract: Contract, on: Any, name: str, because: str) -> None:
    on("2025-05-02")
    made = totals(cast, contract, date(2025, 4, 1), APRIL, {"moved-in": 3}, confirm=False)
    ReturnVerification.objects.create(
        owner_organisation=cast.surety, totals=made, verdict="confirmed", verified_on=APRIL, verified_by=cast.account("dora")
    )
    if name == "karl":
        other = Return(owner_organisation=cast.harbour, contract=contract, period_from=APRIL, period_to=APRIL, counts={}, source="x")
        other.recorded_by = cast.account("karl")
        other.save()
    make_finance(cast, name)
    row = fresh(submitted(cast, contract, APRIL))
    assert because in policies.may_approve_statement(cast.actor(name), row).reason
    assert policies.may_approve_statement(cast.actor("frank"), row)


def test_the_keys_of_another_contract_are_another_matter(cast: Cast, contract: Contract, statement: Statement) -> None:
    """Whoever recorded under one contract may approve under another: independence is asked of what is paid for."""
    other = live_contract(cast, service(cast, name="Lodgings"), reference="N-2")
    make_finance(cast, "kim")
    row = fresh(submitted(cast, other, APRIL))
    assert policies.may_approve_statement(cast.actor("kim"), row)
    assert not policies.may_approve_statement(cast.actor("kim"), statement)
    assert Achievement.objects.filter(engagement__contract=contract).count() == Verification.objects.count() == 1


def test_a_claim_is_taken_back_once_by_the_commissioners_contract_or_finance_people(cast: Cast, statement: Statement) -> None:
    claim = Claim.objects.select_related("contract__service__programme").get()
    assert allowed(cast, policies.may_reverse_claim, claim) == {"alice", "conor", "frank"}
    from lodestar.pay.actions import reverse_claim

    reverse_claim(claim=claim, reason="Paid elsewhere", by=cast.actor("conor"))
    assert allowed(cast, policies.may_reverse_claim, claim) == set()
    assert "reversed already" in policies.may_reverse_claim(cast.actor("conor"), claim).reason


def test_statements_claims_and_lines_are_the_two_parties_alone(cast: Cast, contract: Contract, statement: Statement) -> None:
    for model in (Statement, Claim, PaymentLine):
        seen = {name for name in PEOPLE if model.objects.visible_to(cast.actor(name)).exists()}
        assert seen == {"alice", "conor", "frank", "ada", "petra"}, model


def test_a_statement_that_is_only_prepared_is_the_providers_alone(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-06-02")
    paid(cast, contract, APRIL)
    verified(engagement(cast, contract), "moved-in", date(2025, 5, 10), cast=cast)
    second = prepared(cast, contract, MAY)
    assert {name for name in PEOPLE if Statement.objects.visible_to(cast.actor(name)).filter(pk=second.pk).exists()} == {"petra"}
    assert {name for name in PEOPLE if PaymentLine.objects.visible_to(cast.actor(name)).filter(statement=second).exists()} == {"petra"}


@pytest.mark.parametrize("of", ["contract", "service", "programme", "elsewhere"])
def test_a_role_for_one_scope_reaches_what_lies_in_it(cast: Cast, contract: Contract, statement: Statement, of: str) -> None:
    scopes = {"contract": contract, "service": contract.service, "programme": contract.service.programme}
    scope = scopes[of].public_id if of in scopes else service(cast, name="Other").public_id
    Membership.objects.filter(account=cast.account("frank")).update(scope_id=scope)
    assert bool(policies.may_approve_statement(cast.actor("frank"), statement)) == (of != "elsewhere")
    assert Statement.objects.visible_to(cast.actor("frank")).exists() == (of != "elsewhere")
