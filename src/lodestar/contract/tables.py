"""Contracts, versions and milestones as tables."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.common.money import pounds
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.ui import components as c
from lodestar.ui.components.html import el, hidden_text, join
from lodestar.ui.forms.fields import long_date
from lodestar.ui.tables import Column, DataTable


def _link(address: str, words: object, *, about: object = "") -> SafeString:
    return el("a", {"class": "govuk-link", "href": address}, words, hidden_text(join([": ", about])) if about else None)


def contracts(page: Iterable[Contract]) -> DataTable:
    rows = [
        (
            join([
                _link(reverse("contract:contract_detail", args=[one.public_id]), one.title),
                el("div", {"class": "lode-quiet lode-small"}, one.reference),
            ]),
            str(one.provider),
            _("%(start)s to %(end)s") % {"start": long_date(one.starts_on), "end": long_date(one.ends_on)},
            c.tag(one.get_state_display()),
        )
        for one in page
    ]  # fmt: skip
    columns = [Column(_("Contract")), Column(_("Provider")), Column(_("Runs")), Column(_("State"))]
    return DataTable(_("Contracts"), columns, rows, caption_hidden=True)


def versions(found: Iterable[ContractVersion], shown: ContractVersion | None) -> DataTable:
    """Every version, latest first; the one that the page shows is said to be."""
    rows = [
        (
            join([
                _link(reverse("contract:version_detail", args=[one.public_id]), _("Version %(number)d") % {"number": one.number}),
                el("div", {"class": "lode-quiet lode-small"}, _("shown above")) if shown and one.pk == shown.pk else None,
            ]),
            long_date(one.effective_from),
            str(one.proposed_by or ""),
            join([str(signature.organisation) for signature in one.signatures.all()], ", ") or _("Nobody yet"),
            c.tag(one.get_state_display()),
        )
        for one in found
    ]  # fmt: skip
    columns = [Column(_("Version")), Column(_("In force from")), Column(_("Proposed by")), Column(_("Signed by")), Column(_("State"))]
    return DataTable(_("Versions"), columns, rows, caption_hidden=True)


def milestones(target: Target, may_write: bool) -> DataTable:
    """The milestones of a target in their order, each with what it pays."""
    columns = [Column(_("Milestone")), Column(_("Expected")), Column(_("Verified")), Column(_("Price"), numeric=True)]
    rows = [
        (
            join([one.name, _change("contract:milestone_edit", one.public_id, one.name) if may_write else None], " "),
            _expected(one),
            one.get_verified_by_display(),
            join([_price(metric, may_write) for metric in one.metrics.all()], el("br")) or _("Not paid"),
        )
        for one in target.milestones.all()
    ]
    return DataTable(
        _("Milestones of “%(target)s”") % {"target": target.outcome.name},
        columns, rows, caption_hidden=True, empty_text=_("No milestones yet."),
    )  # fmt: skip


def _change(address: str, public_id: str, about: str) -> SafeString:
    return el("span", {"class": "lode-no-print"}, _link(reverse(address, args=[public_id]), _("Change"), about=about))


def _expected(milestone: Milestone) -> str | None:
    if milestone.expected_count is None:
        return None
    said = ngettext("%(n)d person", "%(n)d people", milestone.expected_count) % {"n": milestone.expected_count}
    return _("%(people)s by %(day)s") % {"people": said, "day": long_date(milestone.expected_by)} if milestone.expected_by else said


def _price(metric: Metric, may_write: bool) -> SafeString:
    often = ""
    if metric.max_per_person is None:
        often = _("each time")
    elif metric.max_per_person > 1:
        often = _("up to %(n)d times") % {"n": metric.max_per_person}
    return join([
        pounds(metric.price_pence),
        el("span", {"class": "lode-quiet lode-small"}, often) if often else None,
        _change("contract:metric_edit", metric.public_id, metric.description) if may_write else None,
    ], " ")  # fmt: skip
