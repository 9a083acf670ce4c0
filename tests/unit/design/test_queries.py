"""Reading: who sees which frameworks and services, and the tree."""

from __future__ import annotations

from lodestar.design import actions, queries
from lodestar.design.models import OutcomeFramework, Service
from lodestar.design.tasks import services_of, tasks_for
from tests.cast import Cast
from tests.factories.design import framework_of, outcomes_of, service_from
from tests.factories.prioritise import Exercise


def as_text(branches: tuple[queries.Branch, ...], depth: int = 0) -> list[str]:
    """The tree as lines, two spaces a level."""
    lines = []
    for branch in branches:
        lines += ["  " * depth + branch.outcome.code, *as_text(branch.branches, depth + 1)]
    return lines


def test_the_tree_goes_from_the_aims_down_and_shows_an_outcome_under_each_it_leads_to(cast: Cast, framework: OutcomeFramework) -> None:
    tree = queries.tree_of_framework(cast.actor("alice"), framework)
    assert as_text(tree.aims) == ["A1", "  E2", "  P1", "    E1", "    E2"]
    assert tree.leading_nowhere == ()


def test_what_leads_nowhere_stands_apart(cast: Cast, framework: OutcomeFramework) -> None:
    ours = outcomes_of(framework)
    actions.unlink_outcomes(source=ours["P1"], target=ours["A1"], by=cast.actor("alice"))
    tree = queries.tree_of_framework(cast.actor("alice"), framework)
    assert as_text(tree.aims) == ["A1", "  E2"]
    assert as_text(tree.leading_nowhere) == ["P1", "  E1", "  E2"]


def test_an_aim_of_another_framework_stands_in_the_tree_while_it_can_be_seen(cast: Cast, framework: OutcomeFramework) -> None:
    shared = framework_of(cast.southmoor, cast.actor("carol"), name="Regional", is_shared=True)
    ours, aim = outcomes_of(framework)["P1"], outcomes_of(shared)["A1"]
    actions.link_outcomes(source=ours, target=aim, reason="The same aim", by=cast.actor("alice"))
    tree = queries.tree_of_framework(cast.actor("alice"), framework)
    assert {branch.outcome.pk: branch.is_elsewhere for branch in tree.aims} == {outcomes_of(framework)["A1"].pk: False, aim.pk: True}
    OutcomeFramework.objects.filter(pk=shared.pk).update(is_shared=False)
    assert len(queries.tree_of_framework(cast.actor("alice"), framework).aims) == 1


def test_frameworks_are_seen_by_their_owner_and_when_shared_by_everyone_signed_in(cast: Cast, framework: OutcomeFramework) -> None:
    assert OutcomeFramework.objects.visible_to(cast.actor("frank")).count() == 1
    for name in ("carol", "petra", "kim", "ned"):
        assert OutcomeFramework.objects.visible_to(cast.actor(name)).count() == 0, name


def test_services_are_seen_by_their_commissioner_and_no_stranger(cast: Cast, four: Exercise) -> None:
    service = service_from(four, cast.actor("alice"))
    for name in ("alice", "anna", "felix", "frank"):
        assert list(queries.services_for_viewer(cast.actor(name))) == [service], name
    for name in ("carol", "petra", "paul", "ned"):
        assert not queries.services_for_viewer(cast.actor(name)).exists(), name


def test_funded_interventions_wait_for_a_service_until_they_have_one_that_is_not_closed(cast: Cast, four: Exercise) -> None:
    alice = cast.actor("alice")
    assert {one.intervention.name for one in queries.funded_without_service(alice)} == {"Two", "Three", "Four"}
    service_from(four, alice)
    assert {one.intervention.name for one in queries.funded_without_service(alice)} == {"Three", "Four"}
    Service.objects.update(state="closed")
    assert {one.intervention.name for one in queries.funded_without_service(alice)} == {"Two", "Three", "Four"}
    assert queries.funded_without_service(cast.actor("carol")) == []


def test_what_the_commissioning_manager_owes(cast: Cast, four: Exercise) -> None:
    service_from(four, cast.actor("alice"), complete=False)
    titles = {task.title for task in tasks_for(cast.actor("alice"))}
    assert titles == {"Design a service for Three", "Design a service for Four", "Finish the design of Service from Two"}
    assert tasks_for(cast.actor("anna")) == tasks_for(cast.actor("carol")) == []


def test_a_role_can_be_narrowed_to_a_service(cast: Cast, four: Exercise) -> None:
    service = service_from(four, cast.actor("alice"))
    assert services_of(cast.northshire) == [(service.public_id, service.name)]
    assert services_of(cast.harbour) == []
