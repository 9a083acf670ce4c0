"""What is in force on a day, who sees which version, and the words in which terms are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lodestar.access.actor import ANYONE
from lodestar.contract import queries
from lodestar.contract.models import Contract, ContractVersion, Target
from lodestar.contract.tasks import endings_to_plan, signatures_owed
from lodestar.contract.terms import in_plain_words
from lodestar.methods import run
from tests.cast import PEOPLE, Cast
from tests.factories.contract import END, START, draft_contract, fresh, live_contract, signed_by_both, variation, written

pytestmark = pytest.mark.django_db
CHANGE = date(2026, 4, 1)
PARTIES = {name for name, (place, _role) in PEOPLE.items() if place in ("northshire", "harbour")}


def test_the_version_in_force_is_the_latest_that_both_signed_and_that_has_begun(cast: Cast, contract: Contract) -> None:
    first = contract.versions.get()
    second = signed_by_both(cast, variation(cast, contract, CHANGE, prices={"moved-in": 60_000}), proposed_by="petra")
    again = signed_by_both(cast, variation(cast, contract, CHANGE, prices={"moved-in": 70_000}), proposed_by="petra")
    waiting = variation(cast, contract, date(2026, 5, 1))
    expected = {START: first, CHANGE - timedelta(days=1): first, CHANGE: again, END: again}
    assert {day: queries.version_in_force(contract, day) for day in expected} == expected
    assert queries.version_in_force(contract, START - timedelta(days=1)) is None
    assert second not in expected.values()
    assert waiting not in expected.values()


def test_the_payment_method_is_told_what_is_in_force(cast: Cast, contract: Contract) -> None:
    signed_by_both(cast, variation(cast, contract, CHANGE, prices={"moved-in": 60_000}), proposed_by="petra")
    variation(cast, contract, date(2026, 5, 1), prices={"moved-in": 1})
    terms = queries.terms_of_contract(contract)
    assert [(one["effective_from"], one["metrics"][0]["price_pence"]) for one in terms] == [("2025-04-01", 50_000), ("2026-04-01", 60_000)]
    achieved = {"metric": "moved-in", "verified": True}
    value = run("payment_statement", {"terms": terms, "achievements": [
        {"person": "a", "achieved_on": "2026-03-31", **achieved}, {"person": "b", "achieved_on": "2026-04-01", **achieved},
    ]})["value"]  # fmt: skip
    assert value["total_pence"] == 110_000


def test_before_the_first_version_is_in_force_the_page_shows_what_is_proposed(cast: Cast) -> None:
    contract = draft_contract(cast)
    version = written(cast, contract)
    assert queries.version_to_show(contract, START) is None
    from lodestar.contract.actions import propose_version, take_back_version

    propose_version(version=version, by=cast.actor("conor"))
    assert queries.version_to_show(contract, START) == version
    take_back_version(version=fresh(version), by=cast.actor("conor"))
    assert queries.version_to_show(contract, START) is None


def test_a_contract_is_seen_by_its_two_parties_alone(cast: Cast, contract: Contract) -> None:
    seen = {name for name in PEOPLE if Contract.objects.visible_to(cast.actor(name)).exists()}
    assert seen <= PARTIES
    assert {"alice", "conor", "frank", "ada", "petra"} <= seen
    assert not {"nadia", "kim", "ben", "hana"} & seen
    assert not Contract.objects.visible_to(ANYONE).exists()
    assert seen == {name for name in PEOPLE if queries.contracts_for_viewer(cast.actor(name)).exists()}


def test_a_version_being_written_is_seen_by_its_writer_alone(cast: Cast, contract: Contract) -> None:
    version = variation(cast, contract, CHANGE, by="petra")
    seen = {name for name in PEOPLE if ContractVersion.objects.visible_to(cast.actor(name)).filter(pk=version.pk).exists()}
    assert seen == {"petra"}
    assert {name for name in PEOPLE if Target.objects.visible_to(cast.actor(name)).filter(version=version).exists()} == seen


def test_contracts_are_found_by_words_and_state(cast: Cast, contract: Contract) -> None:
    draft_contract(cast, contract.service, reference="Z-77", title="Lodgings")
    alice = cast.actor("alice")
    assert {one.reference for one in queries.contracts_for_viewer(alice, words="z-77")} == {"Z-77"}
    assert {one.reference for one in queries.contracts_for_viewer(alice, words="harbour")} == {"Z-77", "N-014"}
    assert {one.reference for one in queries.contracts_for_viewer(alice, state="live")} == {"N-014"}


def test_terms_are_told_in_plain_words() -> None:
    terms = {
        "core": {"annual_value_pence": 10_000_000, "share_by_year": [0.8, 0.6], "minimum_performance": {"metric": "m", "count": 10}},
        "discount": 0.05, "index_by_year": [1, 1.02], "person_cap_pence": 300_000, "period_cap_pence": 1_000_000, "period_months": 3,
        "contract_cap_pence": 50_000_000, "deadweight_share": 0.125, "clawback": {"metric": "m", "target": 40, "share_of_core": 0.1},
    }  # fmt: skip
    told = in_plain_words(terms, {"m": "Moved in"})
    for words in (
        "80 % of £100,000.00 in contract year 1", "60 % of £100,000.00 in contract year 2", "fewer than 10 of “Moved in”", "cut by 5 %",
        "1, 1.02", "£3,000.00 is paid for one person", "£10,000.00 is paid in any 3 months", "£500,000.00 is paid over the whole contract",
        "12.5 % of achievements", "fewer than 40 of “Moved in”", "10 % of the core fee is taken back",
    ):  # fmt: skip
        assert any(words in sentence for sentence in told), words
    assert "There is no core fee: everything is paid for results." in in_plain_words({}, {})


def test_what_is_owed_on_contracts(cast: Cast, time_machine: object) -> None:
    contract = draft_contract(cast)
    version = written(cast, contract)
    from lodestar.contract.actions import propose_version

    assert signatures_owed(cast.actor("petra")) == []
    propose_version(version=version, by=cast.actor("conor"))
    assert [task.for_what for task in signatures_owed(cast.actor("petra"))] == ["Floating support"]
    assert signatures_owed(cast.actor("paul")) == signatures_owed(cast.actor("frank")) == []
    live_contract(cast, contract.service, reference="N-2")
    time_machine.move_to("2028-02-01")  # type: ignore[attr-defined]
    assert [task.due for task in endings_to_plan(cast.actor("conor"))] == [END]
    assert endings_to_plan(cast.actor("carol")) == endings_to_plan(cast.actor("petra")) == []
