"""The worker's regular chores: sealing events, dealing with what killed workers left, throwing away what has had its day."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from lodestar.audit.actions import seal_events
from lodestar.common.clock import now
from lodestar.deliver.actions import forget_old_drafts
from lodestar.interchange.actions import forget_old_files
from lodestar.jobs.actions import recover_jobs_left_behind

KEPT_FOR = timedelta(days=7)


def seal() -> None:
    """Seals the events that wait; another worker may be quicker, then nothing is lost and the next run goes on."""
    try:
        while seal_events(batch=5_000) == 5_000:  # noqa: PLR2004 - a full batch means there may be more
            pass
    except IntegrityError:
        return


def recover() -> None:
    recover_jobs_left_behind()


def forget() -> None:
    """Sessions that are over, the queue's notes on work done a week ago, drafts and checked files that nobody touched for thirty days."""
    Session.objects.filter(expire_date__lt=now()).delete()
    DBTaskResult.objects.filter(finished_at__lt=now() - KEPT_FOR).delete()
    forget_old_drafts()
    forget_old_files()


# Each chore with its seconds between runs: events must be sealed within 60 s, lost jobs be dealt with within 60 s.
CHORES = {seal: 30.0, recover: 10.0, forget: 3600.0}
