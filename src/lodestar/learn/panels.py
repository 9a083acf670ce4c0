"""What learning has to show on the pages of earlier parts of the cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lodestar.access.roles import Permission
from lodestar.contract.models import Contract, ContractVersion
from lodestar.learn.models import TargetResult
from lodestar.learn.policies import may_close_target
from lodestar.learn.queries.cycle import programmes_at_home, strips_for
from lodestar.learn.queries.learning import lessons_about, lessons_to_remember
from lodestar.learn.queries.sight import KINDS

Shown = dict[str, Any] | None


def cycle_at_home(request: HttpRequest, **_context: Any) -> Shown:
    """Where the viewer's programmes stand."""
    if not request.actor.holds(Permission.SEE_CYCLE):
        return None
    strips = strips_for(request.actor, programmes_at_home(request.actor))
    return {"template": "learn/panels/cycle.html", "context": {"strips": strips}} if strips else None


def lessons_to_begin_with(request: HttpRequest, **_context: Any) -> Shown:
    """What was learnt before, shown to whoever begins something."""
    lessons = lessons_to_remember(request.actor)
    return {"template": "learn/panels/lessons.html", "context": {"lessons": lessons}} if lessons else None


def lessons_of_contract(request: HttpRequest, contract: Contract, **_context: Any) -> Shown:
    lessons = list(lessons_about(request.actor, contract=contract)[:10])
    return {"template": "learn/panels/lessons.html", "context": {"lessons": lessons}} if lessons else None


def lessons_of_service(request: HttpRequest, service: Any, **_context: Any) -> Shown:
    lessons = list(lessons_about(request.actor, service=service)[:10])
    return {"template": "learn/panels/lessons.html", "context": {"lessons": lessons}} if lessons else None


def results_of_targets(request: HttpRequest, contract: Contract, version: ContractVersion | None = None, **_context: Any) -> Shown:
    """YES or NO for each target of the version in force, with a link to close those that are open."""
    if version is None:
        return None
    targets = list(version.targets.all())
    results = {result.target_id: result for result in TargetResult.objects.filter(target__in=targets).select_related("learning")}
    rows = [
        (target, results.get(target.pk), may_close_target(request.actor, target)) for target in _with_contract(targets, version, contract)
    ]
    return {"template": "learn/panels/results.html", "context": {"rows": rows}} if rows else None


def _with_contract(targets: list[Any], version: ContractVersion, contract: Contract) -> list[Any]:
    version.contract = contract
    for target in targets:
        target.version = version
    return targets


def sight_link(request: HttpRequest, **context: Any) -> Shown:
    """The way from a row to its line of sight."""
    row = next((value for value in context.values() if getattr(value, "_meta", None) and value._meta.model_name in KINDS), None)
    if row is None or not request.actor.holds(Permission.SEE_CYCLE, Permission.SUPPORT_PEOPLE):
        return None
    url = reverse("learn:sight", args=[row._meta.model_name, row.public_id])
    return {"template": "learn/panels/sight_link.html", "context": {"url": url}}
