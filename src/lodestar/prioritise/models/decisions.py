"""What a programme funds, with the calculation it rested on."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import FundingDecisionQuerySet


class FundingDecision(Owned):
    """What a programme funds at a budget, with the calculation it rested on kept as it was."""

    append_only = ("update",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("programme"))
    budget_pence = models.BigIntegerField(_("budget"), validators=[MinValueValidator(0)])
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    reason = models.TextField(_("reason"))
    method_input = models.JSONField(_("what went into the calculation"))
    method_result = models.JSONField(_("what came out"))
    uncertainty_input = models.JSONField(_("what was asked about uncertainty"), null=True, blank=True)
    uncertainty_result = models.JSONField(_("how sure it was"), null=True, blank=True)
    interventions = models.ManyToManyField(Intervention, through="FundedIntervention", related_name="decisions")

    objects = FundingDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding decision")
        verbose_name_plural = _("funding decisions")
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return f"{self.programme}, {self.decided_on}"


class FundedIntervention(models.Model):
    """Whether a decision funds an intervention, and why where it departs from the optimum."""

    append_only = ("update",)

    decision = models.ForeignKey(FundingDecision, on_delete=models.PROTECT, related_name="choices")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="choices")
    is_funded = models.BooleanField(_("funded"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("funded intervention")
        verbose_name_plural = _("funded interventions")
        constraints = [models.UniqueConstraint(fields=["decision", "intervention"], name="decided_once_a_decision")]

    def __str__(self) -> str:
        return f"{self.intervention}: {'funded' if self.is_funded else 'not funded'}"
