"""Decide: what is funded at the budget."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_decide_funding
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_decide(viewer, programme, standing)]


def _decide(viewer: Actor, programme: Programme, standing: Standing) -> Task:
    title = _("Compare value for money, move the budget line, decide")
    url = reverse("prioritise:decide", args=[programme.public_id]) if standing.interventions else ""
    if programme.state != ProgrammeState.GATHERING:
        return Task(title, url, state="done")
    if standing.agreed and not may_decide_funding(viewer, programme):
        return Task(title, url, state="waiting", waiting_for=_("the commissioning manager"))
    return Task(title, url)
