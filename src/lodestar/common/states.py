"""States as one table of allowed moves, with whose turn it is in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class IllegalMove(ValidationError):  # noqa: N818 — named for what happened
    """A move that the state table does not allow from where the row now stands."""


@dataclass(frozen=True)
class Move:
    """One allowed move: the act, the states it starts from, the state it ends in."""

    verb: str
    sources: frozenset[str]
    target: str


@dataclass(frozen=True)
class StateTable:
    """Every move a row may make, and who is waited for in each state.

    `turn` maps each state to the words shown after "Waiting for …", or None when nobody is waited for.
    """

    states: type[models.TextChoices]
    start: str
    moves: Mapping[str, Move]
    turn: Mapping[str, Any]

    def target(self, current: str, verb: str) -> str:
        """The state that `verb` leads to from `current`; raises IllegalMove when there is no such move."""
        move = self.moves[verb]
        if current not in move.sources:
            raise IllegalMove(f"This cannot be done now: it is {self.states(current).label.lower()}.")
        return move.target

    def can(self, current: str, verb: str) -> bool:
        return current in self.moves[verb].sources


def state_table(
    states: type[models.TextChoices], *, start: str, turn: Mapping[str, Any], **moves: tuple[tuple[str, ...], str]
) -> StateTable:
    """Builds a table from `verb=((sources…), target)`."""
    built = {verb: Move(verb, frozenset(sources), target) for verb, (sources, target) in moves.items()}
    return StateTable(states, start, built, turn)


def move(row: models.Model, table: StateTable, verb: str, **also: Any) -> None:
    """Moves a row by a conditional update with the row count checked: of two people at once, one is told that it has moved.

    `also` are other columns written in the same update.
    """
    current: str = row.state  # type: ignore[attr-defined]
    target = table.target(current, verb)
    changed = type(row)._default_manager.filter(pk=row.pk, state=current).update(state=target, **also)
    if changed != 1:
        raise IllegalMove("Someone else changed this a moment ago. Open it again to see how it stands now.")
    for name, value in {"state": target, **also}.items():
        setattr(row, name, value)


def hold(row: models.Model) -> None:
    """Holds a row as it stands until the transaction ends, so that of two acts upon it the second sees what the first wrote.

    Raises IllegalMove when it has moved since it was read.
    """
    current: str = row.state  # type: ignore[attr-defined]
    if type(row)._default_manager.filter(pk=row.pk, state=current).update(state=current) != 1:
        raise IllegalMove("Someone else changed this a moment ago. Open it again to see how it stands now.")
