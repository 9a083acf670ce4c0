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


class DataStanding(models.TextChoices):
    """Whether what is known of an intervention is enough to weigh it."""

    ENOUGH = "enough", _("Enough is known")
    KEPT_OUT = "kept_out", _("Too little is known: kept out")
    KEPT_IN = "kept_in", _("Too little is known: kept in on judgement")


class Intervention(Owned):
    """Something that could be funded; a draft until a workshop agrees it. `today_pence` is what it is given a year where it runs today."""

    personal = {"proposed_by": ("to tell whoever proposed it what was decided", "public task", "as long as the programme is kept")}

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="interventions", verbose_name=_("priority area"))
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it is"), blank=True)
    typical_person = models.TextField(_("the typical person"), blank=True)
    need = models.TextField(_("the need it answers"), blank=True)
    proposed_by = models.CharField(_("proposed by"), max_length=120, blank=True)
    is_running = models.BooleanField(_("runs today"), default=False)
    today_pence = models.BigIntegerField(_("today’s spend a year"), null=True, blank=True)
    data_standing = models.CharField(_("what is known"), max_length=10, choices=DataStanding.choices, default=DataStanding.ENOUGH)
    data_standing_reason = models.CharField(_("reason for keeping it in or out"), max_length=300, blank=True)
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
