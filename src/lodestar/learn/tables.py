"""Targets and their answers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lodestar.contract.models import Target
from lodestar.learn.models import TargetResult
from lodestar.ui.components.html import el, hidden_text
from lodestar.ui.forms.fields import long_date
from lodestar.ui.tables import Column, DataTable


def answers(targets: Iterable[Target], results: Mapping[str, TargetResult], may_close: bool) -> DataTable:
    """YES or NO of each target of a version, with the way to answer for those who may."""
    rows = [
        (
            _link(reverse("learn:sight", args=["target", target.public_id]), str(target)),
            target.how_many,
            long_date(target.by_when),
            _answer(target, results.get(target.key), may_close),
        )
        for target in targets
    ]
    columns = [Column(_("Target")), Column(_("People"), numeric=True), Column(_("By")), Column(_("Reached?"))]
    return DataTable(_("Were the targets reached?"), columns, rows, caption_hidden=True)


def _answer(target: Target, result: TargetResult | None, may_close: bool) -> object:
    if result is not None:
        said = _("YES, %(n)d people") if result.is_reached else _("NO, %(n)d people")
        return _link(reverse("learn:learning_detail", args=[result.learning.public_id]), said % {"n": result.reached_count})
    if may_close:
        return _link(reverse("learn:target_close", args=[target.public_id]), _("Answer"), str(target))
    return _("Not closed yet")


def _link(address: str, words: str, about: str = "") -> SafeString:
    return el("a", {"class": "govuk-link", "href": address}, words, hidden_text(f": {about}") if about else None)
