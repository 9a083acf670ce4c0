"""Home, health, and the pages that say what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from lodestar.access.owed import Task, TaskState, tasks_owed
from lodestar.access.roles import Permission
from lodestar.site.health import findings
from lodestar.ui import status

TASKS_SHOWN = 50
NOON, EVENING = 12, 18


def home(request: HttpRequest) -> HttpResponse:
    """What I owe, then where each of my programmes stands (which later apps fill in)."""
    owed = tasks_owed(request.actor)
    page = Paginator(owed, TASKS_SHOWN).get_page(request.GET.get("page"))
    context = {"page": page, "tasks": [_drawn(task) for task in page.object_list], "greeting": greeting(), "in_short": in_short(owed)}
    return render(request, "site/home.html", context)


def greeting() -> str:
    """Good morning, afternoon or evening, by the clock in London."""
    hour = localtime().hour
    return _("Good morning") if hour < NOON else _("Good afternoon") if hour < EVENING else _("Good evening")


def in_short(owed: Sequence[Task]) -> str:
    """What is owed, in a sentence or two: "Two are overdue. Three wait for someone else." """
    late = sum(task.is_overdue for task in owed)
    waiting = sum(task.state is TaskState.WAITING for task in owed)
    mine = len(owed) - late - waiting
    said = [
        ngettext("%(n)d thing is overdue.", "%(n)d things are overdue.", late) % {"n": late} if late else "",
        ngettext("%(n)d thing is yours to do.", "%(n)d things are yours to do.", mine) % {"n": mine} if mine else "",
        ngettext("%(n)d waits for someone else.", "%(n)d wait for someone else.", waiting) % {"n": waiting} if waiting else "",
    ]
    return " ".join(sentence for sentence in said if sentence) or _("Nothing is waiting for you.")


def _drawn(task: Task) -> status.Task:
    state = "waiting" if task.state is TaskState.WAITING else "not_started"
    return status.Task(task.title, task.url, task.for_what, task.due, state, task.waiting_for)


def join(request: HttpRequest) -> HttpResponse:
    """An address short enough to be read off a wall and typed on a phone."""
    return redirect("prioritise:join")


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Whether the server answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether Lodestar can work: database, migrations, disk, keys. Only administrators are told which is at fault."""
    found = findings()
    is_ready = all(one.is_well for one in found)
    body: dict[str, object] = {"ready": is_ready}
    if request.actor.holds(Permission.MANAGE_ACCOUNTS):
        body["checks"] = [{"check": one.what, "well": one.is_well, "finding": one.finding, "fix": one.fix} for one in found]
    return JsonResponse(body, status=200 if is_ready else 503)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem("400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says which rule stood in the way, in the words of the policy."""
    return _problem("403", 403, request, reason=getattr(exception, "reason", ""))


def overtaken(request: HttpRequest) -> HttpResponse:
    """For whoever acts a moment after someone else did: nothing of theirs was done."""
    return _problem("409", 409, request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _problem("403_csrf", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what does not exist and for what the viewer may not know of."""
    return _problem("404", 404, request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Never fails itself: when even the page cannot be drawn, a plain sentence is sent."""
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    try:
        response = _problem("503" if is_database else "500", 503 if is_database else 500, request_id=getattr(request, "request_id", ""))
    except Exception:
        return HttpResponseServerError(
            "Something went wrong at our end. Nothing you did. Please try again in a minute.", content_type="text/plain"
        )
    if is_database:
        response["Retry-After"] = "10"
    return response


def _problem(name: str, status: int, request: HttpRequest | None = None, **context: object) -> HttpResponse:
    """A page that says what went wrong; with the request it has the reader's own navigation around it."""
    is_known = request is not None and hasattr(request, "actor")
    return HttpResponse(render_to_string(f"{name}.html", context, request if is_known else None), status=status)
