"""An opportunity of Northshire and sealed proposals to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lodestar.access.models import Organisation
from lodestar.common.clock import now
from lodestar.design.models import Service
from lodestar.procure.actions import prepare_opportunity, publish_opportunity, save_proposal, submit_proposal, turn_key
from lodestar.procure.models import Opportunity, Proposal
from lodestar.procure.queries import ProposalContent
from tests.cast import Cast
from tests.factories.contract import service

# Words that nobody may find anywhere before the proposals are opened.
CANARY = "Kestrel-canary-5521"
PRICE = 98_765_432
CONTENT = ProposalContent(
    results=f"Forty people keep a settled home, says {CANARY}",
    chances=f"{CANARY}: we have done it before",
    best_use=f"{CANARY}: nobody else knows the town",
    people=4177,
    price_pence=PRICE,
)


def draft_opportunity(cast: Cast, of: Service | None = None, **more: Any) -> Opportunity:
    facts = {"title": "Settled homes", "summary": "Fewer people lose their homes", "deadline": now() + timedelta(days=30), **more}
    return prepare_opportunity(service=of or service(cast), by=cast.actor("oscar"), **facts)


def open_opportunity(cast: Cast, of: Service | None = None, **more: Any) -> Opportunity:
    return fresh(publish_opportunity(opportunity=draft_opportunity(cast, of, **more), by=cast.actor("oscar")))


def submitted(cast: Cast, opportunity: Opportunity, *, by: str = "ben", content: ProposalContent = CONTENT) -> Proposal:
    provider: Organisation = {"ben": cast.harbour, "mark": cast.meadow, "bella": cast.bridge}[by]
    draft = save_proposal(opportunity=fresh(opportunity), provider=provider, content=content, by=cast.actor(by))
    return submit_proposal(proposal=draft, content=content, by=cast.actor(by))


def opened_by_two(cast: Cast, opportunity: Opportunity) -> Opportunity:
    """Both keys are turned; the clock must stand after the deadline."""
    for name in ("olga", "owen"):
        turn_key(opportunity=fresh(opportunity), by=cast.actor(name))
    return fresh(opportunity)


def fresh(opportunity: Opportunity) -> Opportunity:
    """The opportunity as it stands in the database."""
    return Opportunity.objects.select_related("service__programme", "owner_organisation").get(pk=opportunity.pk)
