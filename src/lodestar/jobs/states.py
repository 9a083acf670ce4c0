"""Where a piece of long work stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class JobState(models.TextChoices):
    QUEUED = "queued", _("Not started")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OVER = frozenset({JobState.DONE.value, JobState.FAILED.value, JobState.CANCELLED.value})

JOB_STATES = state_table(
    JobState,
    start=JobState.QUEUED,
    turn={
        JobState.QUEUED: _("the worker"),
        JobState.RUNNING: _("the worker"),
        JobState.DONE: None,
        JobState.FAILED: None,
        JobState.CANCELLED: None,
    },
    begin=((JobState.QUEUED,), JobState.RUNNING),
    finish=((JobState.RUNNING,), JobState.DONE),
    fail=((JobState.QUEUED, JobState.RUNNING), JobState.FAILED),
    cancel=((JobState.QUEUED, JobState.RUNNING), JobState.CANCELLED),
    # A worker that was killed leaves its job running; work that can be begun again goes back into the queue.
    put_back=((JobState.RUNNING,), JobState.QUEUED),
)
