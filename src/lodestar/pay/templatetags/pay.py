"""Filters of the pay pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """What a metric key is called; the key itself where no version has words for it."""
    return names.get(key, key)
