"""Decide: what is funded at the budget."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.models.programmes import Stages
from lodestar.prioritise.policies import may_decide_funding, may_judge_areas
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    is_decided = programme.state != ProgrammeState.GATHERING
    before = [_scale(viewer, programme, bool(standing.scaled), is_decided)] if programme.stages == Stages.THREE else []
    return [*before, _fairness(programme, standing, bool(standing.profiled), is_decided), _decide(viewer, programme, standing)]


def _scale(viewer: Actor, programme: Programme, is_judged: bool, is_decided: bool) -> Task:
    title, hint = _("Bring the areas on to one scale"), _("The best of each area is judged against the best of all.")
    url = reverse("prioritise:area_scale", args=[programme.public_id])
    if is_judged or is_decided:
        return Task(title, url, state="done")
    if not may_judge_areas(viewer, programme):
        return Task(title, url, state="waiting", waiting_for=_("the facilitator"), hint=hint)
    return Task(title, url, hint=hint)


def _fairness(programme: Programme, standing: Standing, is_said: bool, is_decided: bool) -> Task:
    """What fairness would change may be looked at as soon as anyone has said whom an intervention reaches."""
    title, hint = _("Look at who gains, and what a fairer choice costs"), _("Say whom each intervention reaches, by fifth of deprivation.")
    url = reverse("prioritise:fairness", args=[programme.public_id]) if standing.interventions else ""
    return Task(title, url, state="done" if is_said or is_decided else "not_started", hint="" if is_said or is_decided else hint)


def _decide(viewer: Actor, programme: Programme, standing: Standing) -> Task:
    title = _("Compare value for money, move the budget line, decide")
    url = reverse("prioritise:decide", args=[programme.public_id]) if standing.interventions else ""
    if programme.state != ProgrammeState.GATHERING:
        return Task(title, url, state="done")
    if standing.agreed and not may_decide_funding(viewer, programme):
        return Task(title, url, state="waiting", waiting_for=_("the commissioning manager"))
    return Task(title, url)
