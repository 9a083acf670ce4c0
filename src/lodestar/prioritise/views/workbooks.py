"""The workbook on its way out, and on its way back: upload, compare, look, record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.sealing import seal, unseal
from lodestar.common.tables import Unreadable
from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms import BudgetForm, ReturnForm, WorkbookForm
from lodestar.prioritise.models import Estimate, Intervention, Programme, Quantity
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.views.hand_over import budget_for
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.prioritise.workbooks import read_workbook, write_workbook
from lodestar.ui.acting import attempt

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PURPOSE = "prioritise.workbook"


@require_safe
def workbook(request: HttpRequest, public_id: str) -> HttpResponse:
    """The exercise as a workbook with live formulas (?budget=)."""
    programme = programme_seen(request, public_id)
    form = BudgetForm(request.GET)
    asked = form.cleaned_data.get("budget") if form.is_valid() else None
    question = queries.portfolio_question(programme)
    content = write_workbook(queries.book_of(programme, question, budget_for(programme, question, asked)))
    response = HttpResponse(content, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="workbook-{programme.public_id}.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
def workbook_return(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes a workbook and shows what it would change, or everything that is wrong with it; nothing is recorded yet."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = WorkbookForm(request.POST or None, request.FILES or None)
    compared = None
    if request.method == "POST" and form.is_valid():
        compared = _compared(form, programme)
    if compared and compared.numbers:
        return _preview(request, programme, compared.numbers, form.cleaned_data["reason"])
    context = {"programme": programme, "form": form, "compared": compared, "has_errors": bool(compared and compared.faults)}
    return render(request, "prioritise/workbook_return.html", context, status=422 if context["has_errors"] else 200)


@require_POST
def workbook_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Records the numbers that were looked at: all of them, or none."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    form = ReturnForm(request.POST)
    numbers = _opened(request, programme, request.POST.get("found", ""))
    if not numbers:
        messages.error(request, _("What was found in the workbook could not be read any more. Bring the workbook back again."))
        return redirect("prioritise:workbook_return", programme.public_id)
    made = attempt(form, lambda: _record(request, programme, numbers, form))
    if made is None:
        return _preview(request, programme, numbers, form.data.get("reason", ""), form)
    words = ngettext("%(n)d number is recorded.", "%(n)d numbers are recorded.", len(made)) % {"n": len(made)}
    messages.success(request, f"{words} {_('Earlier ones stay on record.')}")
    return redirect("prioritise:hand_over", programme.public_id)


def _record(request: HttpRequest, programme: Programme, numbers: Sequence[queries.ReturnedNumber], form: ReturnForm) -> list[Estimate]:
    return actions.bring_back_workbook(programme=programme, numbers=numbers, reason=form.cleaned_data["reason"], by=request.actor)


def _compared(form: WorkbookForm, programme: Programme) -> queries.Comparison | None:
    try:
        return queries.compare_with_workbook(programme, read_workbook(form.cleaned_data["file"].read()))
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return None


def _preview(
    request: HttpRequest, programme: Programme, numbers: Sequence[queries.ReturnedNumber], reason: str, form: ReturnForm | None = None
) -> HttpResponse:
    found = seal(_closed(request, programme, numbers), purpose=PURPOSE).decode()
    submit = ngettext("Record %(n)d number", "Record %(n)d numbers", len(numbers)) % {"n": len(numbers)}
    context = {
        "programme": programme,
        "numbers": numbers,
        "form": form or ReturnForm(initial={"found": found, "reason": reason}),
        "found": found,
        "submit": submit,
        "back_url": reverse("prioritise:workbook_return", args=[programme.public_id]),
    }
    return render(request, "prioritise/workbook_check.html", context)


def _closed(request: HttpRequest, programme: Programme, numbers: Sequence[queries.ReturnedNumber]) -> dict[str, Any]:
    rows = [
        {
            "intervention": one.intervention.public_id,
            "quantity": one.quantity.value,
            "current": one.current.public_id if one.current else "",
            "ends": [str(one.low), str(one.best), str(one.high)],
            "why": one.why,
        }
        for one in numbers
    ]
    return {"programme": programme.public_id, "by": request.actor.public_id, "rows": rows}


def _opened(request: HttpRequest, programme: Programme, sealed: str) -> list[queries.ReturnedNumber]:
    """What was sealed for this programme and this person; nothing where it was not."""
    try:
        found = unseal(sealed.encode(), purpose=PURPOSE)
    except (InvalidToken, ValueError):
        return []
    if (found["programme"], found["by"]) != (programme.public_id, request.actor.public_id):
        return []
    rows = found["rows"]
    related = Intervention.objects.filter(area__programme=programme).select_related("area__programme", "owner_organisation")
    known = related.in_bulk([row["intervention"] for row in rows], field_name="public_id")
    current = Estimate.objects.in_bulk([row["current"] for row in rows], field_name="public_id")
    return [
        queries.ReturnedNumber(
            known[row["intervention"]],
            Quantity(row["quantity"]),
            current.get(row["current"]),
            *(Decimal(end) for end in row["ends"]),
            row["why"],
        )
        for row in rows
        if row["intervention"] in known
    ]
