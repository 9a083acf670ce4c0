"""Pages of statements: the list, the statement line by line, and the acts of provider and finance office."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.cells import safe_cell
from lodestar.common.decisions import Decision
from lodestar.common.money import pounds
from lodestar.contract.models import Contract
from lodestar.pay import actions, queries, tables
from lodestar.pay.forms import PayForm, PrepareForm, ReverseForm, SendBackForm, StatementFilterForm
from lodestar.pay.models import Claim, PaymentLine, Statement
from lodestar.pay.policies import (
    may_approve_statement,
    may_pay_statement,
    may_prepare_statement,
    may_reverse_claim,
    may_reverse_claims,
    may_send_back_statement,
    may_submit_statement,
)
from lodestar.ui.acting import ask, attempt, check_and_act
from lodestar.ui.forms.fields import long_date

STATEMENTS_A_PAGE = 25
LINES_A_PAGE = 100
BOTH = ["GET", "POST"]


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """Statements of the viewer's contracts."""
    form = StatementFilterForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    page = Paginator(queries.statements_for_viewer(request.actor, state=state), STATEMENTS_A_PAGE).get_page(request.GET.get("page"))
    first = _("There are no statements yet. A provider manager prepares one when a month of a live contract is over.")
    context = {
        "heading": _("Statements"),
        "filter_form": form,
        "filters_are_set": bool(state),
        "page_obj": page,
        "table": tables.statements(page),
        "empty_text": _("No statement is in that state.") if state else first,
        "to_prepare": queries.periods_to_state(request.actor),
    }
    return render(request, "pay/statement_list.html", context)


@require_safe
def statement_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A statement line by line, each with its rule and explanation; sums by metric; what was not paid and why."""
    statement = _statement(request, public_id)
    value = statement.method_result["value"]
    metric = request.GET.get("metric", "")[:40]
    names = queries.metric_names(statement.contract)
    not_paid = [one for one in value["not_paid"] if one["rule"] != "paid_before"]
    page = Paginator(queries.lines_of(statement, metric=metric), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "statement": statement,
        "contract": statement.contract,
        "value": value,
        "period": tables.period(statement),
        "owed": abs(statement.gross_pence),
        "by_metric": tables.by_metric(value, names, statement.net_pence),
        "page_obj": page,
        "lines": tables.lines(page, names, _reversible(request, statement, page)),
        "metric_name": names.get(metric, metric),
        "not_paid": tables.not_paid(not_paid[:LINES_A_PAGE], names),
        "not_paid_count": len(not_paid),
        "caps": tables.caps_in_words(value["caps"], names),
        **_may(request, statement),
    }
    return render(request, "pay/statement_detail.html", context)


def _may(request: HttpRequest, statement: Statement) -> dict[str, Decision]:
    return {
        "may_submit": may_submit_statement(request.actor, statement),
        "may_approve": may_approve_statement(request.actor, statement),
        "may_send_back": may_send_back_statement(request.actor, statement),
        "may_pay": may_pay_statement(request.actor, statement),
    }


def _reversible(request: HttpRequest, statement: Statement, page: Iterable[PaymentLine]) -> set[int]:
    """The claims on this page that the viewer may take back."""
    if not may_reverse_claims(request.actor, statement.contract):
        return set()
    return {line.claim_id for line in page if line.claim_id} - queries.reversed_claims(statement.contract)


@require_safe
def statement_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Works a stored statement out again from its stored input and says whether it is the same to the penny."""
    statement = _statement(request, public_id)
    context = {
        "statement": statement,
        "same": queries.replays_to_the_same(statement),
        "adds_up": queries.reconciles(statement),
        "result": statement.method_result,
    }
    return render(request, "pay/statement_check.html", context)


@require_safe
def statement_csv(request: HttpRequest, public_id: str) -> StreamingHttpResponse:
    """Every line of a statement as CSV, for finance systems and for checking."""
    statement = _statement(request, public_id)
    response = StreamingHttpResponse(_csv_rows(statement), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="statement-{statement.public_id}.csv"'
    return response


class _Line:
    """A file that gives back what is written to it, so that rows stream out one by one."""

    def write(self, text: str) -> str:
        return text


def _csv_rows(statement: Statement) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(["line", "claim", "person", "metric", "amount_pence", "rule", "explanation"])
    for line in queries.lines_of(statement).iterator(chunk_size=2000):
        cells = [line.position, line.claim_reference, line.pseudonym, line.metric_key, line.amount_pence, line.rule, line.explanation]
        yield writer.writerow([safe_cell(cell) for cell in cells])


@require_safe
def statement_input(request: HttpRequest, public_id: str) -> HttpResponse:
    """The stored input of the calculation, as `lodestar run payment_statement` takes it."""
    statement = _statement(request, public_id)
    response = HttpResponse(json.dumps(statement.method_input, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="statement-{statement.public_id}.json"'
    return response


@require_http_methods(BOTH)
def statement_prepare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Prepare the next statement of a contract."""
    contracts = Contract.objects.visible_to(request.actor).select_related("service__programme", "provider", "owner_organisation")
    contract = get_object_or_404(contracts, public_id=public_id)
    may_prepare_statement(request.actor, contract).require()
    period_from, period_to = queries.next_period(contract)
    form = PrepareForm(request.POST or None, initial={"period_to": period_to})
    if request.method == "POST":
        made = attempt(form, lambda: actions.prepare_statement(contract=contract, by=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("The statement is prepared. Look through its lines, then submit it."))
            return redirect("pay:statement_detail", made.public_id)
    heading = _("Prepare the statement from %(day)s") % {"day": long_date(period_from)}
    back = reverse("contract:contract_detail", args=[contract.public_id])
    return ask(request, form, heading, back_url=back, caption=contract.title, submit=_("Work it out"))


@require_http_methods(BOTH)
def statement_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    statement = _statement(request, public_id)
    may_submit_statement(request.actor, statement).require()
    return _check(
        request,
        statement,
        lambda: actions.submit_statement(statement=statement, by=request.actor),
        heading=_("Submit the statement"),
        consequence=_("The commissioner will see it. You can no longer change it."),
        done=_("Submitted. It now waits for the commissioner's finance officer."),
    )


@require_http_methods(BOTH)
def statement_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    statement = _statement(request, public_id)
    may_approve_statement(request.actor, statement).require()
    return _check(
        request,
        statement,
        lambda: actions.approve_statement(statement=statement, by=request.actor),
        heading=_("Approve the statement"),
        consequence=_("%(amount)s can then be paid.") % {"amount": pounds(statement.gross_pence)},
        done=_("Approved. It can now be paid."),
    )


@require_http_methods(BOTH)
def statement_send_back(request: HttpRequest, public_id: str) -> HttpResponse:
    statement = _statement(request, public_id)
    may_send_back_statement(request.actor, statement).require()
    form = SendBackForm(request.POST or None)
    return _check(
        request,
        statement,
        lambda: actions.send_back_statement(statement=statement, by=request.actor, **form.cleaned_data),
        heading=_("Return the statement"),
        consequence=_("Nothing is paid for it. What it held comes into the next statement."),
        done=_("Returned to the provider. Nothing is paid for it."),
        form=form,
    )


@require_http_methods(BOTH)
def statement_pay(request: HttpRequest, public_id: str) -> HttpResponse:
    statement = _statement(request, public_id)
    may_pay_statement(request.actor, statement).require()
    form = PayForm(request.POST or None)
    return _check(
        request,
        statement,
        lambda: actions.pay_statement(statement=statement, by=request.actor, **form.cleaned_data),
        heading=_("Record the payment"),
        consequence=_("It is on record as paid from then on. A mistake is put right in the next statement."),
        done=_("Recorded as paid."),
        form=form,
        submit=_("Record %(amount)s as paid") % {"amount": pounds(statement.gross_pence)},
    )


@require_http_methods(BOTH)
def claim_reverse(request: HttpRequest, public_id: str) -> HttpResponse:
    claims = Claim.objects.visible_to(request.actor).select_related(
        "contract__service__programme", "contract__owner_organisation", "contract__provider", "metric"
    )
    claim = get_object_or_404(claims, public_id=public_id)
    may_reverse_claim(request.actor, claim).require()
    form = ReverseForm(request.POST or None)
    rows = [
        (_("Contract"), claim.contract.title),
        (_("What for"), claim.metric.description),
        (_("Person"), claim.pseudonym),
        (_("Reached on"), long_date(claim.achieved_on)),
    ]
    return check_and_act(
        request,
        lambda: actions.reverse_claim(claim=claim, by=request.actor, **form.cleaned_data),
        heading=_("Take this claim back"),
        rows=rows,
        consequence=_("The next statement recovers what was paid for it. What was paid before is not changed."),
        done=_("Taken back. The next statement recovers what was paid for it."),
        back_url=reverse("contract:contract_detail", args=[claim.contract.public_id]),
        form=form,
    )


def _statement(request: HttpRequest, public_id: str) -> Statement:
    statements = Statement.objects.visible_to(request.actor).select_related(
        "contract__service__programme", "contract__provider", "contract__owner_organisation", "prepared_by", "approved_by"
    )
    return get_object_or_404(statements, public_id=public_id)


def _address_of(statement: Statement) -> str:
    return reverse("pay:statement_detail", args=[statement.public_id])


def _check(request: HttpRequest, statement: Statement, act: Any, **words: Any) -> HttpResponse:
    rows = [
        (_("Contract"), statement.contract.title),
        (_("Provider"), statement.contract.provider.name),
        (_("Period"), tables.period(statement)),
        (_("Net"), pounds(statement.net_pence)),
        (_("VAT"), pounds(statement.vat_pence)),
        (_("With VAT"), pounds(statement.gross_pence)),
    ]
    return check_and_act(request, act, rows=rows, back_url=_address_of(statement), **words)
