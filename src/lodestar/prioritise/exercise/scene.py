"""Set the scene: the seven first steps, the team and the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_see_stakeholders, may_set_scene
from lodestar.prioritise.queries import FirstStep, Scene, Standing, scene_of
from lodestar.ui.status import Task

ADDRESSES = {
    "problem": "prioritise:problem",
    "areas": "",
    "interventions": "prioritise:intervention_list",
    "stakeholders": "prioritise:stakeholder_list",
    "support": "prioritise:team",
    "analyst": "prioritise:team",
    "constraints": "prioritise:constraints",
}


@dataclass(frozen=True)
class TickedTask(Task):
    """A first step that only a person can tick off: what the tick says, and whether it stands."""

    item: str = ""
    tick_words: str = ""
    ticked_by: str = ""


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    """The seven first steps and the timeline. Three queries."""
    scene = scene_of(programme)
    return [*(_task(viewer, programme, step) for step in scene.steps), _timeline(programme, scene)]


def _task(viewer: Actor, programme: Programme, step: FirstStep) -> Task:
    url = _address(programme, step)
    if step.key == "stakeholders" and not may_see_stakeholders(viewer, programme):
        url = ""
    if not step.tick_words or not may_set_scene(viewer, programme):
        return Task(step.name, url, state=step.state, hint=step.hint)
    who = step.tick.ticked_by.name if step.tick and step.tick.is_done and step.tick.ticked_by else ""
    return TickedTask(step.name, url, state=step.state, hint=step.hint, item=step.key, tick_words=step.tick_words, ticked_by=who)


def _address(programme: Programme, step: FirstStep) -> str:
    if step.key == "areas" and step.state == "not_started":
        return reverse("prioritise:area_new", args=[programme.public_id])
    name = ADDRESSES[step.key]
    return reverse(name, args=[programme.public_id]) if name else "#areas"


def _timeline(programme: Programme, scene: Scene) -> Task:
    title, url = _("Plan the workshops backwards"), reverse("prioritise:timeline", args=[programme.public_id])
    if not scene.dated:
        return Task(title, url, hint=_("From the day of the decision, with six weeks’ notice for senior clinicians."))
    if scene.next_day is None:
        return Task(title, url, state="done", hint=_("Everything on the timeline is done."))
    return Task(title, url, state="done", hint=_("Dates are set. The next is %(day)s.") % {"day": date_format(scene.next_day, "j F Y")})
