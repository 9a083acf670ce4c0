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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.clock import now
from lodestar.design.models import Service
from lodestar.procure import actions, queries
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
from lodestar.ui.acting import ask, attempt, check_answers

OPPORTUNITIES_A_PAGE = 25


@require_safe
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """A commissioner's opportunities; for bidders, all that are or were open."""
    form = OpportunityFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.opportunities_for_viewer(request.actor, state=asked.get("state", ""), words=asked.get("words", ""))
    page = Paginator(found, OPPORTUNITIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "procure/opportunity_list.html", {"page_obj": page, "filter_form": form, "is_filtered": any(asked.values())})


@require_safe
def opportunity_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is sought, until when, and what the viewer can do about it now."""
    opportunity = _opportunity(request, public_id)
    provider = queries.provider_proposed_for(request.actor)
    return render(
        request,
        "procure/opportunity_detail.html",
        {
            "opportunity": opportunity,
            "is_past": opportunity.deadline <= now(),
            "proposals": queries.opened_proposals(request.actor, opportunity),
            "own": queries.own_proposal(request.actor, opportunity),
            "keys": queries.keys_turned(opportunity),
            "may_edit": may_edit_opportunity(request.actor, opportunity),
            "may_publish": may_publish_opportunity(request.actor, opportunity),
            "may_withdraw": may_withdraw_opportunity(request.actor, opportunity),
            "may_turn_key": may_turn_key(request.actor, opportunity),
            "may_award": may_award(request.actor, opportunity),
            "may_propose": may_propose(request.actor, opportunity, provider) if provider else None,
        },
    )


@require_http_methods(["GET", "POST"])
def opportunity_new(request: HttpRequest, public_id: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.visible_to(request.actor), public_id=public_id)
    may_prepare_opportunity(request.actor, service).require()
    form = OpportunityForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.prepare_opportunity(service=service, by=request.actor, **form.columns()))
        if made:
            messages.success(request, _("The opportunity is a draft. Publish it when it is ready."))
            return redirect("procure:opportunity_detail", made.public_id)
    back = reverse("design:service_detail", args=[service.public_id])
    return ask(request, form, _("Prepare an opportunity"), back_url=back, caption=service.name)


@require_http_methods(["GET", "POST"])
def opportunity_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    may_edit_opportunity(request.actor, opportunity).require()
    form = OpportunityForm(request.POST) if request.method == "POST" else OpportunityForm.for_opportunity(opportunity)
    if request.method == "POST" and attempt(
        form, lambda: actions.edit_opportunity(opportunity=opportunity, by=request.actor, **form.columns())
    ):
        messages.success(request, _("The opportunity is changed."))
        return redirect("procure:opportunity_detail", opportunity.public_id)
    return ask(request, form, _("Change the opportunity"), back_url=_address_of(opportunity), caption=opportunity.title)


@require_http_methods(["GET", "POST"])
def opportunity_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    if request.method == "POST":
        actions.publish_opportunity(opportunity=opportunity, by=request.actor)
        messages.success(request, _("The opportunity is open to every provider until the deadline."))
        return redirect("procure:opportunity_detail", opportunity.public_id)
    may_publish_opportunity(request.actor, opportunity).require()
    return _check(request, opportunity, _("Publish the opportunity"), _("Every provider will see it. It can then no longer be changed."))


@require_http_methods(["GET", "POST"])
def opportunity_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = _opportunity(request, public_id)
    if request.method == "POST":
        actions.withdraw_opportunity(opportunity=opportunity, by=request.actor)
        messages.success(request, _("The opportunity is withdrawn."))
        return redirect("procure:opportunity_detail", opportunity.public_id)
    may_withdraw_opportunity(request.actor, opportunity).require()
    return _check(request, opportunity, _("Withdraw the opportunity"), _("Bidders will see that it is withdrawn. Proposals stay sealed."))


@require_http_methods(["GET", "POST"])
def proposal_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write, keep and submit a proposal: one page, three questions; `do=submit` submits, anything else keeps a draft."""
    opportunity = _opportunity(request, public_id)
    provider = queries.provider_proposed_for(request.actor)
    if provider is None:
        raise Http404
    may_propose(request.actor, opportunity, provider).require()
    own = queries.own_proposal(request.actor, opportunity)
    form = ProposalForm(request.POST or None, initial=asdict(queries.unsealed(own)) if own else None)
    if request.method == "POST":
        kept = attempt(form, lambda: _keep(request, opportunity, provider, own, form))
        if kept:
            return redirect("procure:opportunity_detail", opportunity.public_id)
    context = {"form": form, "opportunity": opportunity, "own": own, "back_url": _address_of(opportunity)}
    return render(request, "procure/proposal_write.html", context)


def _keep(request: HttpRequest, opportunity: Opportunity, provider: Any, own: Proposal | None, form: ProposalForm) -> Proposal:
    content = form.content()
    is_submitting = request.POST.get("do") == "submit"
    if own is None or (own.state == "draft" and not is_submitting):
        own = actions.save_proposal(opportunity=opportunity, provider=provider, content=content, by=request.actor)
    if is_submitting or own.state != "draft":
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


@require_POST
def proposal_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = _proposal(request, public_id)
    actions.withdraw_proposal(proposal=proposal, by=request.actor)
    messages.success(request, _("The proposal is withdrawn. You can write another until the deadline."))
    return redirect("procure:opportunity_detail", proposal.opportunity.public_id)


@require_http_methods(["GET", "POST"])
def key_turn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Turn one of the two keys."""
    opportunity = _opportunity(request, public_id)
    if request.method == "POST":
        actions.turn_key(opportunity=opportunity, by=request.actor)
        opportunity.refresh_from_db(fields=["state"])
        opened = opportunity.state == "opened"
        messages.success(request, _("The proposals are open.") if opened else _("Your key is turned. A second person must turn theirs."))
        return redirect("procure:opportunity_detail", opportunity.public_id)
    may_turn_key(request.actor, opportunity).require()
    return _check(request, opportunity, _("Turn your key"), _("When two people have turned their keys, every proposal is opened."))


@require_http_methods(["GET", "POST"])
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose a proposal, with the reason."""
    proposal = _proposal(request, public_id)
    may_award(request.actor, proposal.opportunity).require()
    form = AwardForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.award_contract(proposal=proposal, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("Awarded. The contract can now be written."))
        return redirect("procure:opportunity_detail", proposal.opportunity.public_id)
    back = reverse("procure:proposal_detail", args=[proposal.public_id])
    return ask(
        request, form, _("Award to this provider"), back_url=back, caption=proposal.owner_organisation.name, submit=_("Award the contract")
    )


def _opportunity(request: HttpRequest, public_id: str) -> Opportunity:
    found = Opportunity.objects.visible_to(request.actor).select_related("service", "owner_organisation", "award__provider")
    return get_object_or_404(found, public_id=public_id)


def _proposal(request: HttpRequest, public_id: str) -> Proposal:
    found = Proposal.objects.visible_to(request.actor).select_related(
        "opportunity__service", "opportunity__owner_organisation", "owner_organisation"
    )
    return get_object_or_404(found, public_id=public_id)


def _address_of(opportunity: Opportunity) -> str:
    return reverse("procure:opportunity_detail", args=[opportunity.public_id])


def _check(request: HttpRequest, opportunity: Opportunity, heading: str, consequence: str) -> HttpResponse:
    rows = [
        (_("Opportunity"), opportunity.title),
        (_("Service"), opportunity.service.name),
        (_("Deadline"), queries.deadline_in_words(opportunity)),
    ]
    return check_answers(request, heading, rows, back_url=_address_of(opportunity), consequence=consequence)
