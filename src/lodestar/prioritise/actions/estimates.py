"""Giving a number: a new estimate beside the earlier ones, which are never rewritten."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.prioritise.models import Estimate, Intervention, Quantity
from lodestar.prioritise.policies import may_edit_intervention
from lodestar.prioritise.rows import EstimateRow


@action
def add_estimate(*, intervention: Intervention, row: EstimateRow, by: Actor) -> Estimate:
    """Adds a number; from now on it is the one in use. One that takes the place of another must say why.

    Raises ValidationError where the number cannot stand.
    """
    may_edit_intervention(by, intervention).require()
    replaces = intervention.estimates.filter(quantity=row.quantity).exists()
    if replaces and not row.reason.strip():
        raise ValidationError({"reason": _("Say why the number changes.")})
    (estimate,) = new_estimates(intervention, [row], by)
    estimate.save()
    record("added_estimate", subject=estimate, by=by, intervention=intervention.public_id, quantity=row.quantity, replaces=replaces)
    return estimate


@action
def add_estimates(*, intervention: Intervention, rows: Sequence[EstimateRow], by: Actor) -> list[Estimate]:
    """Adds several numbers of one intervention at once, all or none, with one event. Raises ValidationError, by number and field."""
    may_edit_intervention(by, intervention).require()
    given = set(intervention.estimates.filter(quantity__in=[row.quantity for row in rows]).values_list("quantity", flat=True))
    estimates = []
    for row in rows:
        if row.quantity in given and not row.reason.strip():
            raise ValidationError({f"{row.quantity}-reason": _("Say why the number changes.")})
        try:
            estimates += new_estimates(intervention, [row], by)
        except ValidationError as refused:
            raise ValidationError({f"{row.quantity}-{name}": said for name, said in refused.message_dict.items()}) from refused
    Estimate.objects.bulk_create(estimates)
    record("added_estimates", subject=intervention, by=by, quantities=sorted(row.quantity for row in rows), replaces=len(given))
    return estimates


def new_estimates(intervention: Intervention, rows: Sequence[EstimateRow], by: Actor) -> list[Estimate]:
    """Estimates ready to be written, each checked."""
    estimates = [
        Estimate(
            owner_organisation_id=intervention.owner_organisation_id,
            intervention=intervention,
            quantity=row.quantity,
            low=row.low,
            best=row.best,
            high=row.high,
            unit=normalise(row.unit).strip(),
            source=normalise(row.source).strip(),
            source_date=row.source_date,
            grade=row.grade,
            reason=normalise(row.reason).strip(),
            supplied_by=by.account,
        )
        for row in rows
    ]
    for estimate in estimates:
        check_estimate(estimate)
    return estimates


def check_estimate(estimate: Estimate) -> None:
    """Raises ValidationError, field by field, where a number cannot stand."""
    estimate.clean_fields(exclude=["intervention", "owner_organisation", "supplied_by"])
    low, best, high = estimate.low, estimate.best, estimate.high
    if low > best:
        raise ValidationError({"low": _("Low must not be above best")})
    if high < best:
        raise ValidationError({"high": _("High must not be below best")})
    if estimate.quantity == Quantity.PROBABILITY and not (low >= 0 and high <= 1):
        raise ValidationError({"low" if low < 0 else "high": _("A probability lies between 0 and 1: write 0.7 for 70 %")})
    if estimate.quantity == Quantity.ONE_OFF_COST and low < 0:
        raise ValidationError({"low": _("A one-off cost cannot be below nothing: write a yearly saving as a cost with a minus sign")})
    if estimate.quantity == Quantity.PEOPLE and low < 0:
        raise ValidationError({"low": _("The number of people cannot be below nothing")})
