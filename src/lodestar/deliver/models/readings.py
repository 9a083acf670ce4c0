"""Readings of a star, their drafts, and the journey they sum to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.deliver.models.instruments import InstrumentArea, InstrumentEdition
from lodestar.deliver.models.people import Engagement
from lodestar.deliver.querysets import (
    ReadingQuerySet,
)
from lodestar.design.models import Service


class Voice(models.TextChoices):
    """Who completed a reading."""

    TOGETHER = "together", _("Together")
    WORKER = "worker", _("The worker alone")
    PERSON = "person", _("The person alone")


class Reading(Owned):
    """One completed star. Never rewritten: a correction is a new reading that takes its place and says why."""

    append_only = ("update",)

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="readings", verbose_name=_("engagement"))
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="readings", verbose_name=_("instrument edition"))
    happened_on = models.DateField(_("completed on"))
    voice = models.CharField(_("who completed it"), max_length=10, choices=Voice.choices)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by", verbose_name=_("takes the place of")
    )
    correction_reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["engagement", "edition", "happened_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
                name="a_correction_says_why",
                violation_error_message=_("Say why it is corrected"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.voice}"


class AreaScore(models.Model):
    """One point on one arm; no row where the area was left out. A missing area is never filled in."""

    append_only = ("update",)

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="scores")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField(_("point"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["reading", "area"], name="one_score_an_area")]

    def __str__(self) -> str:
        return f"{self.area}: {self.score}"


class AreaNote(models.Model):
    """What was said about an area, kept apart from the score so that it can be erased."""

    personal = {"text": ("to remember what was said", "legitimate interests or public task", "until the engagement's retention ends")}

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="notes")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [models.UniqueConstraint(fields=["reading", "area"], name="one_note_an_area")]

    def __str__(self) -> str:
        return f"{self.area}"


class ReadingDraft(models.Model):
    """A reading being filled in, saved as one goes. `revision` tells two tabs apart."""

    personal = {"content": ("so that work is not lost", "legitimate interests or public task", "until the reading is completed or 30 days")}

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="drafts")
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a reading")
        verbose_name_plural = _("drafts of readings")
        constraints = [models.UniqueConstraint(fields=["engagement", "edition", "account"], name="one_draft_each")]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.revision}"


class Journey(models.Model):
    """First and latest score of an engagement in an area, summed as readings are written, under the default rule.

    Pages and reports read these rows and never walk raw readings. `rebuild_journeys` makes them again from the readings and
    must find no difference.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="journeys")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    readings = models.PositiveSmallIntegerField(_("readings"))
    first_on = models.DateField(_("first reading"))
    first_score = models.SmallIntegerField(_("first point"), null=True)
    latest_on = models.DateField(_("latest reading"), null=True)
    latest_score = models.SmallIntegerField(_("latest point"), null=True)

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        constraints = [models.UniqueConstraint(fields=["engagement", "area"], name="one_journey_an_area")]
        indexes = [models.Index(fields=["service", "edition", "area", "first_score", "latest_score"], name="journey_of_a_service")]

    def __str__(self) -> str:
        return f"{self.engagement} {self.area}"
