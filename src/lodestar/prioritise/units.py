"""The plain unit of each number, where nobody has said another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lodestar.prioritise.models import Quantity

UNITS = {
    Quantity.PEOPLE: _("people a year"),
    Quantity.BENEFIT: _("points on a scale of 0 to 100"),
    Quantity.PROBABILITY: _("share between 0 and 1"),
    Quantity.COST: _("pounds a year"),
    Quantity.ONE_OFF_COST: _("pounds once"),
}
