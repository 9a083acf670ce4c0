"""How this year's figures are gathered: what runs today, what costs something once, rules, an overlap, figures asked of colleagues."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lodestar.access.actor import ANYONE
from lodestar.demo.world import World
from lodestar.prioritise.actions import (
    add_constraint,
    add_estimates,
    answer_figure_request,
    ask_for_figure,
    edit_intervention,
    edit_programme,
    mark_overlap,
)
from lodestar.prioritise.models import Commitment, DataStanding, FigureRequest, Intervention, Programme
from lodestar.prioritise.queries import current_estimates
from lodestar.prioritise.rows import EstimateRow, InterventionRow
from lodestar.prioritise.states import InterventionState

ONCE = {
    "Alcohol nurse on the wards": (18_000, 15_000, 24_000, "A consulting room on the ward, and six weeks of training."),
    "Residential rehabilitation places": (60_000, 45_000, 90_000, "Two bathrooms without a step."),
}
PROPOSED_BY = {
    "Repairs by tenants’ own co-operative": "The tenants’ panel",
    "Energy debt write-off fund": "Citizens’ advice, Brackenford",
    "Men’s sheds": "Public health team",
    "Night sitting in the last weeks of life": "St Aldhelm’s hospice",
}
NEEDS = {
    "Alcohol nurse on the wards": "One bed in nine is taken by someone who drinks; most go home without a word about it.",
    "Link workers in every practice": "A fifth of visits to the doctor are for something no medicine helps.",
}
JUDGED = ("Nature days", "Nobody has counted, but three surgeries described the same change, and the workshop believed them.")


def gather_this_year(world: World) -> None:
    """Facts of each intervention, then rules and the overlap, then figures asked of colleagues: waiting, overdue, answered."""
    month = world.calendar.month
    programme = world.programme("this_year")
    found = {one.name: one for one in Intervention.objects.filter(area__programme=programme).select_related("area__programme")}
    with world.telling(month(-1, 13)):
        edit_programme(programme=programme, seen=programme.recorded_at, horizon_years=3, by=world.actor("priya"))
        _say_facts(world, programme, found)
        _say_rules(world, programme, found)
    with world.telling(month(-1, 14)):
        _ask(world, found, "Memory cafés", "benefit", "Dr Nia Fenn, memory clinic", month(1, 5), "What would one person gain in a year?")
        _ask(
            world,
            found,
            "Energy debt write-off fund",
            "people",
            "Owen Lisle, advice centre",
            month(-1, 20),
            "Last winter’s list is enough.",
        )
        asked = _ask(world, found, "Men’s sheds", "cost", "Pat Orme, parish clerk", month(-1, 24), "Rent and heating, please.")
    with world.telling(month(-1, 18)):
        row = EstimateRow(
            "cost", Decimal(52_000), Decimal(58_000), Decimal(66_000), "", "Rent agreement and last year’s bills", grade="measured"
        )
        answer_figure_request(request=asked, row=row, reason="The rent is agreed; heating as last winter.", by=ANYONE)


def _say_facts(world: World, programme: Programme, found: dict[str, Intervention]) -> None:
    today = _todays_spend(world)
    for name, one in found.items():
        row = InterventionRow(
            one.area_id,
            name,
            one.description,
            one.typical_person,
            Commitment(one.commitment),
            one.commitment_reason,
            need=NEEDS.get(name, ""),
            proposed_by=PROPOSED_BY.get(name, ""),
            is_running=name in today,
            today_pence=today.get(name),
            data_standing=DataStanding.KEPT_IN if name == JUDGED[0] else DataStanding.ENOUGH,
            data_standing_reason=JUDGED[1] if name == JUDGED[0] else "",
        )
        if name in today or name in PROPOSED_BY or name in NEEDS or name == JUDGED[0]:
            edit_intervention(intervention=one, row=row, seen=one.recorded_at, by=world.actor("priya"))
    for name, (best, low, high, why) in ONCE.items():
        cost = EstimateRow(
            "one_off_cost", Decimal(low), Decimal(best), Decimal(high), "£ once", "Estates, first quote", grade="expert", reason=why
        )
        add_estimates(intervention=found[name], rows=[cost], by=world.actor("priya"))


def _todays_spend(world: World) -> dict[str, int]:
    """What was funded last year runs today, for what it was then said to cost."""
    funded = Intervention.objects.filter(area__programme=world.programme("living_well"), state=InterventionState.FUNDED)
    estimates = current_estimates(one.pk for one in funded)
    return {one.name: int(estimates[one.pk]["cost"].best * 100) for one in funded}


def _say_rules(world: World, programme: Programme, found: dict[str, Intervention]) -> None:
    ruth = world.actor("ruth")
    nurse, places = found["Alcohol nurse on the wards"], found["Residential rehabilitation places"]
    homes = [found["Deposit and first-month loans"], found["Mediation between tenant and landlord"]]
    add_constraint(
        programme=programme, kind="requires", members=[places, nurse], by=ruth, reason="People come to the places by way of the nurse."
    )
    add_constraint(
        programme=programme,
        kind="alternatives",
        members=homes,
        by=ruth,
        reason="One team does both, and has people for one of them this year.",
    )
    add_constraint(
        programme=programme,
        kind="area_floor",
        area=nurse.area,
        amount_pence=15_000_000,
        by=ruth,
        reason="Promised to the safety partnership.",
    )
    mark_overlap(
        programme=programme, first=nurse, second=places, share=Decimal("0.35"), reason="The nurse’s own count, last winter.", by=ruth
    )


def _ask(  # noqa: PLR0917 — read as a row of a table
    world: World, found: dict[str, Intervention], intervention: str, quantity: str, name: str, due_on: date, message: str
) -> FigureRequest:
    issued = ask_for_figure(
        intervention=found[intervention], quantity=quantity, name=name, due_on=due_on, message=message, by=world.actor("priya")
    )
    return issued.request
