"""Files brought in: kept from the check until they are imported, then only what is needed to know that they were."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.deliver.models import InstrumentEdition
from lodestar.interchange.querysets import ReadingsFileQuerySet
from lodestar.interchange.states import FileState


class ReadingsFile(Owned):
    """A file of readings, read and found without fault. Its rows are erased as soon as they are imported or thrown away."""

    personal = {"rows": ("to show and then record the readings", "public task or contract", "until it is imported, at most 30 days")}

    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="+", verbose_name=_("instrument edition"))
    uploaded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    digest = models.CharField(_("digest"), max_length=64)
    count = models.PositiveIntegerField(_("readings"))
    rows: Any = models.JSONField(_("rows"), default=list)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FileState.choices, default=FileState.CHECKED)

    objects = ReadingsFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of readings")
        verbose_name_plural = _("files of readings")
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_organisation", "digest"],
                condition=Q(state="imported"),
                name="a_file_is_imported_once",
                violation_error_message=_("This very file was imported already"),
            )
        ]

    def __str__(self) -> str:
        return self.public_id
