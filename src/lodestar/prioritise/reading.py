"""Numbers as people type them or a spreadsheet writes them: £1,200, 70 %, −5,000. What cannot be read is refused in words."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.prioritise.models import Grade, Quantity

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
MOST_DIGITS, DECIMALS = 12, Decimal("0.0001")


def number_of(text: str, quantity: str) -> Decimal:
    """The number that a text says; a probability may be written 0.7 or 70 %. Raises ValidationError.

    >>> number_of("£1,200", "cost"), number_of("70 %", "probability")
    (Decimal('1200'), Decimal('0.7'))
    """
    bare = re.sub(r"[£\s\u00a0]", "", text).replace("−", "-")
    is_percent = bare.endswith("%")
    digits = bare.removesuffix("%")
    if not _NUMBER.fullmatch(digits) or not any(c.isdigit() for c in digits):
        raise ValidationError(_("must be a number like 1200 or 0.7, got %(got)s") % {"got": short(text)})
    number = Decimal(digits.replace(",", ""))
    if is_percent and quantity != Quantity.PROBABILITY:
        raise ValidationError(_("must be a number, not a percentage, got %(got)s") % {"got": short(text)})
    number = number / 100 if is_percent else number
    _check(number, quantity, text)
    return number.normalize() + 0 if number == number.to_integral_value() else number


def _check(number: Decimal, quantity: str, text: str) -> None:
    if abs(number) >= Decimal(10) ** MOST_DIGITS:
        raise ValidationError(_("is too large to be meant, got %(got)s") % {"got": short(text)})
    if number != number.quantize(DECIMALS):
        raise ValidationError(_("must have four decimals at most, got %(got)s") % {"got": short(text)})
    if quantity == Quantity.PROBABILITY and not 0 <= number <= 1:
        as_share = f"{(number / 100).normalize():f}"
        hint = _(" Did you mean %(share)s?") % {"share": as_share} if 1 < number <= 100 else ""  # noqa: PLR2004 — per cent
        raise ValidationError(_("must be a share between 0 and 1, got %(got)s.%(hint)s") % {"got": short(text), "hint": hint})
    if quantity == Quantity.PEOPLE and number < 0:
        raise ValidationError(_("cannot be fewer than no people, got %(got)s") % {"got": short(text)})
    if quantity == Quantity.ONE_OFF_COST and number < 0:
        raise ValidationError(
            _("cannot be below nothing: write a yearly saving as a cost with a minus sign, got %(got)s") % {"got": short(text)}
        )


def grade_of(text: str) -> str | None:
    """The quality grade that a word or a label names; None when it names none."""
    words = {value: value for value in Grade.values} | {str(label).casefold(): value for value, label in Grade.choices}
    return words.get(text.strip().casefold())


def short(text: str) -> str:
    """What was given, cut where it is long."""
    return (text[:37] + "…") if len(text) > 40 else (text or _("nothing"))  # noqa: PLR2004
