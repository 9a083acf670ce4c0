"""Pages of a contract's versions: what was agreed, and the acts by which it comes to stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.contract import actions, queries
from lodestar.contract.forms import (
    RefusalForm,
    VersionForm,
)
from lodestar.contract.models import ContractVersion
from lodestar.contract.policies import (
    may_draft_version,
    may_propose_version,
    may_refuse_version,
    may_sign_version,
    may_take_back_version,
    may_write_version,
)
from lodestar.contract.terms import in_plain_words
from lodestar.contract.views.shared import about, address_of, contract_at, schedule_of, version_at, versions_seen
from lodestar.ui.acting import ask, attempt, check_and_act
from lodestar.ui.forms.fields import long_date

BOTH = ["GET", "POST"]


@require_safe
def version_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The schedule of a version: targets, milestones, prices and terms, ready to print."""
    version = get_object_or_404(queries.with_schedule(versions_seen(request)), public_id=public_id)
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
        **schedule_of(version, bool(may_write)),
    }
    return render(request, "contract/version_detail.html", context)


@require_http_methods(BOTH)
def version_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins a variation as a copy of what is in force."""
    contract = contract_at(request, public_id)
    may_draft_version(request.actor, contract).require()
    form = VersionForm(request.POST or None)
    if request.method == "POST":
        version = attempt(form, lambda: actions.draft_version(contract=contract, by=request.actor, **form.cleaned_data))
        if version:
            messages.success(request, _("The variation begins as a copy of what is in force. Change what should change, then propose it."))
            return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Propose a change"), back_url=address_of(contract), caption=contract.title)


@require_http_methods(BOTH)
def version_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check and propose a version to the other party."""
    version = version_at(request, public_id)
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
    version = version_at(request, public_id)
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
    version = version_at(request, public_id)
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
    version = version_at(request, public_id)
    may_take_back_version(request.actor, version).require()
    return _check(
        request,
        version,
        lambda: actions.take_back_version(version=version, by=request.actor),
        heading=_("Take this version back"),
        consequence=_("It can then no longer be signed. What is in force stays in force."),
        done=_("The version is taken back."),
    )


def _check(request: HttpRequest, version: ContractVersion, act: Any, **words: Any) -> HttpResponse:
    rows = [
        *about(version.contract),
        (_("Version"), str(version.number)),
        (_("In force from"), long_date(version.effective_from)),
        (_("Targets"), str(version.targets.count())),
        (_("Prices"), str(version.metrics.count())),
        (_("How it pays"), " ".join(in_plain_words(version.terms, queries.metric_names(version)))),
    ]
    return check_and_act(request, act, rows=rows, back_url=address_of(version), **words)
