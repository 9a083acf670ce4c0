"""Adding, changing and agreeing interventions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.revisions import write_over
from lodestar.common.states import IllegalMove, move
from lodestar.common.text import normalise
from lodestar.prioritise.actions.estimates import new_estimates
from lodestar.prioritise.models import Commitment, DataStanding, Estimate, Intervention, PriorityArea, Programme
from lodestar.prioritise.policies import (
    may_agree_intervention,
    may_agree_interventions,
    may_edit_intervention,
    may_edit_programme,
    may_reopen_intervention,
)
from lodestar.prioritise.rows import InterventionRow, digest_of_rows
from lodestar.prioritise.states import INTERVENTION, InterventionState

WORDS = (
    "name",
    "description",
    "typical_person",
    "need",
    "proposed_by",
    "commitment",
    "commitment_reason",
    "data_standing",
    "data_standing_reason",
)
FACTS = (*WORDS, "is_running", "today_pence")


@action
def add_intervention(*, programme: Programme, row: InterventionRow, by: Actor) -> Intervention:
    """Adds an intervention, a draft until it is agreed, with the numbers known so far."""
    may_edit_programme(by, programme).require()
    ((intervention, estimates),) = _new_interventions(programme, [row], by)
    intervention.validate_constraints()
    intervention.save()
    Estimate.objects.bulk_create(estimates)
    record("added_intervention", subject=intervention, by=by, programme=programme.public_id, estimates=len(estimates))
    return intervention


@action
def add_interventions(*, programme: Programme, rows: Sequence[InterventionRow], by: Actor) -> list[Intervention]:
    """Adds many interventions with their numbers at once, with one event."""
    may_edit_programme(by, programme).require()
    pairs = _new_interventions(programme, rows, by)
    # The primary keys come back from the insert, so the estimates made before it can point at their interventions.
    Intervention.objects.bulk_create([intervention for intervention, _estimates in pairs])
    estimates = [estimate for intervention, own in pairs for estimate in _pointed_at(intervention, own)]
    Estimate.objects.bulk_create(estimates, batch_size=500)
    digest = digest_of_rows(list(rows))
    record("added_interventions", subject=programme, by=by, count=len(pairs), estimates=len(estimates), digest=digest)
    return [intervention for intervention, _estimates in pairs]


@action
def edit_intervention(*, intervention: Intervention, row: InterventionRow, seen: datetime, by: Actor) -> Intervention:
    """Changes what an intervention says of itself (never its numbers); raises Overtaken when someone else did since `seen`."""
    may_edit_intervention(by, intervention).require()
    programme = intervention.area.programme
    ((changed, _none),) = _new_interventions(programme, [row], by)
    changed.pk, changed._state.adding = intervention.pk, False  # so that it is not taken for a double of itself
    changed.validate_constraints()
    write_over(intervention, seen, area=changed.area, **{name: getattr(changed, name) for name in FACTS})
    record("edited_intervention", subject=intervention, by=by, programme=programme.public_id)
    return intervention


@action
def agree_intervention(*, intervention: Intervention, by: Actor) -> Intervention:
    """Agrees a draft: from now on it is weighed against the others."""
    may_agree_intervention(by, intervention).require()
    move(intervention, INTERVENTION, "agree")
    record("agreed_intervention", subject=intervention, by=by)
    return intervention


@action
def agree_interventions(*, programme: Programme, interventions: Sequence[Intervention], by: Actor) -> list[Intervention]:
    """Agrees many drafts at once, all or none, with one event. Raises IllegalMove when one is no longer a draft."""
    may_agree_interventions(by, programme).require()
    keys = {intervention.pk for intervention in interventions}
    drafts = Intervention.objects.filter(pk__in=keys, area__programme=programme, state=InterventionState.DRAFT)
    if drafts.update(state=INTERVENTION.target(InterventionState.DRAFT, "agree")) != len(keys):
        raise IllegalMove(_("Someone else changed one of these a moment ago. Open the list again to see how it stands now."))
    ids = sorted(intervention.public_id for intervention in interventions)
    record("agreed_interventions", subject=programme, by=by, count=len(keys), interventions=ids)
    for intervention in interventions:
        intervention.state = InterventionState.AGREED
    return list(interventions)


@action
def reopen_intervention(*, intervention: Intervention, by: Actor) -> Intervention:
    """Makes an agreed intervention a draft again."""
    may_reopen_intervention(by, intervention).require()
    move(intervention, INTERVENTION, "reopen")
    record("reopened_intervention", subject=intervention, by=by)
    return intervention


def _new_interventions(programme: Programme, rows: Sequence[InterventionRow], by: Actor) -> list[tuple[Intervention, list[Estimate]]]:
    areas = {area.pk: area for area in programme.areas.all()}
    last: int = Intervention.objects.filter(area__programme=programme).aggregate(last=Max("position"))["last"] or 0
    pairs = []
    for place, row in enumerate(rows, last + 1):
        if row.area_id not in areas:
            raise ValidationError({"area": _("The area must be one of this programme.")})
        intervention = _new_intervention(areas[row.area_id], row, place)
        _check_estimates_are_single(row)
        pairs.append((intervention, new_estimates(intervention, row.estimates, by)))
    return pairs


def _new_intervention(area: PriorityArea, row: InterventionRow, place: int) -> Intervention:
    intervention = Intervention(
        owner_organisation_id=area.owner_organisation_id,
        area=area,
        position=place,
        is_running=row.is_running,
        today_pence=row.today_pence if row.is_running else None,
        **{name: normalise(str(getattr(row, name))).strip() for name in WORDS},
    )
    intervention.clean_fields(exclude=["area", "owner_organisation"])
    if intervention.commitment != Commitment.OPEN and not intervention.commitment_reason:
        raise ValidationError({"commitment_reason": _("Say why this is fixed and not left to the calculation.")})
    if intervention.data_standing != DataStanding.ENOUGH and not intervention.data_standing_reason:
        raise ValidationError({"data_standing_reason": _("Say why it is kept in or out although too little is known.")})
    if intervention.today_pence is not None and intervention.today_pence < 0:
        raise ValidationError({"today_pence": _("Today’s spend cannot be below nothing.")})
    return intervention


def _check_estimates_are_single(row: InterventionRow) -> None:
    quantities = [estimate.quantity for estimate in row.estimates]
    if len(quantities) != len(set(quantities)):
        raise ValidationError(_("An intervention is added with one estimate of each number at most."))


def _pointed_at(intervention: Intervention, estimates: list[Estimate]) -> list[Estimate]:
    for estimate in estimates:
        estimate.intervention = intervention
    return estimates
