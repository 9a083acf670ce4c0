"""Totals reported where no persons are recorded, and their judgement."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Contract
from lodestar.deliver.models.achievements import Verdict
from lodestar.deliver.querysets import (
    ReturnQuerySet,
)


class Return(Owned):
    """Totals reported for a contract and period, where no persons are recorded: counts by metric key.

    Counts for nothing until another account confirms it (`ReturnVerification`). Never rewritten: a later return takes its place.
    """

    append_only = ("update",)

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="returns", verbose_name=_("contract"))
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    counts = models.JSONField(_("counts by metric"))
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by", verbose_name=_("takes the place of")
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["period_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")),
                name="a_return_runs_forward",
                violation_error_message=_("The period must end on or after the day it starts"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.period_from} to {self.period_to}"

    @property
    def judged(self) -> ReturnVerification | None:
        """The latest judgement, or None while it waits for one."""
        return max(self.verifications.all(), key=lambda one: one.pk, default=None)


class ReturnVerification(Owned):
    """Another account's judgement of a return, on behalf of its own organisation. Later judgements are added; none is changed."""

    append_only = ("update",)

    totals = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("return"))
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices)
    verified_on = models.DateField(_("verified on"))
    verified_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("verification of a return")
        verbose_name_plural = _("verifications of returns")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id
