"""The allowed moves of an opportunity, a proposal and an award."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class OpportunityState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for proposals")
    OPENED = "opened", _("Proposals opened")
    AWARDED = "awarded", _("Awarded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPPORTUNITY = state_table(
    OpportunityState,
    start=OpportunityState.DRAFT,
    turn={
        OpportunityState.DRAFT: _("the procurement officer"),
        OpportunityState.OPEN: _("bidders, until the deadline; then two bid openers"),
        OpportunityState.OPENED: _("the panel"),
        OpportunityState.AWARDED: None,
        OpportunityState.WITHDRAWN: None,
    },
    publish=((OpportunityState.DRAFT,), OpportunityState.OPEN),
    open_bids=((OpportunityState.OPEN,), OpportunityState.OPENED),
    award=((OpportunityState.OPENED,), OpportunityState.AWARDED),
    withdraw=((OpportunityState.DRAFT, OpportunityState.OPEN, OpportunityState.OPENED), OpportunityState.WITHDRAWN),
)


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, sealed")
    OPENED = "opened", _("Opened")
    CHOSEN = "chosen", _("Chosen")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PROPOSAL = state_table(
    ProposalState,
    start=ProposalState.DRAFT,
    turn={
        ProposalState.DRAFT: _("the bidder"),
        ProposalState.SUBMITTED: _("the deadline, then two bid openers"),
        ProposalState.OPENED: _("the panel"),
        ProposalState.CHOSEN: None,
        ProposalState.NOT_CHOSEN: None,
        ProposalState.WITHDRAWN: None,
    },
    submit=((ProposalState.DRAFT, ProposalState.SUBMITTED), ProposalState.SUBMITTED),
    withdraw=((ProposalState.DRAFT, ProposalState.SUBMITTED), ProposalState.WITHDRAWN),
    open=((ProposalState.SUBMITTED,), ProposalState.OPENED),
    choose=((ProposalState.OPENED,), ProposalState.CHOSEN),
    not_choose=((ProposalState.OPENED,), ProposalState.NOT_CHOSEN),
)
