"""The kinds of long work there are. An app registers its own in `jobs.py`, imported from its `AppConfig.ready`:

@kind("export_statements", title=_("Export of statements"), again=True)
def export_statements(progress: Progress, *, statement: str) -> str:
    for row in progress.over(rows, _("Writing rows")):
        ...
    return reverse(...)      # the address of the result, or ""
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from lodestar.access.actor import Actor

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - not an error
    """Raised inside the work when whoever asked for it has asked it to stop."""


class CannotBeDone(Exception):  # noqa: N818 - not an error of the program
    """Raised by the work for a reason that a person can act on; the words are shown."""


@dataclass
class Progress:
    """What the work is given: who it is for, and how to say how far it has come. Saying so also finds out whether to stop."""

    by: Actor
    report: Callable[[int, int, str], None]

    def over(self, rows: Iterable[T], message: str = "", total: int | None = None) -> Iterator[T]:
        """The rows one by one, counted; says how far it has come about a hundred times in all."""
        known = total if total is not None else (len(rows) if isinstance(rows, Sequence) else 0)
        every = max(1, known // 100) if known else 100
        for count, row in enumerate(rows):
            if count % every == 0:
                self.report(count, known, message)
            yield row
        self.report(known, known, message)


@dataclass(frozen=True)
class Kind:
    """A kind of work: its title for people, the function, and whether it may be begun again after the worker was killed."""

    name: str
    title: str | Promise
    work: Callable[..., str | None]
    again: bool = False


KINDS: dict[str, Kind] = {}
Work = TypeVar("Work", bound=Callable[..., Any])


def kind(name: str, *, title: str | Promise, again: bool = False) -> Callable[[Work], Work]:
    """Registers a kind of work. `again`: doing it twice does no harm, so a killed worker's job is put back into the queue."""

    def register(work: Work) -> Work:
        if name in KINDS and KINDS[name].work is not work:
            raise ValueError(f"two kinds of job are called {name}")
        KINDS[name] = Kind(name, title, work, again)
        return work

    return register
