"""Reading the audit chain: what happened to a thing, who read a person's record, and whether the chains hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from lodestar.audit.actions import FIRST_DIGEST, digest_of
from lodestar.audit.models import Event, Seal


@dataclass(frozen=True)
class ChainFault:
    """Where a chain does not hold, and how."""

    organisation_id: str
    position: int
    problem: str


def events_about(subject_id: str) -> QuerySet[Event]:
    """Everything that happened to one row, latest first."""
    return Event.objects.filter(subject_id=subject_id).order_by("-id")


def events_of_organisation(organisation_id: str) -> QuerySet[Event]:
    """Everything in one organisation's chain, latest first."""
    return Event.objects.filter(organisation_id=organisation_id).order_by("-id")


def chain_heads() -> dict[str, tuple[int, str]]:
    """The last position and digest of each chain: print or mail it, and a cut-off end shows too."""
    heads: dict[str, tuple[int, str]] = {}
    for seal in Seal.objects.order_by("organisation_id", "position").values_list("organisation_id", "position", "digest").iterator():
        heads[seal[0]] = (seal[1], seal[2])
    return heads


def chain_faults(known_heads: dict[str, tuple[int, str]] | None = None) -> Iterator[ChainFault]:
    """Walks every chain and yields each place where an event was changed, moved, lost or put in.

    `known_heads` (from an earlier `chain_heads`) also finds a chain whose end was cut off.
    """
    organisation_id, position, digest = "", 0, FIRST_DIGEST
    reached: dict[str, dict[int, str]] = {}
    for seal in Seal.objects.select_related("event").order_by("organisation_id", "position").iterator(chunk_size=2000):
        if seal.organisation_id != organisation_id:
            organisation_id, position, digest = seal.organisation_id, 0, FIRST_DIGEST
        yield from _faults_of(seal, position + 1, digest)
        position, digest = seal.position, seal.digest
        if known_heads and known_heads.get(organisation_id, (0, ""))[0] == position:
            reached[organisation_id] = {position: digest}
    for organisation, (head, expected) in (known_heads or {}).items():
        if reached.get(organisation, {}).get(head) != expected:
            yield ChainFault(organisation, head, "the chain no longer reaches the head that was noted")


def _faults_of(seal: Seal, position: int, previous_digest: str) -> Iterator[ChainFault]:
    if seal.position != position:
        yield ChainFault(seal.organisation_id, position, "an event is missing")
    if seal.previous_digest != previous_digest:
        yield ChainFault(seal.organisation_id, seal.position, "it does not follow the one before")
    if seal.event.organisation_id != seal.organisation_id:
        yield ChainFault(seal.organisation_id, seal.position, "the event belongs to another organisation")
    if digest_of(seal.event, seal.previous_digest, seal.position) != seal.digest:
        yield ChainFault(seal.organisation_id, seal.position, "the event was changed")
