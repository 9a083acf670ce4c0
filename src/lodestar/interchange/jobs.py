"""Long work of this app: files too large to be imported while somebody waits."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lodestar.interchange.actions import import_readings
from lodestar.interchange.models import ReadingsFile
from lodestar.jobs.kinds import CannotBeDone, Progress, kind


@kind("import_readings", title=_("Import of readings"), again=True)
def import_readings_job(progress: Progress, *, file: str) -> str:
    """Imports a checked file; whole or not at all, so that beginning again does no harm."""
    kept = ReadingsFile.objects.visible_to(progress.by).select_related("edition__instrument", "owner_organisation").get(public_id=file)
    progress.report(0, kept.count, str(_("Recording")))
    try:
        import_readings(file=kept, by=progress.by)
    except ValidationError as refused:
        raise CannotBeDone(" ".join(refused.messages)) from None
    progress.report(kept.count, kept.count, str(_("Recorded")))
    return reverse("interchange:readings_file", args=[file])
