"""Loads Brackenshire, the made-up county of the demo: the same seed and month give the same figures.

Every date is counted from the anchor, the first day of the month in which it is loaded, so that today always falls inside the story.
Each part is one transaction; a loading that was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from lodestar.access.actor import SYSTEM
from lodestar.audit.actions import seal_events
from lodestar.common.clock import today
from lodestar.common.decisions import asked_policy
from lodestar.demo.actions import begin_county, note_loaded, note_part
from lodestar.demo.county.calendar import Calendar
from lodestar.demo.county.contracts import CONTRACTS, ContractFacts
from lodestar.demo.county.organisations import ACCOUNTS, COUNTY, ORGANISATIONS
from lodestar.demo.parts import (
    contracting,
    delivering,
    designing,
    fairness,
    gathering,
    learning,
    paying,
    prioritising,
    procuring,
    scene,
    workshops,
)
from lodestar.demo.policies import may_load_county
from lodestar.demo.queries import JOB_KIND, beginning, parts_loaded
from lodestar.demo.world import World
from lodestar.jobs.actions import start_job
from lodestar.jobs.models import Job

SEED = 2026
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Part:
    """One part of the loading: its name, what it says it is doing, and the work."""

    name: str
    message: str
    work: Callable[[World], object]


def load_county(*, seed: int = SEED, progress: Progress | None = None, anchor: date | None = None) -> World:
    """Loads the county, or the rest of it. Raises Refused beside anything real, or when it is there already.

    `progress(done, total, message)` is told before each part and at the end. `anchor`: a day of the month from which dates are counted;
    this month if nothing is said. A county that was begun keeps the seed and anchor that it was begun with.
    """
    say = progress or (lambda done, total, message: None)
    world = _begin(seed, anchor)
    parts = _parts()
    there = parts_loaded()
    for place, part in enumerate(parts):
        say(place, len(parts), part.message)
        if part.name not in there:
            with transaction.atomic():
                part.work(world)
                note_part(part=part.name, organisation=world.organisations["council"], by=SYSTEM)
    note_loaded(organisation=world.organisations["council"], by=SYSTEM)
    while seal_events():
        pass
    say(len(parts), len(parts), _("%(county)s is there.") % {"county": COUNTY})
    return world


def begin_and_queue(*, seed: int = SEED) -> Job:
    """Makes organisations and accounts at once, so that people can come in, and leaves the rest to the worker."""
    world = _begin(seed, None)
    return start_job(kind=JOB_KIND, organisation=world.organisations["council"], by=SYSTEM)


def _begin(seed: int, anchor: date | None) -> World:
    may_load_county(SYSTEM).require()
    asked_policy.set(False)
    begun = beginning()
    if begun:
        return World(begun.seed, Calendar(begun.anchor))
    world = World(seed, Calendar.of(anchor or today()))
    with world.telling(world.calendar.month(-72, 2)):
        begin_county(organisations=ORGANISATIONS, accounts=ACCOUNTS, seed=seed, anchor=world.calendar.anchor, by=SYSTEM)
    return world


def _parts() -> list[Part]:
    early = [
        Part("first", _("Five years ago: what to fund"), prioritising.prioritise_first),
        Part("outcomes", _("What people told us matters"), designing.design_outcomes),
        Part("neighbourhoods", _("The NHS board’s turn"), prioritising.prioritise_neighbourhoods),
        Part("living_well", _("Last year’s eight areas and forty-eight interventions"), prioritising.prioritise_living_well),
        Part("services", _("Services and what each is for"), designing.design_services),
        Part("this_year", _("This year’s programme"), prioritising.prioritise_this_year),
        Part("gathering", _("Figures asked of colleagues, and rules that every choice keeps"), gathering.gather_this_year),
        Part("scene", _("How the exercises were set up"), scene.set_scenes),
        Part("workshops", _("Workshops: who said what, and what was agreed"), workshops.hold_workshops),
        Part("fairness", _("Who gains, and areas on one scale"), fairness.weigh_fairness),
        Part("roles", _("Who does what"), procuring.give_roles_for_services),
        Part("opportunities", _("Opportunities and sealed proposals"), procuring.procure),
        Part("contracts", _("Contracts, variations, signatures"), contracting.contract),
        Part("instruments", _("The star"), delivering.load_instruments),
    ]
    message = _("People, stars and payments: %(contract)s")
    lived = [Part(f"lives:{facts.key}", message % {"contract": facts.title}, partial(_live, facts=facts)) for facts in CONTRACTS]
    late = [
        Part("reboot_west", _("Reboot West, as published"), paying.settle_reboot_west),
        Part("learning", _("What was learnt"), learning.learn),
    ]
    return early + lived + late


def _live(world: World, *, facts: ContractFacts) -> None:
    paying.pay(world, facts, delivering.deliver(world, facts))
