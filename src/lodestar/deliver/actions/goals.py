"""What a person wants to change next, in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.states import move
from lodestar.common.text import normalise
from lodestar.deliver.actions.bulk import digest_of, record_bulk, require_each
from lodestar.deliver.models import Engagement, Goal
from lodestar.deliver.policies import may_move_goal, may_set_goal
from lodestar.deliver.states import GOAL
from lodestar.design.models import Outcome


@dataclass(frozen=True)
class NewGoal:
    """A goal in the person's own words: points at one of the contract's outcomes, or says why it is not among them."""

    engagement: Engagement
    words: str
    outcome: Outcome | None = None
    unlisted_reason: str = ""
    set_on: date | None = None
    review_on: date | None = None


@action
def set_goal(*, row: NewGoal, by: Actor) -> Goal:
    """Sets a goal with the person."""
    may_set_goal(by, row.engagement).require()
    (goal,) = _write([row])
    outcome = row.outcome.public_id if row.outcome else ""
    record("set_goal", subject=goal, by=by, person_id=row.engagement.person.public_id, outcome=outcome)
    return goal


@action
def set_goals(*, rows: Sequence[NewGoal], by: Actor) -> list[Goal]:
    """Sets many goals at once, all or none. One event for all."""
    require_each((place, may_set_goal(by, row.engagement)) for place, row in enumerate(rows, 1))
    goals = _write(rows)
    digest = digest_of([goal.public_id, goal.engagement.public_id] for goal in goals)
    record_bulk("set_goals", owners=[row.engagement.owner_organisation for row in rows], digest=digest, by=by)
    return goals


def _write(rows: Sequence[NewGoal]) -> list[Goal]:
    listed: dict[int, set[int]] = {}
    goals = []
    for row in rows:
        if not row.words.strip():
            raise ValidationError({"words": _("Write down what they want to change.")})
        service = row.engagement.service
        if service.pk not in listed:
            listed[service.pk] = set(service.outcomes.values_list("pk", flat=True))
        if row.outcome is None and not row.unlisted_reason.strip():
            raise ValidationError({"outcome": _("Choose one of the contract’s outcomes, or say why it is not among them.")})
        if row.outcome is not None and row.outcome.pk not in listed[service.pk]:
            raise ValidationError({"outcome": _("That outcome is not among the contract’s.")})
        if (row.set_on or today()) > today():
            raise ValidationError({"set_on": _("A date that has not come yet cannot be recorded.")})
        goals.append(
            Goal(
                owner_organisation=row.engagement.owner_organisation,
                engagement=row.engagement,
                outcome=row.outcome,
                words=normalise(row.words),
                unlisted_reason="" if row.outcome else normalise(row.unlisted_reason),
                set_on=row.set_on or today(),
                review_on=row.review_on,
            )
        )
    return Goal.objects.bulk_create(goals, batch_size=1000)


@action
def reach_goal(*, goal: Goal, by: Actor) -> Goal:
    """The person reached what they wanted."""
    return _move(goal, "reach", "reached_goal", by)


@action
def leave_goal(*, goal: Goal, by: Actor) -> Goal:
    """The goal is left aside for now."""
    return _move(goal, "leave", "left_goal", by)


@action
def take_up_goal(*, goal: Goal, by: Actor) -> Goal:
    """A goal that was left aside or reached is taken up again."""
    return _move(goal, "take_up", "took_up_goal", by)


def _move(goal: Goal, verb: str, act: str, by: Actor) -> Goal:
    may_move_goal(by, goal, verb).require()
    move(goal, GOAL, verb)
    record(act, subject=goal, by=by, person_id=goal.engagement.person.public_id)
    return goal
