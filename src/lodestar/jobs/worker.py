"""The worker: takes jobs from the queue in the database, gives a sign of life while it works, and does the house's small regular chores."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db import Error, OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _
from django_tasks import task

from lodestar.access.actor import SYSTEM, actor_for
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.common.states import IllegalMove, move
from lodestar.jobs.kinds import KINDS, Cancelled, CannotBeDone, Progress
from lodestar.jobs.models import Job
from lodestar.jobs.states import JOB_STATES, JobState

log = structlog.get_logger("lodestar.worker")
SIGN_OF_LIFE_EVERY = 5.0
TICK = 1.0


@task()
def run_job(public_id: str) -> None:
    """Does one job, unless it was cancelled or another worker has begun it."""
    job = Job.objects.filter(public_id=public_id, state=JobState.QUEUED).first()
    if job is None:
        return
    try:
        move(job, JOB_STATES, "begin", attempts=job.attempts + 1, last_sign_of_life=now())
    except IllegalMove:
        return
    with _SignsOfLife(job.pk):
        _do(job)


def _do(job: Job) -> None:
    """Runs the work and writes down how it ended; what went wrong is told in words, without what anybody typed."""
    began = time.monotonic()
    try:
        kind = KINDS[job.kind]
        by = actor_for(job.account) if job.account else SYSTEM
        address = kind.work(Progress(by, lambda done, total, message: _note(job, done, total, message)), **job.parameters) or ""
        _end(job, "finish", result_address=address, done=job.total or job.done)
    except Cancelled:
        _end(job, "cancel")
    except (CannotBeDone, Refused) as reason:
        _end(job, "fail", error=str(reason))
    except Exception as fault:
        log.error("job_failed", kind=job.kind, job=job.public_id, error=type(fault).__name__)
        _end(
            job,
            "fail",
            error=_("Something went wrong at our end. Try again; if it happens again, tell whoever runs Lodestar: %(id)s")
            % {"id": job.public_id},
        )
    log.info("job_ended", kind=job.kind, job=job.public_id, state=job.state, seconds=round(time.monotonic() - began, 1))


def _note(job: Job, done: int, total: int, message: str) -> None:
    """Writes how far the work has come, and stops it when that was asked for."""
    job.done, job.total, job.message = done, total, str(message)[:200]
    Job.objects.filter(pk=job.pk).update(done=done, total=total, message=job.message, last_sign_of_life=now())
    if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


def _end(job: Job, verb: str, **changes: Any) -> None:
    try:
        move(job, JOB_STATES, verb, finished_at=now(), **changes)
    except IllegalMove:
        log.warning("job_already_over", job=job.public_id)


class _SignsOfLife:
    """While the work runs, another thread says every few seconds that the worker is alive."""

    def __init__(self, key: int) -> None:
        self.key = key
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self.thread.join(timeout=2)

    def _beat(self) -> None:
        while not self.over.wait(SIGN_OF_LIFE_EVERY):
            try:
                Job.objects.filter(pk=self.key, state=JobState.RUNNING).update(last_sign_of_life=now())
            except Error:
                log.warning("no_sign_of_life_written")
        connection.close()


class Chores:
    """Small regular work beside the queue: each chore with its seconds between runs. A chore that fails is tried again next time."""

    def __init__(self, chores: dict[Callable[[], object], float]) -> None:
        self.chores = chores
        self.due = dict.fromkeys(chores, 0.0)
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(TICK):
            close_old_connections()
            self.run_due(time.monotonic())

    def run_due(self, moment: float) -> None:
        for chore, seconds in self.chores.items():
            if moment < self.due[chore]:
                continue
            self.due[chore] = moment + seconds
            try:
                chore()
            except OperationalError as fault:
                # The database was busy with somebody's long write, or away: nothing is lost, the next round does it.
                log.warning("chore_put_off", chore=chore.__name__, error=type(fault).__name__)
            except Exception as fault:
                log.error("chore_failed", chore=chore.__name__, error=type(fault).__name__)


def run_worker(chores: dict[Callable[[], object], float]) -> None:
    """Runs until told to stop: the queue in this thread, the chores in another."""
    from django_tasks_db.management.commands.db_worker import Worker

    regular = Chores(chores)
    threading.Thread(target=regular.run, daemon=True).start()
    queue = Worker(
        queue_names=["*"], interval=1.0, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=_worker_id(), excluded_queue_names=[],
    )  # fmt: skip
    queue.configure_signals()
    try:
        queue.run()
    finally:
        regular.over.set()


def _worker_id() -> str:
    from lodestar.common.ids import new_id

    return f"lodestar-{new_id()}"
