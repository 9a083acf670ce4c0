"""What every bulk action shares: one event an organisation, with count and digest, instead of one a row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import rfc8785

from lodestar.access.actor import Actor
from lodestar.access.models import Account, Organisation
from lodestar.access.record import record
from lodestar.common.clock import now
from lodestar.common.decisions import Decision


def digest_of(rows: Iterable[Any]) -> str:
    """SHA-256 of the rows in canonical JSON (RFC 8785), in their order."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(rfc8785.dumps(row))
    return whole.hexdigest()


def record_bulk(act: str, *, owners: Sequence[Organisation], digest: str, by: Actor, **details: Any) -> None:
    """One event in each owner's chain, with how many rows are theirs and the digest of all."""
    counts = Counter(owner.pk for owner in owners)
    by_key = {owner.pk: owner for owner in owners}
    for key, count in counts.items():
        record(act, subject=by_key[key], organisation=by_key[key], by=by, count=count, digest=digest, **details)


def require_each(decisions: Iterable[tuple[int, Decision]]) -> None:
    """Refuses the whole when any row is refused, naming the row; the first that fails is enough."""
    last: Decision | None = None
    for place, decision in decisions:
        if not decision:
            Decision(False, f"{place}: {decision.reason}").require()
        last = decision
    (last or Decision(True)).require()


def recorded_at_of(given: datetime | None, owner: Organisation) -> datetime:
    """When a row was written down: now. Only a made-up organisation's past can be made up too."""
    return given if given is not None and owner.is_demo else now()


def recorder_of(given: Account | None, owner: Organisation, by: Actor) -> Account | None:
    """Who wrote it down: the doer. Only in a made-up organisation can a loader say that it was someone else."""
    return given if given is not None and owner.is_demo and by.is_system else by.account
