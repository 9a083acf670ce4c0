"""What happened: events that are only ever added, and the seals that chain them, one chain an organisation.

Actors, organisations and subjects are opaque ids, never keys into other tables: audit knows nothing above it.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.ids import LENGTH, PublicIdField

DIGEST_LENGTH = 64


class Event(models.Model):
    """One act, or one reading of a person's record. Holds no names, notes or contacts: only opaque ids, counts and digests."""

    append_only = ("update", "delete")

    public_id = PublicIdField()
    recorded_at = models.DateTimeField(_("recorded at"))
    organisation_id = models.CharField(_("organisation"), max_length=LENGTH)
    actor_id = models.CharField(_("actor"), max_length=LENGTH)
    act = models.CharField(_("act"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.CharField(_("subject"), max_length=LENGTH)
    person_id = models.CharField(_("person whose record it was"), max_length=LENGTH, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["organisation_id", "id"]),
            models.Index(fields=["subject_id", "id"]),
            models.Index(fields=["person_id", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_kind} {self.subject_id}"


class Seal(models.Model):
    """Binds an event to the one before it in its organisation's chain: changing, moving or losing either shows."""

    append_only = ("update", "delete")

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    organisation_id = models.CharField(_("organisation"), max_length=LENGTH)
    position = models.PositiveBigIntegerField(_("position in the chain"))
    previous_digest = models.CharField(_("digest before"), max_length=DIGEST_LENGTH)
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [models.UniqueConstraint(fields=["organisation_id", "position"], name="one_seal_a_position")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.position}"
