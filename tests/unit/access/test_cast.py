"""The cast itself keeps the house's rules."""

from __future__ import annotations

from lodestar.access.roles import ROLES, RoleName
from tests.cast import ORGANISATIONS, PEOPLE


def test_every_role_is_played():
    assert {role for _place, role in PEOPLE.values()} == set(RoleName)


def test_everyone_has_a_role_that_their_organisation_has():
    assert all(ORGANISATIONS[place][1] in ROLES[role].kinds for place, role in PEOPLE.values())


def test_each_of_the_cast_sees_their_own_organisation_only(cast):
    assert cast.actor("alice").organisation_ids == {cast.northshire.pk}
    assert cast.actor("ned").organisation_ids == frozenset()
