"""Goals in a person's own words, what they reached, and the evidence for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.clock import today
from lodestar.common.states import IllegalMove
from lodestar.deliver import actions, policies, queries
from lodestar.deliver.forms import AchievementForm, EvidenceForm, GoalForm
from lodestar.deliver.models import Goal
from lodestar.deliver.states import GoalState
from lodestar.deliver.views.shared import achievement_at, engagement_at
from lodestar.ui.acting import ask, attempt

MOVES = {"reach": actions.reach_goal, "leave": actions.leave_goal, "take_up": actions.take_up_goal}


@require_http_methods(["GET", "POST"])
def goal_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sets a goal with the person."""
    engagement = engagement_at(request, public_id, _("goals"))
    policies.may_set_goal(request.actor, engagement).require()
    form = GoalForm(request.POST or None, engagement=engagement)
    if request.method == "POST":
        made = attempt(form, lambda: actions.set_goal(row=actions.NewGoal(engagement=engagement, **form.cleaned_data), by=request.actor))
        if made:
            messages.success(request, _("The goal is set."))
            return redirect(_record_of(public_id) + "#goals")
    return ask(request, form, _("Set a goal"), back_url=_record_of(public_id), submit=_("Set this goal"))


@require_POST
def goal_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """A goal is reached, left aside, or taken up again."""
    needed = ("engagement__service", "engagement__contract", "engagement__person", "owner_organisation")
    goal = get_object_or_404(Goal.objects.visible_to(request.actor).select_related(*needed), public_id=public_id)
    move = MOVES.get(request.POST.get("do", ""))
    try:
        if move:
            move(goal=goal, by=request.actor)
            messages.success(request, _("The goal is kept as: %(state)s.") % {"state": GoalState(goal.state).label.lower()})
    except IllegalMove as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(_record_of(goal.engagement.public_id) + "#goals")


@require_http_methods(["GET", "POST"])
def achievement_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Records a milestone the person reached."""
    engagement = engagement_at(request, public_id, _("achievements"))
    policies.may_record_achievement(request.actor, engagement).require()
    goals = engagement.goals.filter(state=GoalState.SET)
    form = AchievementForm(request.POST or None, milestones=queries.milestones_of(engagement), goals=goals)
    if request.method == "POST":
        made = attempt(form, lambda: _record(request, engagement, form))
        if made:
            messages.success(request, _("It is recorded. A verifier of the contract looks at it next."))
            return redirect("deliver:achievement_detail", made.public_id)
    return ask(request, form, _("Record what they reached"), back_url=_record_of(public_id), submit=_("Record it"))


def _record(request: HttpRequest, engagement, form: AchievementForm):  # type: ignore[no-untyped-def]
    answers = form.cleaned_data
    row = actions.NewAchievement(
        engagement=engagement,
        milestone=answers["milestone"],
        happened_on=answers["happened_on"],
        evidence=answers["evidence"],
        evidence_method=answers["method"],
        evidence_reference=answers["reference"],
        goal=answers["goal"],
    )
    return actions.record_achievement(row=row, by=request.actor)


@require_safe
def achievement_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was reached, its evidence and judgements: with the name for those who support the person, without it for verifiers."""
    achievement = achievement_at(request, public_id)
    policies.may_see_achievement(request.actor, achievement).require()
    supports = policies.supports(request.actor, achievement.engagement)
    if supports:
        actions.note_read(engagement=achievement.engagement, purpose=_("achievement"), by=request.actor)
    context = {
        "achievement": achievement,
        "engagement": achievement.engagement,
        "identity": achievement.engagement.person.identity if supports else None,
        "evidence": achievement.evidence.all(),
        "judgements": achievement.verifications.all(),
        "may_add": policies.may_add_evidence(request.actor, achievement),
        "may_withdraw": policies.may_withdraw_achievement(request.actor, achievement),
        "may_verify": policies.may_verify(request.actor, achievement),
        "may_overturn": policies.may_verify(request.actor, achievement, "overturn"),
        "verifies": policies.verifies(request.actor, achievement.engagement.contract),
        "exit_this_page": supports,
        "today": today(),
    }
    return render(request, "deliver/achievement_detail.html", context)


@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Adds to what shows that it happened."""
    achievement = achievement_at(request, public_id)
    policies.may_add_evidence(request.actor, achievement).require()
    form = EvidenceForm(request.POST or None)
    if attempt(form, lambda: actions.add_evidence(achievement=achievement, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The evidence is added."))
        return redirect("deliver:achievement_detail", public_id)
    back = reverse("deliver:achievement_detail", args=[public_id])
    return ask(request, form, _("Add evidence"), back_url=back, submit=_("Add this evidence"))


@require_POST
def achievement_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The provider takes back what should not have been recorded."""
    achievement = achievement_at(request, public_id)
    try:
        actions.withdraw_achievement(achievement=achievement, by=request.actor)
        messages.success(request, _("It is withdrawn."))
    except IllegalMove as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("deliver:achievement_detail", public_id)


def _record_of(public_id: str) -> str:
    return reverse("deliver:engagement_detail", args=[public_id])
