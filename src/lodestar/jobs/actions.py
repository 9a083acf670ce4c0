"""Asking for long work, stopping it, and dealing with what a killed worker left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lodestar.access.actor import SYSTEM, Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove, move
from lodestar.jobs.kinds import KINDS
from lodestar.jobs.models import Job
from lodestar.jobs.policies import may_cancel_job, may_start_job
from lodestar.jobs.queries import jobs_left_behind
from lodestar.jobs.states import JOB_STATES, JobState

SILENT_FOR = timedelta(seconds=25)
MOST_ATTEMPTS = 3
RUN_JOB = "lodestar.jobs.worker.run_job"


@action
def start_job(*, kind: str, organisation: Organisation, by: Actor, **parameters: Any) -> Job:
    """Puts long work into the queue; the worker sees it once this is committed, as both are rows. `parameters` hold ids, never names."""
    may_start_job(by, organisation).require()
    job = Job.objects.create(kind=KINDS[kind].name, owner_organisation=organisation, account=by.account, parameters=parameters)
    record("started_job", subject=job, by=by, kind=kind)
    _enqueue(job)
    return job


@action
def cancel_job(*, job: Job, by: Actor) -> Job:
    """Stops work: at once if it has not begun, else at the next row the worker looks at."""
    may_cancel_job(by, job).require()
    record("cancelled_job", subject=job, by=by, kind=job.kind)
    if job.state == JobState.QUEUED:
        move(job, JOB_STATES, "cancel", finished_at=now())
    else:
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        job.cancel_requested = True
    return job


@action
def recover_job(*, job: Job, by: Actor = SYSTEM) -> Job:
    """Puts back into the queue, or ends with a reason, a job whose worker was killed."""
    may_cancel_job(by, job).require()
    kind = KINDS.get(job.kind)
    if kind and kind.again and job.attempts < MOST_ATTEMPTS and not job.cancel_requested:
        move(job, JOB_STATES, "put_back", last_sign_of_life=None)
        _enqueue(job)
        record("put_job_back", subject=job, by=by, kind=job.kind, attempts=job.attempts)
    else:
        reason = _("It stopped before it was finished, because Lodestar was restarted. Start it again.")
        move(job, JOB_STATES, "cancel" if job.cancel_requested else "fail", error=reason, finished_at=now())
        record("ended_job_left_behind", subject=job, by=by, kind=job.kind)
    return job


def note_opened(job: Job) -> None:
    """Whoever asked for the work has seen how it ended: home says no more of it."""
    job.opened_at = now()
    Job.objects.filter(pk=job.pk, opened_at__isnull=True).update(opened_at=job.opened_at)


def recover_jobs_left_behind() -> int:
    """Deals with every job whose worker has been silent, or was killed before it could begin. Returns how many."""
    count = 0
    for job in jobs_left_behind(now() - SILENT_FOR):
        try:
            recover_job(job=job)
        except IllegalMove:
            continue  # another worker was quicker
        count += 1
    return count + _queue_again_what_was_never_begun()


def _queue_again_what_was_never_begun() -> int:
    """The queue's entries that a killed worker had taken: thrown away, and made anew where the job was not even begun."""
    taken = DBTaskResult.objects.filter(task_path=RUN_JOB, status=TaskResultStatus.RUNNING, started_at__lt=now() - SILENT_FOR)
    count = 0
    for entry in taken:
        job = Job.objects.filter(public_id=entry.args_kwargs["args"][0]).first()
        if job is not None and job.state == JobState.RUNNING:
            continue
        with transaction.atomic():
            if DBTaskResult.objects.filter(pk=entry.pk).delete()[0] and job is not None and job.state == JobState.QUEUED:
                _enqueue(job)
                count += 1
    return count


def _enqueue(job: Job) -> None:
    from lodestar.jobs.worker import run_job

    run_job.enqueue(job.public_id)
