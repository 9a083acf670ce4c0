"""Four programmes: two of years ago, last year's with its forty-eight interventions, and this year's, which is still being gathered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from lodestar.demo.county import priorities
from lodestar.demo.county.outcomes import SERVICES
from lodestar.demo.county.priorities import AreaFacts, InterventionFacts
from lodestar.demo.world import World
from lodestar.prioritise.actions import (
    add_areas,
    add_estimate,
    add_interventions,
    agree_interventions,
    carry_forward,
    create_programme,
    decide_funding,
    take_snapshot,
)
from lodestar.prioritise.actions.decisions import propose_decision
from lodestar.prioritise.models import Commitment, Intervention, Programme, Quantity
from lodestar.prioritise.rows import AreaRow, EstimateRow, InterventionRow

ONE, ONE_THOUSAND = Decimal(1), Decimal(1000)
REVISED = "Link workers in every practice"
CHALLENGES = {
    "first": "Money went to hours and places. Nobody could say whose life had changed.",
    "neighbourhoods": "People came back to hospital for want of company, practical help and somewhere to belong.",
    "living_well": "Less money than last year, and eight areas that had never been weighed against each other.",
    "this_year": "What did last year’s decisions change, and what should we stop to make room?",
}
SCOPES = {
    "first": "Housing-related support, work, safety and carers in the whole county.",
    "neighbourhoods": "Recovery, loneliness and the first weeks out of hospital.",
    "living_well": "All of the county’s preventive services for adults and families.",
    "this_year": "The same eight areas, one year on.",
}


def prioritise_first(world: World) -> None:
    """The council's first turn of the cycle, five years ago."""
    _whole_turn(world, "first", priorities.FIRST_TURN, priorities.FIRST_BUDGET_POUNDS, -70, -66, "council")


def prioritise_neighbourhoods(world: World) -> None:
    """The NHS board's turn, four years ago."""
    _whole_turn(world, "neighbourhoods", priorities.NEIGHBOURHOODS, priorities.NEIGHBOURHOODS_BUDGET_POUNDS, -58, -54, "icb")


def prioritise_living_well(world: World) -> None:
    """Last year's turn: eight areas of six interventions, decided with one departure from the optimum and its reason."""
    _whole_turn(world, "living_well", priorities.LIVING_WELL, priorities.BUDGET_POUNDS, -13, -10, "council")


def prioritise_this_year(world: World) -> None:
    """This year's turn, carried forward from last year's: some agreed again, some new, some numbers not known yet."""
    earlier = world.programme("living_well")
    kept = Intervention.objects.filter(area__programme=earlier, name__in=priorities.CARRIED_OVER)
    with world.telling(world.calendar.month(-3, 9)):
        take_snapshot(programme=earlier, name="A year on, before the new exercise", by=world.actor("priya"))
    with world.telling(world.calendar.month(-2, 9)):
        programme = carry_forward(
            programme=earlier,
            name=world.programme_name("this_year"),
            financial_year=world.financial_year_of("this_year"),
            scope=SCOPES["this_year"],
            challenge=CHALLENGES["this_year"],
            interventions=list(kept),
            by=world.actor("ruth"),
        )
    areas = {area.name: area.pk for area in programme.areas.all()}
    source_date = world.calendar.month(-3, 15)
    sources = {area.name: area for area in priorities.LIVING_WELL}
    new = [_intervention_row(areas[name], sources[name], facts, source_date, known) for name, facts, known in priorities.NEW_THIS_YEAR]
    with world.telling(world.calendar.month(-1, 12)):
        carried = list(Intervention.objects.filter(area__programme=programme).order_by("area__position", "position", "pk"))
        made = add_interventions(programme=programme, rows=new, by=world.actor("priya"))
        agree_interventions(programme=programme, interventions=[*carried, *made][:9], by=world.actor("felix"))
        _look_again(world, carried)


def _look_again(world: World, carried: Sequence[Intervention]) -> None:
    """Two of last year's numbers that somebody has looked at since."""
    for intervention in carried[:2]:
        cost = intervention.estimates.filter(quantity="cost").latest("pk")
        low, best, high = ((value * Decimal("1.04")).quantize(ONE) for value in (cost.low, cost.best, cost.high))
        row = EstimateRow("cost", low, best, high, cost.unit, "This year’s budget book", None, "measured", "Pay has gone up by 4 %.")
        add_estimate(intervention=intervention, row=row, by=world.actor("priya"))


def _whole_turn(  # noqa: PLR0917 - read as a row of a table
    world: World, key: str, areas: Sequence[AreaFacts], budget_pounds: int, begun: int, decided: int, organisation: str
) -> None:
    manager, analyst, facilitator = ("ruth", "priya", "felix") if organisation == "council" else ("samira", "jonas", "lucy")
    month = world.calendar.month
    with world.telling(month(begun, 8)):
        programme = _create(world, key, organisation)
        year = world.calendar.year(begun)
        rows = add_areas(programme=programme, rows=[_area_row(area, year) for area in areas], by=world.actor(manager))
    source_date = month(begun, 15)
    with world.telling(month(begun, 20)):
        interventions = add_interventions(
            programme=programme,
            rows=[_intervention_row(row.pk, area, facts, source_date) for row, area in zip(rows, areas, strict=True) for facts in area.interventions],
            by=world.actor(analyst),
        )  # fmt: skip
    with world.telling(month(begun + 1, 14), 16):
        agree_interventions(programme=programme, interventions=interventions, by=world.actor(facilitator))
        _revise(world, interventions, analyst)
    with world.telling(month(decided, 20), 15):
        _decide(world, programme, key, budget_pounds, manager)


def _create(world: World, key: str, organisation: str, follows: Programme | None = None) -> Programme:
    return create_programme(
        organisation=world.organisations[organisation],
        name=world.programme_name(key),
        financial_year=world.financial_year_of(key),
        scope=SCOPES[key],
        challenge=CHALLENGES[key],
        follows=follows,
        by=world.actor("ruth" if organisation == "council" else "samira"),
    )


def _area_row(area: AreaFacts, year: int) -> AreaRow:
    return AreaRow(area.name, area.sub_area, f"{area.source}, {year}")


def _intervention_row(
    area_id: int, area: AreaFacts, facts: InterventionFacts, source_date: date, known: Collection[str] = Quantity.values
) -> InterventionRow:
    estimates = tuple(row for row in _estimates(area, facts, source_date) if row.quantity in known)
    return InterventionRow(area_id, facts.name, facts.what, facts.who, facts.commitment, facts.commitment_reason, estimates)


def _estimates(area: AreaFacts, facts: InterventionFacts, source_date: date) -> list[EstimateRow]:
    spread = priorities.SPREAD[facts.grade]

    def row(quantity: str, best: Decimal, width: Decimal, step: Decimal, unit: str, *, most: Decimal | None = None) -> EstimateRow:
        low = (best * (1 - width)).quantize(step)
        high = (best * (1 + width)).quantize(step)
        high = high if most is None else min(high, most)
        return EstimateRow(quantity, low, best, high, unit, area.source, source_date, facts.grade, priorities.WHY[facts.grade])

    one, tenth, hundredth = Decimal(1), Decimal("0.1"), Decimal("0.01")
    return [
        row("people", Decimal(facts.people), spread, one, priorities.PER_YEAR),
        row("benefit", Decimal(str(facts.benefit)), spread, tenth, priorities.POINTS, most=Decimal(100)),
        row("probability", facts.probability, spread / 2, hundredth, priorities.SHARE, most=one),
        row("cost", Decimal(facts.cost_pounds), spread / 2, one, priorities.POUNDS),
    ]


def _revise(world: World, interventions: Sequence[Intervention], analyst: str) -> None:
    """One number that the workshop changed: the first count stays on record beside it."""
    revised = next((one for one in interventions if one.name == REVISED), None)
    if revised is None:
        return
    row = EstimateRow(
        "people", Decimal(760), Decimal(840), Decimal(920), priorities.PER_YEAR, "Link workers’ diaries", None, "measured",
        "After the workshop: people who were seen in two practices had been counted twice.",
    )  # fmt: skip
    add_estimate(intervention=revised, row=row, by=world.actor(analyst))


def _decide(world: World, programme: Programme, key: str, budget_pounds: int, manager: str) -> None:
    """Funds what pays most at the budget and, in last year's turn, one thing that people asked for in place of what it costs."""
    budget = budget_pounds * 100
    proposed = propose_decision(programme, budget_pence=budget, chosen=_musts(programme))
    chosen = set(proposed.answer.funded_by("optimum"))
    departures: dict[str, str] = {}
    if key == "living_well":
        departures = _swap(proposed.question.interventions, proposed.answer.rated, chosen, budget_pounds)
    decide_funding(
        programme=programme,
        budget_pence=budget,
        chosen=chosen,
        reason="What does most good at this budget, as everyone in the room could see; the departures are named and explained.",
        departures=departures,
        by=world.actor(manager),
    )


def _musts(programme: Programme) -> set[str]:
    found = Intervention.objects.filter(area__programme=programme, commitment=Commitment.MUST)
    return set(found.values_list("public_id", flat=True))


def _swap(
    interventions: Mapping[str, Intervention], rated: dict[str, dict[str, float]], chosen: set[str], budget_pounds: int
) -> dict[str, str]:
    """Takes in what was asked for, and leaves out the poorest value until it fits; never what is committed or designed from."""
    by_name = {one.name: key for key, one in interventions.items()}
    cost = {one.name: one.cost_pounds for area in priorities.LIVING_WELL for one in area.interventions}
    kept = {facts.intervention for facts in SERVICES}
    wanted = by_name[priorities.INSTEAD]
    departures = {wanted: priorities.INSTEAD_REASON}
    chosen.add(wanted)
    value = {
        facts.name: facts.people * Decimal(str(facts.benefit)) * facts.probability / facts.cost_pounds
        for a in priorities.LIVING_WELL
        for facts in a.interventions
    }
    for key in sorted(chosen, key=lambda one: value[interventions[one].name]):
        if sum(cost[interventions[one].name] for one in chosen) <= budget_pounds:
            break
        one = interventions[key]
        if key == wanted or one.name in kept or one.commitment != Commitment.OPEN:
            continue
        chosen.discard(key)
        departures[key] = priorities.LEFT_OUT_REASON
    return departures
