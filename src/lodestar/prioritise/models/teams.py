"""Who runs the exercise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.querysets import TeamMemberQuerySet


class TeamRole(models.TextChoices):
    """The parts that an exercise needs filled."""

    LEAD = "lead", _("Project lead")
    SPONSOR = "sponsor", _("Senior sponsor")
    ANALYST = "analyst", _("Data analyst")
    FACILITATOR = "facilitator", _("Neutral facilitator")
    MANAGER = "manager", _("Commissioning manager of an area")


class TeamMember(Owned):
    """Someone with a part in the exercise, known by their account or by name alone. It gives no permission."""

    personal = {"name": ("to know who does what in the exercise", "public task", "while the programme is kept")}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="team", verbose_name=_("programme"))
    role = models.CharField(_("part"), max_length=12, choices=TeamRole.choices)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT, related_name="managers", verbose_name=_("priority area")
    )
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(name=""),
                name="a_team_member_is_someone",
                violation_error_message=_("Choose an account or write a name"),
            ),
            models.CheckConstraint(
                condition=Q(role=TeamRole.MANAGER, area__isnull=False) | (~Q(role=TeamRole.MANAGER) & Q(area__isnull=True)),
                name="only_managers_have_an_area",
                violation_error_message=_("A commissioning manager of an area needs the area, and nobody else does"),
            ),
        ]

    def __str__(self) -> str:
        return self.account.name if self.account else self.name
