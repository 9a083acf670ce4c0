"""What is owed: claims gather themselves, nothing is paid twice, nothing paid is edited, corrections come back in the next statement."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.common.states import IllegalMove
from lodestar.contract.models import Contract
from lodestar.pay import actions, queries
from lodestar.pay.models import Claim, PaymentLine, Reversal, Statement
from tests.cast import Cast, make_cast
from tests.factories.contract import PRICES, draft_contract, live_contract, signed_by_both, variation
from tests.factories.pay import (
    achievement,
    confirm_totals,
    confirmed_again,
    engagement,
    fresh,
    overturned,
    paid,
    prepared,
    submitted,
    totals,
    verified,
)

APRIL, MAY, JUNE, JULY = date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31)
MOVED, SETTLED = PRICES["moved-in"], PRICES["settled-26"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(on: Any) -> None:
    on("2025-12-01")


def test_claims_gather_themselves_and_each_is_made_once(cast: Cast, contract: Contract) -> None:
    person = engagement(cast, contract)
    verified(person, "moved-in", date(2025, 4, 10), cast=cast)
    statement = prepared(cast, contract, APRIL)
    claim = Claim.objects.get()
    assert (claim.pseudonym, claim.metric.key, claim.claimed_by) == (person.pseudonym, "moved-in", cast.account("petra"))
    assert (statement.net_pence, statement.number) == (MOVED, 1)
    prepared(cast, contract, MAY)
    assert Claim.objects.count() == 1
    assert Event.objects.filter(act="statement_prepared").count() == 2


def test_what_is_not_verified_is_never_paid(cast: Cast, contract: Contract) -> None:
    person = engagement(cast, contract)
    achievement(person, "moved-in", date(2025, 4, 10), cast=cast)
    statement = prepared(cast, contract, APRIL)
    assert (statement.net_pence, Claim.objects.count(), statement.lines.count()) == (0, 0, 0)


def test_what_is_verified_late_lands_in_the_next_statement(cast: Cast, contract: Contract) -> None:
    """Reached in April, verified in May: May pays it, and what was verified after the last day of May waits for June."""
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), verified_on=date(2025, 5, 6), cast=cast)
    verified(engagement(cast, contract, name="Tom"), "moved-in", date(2025, 4, 11), verified_on=date(2025, 6, 1), cast=cast)
    assert [prepared(cast, contract, day).net_pence for day in (APRIL, MAY, JUNE)] == [0, MOVED, MOVED]


def test_a_second_statement_pays_only_the_difference(cast: Cast, contract: Contract) -> None:
    person = engagement(cast, contract)
    verified(person, "moved-in", date(2025, 4, 10), cast=cast)
    first = paid(cast, contract, APRIL)
    verified(person, "settled-26", date(2025, 5, 20), cast=cast)
    verified(engagement(cast, contract, name="Tom"), "moved-in", date(2025, 5, 21), cast=cast)
    second = prepared(cast, contract, MAY)
    assert (first.net_pence, second.net_pence) == (MOVED, SETTLED + MOVED)
    assert second.method_result["value"]["paid_before_pence"] == MOVED
    assert prepared(cast, contract, JUNE).net_pence == 0


def test_an_overturned_verification_is_recovered_and_a_new_one_restores_it(cast: Cast, contract: Contract) -> None:
    person = engagement(cast, contract)
    made = verified(person, "moved-in", date(2025, 4, 10), cast=cast)
    first = paid(cast, contract, APRIL)
    overturned(made, cast=cast, on=date(2025, 5, 15))
    second = paid(cast, contract, MAY)
    assert second.net_pence == -MOVED
    assert [(line.rule, line.amount_pence) for line in second.lines.all()] == [("recovery", -MOVED)]
    confirmed_again(made, cast=cast, on=date(2025, 6, 15))
    third = paid(cast, contract, JUNE)
    assert third.net_pence == MOVED
    assert [line.amount_pence for line in PaymentLine.objects.order_by("id")] == [MOVED, -MOVED, MOVED]
    assert first.lines.get().amount_pence == MOVED
    assert prepared(cast, contract, JULY).net_pence == 0


def test_a_reversed_claim_is_recovered_and_the_line_paid_before_stays(cast: Cast, contract: Contract) -> None:
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    first = paid(cast, contract, APRIL)
    claim = Claim.objects.select_related("contract__service__programme", "contract__owner_organisation").get()
    with pytest.raises(ValidationError, match="Say why"):
        actions.reverse_claim(claim=claim, reason="", by=cast.actor("conor"))
    reversal = actions.reverse_claim(claim=claim, reason="Paid by another fund", by=cast.actor("conor"))
    assert reversal.happened_on == date(2025, 12, 1)
    with pytest.raises(Refused, match="reversed already"):
        actions.reverse_claim(claim=claim, reason="Again", by=cast.actor("frank"))
    assert [prepared(cast, contract, day).net_pence for day in (MAY, date(2025, 11, 30), date(2025, 12, 1))] == [0, 0, -MOVED]
    assert first.lines.get().amount_pence == MOVED
    assert Event.objects.filter(act="claim_reversed").count() == 1


def test_a_returned_statement_pays_nothing_and_frees_its_period(cast: Cast, contract: Contract) -> None:
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    first = submitted(cast, contract, APRIL)
    with pytest.raises(ValidationError, match="Say what is wrong"):
        actions.send_back_statement(statement=fresh(first), reason=" ", by=cast.actor("frank"))
    actions.send_back_statement(statement=fresh(first), reason="One person too many", by=cast.actor("frank"))
    assert queries.next_period(contract) == (date(2025, 4, 1), APRIL)
    again = prepared(cast, contract, APRIL)
    assert (again.number, again.net_pence, again.period_from) == (2, MOVED, date(2025, 4, 1))
    assert [act for act in Event.objects.order_by("id").values_list("act", flat=True) if act.startswith("statement")] == [
        "statement_prepared", "statement_submitted", "statement_returned", "statement_prepared",
    ]  # fmt: skip


def test_what_a_returned_statement_held_comes_into_the_next_one(cast: Cast, contract: Contract) -> None:
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    first = submitted(cast, contract, APRIL)
    assert submitted(cast, contract, MAY).net_pence == 0
    actions.send_back_statement(statement=fresh(first), reason="Wait", by=cast.actor("frank"))
    assert prepared(cast, contract, JUNE).net_pence == MOVED


def test_a_closed_period_stays_closed(cast: Cast, contract: Contract) -> None:
    prepared(cast, contract, MAY)
    for day in (date(2025, 4, 1), APRIL, MAY):
        with pytest.raises(ValidationError, match="The next one starts on 1 June 2025"):
            prepared(cast, contract, day)
    statement = prepared(cast, contract, JUNE)
    assert statement.period_from == date(2025, 6, 1)


def test_two_statements_of_one_period_are_refused_by_the_database_itself(cast: Cast, contract: Contract) -> None:
    made = prepared(cast, contract, APRIL)
    copied = {c.name: getattr(made, c.name) for c in made._meta.concrete_fields if c.name not in ("id", "public_id", "number")}
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.create(number=9, **copied)


def test_lines_claims_and_reversals_are_never_rewritten(cast: Cast, contract: Contract) -> None:
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    paid(cast, contract, APRIL)
    claim = Claim.objects.select_related("contract__service__programme", "contract__owner_organisation").get()
    actions.reverse_claim(claim=claim, reason="Error", by=cast.actor("frank"))
    for rewrite in (
        lambda: PaymentLine.objects.update(amount_pence=1),
        lambda: Claim.objects.update(pseudonym="X"),
        lambda: Reversal.objects.update(reason="X"),
    ):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rewrite()


def test_every_statement_adds_up_and_replays_to_the_same_penny(cast: Cast) -> None:
    terms = {"core": {"annual_value_pence": 12_000_001, "share_by_year": [0.8, 0.7, 0.6]}, "person_cap_pence": 160_000, "discount": 0.015}
    contract = live_contract(cast, terms=terms)
    for n in range(7):
        person = engagement(cast, contract, name=f"P{n}")
        verified(person, "moved-in", date(2025, 4, 3 + n), cast=cast)
        verified(person, "settled-26", date(2025, 5, 3 + n), cast=cast)
    for day in (APRIL, MAY, JUNE):
        statement = paid(cast, contract, day)
        assert sum(statement.lines.values_list("amount_pence", flat=True)) == statement.net_pence
        assert statement.net_pence == statement.method_result["value"]["total_pence"]
        assert queries.replays_to_the_same(fresh(statement))
        assert queries.reconciles(statement)


def test_a_statement_that_was_tampered_with_is_found(cast: Cast, contract: Contract) -> None:
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    statement = prepared(cast, contract, APRIL)
    Statement.objects.update(net_pence=1)
    assert not queries.reconciles(fresh(statement))
    given = statement.method_input
    given["terms"][0]["metrics"][0]["price_pence"] = 1
    Statement.objects.update(method_input=given)
    assert not queries.replays_to_the_same(fresh(statement))


@pytest.mark.parametrize(
    ("net", "basis_points", "vat"),
    [(10_000, 2_000, 2_000), (10_003, 2_000, 2_001), (10_002, 2_000, 2_000), (1, 5_000, 1), (-1, 5_000, -1), (12_345, 500, 617),
     (12_350, 500, 618), (10_000, 0, 0)],
)  # fmt: skip
def test_vat_is_rounded_once_half_up(net: int, basis_points: int, vat: int) -> None:
    assert actions._vat(net, basis_points) == vat


def test_vat_is_on_the_statement(cast: Cast) -> None:
    contract = live_contract(cast, vat_basis_points=2_000)
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    statement = prepared(cast, contract, APRIL)
    assert (statement.net_pence, statement.vat_pence, statement.gross_pence) == (MOVED, MOVED // 5, MOVED * 6 // 5)


def test_a_variation_pays_by_the_version_in_force_on_the_day(cast: Cast, contract: Contract) -> None:
    """What was recorded under the first version is paid at the price in force when it was reached, and never twice."""
    signed_by_both(cast, variation(cast, contract, date(2025, 6, 1), prices={"moved-in": 70_000}), proposed_by="petra")
    verified(engagement(cast, contract), "moved-in", date(2025, 5, 31), cast=cast)
    verified(engagement(cast, contract, name="Tom"), "moved-in", date(2025, 6, 1), cast=cast)
    verified(engagement(cast, contract, name="Ann"), "moved-in", date(2025, 6, 2), cast=cast, version=2)
    assert prepared(cast, contract, JUNE).net_pence == 50_000 + 70_000 + 70_000
    assert Claim.objects.count() == 3


def test_a_price_added_later_is_paid_for_what_was_recorded_under_the_version_before(cast: Cast, contract: Contract) -> None:
    from lodestar.contract.actions import add_metric

    person = engagement(cast, contract)
    verified(person, "moved-in", date(2025, 5, 10), cast=cast)
    assert prepared(cast, contract, MAY).net_pence == MOVED
    changed = variation(cast, contract, date(2025, 5, 1))
    milestone = changed.targets.get().milestones.get(key="moved-in")
    facts = {"key": "first-night", "description": "The first night", "kind": "milestone", "price_pence": 1_234}
    add_metric(version=changed, milestone=milestone, by=cast.actor("petra"), **facts)
    signed_by_both(cast, changed, proposed_by="petra")
    later = prepared(cast, contract, JUNE)
    assert later.net_pence == 1_234
    assert set(Claim.objects.values_list("metric__key", flat=True)) == {"moved-in", "first-night"}


def test_only_confirmed_totals_count_and_a_correction_takes_their_place(cast: Cast, contract: Contract) -> None:
    first = totals(cast, contract, date(2025, 4, 1), APRIL, {"moved-in": 10}, confirm=False)
    assert prepared(cast, contract, APRIL).net_pence == 0
    confirm_totals(cast, first)
    assert prepared(cast, contract, MAY).net_pence == 10 * MOVED
    second = totals(cast, contract, date(2025, 4, 1), APRIL, {"moved-in": 8}, confirm=False, corrects=first)
    assert prepared(cast, contract, JUNE).net_pence == 0
    third = totals(cast, contract, date(2025, 4, 1), APRIL, {"moved-in": 9}, corrects=second)
    assert third.corrects == second
    assert prepared(cast, contract, JULY).net_pence == -MOVED, "the first is replaced although the one between was never confirmed"


def test_three_keys_hold_in_the_acts_themselves(cast: Cast, contract: Contract) -> None:
    from lodestar.access.models import Membership

    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    statement = submitted(cast, contract, APRIL)
    for name in ("kim", "vera", "petra"):
        Membership.objects.create(account=cast.account(name), organisation=cast.northshire, role="finance_officer")
        with pytest.raises(Refused, match="someone else must approve and pay"):
            actions.approve_statement(statement=fresh(statement), by=cast.actor(name))
    actions.approve_statement(statement=fresh(statement), by=cast.actor("frank"))
    for name in ("kim", "vera", "petra"):
        with pytest.raises(Refused, match="someone else must approve and pay"):
            actions.pay_statement(statement=fresh(statement), payment_reference="X", by=cast.actor(name))
    with pytest.raises(ValidationError, match="Give the reference"):
        actions.pay_statement(statement=fresh(statement), payment_reference=" ", by=cast.actor("frank"))
    with pytest.raises(ValidationError, match="still to come"):
        actions.pay_statement(statement=fresh(statement), payment_reference="X", paid_on=date(2026, 1, 1), by=cast.actor("frank"))
    done = actions.pay_statement(statement=fresh(statement), payment_reference="BACS 77", by=cast.actor("frank"))
    assert (done.state, done.paid_on, done.approved_by) == ("paid", date(2025, 12, 1), cast.account("frank"))
    with pytest.raises(Refused):
        actions.pay_statement(statement=fresh(statement), payment_reference="BACS 78", by=cast.actor("frank"))


def test_of_two_who_approve_at_once_one_is_told(cast: Cast, contract: Contract) -> None:
    statement = submitted(cast, contract, APRIL)
    one, other = fresh(statement), fresh(statement)
    actions.approve_statement(statement=one, by=cast.actor("frank"))
    with pytest.raises(IllegalMove):
        actions.send_back_statement(statement=other, reason="No", by=cast.actor("frank"))


def test_the_next_period_ends_with_its_month_or_with_the_contract(cast: Cast, contract: Contract, on: Any) -> None:
    on("2028-06-15")
    assert queries.next_period(contract) == (date(2025, 4, 1), APRIL)
    prepared(cast, contract, date(2025, 5, 10))
    assert queries.next_period(contract) == (date(2025, 5, 11), MAY)
    prepared(cast, contract, date(2028, 3, 30))
    assert queries.next_period(contract) == (date(2028, 3, 31), date(2028, 3, 31))
    prepared(cast, contract, date(2028, 3, 31))
    assert queries.next_period(contract) == (date(2028, 4, 1), date(2028, 4, 30))


def test_a_contract_that_is_not_signed_owes_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="not signed yet"):
        prepared(cast, draft_contract(cast), APRIL)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_prepare_at_once_one_is_told() -> None:
    cast = make_cast()
    contract = live_contract(cast)
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def prepare() -> None:
        try:
            together.wait(10)
            prepared(cast, contract, APRIL)
            outcomes.append("prepared")
        except (ValidationError, DatabaseError) as told:
            outcomes.append("told" if isinstance(told, ValidationError) else f"fault: {told}")
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("two connections do not share a database in memory the way two processes share a file")
    threads = [threading.Thread(target=prepare) for _two in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["prepared", "told"]
    assert (Statement.objects.count(), Claim.objects.count()) == (1, 1)
