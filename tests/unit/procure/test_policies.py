"""Who may run an opportunity, propose, open and award: the whole cast against every policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lodestar.access.actor import SYSTEM
from lodestar.access.models import Membership
from lodestar.common.decisions import Decision
from lodestar.procure import policies
from lodestar.procure.actions import turn_key
from lodestar.procure.models import Opportunity
from tests.cast import PEOPLE, Cast
from tests.factories.contract import service
from tests.factories.procure import draft_opportunity, fresh, opened_by_two, submitted

pytestmark = pytest.mark.django_db


def allowed(cast: Cast, ask: Callable[..., Decision], *rows: object) -> set[str]:
    """Everyone of the cast whom the policy allows; everybody else is told why not."""
    answers = {name: ask(cast.actor(name), *rows) for name in [*PEOPLE, "ned"]}
    assert all(answer or answer.reason for answer in answers.values())
    return {name for name, answer in answers.items() if answer}


def test_opportunities_are_run_by_the_commissioners_procurement_officer(cast: Cast, opportunity: Opportunity) -> None:
    draft = draft_opportunity(cast, opportunity.service)
    assert allowed(cast, policies.may_prepare_opportunity, service(cast, name="Other")) == {"oscar"}
    assert allowed(cast, policies.may_edit_opportunity, draft) == {"oscar"}
    assert allowed(cast, policies.may_publish_opportunity, draft) == {"oscar"}
    assert allowed(cast, policies.may_withdraw_opportunity, opportunity) == {"oscar"}
    assert allowed(cast, policies.may_edit_opportunity, opportunity) == set()
    assert "can no longer be changed" in policies.may_edit_opportunity(cast.actor("oscar"), opportunity).reason


def test_nothing_is_published_with_a_deadline_that_has_passed(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    draft = draft_opportunity(cast, opportunity.service, deadline=opportunity.deadline)
    after(opportunity)
    assert allowed(cast, policies.may_publish_opportunity, draft) == set()


def test_bidders_propose_for_their_own_provider_until_the_deadline(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    assert allowed(cast, policies.may_propose, opportunity, cast.harbour) == {"ben"}
    assert allowed(cast, policies.may_propose, opportunity, cast.meadow) == {"mark"}
    after(opportunity, -0.001)
    assert allowed(cast, policies.may_propose, opportunity, cast.harbour) == {"ben"}
    after(opportunity)
    assert allowed(cast, policies.may_propose, opportunity, cast.harbour) == set()
    assert "deadline has passed" in policies.may_propose(cast.actor("ben"), opportunity, cast.harbour).reason


def test_a_proposal_is_read_by_its_writer_and_by_the_panel_once_it_is_open(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    proposal = submitted(cast, opportunity)
    assert allowed(cast, policies.may_read_proposal, proposal) == {"ben"}
    assert not policies.may_read_proposal(SYSTEM, proposal)
    after(opportunity)
    assert allowed(cast, policies.may_read_proposal, proposal) == {"ben"}
    opened_by_two(cast, opportunity)
    proposal.refresh_from_db()
    assert allowed(cast, policies.may_read_proposal, proposal) == {"ben", "oscar", "eve", "emil", "alice"}


def test_keys_are_turned_by_bid_openers_after_the_deadline_each_once(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    after(opportunity, -1)
    assert allowed(cast, policies.may_turn_key, opportunity) == set()
    assert "until the deadline" in policies.may_turn_key(cast.actor("olga"), opportunity).reason
    after(opportunity)
    assert allowed(cast, policies.may_turn_key, opportunity) == {"olga", "owen"}
    assert not policies.may_turn_key(SYSTEM, opportunity)
    turn_key(opportunity=opportunity, by=cast.actor("olga"))
    assert allowed(cast, policies.may_turn_key, opportunity) == {"owen"}
    assert "A second person" in policies.may_turn_key(cast.actor("olga"), opportunity).reason


def test_a_commissioning_manager_awards_who_turned_no_key(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    submitted(cast, opportunity)
    Membership.objects.create(account=cast.account("alice"), organisation=cast.northshire, role="bid_opener")
    Membership.objects.create(account=cast.account("olga"), organisation=cast.northshire, role="commissioning_manager")
    after(opportunity)
    assert allowed(cast, policies.may_award, opportunity) == set()
    opened = opened_by_two(cast, opportunity)
    assert allowed(cast, policies.may_award, opened) == {"alice"}
    assert "does not choose among them" in policies.may_award(cast.actor("olga"), opened).reason


@pytest.mark.parametrize("of", ["service", "programme", "opportunity", "elsewhere"])
def test_a_role_for_one_scope_reaches_what_lies_in_it(cast: Cast, opportunity: Opportunity, of: str) -> None:
    scopes = {"service": opportunity.service, "programme": opportunity.service.programme, "opportunity": opportunity}
    scope = scopes[of].public_id if of in scopes else service(cast, name="Other").public_id
    Membership.objects.filter(account=cast.account("oscar")).update(scope_id=scope)
    assert bool(policies.may_withdraw_opportunity(cast.actor("oscar"), fresh(opportunity))) == (of != "elsewhere")
    assert Opportunity.objects.visible_to(cast.actor("oscar")).exists() == (of != "elsewhere")
