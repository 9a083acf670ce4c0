"""Saying what every portfolio keeps, and which people would be counted twice; taking it back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.models import (
    ConstraintKind,
    ConstraintMember,
    Intervention,
    PeopleOverlap,
    PortfolioConstraint,
    PriorityArea,
    Programme,
)
from lodestar.prioritise.policies import may_edit_programme, may_withdraw_constraint, may_withdraw_overlap

OF_AREA = (ConstraintKind.AREA_FLOOR, ConstraintKind.AREA_CAP)
COUNTING = (ConstraintKind.AT_MOST, ConstraintKind.AT_LEAST)


@action
def add_constraint(
    *,
    programme: Programme,
    kind: str,
    reason: str,
    by: Actor,
    members: Sequence[Intervention] = (),
    count: int | None = None,
    area: PriorityArea | None = None,
    amount_pence: int | None = None,
) -> PortfolioConstraint:
    """Adds a rule that every portfolio keeps; of “if A then B”, A is the first member. Raises ValidationError where it cannot stand."""
    may_edit_programme(by, programme).require()
    constraint = PortfolioConstraint(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        kind=kind,
        count=count if kind in COUNTING else None,
        area=area if kind in OF_AREA else None,
        amount_pence=amount_pence if kind in OF_AREA else None,
        reason=normalise(reason).strip(),
    )
    named = () if kind in OF_AREA else tuple(members)
    _check(constraint, named)
    constraint.save()
    ConstraintMember.objects.bulk_create(
        [ConstraintMember(constraint=constraint, intervention=one, position=place) for place, one in enumerate(named, 1)]
    )
    ids = [one.public_id for one in named]
    record("added_constraint", subject=constraint, by=by, programme=programme.public_id, kind=kind, interventions=ids)
    return constraint


@action
def withdraw_constraint(*, constraint: PortfolioConstraint, reason: str, by: Actor) -> PortfolioConstraint:
    """Takes a rule out of force; it stays on record with the reason."""
    may_withdraw_constraint(by, constraint).require()
    _withdraw(constraint, reason)
    record("withdrew_constraint", subject=constraint, by=by, programme=constraint.programme.public_id)
    return constraint


@action
def mark_overlap(
    *, programme: Programme, first: Intervention, second: Intervention, share: Decimal, reason: str, by: Actor
) -> PeopleOverlap:
    """Marks that two interventions would help some of the same people: `share` of the smaller group. Raises ValidationError."""
    may_edit_programme(by, programme).require()
    if first == second:
        raise ValidationError({"second": _("Choose two different interventions.")})
    _check_ours(programme, (first, second), "first")
    first, second = sorted((first, second), key=lambda one: one.pk)
    overlap = PeopleOverlap(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        first=first,
        second=second,
        share=share,
        reason=normalise(reason).strip(),
    )
    overlap.full_clean(exclude=["owner_organisation", "programme", "first", "second"])
    if PeopleOverlap.objects.filter(first=first, second=second, withdrawn_at__isnull=True).exists():
        raise ValidationError({"second": _("The overlap of these two is marked already. Withdraw that one first.")})
    overlap.save()
    ids = [first.public_id, second.public_id]
    record("marked_overlap", subject=overlap, by=by, programme=programme.public_id, interventions=ids, share=str(share))
    return overlap


@action
def withdraw_overlap(*, overlap: PeopleOverlap, reason: str, by: Actor) -> PeopleOverlap:
    """Takes back that two groups overlap; it stays on record with the reason."""
    may_withdraw_overlap(by, overlap).require()
    _withdraw(overlap, reason)
    record("withdrew_overlap", subject=overlap, by=by, programme=overlap.programme.public_id)
    return overlap


def _withdraw(row: PortfolioConstraint | PeopleOverlap, reason: str) -> None:
    said = normalise(reason).strip()
    if not said:
        raise ValidationError({"reason": _("Say why it no longer holds.")})
    row.withdrawn_reason, row.withdrawn_at = said, now()
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "withdrawn_reason"])
    in_force = type(row)._default_manager.filter(pk=row.pk, withdrawn_at__isnull=True)
    if in_force.update(withdrawn_at=row.withdrawn_at, withdrawn_reason=said) != 1:
        raise IllegalMove(_("Someone else withdrew it a moment ago."))


def _check(constraint: PortfolioConstraint, members: Sequence[Intervention]) -> None:
    if not constraint.reason:
        raise ValidationError({"reason": _("Say why every choice must keep this rule.")})
    constraint.clean_fields(exclude=["owner_organisation", "programme", "area"])
    if constraint.kind in OF_AREA:
        _check_area(constraint)
    else:
        _check_members(constraint, members)


def _check_area(constraint: PortfolioConstraint) -> None:
    if constraint.area is None or constraint.area.programme_id != constraint.programme_id:
        raise ValidationError({"area": _("Choose an area of this programme.")})
    if constraint.amount_pence is None or constraint.amount_pence < 0:
        raise ValidationError({"amount": _("Give the amount in pounds.")})


def _check_members(constraint: PortfolioConstraint, members: Sequence[Intervention]) -> None:
    if len({one.pk for one in members}) < len(members):
        raise ValidationError({"members": _("Name each intervention once.")})
    least = 1 if constraint.kind in COUNTING else 2
    if len(members) < least:
        words = _("Choose at least two interventions.") if least > 1 else _("Choose at least one intervention.")
        raise ValidationError({"members": words})
    _check_ours(constraint.programme, members, "members")
    if constraint.kind not in COUNTING:
        return
    if constraint.count is None:
        raise ValidationError({"count": _("Say how many.")})
    if constraint.kind == ConstraintKind.AT_LEAST and not 1 <= constraint.count <= len(members):
        raise ValidationError({"count": _("It must be from 1 to the number of interventions you chose, %(n)s.") % {"n": len(members)}})
    if constraint.kind == ConstraintKind.AT_MOST and constraint.count >= len(members):
        words = _("It must be fewer than the %(n)s you chose, or the rule says nothing.")
        raise ValidationError({"count": words % {"n": len(members)}})


def _check_ours(programme: Programme, members: Sequence[Intervention], field: str) -> None:
    if any(one.area.programme_id != programme.pk for one in members):
        raise ValidationError({field: _("Every intervention must be one of this programme.")})
