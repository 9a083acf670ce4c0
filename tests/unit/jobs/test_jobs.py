"""Long work: begun once, counted, left alone, stopped, and never lost with the worker that did it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.jobs.actions import MOST_ATTEMPTS, RUN_JOB, SILENT_FOR, cancel_job, recover_job, recover_jobs_left_behind, start_job
from lodestar.jobs.kinds import KINDS, CannotBeDone, kind
from lodestar.jobs.models import Job
from lodestar.jobs.states import JOB_STATES, JobState
from lodestar.jobs.worker import Chores, run_job

OK, FOUND, FORBIDDEN, MISSING, UNCHANGED = 200, 302, 403, 404, 304
seen: list[object] = []


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Kinds of work that only the tests have."""
    monkeypatch.setattr("lodestar.jobs.kinds.KINDS", KINDS)
    before = dict(KINDS)
    seen.clear()

    @kind("count", title="Counting", again=True)
    def count(progress, *, rows):
        seen.extend(progress.over(list(range(rows)), "Counting rows"))
        return "/organisations/"

    @kind("refuse", title="Refusing")
    def refuse(progress):
        raise CannotBeDone("The file holds no rows.")

    @kind("break", title="Breaking")
    def breaks(progress):
        raise ValueError("Mrs Example of 1 High Street")

    @kind("stop_itself", title="Stopping")
    def stop_itself(progress):
        for row in progress.over(list(range(300)), "Working"):
            seen.append(row)
            if row == 50:
                Job.objects.update(cancel_requested=True)

    yield
    KINDS.clear()
    KINDS.update(before)


def started(cast, name="count", who="alice", **parameters):
    return start_job(kind=name, organisation=cast.northshire, by=cast.actor(who), **parameters)


def ran(job):
    run_job.call(job.public_id)
    job.refresh_from_db()
    return job


def test_work_is_done_counted_and_leads_to_its_result(cast):
    job = ran(started(cast, rows=250))
    assert (job.state, job.done, job.total, job.attempts) == (JobState.DONE, 250, 250, 1)
    assert job.result_address == "/organisations/"
    assert len(seen) == 250
    assert Event.objects.get(act="started_job").subject_id == job.public_id


def test_work_is_queued_if_and_only_if_its_transaction_is_kept(cast):
    job = started(cast, rows=3)
    entry = DBTaskResult.objects.get()
    assert entry.args_kwargs["args"] == [job.public_id]
    assert entry.task_path == RUN_JOB
    with transaction.atomic():
        started(cast, rows=3)
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == Job.objects.count() == 1


def test_job_taken_from_the_queue_but_never_begun_is_queued_again(cast):
    job = started(cast, rows=3)
    DBTaskResult.objects.update(status="RUNNING", started_at=now() - SILENT_FOR - timedelta(seconds=1))
    assert recover_jobs_left_behind() == 1
    assert DBTaskResult.objects.get().status == "READY"
    assert ran(job).state == JobState.DONE


def test_queues_entry_of_a_job_that_is_over_is_thrown_away(cast):
    ran(started(cast, rows=3))
    DBTaskResult.objects.update(status="RUNNING", started_at=now() - SILENT_FOR - timedelta(seconds=1))
    assert recover_jobs_left_behind() == 0
    assert not DBTaskResult.objects.exists()


def test_done_twice_it_is_done_once(cast):
    job = started(cast, rows=3)
    run_job.call(job.public_id)
    run_job.call(job.public_id)
    assert seen == [0, 1, 2]


def test_reason_a_person_can_act_on_is_shown(cast):
    job = ran(started(cast, "refuse"))
    assert (job.state, job.error) == (JobState.FAILED, "The file holds no rows.")


def test_fault_of_ours_is_told_without_what_it_said(cast):
    job = ran(started(cast, "break"))
    assert job.state == JobState.FAILED
    assert "High Street" not in job.error
    assert job.public_id in job.error


def test_work_is_cancelled_before_it_begins(cast):
    job = started(cast, rows=3)
    cancel_job(job=job, by=cast.actor("alice"))
    assert ran(job).state == JobState.CANCELLED
    assert seen == []


def test_work_stops_soon_after_it_was_asked_to(cast):
    job = ran(started(cast, "stop_itself"))
    assert job.state == JobState.CANCELLED
    assert 50 < len(seen) < 60


def test_only_its_owner_stops_work(cast):
    job = started(cast, rows=3)
    with pytest.raises(Refused, match="Only the person who asked"):
        cancel_job(job=job, by=cast.actor("frank"))


def test_nobody_starts_work_for_an_organisation_they_are_not_in(cast):
    with pytest.raises(Refused, match="You have no role in Northshire Council"):
        started(cast, who="carol", rows=3)


def left_behind(cast, name="count", **changes):
    job = started(cast, name, **({"rows": 2} if name == "count" else {}))
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, last_sign_of_life=now() - SILENT_FOR - timedelta(seconds=1), **changes
    )
    job.refresh_from_db()
    return job


def test_killed_workers_job_is_put_back_when_it_can_be_begun_again(cast):
    job = left_behind(cast)
    assert recover_jobs_left_behind() == 1
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert ran(job).state == JobState.DONE
    assert job.attempts == 2


def test_killed_workers_job_fails_in_words_when_it_cannot(cast):
    job = left_behind(cast, "refuse")
    recover_jobs_left_behind()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Lodestar was restarted" in job.error


def test_job_that_kills_its_worker_again_and_again_is_given_up(cast):
    job = left_behind(cast)
    Job.objects.filter(pk=job.pk).update(attempts=MOST_ATTEMPTS)
    recover_jobs_left_behind()
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_job_whose_worker_lives_is_left_alone(cast):
    job = left_behind(cast)
    Job.objects.filter(pk=job.pk).update(last_sign_of_life=now() - timedelta(seconds=10))
    assert recover_jobs_left_behind() == 0


def test_lost_job_is_dealt_with_within_a_minute():
    from lodestar.site.run.chores import CHORES, recover

    assert SILENT_FOR.total_seconds() + CHORES[recover] + 5 <= 60


def test_recovered_twice_at_once_one_is_told(cast):
    from lodestar.common.states import IllegalMove

    job = left_behind(cast, "refuse")
    same = Job.objects.get(pk=job.pk)
    recover_job(job=job)
    with pytest.raises((IllegalMove, Refused)):
        recover_job(job=same)


def test_every_state_can_be_left_or_is_an_end():
    starts = {source for move in JOB_STATES.moves.values() for source in move.sources}
    assert starts == {JobState.QUEUED, JobState.RUNNING}
    assert set(JOB_STATES.turn) == set(JobState)


def test_owner_watches_and_others_do_not_know_of_it(cast):
    job = started(cast, rows=3)
    address = reverse("jobs:job", args=[job.public_id])
    page = cast.client("alice").get(address)
    assert page.status_code == OK
    assert "Counting" in page.content.decode()
    assert cast.client("frank").get(address).status_code == MISSING
    assert cast.client("carol").get(address).status_code == MISSING
    assert cast.client().get(address)["Location"].startswith("/sign-in/")
    assert cast.client("frank").post(reverse("jobs:cancel", args=[job.public_id])).status_code == MISSING


def test_unchanged_page_is_not_sent_again(cast):
    client = cast.client("alice")
    job = started(cast, rows=3)
    address = reverse("jobs:job", args=[job.public_id])
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == UNCHANGED
    Job.objects.filter(pk=job.pk).update(done=2)
    assert client.get(address, headers={"if-none-match": etag}).status_code == OK


def test_page_renews_itself_without_scripts_until_it_is_over(cast):
    client = cast.client("alice")
    job = started(cast, rows=3)
    address = reverse("jobs:job", args=[job.public_id])
    assert '<meta http-equiv="refresh"' in client.get(address).content.decode()
    ran(job)
    page = client.get(address).content.decode()
    assert '<meta http-equiv="refresh"' not in page
    assert 'href="/organisations/"' in page


def test_button_stops_work(cast):
    client = cast.client("alice")
    job = started(cast, rows=3)
    assert client.post(reverse("jobs:cancel", args=[job.public_id])).status_code == FOUND
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert client.post(reverse("jobs:cancel", args=[job.public_id])).status_code == FORBIDDEN


def test_home_says_when_work_is_over_until_it_was_looked_at(cast):
    client = cast.client("alice")
    job = ran(started(cast, rows=3))
    assert "Counting: ready" in client.get("/").content.decode()
    client.get(reverse("jobs:job", args=[job.public_id]))
    assert "Counting: ready" not in client.get("/").content.decode()


def test_chore_that_fails_stops_no_other():
    done = []

    def fails():
        raise OSError

    def works():
        done.append(1)

    chores = Chores({fails: 10.0, works: 10.0})
    chores.run_due(100.0)
    chores.run_due(105.0)
    chores.run_due(111.0)
    assert done == [1, 1]
