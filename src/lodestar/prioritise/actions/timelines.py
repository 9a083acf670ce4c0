"""The timeline: planning it backwards, moving its steps, ticking off what is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now, today
from lodestar.common.revisions import write_over
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.common.working_days import is_working_day
from lodestar.prioritise.models import ChecklistTick, Programme, StepKind, TimelineStep
from lodestar.prioritise.policies import may_set_scene
from lodestar.prioritise.queries.checklists import BY_HAND
from lodestar.prioritise.queries.timelines import MATERIALS, PlannedStep, names_of_workshops, plan_backwards
from lodestar.prioritise.rows import StepRow

MOST_WORKSHOPS, MOST_WEEKS = 12, 12


@action
def plan_timeline(*, programme: Programme, decision_on: date, workshops: int, weeks_between: int, by: Actor) -> list[TimelineStep]:
    """Works out every step backwards from the day of the decision.

    A step that a person moved or ticked off stays as it is; the others take their new day. Raises ValidationError for what cannot be.
    """
    may_set_scene(by, programme).require()
    _check_plan(decision_on, workshops, weeks_between)
    old = list(programme.timeline.filter(removed_at__isnull=True))
    kept = [step for step in old if step.is_moved or step.is_done]
    free = [step for step in old if step not in kept]
    wanted = list(_wanted(programme, plan_backwards(decision_on, workshops, weeks_between)))
    for step in kept:
        wanted = _without(wanted, step)
    made = [_put(programme, free, kind, name, day) for kind, name, day in wanted]
    TimelineStep.objects.filter(pk__in=[step.pk for step in free]).update(removed_at=now())
    record("planned_timeline", subject=programme, by=by, decision_on=decision_on.isoformat(), workshops=workshops, kept=len(kept))
    return [*kept, *made]


@action
def add_timeline_step(*, programme: Programme, row: StepRow, by: Actor) -> TimelineStep:
    """Adds a step of one's own; planning anew leaves it where it is."""
    may_set_scene(by, programme).require()
    step = TimelineStep(owner_organisation_id=programme.owner_organisation_id, programme=programme, is_moved=True, **_facts(row))
    _check_step(step)
    step.save()
    record("added_timeline_step", subject=step, by=by, programme=programme.public_id, kind=row.kind)
    return step


@action
def edit_timeline_step(*, step: TimelineStep, row: StepRow, seen: datetime, by: Actor) -> TimelineStep:
    """Changes a step; raises Overtaken when someone else did since `seen`. Another day than the one worked out stays when planned anew."""
    may_set_scene(by, step.programme).require()
    facts = _facts(row)
    changed = TimelineStep(owner_organisation_id=step.owner_organisation_id, programme=step.programme, **facts)
    _check_step(changed)
    is_moved = step.is_moved or row.happens_on != step.happens_on
    write_over(step, seen, is_moved=is_moved, **facts)
    record("edited_timeline_step", subject=step, by=by, programme=step.programme.public_id)
    return step


@action
def tick_timeline_step(*, step: TimelineStep, is_done: bool, by: Actor) -> TimelineStep:
    """Ticks a step off, or takes the tick back. With the invitations ticked off, every workshop counts its notice from today."""
    may_set_scene(by, step.programme).require()
    TimelineStep.objects.filter(pk=step.pk).update(is_done=is_done, recorded_at=now())
    if is_done and step.kind == StepKind.INVITE:
        workshops = step.programme.timeline.filter(kind=StepKind.WORKSHOP, removed_at__isnull=True, invited_on__isnull=True)
        workshops.filter(happens_on__gte=today()).update(invited_on=today(), recorded_at=now())
    record("ticked_timeline_step", subject=step, by=by, programme=step.programme.public_id, is_done=is_done)
    return step


@action
def remove_timeline_step(*, step: TimelineStep, by: Actor) -> TimelineStep:
    """Takes a step off the timeline; it can be put back."""
    may_set_scene(by, step.programme).require()
    if not TimelineStep.objects.filter(pk=step.pk, removed_at__isnull=True).update(removed_at=now()):
        raise IllegalMove(_("The step has been taken off already."))
    record("removed_timeline_step", subject=step, by=by, programme=step.programme.public_id)
    return step


@action
def restore_timeline_step(*, step: TimelineStep, by: Actor) -> TimelineStep:
    """Puts a step back on its day; it stays there when planned anew."""
    may_set_scene(by, step.programme).require()
    if not TimelineStep.objects.filter(pk=step.pk, removed_at__isnull=False).update(removed_at=None, is_moved=True):
        raise IllegalMove(_("The step is on the timeline already."))
    record("restored_timeline_step", subject=step, by=by, programme=step.programme.public_id)
    return step


@action
def tick_first_step(*, programme: Programme, item: str, is_done: bool, by: Actor) -> ChecklistTick:
    """Says that one of the first steps that only a person can judge is done, or is not any more."""
    may_set_scene(by, programme).require()
    if item not in BY_HAND:
        raise ValidationError(_("The system works that one out for itself."))
    tick = _tick(programme, None, item, is_done, by)
    record("ticked_first_step", subject=tick, by=by, programme=programme.public_id, item=item, is_done=is_done)
    return tick


@action
def tick_materials(*, step: TimelineStep, items: set[str], by: Actor) -> int:
    """Says what of a workshop's venue and materials is ready; everything else is not. Gives how many changed."""
    may_set_scene(by, step.programme).require()
    known = [key for key, _label in MATERIALS]
    if step.kind != StepKind.WORKSHOP or items - set(known):
        raise ValidationError(_("Only a workshop has a list of venue and materials."))
    before = set(step.ticks.filter(is_done=True).values_list("item", flat=True))
    changed = [key for key in known if (key in items) != (key in before)]
    for key in changed:
        _tick(step.programme, step, key, key in items, by)
    record("ticked_materials", subject=step, by=by, programme=step.programme.public_id, ready=len(items), changed=len(changed))
    return len(changed)


def _tick(programme: Programme, step: TimelineStep | None, item: str, is_done: bool, by: Actor) -> ChecklistTick:
    facts = {"is_done": is_done, "ticked_by": by.account, "recorded_at": now()}
    new = {"owner_organisation_id": programme.owner_organisation_id, **facts}
    tick, _new = ChecklistTick.objects.update_or_create(programme=programme, step=step, item=item, defaults=facts, create_defaults=new)
    return tick


def _wanted(programme: Programme, planned: tuple[PlannedStep, ...]) -> Iterator[tuple[StepKind, str, date]]:
    """What is planned under the names by which people know it."""
    names = names_of_workshops(programme, max(step.workshop for step in planned))
    for step in planned:
        own = names[step.workshop - 1] if step.workshop else ""
        label = str(step.kind.label)
        several = own and len(names) > 1
        name = own if step.kind == StepKind.WORKSHOP else f"{label} ({own})" if several else label
        yield step.kind, name[:120], step.happens_on


def _without(wanted: list[tuple[StepKind, str, date]], kept: TimelineStep) -> list[tuple[StepKind, str, date]]:
    """What is still to be planned beside a step that stays: its namesake, or the first of its kind, falls away."""
    own = next((one for one in wanted if one[0] == kept.kind and one[1] == kept.name), None)
    return [one for one in wanted if one is not own]


def _put(programme: Programme, free: list[TimelineStep], kind: StepKind, name: str, day: date) -> TimelineStep:
    """A step on its new day: one that was there before, so that its place and calendar entry stay, or a new one."""
    step = next((one for one in free if one.kind == kind and one.name == name), None) or next((o for o in free if o.kind == kind), None)
    if step is None:
        step = TimelineStep(owner_organisation_id=programme.owner_organisation_id, programme=programme, kind=kind)
    else:
        free.remove(step)
    step.name, step.happens_on, step.recorded_at = name, day, now()
    step.save()
    return step


def _facts(row: StepRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "name": normalise(row.name).strip(),
        "happens_on": row.happens_on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place": normalise(row.place).strip(),
        "invited_on": row.invited_on,
        "is_done": row.is_done,
    }


def _check_plan(decision_on: date, workshops: int, weeks_between: int) -> None:
    if not is_working_day(decision_on):
        raise ValidationError({"decision_on": _("That is a weekend or a bank holiday: choose a working day.")})
    if not 1 <= workshops <= MOST_WORKSHOPS:
        raise ValidationError({"workshops": _("Plan between 1 and 12 workshops.")})
    if not 0 <= weeks_between <= MOST_WEEKS:
        raise ValidationError({"weeks_between": _("Choose between 0 and 12 weeks.")})


def _check_step(step: TimelineStep) -> None:
    step.clean_fields(exclude=["programme", "owner_organisation"])
    if step.ends_at and not step.starts_at:
        raise ValidationError({"starts_at": _("Say when it starts, since you say when it ends.")})
    if step.starts_at and step.ends_at and step.ends_at <= step.starts_at:
        raise ValidationError({"ends_at": _("It must end after it starts.")})
    if step.invited_on and step.invited_on > step.happens_on:
        raise ValidationError({"invited_on": _("Invitations go out before the day itself.")})
