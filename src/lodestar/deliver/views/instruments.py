"""Instruments: the areas and the words of every point."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.deliver import actions, policies, queries
from lodestar.deliver.forms import InstrumentForm
from lodestar.deliver.models import InstrumentEdition
from lodestar.deliver.stars import stage_of
from lodestar.deliver.views.shared import parts_of
from lodestar.ui.acting import ask, attempt
from lodestar.ui.tables import Column, DataTable

LARGEST_FILE = 1_000_000


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Instruments shared with everyone, and the organisation's own."""
    rows = [
        (
            format_html(
                '<a class="govuk-link" href="{}">{}</a>', reverse("deliver:instrument_detail", args=[one.public_id]), one.instrument.name
            ),
            one.edition,
            one.instrument.licence_holder,
            _("1 to %(top)s") % {"top": one.scale_max},
        )
        for one in queries.editions_for_viewer(request.actor)
    ]
    columns = [Column(_("Instrument")), Column(_("Edition")), Column(_("Licence holder")), Column(_("Scale"))]
    may_load = _organisation_to_load_for(request) is not None
    context = {
        "heading": _("Instruments"),
        "lead": _("Scores are never compared across instruments or editions."),
        "table": DataTable(_("Instruments"), columns, rows, caption_hidden=True),
        "empty_text": _("No instrument is loaded yet."),
        "new_url": reverse("deliver:instrument_load") if may_load else "",
        "new_label": _("Load an instrument"),
    }
    return render(request, "deliver/list.html", {**context, "parts": parts_of(request)})


@require_safe
def instrument_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """An edition's areas, with the words of every point."""
    seen = InstrumentEdition.objects.visible_to(request.actor).select_related("instrument")
    edition = get_object_or_404(seen, public_id=public_id)
    points = range(edition.scale_min, edition.scale_max + 1)
    areas = [
        (area, [(point, stage_of(edition, point), area.words.get(str(point), "")) for point in points])
        for area in edition.areas.order_by("position")
    ]
    return render(request, "deliver/instrument_detail.html", {"edition": edition, "areas": areas})


@require_http_methods(["GET", "POST"])
def instrument_load(request: HttpRequest) -> HttpResponse:
    """Loads an edition from a file of the organisation that holds its licence."""
    organisation = _organisation_to_load_for(request)
    if organisation is None:
        policies.may_load_instrument(request.actor, Organisation()).require()
    form = InstrumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.load_instrument(file=_read(form), organisation=organisation, by=request.actor))
        if made:
            messages.success(request, _("The instrument is loaded."))
            return redirect("deliver:instrument_detail", made.public_id)
    return ask(request, form, _("Load an instrument"), back_url=reverse("deliver:instrument_list"), submit=_("Load it"))


def _organisation_to_load_for(request: HttpRequest) -> Organisation | None:
    held = request.actor.organisations_with(Permission.MANAGE_CASELOADS) | request.actor.organisations_with(Permission.EDIT_DESIGN)
    return Organisation.objects.filter(pk__in=held).order_by("pk").first()


def _read(form: InstrumentForm) -> dict:  # type: ignore[type-arg]
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_FILE:
        raise ValidationError({"file": _("The file is too large to be an instrument.")})
    try:
        data = json.loads(upload.read().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ValidationError({"file": _("The file cannot be read: it must be JSON, as the guide describes.")})
    return data
