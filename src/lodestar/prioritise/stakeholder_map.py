"""The stakeholder map, from the list of stakeholders: groups are put into words here, nothing is judged."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.queries import ListedStakeholder
from lodestar.prioritise.queries.stakeholders import HIGH
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.stakeholders import Group, StakeholderMap


def map_of(listed: Sequence[ListedStakeholder], *, movable: bool = False) -> StakeholderMap:
    """Every group by power and interest. Movable: each mark sets the two numbers of its line."""
    groups = tuple(
        Group(
            key=one.stakeholder.public_id,
            label=one.stakeholder.name,
            power=one.stakeholder.power,
            interest=one.stakeholder.interest,
            action=one.stakeholder.involvement,  # type: ignore[arg-type]
            power_field=f"{one.stakeholder.public_id}-power",
            interest_field=f"{one.stakeholder.public_id}-interest",
        )
        for one in listed
    )
    return StakeholderMap(Finding("stakeholder-map", finding_of(listed)), groups, movable=movable)


def finding_of(listed: Sequence[ListedStakeholder]) -> str:
    """The sentence over the map: the powerful groups of whom nothing is asked come first."""
    powerful = [one.stakeholder for one in listed if (one.stakeholder.power or 0) >= HIGH]
    idle = [row.name for row in powerful if row.involvement in ("", "none")]
    if idle:
        said = ngettext("%(n)d powerful group has no action: %(names)s", "%(n)d powerful groups have no action: %(names)s", len(idle))
        return said % {"n": len(idle), "names": _joined(idle)}
    unplaced = sum(one.stakeholder.power is None or one.stakeholder.interest is None for one in listed)
    if unplaced:
        said = ngettext("%(n)d group is not on the map yet", "%(n)d groups are not on the map yet", unplaced)
        return said % {"n": unplaced}
    if not powerful:
        return _("No group with much power is listed: is one missing?")
    friendly = sum((row.interest or 0) >= HIGH for row in powerful)
    return _("%(friendly)d of %(all)d powerful groups support it; each has an action") % {"friendly": friendly, "all": len(powerful)}


def _joined(names: Sequence[str]) -> str:
    shown = ", ".join(names[:4])
    return _("%(names)s and %(more)d more") % {"names": shown, "more": len(names) - 4} if len(names) > 4 else shown  # noqa: PLR2004
