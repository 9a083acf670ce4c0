"""Bringing in figures from a spreadsheet: template, paste or upload, preview, all or nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.cells import safe_cell
from lodestar.common.tables import Sheet, Unreadable, read_sheet
from lodestar.prioritise import actions
from lodestar.prioritise.forms.figure_sheets import FigureSheetForm
from lodestar.prioritise.models import Programme, Quantity
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.queries.figure_sheets import SheetFigures, as_text, preview_of, read_figures, sheet_of
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import attempt

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def figure_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes pasted cells or a file; names every fault at once, or shows what would change; keeps it all on the second press."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = FigureSheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"programme": programme, "form": form, "faults": []}
    sheet = _sheet(form) if request.method == "POST" else None
    if sheet is None:
        return render(request, "prioritise/figure_sheet.html", context)
    rows, faults = read_figures(programme, sheet)
    if faults:
        context |= {"faults": faults, "has_errors": True, "text": as_text(sheet)}
        return render(request, "prioritise/figure_sheet.html", context, status=422)
    if "keep" in request.POST:
        return _keep(request, programme, form, rows, context)
    context |= {"preview": preview_of(rows), "text": as_text(sheet), "quantities": Quantity.choices, "table": _table(rows)}
    return render(request, "prioritise/figure_sheet_preview.html", context)


@require_safe
def figure_sheet_template(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sheet to fill in, with what is known now: Excel, or CSV (?as=csv)."""
    programme = programme_seen(request, public_id)
    rows = [[safe_cell(cell) for cell in row] for row in sheet_of(programme)]
    is_csv = request.GET.get("as") == "csv"
    response = HttpResponse(_csv(rows) if is_csv else _workbook(rows), content_type="text/csv; charset=utf-8" if is_csv else EXCEL)
    response["Content-Disposition"] = f'attachment; filename="figures-{programme.public_id}.{"csv" if is_csv else "xlsx"}"'
    return response


def _sheet(form: FigureSheetForm) -> Sheet | None:
    if not form.is_valid():
        return None
    try:
        return read_sheet(form.content())
    except Unreadable as unreadable:
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(unreadable))
        return None


def _keep(
    request: HttpRequest, programme: Programme, form: FigureSheetForm, rows: list[SheetFigures], context: dict[str, Any]
) -> HttpResponse:
    kept = attempt(form, lambda: actions.bring_in_figures(programme=programme, rows=rows, by=request.actor))
    if kept is None:
        return render(request, "prioritise/figure_sheet.html", context, status=422)
    words = ngettext("%(n)d number is kept.", "%(n)d numbers are kept.", kept)
    messages.success(request, words % {"n": kept} + " " + _("Earlier ones stay on record."))
    return redirect("prioritise:intervention_list", programme.public_id)


def _table(rows: list[SheetFigures]) -> list[tuple[SheetFigures, list[tuple[Any, Any]]]]:
    """The rows that change something, each with its numbers in order: what it would be, and what it was."""
    table = []
    for row in rows:
        given = {one.quantity: one for one in row.estimates}
        if row.is_new or given:
            table.append((row, [(given.get(name), row.before.get(name)) for name in Quantity.values]))
    return table


def _csv(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return "\ufeff" + out.getvalue()  # so that spreadsheets read it as UTF-8


def _workbook(rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("figures")
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, bold if number == 0 else None)
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, len(rows[0]) - 1, 14)
        sheet.set_column(2, 2, 34)
    return out.getvalue()
