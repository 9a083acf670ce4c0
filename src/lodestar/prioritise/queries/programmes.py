"""Programmes, areas and interventions, each as far as the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.prioritise.models import (
    FOUR_NUMBERS,
    AreaScale,
    Estimate,
    FairnessProfile,
    FundedIntervention,
    Intervention,
    PriorityArea,
    Programme,
    Quantity,
)
from lodestar.prioritise.policies import may_create_programme
from lodestar.prioritise.queries.horizon import Horizon, horizon_of
from lodestar.prioritise.queries.numbers import current_estimates, first_year_cost, missing_numbers
from lodestar.prioritise.states import InterventionState

CLASSIC_COLUMNS = 6


@dataclass(frozen=True)
class InterventionCell:
    """An intervention in the classic view, with the numbers nobody has given yet."""

    intervention: Intervention
    missing: tuple[str, ...]


@dataclass(frozen=True)
class AreaRows:
    """A priority area with its interventions in lines of six, as the classic view shows them; short lines are filled with None."""

    area: PriorityArea
    lines: tuple[tuple[InterventionCell | None, ...], ...]


def programmes_for_viewer(viewer: Actor, *, state: str = "", year: str = "") -> QuerySet[Programme]:
    """Programmes with the number of their areas, interventions and funded interventions; newest year first."""
    programmes = Programme.objects.visible_to(viewer).select_related("owner_organisation")
    if state:
        programmes = programmes.filter(state=state)
    if year:
        programmes = programmes.filter(financial_year=year)
    found: QuerySet[Programme] = programmes.annotate(
        area_count=Count("areas", distinct=True),
        intervention_count=Count("areas__interventions", distinct=True),
        funded_count=Count("areas__interventions", filter=Q(areas__interventions__state=InterventionState.FUNDED), distinct=True),
    ).order_by("-financial_year", "name", "pk")
    return found


def programme_years(viewer: Actor) -> list[int]:
    """The financial years of programmes the viewer sees, newest first."""
    years = Programme.objects.visible_to(viewer).order_by("-financial_year").values_list("financial_year", flat=True)
    return list(dict.fromkeys(years))


def organisations_to_begin_in(viewer: Actor) -> QuerySet[Organisation]:
    """Where the viewer may begin a programme."""
    able = [key for key in viewer.organisations_with(Permission.EDIT_PRIORITIES) if may_create_programme(viewer, key)]
    return Organisation.objects.all() if viewer.is_system else Organisation.objects.filter(pk__in=able).order_by("name")


def programmes_to_follow(viewer: Actor, programme: Programme | None = None) -> QuerySet[Programme]:
    """Earlier programmes that a programme may follow: those of the same organisation, but never itself."""
    seen = Programme.objects.visible_to(viewer)
    if programme is None:
        own: QuerySet[Programme] = seen.filter(owner_organisation__in=organisations_to_begin_in(viewer))
    else:
        own = seen.filter(owner_organisation=programme.owner_organisation_id).exclude(pk=programme.pk)
    return own.order_by("-financial_year", "name")


def area_rows_for_programme(programme: Programme) -> list[AreaRows]:
    """The classic view: each area with its interventions, six to a line, and what each still lacks. Three queries."""
    scaled, profiled = AreaScale.objects.filter(area=OuterRef("pk")), FairnessProfile.objects.filter(intervention__area=OuterRef("pk"))
    areas = list(programme.areas.annotate(is_scaled=Exists(scaled), is_profiled=Exists(profiled)))
    interventions = list(Intervention.objects.filter(area__programme=programme).order_by("position", "pk"))
    estimates = current_estimates([one.pk for one in interventions])
    cells: dict[int, list[InterventionCell]] = {area.pk: [] for area in areas}
    for one in interventions:
        cells[one.area_id].append(InterventionCell(one, tuple(missing_numbers(estimates.get(one.pk, {})))))
    return [AreaRows(area, tuple(_lines(cells[area.pk]))) for area in areas]


def interventions_for_viewer(
    viewer: Actor, programme: Programme, *, area: str = "", state: str = "", search: str = ""
) -> QuerySet[Intervention]:
    """Interventions of a programme, in the order of its areas."""
    found: QuerySet[Intervention] = Intervention.objects.visible_to(viewer).filter(area__programme=programme).select_related("area")
    if area:
        found = found.filter(area__public_id=area)
    if state:
        found = found.filter(state=state)
    if search:
        found = found.filter(name__icontains=search)
    return found.order_by("area__position", "position", "pk")


def drafts_to_agree(programme: Programme) -> QuerySet[Intervention]:
    """Interventions that nobody has agreed yet."""
    drafts: QuerySet[Intervention] = (
        Intervention.objects.filter(area__programme=programme, state=InterventionState.DRAFT)
        .select_related("area")
        .order_by("area__position", "position", "pk")
    )
    return drafts


def _lines(cells: list[InterventionCell]) -> Iterator[tuple[InterventionCell | None, ...]]:
    for start in range(0, max(len(cells), 1), CLASSIC_COLUMNS):
        line = cells[start : start + CLASSIC_COLUMNS]
        yield (*line, *([None] * (CLASSIC_COLUMNS - len(line))))


@dataclass(frozen=True)
class Standing:
    """Where a programme stands, in numbers of interventions; what to do next follows from them.

    `scaled` areas have been judged against the best of all; in `profiled` areas someone has said whom an intervention reaches.
    """

    areas: int
    interventions: int
    lacking: int
    drafts: int
    agreed: int
    funded: int
    not_funded: int
    scaled: int = 0
    profiled: int = 0


def standing_of(rows: list[AreaRows]) -> Standing:
    """Counts over the classic view."""
    cells = [cell for row in rows for line in row.lines for cell in line if cell is not None]
    states = [cell.intervention.state for cell in cells]
    return Standing(
        areas=len(rows),
        interventions=len(cells),
        lacking=sum(bool(cell.missing) for cell in cells),
        drafts=states.count(InterventionState.DRAFT),
        agreed=states.count(InterventionState.AGREED),
        funded=states.count(InterventionState.FUNDED),
        not_funded=states.count(InterventionState.NOT_FUNDED),
        scaled=sum(getattr(row.area, "is_scaled", False) for row in rows),
        profiled=sum(getattr(row.area, "is_profiled", False) for row in rows),
    )


@dataclass(frozen=True)
class ListedIntervention:
    """An intervention in a list, with its four numbers in use and those that are missing."""

    intervention: Intervention
    people: Estimate | None
    benefit: Estimate | None
    probability: Estimate | None
    cost: Estimate | None
    missing: tuple[str, ...]


def listed_interventions(interventions: Iterable[Intervention]) -> list[ListedIntervention]:
    """Interventions with their numbers. Two queries."""
    rows = list(interventions)
    estimates = current_estimates([row.pk for row in rows])
    return [
        ListedIntervention(
            row,
            missing=tuple(missing_numbers(estimates.get(row.pk, {}))),
            **{quantity.value: estimates.get(row.pk, {}).get(quantity.value) for quantity in FOUR_NUMBERS},
        )
        for row in rows
    ]


@dataclass(frozen=True)
class NumberWithHistory:
    """One of the numbers: the estimate in use, and the earlier ones, latest first."""

    quantity: Quantity
    current: Estimate | None
    earlier: tuple[Estimate, ...]

    @property
    def is_optional(self) -> bool:
        return self.quantity not in FOUR_NUMBERS


@dataclass(frozen=True)
class Worth:
    """What an intervention costs in the budget year and over the horizon, in pounds, and how many people that is."""

    cash: Decimal
    present: Decimal
    undiscounted: Decimal
    people: Decimal
    horizon: Horizon


def worth_of(programme: Programme, numbers: Iterable[NumberWithHistory]) -> Worth | None:
    """Cash, present value and undiscounted cost from the numbers in use; None where people or cost are not known."""
    current = {one.quantity.value: one.current for one in numbers if one.current is not None}
    if Quantity.COST.value not in current or Quantity.PEOPLE.value not in current:
        return None
    horizon = horizon_of(programme)
    return Worth(
        cash=first_year_cost(current),
        present=horizon.present_cost(current),
        undiscounted=horizon.undiscounted_cost(current),
        people=horizon.people(current),
        horizon=horizon,
    )


def numbers_of(intervention: Intervention) -> list[NumberWithHistory]:
    """The numbers with everything that was ever given for them. One query."""
    history: dict[str, list[Estimate]] = {quantity.value: [] for quantity in Quantity}
    for estimate in intervention.estimates.select_related("supplied_by", "figure_request").order_by("-pk"):
        history[estimate.quantity].append(estimate)
    return [NumberWithHistory(q, next(iter(history[q.value]), None), tuple(history[q.value][1:])) for q in Quantity]


def usual_unit(intervention: Intervention, quantity: Quantity) -> str:
    """The unit last used for a number in the programme, so that it need not be typed again and stays comparable."""
    programme = intervention.area.programme_id
    used = Estimate.objects.filter(intervention__area__programme=programme, quantity=quantity.value).order_by("-pk")
    return used.values_list("unit", flat=True).first() or ""


def usual_units(programme: Programme) -> dict[str, str]:
    """The unit last used for each number in a programme. One query."""
    used = Estimate.objects.filter(intervention__area__programme=programme).order_by("pk").values_list("quantity", "unit")
    return dict(used)


def choices_about(intervention: Intervention) -> list[FundedIntervention]:
    """What each decision said about an intervention, latest first."""
    return list(intervention.choices.select_related("decision").order_by("-decision__decided_on", "-decision__pk"))
