"""Who may run an opportunity, propose, open sealed proposals and award, and when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import OrganisationKind, Permission
from lodestar.common.clock import now
from lodestar.common.decisions import ALLOWED, Decision, allow_if
from lodestar.design.models import Service
from lodestar.procure.models import Opportunity, Proposal
from lodestar.procure.querysets import UNSEALED
from lodestar.procure.states import OPPORTUNITY, PROPOSAL, OpportunityState


def _scopes(opportunity: Opportunity) -> tuple[str, ...]:
    return (opportunity.public_id, *_scopes_of_service(opportunity.service))


def _scopes_of_service(service: Service) -> tuple[str, ...]:
    return (service.public_id, service.programme.public_id)


def may_prepare_opportunity(actor: Actor, service: Service) -> Decision:
    """An opportunity is prepared by a procurement officer of the service's commissioner."""
    return allow_if(
        actor.can(Permission.RUN_OPPORTUNITY, service.owner_organisation_id, *_scopes_of_service(service)),
        _("Opportunities are prepared by a procurement officer of the commissioner."),
    )


def may_run_opportunity(actor: Actor, opportunity: Opportunity) -> Decision:
    return allow_if(
        actor.can(Permission.RUN_OPPORTUNITY, opportunity.owner_organisation_id, *_scopes(opportunity)),
        _("Opportunities are run by a procurement officer of the commissioner."),
    )


def may_edit_opportunity(actor: Actor, opportunity: Opportunity) -> Decision:
    """What was published stays as it was, so that every bidder answers the same."""
    return may_run_opportunity(actor, opportunity) & allow_if(
        opportunity.state == OpportunityState.DRAFT, _("It has been published, so it can no longer be changed.")
    )


def may_publish_opportunity(actor: Actor, opportunity: Opportunity, at: datetime | None = None) -> Decision:
    return may_edit_opportunity(actor, opportunity) & allow_if(
        opportunity.deadline > (at or now()), _("Choose a deadline that lies ahead before you publish it.")
    )


def may_withdraw_opportunity(actor: Actor, opportunity: Opportunity) -> Decision:
    return may_run_opportunity(actor, opportunity) & allow_if(
        OPPORTUNITY.can(opportunity.state, "withdraw"), _("It can no longer be withdrawn.")
    )


def proposing_for(actor: Actor) -> frozenset[int]:
    """The providers (row keys) for which the actor may propose."""
    return actor.organisations_with(Permission.PROPOSE)


def may_propose(actor: Actor, opportunity: Opportunity, provider: Organisation, at: datetime | None = None) -> Decision:
    """A bidder of a provider may write and submit while the opportunity is open and the deadline lies ahead."""
    return (
        allow_if(actor.can(Permission.PROPOSE, provider), _("Proposals are written by a bidder of the provider."))
        & allow_if(provider.kind == OrganisationKind.PROVIDER, _("Only providers propose."))
        & allow_if(opportunity.state == OpportunityState.OPEN, _("This opportunity is not open for proposals."))
        & allow_if((at or now()) < opportunity.deadline, _("The deadline has passed, so nothing more can be submitted."))
    )


def may_change_proposal(actor: Actor, proposal: Proposal, at: datetime | None = None) -> Decision:
    """Until the deadline a proposal may be changed and submitted again; the latest submission counts."""
    return may_propose(actor, proposal.opportunity, proposal.owner_organisation, at) & allow_if(
        PROPOSAL.can(proposal.state, "submit"), _("This proposal can no longer be changed.")
    )


# Those who read proposals once they are opened.
PANEL = (Permission.EVALUATE, Permission.RUN_OPPORTUNITY, Permission.AWARD)


def may_read_proposal(actor: Actor, proposal: Proposal) -> Decision:
    """Its writer always; the panel only once two people have opened it; nobody else, and no program either while it is sealed."""
    if actor.is_signed_in and actor.can(Permission.PROPOSE, proposal.owner_organisation_id):
        return ALLOWED
    opportunity = proposal.opportunity
    is_panel = any(actor.can(permission, opportunity.owner_organisation_id, *_scopes(opportunity)) for permission in PANEL)
    return allow_if(is_panel, _("Proposals are read by the panel of the commissioner.")) & allow_if(
        proposal.state in UNSEALED, _("This proposal is sealed.")
    )


def may_turn_key(actor: Actor, opportunity: Opportunity, at: datetime | None = None) -> Decision:
    """Proposals are opened after the deadline by two different people, each turning one key."""
    if not actor.can(Permission.OPEN_BIDS, opportunity.owner_organisation_id, *_scopes(opportunity)):
        return Decision(False, _("Proposals are opened by two bid openers of the commissioner."))
    if opportunity.state != OpportunityState.OPEN:
        return Decision(False, _("There is nothing sealed to open."))
    if (at or now()) < opportunity.deadline:
        return Decision(False, _("Proposals stay sealed until the deadline."))
    if not actor.is_signed_in:
        return Decision(False, _("A key is turned by a person."))
    if opportunity.keys_turned.filter(turned_by=actor.account).exists():
        return Decision(False, _("You have turned your key. A second person must turn theirs."))
    return ALLOWED


def may_award(actor: Actor, opportunity: Opportunity) -> Decision:
    """One opened proposal is chosen by a commissioning manager who turned no key."""
    by_whom_and_when = allow_if(
        actor.can(Permission.AWARD, opportunity.owner_organisation_id, *_scopes(opportunity)),
        _("Awards are made by a commissioning manager of the commissioner."),
    ) & allow_if(OPPORTUNITY.can(opportunity.state, "award"), _("Proposals must be opened before one is chosen."))
    return by_whom_and_when and allow_if(
        actor.account_id is None or not opportunity.keys_turned.filter(turned_by=actor.account_id).exists(),
        _("Whoever opened the proposals does not choose among them."),
    )
