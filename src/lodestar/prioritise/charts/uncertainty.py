"""How sure the answer is: chances, ranges of ranks, what would change the decision, and what is worth discussing first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.models import Intervention, Quantity
from lodestar.prioritise.queries import PortfolioAnswer, PortfolioQuestion, UncertaintyAnswer
from lodestar.ui.charts.chances import Chance, Chances
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.numbers import fixed, places_for, plain, short_money, whole_money
from lodestar.ui.charts.spans import Span, Spans

MOST_BARS = 12
MOST_NEAREST = 6


@dataclass(frozen=True)
class FlipRow:
    """One number that would change the decision, what would happen then, where the number stands, and how far it has to move."""

    intervention: Intervention
    words: str
    best: str
    moves_by: float


@dataclass(frozen=True)
class FlipGroup:
    """What would change the decision about, or through, one intervention; the nearest first."""

    intervention: Intervention
    flips: tuple[FlipRow, ...]


@dataclass(frozen=True)
class Flips:
    """What would change the decision: the nearest of all within the ranges given, all within them, and all beyond."""

    nearest: tuple[FlipRow, ...]
    within: tuple[FlipGroup, ...]
    beyond: tuple[FlipGroup, ...]


@dataclass(frozen=True)
class ToDiscuss:
    """A number worth talking about first: what it is now, what knowing it would be worth, and at what value the decision turns."""

    intervention: Intervention
    quantity: str
    now: str
    worth: str
    flip: str


def words_of_labels() -> dict[str, tuple[str, str]]:
    """Each label of a chance: the word, and what it means."""
    return {
        "core": (_("core"), _("funded in at least 95 % of draws")),
        "borderline": (_("borderline"), _("could go either way")),
        "exterior": (_("exterior"), _("funded in at most 5 % of draws")),
    }


def sureness_in_words(answer: UncertaintyAnswer) -> str:
    """How many places are firm, in a sentence."""
    labels = [one["label"] for one in answer.rated.values()]
    facts = {"all": len(labels), "core": labels.count("core"), "out": labels.count("exterior"), "open": labels.count("borderline")}
    if not facts["open"]:
        return _("All %(all)d places are firm: %(core)d in, %(out)d out.") % facts
    words = ngettext(
        "%(open)d of %(all)d could go either way; %(core)d are firmly in and %(out)d firmly out.",
        "%(open)d of %(all)d could go either way; %(core)d are firmly in and %(out)d firmly out.",
        facts["open"],
    )
    return words % facts


def chances(question: PortfolioQuestion, portfolio: PortfolioAnswer, answer: UncertaintyAnswer, *, csv_url: str) -> Chances:
    """The chance that each is funded, best value for money first, so that rows stay where they are while the budget moves."""
    rated, labels = answer.rated, words_of_labels()
    rows = tuple(
        Chance(key, label, rated[key]["probability_funded"], labels[rated[key]["label"]][0], rated[key]["funded_at_best"])
        for key, label in _in_order(question, portfolio)
    )
    detail = _("How often each is in the best there is, when every number is drawn anew between its low and its high.")
    finding = Finding("chances", sureness_in_words(answer), detail, csv_url=csv_url)
    return Chances(finding, rows, marked_label=_("Funded on best estimates"))


def rank_ranges(question: PortfolioQuestion, portfolio: PortfolioAnswer, answer: UncertaintyAnswer, *, csv_url: str) -> Spans:
    """From which rank to which each comes in nine draws of ten."""
    rated = answer.rated
    spans = tuple(
        Span(label, one["rank_low"], one["rank_high"], one["rank_median"])
        for key, label in _in_order(question, portfolio)
        for one in [rated[key]]
    )
    sure = sum(one.low == one.high for one in spans)
    words = ngettext("%(n)d of %(all)d is sure of its rank", "%(n)d of %(all)d are sure of their rank", sure)
    sentence = words % {"n": sure, "all": len(spans)} if sure else _("None is sure of its rank by value for money")
    finding = Finding("ranks", sentence, _("Rank 1 is the best value for money. The line holds nine draws of ten."), csv_url=csv_url)
    columns = (_("Best rank"), _("Middle rank"), _("Worst rank"))
    return Spans(finding, spans, _("Rank by value for money"), columns, whole=True)


def tornado(question: PortfolioQuestion, answer: UncertaintyAnswer) -> Spans | None:
    """The numbers that move the total value most, each from its low to its high with all others at best; None where none does."""
    value = answer.result["value"]
    bars = [one for one in value["tornado"] if one["swing"] > 0 and one["value_at_low"] is not None and one["value_at_high"] is not None]
    if not bars:
        return None
    spans = tuple(_bar(question, one) for one in bars[:MOST_BARS])
    sentence = _("%(number)s moves the value at this budget most") % {"number": _number_of(question, bars[0])}
    detail = _("Each number from its low to its high, all others at their best estimate, the best there is chosen anew each time.")
    columns = (_("Least value"), "", _("Most value"))
    centre = value["best_estimate_choice"]["value"]
    return Spans(
        Finding("tornado", sentence, detail), spans, _("Value at this budget"), columns, centre=centre, note_label=_("What is funded")
    )


def _bar(question: PortfolioQuestion, one: Mapping[str, Any]) -> Span:
    ends = sorted([(one["value_at_low"], one["low"]), (one["value_at_high"], one["high"])], key=lambda end: end[0])
    note = _("changes") if one["changes_choice"] else _("stays the same")
    words = [short_money(given) if one["field"] == Quantity.COST else plain(given) for _value, given in ends]
    return Span(_number_of(question, one), ends[0][0], ends[1][0], low_words=words[0], high_words=words[1], note=note)


def _number_of(question: PortfolioQuestion, one: Mapping[str, Any]) -> str:
    return f"{question.interventions[one['id']].name}: {_name_of(one['field'])}"


def _name_of(field: str) -> str:
    return str(Quantity(field).label).lower()


def flips(question: PortfolioQuestion, portfolio: PortfolioAnswer, answer: UncertaintyAnswer) -> Flips:
    """What it would take to change the decision, one number at a time."""
    groups: dict[bool, list[FlipGroup]] = {True: [], False: []}
    for key, _label in _in_order(question, portfolio):
        for within, found in groups.items():
            rows = tuple(_flip(question, key, one) for one in answer.rated[key]["flips"] if one["within_range"] is within)
            if rows:
                found.append(FlipGroup(question.interventions[key], rows))
    every = sorted((row for group in groups[True] for row in group.flips), key=lambda row: row.moves_by)
    return Flips(tuple(every[:MOST_NEAREST]), tuple(groups[True]), tuple(groups[False]))


def _flip(question: PortfolioQuestion, key: str, one: Mapping[str, Any]) -> FlipRow:
    field, way = one["field"], one["direction"]
    facts = {"number": _name_of(field), "at": written(field, one["at"]), "then": _then(question, key, one["then"])}
    words = _("If %(number)s fell below %(at)s, %(then)s.") if way == "down" else _("If %(number)s rose above %(at)s, %(then)s.")
    moves_by = abs(one["at"] - one["from"]) / abs(one["from"]) if one["from"] else 1.0
    return FlipRow(question.interventions[key], words % facts, written(field, one["from"]), moves_by)


def _then(question: PortfolioQuestion, key: str, then: Mapping[str, Any]) -> str:
    """It would drop out and A would come in."""
    own = _("it would come in") if key in then["enters"] else _("it would drop out") if key in then["leaves"] else ""
    names = {way: [question.interventions[other].name for other in then[way] if other != key] for way in ("enters", "leaves")}
    said = [own] if own else []
    if names["enters"]:
        said.append(_("%(names)s would come in") % {"names": get_text_list(names["enters"], _("and"))})
    if names["leaves"]:
        said.append(_("%(names)s would drop out") % {"names": get_text_list(names["leaves"], _("and"))})
    return _(", and ").join(said) or _("the choice would change")


def written(field: str, number: float) -> str:
    """A number of an intervention as people write it: money with £, people whole, a probability with two decimals."""
    if field == Quantity.COST:
        return whole_money(round(number, 2))
    if field == Quantity.PROBABILITY:
        return fixed(number, 2)
    return fixed(number, 0) if field == Quantity.PEOPLE and abs(number) >= 1 else plain(number)


def to_discuss(question: PortfolioQuestion, answer: UncertaintyAnswer) -> list[ToDiscuss]:
    """The three interventions to talk about first, each with its number that matters most: knowing them would add most value."""
    found, raw = [], {one["id"]: one for one in answer.raw["interventions"]}
    first = answer.to_discuss
    places = places_for(one["value"] for one in first)
    for one in first:
        key, field = one["id"], answer.number_to_discuss(one["id"])
        nearest = next((flip for flip in answer.rated[key]["flips"] if flip["field"] == field), None)
        found.append(
            ToDiscuss(
                question.interventions[key],
                str(Quantity(field).label),
                _range(field, raw[key][field]),
                fixed(one["value"], places),
                _flip(question, key, nearest).words if nearest else "",
            )
        )
    return found


def _range(field: str, given: Any) -> str:
    if not isinstance(given, Mapping):
        return written(field, given)
    facts = {end: written(field, given[end]) for end in ("low", "best", "high")}
    return _("%(best)s, between %(low)s and %(high)s") % facts


def knowing_everything(answer: UncertaintyAnswer) -> str:
    """What perfect knowledge would add, in a sentence: the most that any further work on the numbers could be worth."""
    value = answer.result["value"]
    expected, gain = value["expected_value_of_current_choice"], value["evpi"]
    if gain <= 0 or expected <= 0:
        return _("Knowing every number exactly would not change what is best to fund.")
    places = places_for([expected])
    facts = {"gain": fixed(gain, places), "share": f"{100 * gain / expected:.1f} %", "expected": fixed(expected, places)}
    words = _("Knowing every number exactly before choosing would add %(gain)s (%(share)s) to the %(expected)s expected now.")
    return words % facts


def _in_order(question: PortfolioQuestion, portfolio: PortfolioAnswer) -> Iterable[tuple[str, str]]:
    rated = portfolio.rated
    order = sorted(question.interventions, key=lambda key: rated[key]["rank"])
    return [(key, f"{rated[key]['rank']}. {question.interventions[key].name}") for key in order]
