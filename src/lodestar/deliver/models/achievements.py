"""Milestones reached, the evidence, and another account's judgement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Milestone, VerificationMethod
from lodestar.deliver.models.goals import Goal
from lodestar.deliver.models.people import Engagement
from lodestar.deliver.querysets import (
    AchievementQuerySet,
)
from lodestar.deliver.states import AchievementState


class Achievement(Owned):
    """A milestone reached by a person on a date, as recorded by the provider. Nothing is paid for it until another account verifies it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="achievements", verbose_name=_("engagement"))
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="achievements", verbose_name=_("milestone"))
    occurrence = models.PositiveSmallIntegerField(_("which time, where it can be reached again"), default=1)
    happened_on = models.DateField(_("reached on"))
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="achievements", verbose_name=_("goal"))
    state = models.CharField(_("state"), max_length=14, choices=AchievementState.choices, default=AchievementState.RECORDED)

    objects = AchievementQuerySet.as_manager()

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["-happened_on", "id"]
        indexes = [models.Index(fields=["state", "happened_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "milestone", "occurrence"],
                condition=~Q(state=AchievementState.WITHDRAWN),
                name="a_milestone_is_recorded_once",
                violation_error_message=_("This milestone is recorded for this person already"),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Evidence(Owned):
    """What shows that an achievement happened."""

    append_only = ("update",)
    personal = {
        "description": ("to show that it happened", "contract; public task", "seven years after the contract's end"),
        "reference": ("to find the proof again", "contract; public task", "seven years after the contract's end"),
    }

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("achievement"))
    method = models.CharField(_("kind"), max_length=14, choices=VerificationMethod.choices)
    description = models.TextField(_("what it shows"))
    reference = models.CharField(_("where it is kept"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.public_id


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    OVERTURNED = "overturned", _("Overturned")


class Verification(Owned):
    """Another account's judgement of an achievement. Later judgements are added; none is changed."""

    append_only = ("update",)

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("achievement"))
    method = models.CharField(_("method"), max_length=14, choices=VerificationMethod.choices)
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices)
    verified_on = models.DateField(_("verified on"))
    verified_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id
