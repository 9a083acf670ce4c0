"""How an exercise stood at a moment, kept as it was."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.decisions import FundingDecision
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import SnapshotQuerySet


class Snapshot(Owned):
    """The whole of a programme at a moment: its areas, interventions, numbers, constraints and answer, under a digest. Never rewritten."""

    append_only = ("update",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=120)
    decision = models.OneToOneField(
        FundingDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="snapshot", verbose_name=_("taken at the decision")
    )
    taken_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken by"))
    state = models.JSONField(_("how it stood"))
    digest = models.CharField(_("digest"), max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="one_snapshot_a_name",
                violation_error_message=_("The programme has a snapshot of that name already"),
            )
        ]

    def __str__(self) -> str:
        return self.name
