"""Money is integer pence; `Decimal` at the edges; rounded once, half up; largest remainder when split."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def pounds(pence: int) -> str:
    """£1,234.56; a debt as −£1,234.56.

    >>> pounds(123456)
    '£1,234.56'
    """
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def to_pence(amount: Decimal) -> int:
    """Pounds to pence, rounded once, half up.

    >>> to_pence(Decimal("10.005"))
    1001
    """
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split_by_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` pence shared in proportion to `weights` so that the parts add up to the penny; ties go to the earliest part.

    >>> split_by_largest_remainder(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("weights must add up to more than nothing")
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    left = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(exact[place] - parts[place]), place))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts
