"""Three opportunities: one awarded, one past its deadline and waiting for its second key, one open and sealed."""

from __future__ import annotations

from datetime import timedelta

from lodestar.access.actions import give_role
from lodestar.access.actor import SYSTEM
from lodestar.demo.county.calendar import at
from lodestar.demo.county.organisations import ACCOUNTS
from lodestar.demo.county.tenders import TENDERS, ProposalFacts, TenderFacts
from lodestar.demo.world import World
from lodestar.procure.actions import award_contract, prepare_opportunity, publish_opportunity, save_proposal, submit_proposal, turn_key
from lodestar.procure.models import Opportunity, Proposal
from lodestar.procure.queries import ProposalContent

NOON = 12


def give_roles_for_services(world: World) -> None:
    """The roles that are held for some services only; a verifier's, for contracts, come with the contracts."""
    for facts in ACCOUNTS:
        for scope in facts.scopes:
            if scope != "contracts":
                give_role(
                    account=world.accounts[facts.key],
                    organisation=world.organisations[facts.organisation],
                    role=facts.role,
                    scope_id=world.services[scope].public_id,
                    by=SYSTEM,
                )
    world.forget_roles()


def procure(world: World) -> None:
    """Each opportunity as far as it has come, by those who would have done it."""
    for facts in TENDERS:
        opportunity = _publish(world, facts)
        proposals = {one.provider: _propose(world, facts, opportunity, one) for one in facts.proposals}
        _open_and_award(world, facts, opportunity, proposals)


def _publish(world: World, facts: TenderFacts) -> Opportunity:
    day = world.calendar.anchor + timedelta(days=facts.published)
    officer = world.actor(facts.officer)
    with world.telling(day - timedelta(days=9)):
        opportunity = prepare_opportunity(
            service=world.services[facts.service],
            title=facts.title,
            summary=facts.summary,
            givens=facts.givens,
            budget_pence=facts.budget_pounds * 100,
            deadline=at(world.calendar.anchor + timedelta(days=facts.deadline), NOON),
            by=officer,
        )
    with world.telling(day):
        return publish_opportunity(opportunity=opportunity, by=officer)


def _propose(world: World, facts: TenderFacts, opportunity: Opportunity, given: ProposalFacts) -> Proposal:
    content = ProposalContent(
        given.results, given.chances, given.best_use, given.people or None, given.price_pounds * 100 if given.price_pounds else None
    )
    bidder = world.actor(given.bidder)
    day = world.calendar.anchor + timedelta(days=facts.published + 8 if given.submitted is None else given.submitted)
    with world.telling(day, 15):
        provider = world.organisations[given.provider]
        proposal = save_proposal(opportunity=opportunity, provider=provider, content=content, by=bidder)
    if given.submitted is not None:
        with world.telling(day, 16, 20):
            submit_proposal(proposal=proposal, content=content, by=bidder)
    return proposal


def _open_and_award(world: World, facts: TenderFacts, opportunity: Opportunity, proposals: dict[str, Proposal]) -> None:
    opened = world.calendar.anchor + timedelta(days=facts.deadline + 1)
    for place, opener in enumerate(facts.keys):
        with world.telling(opened, 10, 5 * place):
            turn_key(opportunity=opportunity, by=world.actor(opener))
    if not facts.chosen:
        return
    with world.telling(opened + timedelta(days=30), 14):
        chosen = Proposal.objects.select_related("opportunity__service", "owner_organisation").get(pk=proposals[facts.chosen].pk)
        award_contract(proposal=chosen, reason=facts.reason, by=world.actor(facts.awarded_by))
