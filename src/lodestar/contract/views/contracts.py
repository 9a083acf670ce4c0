"""Pages of contracts: the list, the contract as it stands on a day, and how one begins and ends."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.clock import today
from lodestar.contract import actions, queries, tables
from lodestar.contract.forms import (
    AsAtForm,
    ContractFilterForm,
    ContractForm,
)
from lodestar.contract.models import Contract
from lodestar.contract.policies import (
    may_abandon_contract,
    may_draft_version,
    may_end_contract,
    may_write_contract,
)
from lodestar.contract.terms import percentage
from lodestar.contract.views.shared import about, address_of, contract_at, schedule_of
from lodestar.design.models import Service
from lodestar.procure.models import Award, Opportunity
from lodestar.ui.acting import ask, attempt, check_and_act

CONTRACTS_A_PAGE = 25
BOTH = ["GET", "POST"]


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts of which the viewer's organisation is a party."""
    form = ContractFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    contracts = queries.contracts_for_viewer(request.actor, state=asked.get("state", ""), words=asked.get("words", ""))
    page = Paginator(contracts, CONTRACTS_A_PAGE).get_page(request.GET.get("page"))
    first = _("There are no contracts yet. A contract begins from a service that is ready to commission, or from an award.")
    none = _("No contract matches. Try fewer words, or every state.")
    context = {
        "heading": _("Contracts"),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "page_obj": page,
        "table": tables.contracts(page),
        "empty_text": none if any(asked.values()) else first,
    }
    return render(request, "ui/list.html", context)


@require_safe
def contract_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A contract: parties, what is in force today or on the day asked for, every version and whose turn it is."""
    contract = contract_at(request, public_id)
    form = AsAtForm(request.GET if "as_at" in request.GET or "as_at-day" in request.GET else None)
    day = (form.cleaned_data["as_at"] if form.is_bound and form.is_valid() else None) or today()
    version = queries.version_in_force(contract, day) if day != today() else queries.version_to_show(contract, day)
    context = {
        "contract": contract,
        "version": version,
        "as_at": day,
        "as_at_form": form,
        "form": form,
        "is_past": day != today(),
        "vat": percentage(contract.vat_basis_points / 10_000),
        "award_url": _award_address(request, contract),
        "versions": tables.versions(queries.versions_for_viewer(request.actor, contract), version),
        "may_draft": may_draft_version(request.actor, contract),
        "may_end": may_end_contract(request.actor, contract),
        "may_abandon": may_abandon_contract(request.actor, contract),
        **schedule_of(version),
    }
    return render(request, "contract/contract_detail.html", context)


def _award_address(request: HttpRequest, contract: Contract) -> str:
    """The opportunity behind a contract, for those who see opportunities of its commissioner."""
    if contract.award_id is None:
        return ""
    found = Opportunity.objects.visible_to(request.actor).filter(award=contract.award_id).first()
    return reverse("procure:opportunity_detail", args=[found.public_id]) if found else ""


@require_http_methods(BOTH)
def contract_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins a contract for a service; after an award, with the provider that was chosen."""
    service = get_object_or_404(Service.objects.visible_to(request.actor).select_related("programme"), public_id=public_id)
    may_write_contract(request.actor, service).require()
    award = _award(request, service)
    form = ContractForm(
        request.POST or None, award=award, initial={"provider": award.provider_id if award else None, "title": service.name}
    )
    if request.method == "POST":
        contract = attempt(form, lambda: actions.create_contract(service=service, award=award, by=request.actor, **form.columns()))
        if contract:
            messages.success(request, _("The contract is begun. Now write its first version."))
            return redirect("contract:version_detail", contract.versions.get().public_id)
    back = reverse("design:service_detail", args=[service.public_id])
    return ask(request, form, _("Begin a contract"), back_url=back, caption=service.name)


def _award(request: HttpRequest, service: Service) -> Award | None:
    asked = request.GET.get("award", "")
    return get_object_or_404(Award.objects.visible_to(request.actor), public_id=asked, opportunity__service=service) if asked else None


@require_http_methods(BOTH)
def contract_end(request: HttpRequest, public_id: str) -> HttpResponse:
    contract = contract_at(request, public_id)
    may_end_contract(request.actor, contract).require()
    return check_and_act(
        request,
        lambda: actions.end_contract(contract=contract, by=request.actor),
        heading=_("End the contract"),
        rows=about(contract),
        consequence=_("Its terms can no longer change. Statements for what was achieved before can still be prepared."),
        done=_("The contract has ended."),
        back_url=address_of(contract),
    )


@require_http_methods(BOTH)
def contract_abandon(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives up a contract that nobody has signed yet."""
    contract = contract_at(request, public_id)
    may_abandon_contract(request.actor, contract).require()
    return check_and_act(
        request,
        lambda: actions.abandon_contract(contract=contract, by=request.actor),
        heading=_("Give up this contract"),
        rows=about(contract),
        consequence=_("It stays on record, and nothing more can be done with it."),
        done=_("The contract is given up."),
        back_url=address_of(contract),
    )
