"""What people owe in delivery: stars due, evidence asked for, achievements and totals to verify. No task names a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.access.owed import Task, TaskState, owes
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.deliver.models import Achievement, Engagement
from lodestar.deliver.queries import achievements_to_verify, returns_to_verify, reviews_due, waiting_for_evidence
from lodestar.deliver.states import AchievementState

SOON = timedelta(days=14)
MOST_SHOWN = 20


@owes
def stars_due(actor: Actor) -> list[Task]:
    """Stars of one's own caseload that are late, and those due within two weeks: a row each for a service, leading to the names."""
    if not actor.holds(Permission.SUPPORT_PEOPLE):
        return []
    due: dict[tuple[bool, str], list[Engagement]] = {}
    for one in reviews_due(actor, today() + SOON):
        due.setdefault((one.review_on >= today(), one.service.name), []).append(one)
    return [_stars(service, people) for (_is_soon, service), people in sorted(due.items())]


def _stars(service: str, people: list[Engagement]) -> Task:
    """One star leads to its record; several to the caseload, which stands in the order of their dates."""
    only = people[0] if len(people) == 1 else None
    title = ngettext("Complete a star together", "Complete stars with %(n)s people", len(people))
    url = reverse("deliver:engagement_detail", args=[only.public_id]) if only else reverse("deliver:engagement_list")
    return Task(title=title if only else title % {"n": len(people)}, url=url, for_what=service, due=people[0].review_on)


@owes
def evidence_asked_for(actor: Actor) -> list[Task]:
    """Achievements a verifier did not confirm."""
    if not actor.holds(Permission.SUPPORT_PEOPLE):
        return []
    return [
        Task(
            title=_("Add evidence: %(milestone)s") % {"milestone": one.milestone.name},
            url=reverse("deliver:achievement_detail", args=[one.public_id]),
            for_what=one.engagement.service.name,
        )
        for one in waiting_for_evidence(actor)[:MOST_SHOWN]
    ]


@owes
def achievements_waiting(actor: Actor) -> list[Task]:
    """The verifier's queue, a line a service."""
    if not actor.holds(Permission.VERIFY):
        return []
    waiting = Counter(achievements_to_verify(actor).order_by().values_list("engagement__service__name", flat=True))
    return [
        Task(
            title=ngettext("Verify %(n)s achievement", "Verify %(n)s achievements", count) % {"n": count},
            url=reverse("deliver:verification_list"),
            for_what=service,
        )
        for service, count in sorted(waiting.items())
    ]


@owes
def totals_waiting(actor: Actor) -> list[Task]:
    """Totals to confirm."""
    return [
        Task(title=_("Confirm reported totals"), url=reverse("deliver:return_detail", args=[one.public_id]), for_what=one.contract.title)
        for one in returns_to_verify(actor)[:MOST_SHOWN]
    ]


@owes
def waiting_for_the_verifier(actor: Actor) -> list[Task]:
    """What one recorded and a verifier has not looked at yet."""
    if not actor.holds(Permission.SUPPORT_PEOPLE):
        return []
    mine = Achievement.objects.filter(recorded_by=actor.account_id, state=AchievementState.RECORDED)
    services = Counter(mine.values_list("engagement__service__name", flat=True))
    return [
        Task(
            title=ngettext("%(n)s achievement to be verified", "%(n)s achievements to be verified", count) % {"n": count},
            url=reverse("deliver:engagement_list"),
            for_what=service,
            state=TaskState.WAITING,
            waiting_for=_("the verifier"),
        )
        for service, count in sorted(services.items())
    ]
