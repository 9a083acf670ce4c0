"""What someone owes: each app says, at start, how to find the tasks of a viewer. Home shows them all in one list.

An app registers a provider in its `tasks.py`, imported from its `AppConfig.ready`:

    @owes
    def tasks_for(actor: Actor) -> list[Task]: ...

A provider asks the database at most a few times, and nothing at all for an actor without the permission it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lodestar.access.actor import Actor
from lodestar.common.clock import today


class TaskState(StrEnum):
    """Whose turn it is: the viewer's (to do), or somebody else's (waiting)."""

    TO_DO = "to_do"
    WAITING = "waiting"


@dataclass(frozen=True)
class Task:
    """One thing owed: what to do, where, for which programme, service or contract, until when. `for_what` never names a person.

    `waiting_for`: when it is somebody else's turn, the words after "Waiting for".
    """

    title: str
    url: str
    for_what: str = ""
    due: date | None = None
    state: TaskState = TaskState.TO_DO
    waiting_for: str = ""

    @property
    def is_overdue(self) -> bool:
        return self.state is TaskState.TO_DO and self.due is not None and self.due < today()


Provider = Callable[[Actor], list[Task]]
PROVIDERS: list[Provider] = []


def owes(provider: Provider) -> Provider:
    """Registers a provider of tasks; registering twice keeps one."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)
    return provider


def tasks_owed(actor: Actor) -> list[Task]:
    """Everything the actor owes or waits for: overdue first, then by date, then undated, then what waits for others."""
    tasks = [task for provider in PROVIDERS for task in provider(actor)]
    return sorted(tasks, key=lambda task: (task.state is TaskState.WAITING, task.due or date.max, task.title))
