"""Pages of auditors: what happened, what happened to one thing, and whether the chains hold."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lodestar.access import queries
from lodestar.access.models import Organisation
from lodestar.site.audit.forms import WhichEventsForm
from lodestar.site.audit.state import state_of_chains
from lodestar.site.audit.tables import table_of_events

PAGE_LENGTH = 50
DAYS = {f"{day}-{part}" for day in ("since", "until") for part in ("day", "month", "year")}
FIELDS = frozenset({"organisation", "actor", "act", "page", *DAYS})


def what_happened(request: HttpRequest) -> HttpResponse:
    """Events in the viewer's chains, by organisation, doer, act and day; latest first, fifty a page."""
    if not set(request.GET) <= FIELDS:
        raise BadRequest
    form = WhichEventsForm(request.GET or None, viewer=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    events = queries.events_for_viewer(
        request.actor,
        organisation=wanted.get("organisation"),
        actor_id=wanted.get("actor", ""),
        act=wanted.get("act", ""),
        since=wanted.get("since"),
        until=wanted.get("until"),
    )
    return _show(request, events, {"form": form, "heading": _("What happened")})


def happened_to(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that happened to one thing; not found when none of it is for the viewer to read."""
    events = queries.events_for_viewer(request.actor, subject_id=public_id)
    if not events.exists():
        raise Http404
    return _show(request, events, {"heading": _("What happened to this"), "subject_id": public_id})


def chains(request: HttpRequest) -> HttpResponse:
    """For each organisation the viewer audits: how many events, how many sealed, the head to note down, and any fault."""
    chosen = request.GET.get("check", "")
    checked = get_object_or_404(queries.organisations_with_events(request.actor), public_id=chosen) if chosen else None
    organisations = list(queries.organisations_with_events(request.actor)[:100])
    return render(request, "site/audit/chains.html", {"states": state_of_chains(organisations, checked), "checked": checked})


def _show(request: HttpRequest, events, context: dict[str, object]) -> HttpResponse:  # type: ignore[no-untyped-def]
    page = Paginator(events, PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    names = queries.words_for_actors({event.actor_id for event in rows})
    places = dict(Organisation.objects.filter(public_id__in={event.organisation_id for event in rows}).values_list("public_id", "name"))
    return render(request, "site/audit/what_happened.html", {"page": page, "table": table_of_events(rows, names, places), **context})
