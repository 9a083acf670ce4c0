"""Pages on which the schedule of a version is written: targets, milestones, prices, and how it pays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lodestar.contract import actions
from lodestar.contract.forms import (
    MetricForm,
    MilestoneForm,
    TargetForm,
    TermsForm,
)
from lodestar.contract.models import Metric, Milestone, Target
from lodestar.contract.policies import (
    may_write_version,
)
from lodestar.contract.views.shared import address_of, up_to_contract, version_at, versions_seen
from lodestar.ui.acting import ask, attempt, check_and_act, tried
from lodestar.ui.conflicts import edit_row

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
def target_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = version_at(request, public_id)
    may_write_version(request.actor, version).require()
    form = TargetForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_target(version=version, by=request.actor, **form.columns())):
        messages.success(request, _("The target is added. Add its milestones next."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Add a target"), back_url=address_of(version), caption=version.contract.title)


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
        back_url=address_of(target.version),
        done=_("The target is changed."),
        caption=target.outcome.name,
    )


@require_POST
def target_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    version = target.version
    if tried(request, lambda: actions.remove_target(target=target, by=request.actor)):
        messages.success(request, _("The target is taken out of this version."))
    return redirect("contract:version_detail", version.public_id)


@require_http_methods(BOTH)
def milestone_new(request: HttpRequest, public_id: str) -> HttpResponse:
    target = _target(request, public_id)
    may_write_version(request.actor, target.version).require()
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: actions.add_milestone(target=target, by=request.actor, **form.columns())):
        messages.success(request, _("The milestone is added."))
        return redirect("contract:version_detail", target.version.public_id)
    return ask(request, form, _("Add a milestone"), back_url=address_of(target.version), caption=str(target))


@require_http_methods(BOTH)
def milestone_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = Milestone.objects.filter(target__in=Target.objects.visible_to(request.actor)).select_related(
        *up_to_contract("target__version__")
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
        back_url=address_of(version),
        done=_("The milestone is changed."),
        caption=str(milestone.target),
    )


@require_http_methods(BOTH)
def metric_new(request: HttpRequest, public_id: str) -> HttpResponse:
    version = version_at(request, public_id)
    may_write_version(request.actor, version).require()
    form = MetricForm(request.POST or None, version=version)
    if request.method == "POST" and attempt(form, lambda: actions.add_metric(version=version, by=request.actor, **form.columns())):
        messages.success(request, _("The price is set."))
        return redirect("contract:version_detail", version.public_id)
    return ask(request, form, _("Put a price on a milestone"), back_url=address_of(version), caption=version.contract.title)


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
        back_url=address_of(metric.version),
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
        back_url=address_of(metric.version),
    )


@require_http_methods(BOTH)
def terms_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    version = version_at(request, public_id)
    may_write_version(request.actor, version).require()
    return edit_row(
        request,
        version,
        TermsForm.of_version,
        lambda form: actions.set_terms(
            version=version, terms=form.applied_to(version.terms), seen=form.cleaned_data["seen"], by=request.actor
        ),
        heading=_("How does it pay?"),
        back_url=address_of(version),
        done=_("The terms are kept."),
        caption=version.contract.title,
    )


def _target(request: HttpRequest, public_id: str) -> Target:
    targets = Target.objects.visible_to(request.actor).select_related("outcome", *up_to_contract("version__"))
    return get_object_or_404(targets, public_id=public_id)


def _metric(request: HttpRequest, public_id: str) -> Metric:
    metrics = Metric.objects.filter(version__in=versions_seen(request)).select_related("milestone", *up_to_contract("version__"))
    return get_object_or_404(metrics, public_id=public_id)


def _facts(row: Target | Milestone | Metric) -> dict[str, Any]:
    """A row as the first answers of its form."""
    return {**{column.name: column.value_from_object(row) for column in row._meta.concrete_fields}, "seen": row.recorded_at}
