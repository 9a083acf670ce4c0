"""A contract of Northshire with people who moved in, goals, a paid statement, and what was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodestar.contract.models import Contract, Target
from lodestar.deliver.actions import NewGoal, set_goal
from lodestar.deliver.models import Engagement, Goal
from lodestar.design.models import Outcome
from lodestar.learn.actions import close_target
from lodestar.learn.models import TargetResult
from lodestar.pay.models import Statement
from tests.cast import Cast
from tests.factories.contract import live_contract
from tests.factories.pay import engagement, paid, verified

PEOPLE = 9


@dataclass
class Walk:
    """One of everything that a line of sight passes."""

    contract: Contract
    target: Target
    early: Outcome
    intermediate: Outcome
    aim: Outcome
    statement: Statement
    goal: Goal


def walk(cast: Cast, *, people: int = PEOPLE) -> Walk:
    """`people` moved in in April 2025, the first of them with a goal; April's statement is paid. The clock must stand later."""
    contract = live_contract(cast)
    persons = [engagement(cast, contract, name=f"Person {n}") for n in range(people)]
    for person in persons:
        verified(person, "moved-in", date(2025, 4, 10), cast=cast)
    outcomes = {outcome.code: outcome for outcome in Outcome.objects.all()}
    goal = goal_of(cast, persons[0], outcomes["E1"])
    statement = paid(cast, contract, date(2025, 4, 30))
    target = Target.objects.select_related("version__contract__service__programme", "outcome").get()
    return Walk(contract, target, outcomes["E1"], outcomes["P1"], outcomes["A1"], statement, goal)


def goal_of(cast: Cast, of: Engagement, outcome: Outcome, words: str = "A door I can lock") -> Goal:
    of = Engagement.objects.select_related("contract", "service", "person", "owner_organisation").get(pk=of.pk)
    return set_goal(row=NewGoal(engagement=of, words=words, outcome=outcome, set_on=date(2025, 4, 10)), by=cast.actor("kim"))


def closed(cast: Cast, target: Target, *, count: int = 12, by: str = "conor") -> TargetResult:
    """The target is answered, with what was learnt."""
    return close_target(
        target=target, is_reached=count >= target.how_many, reached_count=count, expected="40 people", happened=f"{count} people",
        learnt="Landlords wait for a reference", next_time="Ask landlords first", by=cast.actor(by),
    )  # fmt: skip
