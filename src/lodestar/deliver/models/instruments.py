"""Instruments, their editions and the areas of each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.deliver.querysets import (
    EditionQuerySet,
)


class Instrument(Owned):
    """A set of scales, whoever holds its licence. Scores are never compared across instruments."""

    name = models.CharField(_("name"), max_length=120)
    licence_holder = models.CharField(_("licence holder"), max_length=160)
    is_shared = models.BooleanField(_("may be used by every organisation"), default=False)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [models.UniqueConstraint(fields=["owner_organisation", "name"], name="one_instrument_a_name")]

    def __str__(self) -> str:
        return self.name


class InstrumentEdition(Owned):
    """One version of an instrument: never changed once a reading has used it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="editions", verbose_name=_("instrument"))
    edition = models.CharField(_("edition"), max_length=40)
    scale_min = models.SmallIntegerField(_("lowest point"), default=1)
    scale_max = models.SmallIntegerField(_("highest point"))
    higher_is_better = models.BooleanField(_("a higher point is better"), default=True)
    stages = models.JSONField(_("stages of the journey"), help_text=_("Names in order, lowest first."))

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument edition")
        verbose_name_plural = _("instrument editions")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "edition"], name="one_edition_a_name"),
            models.CheckConstraint(condition=Q(scale_min__lt=F("scale_max")), name="a_scale_has_room"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}, {self.edition}"


class InstrumentArea(models.Model):
    """One arm of the star, with the words of each point of its scale."""

    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="areas")
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("area"), max_length=80)
    prompt = models.CharField(_("what it is about"), max_length=300, blank=True)
    words = models.JSONField(_("words of each point"), default=dict, help_text=_('{"1": "…", "2": "…"}'))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("area of an instrument")
        verbose_name_plural = _("areas of an instrument")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_area_a_key")]

    def __str__(self) -> str:
        return self.name
