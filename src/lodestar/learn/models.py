"""What was learnt, so that it reaches the next decision: learning entries, and the YES or NO of each target."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Contract, Target
from lodestar.design.models import Service
from lodestar.learn.querysets import LearningQuerySet
from lodestar.prioritise.models import Programme


class LearningEntry(Owned):
    """What was expected, what happened, what was learnt; tied to a programme, and where it applies to a service, contract or target."""

    append_only = ("update",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="learning", verbose_name=_("programme"))
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="learning", verbose_name=_("service")
    )
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="learning", verbose_name=_("contract")
    )
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.PROTECT, related_name="learning", verbose_name=_("target"))
    expected = models.TextField(_("what we expected"))
    happened = models.TextField(_("what happened"))
    learnt = models.TextField(_("what we learnt"))
    next_time = models.TextField(_("what to do next time"), blank=True)
    happened_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    objects = LearningQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning entry")
        verbose_name_plural = _("learning entries")
        ordering = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return self.learnt[:80]


class TargetResult(Owned):
    """Was the target reached, YES or NO. Cannot be closed without its learning entry, for YES as well as for NO."""

    append_only = ("update",)

    target = models.OneToOneField(Target, on_delete=models.PROTECT, related_name="result", verbose_name=_("target"))
    is_reached = models.BooleanField(_("reached"))
    reached_count = models.PositiveIntegerField(_("people who reached it"))
    learning = models.OneToOneField(LearningEntry, on_delete=models.PROTECT, related_name="result", verbose_name=_("learning entry"))
    closed_on = models.DateField(_("closed on"))
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by"))

    class Meta:
        verbose_name = _("result of a target")
        verbose_name_plural = _("results of targets")
        constraints = [
            models.CheckConstraint(condition=Q(learning__isnull=False), name="no_result_without_learning"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {'YES' if self.is_reached else 'NO'}"
