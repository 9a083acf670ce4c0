"""How words of the field are written in forms."""

from __future__ import annotations


def words_of_year(year: int) -> str:
    """2027 → 2027/28."""
    return f"{year}/{(year + 1) % 100:02d}"


def pounds_in_address(pence: int) -> str:
    """A budget as an address holds it.

    >>> pounds_in_address(76_500_000), pounds_in_address(100_050)
    ('765000', '1000.50')
    """
    return f"{pence // 100}" if pence % 100 == 0 else f"{pence / 100:.2f}"
