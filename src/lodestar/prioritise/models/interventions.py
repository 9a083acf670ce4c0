"""What could be funded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.prioritise.models.programmes import PriorityArea
from lodestar.prioritise.querysets import InterventionQuerySet
from lodestar.prioritise.states import InterventionState


class Commitment(models.TextChoices):
    OPEN = "open", _("To be decided")
    MUST = "must", _("Must be funded")
    NEVER = "never", _("Must not be funded")


class Intervention(Owned):
    """Something that could be funded; a draft until a workshop agrees it."""

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="interventions", verbose_name=_("priority area"))
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it is"), blank=True)
    typical_person = models.TextField(_("the typical person"), blank=True)
    commitment = models.CharField(_("commitment"), max_length=10, choices=Commitment.choices, default=Commitment.OPEN)
    commitment_reason = models.CharField(_("reason for the commitment"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=InterventionState.choices, default=InterventionState.DRAFT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", verbose_name=_("carried forward from")
    )

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["area__position", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], name="one_intervention_a_name", violation_error_message=_("The area has that intervention already")
            )
        ]

    def __str__(self) -> str:
        return self.name
