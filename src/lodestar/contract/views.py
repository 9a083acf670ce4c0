"""Pages of contracts: the list, the contract, its versions and their schedule, and the acts upon them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.clock import today
from lodestar.contract import actions, queries
from lodestar.contract.forms import (
    ContractFilterForm,
    ContractForm,
    MetricForm,
    MilestoneForm,
    RefusalForm,
    TargetForm,
    TermsForm,
    VersionForm,
)
from lodestar.contract.models import Contract, ContractVersion, Target
from lodestar.contract.policies import (
    may_draft_version,
    may_end_contract,
    may_propose_version,
    may_refuse_version,
    may_sign_version,
    may_write_contract,
    may_write_version,
)
from lodestar.contract.terms import in_plain_words
from lodestar.design.models import Service
from lodestar.ui.acting import ask, attempt, check_answers

CONTRACTS_A_PAGE = 25


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts of which the viewer's organisation is a party."""
    form = ContractFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    contracts = queries.contracts_for_viewer(request.actor, state=asked.get("state", ""), words=asked.get("words", ""))
    page = Paginator(contracts, CONTRACTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contract/contract_list.html", {"page_obj": page, "filter_form": form, "is_filtered": any(asked.values())})


@require_safe
def contract_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A contract: parties, what is in force today, every version and whose turn it is."""
    contract = _contract(request, public_id)
    version = queries.version_to_show(contract, today())
    return render(
        request,
        "contract/contract_detail.html",
        {
            "contract": contract,
            "version": version,
            "versions": queries.versions_for_viewer(request.actor, contract),
            "terms": in_plain_words(version.terms) if version else [],
            "may_draft": may_draft_version(request.actor, contract),
            "may_end": may_end_contract(request.actor, contract),
        },
    )


@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins a contract for a service."""
    service = get_object_or_404(Service.objects.visible_to(request.actor), public_id=public_id)
    may_write_contract(request.actor, service).require()
    form = ContractForm(request.POST or None)
    if request.method == "POST":
        contract = attempt(form, lambda: actions.create_contract(service=service, by=request.actor, **form.cleaned_data))
        if contract:
            messages.success(request, _("The contract is begun. Now write its first version."))
            return redirect("contract:contract_detail", contract.public_id)
    return ask(
        request, form, _("Begin a contract"), back_url=reverse("design:service_detail", args=[service.public_id]), caption=service.name
    )


@require_safe
def version_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The schedule of a version: targets, milestones, prices and terms, ready to print."""
    version = get_object_or_404(
        queries.with_schedule(ContractVersion.objects.visible_to(request.actor).select_related("contract__service", "proposed_by")),
        public_id=public_id,
    )
    return render(
        request,
        "contract/version_detail.html",
        {
            "contract": version.contract,
            "version": version,
            "terms": in_plain_words(version.terms),
            "signatures": version.signatures.select_related("organisation", "signed_by"),
            "waiting_for": queries.who_has_not_signed(version),
            "may_write": may_write_version(request.actor, version),
            "may_propose": may_propose_version(request.actor, version),
            "may_sign": may_sign_version(request.actor, version),
            "may_refuse": may_refuse_version(request.actor, version),
        },
    )


@require_http_methods(["GET", "POST"])
def version_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins a variation as a copy of what is in force."""
    contract = _contract(request, public_id)
    may_draft_version(request.actor, contract).require()
    form = VersionForm(request.POST or None)
    if request.method == "POST":
        version = attempt(form, lambda: actions.draft_version(contract=contract, by=request.actor, **form.cleaned_data))
        if version:
            messages.success(request, _("The variation begins as a copy of what is in force. Change what should change, then propose it."))
            return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Propose a change"), back_url=_address_of(contract), caption=contract.title)


@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    form = TargetForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_target(version=version, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The target is added."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Add a target"), back_url=_address_of(version), caption=version.contract.title)


@require_http_methods(["GET", "POST"])
def milestone_new(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    may_write_version(request.actor, target.version).require()
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.add_milestone(target=target, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The milestone is added."))
        return redirect("contract:version_detail", target.version.public_id)
    return ask(request, form, _("Add a milestone"), back_url=_address_of(target.version), caption=str(target))


@require_http_methods(["GET", "POST"])
def metric_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    form = MetricForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_metric(version=version, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The price is set."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Put a price on a milestone"), back_url=_address_of(version), caption=version.contract.title)


@require_http_methods(["GET", "POST"])
def terms_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm.from_terms(version.terms)
    if request.method == "POST" and attempt(
        form, lambda: actions.set_terms(version=version, terms=form.applied_to(version.terms), by=request.actor)
    ):
        messages.success(request, _("The terms are kept."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("How does it pay?"), back_url=_address_of(version), caption=version.contract.title)


@require_POST
def target_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    version = target.version
    actions.remove_target(target=target, by=request.actor)
    messages.success(request, _("The target is taken out of this version."))
    return redirect("contract:version_detail", version.public_id)


@require_http_methods(["GET", "POST"])
def version_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check and propose a version to the other party."""
    version = _version(request, public_id)
    if request.method == "POST":
        actions.propose_version(version=version, by=request.actor)
        messages.success(request, _("The version is proposed. Both parties can now sign it."))
        return redirect("contract:version_detail", version.public_id)
    may_propose_version(request.actor, version).require()
    consequence = _("Once proposed it cannot be changed, only signed or refused.")
    return _check(request, version, _("Propose this version"), consequence)


@require_http_methods(["GET", "POST"])
def version_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check and sign for the viewer's party."""
    version = _version(request, public_id)
    if request.method == "POST":
        actions.sign_version(version=version, by=request.actor)
        messages.success(request, _("Signed. It stands when both parties have signed."))
        return redirect("contract:version_detail", version.public_id)
    may_sign_version(request.actor, version).require()
    consequence = _("Your signature is kept with your name and the time. It cannot be taken back.")
    return _check(request, version, _("Sign this version"), consequence)


@require_http_methods(["GET", "POST"])
def version_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_refuse_version(request.actor, version).require()
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.refuse_version(version=version, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The version is refused. What was in force stays in force."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Refuse this version"), back_url=_address_of(version), caption=version.contract.title)


@require_http_methods(["GET", "POST"])
def contract_end(request: HttpRequest, public_id: str) -> HttpResponse:
    contract = _contract(request, public_id)
    if request.method == "POST":
        actions.end_contract(contract=contract, by=request.actor)
        messages.success(request, _("The contract has ended."))
        return redirect("contract:contract_detail", contract.public_id)
    may_end_contract(request.actor, contract).require()
    rows = [(_("Contract"), contract.title), (_("Provider"), contract.provider.name)]
    consequence = _("Its terms can no longer change. Statements for what was achieved before can still be prepared.")
    return check_answers(request, _("End the contract"), rows, back_url=_address_of(contract), consequence=consequence)


def _contract(request: HttpRequest, public_id: str) -> Contract:
    contracts = Contract.objects.visible_to(request.actor).select_related("service__programme", "provider", "owner_organisation", "award")
    return get_object_or_404(contracts, public_id=public_id)


def _version(request: HttpRequest, public_id: str) -> ContractVersion:
    versions = ContractVersion.objects.visible_to(request.actor).select_related(
        "contract__service", "contract__provider", "contract__owner_organisation", "proposed_by"
    )
    return get_object_or_404(versions, public_id=public_id)


def _target(request: HttpRequest, public_id: str) -> Target:
    targets = Target.objects.visible_to(request.actor).select_related(
        "version__contract__service", "version__contract__provider", "version__contract__owner_organisation"
    )
    return get_object_or_404(targets, public_id=public_id)


def _address_of(row: Contract | ContractVersion) -> str:
    return reverse(f"contract:{'contract' if isinstance(row, Contract) else 'version'}_detail", args=[row.public_id])


def _check(request: HttpRequest, version: ContractVersion, heading: str, consequence: str) -> HttpResponse:
    rows = [
        (_("Contract"), version.contract.title),
        (_("Version"), str(version.number)),
        (_("Targets"), str(version.targets.count())),
        (_("Prices"), str(version.metrics.count())),
        (_("How it pays"), " ".join(in_plain_words(version.terms))),
    ]
    return check_answers(request, heading, rows, back_url=_address_of(version), consequence=consequence)
