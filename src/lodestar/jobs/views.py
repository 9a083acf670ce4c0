"""Pages of long work: the list, one job as it goes on, and stopping it."""

from __future__ import annotations

import hashlib

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from lodestar.jobs.actions import cancel_job, note_opened
from lodestar.jobs.kinds import KINDS
from lodestar.jobs.models import Job
from lodestar.jobs.policies import may_cancel_job
from lodestar.jobs.queries import jobs_for_viewer
from lodestar.ui.figures import moment
from lodestar.ui.status import status
from lodestar.ui.tables import Column, DataTable

PAGE_LENGTH = 25
# What the layout of long work calls each state.
WORDS = {"queued": "waiting", "running": "running", "done": "done", "failed": "failed", "cancelled": "cancelled"}


def job_list(request: HttpRequest) -> HttpResponse:
    """The viewer's long work, latest first."""
    page = Paginator(jobs_for_viewer(request.actor), PAGE_LENGTH).get_page(request.GET.get("page"))
    columns = [Column(_("What")), Column(_("Asked for")), Column(_("How it stands"))]
    rows = [(_link(one), moment(one.recorded_at), _standing(one)) for one in page.object_list]
    table = DataTable(_("Long work"), columns, rows, caption_hidden=True)
    context = {"heading": _("Long work"), "table": table, "page_obj": page, "empty_text": _("Nothing is being worked on for you.")}
    return render(request, "ui/list.html", context)


def _etag(request: HttpRequest, public_id: str) -> str:
    """Changes with everything the page shows of the job, so that an unchanged page is not sent again while it is watched."""
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    parts = (found.state, found.done, found.total, found.message, found.cancel_requested, found.opened_at)
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:24] + '"'


@condition(etag_func=_etag)
def job(request: HttpRequest, public_id: str) -> HttpResponse:
    """One job as it goes on. The page can be left: the work goes on, and home says when it is over."""
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    if found.is_over and found.opened_at is None:
        note_opened(found)
    context = {
        "heading": _title(found),
        "job": found,
        "state": WORDS[found.state],
        "done": found.done,
        "total": found.total,
        "message": _("Stopping.") if found.cancel_requested and not found.is_over else found.message,
        "result_url": found.result_address,
        "cancel_url": reverse("jobs:cancel", args=[found.public_id])
        if may_cancel_job(request.actor, found) and not found.cancel_requested
        else "",
        "leave_url": reverse("jobs:list"),
        "refresh_seconds": 2,
    }
    response = render(request, "jobs/job.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    cancel_job(job=found, by=request.actor)
    return redirect("jobs:job", found.public_id)


def _standing(job: Job) -> object:
    drawn = {"queued": "waiting", "running": "in_progress", "done": "done"}.get(job.state)
    return status(drawn, who=_("the worker") if drawn == "waiting" else "") if drawn else job.get_state_display()


def _link(job: Job) -> SafeString:
    return format_html('<a class="govuk-link" href="{}">{}</a>', reverse("jobs:job", args=[job.public_id]), _title(job))


def _title(job: Job) -> str:
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind.replace("_", " ").capitalize()
