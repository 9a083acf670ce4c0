"""How numbers of a workshop are written."""

from __future__ import annotations

from decimal import Decimal

from django import template

from lodestar.prioritise.dots import plain

register = template.Library()


@register.filter
def plain_value(value: Decimal | str | None) -> str:
    """A number without empty decimals; a dash where there is none."""
    return plain(value) if isinstance(value, Decimal) else "–"
