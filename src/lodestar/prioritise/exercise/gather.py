"""Gather: the numbers of every intervention."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.queries import Standing
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return [_numbers(programme, standing)]


def _numbers(programme: Programme, standing: Standing) -> Task:
    url = reverse("prioritise:intervention_list", args=[programme.public_id])
    if not standing.interventions:
        return Task(_("Give each intervention its four numbers"), url, hint=_("People, benefit, probability and cost."))
    every, whole = standing.interventions, standing.interventions - standing.lacking
    said = ngettext(
        "%(whole)d of %(all)d intervention has all four.", "%(whole)d of %(all)d interventions have all four.", standing.interventions
    )
    state = "done" if not standing.lacking else "in_progress" if whole else "not_started"
    return Task(_("Give each intervention its four numbers"), url, state=state, hint=said % {"whole": whole, "all": every})
