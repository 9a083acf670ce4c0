"""How the numbers of an intervention are written: `{% load prioritise %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.forms import pounds_in_address, words_of_year
from lodestar.prioritise.models import COSTS, Estimate, PortfolioConstraint
from lodestar.prioritise.queries import months_old, sentence_of
from lodestar.prioritise.queries.horizon import percent
from lodestar.ui.charts import chances
from lodestar.ui.charts.numbers import plain, whole_money

register = template.Library()


@register.filter
def number(value: Any) -> str:
    """A decimal with thousands and no more digits than it has."""
    return f"{Decimal(value).normalize():,f}".replace("-", "−") if value is not None and value != "" else ""


@register.filter
def best_of(estimate: Estimate | None) -> str:
    """The best estimate, with £ where it is money."""
    if estimate is None:
        return ""
    return _money(estimate.best) if estimate.quantity in COSTS else number(estimate.best)


@register.filter
def range_of(estimate: Estimate | None) -> str:
    """900 to 1,600; nothing where low and high are the same."""
    if estimate is None or estimate.low == estimate.high:
        return ""
    write = _money if estimate.quantity in COSTS else number
    return _("%(low)s to %(high)s") % {"low": write(estimate.low), "high": write(estimate.high)}


@register.filter
def money(value: float) -> str:
    """Pounds in full, pence only where there are any."""
    return whole_money(value)


@register.filter
def short(value: float) -> str:
    """A worked-out number with no more decimals than people need."""
    return plain(value)


@register.filter
def how_sure(rated: Mapping[str, Any]) -> str:
    """A chance of being funded with its label: 97 % · core."""
    words = {"core": _("core"), "borderline": _("borderline"), "exterior": _("exterior")}
    return f"{chances.percent(rated['probability_funded'])} · {words[rated['label']]}"


@register.filter(name="sum")
def sum_of(pence: int) -> str:
    """Pounds from pence, pence only where there are any."""
    return whole_money(pence / 100)


@register.filter
def in_field(pence: int) -> str:
    """A sum as it stands in the box after its £."""
    return f"{pence / 100:,.2f}".removesuffix(".00")


@register.filter
def in_address(pence: int) -> str:
    """A budget as an address holds it."""
    return pounds_in_address(pence)


@register.filter
def year(value: int) -> str:
    """2027 → 2027/28."""
    return words_of_year(value)


@register.filter
def area_names(areas: Iterable[Any]) -> str:
    """Names of areas in a row: Homes, Work and Learning."""
    return get_text_list([str(one.area) for one in areas], _("and"))


def _money(value: Decimal) -> str:
    size = abs(value)
    text = f"{size:,.0f}" if size == size.to_integral_value() else f"{size:,.2f}"
    return f"{'−' if value < 0 else ''}£{text}"


@register.filter
def sentence(constraint: PortfolioConstraint) -> str:
    """A constraint as people would say it."""
    return sentence_of(constraint)


@register.filter(name="percent")
def in_percent(share: Decimal) -> str:
    """0.4 → 40 %."""
    return percent(share)


@register.filter
def carried(estimate: Estimate | None) -> str:
    """How old a number is that was carried forward and that nobody has looked at since; empty for every other."""
    if estimate is None or estimate.carries_id is None:
        return ""
    months = months_old(estimate)
    return ngettext("Last year’s number: %(n)d month old", "Last year’s number: %(n)d months old", months) % {"n": months}
