"""What home says of long work: what is over and was not looked at yet, and what still goes on."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, TaskState, owes
from lodestar.jobs.kinds import KINDS
from lodestar.jobs.models import Job
from lodestar.jobs.queries import jobs_for_viewer
from lodestar.jobs.states import JobState

MOST_SHOWN = 10


@owes
def tasks_for(actor: Actor) -> list[Task]:
    """The viewer's jobs whose end they have not seen."""
    return [_task(job) for job in jobs_for_viewer(actor).filter(opened_at__isnull=True).exclude(state=JobState.CANCELLED)[:MOST_SHOWN]]


def _task(job: Job) -> Task:
    kind = KINDS.get(job.kind)
    title = kind.title if kind else job.kind
    words = {JobState.DONE: _("%(what)s: ready"), JobState.FAILED: _("%(what)s: did not work")}.get(JobState(job.state), _("%(what)s"))
    state = TaskState.TO_DO if job.is_over else TaskState.WAITING
    return Task(words % {"what": title}, reverse("jobs:job", args=[job.public_id]), state=state, waiting_for=_("the worker"))
