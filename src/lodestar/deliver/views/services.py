"""The figures of a service: distance travelled, with its rule, its meaning, and files that give the same figures."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lodestar.common.cells import safe_cell
from lodestar.common.clock import today
from lodestar.common.decisions import Decision
from lodestar.deliver import policies, queries
from lodestar.deliver.forms import DistanceForm
from lodestar.deliver.meanings import column_meanings, headline_figures, protection_in_words, rule_in_words
from lodestar.deliver.stars import star_of_means
from lodestar.deliver.views.shared import parts_of
from lodestar.design.models import Service
from lodestar.methods.distance_travelled import AreaFigures
from lodestar.ui.tables import Column, DataTable


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The services under way whose figures the viewer may see."""
    rows = [
        (
            format_html(
                '<a class="govuk-link" href="{}">{}</a>', reverse("deliver:service_detail", args=[service.public_id]), service.name
            ),
            service.owner_organisation.name,
        )
        for service in queries.services_for_viewer(request.actor)
    ]
    table = DataTable(_("Services"), [Column(_("Service")), Column(_("Commissioned by"))], rows, caption_hidden=True)
    context = {
        "heading": _("Services under way"),
        "table": table,
        "empty_text": _("No service is under way yet. It begins when a contract goes live."),
    }
    return render(request, "deliver/list.html", {**context, "parts": parts_of(request)})


@require_safe
def service_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Distance travelled of a service, by area and overall, and what those without a second star could hide."""
    service = _service(request, public_id)
    editions = queries.editions_used(request.actor, service)
    form = DistanceForm(request.GET if {"unit", "as_at", "as_at-year"} & set(request.GET) else None, initial={"as_at": today()})
    context: dict[str, Any] = {"service": service, "form": form, "editions": editions, "has_errors": form.is_bound and not form.is_valid()}
    if editions:
        figures = _figures(request, service, editions)
        address = _address_of_files(request, figures)
        context |= {
            "figures": figures,
            "headlines": headline_figures(figures),
            "table": area_table(figures, csv_url=reverse("deliver:service_csv", args=[public_id]) + address),
            "meanings": column_meanings(figures),
            "rule": rule_in_words(figures),
            "protection": protection_in_words(figures),
            "star": star_of_means(figures),
            "json_url": reverse("deliver:service_json", args=[public_id]) + address if figures.shown.exact else "",
            "readings_url": reverse("deliver:service_readings", args=[public_id]) + address if figures.shown.exact else "",
        }
    return render(request, "deliver/service_detail.html", context)


@require_safe
def service_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """The areas table as it is shown to this viewer."""
    figures = _asked_figures(request, public_id)
    rows: list[list[Any]] = [["area", "people", "mean_first", "mean_latest", "mean_change", "interval_low", "interval_high"]]
    rows[0] += ["up", "same", "down", "had_room"]
    rows += [_csv_row(figures, one) for one in figures.value.areas]
    rows += [[], ["as_at", figures.as_at.isoformat()], ["rule", figures.rule.model_dump_json(exclude_none=True)]]
    return _csv(rows, f"distance-travelled-{figures.service.public_id}")


def _csv_row(figures: queries.ServiceFigures, one: AreaFigures) -> list[Any]:
    """An area as plain numbers, as far as this viewer may see them."""
    s = figures.shown
    means = (one.mean_first, one.mean_latest, one.mean_change, one.interval_low, one.interval_high)
    counts = (one.up, one.same, one.down, one.had_room)
    return [one.area, s.plain_count(one.n), *(s.plain_mean(mean, one.n) for mean in means), *(s.plain_count(count) for count in counts)]


@require_safe
def service_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """The readings as input for `lodestar run distance_travelled`: opaque ids; for the provider's own people only."""
    figures = _own_figures(request, public_id)
    scope, _exact = queries.engagements_in(request.actor, figures.service)
    data = queries.distance_input(scope, figures.edition, figures.areas, figures.rule, known_at=figures.known_at)
    response = JsonResponse(data, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="distance-travelled-{figures.service.public_id}.json"'
    return response


@require_safe
def service_readings(request: HttpRequest, public_id: str) -> HttpResponse:
    """The readings one a row, by opaque id, in the shape that the import takes; for the provider's own people only."""
    figures = _own_figures(request, public_id)
    scope, _exact = queries.engagements_in(request.actor, figures.service)
    data = queries.distance_input(scope, figures.edition, figures.areas, figures.rule, known_at=figures.known_at)
    keys = data["instrument"]["areas"]
    rows = [["engagement", "date", "voice", *keys]]
    rows += [[r["engagement"], r["date"], r["voice"], *(r["scores"].get(key, "") for key in keys)] for r in data["readings"]]
    return _csv(rows, f"readings-{figures.service.public_id}")


def area_table(figures: queries.ServiceFigures, csv_url: str = "") -> DataTable:
    """Each area with its people and how they moved, as this viewer may see it."""
    s = figures.shown
    names = {area.key: area.name for area in figures.areas}
    rows = [
        (
            names[one.area],
            s.count(one.n),
            s.mean(one.mean_first, one.n),
            s.mean(one.mean_latest, one.n),
            s.mean(one.mean_change, one.n, sign=True),
            s.interval(one.interval_low, one.interval_high, one.n),
            s.count(one.up),
            s.count(one.same),
            s.count(one.down),
            s.count(one.had_room),
            s.share(one.up, one.had_room),
        )
        for one in figures.value.areas
    ]
    labels = (_("People"), _("Mean at first"), _("Mean at latest"), _("Mean change"), _("95 % interval"), _("Up"), _("Same"), _("Down"))
    of_room = (_("Had room to rise"), _("Up, of those with room"))
    columns = [Column(_("Area")), *(Column(label, numeric=True) for label in (*labels, *of_room))]
    return DataTable(_("Distance travelled by area"), columns, rows, wide=True, small=True, can_copy=True, csv_url=csv_url)


def _service(request: HttpRequest, public_id: str) -> Service:
    seen = queries.services_for_viewer(request.actor).select_related("programme")
    service = get_object_or_404(seen, public_id=public_id)
    policies.may_see_delivery(request.actor, service).require()
    return service


def _asked_figures(request: HttpRequest, public_id: str) -> queries.ServiceFigures:
    service = _service(request, public_id)
    editions = queries.editions_used(request.actor, service)
    if not editions:
        raise Http404
    return _figures(request, service, editions)


def _own_figures(request: HttpRequest, public_id: str) -> queries.ServiceFigures:
    figures = _asked_figures(request, public_id)
    if not figures.shown.exact:
        Decision(False, _("Files about single people stay with the provider who supports them.")).require()
    return figures


def _figures(request: HttpRequest, service: Service, editions: list) -> queries.ServiceFigures:
    """The figures asked for in the address: edition, as at, known at, unit."""
    edition = next((one for one in editions if one.public_id == request.GET.get("edition")), editions[0])
    return queries.service_figures(
        request.actor,
        service,
        edition,
        as_at=_day(request),
        known_at=_moment(request.GET.get("known_at", "")),
        unit=request.GET.get("unit", "points"),
    )


def _day(request: HttpRequest) -> date | None:
    """The date asked for; what is no date, or has not come yet, is today's figures with the fault shown in the form."""
    form = DistanceForm(request.GET)
    form.is_valid()
    return form.cleaned_data.get("as_at")


def _moment(text: str) -> datetime | None:
    """A date (its whole day) or a moment, in the time of the place."""
    try:
        day = date.fromisoformat(text)
        return timezone.make_aware(datetime.combine(day, time.max))
    except ValueError:
        pass
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _address_of_files(request: HttpRequest, figures: queries.ServiceFigures) -> str:
    query = {"edition": figures.edition.public_id, "unit": figures.rule.unit}
    if figures.rule.period_end:
        query["as_at"] = figures.rule.period_end.isoformat()
    if request.GET.get("known_at"):
        query["known_at"] = request.GET["known_at"]
    return "?" + urlencode(query)


def _csv(rows: list[list[Any]], name: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return response
