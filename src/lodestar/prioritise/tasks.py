"""What people owe to their programmes, for the list on the home page, and the programmes a role can be narrowed to."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.owed import Task, owes
from lodestar.access.roles import Permission
from lodestar.access.scopes import scopes_of
from lodestar.common.clock import today
from lodestar.prioritise.models import (
    FOUR_NUMBERS,
    Estimate,
    FigureRequest,
    Intervention,
    Involvement,
    Programme,
    Stakeholder,
    TimelineStep,
)
from lodestar.prioritise.policies import may_agree_interventions, may_decide_funding, may_edit_programme, may_set_scene
from lodestar.prioritise.queries.stakeholders import HIGH
from lodestar.prioritise.states import InterventionState, ProgrammeState

SOON = timedelta(days=14)


@owes
def tasks_for(actor: Actor) -> list[Task]:
    """Numbers to give, figures to press for, drafts to agree, funding to decide: of each programme still gathering. Two queries."""
    if not actor.holds(Permission.EDIT_PRIORITIES, Permission.FACILITATE, Permission.DECIDE_FUNDING):
        return []
    return [task for programme in _gathering(actor) for task in _tasks_of(actor, programme)]


@owes
def scene_tasks_for(actor: Actor) -> list[Task]:
    """Steps of the timeline that are due within two weeks, and powerful groups of whom nothing is asked yet. Two queries."""
    if not actor.holds(Permission.EDIT_PRIORITIES, Permission.FACILITATE):
        return []
    steps = TimelineStep.objects.visible_to(actor).filter(
        programme__state=ProgrammeState.GATHERING, removed_at__isnull=True, is_done=False, happens_on__lte=today() + SOON
    )
    powerful = Stakeholder.objects.visible_to(actor).filter(
        removed_at__isnull=True, power__gte=HIGH, involvement__in=("", Involvement.NONE)
    )
    idle: dict[Programme, int] = {}
    for group in powerful.filter(programme__state=ProgrammeState.GATHERING).select_related("programme"):
        idle[group.programme] = idle.get(group.programme, 0) + 1
    due = [
        _task(step.name, "prioritise:timeline", step.programme, due=step.happens_on)
        for step in steps.select_related("programme")
        if may_set_scene(actor, step.programme)
    ]
    return due + [_idle_task(programme, n) for programme, n in idle.items() if may_set_scene(actor, programme)]


def _idle_task(programme: Programme, n: int) -> Task:
    title = ngettext("Decide what to do about %(n)d powerful group", "Decide what to do about %(n)d powerful groups", n)
    return _task(title % {"n": n}, "prioritise:stakeholder_list", programme)


@scopes_of
def programmes_of(organisation: Organisation) -> list[tuple[str, str]]:
    """The programmes that a role in the organisation can be narrowed to."""
    found = Programme.objects.filter(owner_organisation=organisation).values_list("public_id", "name")
    return [(public_id, name) for public_id, name in found]


def _gathering(actor: Actor) -> list[Programme]:
    whole = Intervention.objects.filter(pk=OuterRef("areas__interventions__pk"))
    for quantity in FOUR_NUMBERS:
        whole = whole.filter(Exists(Estimate.objects.filter(intervention=OuterRef("pk"), quantity=quantity)))
    of_it = Q(areas__interventions__isnull=False)
    agreed, draft = (Q(areas__interventions__state=state) for state in (InterventionState.AGREED, InterventionState.DRAFT))
    found = Programme.objects.visible_to(actor).filter(state=ProgrammeState.GATHERING)
    return list(
        found.annotate(
            lacking=Count("areas__interventions", filter=Q(of_it, ~Exists(whole)), distinct=True),
            drafts=Count("areas__interventions", filter=draft, distinct=True),
            ready=Count("areas__interventions", filter=Q(agreed, Exists(whole)), distinct=True),
            overdue=_overdue(),
        )
    )


def _overdue() -> Coalesce:
    """Figures asked of colleagues whose day has passed without an answer, of the programme of the outer query."""
    late = FigureRequest.objects.filter(
        intervention__area__programme=OuterRef("pk"), answered_at__isnull=True, withdrawn_at__isnull=True, due_on__lt=today()
    )
    counted = late.order_by().values("intervention__area__programme").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _tasks_of(actor: Actor, programme: Programme) -> list[Task]:
    tasks = []
    lacking, drafts, ready = programme.lacking, programme.drafts, programme.ready  # type: ignore[attr-defined]
    if lacking and may_edit_programme(actor, programme):
        title = ngettext("Give the missing numbers of %(n)d intervention", "Give the missing numbers of %(n)d interventions", lacking)
        tasks.append(_task(title % {"n": lacking}, "prioritise:intervention_list", programme))
    overdue = programme.overdue  # type: ignore[attr-defined]
    if overdue and may_edit_programme(actor, programme):
        title = ngettext("%(n)d figure asked of colleagues is overdue", "%(n)d figures asked of colleagues are overdue", overdue)
        tasks.append(_task(title % {"n": overdue}, "prioritise:figure_requests", programme))
    if drafts and may_agree_interventions(actor, programme):
        title = ngettext("Agree %(n)d draft intervention", "Agree %(n)d draft interventions", drafts)
        tasks.append(_task(title % {"n": drafts}, "prioritise:agree", programme))
    if ready and may_decide_funding(actor, programme):
        tasks.append(_task(_("Decide what is funded"), "prioritise:decide", programme))
    return tasks


def _task(title: str, address: str, programme: Programme, *, due: date | None = None) -> Task:
    return Task(title=title, url=reverse(address, args=[programme.public_id]), for_what=programme.name, due=due)
