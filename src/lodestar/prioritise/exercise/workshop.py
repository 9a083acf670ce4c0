"""Workshop: what people in the room judge and agree."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_agree_interventions
from lodestar.prioritise.queries import Standing
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_agree(viewer, programme, standing)]


def _agree(viewer: Actor, programme: Programme, standing: Standing) -> Task:
    title = _("Agree the interventions")
    if not standing.drafts:
        return Task(title, state="done" if standing.interventions else "not_started")
    left = ngettext("%(n)d draft is left.", "%(n)d drafts are left.", standing.drafts) % {"n": standing.drafts}
    if not may_agree_interventions(viewer, programme):
        return Task(title, state="waiting", waiting_for=_("the facilitator"), hint=left)
    state = "not_started" if standing.drafts == standing.interventions else "in_progress"
    return Task(title, reverse("prioritise:agree", args=[programme.public_id]), state=state, hint=left)
