"""Pages of long work: the list, one job as it goes on, and stopping it."""

from __future__ import annotations

import hashlib

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import condition

from lodestar.jobs.actions import cancel_job
from lodestar.jobs.kinds import KINDS
from lodestar.jobs.models import Job
from lodestar.jobs.policies import may_cancel_job
from lodestar.jobs.queries import jobs_for_viewer

PAGE_LENGTH = 25


def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(jobs_for_viewer(request.actor), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page, "titles": [(job, _title(job)) for job in page.object_list]})


def job(request: HttpRequest, public_id: str) -> HttpResponse:
    """One job. The page can be left: the work goes on."""
    return render(request, "jobs/job.html", _context(request, public_id))


def _etag(request: HttpRequest, public_id: str) -> str:
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    parts = (found.state, found.done, found.total, found.message, found.cancel_requested)
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:24] + '"'


@condition(etag_func=_etag)
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the page that changes; unchanged, it is not sent again."""
    response = render(request, "jobs/progress.html", _context(request, public_id))
    response["Cache-Control"] = "private, no-cache"
    return response


def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    cancel_job(job=found, by=request.actor)
    return redirect("jobs:job", found.public_id)


def _context(request: HttpRequest, public_id: str) -> dict[str, object]:
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    return {"job": found, "title": _title(found), "may_cancel": may_cancel_job(request.actor, found)}


def _title(job: Job) -> str:
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind.replace("_", " ").capitalize()
