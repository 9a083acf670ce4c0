"""Snapshots: whole, never rewritten, under a digest; and what changed between two of them, in plain words."""

from __future__ import annotations

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from lodestar.common.decisions import Refused
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import Intervention, Snapshot
from lodestar.prioritise.rows import InterventionRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates


def decide(cast: Cast, four: Exercise) -> None:
    actions.decide_funding(
        programme=four.programme, budget_pence=BUDGET_PENCE, chosen=four.ids("Two", "Three", "Four"), reason="Best", by=cast.actor("alice")
    )


def take(cast: Cast, four: Exercise, name: str, by: str = "anna") -> Snapshot:
    return actions.take_snapshot(programme=four.programme, name=name, by=cast.actor(by))


def test_the_same_exercise_has_the_same_digest_and_a_changed_one_another(cast: Cast, four: Exercise) -> None:
    first, second = take(cast, four, "First"), take(cast, four, "Second")
    assert first.digest == second.digest == queries.digest_of_state(first.state)
    assert queries.is_unspoilt(first)
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 3000, reason="Invoice"), by=cast.actor("anna"))
    assert take(cast, four, "Third").digest != first.digest
    spoilt = copy.copy(first)
    spoilt.state = {**first.state, "areas": []}
    assert not queries.is_unspoilt(spoilt)


def test_a_snapshot_is_never_rewritten(cast: Cast, four: Exercise) -> None:
    taken = take(cast, four, "First")
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=taken.pk).update(name="Another")
    assert Snapshot.objects.get(pk=taken.pk).name == "First"


def test_every_decision_leaves_one_by_itself(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    decide(cast, four)
    second, first = four.programme.snapshots.all()
    assert first.decision is not None
    assert first.name.startswith("Decision of ")
    assert second.name == f"{first.name}, number 2 of that day"
    assert first.state["answer"]["optimum"]["value"] == 15_000
    assert first.state["answer"]["inputs_digest"] == first.decision.method_result["inputs_digest"]


def test_no_persons_name_is_in_it(cast: Cast, four: Exercise) -> None:
    Intervention.objects.filter(name="One").update(proposed_by="Zebedee Quillfeather")
    text = str(take(cast, four, "First").state)
    assert "Quillfeather" not in text
    assert cast.account("alice").name not in text


def test_a_name_is_used_once_and_only_those_with_a_part_in_it_take_one(cast: Cast, four: Exercise) -> None:
    take(cast, four, "First", by="felix")
    with pytest.raises(ValidationError, match="of that name already"):
        take(cast, four, "First")
    with pytest.raises(ValidationError):
        take(cast, four, "   ")
    for stranger in ("carol", "kim", "conor"):
        with pytest.raises(Refused):
            take(cast, four, f"By {stranger}", by=stranger)


def test_what_changed_by_whom_why_and_what_it_did_to_the_answer(cast: Cast, four: Exercise) -> None:
    decide(cast, four)
    before = four.programme.snapshots.get().state
    row = estimate("cost", 2000, low=1500, high=2500, reason="A second quotation")
    actions.add_estimate(intervention=four.interventions["One"], row=row, by=cast.actor("anna"))
    actions.add_estimate(intervention=four.interventions["Four"], row=estimate("people", 2858, reason="Counted"), by=cast.actor("anna"))
    found = queries.differences(before, queries.exercise_state(four.programme))
    groups = {group.about: group for group in found.groups}
    assert set(groups) == {"One", "Four"}
    (change,) = groups["One"].changes
    assert change.words == "Cost: £2,000 (£1,500 to £2,500); before, £3,571."
    assert (change.by, change.why) == (cast.account("anna").name, "A second quotation")
    assert groups["One"].effect == "Coming in: One. Going out: Four."
    assert groups["Four"].effect == "Nothing changes in what is best."
    assert (found.entered, found.left) == (("One",), ("Four",))
    assert found.answer == "The best there is funds others. Coming in: One. Going out: Four. Its value is 17,857; before, 15,000."


def test_what_came_and_went_and_which_rules_changed(cast: Cast, four: Exercise) -> None:
    before = queries.exercise_state(four.programme)
    made = actions.add_intervention(
        programme=four.programme,
        row=InterventionRow(area_id=four.areas[0].pk, name="Five", estimates=estimates(1, 1)),
        by=cast.actor("anna"),
    )
    after = queries.exercise_state(four.programme)
    assert [(group.about, group.changes[0].words) for group in queries.differences(before, after).groups] == [(made.name, "New.")]
    assert [(group.about, group.changes[0].words) for group in queries.differences(after, before).groups] == [
        (made.name, "No longer there.")
    ]
    ruled = {**before, "constraints": [{"id": "x", "sentence": "At most one.", "reason": "One team"}]}
    assert queries.differences(before, ruled).groups[0].changes[0].words == "New: At most one."
    assert queries.differences(before, before).is_none


def test_the_pages_of_snapshots(cast: Cast, four: Exercise) -> None:
    client = cast.client("alice")
    programme = four.programme
    assert "No snapshot yet" in client.get(f"/prioritise/{programme.public_id}/snapshots/").content.decode()
    assert client.post(f"/prioritise/{programme.public_id}/snapshots/new/", {"name": "Before the workshop"}).status_code == 302
    taken = programme.snapshots.get()
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("cost", 2000, reason="Invoice"), by=cast.actor("anna"))
    page = client.get(f"/prioritise/{programme.public_id}/snapshots/?first={taken.public_id}&second=now").content.decode()
    assert "Cost: £2,000; before, £3,571." in page
    assert "Invoice" in page
    for wrong in ("first=now&second=now", f"first={taken.public_id}&second=NOSUCHSNAP12", "first=&second="):
        assert client.get(f"/prioritise/{programme.public_id}/snapshots/?{wrong}").status_code == 200
    assert taken.digest in client.get(f"/prioritise/snapshots/{taken.public_id}/").content.decode()
    kept = client.get(f"/prioritise/snapshots/{taken.public_id}/snapshot.json").json()
    assert queries.digest_of_state(kept) == taken.digest
    assert cast.client("carol").get(f"/prioritise/snapshots/{taken.public_id}/").status_code == 404
