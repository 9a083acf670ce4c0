"""Statements, their sums and their lines as tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.common.money import pounds
from lodestar.pay.models import PaymentLine, Statement
from lodestar.ui import components as c
from lodestar.ui.components.html import el, hidden_text, join
from lodestar.ui.forms.fields import long_date
from lodestar.ui.tables import Column, DataTable

Names = Mapping[str, str]


def _quiet(words: object) -> SafeString:
    return el("div", {"class": "lode-quiet lode-small"}, words)


def _link(address: str, words: object) -> SafeString:
    return el("a", {"class": "govuk-link", "href": address}, words)


def period(statement: Statement) -> str:
    return _("%(first)s to %(last)s") % {"first": long_date(statement.period_from), "last": long_date(statement.period_to)}


def statements(page: Iterable[Statement], *, of_one_contract: bool = False) -> DataTable:
    rows = [
        (
            join([
                _link(
                    reverse("pay:statement_detail", args=[one.public_id]),
                    _("Statement %(number)d") % {"number": one.number},
                ),
                None if of_one_contract else _quiet(f"{one.contract.title}, {one.contract.provider}"),
            ]),
            period(one),
            pounds(one.gross_pence),
            c.tag(one.get_state_display()),
        )
        for one in page
    ]  # fmt: skip
    columns = [Column(_("Statement")), Column(_("Period")), Column(_("With VAT"), numeric=True), Column(_("State"))]
    return DataTable(_("Statements"), columns, rows, caption_hidden=True, empty_text=_("There are no statements yet."))


def by_metric(value: Mapping[str, Any], names: Names, net_pence: int) -> DataTable:
    """What each result counts for so far, and what this statement pays for it; the core fee is a row of its own."""
    rows: list[tuple[object, ...]] = [
        (
            _link(f"?metric={one['metric']}#lines", names.get(one["metric"], one["metric"])),
            one["claimed"],
            one["payable"],
            pounds(one["unit_price_pence"]) if one["unit_price_pence"] is not None else _("several"),
            pounds(one["amount_pence"]),
        )
        for one in value["by_metric"]
        if one["metric"]
    ]
    if value["core_pence"]:
        rows.append((_("Core fee"), None, None, None, pounds(value["core_pence"])))
    columns = [
        Column(_("Result")),
        Column(_("Claimed"), numeric=True, note=_("so far")),
        Column(_("Payable"), numeric=True, note=_("so far")),
        Column(_("Price"), numeric=True, note=_("each")),
        Column(_("This statement"), numeric=True),
    ]
    totals = (_("Net"), "", "", "", pounds(net_pence))
    return DataTable(_("What it is for"), columns, rows, totals=totals, caption_hidden=True, can_copy=True)


def lines(page: Iterable[PaymentLine], names: Names, reversible: Collection[int]) -> DataTable:
    """Line by line. `reversible`: claims (row keys) that the viewer may take back."""
    rows = [
        (
            join([
                names.get(line.metric_key, line.metric_key) if line.metric_key else _("Core fee"),
                _quiet(_("Person %(pseudonym)s") % {"pseudonym": line.pseudonym}) if line.pseudonym else None,
                _reverse_link(line) if line.claim_id in reversible else None,
            ]),
            line.explanation,
            pounds(line.amount_pence),
        )
        for line in page
    ]  # fmt: skip
    columns = [Column(_("What for")), Column(_("Why this amount")), Column(_("Amount"), numeric=True)]
    return DataTable(_("Payment lines"), columns, rows, caption_hidden=True, empty_text=_("Nothing is owed in this period."))


def _reverse_link(line: PaymentLine) -> SafeString:
    assert line.claim is not None  # noqa: S101 — only lines of claims are reversible
    address = reverse("pay:claim_reverse", args=[line.claim.public_id])
    about = hidden_text(f" {line.metric_key}, {line.pseudonym}")
    return el("div", {"class": "lode-no-print lode-small"}, el("a", {"class": "govuk-link", "href": address}, _("Take this back"), about))


def not_paid(entries: Iterable[Mapping[str, Any]], names: Names) -> DataTable:
    rows = [(names.get(one["metric"], one["metric"]), one["person"] or None, one["reason"]) for one in entries]
    columns = [Column(_("Result")), Column(_("Person")), Column(_("Why nothing, or nothing more, is paid"))]
    return DataTable(_("Not paid"), columns, rows, caption_hidden=True)


def caps_in_words(caps: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    """What each cap took from everything achieved so far; the cap on one person once, with how many people it met."""
    met: dict[tuple[str, str, int], list[int]] = {}
    for cap in caps:
        of = str(cap["of"] or "") if cap["cap"] == "metric" else ""
        met.setdefault((cap["cap"], of, cap["limit_pence"]), []).append(cap["cut_pence"])
    return [_cap_in_words(kind, names.get(of, of), limit, cuts) for (kind, of, limit), cuts in met.items()]


def _cap_in_words(kind: str, of: str, limit: int, cuts: list[int]) -> str:
    said = {
        "metric": _("The cap of %(limit)s on “%(of)s” took %(cut)s off everything achieved so far."),
        "person": ngettext(
            "The cap of %(limit)s on one person took %(cut)s off what %(n)s person achieved so far.",
            "The cap of %(limit)s on one person took %(cut)s off what %(n)s people achieved so far.",
            len(cuts),
        ),
        "period": ngettext(
            "The cap of %(limit)s on one period took %(cut)s off everything achieved so far.",
            "The cap of %(limit)s on one period took %(cut)s off everything achieved so far, in %(n)s periods.",
            len(cuts),
        ),
        "contract": _("The cap of %(limit)s on the whole contract took %(cut)s off everything achieved so far."),
    }[kind]
    return said % {"limit": pounds(limit), "cut": pounds(sum(cuts)), "of": of, "n": len(cuts)}
