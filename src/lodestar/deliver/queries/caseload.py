"""Whom the viewer supports, and what they owe them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.access.roles import ROLES, Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.common.text import fold
from lodestar.contract.models import Contract
from lodestar.contract.states import ContractState
from lodestar.deliver.models import Achievement, Engagement, Reading, Return, ReturnVerification
from lodestar.deliver.states import AchievementState, EngagementState
from lodestar.design.models import Service

NOW = (EngagementState.REFERRED, EngagementState.OPEN)


def engagements_for_viewer(viewer: Actor) -> QuerySet[Engagement]:
    """The viewer's people, with what policies and pages need of each."""
    seen: QuerySet[Engagement] = Engagement.objects.visible_to(viewer)
    return seen.select_related("person__identity", "service", "contract", "owner_organisation", "keyworker")


def caseload_for_viewer(viewer: Actor, *, words: str = "", state: str = "now", keyworker: Account | None = None) -> QuerySet[Engagement]:
    """A keyworker's own people, or all of a manager's services; the next review first.

    `words` are looked for in every name, whatever their accents, and an engagement's id finds it. `state`: "now" is referred and open.
    """
    seen = engagements_for_viewer(viewer)
    if state == "now":
        seen = seen.filter(state__in=NOW)
    elif state in EngagementState.values:
        seen = seen.filter(state=state)
    if keyworker is not None:
        seen = seen.filter(keyworker=keyworker)
    by_name = Q()
    for word in fold(words).split()[:6]:
        by_name &= Q(person__identity__search_name__contains=word)
    if by_name:
        seen = seen.filter(by_name | Q(public_id=words.strip().upper()))
    latest = Reading.objects.standing().filter(engagement=OuterRef("pk")).order_by("-happened_on")
    return seen.annotate(last_reading_on=Subquery(latest.values("happened_on")[:1])).order_by(
        F("review_on").asc(nulls_last=True), "person__identity__search_name", "pk"
    )


def keyworkers_of(viewer: Actor) -> QuerySet[Account]:
    """Those who support people in the organisations where the viewer manages caseloads."""
    organisations = viewer.organisations_with(Permission.MANAGE_CASELOADS)
    roles = [name for name, role in ROLES.items() if Permission.SUPPORT_PEOPLE in role.permissions]
    held = {"memberships__organisation__in": organisations, "memberships__role__in": roles, "memberships__ended_at__isnull": True}
    found: QuerySet[Account] = Account.objects.filter(is_active=True, **held).distinct().order_by("name")
    return found


def open_contracts_for_viewer(viewer: Actor) -> QuerySet[Contract]:
    """The live contracts for which the viewer may take people on."""
    scopes = ("public_id", "service__public_id")
    mine = Q(pk__in=[])
    for permission in (Permission.MANAGE_CASELOADS, Permission.SUPPORT_PEOPLE):
        mine |= owned_by_viewer(viewer, permission, owner="provider", scope_paths=scopes)
    live = Contract.objects.filter(mine, state=ContractState.LIVE)
    return live.select_related("service", "provider", "owner_organisation").order_by("title")


def services_for_viewer(viewer: Actor) -> QuerySet[Service]:
    """Services under way whose figures the viewer may see: the provider's own and the commissioner's."""
    under_way = Q(contracts__state__in=(ContractState.LIVE, ContractState.ENDED))
    commissioned = owned_by_viewer(viewer, Permission.SEE_DELIVERY, scope_paths=("public_id", "programme__public_id"))
    provided = Q(pk__in=[])
    for permission in (Permission.MANAGE_CASELOADS, Permission.SUPPORT_PEOPLE):
        own = owned_by_viewer(viewer, permission, owner="provider", scope_paths=("public_id", "service__public_id"))
        provided |= Q(contracts__in=Contract.objects.filter(own))
    return Service.objects.filter(under_way & (commissioned | provided)).distinct().select_related("owner_organisation").order_by("name")


def reviews_due(viewer: Actor, by: date) -> QuerySet[Engagement]:
    """Open engagements of the viewer's own caseload whose reading is due by a date."""
    return (
        engagements_for_viewer(viewer)
        .filter(keyworker=viewer.account_id, state=EngagementState.OPEN, review_on__lte=by)
        .order_by("review_on", "pk")
    )


def waiting_for_evidence(viewer: Actor) -> QuerySet[Achievement]:
    """Achievements of the viewer's own people that were not confirmed: evidence is asked for."""
    asked: QuerySet[Achievement] = Achievement.objects.visible_to(viewer).filter(state=AchievementState.NOT_CONFIRMED)
    return asked.filter(engagement__keyworker=viewer.account_id).select_related("milestone", "engagement__service")


def achievements_to_verify(viewer: Actor, *, state: str = AchievementState.RECORDED) -> QuerySet[Achievement]:
    """A verifier's queue, the longest waiting first: no names, a pseudonym of the contract."""
    queue: QuerySet[Achievement] = Achievement.objects.to_be_verified_by(viewer).filter(state=state)
    needed = ("milestone", "owner_organisation", "engagement__service", "engagement__contract", "engagement__person")
    return queue.select_related(*needed).prefetch_related("evidence").order_by("recorded_at", "pk")


def returns_to_verify(viewer: Actor) -> QuerySet[Return]:
    """Totals no verifier has judged yet, of the contracts the viewer verifies."""
    judged = ReturnVerification.objects.filter(totals=OuterRef("pk"))
    if not viewer.holds(Permission.VERIFY):
        return Return.objects.none()
    waiting: QuerySet[Return] = Return.objects.visible_to(viewer).standing()
    return waiting.filter(~Q(pk__in=judged.values("totals"))).select_related("contract__service", "contract__provider").order_by("pk")
