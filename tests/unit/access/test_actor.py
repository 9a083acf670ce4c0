"""What an actor may do: in which organisation, within which scope, and nothing after a role has ended."""

from __future__ import annotations

import pytest

from lodestar.access.actions import give_role
from lodestar.access.actor import ANYONE, SYSTEM
from lodestar.access.models import Account, Invitation, Membership, Organisation
from lodestar.access.roles import Permission, RoleName
from lodestar.access.scoping import owned_by_viewer
from lodestar.audit.models import Event
from lodestar.common.actions import REGISTRY
from lodestar.common.ids import new_id

P = Permission


def test_permission_holds_in_its_organisation_only(cast):
    alice = cast.actor("alice")
    assert alice.can(P.AWARD, cast.northshire)
    assert not alice.can(P.AWARD, cast.southmoor)
    assert alice.holds(P.AWARD)
    assert not alice.holds(P.APPROVE_STATEMENT)


def test_narrowed_role_opens_its_scope_only(cast):
    scope = new_id()
    Membership.objects.create(account=cast.account("ned"), organisation=cast.northshire, role=RoleName.ANALYST, scope_id=scope)
    ned = cast.actor("ned")
    assert ned.can(P.EDIT_PRIORITIES, cast.northshire, scope)
    assert not ned.can(P.EDIT_PRIORITIES, cast.northshire, new_id())
    assert not ned.can(P.EDIT_PRIORITIES, cast.northshire)
    assert ned.scopes_with(P.EDIT_PRIORITIES, cast.northshire.pk) == {scope}


def test_whole_organisation_beats_a_narrower_role(cast):
    for scope in (new_id(), ""):
        Membership.objects.create(account=cast.account("ned"), organisation=cast.northshire, role=RoleName.ANALYST, scope_id=scope)
    assert cast.actor("ned").scopes_with(P.EDIT_PRIORITIES, cast.northshire.pk) is None


def test_role_given_by_action_can_be_narrowed(cast):
    scope = new_id()
    give_role(account=cast.account("ned"), organisation=cast.northshire, role=RoleName.ANALYST, scope_id=scope, by=cast.actor("nadia"))
    assert cast.actor("ned").holdings[0].scope_id == scope


def test_anyone_may_nothing_and_the_system_everything(cast):
    assert not any(ANYONE.holds(permission) for permission in P)
    assert not any(ANYONE.can(permission, cast.northshire) for permission in P)
    assert all(SYSTEM.can(permission, cast.northshire) for permission in P)


@pytest.mark.parametrize("model", [Account, Organisation, Membership, Invitation])
def test_rows_of_others_are_not_visible(cast, model):
    seen_by_nobody = model.objects.all().visible_to(ANYONE)
    assert not seen_by_nobody.exists()
    theirs = set(model.objects.all().visible_to(cast.actor("nadia"))) & set(model.objects.all().visible_to(cast.actor("simon")))
    assert not theirs


def test_keyworker_sees_no_other_account(cast):
    assert list(Account.objects.all().visible_to(cast.actor("kim"))) == [cast.account("kim")]


def test_scoping_filter_gives_own_organisations_rows(cast):
    seen = Membership.objects.filter(owned_by_viewer(cast.actor("alice"), P.SEE_CYCLE, owner="organisation"))
    assert {membership.organisation_id for membership in seen} == {cast.northshire.pk}


ACCESS_ACTIONS = sorted(name for name in REGISTRY if name.startswith("lodestar.access.actions."))


def test_every_action_of_access_is_walked_below():
    walked = {
        "set_up", "add_organisation", "invite_person", "withdraw_invitation", "accept_invitation", "give_role", "end_role",
        "lock_account", "unlock_account", "give_password_link", "set_password_by_link",
    }  # fmt: skip
    assert {name.rpartition(".")[2] for name in ACCESS_ACTIONS} == walked


def test_refused_action_leaves_nothing(cast):
    from lodestar.access.actions import add_organisation, end_role, invite_person, lock_account
    from lodestar.common.decisions import Refused

    alice = cast.actor("alice")
    attempts = [
        lambda: add_organisation(name="X", kind="provider", by=alice),
        lambda: invite_person(organisation=cast.northshire, email="x@example.org", name="X", role="analyst", by=alice),
        lambda: give_role(account=cast.account("ned"), organisation=cast.northshire, role="analyst", by=alice),
        lambda: end_role(membership=Membership.objects.get(account=cast.account("frank")), by=alice),
        lambda: lock_account(account=cast.account("frank"), by=alice),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert Event.objects.count() == 0
    assert Invitation.objects.count() == 0


def test_administrator_of_one_place_does_not_lock_someone_who_works_elsewhere_too(cast):
    from lodestar.access.policies import may_give_password_link, may_lock

    give_role(account=cast.account("anna"), organisation=cast.southmoor, role="analyst", by=SYSTEM)
    for policy in (may_lock, may_give_password_link):
        decision = policy(cast.actor("nadia"), cast.account("anna"))
        assert not decision
        assert "an organisation that you do not look after" in decision.reason
