"""A target is closed with YES or NO, and never without what was learnt; what was learnt reaches the next decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.contract.models import Target
from lodestar.learn import actions, policies
from lodestar.learn.models import LearningEntry, TargetResult
from lodestar.learn.queries.learning import lessons_about, lessons_to_remember, targets_to_close
from lodestar.learn.tasks import targets_owed
from tests.cast import PEOPLE, Cast
from tests.factories.contract import END, signed_by_both, variation, written
from tests.factories.learn import Walk, closed

pytestmark = pytest.mark.django_db
WORDS = {"expected": "40", "happened": "12", "learnt": "Landlords wait", "next_time": ""}


@pytest.mark.parametrize(("count", "answer"), [(39, False), (40, True), (0, False), (60, True)])
def test_a_target_is_closed_with_its_learning_for_yes_as_for_no(cast: Cast, tied: Walk, count: int, answer: bool) -> None:
    result = closed(cast, tied.target, count=count)
    assert (result.is_reached, result.reached_count) == (answer, count)
    entry = result.learning
    assert (entry.target, entry.contract, entry.service) == (tied.target, tied.contract, tied.contract.service)
    event = Event.objects.get(act="target_closed")
    assert event.details["reached"] is answer


@pytest.mark.parametrize("answer", [True, False])
def test_neither_answer_is_kept_without_its_learning(cast: Cast, tied: Walk, answer: bool) -> None:
    count = 40 if answer else 39
    with pytest.raises(ValidationError, match="Say what was learnt"):
        actions.close_target(target=tied.target, is_reached=answer, reached_count=count, by=cast.actor("conor"), **{**WORDS, "learnt": " "})
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        TargetResult.objects.create(
            owner_organisation=cast.northshire, target=tied.target, is_reached=answer, reached_count=count, closed_on=END, learning=None
        )
    assert not TargetResult.objects.exists()
    assert not LearningEntry.objects.exists()


@pytest.mark.parametrize(("answer", "count"), [(True, 39), (False, 40)])
def test_the_answer_is_what_the_count_says(cast: Cast, tied: Walk, answer: bool, count: int) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.close_target(target=tied.target, is_reached=answer, reached_count=count, by=cast.actor("conor"), **WORDS)
    assert "The target was 40 people" in refused.value.message_dict["is_reached"][0]


def test_a_target_is_closed_once_whatever_its_version(cast: Cast, tied: Walk, time_machine: Any) -> None:
    closed(cast, tied.target)
    with pytest.raises(Refused, match="closed already"):
        closed(cast, tied.target)
    version = signed_by_both(cast, variation(cast, tied.contract, date(2025, 7, 1)), proposed_by="petra")
    copied = Target.objects.select_related("version__contract__service__programme").get(version=version)
    with pytest.raises(Refused, match="closed already"):
        closed(cast, copied)


def test_only_a_target_that_both_signed_is_closed(cast: Cast, tied: Walk) -> None:
    from tests.factories.contract import draft_contract

    version = written(cast, draft_contract(cast, tied.contract.service, reference="N-2"))
    draft = Target.objects.select_related("version__contract__service__programme").get(version=version)
    with pytest.raises(Refused, match="Only a target of a signed version"):
        closed(cast, draft)


def test_who_closes_targets_and_who_writes_learning_down(cast: Cast, tied: Walk) -> None:
    everyone = [*PEOPLE, "ned"]
    programme = tied.contract.service.programme
    assert {n for n in everyone if policies.may_close_target(cast.actor(n), tied.target)} == {"alice", "conor"}
    assert {n for n in everyone if policies.may_record_learning(cast.actor(n), programme)} == {"alice", "conor"}
    assert {n for n in everyone if policies.may_record_learning(cast.actor(n), programme, tied.contract)} == {"alice", "conor", "petra"}
    assert policies.may_record_learning(cast.actor("petra"), programme).reason


def test_what_is_learnt_is_never_rewritten(cast: Cast, tied: Walk) -> None:
    closed(cast, tied.target)
    for rewrite in (lambda: LearningEntry.objects.update(learnt="X"), lambda: TargetResult.objects.update(is_reached=True)):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rewrite()


def test_learning_is_read_by_both_parties_of_its_contract_and_by_nobody_else(cast: Cast, tied: Walk) -> None:
    programme = tied.contract.service.programme
    general = actions.record_learning(programme=programme, by=cast.actor("alice"), **WORDS)
    about = actions.record_learning(programme=programme, contract=tied.contract, by=cast.actor("petra"), **WORDS)
    seen = {name: set(LearningEntry.objects.visible_to(cast.actor(name))) for name in PEOPLE}
    assert {name for name, entries in seen.items() if about in entries} >= {"alice", "conor", "frank", "petra"}
    assert "petra" not in {name for name, entries in seen.items() if general in entries}
    assert not any(seen[name] for name in ("carol", "paul", "mia", "mark", "simon", "kim", "ben"))
    assert list(lessons_about(cast.actor("petra"), contract=tied.contract)) == [about]


def test_what_to_do_next_time_is_shown_to_whoever_begins_something(cast: Cast, tied: Walk) -> None:
    closed(cast, tied.target)
    actions.record_learning(programme=tied.contract.service.programme, by=cast.actor("alice"), **WORDS)
    assert [entry.next_time for entry in lessons_to_remember(cast.actor("alice"))] == ["Ask landlords first"]
    assert lessons_to_remember(cast.actor("carol")) == []


def test_targets_past_their_day_are_owed_until_they_are_answered(cast: Cast, tied: Walk, time_machine: Any) -> None:
    assert targets_owed(cast.actor("conor")) == []
    time_machine.move_to("2027-04-02T09:00:00Z", tick=False)
    assert [task.due for task in targets_owed(cast.actor("conor"))] == [tied.target.by_when]
    assert targets_owed(cast.actor("petra")) == targets_owed(cast.actor("carol")) == targets_owed(cast.actor("frank")) == []
    signed_by_both(cast, variation(cast, tied.contract, date(2027, 4, 1)), proposed_by="petra")
    assert targets_to_close(cast.actor("conor"), date(2027, 4, 2)).count() == 1
    closed(cast, tied.target)
    assert targets_owed(cast.actor("conor")) == []
