"""Reading the state of long work."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from lodestar.access.actor import Actor
from lodestar.jobs.models import Job
from lodestar.jobs.states import JobState


def jobs_for_viewer(viewer: Actor) -> QuerySet[Job]:
    """The viewer's own jobs, latest first."""
    found: QuerySet[Job] = Job.objects.visible_to(viewer).order_by("-recorded_at", "-pk")
    return found


def jobs_left_behind(before: datetime) -> QuerySet[Job]:
    """Jobs that run on paper, but whose worker has given no sign of life since the moment."""
    return Job.objects.filter(state=JobState.RUNNING, last_sign_of_life__lt=before).order_by("pk")
