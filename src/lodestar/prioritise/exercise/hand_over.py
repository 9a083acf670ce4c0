"""Hand over: what goes on from the decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_close(programme)]


def _close(programme: Programme) -> Task:
    title = _("Close the programme")
    hint = _("Once nothing in it is to change any more.")
    if programme.state == ProgrammeState.CLOSED:
        return Task(title, state="done")
    url = reverse("prioritise:programme_close", args=[programme.public_id]) if programme.state == ProgrammeState.DECIDED else ""
    return Task(title, url, hint=hint)
