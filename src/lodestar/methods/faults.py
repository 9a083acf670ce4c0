"""What is wrong with an input: every fault at once, each with its place, in plain words."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MAX_WHOLE = 2**53 - 1  # the largest integer that JSON readers agree on (RFC 8785)
_SHOWN = 200  # characters of what was given that a fault repeats


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it stands, what must hold, and what was given."""

    where: str
    problem: str
    got: Any = None

    def as_dict(self) -> dict[str, Any]:
        return {"where": self.where, "problem": self.problem, "got": shown(self.got)}


class FaultyInput(ValueError):  # noqa: N818 - the name says what is wrong, as people would
    """An input that cannot be calculated with; carries every fault found, never only the first."""

    def __init__(self, faults: Iterable[Fault], title: str = "The input cannot be used") -> None:
        self.title = title
        self.faults = tuple(faults)
        super().__init__(f"{title}: " + "; ".join(f"{f.where} {f.problem}" for f in self.faults[:5]))

    def as_dict(self) -> dict[str, Any]:
        return {"title": self.title, "errors": [f.as_dict() for f in self.faults]}


@dataclass(frozen=True)
class Unreadable:
    """Stands in the data for a number that cannot be read, until its place is known."""

    text: str
    problem: str


class TextFault(Fault):
    """A fault of the text itself (a number no reader could hold, text that is not Unicode)."""


def where(path: Sequence[str | int]) -> str:
    """A place in the input as people write it.

    >>> where(["interventions", 3, "probability"])
    'interventions[3].probability'
    >>> where(["scores", "a b"])
    'scores["a b"]'
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif re.fullmatch(r"[^\W\d][\w-]{0,199}", step):
            parts.append(f".{step}" if parts else step)
        else:
            parts.append(f"[{json.dumps(step[:_SHOWN])}]")
    return "".join(parts)


def shown(value: Any) -> Any:
    """What was given, short enough to be shown and always plain JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        safe = str.__str__(value).encode("utf-8", "replace").decode("utf-8")
        return safe if len(safe) <= _SHOWN else safe[: _SHOWN - 1] + "…"
    if isinstance(value, int | float | Decimal):
        return _shown_number(value)
    if isinstance(value, Unreadable):
        return shown(value.text)
    return _shown_kind(value)


def _shown_number(value: float | Decimal) -> Any:
    if isinstance(value, int):
        return int(value) if abs(value) <= MAX_WHOLE else f"a number of about {int(value.bit_length() * math.log10(2)) + 1} digits"
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return "a number that cannot be read"
    return number if math.isfinite(number) else str(value)[:_SHOWN]


def _shown_kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"an object with {len(value)} fields"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) else f"a Python {type(value).__name__}"
