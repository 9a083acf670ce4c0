"""Beginning next year's exercise from this year's: nothing is asked twice, and every number shows its age."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.money import to_pence
from lodestar.prioritise.actions.programmes import create_programme
from lodestar.prioritise.models import (
    AreaEvidence,
    ConstraintMember,
    Estimate,
    Intervention,
    PortfolioConstraint,
    PriorityArea,
    Programme,
    Quantity,
    Stakeholder,
    TeamMember,
)
from lodestar.prioritise.policies import may_carry_forward
from lodestar.prioritise.queries import CarriedPart, constraints_of, current_estimates
from lodestar.prioritise.states import InterventionState

AREA_FACTS = ("name", "sub_area", "source", "source_link", "position")
INTERVENTION_FACTS = (
    "name", "description", "typical_person", "need", "proposed_by", "is_running", "today_pence", "data_standing", "data_standing_reason",
    "commitment", "commitment_reason", "position",
)  # fmt: skip
ESTIMATE_FACTS = ("quantity", "low", "best", "high", "unit", "source", "grade")
STAKEHOLDER_FACTS = ("name", "side", "brought_by", "power", "interest", "importance", "involvement", "involvement_reason", "comments")
HORIZON_FACTS = ("horizon_years", "cost_discount_rate", "benefit_discount_rate", "discount_source", "stages", "stages_reason")


@action
def carry_forward(
    *,
    programme: Programme,
    name: str,
    financial_year: int,
    by: Actor,
    parts: Collection[str] = (),
    interventions: Collection[Intervention] | None = None,
    scope: str = "",
    challenge: str = "",
) -> Programme:
    """Begins an exercise from an earlier one: its areas, interventions and numbers, and whichever `parts` are wanted.

    Interventions are drafts again, each linked to the one it was; `interventions` are those that come along, all where nothing is said.
    What was funded counts as running today. Numbers keep source, date and quality, and say that they were carried forward.
    Raises ValidationError where the name or the year cannot stand.
    """
    may_carry_forward(by, programme).require()
    later = create_programme(
        organisation=programme.owner_organisation,
        name=name,
        financial_year=financial_year,
        scope=scope or programme.scope,
        challenge=challenge,
        follows=programme,
        by=by,
    )
    Programme.objects.filter(pk=later.pk).update(**{fact: getattr(programme, fact) for fact in HORIZON_FACTS})
    areas = _areas(programme, later)
    carried = _interventions(programme, areas, interventions)
    estimates = _estimates(programme, carried)
    if CarriedPart.EVIDENCE in parts:
        _evidence(areas)
    if CarriedPart.STAKEHOLDERS in parts:
        _stakeholders(programme, later, areas)
    if CarriedPart.TEAM in parts:
        _team(programme, later, areas)
    if CarriedPart.RULES in parts:
        _rules(programme, later, areas, carried)
    record(
        "carried_forward",
        subject=later,
        by=by,
        follows=programme.public_id,
        areas=len(areas),
        interventions=len(carried),
        estimates=estimates,
        parts=sorted(parts),
    )
    later.refresh_from_db()
    return later


def _areas(programme: Programme, later: Programme) -> dict[int, PriorityArea]:
    """The new areas by the key of those they were."""
    old = list(programme.areas.order_by("position", "pk"))
    facts = ({fact: getattr(area, fact) for fact in AREA_FACTS} for area in old)
    new = [PriorityArea(owner_organisation_id=later.owner_organisation_id, programme=later, **each) for each in facts]
    PriorityArea.objects.bulk_create(new)
    return dict(zip([area.pk for area in old], new, strict=True))


def _interventions(
    programme: Programme, areas: Mapping[int, PriorityArea], chosen: Collection[Intervention] | None
) -> dict[int, Intervention]:
    """The new interventions by the key of those they were."""
    old = Intervention.objects.filter(area__programme=programme).order_by("position", "pk")
    if chosen is not None:
        old = old.filter(pk__in=[one.pk for one in chosen])
    rows = list(old)
    costs = current_estimates([row.pk for row in rows])
    new = [_intervention(row, areas[row.area_id], costs.get(row.pk, {})) for row in rows]
    Intervention.objects.bulk_create(new)
    return dict(zip([row.pk for row in rows], new, strict=True))


def _intervention(row: Intervention, area: PriorityArea, estimates: Mapping[str, Estimate]) -> Intervention:
    facts = {fact: getattr(row, fact) for fact in INTERVENTION_FACTS}
    if row.state == InterventionState.FUNDED:
        cost = estimates.get(Quantity.COST.value)
        facts |= {"is_running": True, "today_pence": to_pence(max(cost.best, Decimal(0))) if cost else row.today_pence}
    return Intervention(owner_organisation_id=area.owner_organisation_id, area=area, follows=row, **facts)


def _estimates(programme: Programme, carried: Mapping[int, Intervention]) -> int:
    found = current_estimates(carried)
    new = [_estimate(one, programme, carried[key]) for key, numbers in found.items() for one in numbers.values()]
    Estimate.objects.bulk_create(new, batch_size=500)
    return len(new)


def _estimate(one: Estimate, programme: Programme, intervention: Intervention) -> Estimate:
    day = one.recorded_at.date()
    words = _("Carried forward from %(programme)s, where it was recorded on %(day)s.")
    said = words % {"programme": programme.name, "day": date_format(day, "j F Y")}
    facts = {fact: getattr(one, fact) for fact in ESTIMATE_FACTS}
    return Estimate(
        owner_organisation_id=intervention.owner_organisation_id,
        intervention=intervention,
        source_date=one.source_date or day,
        reason=f"{said} {one.reason}".strip() if one.carries_id is None else one.reason,
        supplied_by_id=one.supplied_by_id,
        carries=one,
        **facts,
    )


def _evidence(areas: Mapping[int, PriorityArea]) -> None:
    old = AreaEvidence.objects.filter(area__in=areas, removed_at__isnull=True).order_by("pk")
    AreaEvidence.objects.bulk_create(
        AreaEvidence(
            owner_organisation_id=one.owner_organisation_id, area=areas[one.area_id], kind=one.kind, name=one.name, link=one.link,
            says=one.says, added_by_id=one.added_by_id,
        )
        for one in old
    )  # fmt: skip


def _stakeholders(programme: Programme, later: Programme, areas: Mapping[int, PriorityArea]) -> None:
    old = programme.stakeholders.filter(removed_at__isnull=True).order_by("pk")
    Stakeholder.objects.bulk_create(
        Stakeholder(
            owner_organisation_id=later.owner_organisation_id,
            programme=later,
            area=areas.get(one.area_id),
            **{fact: getattr(one, fact) for fact in STAKEHOLDER_FACTS},
        )
        for one in old
    )


def _team(programme: Programme, later: Programme, areas: Mapping[int, PriorityArea]) -> None:
    old = programme.team.filter(removed_at__isnull=True).order_by("pk")
    TeamMember.objects.bulk_create(
        TeamMember(
            owner_organisation_id=later.owner_organisation_id,
            programme=later,
            role=one.role,
            account_id=one.account_id,
            name=one.name,
            area=areas.get(one.area_id),
        )
        for one in old
    )


def _rules(programme: Programme, later: Programme, areas: Mapping[int, PriorityArea], carried: Mapping[int, Intervention]) -> None:
    """Rules whose interventions all come along."""
    for one in constraints_of(programme):
        places = list(one.places.all())
        if any(place.intervention_id not in carried for place in places):
            continue
        rule = PortfolioConstraint.objects.create(
            owner_organisation_id=later.owner_organisation_id,
            programme=later,
            kind=one.kind,
            count=one.count,
            area=areas.get(one.area_id or 0),
            amount_pence=one.amount_pence,
            reason=one.reason,
        )
        ConstraintMember.objects.bulk_create(
            ConstraintMember(constraint=rule, intervention=carried[place.intervention_id], position=place.position) for place in places
        )
