"""How every page comes by a person's record: only what the viewer may see, and never without leaving an event."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.roles import Permission
from lodestar.deliver.actions import note_read
from lodestar.deliver.models import Achievement, Engagement, Reading
from lodestar.deliver.queries import engagements_for_viewer, points_and_notes


def parts_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The parts of delivery this viewer has a use for: name and address."""
    actor, P = request.actor, Permission  # noqa: N806 — short beside each name
    parts = (
        (_("People"), "deliver:engagement_list", (P.SUPPORT_PEOPLE, P.MANAGE_CASELOADS)),
        (_("To verify"), "deliver:verification_list", (P.VERIFY,)),
        (_("Figures"), "deliver:service_list", (P.SEE_DELIVERY, P.SUPPORT_PEOPLE, P.MANAGE_CASELOADS)),
        (_("Totals"), "deliver:return_list", (P.SEE_CYCLE, P.VERIFY)),
        (_("Instruments"), "deliver:instrument_list", (P.SUPPORT_PEOPLE, P.MANAGE_CASELOADS, P.EDIT_DESIGN, P.SEE_DELIVERY)),
    )
    return [(str(name), reverse(address)) for name, address, permissions in parts if actor.holds(*permissions)]


def engagement_at(request: HttpRequest, public_id: str, purpose: str = "") -> Engagement:
    """One of the viewer's people, 404 when not theirs. With a purpose, the page shows the record: its opening is on record."""
    engagement = get_object_or_404(engagements_for_viewer(request.actor), public_id=public_id)
    if purpose and request.method in ("GET", "HEAD"):
        note_read(engagement=engagement, purpose=purpose, by=request.actor)
    return engagement


def reading_at(request: HttpRequest, public_id: str, purpose: str) -> Reading:
    """A reading of one of the viewer's people, with its engagement; opening it is on record."""
    seen = Reading.objects.visible_to(request.actor).select_related(
        "edition__instrument", "recorded_by", "engagement", "corrected_by", "corrects"
    )
    reading = get_object_or_404(seen.prefetch_related(*points_and_notes()), public_id=public_id)
    reading.engagement = engagement_at(request, reading.engagement.public_id, purpose)
    return reading


def achievement_at(request: HttpRequest, public_id: str) -> Achievement:
    """An achievement of one of the viewer's people, or one the viewer verifies."""
    needed = ("milestone__target", "owner_organisation", "recorded_by", "goal", "engagement__person__identity", "engagement__service")
    seen = Achievement.objects.visible_to(request.actor).select_related(*needed, "engagement__contract", "engagement__owner_organisation")
    return get_object_or_404(seen.prefetch_related("evidence", "verifications__verified_by"), public_id=public_id)
