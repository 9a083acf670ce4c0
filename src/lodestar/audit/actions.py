"""Leaving an event, and sealing events into each organisation's chain."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.db import transaction

from lodestar.audit.models import Event, Seal
from lodestar.common.actions import events_recorded
from lodestar.common.clock import now

FIRST_DIGEST = "0" * 64
SYSTEM_ACTOR = "SYSTEM000000"


def record(
    act: str,
    *,
    subject: Any,
    organisation_id: str,
    actor_id: str,
    person_id: str = "",
    purpose: str = "",
    **details: Any,
) -> Event:
    """Adds an event to the present transaction. `subject` is any row with a public id; `details` hold no personal data."""
    event = Event.objects.create(
        recorded_at=now(),
        organisation_id=organisation_id,
        actor_id=actor_id,
        act=act,
        subject_kind=subject._meta.model_name,
        subject_id=subject.public_id,
        person_id=person_id,
        purpose=purpose,
        details=details,
    )
    events_recorded.set(events_recorded.get() + 1)
    return event


def digest_of(event: Event, previous_digest: str, position: int, sealed_at: datetime) -> str:
    """SHA-256 over the event's content, its place, when it was sealed and the digest before it, in canonical JSON (RFC 8785)."""
    content = {
        "id": event.public_id,
        "recorded_at": _moment(event.recorded_at),
        "organisation": event.organisation_id,
        "actor": event.actor_id,
        "act": event.act,
        "subject": [event.subject_kind, event.subject_id],
        "person": event.person_id,
        "purpose": event.purpose,
        "details": event.details,
        "position": position,
        "previous": previous_digest,
        "sealed_at": _moment(sealed_at),
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal_events(batch: int = 10_000) -> int:
    """Seals every event not yet sealed, oldest first, each into its organisation's chain. Returns how many were sealed.

    Two sealers at once cannot fork a chain: a position is unique, so the slower one fails whole and tries again later.
    """
    with transaction.atomic():
        waiting = list(Event.objects.filter(seal__isnull=True).order_by("id")[:batch])
        heads = _chain_heads({event.organisation_id for event in waiting})
        seals = []
        sealed_at = now()
        for event in waiting:
            position, previous = heads[event.organisation_id]
            digest = digest_of(event, previous, position + 1, sealed_at)
            seals.append(
                Seal(
                    event=event,
                    organisation_id=event.organisation_id,
                    position=position + 1,
                    previous_digest=previous,
                    digest=digest,
                    sealed_at=sealed_at,
                )
            )
            heads[event.organisation_id] = (position + 1, digest)
        Seal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def _chain_heads(organisation_ids: set[str]) -> dict[str, tuple[int, str]]:
    heads: dict[str, tuple[int, str]] = defaultdict(lambda: (0, FIRST_DIGEST))
    for organisation_id in organisation_ids:
        last = Seal.objects.filter(organisation_id=organisation_id).order_by("-position").first()
        if last:
            heads[organisation_id] = (last.position, last.digest)
    return heads
