"""Who runs the exercise: which parts are not filled, and which sit badly together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lodestar.access.models import Account
from lodestar.prioritise.models import PriorityArea, Programme, TeamMember, TeamRole

WHAT_FOR: dict[str, Promise] = {
    TeamRole.LEAD: gettext_lazy("Keeps the exercise going from the first page to the decision."),
    TeamRole.SPONSOR: gettext_lazy("Says in public that the result will be used, and clears the way for it."),
    TeamRole.ANALYST: gettext_lazy("Gathers the numbers, and sits in every workshop to answer for them."),
    TeamRole.FACILITATOR: gettext_lazy("Runs the workshops, favours no area and owns none."),
    TeamRole.MANAGER: gettext_lazy("Knows the area, brings its interventions, and carries out what is decided."),
}


@dataclass(frozen=True)
class Part:
    """One part of the exercise with those who fill it; `area` where it is the manager of one."""

    role: TeamRole
    what_for: str
    members: tuple[TeamMember, ...]
    area: PriorityArea | None = None

    @property
    def name(self) -> str:
        label = str(self.role.label)
        return _("Commissioning manager: %(area)s") % {"area": self.area} if self.area else label


@dataclass(frozen=True)
class Team:
    """The whole team: parts in order, what is missing, what sits badly together, and who was taken off."""

    parts: tuple[Part, ...]
    gaps: tuple[str, ...]
    conflicts: tuple[str, ...]
    removed: tuple[TeamMember, ...]

    @property
    def size(self) -> int:
        return sum(len(part.members) for part in self.parts)

    def has(self, role: TeamRole) -> bool:
        return any(part.members for part in self.parts if part.role == role)


def team_of(programme: Programme) -> Team:
    """The team of a programme. Two queries."""
    rows = list(programme.team.select_related("account", "area"))
    members = [row for row in rows if row.removed_at is None]
    areas = list(programme.areas.all())
    parts = tuple(_parts(members, areas))
    removed = tuple(row for row in rows if row.removed_at is not None)
    return Team(parts, tuple(gaps_in(members, areas)), tuple(conflicts_in(members)), removed)


def _parts(members: Sequence[TeamMember], areas: Sequence[PriorityArea]) -> Iterable[Part]:
    for role in TeamRole:
        if role != TeamRole.MANAGER:
            yield Part(role, str(WHAT_FOR[role]), tuple(row for row in members if row.role == role))
    for area in areas:
        own = tuple(row for row in members if row.role == TeamRole.MANAGER and row.area_id == area.pk)
        yield Part(TeamRole.MANAGER, str(WHAT_FOR[TeamRole.MANAGER]), own, area)


def gaps_in(members: Sequence[TeamMember], areas: Sequence[PriorityArea]) -> Iterable[str]:
    """Parts that nobody fills yet, each in a sentence with what to do about it."""
    filled = {row.role for row in members}
    wanted = {
        TeamRole.LEAD: _("There is no project lead: name who keeps the exercise going."),
        TeamRole.SPONSOR: _("There is no senior sponsor: without one the result is seldom used."),
        TeamRole.ANALYST: _("There is no data analyst: somebody must answer for the numbers in every workshop."),
        TeamRole.FACILITATOR: _("There is no neutral facilitator: ask a colleague who owns none of the areas."),
    }
    yield from (words for role, words in wanted.items() if role not in filled)
    managed = {row.area_id for row in members if row.role == TeamRole.MANAGER}
    for area in areas:
        if area.pk not in managed:
            yield _("%(area)s has no commissioning manager.") % {"area": area}


def conflicts_in(members: Sequence[TeamMember]) -> Iterable[str]:
    """People whose parts sit badly together: a facilitator must favour no area, and nobody facilitates their own project."""
    for row in members:
        if row.role != TeamRole.FACILITATOR:
            continue
        for other in members:
            if other.role == TeamRole.FACILITATOR or not is_same(row, other):
                continue
            if other.role == TeamRole.MANAGER:
                said = _("%(name)s is to facilitate but manages %(area)s: a facilitator owns no area. Ask someone else to facilitate.")
                yield said % {"name": row, "area": other.area}
            else:
                said = _("%(name)s is to facilitate and is also the %(part)s: the room may not take them for neutral.")
                yield said % {"name": row, "part": str(other.get_role_display()).lower()}


def is_same(one: TeamMember, other: TeamMember) -> bool:
    """Whether two entries are about one person: the same account, or the same name however it is written."""
    if one.account_id and other.account_id:
        return one.account_id == other.account_id
    return " ".join(str(one).casefold().split()) == " ".join(str(other).casefold().split())


def accounts_to_name(programme: Programme) -> QuerySet[Account]:
    """Colleagues who can be named by their account: everyone with a role in the programme's organisation."""
    found: QuerySet[Account] = Account.objects.filter(
        memberships__organisation=programme.owner_organisation_id, memberships__ended_at__isnull=True, is_active=True
    )
    return found.distinct().order_by("name")
