"""The allowed moves of an engagement, a goal and an achievement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class EngagementState(models.TextChoices):
    REFERRED = "referred", _("Referred")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Not taken up")


ENGAGEMENT = state_table(
    EngagementState,
    start=EngagementState.REFERRED,
    turn={
        EngagementState.REFERRED: _("the provider manager"),
        EngagementState.OPEN: None,
        EngagementState.CLOSED: None,
        EngagementState.DECLINED: None,
    },
    open=((EngagementState.REFERRED,), EngagementState.OPEN),
    decline=((EngagementState.REFERRED,), EngagementState.DECLINED),
    close=((EngagementState.OPEN,), EngagementState.CLOSED),
    reopen=((EngagementState.CLOSED,), EngagementState.OPEN),
)


class GoalState(models.TextChoices):
    SET = "set", _("Set")
    REACHED = "reached", _("Reached")
    LEFT = "left", _("Left aside")


GOAL = state_table(
    GoalState,
    start=GoalState.SET,
    turn={GoalState.SET: None, GoalState.REACHED: None, GoalState.LEFT: None},
    reach=((GoalState.SET,), GoalState.REACHED),
    leave=((GoalState.SET,), GoalState.LEFT),
    take_up=((GoalState.LEFT, GoalState.REACHED), GoalState.SET),
)


class AchievementState(models.TextChoices):
    RECORDED = "recorded", _("Recorded, to be verified")
    VERIFIED = "verified", _("Verified")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    OVERTURNED = "overturned", _("Verified, later overturned")
    WITHDRAWN = "withdrawn", _("Withdrawn by the provider")


ACHIEVEMENT = state_table(
    AchievementState,
    start=AchievementState.RECORDED,
    turn={
        AchievementState.RECORDED: _("the verifier"),
        AchievementState.VERIFIED: None,
        AchievementState.NOT_CONFIRMED: _("the keyworker, to add evidence"),
        AchievementState.OVERTURNED: None,
        AchievementState.WITHDRAWN: None,
    },
    verify=((AchievementState.RECORDED, AchievementState.NOT_CONFIRMED, AchievementState.OVERTURNED), AchievementState.VERIFIED),
    refuse=((AchievementState.RECORDED,), AchievementState.NOT_CONFIRMED),
    overturn=((AchievementState.VERIFIED,), AchievementState.OVERTURNED),
    withdraw=((AchievementState.RECORDED, AchievementState.NOT_CONFIRMED), AchievementState.WITHDRAWN),
)
