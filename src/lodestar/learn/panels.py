"""What learning has to show on the pages of earlier parts of the cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lodestar.access.roles import Permission
from lodestar.contract.models import Contract, ContractVersion
from lodestar.contract.states import VersionState
from lodestar.deliver.models import Engagement, Goal
from lodestar.learn import tables
from lodestar.learn.policies import may_close_targets, may_record_learning
from lodestar.learn.queries.cycle import programmes_at_home, strips_for
from lodestar.learn.queries.learning import answers_of, lessons_about, lessons_to_remember
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
    """What was learnt about a contract, and the way to write more down, for either party."""
    lessons = list(lessons_about(request.actor, contract=contract)[:10])
    may_record = may_record_learning(request.actor, contract.service.programme, contract)
    context = {"lessons": lessons, "contract": contract, "may_record": may_record}
    return {"template": "learn/panels/lessons.html", "context": context} if lessons or may_record else None


def lessons_of_service(request: HttpRequest, service: Any, **_context: Any) -> Shown:
    lessons = list(lessons_about(request.actor, service=service)[:10])
    return {"template": "learn/panels/lessons.html", "context": {"lessons": lessons}} if lessons else None


def results_of_targets(request: HttpRequest, contract: Contract, version: ContractVersion | None = None, **_context: Any) -> Shown:
    """YES or NO for each target of the version in force, with a link to close those that are open."""
    if version is None:
        return None
    may_close = bool(may_close_targets(request.actor, contract)) and version.state == VersionState.SIGNED
    table = tables.answers(version.targets.all(), answers_of(contract), may_close)
    return {"template": "learn/panels/results.html", "context": {"table": table}} if table.rows else None


def goals_in_sight(request: HttpRequest, engagement: Engagement, **_context: Any) -> Shown:
    """The lines of sight of a person's goals."""
    goals = list(Goal.objects.visible_to(request.actor).filter(engagement=engagement).select_related("outcome"))
    return {"template": "learn/panels/goals.html", "context": {"goals": goals}} if goals else None


def sight_link(request: HttpRequest, **context: Any) -> Shown:
    """The way from a row to its line of sight."""
    row = next((value for value in context.values() if getattr(value, "_meta", None) and value._meta.model_name in KINDS), None)
    if row is None or not request.actor.holds(Permission.SEE_CYCLE, Permission.SUPPORT_PEOPLE):
        return None
    url = reverse("learn:sight", args=[row._meta.model_name, row.public_id])
    return {"template": "learn/panels/sight_link.html", "context": {"url": url}}
