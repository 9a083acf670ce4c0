"""Who may write, propose, sign, refuse, take back and end: the whole cast against every policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lodestar.access.models import Membership
from lodestar.common.decisions import Decision
from lodestar.contract import policies
from lodestar.contract.actions import propose_version, refuse_version, sign_version
from lodestar.contract.models import Contract
from tests.cast import PEOPLE, Cast
from tests.factories.contract import draft_contract, fresh, live_contract, service, signed_by_both, variation, written

pytestmark = pytest.mark.django_db
NORTH, HARBOUR = {"alice", "conor"}, {"petra"}


def allowed(cast: Cast, ask: Callable[..., Decision], row: object) -> set[str]:
    """Everyone of the cast whom the policy allows; everybody else is told why not."""
    answers = {name: ask(cast.actor(name), row) for name in [*PEOPLE, "ned"]}
    assert all(answer or answer.reason for answer in answers.values())
    return {name for name, answer in answers.items() if answer}


def test_a_contract_is_begun_by_the_services_commissioner(cast: Cast) -> None:
    assert allowed(cast, policies.may_write_contract, service(cast)) == NORTH


def test_either_party_drafts_a_variation_while_the_contract_lives(cast: Cast, contract: Contract) -> None:
    assert allowed(cast, policies.may_draft_version, contract) == NORTH | HARBOUR
    Contract.objects.update(state="ended")
    contract.refresh_from_db()
    assert allowed(cast, policies.may_draft_version, contract) == set()


def test_only_the_party_that_writes_a_version_changes_it_and_only_while_it_is_a_draft(cast: Cast, contract: Contract) -> None:
    ours = written(cast, draft_contract(cast, contract.service, reference="N-2"))
    theirs = variation(cast, contract, date(2026, 4, 1), by="petra")
    assert allowed(cast, policies.may_write_version, ours) == NORTH
    assert allowed(cast, policies.may_write_version, theirs) == HARBOUR
    assert allowed(cast, policies.may_take_back_version, theirs) == HARBOUR
    propose_version(version=theirs, by=cast.actor("petra"))
    assert allowed(cast, policies.may_write_version, fresh(theirs)) == set()
    assert allowed(cast, policies.may_take_back_version, fresh(theirs)) == HARBOUR
    assert allowed(cast, policies.may_propose_version, fresh(theirs)) == set()


def test_a_version_without_targets_is_not_proposed(cast: Cast) -> None:
    contract = draft_contract(cast)
    empty = fresh(contract.versions.get())
    assert allowed(cast, policies.may_propose_version, empty) == set()
    assert "at least one target" in policies.may_propose_version(cast.actor("conor"), empty).reason
    assert allowed(cast, policies.may_propose_version, written(cast, contract)) == NORTH


def test_a_proposed_version_waits_for_each_party_once(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    assert allowed(cast, policies.may_sign_version, fresh(version)) == set()
    propose_version(version=version, by=cast.actor("conor"))
    assert allowed(cast, policies.may_sign_version, fresh(version)) == NORTH | HARBOUR
    assert allowed(cast, policies.may_refuse_version, fresh(version)) == NORTH | HARBOUR
    sign_version(version=fresh(version), by=cast.actor("conor"))
    assert allowed(cast, policies.may_sign_version, fresh(version)) == HARBOUR
    assert "has signed already" in policies.may_sign_version(cast.actor("alice"), fresh(version)).reason
    sign_version(version=fresh(version), by=cast.actor("petra"))
    assert allowed(cast, policies.may_sign_version, fresh(version)) == set()
    assert allowed(cast, policies.may_refuse_version, fresh(version)) == set()
    assert allowed(cast, policies.may_take_back_version, fresh(version)) == set()


def test_one_person_who_manages_both_parties_signs_for_one_only(cast: Cast) -> None:
    """Roles keep the two apart; where a row has slipped past them, the signature does not."""
    Membership.objects.create(account=cast.account("petra"), organisation=cast.northshire, role="contract_manager")
    version = written(cast, draft_contract(cast))
    propose_version(version=version, by=cast.actor("conor"))
    sign_version(version=fresh(version), by=cast.actor("petra"))
    second = policies.may_sign_version(cast.actor("petra"), fresh(version))
    assert not second
    assert "two people must sign" in second.reason


def test_a_copy_of_what_no_longer_stands_is_neither_proposed_nor_signed(cast: Cast, contract: Contract) -> None:
    slow = variation(cast, contract, date(2026, 4, 1), by="petra")
    slower = variation(cast, contract, date(2026, 5, 1), by="conor")
    proposed = variation(cast, contract, date(2026, 6, 1), by="petra")
    propose_version(version=proposed, by=cast.actor("petra"))
    signed_by_both(cast, slow, proposed_by="petra")
    for ask, version in ((policies.may_propose_version, slower), (policies.may_sign_version, proposed)):
        decision = ask(cast.actor("conor"), fresh(version))
        assert not decision
        assert "Another version was signed" in decision.reason


def test_a_live_contract_is_ended_and_a_draft_given_up_by_the_commissioner(cast: Cast, contract: Contract) -> None:
    draft = draft_contract(cast, contract.service, reference="N-2")
    assert allowed(cast, policies.may_end_contract, contract) == NORTH
    assert allowed(cast, policies.may_abandon_contract, draft) == NORTH
    assert allowed(cast, policies.may_end_contract, draft) == allowed(cast, policies.may_abandon_contract, contract) == set()


@pytest.mark.parametrize("of", ["contract", "service", "programme", "elsewhere"])
def test_a_role_for_one_scope_reaches_what_lies_in_it(cast: Cast, contract: Contract, of: str) -> None:
    scopes = {"contract": contract, "service": contract.service, "programme": contract.service.programme}
    scope = scopes[of].public_id if of in scopes else live_contract(cast, service(cast, name="Other"), reference="N-9").public_id
    Membership.objects.filter(account=cast.account("conor")).update(scope_id=scope)
    conor = cast.actor("conor")
    assert bool(policies.may_draft_version(conor, contract)) == (of != "elsewhere")
    assert Contract.objects.visible_to(conor).filter(pk=contract.pk).exists() == (of != "elsewhere")


def test_a_refused_version_stays_refused(cast: Cast, contract: Contract) -> None:
    version = variation(cast, contract, date(2026, 4, 1))
    propose_version(version=version, by=cast.actor("petra"))
    refuse_version(version=fresh(version), reason="Too dear", by=cast.actor("conor"))
    assert allowed(cast, policies.may_sign_version, fresh(version)) == set()
