"""What speaks for examining an area."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.programmes import PriorityArea
from lodestar.prioritise.querysets import AreaEvidenceQuerySet


class SourceKind(models.TextChoices):
    """Where an area, or what is known about it, can come from."""

    NEEDS = "needs", _("Needs assessment")
    STRATEGY = "strategy", _("Commissioning strategy")
    FRAMEWORK = "framework", _("Outcome framework")
    SPENDING = "spending", _("Spending and performance figures")
    COMPARISON = "comparison", _("Comparison with other places")
    RESEARCH = "research", _("Research or guidance")
    VOICES = "voices", _("What people have told us")
    SPONSOR = "sponsor", _("The sponsor’s own evidence")
    OTHER = "other", _("Something else")


class AreaEvidence(Owned):
    """A document, figure or account that speaks for examining a priority area, with a link to it."""

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("priority area"))
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind.choices)
    name = models.CharField(_("name"), max_length=200)
    link = models.URLField(_("link"), blank=True)
    says = models.TextField(_("what it says"), blank=True)
    added_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects = AreaEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence for an area")
        verbose_name_plural = _("evidence for areas")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
