"""The way back from the day of the decision: when each step must happen at the latest, and how much notice there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lodestar.common.calendar_files import Entry
from lodestar.common.working_days import on_or_after, on_or_before, working_days_before
from lodestar.prioritise.models import ChecklistTick, Programme, Stages, StepKind, TimelineStep

NOTICE_DAYS = 42  # six weeks, the least that hospital doctors and other senior clinicians need to move a clinic
WRITE_UP_DAYS = 10  # working days from the last workshop to the board paper
PAPER_DAYS = 5  # working days from the board paper to the decision
NUMBERS_DAYS, PACK_DAYS, CONFIRM_DAYS = 10, 5, 2  # working days before the first workshop, before each, before each
FRAME_DAYS = 5  # working days before the invitations

# What a workshop needs, in the order in which one sets it up.
MATERIALS: tuple[tuple[str, Promise], ...] = (
    ("easy-to-reach", gettext_lazy("The venue is easy to reach by bus and has parking")),
    ("step-free", gettext_lazy("Step-free to the room and to a toilet; a hearing loop")),
    ("room", gettext_lazy("One room with tables for six to eight, and space to walk about")),
    ("projector", gettext_lazy("Projector or large screen, seen from every seat")),
    ("laptop", gettext_lazy("A laptop with Lodestar open, its charger, and someone to work it")),
    ("phones", gettext_lazy("Wireless network that phones may use, or paper forms for everyone")),
    ("paper-forms", gettext_lazy("Paper forms and pens for those without a phone")),
    ("flip-charts", gettext_lazy("Flip charts, pens, sticky notes")),
    ("names", gettext_lazy("Name badges without titles, and a list to sign")),
    ("access", gettext_lazy("What people asked for: interpreter, large print, a break room, carers’ costs")),
    ("food", gettext_lazy("Something to eat and drink")),
)


@dataclass(frozen=True)
class PlannedStep:
    """A step with the latest day on which it can happen; `workshop` counts from 1, 0 where it belongs to all of them."""

    kind: StepKind
    happens_on: date
    workshop: int = 0


def plan_backwards(decision_on: date, workshops: int, weeks_between: int) -> tuple[PlannedStep, ...]:
    """Every step on the way to a decision at its latest day, in order of date.

    From the decision back: the board paper five working days before it; the last workshop ten working days before the paper; each earlier
    workshop so many weeks before the next; papers five and the venue two working days before each; the numbers ten working days before
    the first; invitations six weeks before the first; problem, areas and team settled five working days before those.
    A day that is no working day in England and Wales gives way to the working day before it, so notice is never shortened.
    """
    paper = working_days_before(decision_on, PAPER_DAYS)
    days = [working_days_before(paper, WRITE_UP_DAYS)]
    while len(days) < workshops:
        days.append(on_or_before(days[-1] - timedelta(weeks=weeks_between) if weeks_between else working_days_before(days[-1], 1)))
    days.reverse()
    invite = on_or_before(days[0] - timedelta(days=NOTICE_DAYS))
    steps = [
        PlannedStep(StepKind.FRAME, working_days_before(invite, FRAME_DAYS)),
        PlannedStep(StepKind.INVITE, invite),
        PlannedStep(StepKind.NUMBERS, working_days_before(days[0], NUMBERS_DAYS)),
        PlannedStep(StepKind.PAPER, paper),
        PlannedStep(StepKind.DECISION, decision_on),
    ]
    for number, day in enumerate(days, 1):
        steps.append(PlannedStep(StepKind.PACK, working_days_before(day, PACK_DAYS), number))
        steps.append(PlannedStep(StepKind.CONFIRM, working_days_before(day, CONFIRM_DAYS), number))
        steps.append(PlannedStep(StepKind.WORKSHOP, day, number))
    order = list(StepKind)
    return tuple(sorted(steps, key=lambda step: (step.happens_on, order.index(step.kind), step.workshop)))


def names_of_workshops(programme: Programme, count: int) -> list[str]:
    """One workshop an area and one between areas where that is how many there are, otherwise by number."""
    areas = [str(area)[:80] for area in programme.areas.all()]
    if programme.stages == Stages.THREE and count == len(areas) + 1:
        return [_("Workshop: %(area)s") % {"area": area} for area in areas] + [_("Workshop: between areas")]
    if count == 1:
        return [_("Workshop")]
    return [_("Workshop %(number)d of %(count)d") % {"number": number, "count": count} for number in range(1, count + 1)]


def usual_workshops(programme: Programme) -> int:
    """How many workshops the stages speak for: one, or one an area and one between areas (at most the twelve that can be planned)."""
    if programme.stages != Stages.THREE:
        return 1
    return min(programme.areas.count() + 1, 12)


@dataclass(frozen=True)
class DatedStep:
    """A step of the timeline, how much notice a workshop gives, and how much of its checklist is ticked."""

    step: TimelineStep
    warning: str = ""
    ticked: int = 0

    @property
    def is_workshop(self) -> bool:
        return self.step.kind == StepKind.WORKSHOP

    @property
    def materials(self) -> int:
        return len(MATERIALS)


def timeline_of(programme: Programme, today: date) -> tuple[list[DatedStep], list[TimelineStep]]:
    """The steps by date with their warnings, and those that were taken off. Two queries."""
    rows = list(programme.timeline.all())
    ticked: dict[int, int] = {}
    for step_id in ChecklistTick.objects.filter(programme=programme, step__isnull=False, is_done=True).values_list("step_id", flat=True):
        if step_id is not None:
            ticked[step_id] = ticked.get(step_id, 0) + 1
    dated = [DatedStep(row, warning_about(row, today), ticked.get(row.pk, 0)) for row in rows if row.removed_at is None]
    return dated, [row for row in rows if row.removed_at is not None]


def warning_about(step: TimelineStep, today: date) -> str:
    """Short notice of a workshop to come, a day on which nobody works, or a step that should have happened."""
    if step.is_done:
        return ""
    if step.happens_on < today:
        return _("This day has passed: tick it off, or move it.")
    if on_or_before(step.happens_on) != step.happens_on:
        return _("This is a weekend or a bank holiday.")
    if step.kind == StepKind.WORKSHOP:
        return short_notice(step.happens_on, step.invited_on, today)
    return ""


def short_notice(happens_on: date, invited_on: date | None, today: date) -> str:
    """What to say of a workshop with less than six weeks' notice, counted from the invitations, or from today if none are out."""
    days = (happens_on - (invited_on or today)).days
    if days >= NOTICE_DAYS:
        return ""
    if invited_on:
        said = ngettext("Only %(n)d day’s notice was given", "Only %(n)d days’ notice was given", days)
        return said % {"n": days} + _("; senior clinicians need six weeks. Ring those you cannot do without.")
    earliest = on_or_after(today + timedelta(days=NOTICE_DAYS))
    said = ngettext("Only %(n)d day’s notice if invitations go out today", "Only %(n)d days’ notice if invitations go out today", days)
    return said % {"n": days} + _("; senior clinicians need six weeks. The earliest day with six weeks is %(day)s.") % {
        "day": date_format(earliest, "j F Y")
    }


def notice_warnings(dated: Sequence[DatedStep], today: date) -> int:
    """How many workshops still to come give less than six weeks' notice."""
    return sum(
        bool(short_notice(one.step.happens_on, one.step.invited_on, today))
        for one in dated
        if one.is_workshop and not one.step.is_done and one.step.happens_on >= today
    )


def calendar_entries(steps: Iterable[TimelineStep], programme: Programme, url: str) -> list[Entry]:
    """Steps as entries of a calendar; the UID is the step's own, so that a later file moves the entry."""
    return [
        Entry(
            uid=step.public_id,
            title=f"{step.name} · {programme.name}",
            day=step.happens_on,
            changed_at=step.recorded_at,
            starts_at=step.starts_at,
            ends_at=step.ends_at,
            place=step.place,
            notes=str(step.get_kind_display()),
            url=url,
        )
        for step in steps
    ]
