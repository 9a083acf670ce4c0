"""What a person wants to change next, in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.states import IllegalMove, move
from lodestar.common.text import normalise
from lodestar.deliver.actions.bulk import digest_of, record_bulk, recorded_at_of, require_each
from lodestar.deliver.models import Engagement, Goal
from lodestar.deliver.policies import may_move_goal, may_set_goal
from lodestar.deliver.states import GOAL
from lodestar.design.models import Outcome


@dataclass(frozen=True)
class NewGoal:
    """A goal in the person's own words: points at one of the contract's outcomes, or says why it is not among them.

    `recorded_at` counts in a made-up organisation only.
    """

    engagement: Engagement
    words: str
    outcome: Outcome | None = None
    unlisted_reason: str = ""
    set_on: date | None = None
    review_on: date | None = None
    recorded_at: datetime | None = None


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
                recorded_at=recorded_at_of(row.recorded_at, row.engagement.owner_organisation),
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


@action
def reach_goals(*, goals: Sequence[Goal], by: Actor) -> int:
    """Many reached what they wanted; all or none. One event for all."""
    return _move_all(goals, "reach", "reached_goals", by)


@action
def leave_goals(*, goals: Sequence[Goal], by: Actor) -> int:
    """Many goals are left aside for now; all or none. One event for all."""
    return _move_all(goals, "leave", "left_goals", by)


def _move_all(goals: Sequence[Goal], verb: str, act: str, by: Actor) -> int:
    require_each((place, may_move_goal(by, goal, verb)) for place, goal in enumerate(goals, 1))
    chosen = GOAL.moves[verb]
    keys = [goal.pk for goal in goals]
    moved = 0
    for start in range(0, len(keys), 5000):
        waiting = Goal.objects.filter(pk__in=keys[start : start + 5000], state__in=chosen.sources)
        moved += waiting.update(state=chosen.target)
    if moved != len(keys):
        raise IllegalMove(_("Someone else changed one of these a moment ago. Open the list again."))
    for goal in goals:
        goal.state = chosen.target
    digest = digest_of([goal.public_id, verb] for goal in goals)
    record_bulk(act, owners=[goal.owner_organisation for goal in goals], digest=digest, by=by)
    return moved


def _move(goal: Goal, verb: str, act: str, by: Actor) -> Goal:
    may_move_goal(by, goal, verb).require()
    move(goal, GOAL, verb)
    record(act, subject=goal, by=by, person_id=goal.engagement.person.public_id)
    return goal
