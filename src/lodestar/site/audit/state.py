"""How each organisation's chain stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from lodestar.access.models import Organisation
from lodestar.audit.models import Event, Seal
from lodestar.audit.queries import ChainFault, faults_of_chain


@dataclass(frozen=True)
class ChainState:
    """A chain: events and seals counted, its head, and its faults when it was walked."""

    organisation: Organisation
    events: int
    sealed: int
    head: str
    faults: tuple[ChainFault, ...] | None

    @property
    def waiting(self) -> int:
        return self.events - self.sealed


def state_of_chains(organisations: Iterable[Organisation], walked: Organisation | None) -> list[ChainState]:
    """Counts for every organisation in a few queries; the chain of `walked` is checked event by event."""
    ids = [organisation.public_id for organisation in organisations]
    events = dict(Event.objects.filter(organisation_id__in=ids).values_list("organisation_id").annotate(Count("pk")))
    sealed = {
        row[0]: row[1:]
        for row in Seal.objects.filter(organisation_id__in=ids).values_list("organisation_id").annotate(Count("pk"), Max("position"))
    }
    heads = _heads({key: last for key, (_count, last) in sealed.items()})
    return [
        ChainState(
            organisation,
            events.get(organisation.public_id, 0),
            sealed.get(organisation.public_id, (0, 0))[0],
            heads.get(organisation.public_id, ""),
            tuple(faults_of_chain(organisation.public_id)) if walked and walked.pk == organisation.pk else None,
        )
        for organisation in organisations
    ]


def _heads(last: dict[str, int]) -> dict[str, str]:
    seals = Seal.objects.filter(organisation_id__in=last, position__in=set(last.values())).values_list(
        "organisation_id", "position", "digest"
    )
    return {organisation: digest for organisation, position, digest in seals if last[organisation] == position}
