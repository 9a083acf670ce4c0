"""Separation of duties is a table of data; here it is held against every pair of roles there is."""

from __future__ import annotations

import itertools

import pytest

from lodestar.access.actions import accept_invitation, give_role, invite_person
from lodestar.access.actor import SYSTEM
from lodestar.access.models import Membership, Organisation
from lodestar.access.policies import kept_apart, may_give_role, role_fits
from lodestar.access.roles import ROLES, SEPARATION, OrganisationKind, RoleName, conflict_between
from lodestar.common.decisions import Refused

R = RoleName
# Written out by hand, from the rules of the house: claimant ≠ verifier ≠ payer; bidder ≠ judge; giver of roles ≠ auditor;
# nobody signs for both parties.
APART = {
    frozenset(pair)
    for pair in [
        (R.KEYWORKER, R.VERIFIER),
        (R.PROVIDER_MANAGER, R.VERIFIER),
        (R.KEYWORKER, R.FINANCE_OFFICER),
        (R.PROVIDER_MANAGER, R.FINANCE_OFFICER),
        (R.VERIFIER, R.FINANCE_OFFICER),
        (R.CONTRACT_MANAGER, R.FINANCE_OFFICER),
        (R.COMMISSIONING_MANAGER, R.FINANCE_OFFICER),
        (R.BIDDER, R.EVALUATOR),
        (R.BIDDER, R.BID_OPENER),
        (R.BIDDER, R.PROCUREMENT_OFFICER),
        (R.BIDDER, R.COMMISSIONING_MANAGER),
        (R.PROVIDER_MANAGER, R.EVALUATOR),
        (R.PROVIDER_MANAGER, R.COMMISSIONING_MANAGER),
        (R.PROVIDER_MANAGER, R.CONTRACT_MANAGER),
        (R.FACILITATOR, R.COMMISSIONING_MANAGER),
        (R.ADMINISTRATOR, R.AUDITOR),
        (R.ADMINISTRATOR, R.FINANCE_OFFICER),
        (R.AUDITOR, R.FINANCE_OFFICER),
    ]
}
PAIRS = list(itertools.product(R, R))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_pair_is_decided_as_written_and_both_ways_round(one, other):
    apart = frozenset((one, other)) in APART
    assert (conflict_between(one.value, other.value) is not None) == apart
    assert conflict_between(one.value, other.value) == conflict_between(other.value, one.value)


def test_each_pair_is_written_once_with_a_reason():
    assert len({frozenset((left, right)) for left, right, _reason in SEPARATION}) == len(SEPARATION)
    assert all(str(reason) for _left, _right, reason in SEPARATION)


@pytest.fixture
def places(db):
    return {kind: Organisation.objects.create(name=f"Of kind {kind}", kind=kind) for kind in OrganisationKind}


IN_ORDER = sorted(tuple(sorted(pair)) for pair in APART)


@pytest.mark.parametrize(("held", "wanted"), IN_ORDER + [pair[::-1] for pair in IN_ORDER])
def test_nobody_gets_the_second_role_in_any_organisation(cast, places, held, wanted):
    place = {role: places[sorted(ROLES[role].kinds)[0]] for role in (held, wanted)}
    Membership.objects.create(account=cast.account("ned"), organisation=place[held], role=held)
    with pytest.raises(Refused, match="One person may not be both"):
        give_role(account=cast.account("ned"), organisation=place[wanted], role=wanted, by=SYSTEM)
    assert cast.actor("ned").roles == {held}


def test_role_that_has_ended_is_in_nobodys_way(cast):
    frank = cast.account("frank")
    Membership.objects.filter(account=frank).update(ended_at="2026-01-01T00:00Z")
    give_role(account=frank, organisation=cast.northshire, role=R.CONTRACT_MANAGER, by=cast.actor("nadia"))
    assert cast.actor("frank").roles == {R.CONTRACT_MANAGER}


def test_invitation_is_no_way_round(cast):
    invitation = invite_person(
        organisation=cast.harbour, email="kim@example.org", name="Kim", role=R.BIDDER, by=cast.actor("hana")
    ).invitation
    type(invitation).objects.filter(pk=invitation.pk).update(role=R.VERIFIER)
    invitation.refresh_from_db()
    with pytest.raises(Refused, match="whoever records an achievement does not verify it"):
        accept_invitation(invitation=invitation, by=cast.actor("kim"))


def test_inviting_someone_seen_to_a_role_kept_apart_is_refused_at_once(cast):
    with pytest.raises(Refused, match="whoever claims does not verify"):
        invite_person(organisation=cast.harbour, email="petra@example.org", name="Petra", role=R.VERIFIER, by=cast.actor("hana"))


def test_nobody_gives_a_role_to_themselves(cast):
    decision = may_give_role(cast.actor("nadia"), cast.account("nadia"), cast.northshire, R.ANALYST)
    assert not decision
    assert "Nobody gives a role to themselves" in decision.reason


@pytest.mark.parametrize("role", list(R))
@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_roles_fit_the_kinds_they_are_for(role, kind):
    organisation = Organisation(name="Any", kind=kind)
    assert bool(role_fits(organisation, role)) == (kind in ROLES[role].kinds)


def test_role_is_held_once(cast):
    with pytest.raises(Refused, match="have that role already"):
        give_role(account=cast.account("alice"), organisation=cast.northshire, role=R.COMMISSIONING_MANAGER, by=cast.actor("nadia"))


def test_kept_apart_names_the_role_in_the_way(cast):
    reason = kept_apart(cast.account("frank"), R.VERIFIER).reason
    assert reason == "One person may not be both Finance officer and Verifier: whoever verifies does not pay. End the other role first."
