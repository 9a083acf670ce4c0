"""What people owe on learning: targets to close."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, owes
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.learn.queries.learning import targets_to_close


@owes
def targets_owed(actor: Actor) -> list[Task]:
    if actor.is_system or not actor.holds(Permission.RECORD_LEARNING):
        return []
    return [
        Task(
            title=_("Was “%(change)s” reached? Answer, and say what was learnt") % {"change": target.change},
            url=reverse("learn:target_close", args=[target.public_id]),
            for_what=target.version.contract.title,
            due=target.by_when,
        )
        for target in targets_to_close(actor, today())[:20]
    ]
