"""Opportunities and opened proposals as tables."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.common.money import pounds
from lodestar.procure.models import Opportunity, Proposal
from lodestar.ui import components as c
from lodestar.ui.components.html import el, join
from lodestar.ui.figures import moment
from lodestar.ui.tables import Column, DataTable


def opportunities(page: Iterable[Opportunity]) -> DataTable:
    rows = [
        (
            join([
                el("a", {"class": "govuk-link", "href": reverse("procure:opportunity_detail", args=[one.public_id])}, one.title),
                el("div", {"class": "lode-quiet lode-small"}, str(one.service)),
            ]),
            str(one.owner_organisation),
            moment(one.deadline),
            c.tag(one.get_state_display()),
        )
        for one in page
    ]  # fmt: skip
    columns = [Column(_("Opportunity")), Column(_("Commissioner")), Column(_("Deadline"), note=_("London time")), Column(_("State"))]
    return DataTable(_("Opportunities"), columns, rows, caption_hidden=True)


def proposals(opened: Iterable[Proposal]) -> DataTable:
    """What the panel compares first: people and price, side by side."""
    rows = [
        (
            el("a", {"class": "govuk-link", "href": reverse("procure:proposal_detail", args=[one.public_id])}, str(one.owner_organisation)),
            moment(one.submitted_at) if one.submitted_at else None,
            (one.content or {}).get("people"),
            pounds(one.content["price_pence"]) if one.content else None,
            c.tag(one.get_state_display()),
        )
        for one in opened
    ]
    columns = [
        Column(_("Provider")),
        Column(_("Submitted"), note=_("London time")),
        Column(_("People"), numeric=True, note=_("who will reach it")),
        Column(_("Price"), numeric=True, note=_("for the whole")),
        Column(_("State")),
    ]
    return DataTable(_("Proposals"), columns, rows, caption_hidden=True, can_copy=True)
