"""Who may do what in prioritise, as a table: one row a policy, one column a role of Northshire; and when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestar.access.actor import SYSTEM, Actor
from lodestar.common.decisions import Decision
from lodestar.prioritise import policies
from lodestar.prioritise.models import Intervention, Programme
from tests.cast import Cast
from tests.factories.prioritise import Exercise

ROLES = ("alice", "anna", "felix", "oscar", "frank", "ada", "nadia", "carol", "petra", "ned")
EDITORS, AGREERS, DECIDERS, READERS_OF_EVENTS = {"alice", "anna"}, {"alice", "felix"}, {"alice"}, {"ada"}

TABLE: dict[str, tuple[Callable[[Actor, Exercise], Decision], set[str]]] = {
    "create a programme": (lambda actor, four: policies.may_create_programme(actor, four.programme.owner_organisation), EDITORS),
    "edit a programme": (lambda actor, four: policies.may_edit_programme(actor, four.programme), EDITORS),
    "edit an area": (lambda actor, four: policies.may_edit_area(actor, four.areas[0]), EDITORS),
    "edit an intervention": (lambda actor, four: policies.may_edit_intervention(actor, four.interventions["One"]), EDITORS),
    "agree interventions": (lambda actor, four: policies.may_agree_interventions(actor, four.programme), AGREERS),
    "reopen an intervention": (lambda actor, four: policies.may_reopen_intervention(actor, four.interventions["One"]), AGREERS),
    "decide funding": (lambda actor, four: policies.may_decide_funding(actor, four.programme), DECIDERS),
    "see history": (lambda actor, four: policies.may_see_history(actor, four.programme), READERS_OF_EVENTS),
}


@pytest.mark.parametrize("act", TABLE)
def test_each_act_is_for_those_the_table_names_and_the_rest_are_told_why(cast: Cast, four: Exercise, act: str) -> None:
    ask, allowed = TABLE[act]
    answers = {name: ask(cast.actor(name), four) for name in ROLES}
    assert {name for name, answer in answers.items() if answer} == allowed
    assert all(answer.reason for name, answer in answers.items() if name not in allowed)
    assert ask(SYSTEM, four)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [("gathering", {"edit", "decide"}), ("decided", {"edit", "decide", "close"}), ("closed", set())],
)
def test_what_may_be_done_in_each_state_of_a_programme(cast: Cast, four: Exercise, state: str, allowed: set[str]) -> None:
    Programme.objects.update(state=state)
    programme, alice = Programme.objects.get(), cast.actor("alice")
    asked = {"edit": policies.may_edit_programme, "decide": policies.may_decide_funding, "close": policies.may_close_programme}
    assert {act for act, may in asked.items() if may(alice, programme)} == allowed


@pytest.mark.parametrize(
    ("state", "may_agree", "may_reopen"),
    [("draft", True, False), ("agreed", False, True), ("funded", False, False), ("not_funded", False, False)],
)
def test_what_may_be_done_in_each_state_of_an_intervention(
    cast: Cast, four: Exercise, state: str, may_agree: bool, may_reopen: bool
) -> None:
    Intervention.objects.update(state=state)
    one, felix = Intervention.objects.get(name="One"), cast.actor("felix")
    assert bool(policies.may_agree_intervention(felix, one)) is may_agree
    assert bool(policies.may_reopen_intervention(felix, one)) is may_reopen
