"""How words of the field are written in forms."""

from __future__ import annotations


def words_of_year(year: int) -> str:
    """2027 → 2027/28."""
    return f"{year}/{(year + 1) % 100:02d}"
