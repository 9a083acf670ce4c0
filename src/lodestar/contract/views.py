"""Pages of contracts: the list, the contract, its versions and their schedule, and the acts upon them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.clock import today
from lodestar.contract import actions, queries, tables
from lodestar.contract.forms import (
    AsAtForm,
    ContractFilterForm,
    ContractForm,
    MetricForm,
    MilestoneForm,
    RefusalForm,
    TargetForm,
    TermsForm,
    VersionForm,
)
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.contract.policies import (
    may_abandon_contract,
    may_draft_version,
    may_end_contract,
    may_propose_version,
    may_refuse_version,
    may_sign_version,
    may_take_back_version,
    may_write_contract,
    may_write_version,
)
from lodestar.contract.terms import in_plain_words, percentage
from lodestar.design.models import Service
from lodestar.procure.models import Award, Opportunity
from lodestar.ui.acting import ask, attempt, check_and_act, tried
from lodestar.ui.conflicts import edit_row
from lodestar.ui.forms.fields import long_date

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
    contract = _contract(request, public_id)
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
        **_schedule(version),
    }
    return render(request, "contract/contract_detail.html", context)


def _schedule(version: ContractVersion | None, may_write: bool = False) -> dict[str, Any]:
    """What `contract/schedule.html` shows of a version."""
    if version is None:
        return {"targets": [], "terms": []}
    targets = [(target, tables.milestones(target, may_write)) for target in version.targets.all()]
    return {"targets": targets, "terms": in_plain_words(version.terms, queries.metric_names(version))}


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


@require_safe
def version_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The schedule of a version: targets, milestones, prices and terms, ready to print."""
    version = get_object_or_404(queries.with_schedule(_versions(request)), public_id=public_id)
    may_write = may_write_version(request.actor, version)
    context = {
        "contract": version.contract,
        "version": version,
        "signatures": version.signatures.select_related("organisation", "signed_by"),
        "waiting_for": queries.who_has_not_signed(version),
        "has_milestones": any(target.milestones.all() for target in version.targets.all()),
        "may_write": may_write,
        "may_propose": may_propose_version(request.actor, version),
        "may_sign": may_sign_version(request.actor, version),
        "may_refuse": may_refuse_version(request.actor, version),
        "may_take_back": may_take_back_version(request.actor, version),
        **_schedule(version, bool(may_write)),
    }
    return render(request, "contract/version_detail.html", context)


@require_http_methods(BOTH)
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


@require_http_methods(BOTH)
def target_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    form = TargetForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_target(version=version, by=request.actor, **form.columns())):
        messages.success(request, _("The target is added. Add its milestones next."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Add a target"), back_url=_address_of(version), caption=version.contract.title)


@require_http_methods(BOTH)
def target_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    may_write_version(request.actor, target.version).require()
    return edit_row(
        request,
        target,
        lambda row, data: TargetForm(data, version=target.version, initial=_facts(row)),
        lambda form: actions.edit_target(target=target, seen=form.cleaned_data["seen"], by=request.actor, **form.columns()),
        heading=_("Change the target"),
        back_url=_address_of(target.version),
        done=_("The target is changed."),
        caption=target.outcome.name,
    )


@require_http_methods(BOTH)
def milestone_new(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    may_write_version(request.actor, target.version).require()
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.add_milestone(target=target, by=request.actor, **form.columns())):
        messages.success(request, _("The milestone is added."))
        return redirect("contract:version_detail", target.version.public_id)
    return ask(request, form, _("Add a milestone"), back_url=_address_of(target.version), caption=str(target))


@require_http_methods(BOTH)
def milestone_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = Milestone.objects.filter(target__in=Target.objects.visible_to(request.actor)).select_related(
        *_up_to_contract("target__version__")
    )
    milestone = get_object_or_404(found, public_id=public_id)
    version = milestone.target.version
    may_write_version(request.actor, version).require()
    return edit_row(
        request,
        milestone,
        lambda row, data: MilestoneForm(data, initial=_facts(row)),
        lambda form: actions.edit_milestone(milestone=milestone, seen=form.cleaned_data["seen"], by=request.actor, **form.columns()),
        heading=_("Change the milestone"),
        back_url=_address_of(version),
        done=_("The milestone is changed."),
        caption=str(milestone.target),
    )


@require_http_methods(BOTH)
def metric_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    form = MetricForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_metric(version=version, by=request.actor, **form.columns())):
        messages.success(request, _("The price is set."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Put a price on a milestone"), back_url=_address_of(version), caption=version.contract.title)


@require_http_methods(BOTH)
def metric_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    metric = _metric(request, public_id)
    may_write_version(request.actor, metric.version).require()
    return edit_row(
        request,
        metric,
        lambda row, data: MetricForm(data, version=metric.version, initial=_facts(row)),
        lambda form: actions.edit_metric(metric=metric, seen=form.cleaned_data["seen"], by=request.actor, **form.columns()),
        heading=_("Change the price"),
        back_url=_address_of(metric.version),
        done=_("The price is changed."),
        caption=metric.description,
    )


@require_http_methods(BOTH)
def metric_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes a price out of a version that is still being written."""
    metric = _metric(request, public_id)
    may_write_version(request.actor, metric.version).require()
    return check_and_act(
        request,
        lambda: actions.remove_metric(metric=metric, by=request.actor),
        heading=_("Take this price out"),
        rows=[(_("What is paid for"), metric.description), (_("Milestone"), metric.milestone.name)],
        consequence=_("The milestone stays, and nothing is paid for it."),
        done=_("The price is taken out."),
        back_url=_address_of(metric.version),
    )


@require_http_methods(BOTH)
def terms_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_write_version(request.actor, version).require()
    return edit_row(
        request,
        version,
        TermsForm.of_version,
        lambda form: actions.set_terms(
            version=version, terms=form.applied_to(version.terms), seen=form.cleaned_data["seen"], by=request.actor
        ),
        heading=_("How does it pay?"),
        back_url=_address_of(version),
        done=_("The terms are kept."),
        caption=version.contract.title,
    )


@require_POST
def target_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    version = target.version
    if tried(request, lambda: actions.remove_target(target=target, by=request.actor)):
        messages.success(request, _("The target is taken out of this version."))
    return redirect("contract:version_detail", version.public_id)


@require_http_methods(BOTH)
def version_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check and propose a version to the other party."""
    version = _version(request, public_id)
    may_propose_version(request.actor, version).require()
    return _check(
        request,
        version,
        lambda: actions.propose_version(version=version, by=request.actor),
        heading=_("Propose this version"),
        consequence=_("Once proposed it cannot be changed, only signed, refused or taken back."),
        done=_("The version is proposed. Both parties can now sign it."),
    )


@require_http_methods(BOTH)
def version_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check and sign for the viewer's party."""
    version = _version(request, public_id)
    may_sign_version(request.actor, version).require()
    return _check(
        request,
        version,
        lambda: actions.sign_version(version=version, by=request.actor),
        heading=_("Sign this version"),
        consequence=_("Your signature is kept with your name and the time. It cannot be taken back."),
        done=_("Signed. It stands when both parties have signed."),
    )


@require_http_methods(BOTH)
def version_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    version = _version(request, public_id)
    may_refuse_version(request.actor, version).require()
    form = RefusalForm(request.POST or None)
    return _check(
        request,
        version,
        lambda: actions.refuse_version(version=version, by=request.actor, **form.cleaned_data),
        heading=_("Refuse this version"),
        consequence=_("Both parties see your reason. What is in force stays in force."),
        done=_("The version is refused. What was in force stays in force."),
        form=form,
    )


@require_http_methods(BOTH)
def version_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whoever wrote a version takes it back before both have signed."""
    version = _version(request, public_id)
    may_take_back_version(request.actor, version).require()
    return _check(
        request,
        version,
        lambda: actions.take_back_version(version=version, by=request.actor),
        heading=_("Take this version back"),
        consequence=_("It can then no longer be signed. What is in force stays in force."),
        done=_("The version is taken back."),
    )


@require_http_methods(BOTH)
def contract_end(request: HttpRequest, public_id: str) -> HttpResponse:
    contract = _contract(request, public_id)
    may_end_contract(request.actor, contract).require()
    return check_and_act(
        request,
        lambda: actions.end_contract(contract=contract, by=request.actor),
        heading=_("End the contract"),
        rows=_about(contract),
        consequence=_("Its terms can no longer change. Statements for what was achieved before can still be prepared."),
        done=_("The contract has ended."),
        back_url=_address_of(contract),
    )


@require_http_methods(BOTH)
def contract_abandon(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives up a contract that nobody has signed yet."""
    contract = _contract(request, public_id)
    may_abandon_contract(request.actor, contract).require()
    return check_and_act(
        request,
        lambda: actions.abandon_contract(contract=contract, by=request.actor),
        heading=_("Give up this contract"),
        rows=_about(contract),
        consequence=_("It stays on record, and nothing more can be done with it."),
        done=_("The contract is given up."),
        back_url=_address_of(contract),
    )


def _up_to_contract(path: str = "") -> list[str]:
    steps = ("service__programme", "provider", "owner_organisation")
    return [*(f"{path}contract__{step}" for step in steps), f"{path}proposed_by", f"{path}follows"]


def _contract(request: HttpRequest, public_id: str) -> Contract:
    contracts = Contract.objects.visible_to(request.actor).select_related(
        "service__programme", "provider", "verifier", "owner_organisation", "award"
    )
    contracts = contracts.annotate(sees_service=Exists(Service.objects.visible_to(request.actor).filter(pk=OuterRef("service"))))
    return get_object_or_404(contracts, public_id=public_id)


def _versions(request: HttpRequest) -> Any:
    return ContractVersion.objects.visible_to(request.actor).select_related(*_up_to_contract())


def _version(request: HttpRequest, public_id: str) -> ContractVersion:
    found: ContractVersion = get_object_or_404(_versions(request), public_id=public_id)
    return found


def _target(request: HttpRequest, public_id: str) -> Target:
    targets = Target.objects.visible_to(request.actor).select_related("outcome", *_up_to_contract("version__"))
    return get_object_or_404(targets, public_id=public_id)


def _metric(request: HttpRequest, public_id: str) -> Metric:
    metrics = Metric.objects.filter(version__in=_versions(request)).select_related("milestone", *_up_to_contract("version__"))
    return get_object_or_404(metrics, public_id=public_id)


def _facts(row: Target | Milestone | Metric) -> dict[str, Any]:
    """A row as the first answers of its form."""
    return {**{column.name: column.value_from_object(row) for column in row._meta.concrete_fields}, "seen": row.recorded_at}


def _address_of(row: Contract | ContractVersion) -> str:
    return reverse(f"contract:{'contract' if isinstance(row, Contract) else 'version'}_detail", args=[row.public_id])


def _about(contract: Contract) -> list[tuple[str, str]]:
    return [(_("Contract"), contract.title), (_("Provider"), contract.provider.name)]


def _check(request: HttpRequest, version: ContractVersion, act: Any, **words: Any) -> HttpResponse:
    rows = [
        *_about(version.contract),
        (_("Version"), str(version.number)),
        (_("In force from"), long_date(version.effective_from)),
        (_("Targets"), str(version.targets.count())),
        (_("Prices"), str(version.metrics.count())),
        (_("How it pays"), " ".join(in_plain_words(version.terms, queries.metric_names(version)))),
    ]
    return check_and_act(request, act, rows=rows, back_url=_address_of(version), **words)
