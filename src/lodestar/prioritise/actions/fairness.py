"""Saying who gains from an intervention, and how well each fifth of the people fares now: new rows beside the earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.prioritise.models import FIFTHS, FairnessProfile, HealthProfile, Intervention, Programme
from lodestar.prioritise.policies import may_edit_intervention, may_edit_programme
from lodestar.prioritise.rows import FairnessRow, HealthRow, digest_of_rows

MOST_ETA, WORDS = 100, ("source", "reason")


@action
def set_health_profile(*, programme: Programme, row: HealthRow, by: Actor) -> HealthProfile:
    """Says how each fifth fares and how strongly the gap is minded; from now on this is in use. Raises ValidationError, field by field."""
    may_edit_programme(by, programme).require()
    replaces = programme.health_profiles.exists()
    _check_health(row, replaces=replaces)
    profile = HealthProfile(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        unit=normalise(row.unit).strip(),
        eta=row.eta,
        score_weight=row.score_weight,
        population=row.population,
        health_per_benefit=row.health_per_benefit,
        source_date=row.source_date,
        supplied_by=by.account,
        **{name: normalise(getattr(row, name)).strip() for name in WORDS},
        **{f"health_{n}": value for n, value in zip(FIFTHS, row.health, strict=True)},
        **{f"share_{n}": value for n, value in zip(FIFTHS, row.shares, strict=True)},
    )
    profile.clean_fields(exclude=["programme", "owner_organisation", "supplied_by"])
    profile.save()
    record("set_health_profile", subject=profile, by=by, programme=programme.public_id, replaces=replaces)
    return profile


@action
def set_fairness_profile(*, intervention: Intervention, row: FairnessRow, by: Actor) -> FairnessProfile:
    """Says whom an intervention reaches; from now on this is in use. One that takes the place of another must say why."""
    may_edit_intervention(by, intervention).require()
    replaces = intervention.fairness_profiles.exists()
    if replaces and not row.reason.strip():
        raise ValidationError({"reason": _("Say why this changes.")})
    profile = _new_profile(intervention, row, by)
    profile.save()
    programme = intervention.area.programme.public_id
    record("set_fairness_profile", subject=profile, by=by, intervention=intervention.public_id, programme=programme, replaces=replaces)
    return profile


@action
def set_fairness_profiles(*, programme: Programme, rows: Mapping[str, FairnessRow], by: Actor) -> list[FairnessProfile]:
    """Says whom many interventions reach at once, by public id, with one event."""
    may_edit_programme(by, programme).require()
    found = {one.public_id: one for one in Intervention.objects.filter(area__programme=programme, public_id__in=list(rows))}
    if found.keys() != rows.keys():
        raise ValidationError(_("Every intervention must be one of this programme."))
    profiles = FairnessProfile.objects.bulk_create([_new_profile(found[key], row, by) for key, row in rows.items()])
    record("set_fairness_profiles", subject=programme, by=by, count=len(profiles), digest=digest_of_rows(list(rows.values())))
    return list(profiles)


def _new_profile(intervention: Intervention, row: FairnessRow, by: Actor) -> FairnessProfile:
    _check_profile(row)
    profile = FairnessProfile(
        owner_organisation_id=intervention.owner_organisation_id,
        intervention=intervention,
        score=row.score,
        score_reason=normalise(row.score_reason).strip(),
        source_date=row.source_date,
        supplied_by=by.account,
        **{name: normalise(getattr(row, name)).strip() for name in WORDS},
        **{f"people_{n}": count for n, count in zip(FIFTHS, row.people, strict=False)},
    )
    profile.clean_fields(exclude=["intervention", "owner_organisation", "supplied_by"])
    return profile


def _check_profile(row: FairnessRow) -> None:
    faults: dict[str, str] = {}
    if row.score is None and not row.people:
        faults["people_1"] = _("Give the people of each fifth, or a fairness score.")
    missing = [n for n, count in zip_longest(FIFTHS, row.people[: len(FIFTHS)]) if count is None] if row.people else []
    faults |= {f"people_{n}": _("Give the people of all five fifths, or of none. Write 0 where it reaches nobody.") for n in missing}
    if len(row.people) > len(FIFTHS):
        raise ValidationError(_("There are five fifths, not more."))
    if row.people and not missing and not any(row.people):
        faults["people_1"] = _("It must reach somebody in at least one fifth.")
    if row.score is not None and not row.score_reason.strip():
        faults["score_reason"] = _("Say why it has this score.")
    if faults:
        raise ValidationError(faults)


def _check_health(row: HealthRow, *, replaces: bool) -> None:
    if len(row.health) != len(FIFTHS) or len(row.shares) != len(FIFTHS):
        raise ValidationError(_("Give health and share of all five fifths."))
    faults: dict[str, str] = {}
    for n, (health, share) in enumerate(zip(row.health, row.shares, strict=True), 1):
        if health <= 0:
            faults[f"health_{n}"] = _("Give a number above 0.")
        if share <= 0:
            faults[f"share_{n}"] = _("Give a share above 0.")
    total = sum(row.shares, Decimal(0))
    if total != 1 and not any(name.startswith("share") for name in faults):
        words = _("The five shares add up to %(sum)s. They must add up to 1.")
        faults["share_1"] = words % {"sum": f"{total.normalize():f}"}
    if not 0 <= row.eta <= MOST_ETA:
        faults["eta"] = _("Give a number from 0 to 100.")
    if not 0 <= row.score_weight <= 1:
        faults["score_weight"] = _("Give a share between 0 and 1: 0.2 for a fifth of the whole weight.")
    if replaces and not row.reason.strip():
        faults["reason"] = _("Say why this changes.")
    if faults:
        raise ValidationError(faults)
