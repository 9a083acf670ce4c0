"""Today's spend beside what could be had for it, and the swaps that lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.models import Intervention
from lodestar.prioritise.queries import PortfolioAnswer, PortfolioQuestion
from lodestar.ui.charts.numbers import alike, fixed, places_for, whole_money


@dataclass(frozen=True)
class SpendColumn:
    """One way to spend: what it costs, what it is worth, and what it stops and starts against today."""

    label: str
    explanation: str
    count: int
    cost: str
    value: str
    stopped: tuple[Intervention, ...]
    started: tuple[Intervention, ...]


@dataclass(frozen=True)
class SwapRow:
    """One stopped and one started in its place; what the swap changes, and what all swaps down to this one change."""

    stop: Intervention
    start: Intervention
    cost: str
    value: str
    value_so_far: str


@dataclass(frozen=True)
class TodayCompared:
    """Today, more for the same money, the same for less, in that order; the bridge between them in a sentence; swaps, best first."""

    columns: tuple[SpendColumn, ...]
    bridge: str
    swaps: tuple[SwapRow, ...]
    warnings: tuple[str, ...]


CODES = {"today_breaks_a_constraint", "no_choice_for_same_money", "no_choice_for_same_value"}


def today_compared(question: PortfolioQuestion, answer: PortfolioAnswer) -> TodayCompared | None:
    """None where no intervention is marked as running today."""
    value = answer.result["value"]
    if not value.get("today"):
        return None
    found = {kind: value[kind] for kind in ("today", "same_money", "same_value") if value[kind] is not None}
    written = dict(zip(found, alike(one["value"] for one in found.values()), strict=True))
    columns = tuple(_column(question, kind, one, set(value["today"]["ids"]), written[kind]) for kind, one in found.items())
    warnings = tuple(one["message"] for one in answer.result["warnings"] if one["code"] in CODES)
    return TodayCompared(columns, _bridge(found), tuple(_swaps(question, answer)), warnings)


def _column(question: PortfolioQuestion, kind: str, chosen: Mapping[str, Any], today: set[str], value: str) -> SpendColumn:
    words = {
        "today": (_("Today"), _("What is running.")),
        "same_money": (_("More for the same money"), _("The most value that today’s money can buy.")),
        "same_value": (_("The same for less"), _("At least today’s value, at the least cost.")),
    }[kind]
    keys = set(chosen["ids"])
    rows = question.interventions
    return SpendColumn(
        *words,
        count=len(keys),
        cost=whole_money(chosen["cost"]),
        value=value,
        stopped=tuple(row for key, row in rows.items() if key in today - keys),
        started=tuple(row for key, row in rows.items() if key in keys - today),
    )


def _bridge(found: Mapping[str, Mapping[str, Any]]) -> str:
    """From today to both alternatives in a sentence."""
    today = found["today"]
    said = []
    if "same_money" in found:
        more, changes = found["same_money"]["value"] - today["value"], _changes(today, found["same_money"])
        share = f" ({100 * more / today['value']:.0f} %)" if today["value"] > 0 else ""
        facts = {"more": fixed(more, places_for([more, today["value"]])), "share": share, "changes": changes}
        words = _("With %(changes)s, today’s money would be worth %(more)s%(share)s more.")
        said.append(words % facts if more > 0 else _("Today’s money could not be spent for more value."))
    if "same_value" in found:
        less, changes = today["cost"] - found["same_value"]["cost"], _changes(today, found["same_value"])
        facts = {"changes": changes, "less": whole_money(round(less, 2))}
        words = _("With %(changes)s, the same value could be had for %(less)s less.")
        said.append(words % facts if less > 0 else _("The same value cannot be had for less."))
    return " ".join(said)


def _changes(today: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    stopped, started = len(set(today["ids"]) - set(other["ids"])), len(set(other["ids"]) - set(today["ids"]))
    stops = ngettext("%(n)d stop", "%(n)d stops", stopped) % {"n": stopped}
    starts = ngettext("%(n)d start", "%(n)d starts", started) % {"n": started}
    return _("%(stops)s and %(starts)s") % {"stops": stops, "starts": starts}


def _swaps(question: PortfolioQuestion, answer: PortfolioAnswer) -> list[SwapRow]:
    given = answer.result["value"]["swaps"]
    so_far = [sum(one["value_change"] for one in given[: place + 1]) for place in range(len(given))]
    places = places_for([one["value_change"] for one in given] + so_far)
    rows = question.interventions
    return [
        SwapRow(
            stop=rows[one["stop"]],
            start=rows[one["start"]],
            cost=_signed_money(one["cost_change"]),
            value=_plus(one["value_change"], places),
            value_so_far=_plus(total, places),
        )
        for one, total in zip(given, so_far, strict=True)
    ]


def _signed_money(amount: float) -> str:
    return whole_money(amount) if amount <= 0 else f"+{whole_money(amount)}"


def _plus(amount: float, places: int) -> str:
    return f"+{fixed(amount, places)}" if amount > 0 else fixed(amount, places)
