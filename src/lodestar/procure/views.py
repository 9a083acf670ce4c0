"""Pages of opportunities, proposals and awards."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.access.models import Organisation
from lodestar.common.clock import now
from lodestar.design.models import Service
from lodestar.procure import actions, queries, tables
from lodestar.procure.forms import AwardForm, OpportunityFilterForm, OpportunityForm, ProposalForm
from lodestar.procure.models import Opportunity, Proposal
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
from lodestar.procure.states import OpportunityState, ProposalState
from lodestar.ui.acting import ask, attempt, check_and_act
from lodestar.ui.conflicts import edit_row

OPPORTUNITIES_A_PAGE = 25
BOTH = ["GET", "POST"]


@require_safe
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """A commissioner's opportunities; for bidders, all that are or were open."""
    form = OpportunityFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.opportunities_for_viewer(request.actor, state=asked.get("state", ""), words=asked.get("words", ""))
    page = Paginator(found, OPPORTUNITIES_A_PAGE).get_page(request.GET.get("page"))
    first = _("There are no opportunities yet. One begins from a service that is ready.")
    none = _("No opportunity matches. Try fewer words, or every state.")
    context = {
        "heading": _("Opportunities"),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "page_obj": page,
        "table": tables.opportunities(page),
        "empty_text": none if any(asked.values()) else first,
    }
    return render(request, "ui/list.html", context)


@require_safe
def opportunity_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is sought, until when, and what the viewer can do about it now."""
    opportunity = _opportunity(request, public_id)
    provider = queries.provider_proposed_for(request.actor)
    context = {
        "opportunity": opportunity,
        "deadline": queries.deadline_in_words(opportunity),
        "is_past": opportunity.deadline <= now(),
        "is_bidder": provider is not None,
        **(_for_bidder(request, opportunity, provider) if provider else _for_panel(request, opportunity)),
    }
    return render(request, "procure/opportunity_detail.html", context)


def _for_bidder(request: HttpRequest, opportunity: Opportunity, provider: Organisation) -> dict[str, Any]:
    return {
        "own": queries.own_proposal(request.actor, opportunity),
        "may_propose": may_propose(request.actor, opportunity, provider),
    }


def _for_panel(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    return {
        "proposals": tables.proposals(queries.opened_proposals(request.actor, opportunity)),
        "keys": queries.keys_turned(opportunity),
        "may_edit": may_edit_opportunity(request.actor, opportunity),
        "may_publish": may_publish_opportunity(request.actor, opportunity),
        "may_withdraw": may_withdraw_opportunity(request.actor, opportunity),
        "may_turn_key": may_turn_key(request.actor, opportunity),
        "may_award": may_award(request.actor, opportunity),
    }


@require_http_methods(BOTH)
def opportunity_new(request: HttpRequest, public_id: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.visible_to(request.actor).select_related("programme"), public_id=public_id)
    may_prepare_opportunity(request.actor, service).require()
    form = OpportunityForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.prepare_opportunity(service=service, by=request.actor, **form.columns()))
        if made:
            messages.success(request, _("The opportunity is a draft. Publish it when it is ready."))
            return redirect("procure:opportunity_detail", made.public_id)
    back = reverse("design:service_detail", args=[service.public_id])
    return ask(request, form, _("Prepare an opportunity"), back_url=back, caption=service.name)


@require_http_methods(BOTH)
def opportunity_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    may_edit_opportunity(request.actor, opportunity).require()
    return edit_row(
        request,
        opportunity,
        OpportunityForm.of_opportunity,
        lambda form: actions.edit_opportunity(opportunity=opportunity, seen=form.cleaned_data["seen"], by=request.actor, **form.columns()),
        heading=_("Change the opportunity"),
        back_url=_address_of(opportunity),
        done=_("The opportunity is changed."),
        caption=opportunity.title,
    )


@require_http_methods(BOTH)
def opportunity_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    may_publish_opportunity(request.actor, opportunity).require()
    return _check(
        request,
        opportunity,
        lambda: actions.publish_opportunity(opportunity=opportunity, by=request.actor),
        heading=_("Publish the opportunity"),
        consequence=_("Every provider will see it. It can then no longer be changed."),
        done=_("The opportunity is open to every provider until the deadline."),
    )


@require_http_methods(BOTH)
def opportunity_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    may_withdraw_opportunity(request.actor, opportunity).require()
    return _check(
        request,
        opportunity,
        lambda: actions.withdraw_opportunity(opportunity=opportunity, by=request.actor),
        heading=_("Withdraw the opportunity"),
        consequence=_("Bidders will see that it is withdrawn. Proposals stay sealed."),
        done=_("The opportunity is withdrawn."),
    )


@require_http_methods(BOTH)
def proposal_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write, keep and submit a proposal: one page, three questions; `do=submit` submits, anything else keeps a draft."""
    opportunity = _opportunity(request, public_id)
    provider = queries.provider_proposed_for(request.actor)
    if provider is None:
        raise Http404
    may_propose(request.actor, opportunity, provider).require()
    own = queries.own_proposal(request.actor, opportunity)
    form = ProposalForm(request.POST or None, initial=asdict(queries.unsealed(own)) if own else None)
    if request.method == "POST" and attempt(form, lambda: _keep(request, opportunity, provider, own, form)):
        return redirect(_address_of(opportunity) + "#yours")
    context = {
        "form": form,
        "opportunity": opportunity,
        "deadline": queries.deadline_in_words(opportunity),
        "own": own,
        "back_url": _address_of(opportunity),
    }
    return render(request, "procure/proposal_write.html", context)


def _keep(request: HttpRequest, opportunity: Opportunity, provider: Organisation, own: Proposal | None, form: ProposalForm) -> Proposal:
    """Keeps what was written as a draft, and submits it when that was asked. A faulty submission still leaves the draft."""
    content, is_submitting = form.content(), request.POST.get("do") == "submit"
    if own is None or own.state == ProposalState.DRAFT or not is_submitting:
        own = actions.save_proposal(opportunity=opportunity, provider=provider, content=content, by=request.actor)
    if is_submitting:
        actions.submit_proposal(proposal=own, content=content, by=request.actor)
        messages.success(request, _("Submitted. Keep the receipt below: it proves what you sent and when."))
    else:
        messages.success(request, _("Kept as a draft. It is not submitted."))
    return own


@require_safe
def proposal_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a proposal says, for its writer and, once opened, for the panel."""
    proposal = _proposal(request, public_id)
    context = {
        "proposal": proposal,
        "opportunity": proposal.opportunity,
        "content": queries.content_of(request.actor, proposal),
        "may_change": may_change_proposal(request.actor, proposal),
        "may_award": may_award(request.actor, proposal.opportunity),
    }
    return render(request, "procure/proposal_detail.html", context)


@require_http_methods(BOTH)
def proposal_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = _proposal(request, public_id)
    may_change_proposal(request.actor, proposal).require()
    return _check(
        request,
        proposal.opportunity,
        lambda: actions.withdraw_proposal(proposal=proposal, by=request.actor),
        heading=_("Withdraw your proposal"),
        consequence=_("It will not be opened. You can write another until the deadline."),
        done=_("The proposal is withdrawn. You can write another until the deadline."),
    )


@require_http_methods(BOTH)
def key_turn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Turn one of the two keys."""
    opportunity = _opportunity(request, public_id)
    may_turn_key(request.actor, opportunity).require()
    return _check(
        request,
        opportunity,
        lambda: actions.turn_key(opportunity=opportunity, by=request.actor),
        heading=_("Turn your key"),
        consequence=_("When two people have turned their keys, every proposal is opened."),
        done=lambda key: (
            _("The proposals are open.")
            if key.opportunity.state == OpportunityState.OPENED
            else _("Your key is turned. A second person must turn theirs.")
        ),
    )


@require_http_methods(BOTH)
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose a proposal, with the reason."""
    proposal = _proposal(request, public_id)
    may_award(request.actor, proposal.opportunity).require()
    form = AwardForm(request.POST or None)
    return _check(
        request,
        proposal.opportunity,
        lambda: actions.award_contract(proposal=proposal, by=request.actor, **form.cleaned_data),
        heading=_("Award to %(provider)s") % {"provider": proposal.owner_organisation},
        consequence=_("The other proposals are not chosen. This cannot be undone."),
        done=_("Awarded. The contract can now be written."),
        form=form,
        submit=_("Award the contract"),
    )


def _opportunity(request: HttpRequest, public_id: str) -> Opportunity:
    found = Opportunity.objects.visible_to(request.actor).select_related("service__programme", "owner_organisation", "award__provider")
    return get_object_or_404(found, public_id=public_id)


def _proposal(request: HttpRequest, public_id: str) -> Proposal:
    found = Proposal.objects.visible_to(request.actor).select_related(
        "opportunity__service__programme", "opportunity__owner_organisation", "owner_organisation"
    )
    return get_object_or_404(found, public_id=public_id)


def _address_of(opportunity: Opportunity) -> str:
    return reverse("procure:opportunity_detail", args=[opportunity.public_id])


def _check(request: HttpRequest, opportunity: Opportunity, act: Any, **words: Any) -> HttpResponse:
    rows = [
        (_("Opportunity"), opportunity.title),
        (_("Service"), opportunity.service.name),
        (_("Deadline"), queries.deadline_in_words(opportunity)),
    ]
    return check_and_act(request, act, rows=rows, back_url=_address_of(opportunity), **words)
