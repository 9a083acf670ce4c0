"""What a person wants to change next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.deliver.models.people import Engagement
from lodestar.deliver.querysets import (
    GoalQuerySet,
)
from lodestar.deliver.states import GoalState
from lodestar.design.models import Outcome


class Goal(Owned):
    """What a person wants to change next, in their own words; points at one of the contract's outcomes or says why it is unlisted."""

    personal = {"words": ("to support the person", "legitimate interests or public task", "until the engagement's retention ends")}

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="goals", verbose_name=_("engagement"))
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="goals", verbose_name=_("outcome of the contract")
    )
    words = models.TextField(_("in the person's own words"))
    unlisted_reason = models.CharField(_("why it is not among the contract's outcomes"), max_length=200, blank=True)
    set_on = models.DateField(_("set on"))
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=GoalState.choices, default=GoalState.SET)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["-set_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=False) | ~Q(unlisted_reason=""),
                name="a_goal_is_listed_or_says_why",
                violation_error_message=_("Choose one of the contract's outcomes, or say why it is not among them"),
            )
        ]

    def __str__(self) -> str:
        return self.public_id
