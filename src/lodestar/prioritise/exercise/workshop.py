"""Workshop: what people in the room judge and agree."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_agree_interventions
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import WorkshopState
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_agree(viewer, programme, standing), _hold(programme, standing)]


def _agree(viewer: Actor, programme: Programme, standing: Standing) -> Task:
    title = _("Agree the interventions")
    if not standing.drafts:
        return Task(title, state="done" if standing.interventions else "not_started")
    left = ngettext("%(n)d draft is left.", "%(n)d drafts are left.", standing.drafts) % {"n": standing.drafts}
    if not may_agree_interventions(viewer, programme):
        return Task(title, state="waiting", waiting_for=_("the facilitator"), hint=left)
    state = "not_started" if standing.drafts == standing.interventions else "in_progress"
    return Task(title, reverse("prioritise:agree", args=[programme.public_id]), state=state, hint=left)


def _hold(programme: Programme, standing: Standing) -> Task:
    """Workshops are one way to the numbers, the best for what is judged: nobody is made to hold one."""
    title = _("Judge benefit and probability in workshops")
    counted = programme.workshops.aggregate(
        held=Count("pk", filter=Q(state=WorkshopState.CLOSED)), running=Count("pk", filter=Q(state=WorkshopState.OPEN)), every=Count("pk")
    )
    url = reverse("prioritise:workshop_list", args=[programme.public_id]) if standing.interventions else ""
    if counted["running"]:
        return Task(title, url, state="in_progress", hint=_("A workshop is open now."))
    if counted["every"] > counted["held"]:
        return Task(title, url, state="in_progress", hint=_("A workshop is prepared."))
    if counted["held"]:
        held = ngettext("%(n)d workshop was held.", "%(n)d workshops were held.", counted["held"])
        return Task(title, url, state="done", hint=held % {"n": counted["held"]})
    return Task(title, url, hint=_("Each scores in private on their own phone; all is revealed at once, talked over, agreed."))
