"""The answers beside one another at one budget, and one answer at every budget."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.charts.answers import LINE, OPTIMUM, SKIP, WAYS, words_of_ways
from lodestar.prioritise.queries import FundedRange, PortfolioAnswer, PortfolioQuestion, funded_ranges
from lodestar.ui.charts.bands import Band, Bands
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.numbers import alike, fixed, places_for, whole_money

MOST_RANGES = 3


@dataclass(frozen=True)
class AnswerColumn:
    """One of the three answers as a column of figures."""

    label: str
    explanation: str
    count: str
    cost: str
    left: str
    value: str
    per_thousand: str
    is_proven: bool


def answers_side_by_side(answer: PortfolioAnswer) -> list[AnswerColumn]:
    """The three answers at the budget, each with what it funds, costs and is worth."""
    chosen = {way: one for way in WAYS if (one := answer.at_budget[way]) is not None}
    values = dict(zip(chosen, alike(one["value"] for one in chosen.values()), strict=True))
    ratios = {way: one["value"] / one["cost"] * 1000 for way, one in chosen.items() if one["cost"] > 0}
    per_thousand = dict(zip(ratios, alike(ratios.values()), strict=True))
    words = words_of_ways()
    return [
        AnswerColumn(
            *words[way],
            count=str(len(one["ids"])),
            cost=whole_money(one["cost"]),
            left=whole_money(round(answer.budget_pence / 100 - one["cost"], 2)),
            value=values[way],
            per_thousand=per_thousand.get(way, ""),
            is_proven=bool(one.get("proven")),
        )
        for way, one in chosen.items()
    ]


def difference_in_words(answer: PortfolioAnswer) -> str:
    """How far the other two answers fall short of the best there is, in a sentence."""
    chosen = answer.at_budget
    best, names = chosen[OPTIMUM], words_of_ways()
    if best is None:
        return ""
    places = places_for(one["value"] for one in answer.rated.values())
    short = [(way, best["value"] - chosen[way]["value"]) for way in (LINE, SKIP) if chosen[way] and best["value"] > chosen[way]["value"]]
    if not short:
        return _("At this budget the best there is is worth no more than drawing the line.")
    said = [
        _("%(more)s (%(percent)s) more than “%(way)s”")
        % {"more": fixed(more, places), "percent": _percent(more, chosen[way]["value"]), "way": names[way][0]}
        for way, more in short
    ]
    return _("The best there is is worth %(said)s.") % {"said": _(" and ").join(said)}


def _percent(more: float, of: float) -> str:
    return f"{100 * more / of:.1f} %" if of > 0 else "–"


def funded_bands(question: PortfolioQuestion, answer: PortfolioAnswer) -> Bands | None:
    """At which budgets the best there is funds each, best value for money first; None where not every budget is known."""
    ranges = funded_ranges(answer)
    if ranges is None:
        return None
    order = sorted(question.interventions, key=lambda key: answer.rated[key]["rank"])
    bands = tuple(
        Band(
            f"{answer.rated[key]['rank']}. {question.interventions[key].name}",
            tuple((one.start, one.end) for one in ranges[key]),
            ranges_in_words(ranges[key]),
        )
        for key in order
    )
    changing = sum(len(one) > 1 for one in ranges.values())
    highest = max([answer.result["value"]["optimum_frontier"][-1]["cost"] * 1.04, answer.budget_pence / 100, 1.0])
    return Bands(Finding("bands", _bands_finding(changing), _bands_detail()), bands, highest, answer.budget_pence / 100)


def _bands_finding(changing: int) -> str:
    if not changing:
        return _("Once funded, each stays funded as the budget grows")
    words = ngettext(
        "%(n)d intervention is funded, drops out, and is funded again as the budget grows",
        "%(n)d interventions are funded, drop out, and are funded again as the budget grows",
        changing,
    )
    return words % {"n": changing}


def _bands_detail() -> str:
    return _(
        "More money sometimes buys one large thing in place of two small ones. These are the budgets at which the best there is funds each."
    )


def ranges_in_words(ranges: tuple[FundedRange, ...]) -> str:
    """In from £1,200,000; out at £2,000,000; in again from £2,600,000 on."""
    if not ranges:
        return _("Not funded at any budget.")
    if len(ranges) > MOST_RANGES:
        return _many_ranges(ranges)
    said = []
    for place, one in enumerate(ranges):
        words = _("in from %(start)s") if place == 0 else _("in again from %(start)s")
        said.append(words % {"start": whole_money(one.start)} + (_(" on") if one.end is None else ""))
        if one.end is not None:
            said.append(_("out at %(end)s") % {"end": whole_money(one.end)})
    text = "; ".join(said) + "."
    return text[0].upper() + text[1:]


def _many_ranges(ranges: tuple[FundedRange, ...]) -> str:
    facts = {"first": whole_money(ranges[0].start), "times": len(ranges) - 1, "last": whole_money(ranges[-1].start)}
    if ranges[-1].end is None:
        return _("First in from %(first)s; out and in again %(times)d times; in for good from %(last)s.") % facts
    facts["end"] = whole_money(ranges[-1].end)
    return _("First in from %(first)s; out and in again %(times)d times; out for good at %(end)s.") % facts
