"""What may be shown of a figure: exact to the provider's own people, and to others only where enough people hide each one.

A plain and careful rule for now: outside the provider, counts below eight are hidden, zero too; others are rounded to the nearest
five; means need eight people. What can be worked out by comparing several pages or dates is for full disclosure control to prevent.
"""

from __future__ import annotations

from dataclasses import dataclass

FEWEST = 8
ROUNDED_TO = 5
HIDDEN = "[c]"
NOTHING = "–"


@dataclass(frozen=True)
class Shown:
    """How figures are written for this viewer."""

    exact: bool

    def number(self, count: int) -> int | None:
        """A count that may be worked with, or None where it is hidden."""
        if self.exact:
            return count
        return None if count < FEWEST else (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO

    def count(self, count: int) -> str:
        """1,230 or [c]."""
        number = self.number(count)
        return HIDDEN if number is None else f"{number:,}"

    def mean(self, value: float | None, people: int, *, sign: bool = False) -> str:
        """4.3, +1.2, – where there is nobody, [c] where there are too few."""
        if not self.exact and people < FEWEST:
            return HIDDEN
        if value is None:
            return NOTHING
        places = 2 if self.exact else 1
        text = f"{abs(value):.{places}f}"
        if float(text) == 0:
            return text
        return ("−" if value < 0 else "+" if sign else "") + text

    def plain_count(self, count: int) -> int | str:
        """A count for a file: a number, or [c]."""
        number = self.number(count)
        return HIDDEN if number is None else number

    def plain_mean(self, value: float | None, people: int) -> float | str:
        """A mean for a file: a number, [c], or nothing where there is nobody."""
        if not self.exact and people < FEWEST:
            return HIDDEN
        return "" if value is None else round(value, 6 if self.exact else 1)

    def interval(self, low: float | None, high: float | None, people: int) -> str:
        """0.4 to 1.9: where the mean change of people like these would lie, with 95 % confidence."""
        if not self.exact and people < FEWEST:
            return HIDDEN
        return NOTHING if low is None or high is None else f"{self.mean(low, people)} to {self.mean(high, people)}"

    def share(self, part: int, whole: int) -> str:
        """62 % (53 of 85), from what is shown of both."""
        shown, of = self.number(part), self.number(whole)
        if shown is None or of is None:
            return HIDDEN
        return NOTHING if not of else f"{min(100, round(100 * shown / of))} % ({shown:,} of {of:,})"
