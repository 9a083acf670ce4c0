"""Reading opportunities and proposals. How many proposals there are is nobody's to know until they are opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.clock import now
from lodestar.common.sealing import unseal
from lodestar.procure.models import OpeningKey, Opportunity, Proposal
from lodestar.procure.policies import may_read_proposal, proposing_for
from lodestar.procure.states import OpportunityState, ProposalState

SEAL_PURPOSE = "proposal"
# The three questions of an investor, in which every proposal answers.
QUESTIONS = ("results", "chances", "best_use")


@dataclass(frozen=True)
class ProposalContent:
    """What a proposal says: its targets, its answers to the three questions, and its price."""

    results: str = ""
    chances: str = ""
    best_use: str = ""
    people: int | None = None
    price_pence: int | None = None


def opportunities_for_viewer(viewer: Actor, *, state: str = "", words: str = "") -> QuerySet[Opportunity]:
    """Own opportunities of a commissioner; for bidders, all that are or were open."""
    found = Opportunity.objects.visible_to(viewer).select_related("service", "owner_organisation")
    if state:
        found = found.filter(state=state)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(service__name__icontains=words))
    return found


def opened_proposals(viewer: Actor, opportunity: Opportunity) -> list[Proposal]:
    """The proposals the viewer may read: none while they are sealed, but for a bidder's own."""
    proposals = Proposal.objects.visible_to(viewer).filter(opportunity=opportunity).exclude(state=ProposalState.WITHDRAWN)
    return list(proposals.select_related("owner_organisation", "opportunity"))


def own_proposal(viewer: Actor, opportunity: Opportunity) -> Proposal | None:
    """The standing proposal of the viewer's provider, if it has one."""
    return (
        Proposal.objects.filter(opportunity=opportunity, owner_organisation__in=proposing_for(viewer))
        .exclude(state=ProposalState.WITHDRAWN)
        .select_related("owner_organisation", "opportunity")
        .first()
    )


def provider_proposed_for(viewer: Actor) -> Organisation | None:
    """The provider for which the viewer proposes."""
    return Organisation.objects.filter(pk__in=proposing_for(viewer)).order_by("name").first()


def content_of(viewer: Actor, proposal: Proposal) -> ProposalContent:
    """What a proposal says; raises Refused while it is sealed to the viewer."""
    may_read_proposal(viewer, proposal).require()
    if proposal.content is not None:
        return ProposalContent(**proposal.content)
    return unsealed(proposal)


def unsealed(proposal: Proposal) -> ProposalContent:
    """The sealed content, decrypted. Only for the proposal's writer and the act of opening."""
    held: dict[str, Any] = unseal(proposal.sealed_content, purpose=SEAL_PURPOSE) if proposal.sealed_content else {}
    return ProposalContent(**held)


def keys_turned(opportunity: Opportunity) -> list[OpeningKey]:
    return list(opportunity.keys_turned.select_related("turned_by").order_by("turned_at"))


def to_open(viewer: Actor, at: datetime | None = None) -> list[Opportunity]:
    """Opportunities past their deadline whose proposals wait for the viewer's key."""
    if not viewer.holds(Permission.OPEN_BIDS) or viewer.is_system:
        return []
    past = Opportunity.objects.visible_to(viewer).filter(state=OpportunityState.OPEN, deadline__lte=at or now())
    return list(past.exclude(keys_turned__turned_by=viewer.account))


def deadline_in_words(opportunity: Opportunity) -> str:
    """A deadline with its zone: 4 December 2026, 12:00 (London time)."""
    closes = localtime(opportunity.deadline)
    return _("%(day)s, %(time)s (London time)") % {"day": date_format(closes, "j F Y"), "time": closes.strftime("%H:%M")}
