"""The seven first steps: what the system can see of each, and what a person has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lodestar.prioritise.models import (
    ChecklistTick,
    Commitment,
    DataStanding,
    Intervention,
    PortfolioConstraint,
    PriorityArea,
    ProblemAnswer,
    Programme,
    Question,
    Stakeholder,
    TeamMember,
    TeamRole,
    TimelineStep,
)
from lodestar.prioritise.queries.stakeholders import HIGH

PROBLEM, AREAS, INTERVENTIONS, STAKEHOLDERS = "problem", "areas", "interventions", "stakeholders"
SUPPORT, ANALYST, CONSTRAINTS = "support", "analyst", "constraints"
TO_DO, STARTED, DONE = "not_started", "in_progress", "done"

NAMES: dict[str, Promise] = {
    PROBLEM: gettext_lazy("Say what the problem is"),
    AREAS: gettext_lazy("Choose the priority areas"),
    INTERVENTIONS: gettext_lazy("List the interventions of each area"),
    STAKEHOLDERS: gettext_lazy("Find the stakeholders, and what to do with each"),
    SUPPORT: gettext_lazy("Get support, the senior sponsor’s first"),
    ANALYST: gettext_lazy("Confirm a data analyst for every workshop"),
    CONSTRAINTS: gettext_lazy("Find what is fixed or cannot be judged"),
}
# What only a person can say: the tick, and how it is asked for.
BY_HAND: dict[str, Promise] = {
    SUPPORT: gettext_lazy("Those whose support is needed have promised it"),
    CONSTRAINTS: gettext_lazy("We have looked for everything that is fixed or cannot be judged"),
}


@dataclass(frozen=True)
class FirstStep:
    """One of the seven first steps. With `tick_words` a person says whether it is done; otherwise the system sees it for itself."""

    key: str
    state: str
    hint: str
    tick_words: str = ""
    tick: ChecklistTick | None = None

    @property
    def name(self) -> str:
        return str(NAMES[self.key])


@dataclass(frozen=True)
class Scene:
    """How far the scene is set: the seven steps, and the steps of the timeline."""

    steps: tuple[FirstStep, ...]
    dated: int
    next_day: date | None

    @property
    def done(self) -> int:
        return sum(step.state == DONE for step in self.steps)

    def step(self, key: str) -> FirstStep:
        return next(step for step in self.steps if step.key == key)


def scene_of(programme: Programme) -> Scene:
    """The seven first steps in order. Three queries."""
    seen = _counts(programme)
    ticks = {tick.item: tick for tick in programme.ticks.filter(step__isnull=True).select_related("ticked_by")}
    steps = (
        _problem(programme, seen),
        _areas(seen),
        _interventions(seen),
        _stakeholders(seen),
        _support(seen, ticks.get(SUPPORT)),
        _analyst(seen),
        _constraints(seen, ticks.get(CONSTRAINTS)),
    )
    return Scene(steps, seen["dated"], _next_day(programme) if seen["dated"] else None)


def _counts(programme: Programme) -> dict[str, int]:
    """Everything that the ticks are worked out from, in one query."""
    areas, people = PriorityArea.objects.all(), TeamMember.objects.filter(removed_at__isnull=True)
    groups = Stakeholder.objects.filter(removed_at__isnull=True)
    dated = TimelineStep.objects.filter(removed_at__isnull=True)
    interventions = Intervention.objects.all()
    powerful_idle = Q(power__gte=HIGH) & Q(involvement__in=("", "none"))
    fixed = ~Q(commitment=Commitment.OPEN) | ~Q(data_standing=DataStanding.ENOUGH)
    proven = Q(evidence__isnull=False, evidence__removed_at__isnull=True)
    sums = {
        "answered": _number_of(ProblemAnswer.objects.exclude(question=Question.CHALLENGE).filter(is_unknown=False)),
        "unknown": _number_of(ProblemAnswer.objects.filter(is_unknown=True)),
        "areas": _number_of(areas),
        "with_reason": _number_of(areas.filter(~Q(reason="") | ~Q(source="") | proven)),
        "interventions": _number_of(interventions, "area__programme"),
        "areas_filled": _number_of(areas.filter(interventions__isnull=False)),
        "fixed": _number_of(interventions.filter(fixed), "area__programme"),
        "rules": _number_of(PortfolioConstraint.objects.filter(withdrawn_at__isnull=True)),
        "groups": _number_of(groups),
        "placed": _number_of(groups.filter(power__isnull=False, interest__isnull=False).exclude(involvement="")),
        "idle": _number_of(groups.filter(powerful_idle)),
        "sponsors": _number_of(people.filter(role=TeamRole.SPONSOR)),
        "analysts": _number_of(people.filter(role=TeamRole.ANALYST)),
        "dated": _number_of(dated),
    }
    named = {f"n_{name}": number for name, number in sums.items()}  # no field of a programme has such a name
    found = Programme.objects.filter(pk=programme.pk).values(**named).get()
    return {name: found[f"n_{name}"] for name in sums}


def _next_day(programme: Programme) -> date | None:
    """When the next step of the timeline is due."""
    left = programme.timeline.filter(removed_at__isnull=True, is_done=False).order_by("happens_on")
    return left.values_list("happens_on", flat=True).first()


def _number_of(rows: QuerySet[Any], path: str = "programme") -> Coalesce:
    """How many of the rows belong to the programme, as part of one query."""
    counted = rows.order_by().filter(**{path: OuterRef("pk")}).annotate(of=F(path)).values("of").annotate(n=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def _problem(programme: Programme, seen: Mapping[str, int]) -> FirstStep:
    answered, asked = seen["answered"] + bool(programme.challenge), len(Question)
    if not answered and not seen["unknown"]:
        return FirstStep(PROBLEM, TO_DO, _("Eight short questions. They recommend how the judging goes."))
    if answered == asked and programme.stages:
        return FirstStep(PROBLEM, DONE, str(programme.get_stages_display()))
    said = _("%(n)d of %(all)d questions answered.") % {"n": answered, "all": asked}
    if seen["unknown"]:
        said += " " + ngettext("%(n)d is not known yet.", "%(n)d are not known yet.", seen["unknown"]) % {"n": seen["unknown"]}
    if not programme.stages:
        said += " " + _("Two stages or three has not been chosen.")
    return FirstStep(PROBLEM, STARTED, said)


def _areas(seen: Mapping[str, int]) -> FirstStep:
    areas = seen["areas"]
    if not areas:
        return FirstStep(AREAS, TO_DO, _("Fields of need, such as Falls, or Cancer → Breast cancer. Up to eight is usual."))
    said = ngettext("%(n)d area.", "%(n)d areas.", areas) % {"n": areas}
    left = areas - seen["with_reason"]
    if left:
        more = ngettext("%(n)d does not say where it came from.", "%(n)d do not say where they came from.", left)
        return FirstStep(AREAS, STARTED, f"{said} {more % {'n': left}}")
    return FirstStep(AREAS, DONE, said)


def _interventions(seen: Mapping[str, int]) -> FirstStep:
    count, empty = seen["interventions"], seen["areas"] - seen["areas_filled"]
    if not count:
        return FirstStep(INTERVENTIONS, TO_DO, _("An early list: the workshops settle it. Up to six an area is usual."))
    said = ngettext("%(n)d intervention.", "%(n)d interventions.", count) % {"n": count}
    if empty:
        more = ngettext("%(n)d area has none.", "%(n)d areas have none.", empty) % {"n": empty}
        return FirstStep(INTERVENTIONS, STARTED, f"{said} {more}")
    return FirstStep(INTERVENTIONS, DONE, said)


def _stakeholders(seen: Mapping[str, int]) -> FirstStep:
    groups, left = seen["groups"], seen["groups"] - seen["placed"]
    if not groups:
        return FirstStep(STAKEHOLDERS, TO_DO, _("Fifteen groups are ready to choose from."))
    said = ngettext("%(n)d group.", "%(n)d groups.", groups) % {"n": groups}
    if seen["idle"]:
        more = ngettext("%(n)d is powerful and has no action.", "%(n)d are powerful and have no action.", seen["idle"])
        said += f" {more % {'n': seen['idle']}}"
    if left:
        more = ngettext("%(n)d still needs power, interest or an action.", "%(n)d still need power, interest or an action.", left)
        return FirstStep(STAKEHOLDERS, STARTED, f"{said} {more % {'n': left}}")
    return FirstStep(STAKEHOLDERS, DONE, said)


def _support(seen: Mapping[str, int], tick: ChecklistTick | None) -> FirstStep:
    if not seen["sponsors"]:
        return FirstStep(SUPPORT, TO_DO, _("Name a senior sponsor in the team first."))
    ticked = tick is not None and tick.is_done
    hint = _("The support that is needed has been promised.") if ticked else _("A sponsor is named. Tick this when support is promised.")
    return FirstStep(SUPPORT, DONE if ticked else STARTED, hint, str(BY_HAND[SUPPORT]), tick)


def _analyst(seen: Mapping[str, int]) -> FirstStep:
    if seen["analysts"]:
        return FirstStep(ANALYST, DONE, _("Named in the team. Ask them for every date of the timeline."))
    return FirstStep(ANALYST, TO_DO, _("Somebody must answer for the numbers in the room."))


def _constraints(seen: Mapping[str, int], tick: ChecklistTick | None) -> FirstStep:
    found = seen["fixed"] + seen["rules"]
    said = ngettext("%(n)d is recorded.", "%(n)d are recorded.", found) % {"n": found} if found else _("None is recorded.")
    words = str(BY_HAND[CONSTRAINTS])
    if tick is not None and tick.is_done:
        return FirstStep(CONSTRAINTS, DONE, said, words, tick)
    asked = _("Money that is promised already; interventions of which too little is known.")
    return FirstStep(CONSTRAINTS, STARTED if found else TO_DO, f"{said} {asked}" if found else asked, words, tick)
