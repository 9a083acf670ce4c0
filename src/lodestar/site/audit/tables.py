"""Events as a table that can be read aloud: when, who, what, to what, and what was noted."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from lodestar.audit.actions import SYSTEM_ACTOR
from lodestar.audit.models import Event
from lodestar.ui.figures import moment
from lodestar.ui.tables import Column, DataTable


def table_of_events(events: Iterable[Event], names: dict[str, str], places: dict[str, str]) -> DataTable:
    """`names`: accounts by their id; `places`: organisations by theirs."""
    columns = [
        Column(_("When")),
        Column(_("Who")),
        Column(_("What")),
        Column(_("To what")),
        Column(_("Where")),
        Column(_("Noted")),
        Column(_("Sealed")),
    ]
    rows = [_row(event, names, places) for event in events]
    return DataTable(_("What happened, latest first"), columns, rows, caption_hidden=True, small=True, empty_text=_("Nothing on record."))


def _row(event: Event, names: dict[str, str], places: dict[str, str]) -> tuple[object, ...]:
    about = format_html(
        '<a class="govuk-link" href="{}">{} {}</a>',
        reverse("site:happened_to", args=[event.subject_id]),
        event.subject_kind,
        event.subject_id,
    )
    who = _("Lodestar itself") if event.actor_id == SYSTEM_ACTOR else names.get(event.actor_id, event.actor_id)
    noted = [f"{name.replace('_', ' ')}: {value}" for name, value in event.details.items() if value not in ("", None, [], {})]
    if event.purpose:
        noted.append(_("purpose: %(purpose)s") % {"purpose": event.purpose})
    sealed = _("Yes") if hasattr(event, "seal") else _("Not yet")
    act = event.act.replace("_", " ").capitalize()
    return (moment(event.recorded_at), who, act, about, places.get(event.organisation_id, event.organisation_id), "; ".join(noted), sealed)
