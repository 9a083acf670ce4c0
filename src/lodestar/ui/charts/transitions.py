"""Moves between stages: a table of stages by stages, shaded by count and marked by direction. It is a table, so it has no twin."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lodestar.ui.charts.figure import Finding


@dataclass(frozen=True)
class TransitionTable:
    """`counts[first][latest]`: how many people were at one stage at first and at another latest; None is a count that may not be shown."""

    finding: Finding
    stages: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    hidden: str = "[c]"

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.stages) or any(len(row) != len(self.stages) for row in self.counts):
            raise ValueError("moves between stages are a square of counts")


@dataclass(frozen=True)
class Move:
    """One cell: the words shown, the direction of the move, and how dark it is (0 to 4)."""

    shown: str
    direction: str
    words: str
    shade: int


def shade(count: int | None, most: int) -> int:
    """How dark a cell is: 0 for nothing, then quarters of the largest count."""
    return 0 if not count or most <= 0 else min(4, 1 + 4 * (count - 1) // most)


def moves(data: TransitionTable) -> list[tuple[str, list[Move]]]:
    """Rows of the table, each with the stage people started from."""
    most = max((n or 0 for row in data.counts for n in row), default=0)
    words = {"forward": _("forward"), "same": _("no move"), "back": _("back")}
    rows = []
    for first, (stage, counts) in enumerate(zip(data.stages, data.counts, strict=True)):
        cells = []
        for latest, count in enumerate(counts):
            direction = "same" if latest == first else ("forward" if latest > first else "back")
            cells.append(Move(data.hidden if count is None else f"{count:,}", direction, words[direction], shade(count, most)))
        rows.append((stage, cells))
    return rows
