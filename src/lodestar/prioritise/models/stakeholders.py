"""Who has a stake in what a programme decides."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.querysets import StakeholderQuerySet

LEAST, MOST = 1, 5
ONE_TO_FIVE = [MinValueValidator(LEAST), MaxValueValidator(MOST)]


class Side(models.TextChoices):
    INTERNAL = "internal", _("Internal: one of us")
    EXTERNAL = "external", _("External: outside our organisation")


class Involvement(models.TextChoices):
    """What is to be done with a stakeholder, from most to least."""

    INVOLVE = "involve", _("Involve in the process")
    CONSULT = "consult", _("Consult as part of the process")
    INFORM = "inform", _("Keep informed")
    NONE = "none", _("No action")


def _said(name: str) -> models.CheckConstraint:
    within = Q(**{f"{name}__gte": LEAST, f"{name}__lte": MOST})
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | within,
        name=f"stakeholder_{name}_1_to_5",
        violation_error_message=_("Power, interest and importance lie from 1 to 5"),
    )


class Stakeholder(Owned):
    """A group with a stake in the decision: how far it can move it, how far it is with us, and what is done about it."""

    personal = {"brought_by": ("to know whom to ask about a group", "public task", "while the programme is kept")}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="stakeholders", verbose_name=_("programme"))
    name = models.CharField(_("group"), max_length=120)
    side = models.CharField(_("internal or external"), max_length=10, choices=Side.choices, blank=True)
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT, related_name="stakeholders", verbose_name=_("priority area")
    )
    brought_by = models.CharField(_("who brings them"), max_length=120, blank=True)
    power = models.PositiveSmallIntegerField(_("power"), null=True, blank=True, validators=ONE_TO_FIVE)
    interest = models.PositiveSmallIntegerField(_("interest"), null=True, blank=True, validators=ONE_TO_FIVE)
    importance = models.PositiveSmallIntegerField(_("importance"), null=True, blank=True, validators=ONE_TO_FIVE)
    involvement = models.CharField(_("action"), max_length=10, choices=Involvement.choices, blank=True)
    involvement_reason = models.CharField(_("reason for the action"), max_length=300, blank=True)
    comments = models.TextField(_("comments"), blank=True)
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["id"]
        constraints = [
            _said("power"),
            _said("interest"),
            _said("importance"),
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(removed_at__isnull=True),
                name="one_stakeholder_a_name",
                violation_error_message=_("That group is on the list already"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
