"""Bringing in readings from a file: template, upload, check, import."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.cells import safe_cell
from lodestar.common.tables import Unreadable, read_sheet
from lodestar.deliver.models import InstrumentEdition
from lodestar.deliver.queries import editions_for_viewer
from lodestar.interchange import actions, policies, queries
from lodestar.interchange.forms import ReadingsFileForm
from lodestar.interchange.models import ReadingsFile
from lodestar.jobs.actions import start_job
from lodestar.ui.acting import attempt
from lodestar.ui.tables import Column, DataTable

INLINE_ROWS = 2_000
SHOWN_ROWS = 10


@require_http_methods(["GET", "POST"])
def readings_upload(request: HttpRequest) -> HttpResponse:
    """Takes a file of readings and says everything that is wrong with it; nothing is recorded yet."""
    form = ReadingsFileForm(request.POST or None, request.FILES or None, viewer=request.actor)
    faults: list[queries.Fault] = []
    if request.method == "POST" and form.is_valid():
        content, edition = form.cleaned_data["file"].read(), form.cleaned_data["edition"]
        rows, faults = _read(request, form, content, edition)
        kept = attempt(form, lambda: _keep(request, content, rows, edition)) if rows and not faults else None
        if kept:
            return redirect("interchange:readings_file", kept.public_id)
    context = {
        "form": form,
        "faults": faults,
        "has_errors": bool(faults),
        "editions": editions_for_viewer(request.actor),
        "files": queries.files_for_viewer(request.actor)[:SHOWN_ROWS],
    }
    return render(request, "interchange/readings_upload.html", context, status=422 if faults else 200)


def _read(request: HttpRequest, form: ReadingsFileForm, content: bytes, edition: InstrumentEdition) -> tuple[list, list]:
    try:
        return queries.read_rows(request.actor, read_sheet(content), edition)
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return [], []


def _keep(request: HttpRequest, content: bytes, rows: list, edition: InstrumentEdition) -> ReadingsFile:
    held = request.actor.organisations_with(Permission.IMPORT_READINGS)
    organisations = list(Organisation.objects.filter(pk__in=held).order_by("pk"))
    if not organisations:
        raise ValidationError(_("Only a provider manager brings in readings from a file."))
    return actions.keep_file(content=content, rows=rows, edition=edition, organisation=organisations[0], by=request.actor)


@require_safe
def readings_template(request: HttpRequest, public_id: str) -> HttpResponse:
    """An empty file with the right columns, for a spreadsheet."""
    edition = get_object_or_404(editions_for_viewer(request.actor), public_id=public_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="readings-{public_id}.csv"'
    csv.writer(response).writerow([safe_cell(name) for name in queries.template_columns(edition)])
    return response


@require_safe
def readings_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A checked file: how many readings, the first of them, and the button that imports them all."""
    file = _file(request, public_id)
    areas = [area.key for area in file.edition.areas.order_by("position")]
    columns = [Column(_("Engagement")), Column(_("Date")), Column(_("Voice")), *(Column(key, numeric=True) for key in areas)]
    rows = [(one["engagement"], one["day"], one["voice"], *(one["scores"].get(key) for key in areas)) for one in file.rows[:SHOWN_ROWS]]
    context = {
        "file": file,
        "table": DataTable(_("The first readings of the file"), columns, rows, wide=True, small=True),
        "may_import": policies.may_finish_file(request.actor, file),
        "people": len({one["engagement"] for one in file.rows}),
        "is_long": file.count > INLINE_ROWS,
    }
    return render(request, "interchange/readings_file.html", context)


@require_POST
def readings_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Records every reading of a checked file: at once, or as long work when there are many."""
    file = _file(request, public_id)
    policies.may_finish_file(request.actor, file).require()
    if file.count > INLINE_ROWS:
        job = start_job(kind="import_readings", organisation=file.owner_organisation, by=request.actor, file=file.public_id)
        return redirect("jobs:job", job.public_id)
    try:
        actions.import_readings(file=file, by=request.actor)
        messages.success(request, _("%(count)s readings are recorded.") % {"count": f"{file.count:,}"})
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("interchange:readings_file", public_id)


@require_POST
def readings_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throws a checked file away."""
    actions.drop_file(file=_file(request, public_id), by=request.actor)
    messages.success(request, _("The file is thrown away. Nothing was recorded."))
    return redirect("interchange:readings_upload")


def _file(request: HttpRequest, public_id: str) -> ReadingsFile:
    return get_object_or_404(queries.files_for_viewer(request.actor), public_id=public_id)
