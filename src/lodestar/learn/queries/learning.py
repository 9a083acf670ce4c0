"""Reading what was learnt, and where each programme stands in the cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.contract.models import Contract, ContractVersion, Target
from lodestar.contract.states import ContractState, VersionState
from lodestar.deliver.models import Achievement
from lodestar.deliver.states import AchievementState
from lodestar.design.models import Service
from lodestar.learn.models import LearningEntry, TargetResult
from lodestar.pay.models import Statement
from lodestar.pay.states import StatementState
from lodestar.prioritise.models import Intervention, Programme
from lodestar.procure.models import Opportunity


def learning_for_viewer(viewer: Actor, *, words: str = "") -> QuerySet[LearningEntry]:
    """Everything learnt that the viewer may read, latest first."""
    entries = LearningEntry.objects.visible_to(viewer).select_related("programme", "service", "contract", "target__outcome", "result")
    if words:
        entries = entries.filter(Q(learnt__icontains=words) | Q(happened__icontains=words) | Q(programme__name__icontains=words))
    return entries


def lessons_about(viewer: Actor, *, service: Service | None = None, contract: Contract | None = None) -> QuerySet[LearningEntry]:
    """What was learnt about a service (by any of its contracts) or a contract."""
    entries = LearningEntry.objects.visible_to(viewer)
    return entries.filter(contract=contract) if contract else entries.filter(service=service)


def answers_of(contract: Contract) -> dict[str, TargetResult]:
    """YES or NO by the key of each target that was closed, whatever the version it was closed under."""
    results = TargetResult.objects.filter(target__version__contract=contract).select_related("target", "learning")
    return {result.target.key: result for result in results}


def lessons_to_remember(viewer: Actor, limit: int = 5) -> list[LearningEntry]:
    """The latest learning with something to do next time: shown when a programme, opportunity or contract is begun."""
    return list(LearningEntry.objects.visible_to(viewer).exclude(next_time="").select_related("programme", "service")[:limit])


def targets_to_close(viewer: Actor, before: date) -> QuerySet[Target]:
    """Targets of the viewer's own contracts past their date with no YES or NO yet, in the latest signed version of each."""
    signed = ContractVersion.objects.filter(contract=OuterRef("version__contract"), state=VersionState.SIGNED).order_by("-number")
    answered = TargetResult.objects.filter(target__version__contract=OuterRef("version__contract"), target__key=OuterRef("key"))
    past = Target.objects.visible_to(viewer).filter(
        ~Exists(answered),
        version=Subquery(signed.values("pk")[:1]),
        by_when__lt=before,
        version__contract__owner_organisation__in=viewer.organisations_with(Permission.RECORD_LEARNING),
        version__contract__state__in=(ContractState.LIVE, ContractState.ENDED),
    )
    return past.select_related("version__contract__service", "outcome").order_by("by_when")


VERBS = ("prioritise", "design", "procure", "contract", "deliver", "pay", "learn")


@dataclass(frozen=True)
class Standing:
    """How far a programme is with one verb of the cycle: how many things it has there, and how many are done."""

    verb: str
    total: int
    done: int


def standing_of(viewer: Actor, programmes: Iterable[Programme]) -> dict[int, list[Standing]]:
    """Where each programme stands, a standing a verb, in one query whatever their number."""
    keys = [programme.pk for programme in programmes]
    within = {"service__programme__in": keys}
    contracts = Contract.objects.visible_to(viewer).filter(**within).exclude(state=ContractState.ABANDONED)
    achievements = Achievement.objects.filter(engagement__service__programme__in=keys).exclude(state=AchievementState.WITHDRAWN)
    statements = Statement.objects.visible_to(viewer).filter(contract__service__programme__in=keys).exclude(state=StatementState.RETURNED)
    counts = [
        _count(
            "prioritise", Intervention.objects.filter(area__programme__in=keys), "area__programme", Q(state__in=("funded", "not_funded"))
        ),
        _count("design", Service.objects.visible_to(viewer).filter(programme__in=keys), "programme", ~Q(state="draft")),
        _count("procure", Opportunity.objects.visible_to(viewer).filter(**within), "service__programme", Q(state="awarded")),
        _count("contract", contracts, "service__programme", Q(state__in=(ContractState.LIVE, ContractState.ENDED))),
        _count("deliver", achievements, "engagement__service__programme", Q(state=AchievementState.VERIFIED)),
        _count("pay", statements, "contract__service__programme", Q(state=StatementState.PAID)),
        _count("learn", LearningEntry.objects.visible_to(viewer).filter(programme__in=keys), "programme", Q(pk__isnull=False)),
    ]
    found = {(verb, key): (total, done) for verb, key, total, done in counts[0].union(*counts[1:], all=True)}
    return {key: [Standing(verb, *found.get((verb, key), (0, 0))) for verb in VERBS] for key in keys}


def _count(verb: str, rows: QuerySet[Any], by: str, done: Q) -> QuerySet[Any, Any]:
    """Rows of one verb by programme: how many, and how many of them are done."""
    counts = rows.order_by().values(key=F(by)).annotate(total=Count("pk", distinct=True), done=Count("pk", filter=done, distinct=True))
    listed: QuerySet[Any, Any] = counts.annotate(verb=Value(verb)).values_list("verb", "key", "total", "done")
    return listed
