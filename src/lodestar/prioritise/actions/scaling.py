"""Bringing areas on to one scale: the best of each judged against the best of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.prioritise.models import AreaScale, Programme
from lodestar.prioritise.policies.scaling import may_judge_areas
from lodestar.prioritise.queries.scaling import BEST_OF_ALL, ScaledArea, scaled_areas


@action
def set_area_scale(*, programme: Programme, scores: Mapping[str, Decimal], reason: str, by: Actor) -> list[AreaScale]:
    """Judges the best of every area against the best of all, which is 100; from now on this is the scale in use.

    `scores` are by public id of the area, above 0 to 100. Every area with an agreed intervention that does some good is judged, so that
    all lie on one scale. Raises ValidationError, by area, where a judgement cannot stand.
    """
    may_judge_areas(by, programme).require()
    words = normalise(reason).strip()
    areas = check_area_scale(scaled_areas(programme), scores, words)
    made = [_new_scale(one, scores[key], words, by) for key, one in areas.items()]
    for scale in made:
        scale.clean_fields(exclude=["area", "best", "owner_organisation", "judged_by"])
        scale.save()
    record("set_area_scale", subject=programme, by=by, scores={key: float(scores[key]) for key in areas})
    return made


def _new_scale(one: ScaledArea, score: Decimal, reason: str, by: Actor) -> AreaScale:
    return AreaScale(
        owner_organisation_id=one.area.owner_organisation_id,
        area=one.area,
        best=one.best,
        best_does=one.does,
        score=score,
        reason=reason,
        judged_by=by.account,
    )


def check_area_scale(listed: Iterable[ScaledArea], scores: Mapping[str, Decimal], reason: str) -> dict[str, ScaledArea]:
    """The areas that are judged, by public id. Raises ValidationError, each fault beside its area, where the judgement cannot stand."""
    areas = {one.area.public_id: one for one in listed if one.best is not None}
    if not areas:
        raise ValidationError(_("No area can be judged yet: agree an intervention in each and give its people and benefit first."))
    faults: dict[str, str] = {}
    for key in scores.keys() - areas.keys():
        faults[key] = _("This is no area of the programme with an agreed intervention that does some good.")
    for key in areas:
        score = scores.get(key)
        if score is None:
            faults[key] = _("Judge every area, so that all lie on one scale.")
        elif not 0 < score <= BEST_OF_ALL:
            faults[key] = _("Give a number above 0 and at most 100.")
    if not faults and BEST_OF_ALL not in scores.values():
        faults[next(iter(areas))] = _("The best of all stands at 100: give 100 to the area whose best does most good.")
    if not reason.strip():
        faults["reason"] = _("Say why areas stand to each other in this way.")
    if faults:
        raise ValidationError({_field(key): said for key, said in faults.items()})
    return areas


def _field(key: str) -> str:
    return key if key == "reason" else f"score-{key}"
