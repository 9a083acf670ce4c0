"""Which rows of this app a viewer sees: the programmes of organisations where they may see the cycle, and what lies in them."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.scoping import owned_by_viewer
from lodestar.prioritise.states import BallotState


class _UnderProgramme(models.QuerySet[Any]):
    path = ""

    def visible_to(self, viewer: Actor) -> Self:
        """The rows of programmes that the viewer may see."""
        return self.filter(owned_by_viewer(viewer, Permission.SEE_CYCLE, self.path, scope_paths=("public_id",)))


class ProgrammeQuerySet(_UnderProgramme):
    path = ""


class PriorityAreaQuerySet(_UnderProgramme):
    path = "programme__"


class InterventionQuerySet(_UnderProgramme):
    path = "area__programme__"


class EstimateQuerySet(_UnderProgramme):
    path = "intervention__area__programme__"


class FundingDecisionQuerySet(_UnderProgramme):
    path = "programme__"


class SnapshotQuerySet(_UnderProgramme):
    path = "programme__"


class FairnessProfileQuerySet(_UnderProgramme):
    path = "intervention__area__programme__"


class HealthProfileQuerySet(_UnderProgramme):
    path = "programme__"


class AreaScaleQuerySet(_UnderProgramme):
    path = "area__programme__"


class PortfolioConstraintQuerySet(_UnderProgramme):
    path = "programme__"


class PeopleOverlapQuerySet(_UnderProgramme):
    path = "programme__"


class FigureRequestQuerySet(_UnderProgramme):
    path = "intervention__area__programme__"


class DismissedFindingQuerySet(_UnderProgramme):
    path = "programme__"


class ProblemAnswerQuerySet(_UnderProgramme):
    path = "programme__"


class AreaEvidenceQuerySet(_UnderProgramme):
    path = "area__programme__"


class TeamMemberQuerySet(_UnderProgramme):
    path = "programme__"


class TimelineStepQuerySet(_UnderProgramme):
    path = "programme__"


class ChecklistTickQuerySet(_UnderProgramme):
    path = "programme__"


class StakeholderQuerySet(models.QuerySet[Any]):
    """Who is how powerful and how friendly is for those who prepare, run and decide, not for everyone who sees the cycle."""

    def visible_to(self, viewer: Actor) -> Self:
        """The stakeholders of programmes in whose exercise the viewer has a part."""
        able = (Permission.EDIT_PRIORITIES, Permission.FACILITATE, Permission.DECIDE_FUNDING)
        found = [owned_by_viewer(viewer, each, "programme__", scope_paths=("public_id",)) for each in able]
        return self.filter(found[0] | found[1] | found[2])


class WorkshopQuerySet(_UnderProgramme):
    path = "programme__"


class BallotQuerySet(_UnderProgramme):
    path = "workshop__programme__"


class AgreedValueQuerySet(_UnderProgramme):
    path = "ballot__workshop__programme__"


class _OfTheRoom(models.QuerySet[Any]):
    """Who was in a workshop and what they said is for those who run it, weigh its numbers, decide or audit."""

    path = ""

    def _for_the_record(self, viewer: Actor) -> Self:
        able = (Permission.FACILITATE, Permission.EDIT_PRIORITIES, Permission.SEE_AUDIT)
        facilitates, edits, audits = (owned_by_viewer(viewer, each, self.path, scope_paths=("public_id",)) for each in able)
        return self.filter(facilitates | edits | audits)


class SeatQuerySet(_OfTheRoom):
    path = "workshop__programme__"

    def visible_to(self, viewer: Actor) -> Self:
        """The seats of workshops whose record the viewer may read."""
        return self._for_the_record(viewer)


class ScoreQuerySet(_OfTheRoom):
    path = "ballot__workshop__programme__"

    def revealed(self) -> Self:
        """Scores of rounds that were revealed. Nobody reads any other, except a seat its own."""
        earlier = models.Q(round__lt=models.F("ballot__round"))
        shown = models.Q(round=models.F("ballot__round"), ballot__state__in=(BallotState.REVEALED, BallotState.AGREED))
        return self.filter(earlier | shown)

    def visible_to(self, viewer: Actor) -> Self:
        """The revealed scores of workshops whose record the viewer may read."""
        return self._for_the_record(viewer).revealed()
