"""Hand over: what goes on from the decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_close_programme
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_paper(programme), _notes(programme), _next_year(programme), _close(viewer, programme)]


def _paper(programme: Programme) -> Task:
    url = reverse("prioritise:hand_over", args=[programme.public_id])
    hint = _("What is decided and what it rests on, to read and to work out again.")
    return Task(_("Board paper, workbook and snapshots"), url, state=_state(programme), hint=hint)


def _notes(programme: Programme) -> Task:
    title, hint = _("Tell those who proposed"), _("A page for each intervention: whether it is funded, and why.")
    url = f"{reverse('prioritise:hand_over', args=[programme.public_id])}#notes" if programme.state != ProgrammeState.GATHERING else ""
    return Task(title, url, hint=hint)


def _next_year(programme: Programme) -> Task:
    title, hint = _("Carry forward to next year"), _("Areas, interventions and numbers come along, each number with its age.")
    url = f"{reverse('prioritise:hand_over', args=[programme.public_id])}#next-year"
    return Task(title, url, hint=hint)


def _state(programme: Programme) -> str:
    """What can be handed over is there once it is decided; before, it is a recommendation."""
    return "not_started" if programme.state == ProgrammeState.GATHERING else "in_progress"


def _close(viewer: Actor, programme: Programme) -> Task:
    title = _("Close the programme")
    hint = _("Once nothing in it is to change any more.")
    if programme.state == ProgrammeState.CLOSED:
        return Task(title, state="done")
    url = reverse("prioritise:programme_close", args=[programme.public_id]) if may_close_programme(viewer, programme) else ""
    return Task(title, url, hint=hint)
