"""Reading the audit chain: what happened to a thing, who read a person's record, and whether the chains hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error
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
    organisations = set(Seal.objects.order_by().values_list("organisation_id", flat=True).distinct())
    for organisation_id in sorted(organisations | set(known_heads or {})):
        yield from faults_of_chain(organisation_id, (known_heads or {}).get(organisation_id))


def faults_of_chain(organisation_id: str, known_head: tuple[int, str] | None = None) -> Iterator[ChainFault]:
    """Walks one organisation's chain from its first event; a row that can no longer even be read is a fault like any other."""
    position, digest, reached_head = 0, FIRST_DIGEST, False
    for keys in _batches(Seal.objects.filter(organisation_id=organisation_id).order_by("position", "pk")):
        for seal in _readable(Seal, keys):
            if seal is None:
                yield ChainFault(organisation_id, position + 1, "the seal cannot be read")
                continue
            yield from _faults_of(seal, position + 1, digest)
            position, digest = seal.position, seal.digest
            reached_head |= known_head == (position, digest)
    if known_head and not reached_head:
        yield ChainFault(organisation_id, known_head[0], "the chain no longer reaches the head that was noted")


def unsealed_since(moment: datetime) -> int:
    """How many events were left before the moment and still wait for their seal."""
    return Event.objects.filter(seal__isnull=True, recorded_at__lt=moment).count()


def _batches(rows: QuerySet[Seal], size: int = 2000) -> Iterator[list[int]]:
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _readable(model: type[Seal], keys: list[int]) -> Iterator[Seal | None]:
    """The rows in the order of their keys. What someone wrote into the table by hand may not be readable: then None in its place."""
    try:
        found = {seal.pk: seal for seal in model.objects.filter(pk__in=keys).select_related("event")}
    except (ValueError, TypeError, ArithmeticError, Error):
        found = {key: seal for key in keys if (seal := _one(model, key)) is not None}
    for key in keys:
        yield found.get(key)


def _one(model: type[Seal], key: int) -> Seal | None:
    try:
        return model.objects.select_related("event").get(pk=key)
    except (ValueError, TypeError, ArithmeticError, Error, ObjectDoesNotExist):
        return None


def _faults_of(seal: Seal, position: int, previous_digest: str) -> Iterator[ChainFault]:
    if seal.position != position:
        yield ChainFault(seal.organisation_id, position, "an event is missing")
    if seal.previous_digest != previous_digest:
        yield ChainFault(seal.organisation_id, seal.position, "it does not follow the one before")
    if seal.event.organisation_id != seal.organisation_id:
        yield ChainFault(seal.organisation_id, seal.position, "the event belongs to another organisation")
    if _digest_again(seal) != seal.digest:
        yield ChainFault(seal.organisation_id, seal.position, "the event was changed")


def _digest_again(seal: Seal) -> str:
    try:
        return digest_of(seal.event, seal.previous_digest, seal.position, seal.sealed_at)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return ""
