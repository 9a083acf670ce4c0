"""Preparing, publishing, proposing, opening and awarding: what each act does, what it refuses, the event it leaves."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from lodestar.access.models import Membership
from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.common.revisions import Overtaken
from lodestar.common.sealing import seal
from lodestar.common.states import IllegalMove
from lodestar.procure import actions
from lodestar.procure.models import Award, OpeningKey, Opportunity, Proposal
from lodestar.procure.queries import SEAL_PURPOSE
from tests.cast import Cast
from tests.factories.procure import CONTENT, draft_opportunity, fresh, open_opportunity, opened_by_two, submitted

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(Event.objects.order_by("id").values_list("act", flat=True))


def test_from_a_draft_to_an_award_each_act_leaves_its_event(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    before = len(acts()) - 2
    mine, other = submitted(cast, opportunity), submitted(cast, opportunity, by="mark")
    after(opportunity)
    opened_by_two(cast, opportunity)
    award = actions.award_contract(proposal=Proposal.objects.get(pk=mine.pk), reason="It is the best", by=cast.actor("alice"))
    assert (award.provider, award.opportunity.state) == (cast.harbour, "awarded")
    assert list(Proposal.objects.order_by("id").values_list("state", flat=True)) == ["chosen", "not_chosen"]
    assert acts()[before:] == [
        "opportunity_prepared", "opportunity_published", "proposal_saved", "proposal_submitted", "proposal_saved", "proposal_submitted",
        "opening_key_turned", "opening_key_turned", "proposals_opened", "contract_awarded",
    ]  # fmt: skip
    assert other.pk


def test_a_published_opportunity_stays_as_it_was(cast: Cast, opportunity: Opportunity) -> None:
    with pytest.raises(Refused, match="can no longer be changed"):
        actions.edit_opportunity(opportunity=opportunity, title="Other", by=cast.actor("oscar"))


def test_a_draft_is_edited_over_what_its_writer_saw(cast: Cast) -> None:
    draft = draft_opportunity(cast)
    seen = draft.recorded_at
    actions.edit_opportunity(opportunity=fresh(draft), seen=seen, title="Homes that last", by=cast.actor("oscar"))
    with pytest.raises(Overtaken):
        actions.edit_opportunity(opportunity=fresh(draft), seen=seen, title="Other", by=cast.actor("oscar"))
    assert fresh(draft).title == "Homes that last"
    with pytest.raises(ValidationError):
        actions.edit_opportunity(opportunity=fresh(draft), title="", by=cast.actor("oscar"))


def test_the_receipt_is_the_digest_of_exactly_what_was_sent(cast: Cast, opportunity: Opportunity) -> None:
    proposal = submitted(cast, opportunity)
    assert proposal.digest == hashlib.sha256(rfc8785.dumps(asdict(CONTENT))).hexdigest()
    assert proposal.submitted_by == cast.account("ben")
    assert Event.objects.get(act="proposal_submitted").details["digest"] == proposal.digest
    changed = actions.submit_proposal(proposal=proposal, content=replace(CONTENT, people=41), by=cast.actor("ben"))
    assert changed.digest != hashlib.sha256(rfc8785.dumps(asdict(CONTENT))).hexdigest()


def test_submitting_again_replaces_what_was_sent(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    proposal = submitted(cast, opportunity)
    actions.submit_proposal(proposal=proposal, content=replace(CONTENT, results="Second thoughts"), by=cast.actor("ben"))
    assert Proposal.objects.count() == 1
    after(opportunity)
    opened_by_two(cast, opportunity)
    assert Proposal.objects.get().content["results"] == "Second thoughts"


def test_a_submitted_proposal_is_not_turned_back_into_a_draft(cast: Cast, opportunity: Opportunity) -> None:
    proposal = submitted(cast, opportunity)
    with pytest.raises(ValidationError, match="It is submitted"):
        actions.save_proposal(opportunity=opportunity, provider=cast.harbour, content=CONTENT, by=cast.actor("ben"))
    assert Proposal.objects.get(pk=proposal.pk).state == "submitted"


@pytest.mark.parametrize("missing", [{"results": " "}, {"chances": ""}, {"best_use": ""}, {"people": None}, {"price_pence": None}])
def test_every_question_is_answered_before_a_proposal_is_submitted(cast: Cast, opportunity: Opportunity, missing: dict[str, Any]) -> None:
    draft = actions.save_proposal(opportunity=opportunity, provider=cast.harbour, content=CONTENT, by=cast.actor("ben"))
    with pytest.raises(ValidationError) as refused:
        actions.submit_proposal(proposal=draft, content=replace(CONTENT, **missing), by=cast.actor("ben"))
    assert set(refused.value.message_dict) == set(missing)
    assert Proposal.objects.get().state == "draft"


def test_the_last_moment_counts_and_the_deadline_does_not(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    draft = actions.save_proposal(opportunity=opportunity, provider=cast.harbour, content=CONTENT, by=cast.actor("ben"))
    after(opportunity, -0.000001)
    actions.submit_proposal(proposal=draft, content=CONTENT, by=cast.actor("ben"))
    assert draft.submitted_at < opportunity.deadline
    after(opportunity)
    for late in (
        lambda: actions.submit_proposal(proposal=draft, content=CONTENT, by=cast.actor("ben")),
        lambda: actions.save_proposal(opportunity=opportunity, provider=cast.meadow, content=CONTENT, by=cast.actor("mark")),
        lambda: actions.withdraw_proposal(proposal=draft, by=cast.actor("ben")),
    ):
        with pytest.raises(Refused, match="deadline has passed"):
            late()


def test_a_withdrawn_proposal_is_not_opened_and_another_can_be_written(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    first = submitted(cast, opportunity)
    actions.withdraw_proposal(proposal=first, by=cast.actor("ben"))
    second = submitted(cast, opportunity, content=replace(CONTENT, people=7))
    after(opportunity)
    opened_by_two(cast, opportunity)
    assert {p.pk: (p.state, p.content is None) for p in Proposal.objects.all()} == {
        first.pk: ("withdrawn", True), second.pk: ("opened", False),
    }  # fmt: skip


def test_a_draft_that_was_not_submitted_stays_sealed(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    actions.save_proposal(opportunity=opportunity, provider=cast.harbour, content=CONTENT, by=cast.actor("ben"))
    after(opportunity)
    opened_by_two(cast, opportunity)
    assert (Proposal.objects.get().state, Proposal.objects.get().content) == ("draft", None)


def test_one_person_opens_nothing_however_many_roles_they_hold(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    for role in ("procurement_officer", "commissioning_manager", "evaluator"):
        Membership.objects.create(account=cast.account("olga"), organisation=cast.northshire, role=role)
    Membership.objects.create(account=cast.account("olga"), organisation=cast.northshire, role="bid_opener", scope_id=opportunity.public_id)
    submitted(cast, opportunity)
    after(opportunity)
    actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("olga"))
    for _again in range(2):
        with pytest.raises(Refused, match="A second person"):
            actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("olga"))
    assert fresh(opportunity).state == "open"
    assert Proposal.objects.get().content is None
    actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("owen"))
    assert fresh(opportunity).state == "opened"


def test_no_key_turns_before_the_deadline_nor_after_it_is_withdrawn(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    with pytest.raises(Refused, match="until the deadline"):
        actions.turn_key(opportunity=opportunity, by=cast.actor("olga"))
    actions.withdraw_opportunity(opportunity=fresh(opportunity), by=cast.actor("oscar"))
    after(opportunity)
    with pytest.raises(Refused, match="nothing sealed to open"):
        actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("olga"))
    with pytest.raises(IllegalMove):
        actions.turn_key(opportunity=opportunity, by=cast.actor("olga"))


def test_a_key_once_turned_is_never_rewritten(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    after(opportunity)
    actions.turn_key(opportunity=opportunity, by=cast.actor("olga"))
    for rewrite in (lambda: OpeningKey.objects.update(turned_at=now()), lambda: OpeningKey.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rewrite()


def test_a_proposal_that_was_tampered_with_opens_none(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    submitted(cast, opportunity)
    other = submitted(cast, opportunity, by="mark")
    Proposal.objects.filter(pk=other.pk).update(sealed_content=seal(asdict(replace(CONTENT, price_pence=1)), purpose=SEAL_PURPOSE))
    after(opportunity)
    actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("olga"))
    with pytest.raises(ValidationError, match="does not match its receipt"):
        actions.turn_key(opportunity=fresh(opportunity), by=cast.actor("owen"))
    assert fresh(opportunity).state == "open"
    assert set(Proposal.objects.values_list("content", flat=True)) == {None}
    assert OpeningKey.objects.count() == 1


def test_an_award_is_refused_to_whoever_turned_a_key_and_without_a_reason(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    mine = submitted(cast, opportunity)
    Membership.objects.create(account=cast.account("owen"), organisation=cast.northshire, role="commissioning_manager")
    after(opportunity)
    opened_by_two(cast, opportunity)
    proposal = Proposal.objects.get(pk=mine.pk)
    with pytest.raises(Refused, match="Whoever opened the proposals"):
        actions.award_contract(proposal=proposal, reason="Best", by=cast.actor("owen"))
    with pytest.raises(ValidationError, match="Say why"):
        actions.award_contract(proposal=proposal, reason=" ", by=cast.actor("alice"))
    assert not Award.objects.exists()
    actions.award_contract(proposal=proposal, reason="Best", by=cast.actor("alice"))
    with pytest.raises(Refused):
        actions.award_contract(proposal=Proposal.objects.get(pk=mine.pk), reason="Again", by=cast.actor("alice"))


def test_a_draft_that_was_never_submitted_is_not_awarded(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    draft = actions.save_proposal(opportunity=opportunity, provider=cast.harbour, content=CONTENT, by=cast.actor("ben"))
    after(opportunity)
    opened_by_two(cast, opportunity)
    with pytest.raises(ValidationError, match="that were opened"):
        actions.award_contract(proposal=Proposal.objects.get(pk=draft.pk), reason="Best", by=cast.actor("alice"))


def test_the_chain_of_the_commissioner_does_not_count_what_is_sealed(cast: Cast, opportunity: Opportunity) -> None:
    """Saving and submitting are in the provider's own chain: the commissioner's auditor cannot count them."""
    submitted(cast, opportunity)
    submitted(cast, opportunity, by="mark")
    owners = set(Event.objects.filter(act__startswith="proposal").values_list("organisation_id", flat=True))
    assert owners == {cast.harbour.public_id, cast.meadow.public_id}
    said = json.dumps(list(Event.objects.values_list("details", flat=True)), default=str)
    assert "4177" not in said


def test_a_deadline_on_the_night_the_clocks_change_is_london_time(cast: Cast) -> None:
    from lodestar.procure.forms import OpportunityForm
    from lodestar.procure.queries import deadline_in_words

    answers = {"title": "T", "summary": "S", "deadline_on": "2027-03-28", "deadline_at": "12:00"}
    form = OpportunityForm(answers)
    assert form.is_valid()
    made = open_opportunity(cast, **form.columns())
    assert made.deadline.utctimetuple().tm_hour == 11
    assert deadline_in_words(made) == "28 March 2027, 12:00 (London time)"
    assert made.deadline - now() > timedelta(0)
