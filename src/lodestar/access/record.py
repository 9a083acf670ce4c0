"""How the apps of the cycle leave events: the actor and the owner are taken from what is at hand."""

from __future__ import annotations

from typing import Any

from lodestar.access.actor import Actor
from lodestar.audit import actions as audit


def record(act: str, *, subject: Any, by: Actor, organisation: Any = None, person_id: str = "", purpose: str = "", **details: Any) -> None:
    """Leaves an event in the chain of the subject's owner (or of `organisation` where the subject has none)."""
    owner = organisation or subject.owner_organisation
    audit.record(
        act,
        subject=subject,
        organisation_id=owner.public_id,
        actor_id=by.public_id,
        person_id=person_id,
        purpose=purpose,
        **details,
    )
