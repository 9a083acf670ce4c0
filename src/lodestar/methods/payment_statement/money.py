"""Pence: rounded once, half up; split without losing a penny; shown in pounds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def round_half_up(pence: Fraction) -> int:
    """The nearest penny; a half goes up.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(7, 3))
    (3, 2)
    """
    return (2 * pence.numerator + pence.denominator) // (2 * pence.denominator)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to whole weights that add up to the total: largest remainder, of equal ones the earliest.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def pounds(pence: int) -> str:
    """Pence as pounds.

    >>> pounds(-123456)
    '−£1,234.56'
    """
    return f"{'−' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def exact(number: Fraction) -> str:
    """A number in decimals as far as it has them, at most six.

    >>> exact(Fraction(41, 40)), exact(Fraction(1, 6)), exact(Fraction(3))
    ('1.025', '0.166667', '3')
    """
    millionths = round_half_up(number * 1_000_000)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}".rstrip("0").rstrip(".")
