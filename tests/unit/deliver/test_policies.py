"""Who may do what, as tables: the policies of delivery, what each role sees, and what is shown of small numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from lodestar.access.actor import ANYONE, SYSTEM, Actor, actor_for
from lodestar.access.models import Membership
from lodestar.access.roles import RoleName
from lodestar.common.clock import now
from lodestar.contract.models import Contract
from lodestar.deliver import actions, policies
from lodestar.deliver.actions import NewAchievement
from lodestar.deliver.models import Achievement, Engagement, ReadingDraft
from lodestar.deliver.queries import Shown, services_for_viewer
from lodestar.deliver.states import ACHIEVEMENT, ENGAGEMENT, GOAL
from tests.factories.deliver import County, account, county, engagement, service_of

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)
WHO = ("keyworker", "colleague", "manager", "verifier", "contract_manager", "stranger_manager", "anyone")


@pytest.fixture
def place() -> County:
    return county()


@pytest.fixture
def someone(place: County) -> Engagement:
    return engagement(place)


def actor(place: County, who: str) -> Actor:
    return ANYONE if who == "anyone" else place.actor(who)


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("may_see_record", {"keyworker", "manager"}),
        ("may_record_reading", {"keyworker", "manager"}),
        ("may_set_goal", {"keyworker", "manager"}),
        ("may_record_achievement", {"keyworker", "manager"}),
        ("may_close_engagement", {"keyworker", "manager"}),
        ("may_edit_identity", {"keyworker", "manager"}),
        ("may_assign_keyworker", {"manager"}),
        ("may_reopen_engagement", set()),
        ("may_take_up_referral", set()),
    ],
)
def test_who_may_do_what_with_an_open_record(place: County, someone: Engagement, policy: str, allowed: set[str]) -> None:
    decisions = {who: getattr(policies, policy)(actor(place, who), someone) for who in WHO}
    assert {who for who, decision in decisions.items() if decision} == allowed
    assert all(decision.reason for decision in decisions.values() if not decision)


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("may_see_achievement", {"keyworker", "manager", "verifier"}),
        ("may_add_evidence", {"keyworker", "manager"}),
        ("may_withdraw_achievement", {"keyworker", "manager"}),
        ("may_verify", {"verifier"}),
    ],
)
def test_who_may_do_what_with_an_achievement(place: County, someone: Engagement, policy: str, allowed: set[str]) -> None:
    row = NewAchievement(engagement=someone, milestone=place.milestone, happened_on=FIRST, evidence="Seen")
    actions.record_achievement(row=row, by=place.actor("keyworker"))
    made = Achievement.objects.get()
    assert {who for who in WHO if getattr(policies, policy)(actor(place, who), made)} == allowed
    seen = {who for who in WHO if Achievement.objects.visible_to(actor(place, who)).exists()}
    assert seen == {"keyworker", "manager", "verifier"}


@pytest.mark.parametrize(
    ("policy", "allowed"), [("may_open_engagement", {"keyworker", "colleague", "manager"}), ("may_record_return", {"manager"})]
)
def test_who_may_do_what_with_a_contract(place: County, policy: str, allowed: set[str]) -> None:
    assert {who for who in WHO if getattr(policies, policy)(actor(place, who), place.contract)} == allowed


def test_nobody_is_taken_on_for_a_contract_that_is_not_live(place: County) -> None:
    place.contract.state = "draft"
    assert not policies.may_open_engagement(place.actor("manager"), place.contract)
    assert not policies.may_open_engagement(SYSTEM, place.contract)
    place.contract.state = "ended"
    assert not policies.may_open_engagement(place.actor("manager"), place.contract)
    assert policies.may_open_engagement(SYSTEM, place.contract)


def test_figures_are_for_the_parties_of_the_service(place: County) -> None:
    assert {who for who in WHO if policies.may_see_delivery(actor(place, who), place.service)} == {
        "keyworker",
        "colleague",
        "manager",
        "contract_manager",
    }
    assert {who for who in WHO if services_for_viewer(actor(place, who)).exists()} == {
        "keyworker",
        "colleague",
        "manager",
        "contract_manager",
    }
    assert policies.providers_of(place.actor("contract_manager"), place.service) == frozenset()
    assert policies.providers_of(place.actor("manager"), place.service) == {place.provider.pk}


def test_role_for_one_service_reaches_no_other(place: County, someone: Engagement) -> None:
    other, contract = service_of(place.commissioner, place.provider, "Hostel")
    narrow = actor_for(account("Nell", place.provider, RoleName.PROVIDER_MANAGER, scope=other.public_id))
    assert not policies.may_see_record(narrow, someone)
    assert not Engagement.objects.visible_to(narrow).exists()
    assert list(services_for_viewer(narrow)) == [other]
    assert policies.may_open_engagement(narrow, contract)
    assert not policies.may_open_engagement(narrow, place.contract)


def test_role_that_has_ended_sees_nothing(place: County, someone: Engagement) -> None:
    Membership.objects.filter(account=place.keyworker).update(ended_at=now())
    gone = place.actor("keyworker")
    assert not policies.may_see_record(gone, someone)
    assert not Engagement.objects.visible_to(gone).exists()


def test_only_the_organisation_that_the_contract_names_verifies(place: County, someone: Engagement) -> None:
    """A role narrowed to somebody else's contract opens nothing: the contract names its verifier, not the other way round."""
    row = NewAchievement(engagement=someone, milestone=place.milestone, happened_on=FIRST, evidence="Seen")
    made = actions.record_achievement(row=row, by=place.actor("keyworker"))
    assert policies.may_verify(place.actor("verifier"), made)
    Membership.objects.filter(account=place.verifier).update(scope_id=place.contract.public_id)
    assert policies.may_verify(place.actor("verifier"), made)
    Contract.objects.filter(pk=place.contract.pk).update(verifier=None)
    made = Achievement.objects.get(pk=made.pk)
    assert not policies.may_verify(place.actor("verifier"), made)
    assert not Achievement.objects.visible_to(place.actor("verifier")).exists()


@pytest.mark.parametrize("table", [ENGAGEMENT, GOAL, ACHIEVEMENT])
def test_every_state_is_reached_and_says_whose_turn_it_is(table) -> None:  # type: ignore[no-untyped-def]
    reached = {table.start, *(move.target for move in table.moves.values())}
    assert reached == set(table.states.values)
    assert set(table.turn) == set(table.states.values)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "[c]"), (7, "[c]"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20"), (1232, "1,230")]
)
def test_counts_outside_the_provider(count: int, shown: str) -> None:
    assert Shown(exact=False).count(count) == shown
    assert Shown(exact=True).count(count) == f"{count:,}"


@pytest.mark.parametrize(
    ("value", "people", "exact", "shown"),
    [
        (1.25, 7, False, "[c]"),
        (1.26, 8, False, "+1.3"),
        (1.256, 2, True, "+1.26"),
        (-0.004, 9, True, "0.00"),
        (-0.5, 9, True, "−0.50"),
        (None, 0, True, "–"),
    ],
)
def test_means_as_they_are_written(value: float | None, people: int, exact: bool, shown: str) -> None:
    assert Shown(exact).mean(value, people, sign=True) == shown


def test_shares_come_from_what_is_shown() -> None:
    assert Shown(exact=False).share(9, 24) == "40 % (10 of 25)"
    assert Shown(exact=False).share(3, 24) == "[c]"
    assert Shown(exact=True).share(53, 85) == "62 % (53 of 85)"
    assert Shown(exact=True).share(0, 0) == "–"


def test_draft_nobody_touches_is_forgotten_after_thirty_days(place: County, someone: Engagement) -> None:
    save = {"engagement": someone, "edition": place.edition, "content": {"area-home": "4"}, "revision": 0}
    with time_machine.travel(now() - timedelta(days=31)):
        actions.save_draft(**save, by=place.actor("keyworker"))
    actions.save_draft(**save, by=place.actor("manager"))
    assert actions.forget_old_drafts() == 1
    assert ReadingDraft.objects.get().account == place.manager
