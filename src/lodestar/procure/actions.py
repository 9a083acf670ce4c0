"""Finding a provider: every act whole or not at all, each leaving an event that gives nothing away."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import rfc8785
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now, today
from lodestar.common.revisions import write_over
from lodestar.common.sealing import seal
from lodestar.common.states import hold, move
from lodestar.design.models import Service
from lodestar.procure.models import Award, OpeningKey, Opportunity, Proposal
from lodestar.procure.policies import (
    may_award,
    may_change_proposal,
    may_edit_opportunity,
    may_prepare_opportunity,
    may_propose,
    may_publish_opportunity,
    may_turn_key,
    may_withdraw_opportunity,
)
from lodestar.procure.queries import QUESTIONS, SEAL_PURPOSE, ProposalContent, unsealed
from lodestar.procure.states import OPPORTUNITY, PROPOSAL, ProposalState

KEYS_NEEDED = 2


@action
def prepare_opportunity(*, service: Service, by: Actor, **columns: Any) -> Opportunity:
    """Drafts an opportunity for a service. `columns` are the opportunity's own."""
    may_prepare_opportunity(by, service).require()
    opportunity = Opportunity(owner_organisation=service.owner_organisation, service=service, **columns)
    opportunity.full_clean()
    opportunity.save()
    record("opportunity_prepared", subject=opportunity, by=by)
    return opportunity


@action
def edit_opportunity(*, opportunity: Opportunity, by: Actor, seen: datetime | None = None, **columns: Any) -> Opportunity:
    """Changes an opportunity that is not yet published. Raises Overtaken when someone else changed it since `seen`."""
    may_edit_opportunity(by, opportunity).require()
    changed = copy(opportunity)
    for name, value in columns.items():
        setattr(changed, name, value)
    changed.full_clean()
    write_over(opportunity, seen or opportunity.recorded_at, **columns)
    record("opportunity_edited", subject=opportunity, by=by)
    return opportunity


@action
def publish_opportunity(*, opportunity: Opportunity, by: Actor) -> Opportunity:
    """Opens an opportunity to every provider alike, until the deadline."""
    may_publish_opportunity(by, opportunity).require()
    move(opportunity, OPPORTUNITY, "publish", opens_at=now())
    record("opportunity_published", subject=opportunity, by=by)
    return opportunity


@action
def withdraw_opportunity(*, opportunity: Opportunity, by: Actor) -> Opportunity:
    """Gives up an opportunity. Sealed proposals stay sealed."""
    may_withdraw_opportunity(by, opportunity).require()
    move(opportunity, OPPORTUNITY, "withdraw")
    record("opportunity_withdrawn", subject=opportunity, by=by)
    return opportunity


@action
def save_proposal(*, opportunity: Opportunity, provider: Organisation, content: ProposalContent, by: Actor) -> Proposal:
    """Keeps a draft, encrypted. A proposal that was submitted is changed only by submitting it again."""
    may_propose(by, opportunity, provider).require()
    hold(opportunity)
    proposal = Proposal.objects.filter(opportunity=opportunity, owner_organisation=provider).exclude(state=ProposalState.WITHDRAWN).first()
    if proposal is None:
        proposal = Proposal(opportunity=opportunity, owner_organisation=provider)
    if proposal.pk and proposal.state != ProposalState.DRAFT:
        raise ValidationError(_("It is submitted. Change your answers and submit it again."))
    proposal.sealed_content = seal(asdict(content), purpose=SEAL_PURPOSE)
    proposal.save()
    record("proposal_saved", subject=proposal, by=by)
    return proposal


@action
def submit_proposal(*, proposal: Proposal, content: ProposalContent, by: Actor) -> Proposal:
    """Submits, or submits again: the latest before the deadline counts. The receipt is the digest of exactly this content."""
    hold(proposal.opportunity)
    at = now()
    may_change_proposal(by, proposal, at).require()
    faults = missing_answers(content)
    if faults:
        raise ValidationError(faults)
    digest = digest_of(content)
    sealed = seal(asdict(content), purpose=SEAL_PURPOSE)
    move(proposal, PROPOSAL, "submit", sealed_content=sealed, digest=digest, submitted_at=at, submitted_by=by.account)
    record("proposal_submitted", subject=proposal, by=by, digest=digest)
    return proposal


def missing_answers(content: ProposalContent) -> dict[str, str]:
    """What a proposal must still say before it can be submitted."""
    faults = {name: _("Answer this question.") for name in QUESTIONS if not getattr(content, name).strip()}
    if not content.people:
        faults["people"] = _("Say how many people will reach the outcome.")
    if content.price_pence is None:
        faults["price_pence"] = _("Say what it costs.")
    return faults


def digest_of(content: ProposalContent) -> str:
    """SHA-256 over the content in canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(asdict(content))).hexdigest()


@action
def withdraw_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    """Takes a proposal back before the deadline."""
    hold(proposal.opportunity)
    may_change_proposal(by, proposal).require()
    move(proposal, PROPOSAL, "withdraw")
    record("proposal_withdrawn", subject=proposal, by=by)
    return proposal


@action
def turn_key(*, opportunity: Opportunity, by: Actor) -> OpeningKey:
    """Turns one of the two keys. With the second, by another person, every submitted proposal is opened."""
    hold(opportunity)
    may_turn_key(by, opportunity).require()
    key = OpeningKey.objects.create(opportunity=opportunity, turned_by=by.signed_in, turned_at=now())
    record("opening_key_turned", subject=opportunity, by=by)
    if opportunity.keys_turned.values("turned_by").distinct().count() >= KEYS_NEEDED:
        _open_proposals(opportunity, by)
    return key


def _open_proposals(opportunity: Opportunity, by: Actor) -> None:
    move(opportunity, OPPORTUNITY, "open_bids")
    submitted = list(opportunity.proposals.filter(state=ProposalState.SUBMITTED))
    for proposal in submitted:
        content = unsealed(proposal)
        if digest_of(content) != proposal.digest:
            raise ValidationError(_("A sealed proposal does not match its receipt. Nothing was opened; tell the auditor."))
        move(proposal, PROPOSAL, "open", content=asdict(content))
    record("proposals_opened", subject=opportunity, by=by, count=len(submitted))


@action
def award_contract(*, proposal: Proposal, reason: str, by: Actor, decided_on: date | None = None) -> Award:
    """Chooses one opened proposal, with its reason; the others are not chosen."""
    opportunity = proposal.opportunity
    may_award(by, opportunity).require()
    if proposal.state != ProposalState.OPENED:
        raise ValidationError(_("Choose one of the proposals that were opened."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this proposal was chosen.")})
    move(opportunity, OPPORTUNITY, "award")
    move(proposal, PROPOSAL, "choose")
    for other in opportunity.proposals.filter(state=ProposalState.OPENED).exclude(pk=proposal.pk):
        move(other, PROPOSAL, "not_choose")
    award = Award.objects.create(
        owner_organisation=opportunity.owner_organisation,
        opportunity=opportunity,
        proposal=proposal,
        provider=proposal.owner_organisation,
        reason=reason,
        decided_on=decided_on or today(),
        decided_by=by.account,
    )
    record("contract_awarded", subject=award, by=by)
    return award
