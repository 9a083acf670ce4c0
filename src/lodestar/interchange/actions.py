"""Bringing in readings: checked whole, kept, then recorded whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import SYSTEM, Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import move
from lodestar.deliver.actions import NewReading, record_readings
from lodestar.deliver.models import InstrumentEdition
from lodestar.deliver.policies import may_import_readings
from lodestar.deliver.queries import engagements_for_viewer
from lodestar.interchange.models import ReadingsFile
from lodestar.interchange.policies import may_finish_file
from lodestar.interchange.queries import IN_QUERY, Row
from lodestar.interchange.states import READINGS_FILE, FileState

KEPT_FOR = timedelta(days=30)


@action
def keep_file(*, content: bytes, rows: list[Row], edition: InstrumentEdition, organisation: Organisation, by: Actor) -> ReadingsFile:
    """Keeps a file that was read without fault until whoever uploaded it says to import it. The very same file is imported once only."""
    may_import_readings(by, organisation).require()
    digest = hashlib.sha256(content).hexdigest()
    if ReadingsFile.objects.filter(owner_organisation=organisation, digest=digest, state=FileState.IMPORTED).exists():
        raise ValidationError({"file": _("This very file was imported already.")})
    file = ReadingsFile.objects.create(
        owner_organisation=organisation,
        edition=edition,
        uploaded_by=by.account,
        digest=digest,
        count=len(rows),
        rows=[row.as_plain() for row in rows],
    )
    record("checked_readings_file", subject=file, by=by, count=file.count, digest=digest)
    return file


@action
def import_readings(*, file: ReadingsFile, by: Actor) -> ReadingsFile:
    """Records every reading of the file, all or none, under one event with its digest; the file's rows are then erased."""
    may_finish_file(by, file).require()
    rows = _new_readings(file, by)
    move(file, READINGS_FILE, "take_in", rows=[], finished_at=now())
    record_readings(rows=rows, by=by, digest=file.digest, source=file.public_id)
    record("imported_readings_file", subject=file, by=by, count=file.count, digest=file.digest)
    return file


@action
def drop_file(*, file: ReadingsFile, by: Actor) -> ReadingsFile:
    """Throws a checked file away; its rows are erased."""
    may_finish_file(by, file).require()
    move(file, READINGS_FILE, "drop", rows=[], finished_at=now())
    record("dropped_readings_file", subject=file, by=by, digest=file.digest)
    return file


def _new_readings(file: ReadingsFile, by: Actor) -> list[NewReading]:
    wanted = sorted({row["engagement"] for row in file.rows})
    found = {}
    for start in range(0, len(wanted), IN_QUERY):
        found.update({one.public_id: one for one in engagements_for_viewer(by).filter(public_id__in=wanted[start : start + IN_QUERY])})
    missing = [one for one in wanted if one not in found]
    if missing:
        raise ValidationError(_("You no longer support everyone in this file. Upload it again to see who."))
    return [
        NewReading(
            engagement=found[row["engagement"]],
            edition=file.edition,
            happened_on=date.fromisoformat(row["day"]),
            voice=row["voice"],
            scores=row["scores"],
            notes=row["notes"],
        )
        for row in file.rows
    ]


def forget_old_files() -> int:
    """Throws away every checked file that nobody has imported for thirty days: a regular chore. Returns how many."""
    old = ReadingsFile.objects.filter(state=FileState.CHECKED, recorded_at__lt=now() - KEPT_FOR).select_related("owner_organisation")
    for file in old:
        drop_file(file=file, by=SYSTEM)
    return len(old)
