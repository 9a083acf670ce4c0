"""Reading what was learnt, and where each programme stands in the cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

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


@dataclass(frozen=True)
class Standing:
    """How far a programme is with one verb of the cycle: how many things it has there, and how many are done."""

    verb: str
    total: int
    done: int


def standing_of(viewer: Actor, programmes: Iterable[Programme]) -> dict[int, list[Standing]]:
    """Where each programme stands, a standing a verb, in seven queries whatever their number."""
    keys = [programme.pk for programme in programmes]
    counted = {
        "prioritise": _count(
            Intervention.objects.filter(area__programme__in=keys), "area__programme", Q(state__in=("funded", "not_funded"))
        ),
        "design": _count(Service.objects.visible_to(viewer).filter(programme__in=keys), "programme", ~Q(state="draft")),
        "procure": _count(
            Opportunity.objects.visible_to(viewer).filter(service__programme__in=keys), "service__programme", Q(state="awarded")
        ),
        "contract": _count(
            Contract.objects.visible_to(viewer).filter(service__programme__in=keys).exclude(state="abandoned"),
            "service__programme",
            Q(state__in=(ContractState.LIVE, ContractState.ENDED)),
        ),
        "deliver": _count(
            Achievement.objects.filter(engagement__service__programme__in=keys).exclude(state=AchievementState.WITHDRAWN),
            "engagement__service__programme",
            Q(state=AchievementState.VERIFIED),
        ),
        "pay": _count(
            Statement.objects.visible_to(viewer).filter(contract__service__programme__in=keys).exclude(state=StatementState.RETURNED),
            "contract__service__programme",
            Q(state=StatementState.PAID),
        ),
        "learn": _count(LearningEntry.objects.visible_to(viewer).filter(programme__in=keys), "programme", Q()),
    }
    return {key: [Standing(verb, *found.get(key, (0, 0))) for verb, found in counted.items()] for key in keys}


def _count(rows: QuerySet[object], by: str, done: Q) -> dict[int, tuple[int, int]]:
    """Rows by programme: how many, and how many of them are done. An empty `done` counts every row."""
    counts = rows.order_by().values(by).annotate(total=Count("pk", distinct=True))
    if done:
        counts = counts.annotate(done=Count("pk", filter=done, distinct=True))
        return {row[by]: (row["total"], row["done"]) for row in counts}
    return {row[by]: (row["total"], row["total"]) for row in counts}
