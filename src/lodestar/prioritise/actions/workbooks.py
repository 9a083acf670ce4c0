"""Taking in the numbers of a workbook that came back: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.prioritise.actions.estimates import new_estimates
from lodestar.prioritise.models import Estimate, Grade, Programme
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.queries import ReturnedNumber, current_estimates, usual_unit
from lodestar.prioritise.rows import EstimateRow, digest_of_rows
from lodestar.prioritise.units import UNITS


@action
def bring_back_workbook(*, programme: Programme, numbers: Sequence[ReturnedNumber], reason: str, by: Actor) -> list[Estimate]:
    """Records each changed number as a new estimate, with one event. Raises ValidationError, and records nothing, where one cannot stand.

    `reason` is why, for numbers whose row gives none. A number that was changed on the site after the comparison stops all of them.
    """
    may_edit_programme(by, programme).require()
    _check_still_current(numbers)
    rows = [_row(one, reason) for one in numbers]
    lacking = [one for one, row in zip(numbers, rows, strict=True) if one.current is not None and not row.reason.strip()]
    if lacking:
        raise ValidationError({"reason": _("Say why the numbers change.")})
    made = [estimate for one, row in zip(numbers, rows, strict=True) for estimate in new_estimates(one.intervention, [row], by)]
    Estimate.objects.bulk_create(made)
    record("brought_back_workbook", subject=programme, by=by, count=len(made), digest=digest_of_rows(rows))
    return made


def _check_still_current(numbers: Sequence[ReturnedNumber]) -> None:
    now = current_estimates({one.intervention.pk for one in numbers})
    for one in numbers:
        current = now.get(one.intervention.pk, {}).get(one.quantity.value)
        if (current.pk if current else None) != (one.current.pk if one.current else None):
            words = _("%(number)s of %(name)s was changed on the site in the meantime. Bring the workbook back again to see how it stands.")
            raise ValidationError(words % {"number": one.quantity.label, "name": one.intervention})


def _row(one: ReturnedNumber, reason: str) -> EstimateRow:
    """The number keeps its unit; its source is the workbook, its quality what it was judged to be, a guess where nobody had said."""
    unit = one.current.unit if one.current else usual_unit(one.intervention, one.quantity) or str(UNITS[one.quantity])
    return EstimateRow(
        quantity=one.quantity.value,
        low=one.low,
        best=one.best,
        high=one.high,
        unit=unit,
        source=_("Workbook brought back on %(day)s") % {"day": date_format(today(), "j F Y")},
        source_date=today(),
        grade=one.current.grade if one.current else Grade.GUESS.value,
        reason=one.why or reason,
    )
