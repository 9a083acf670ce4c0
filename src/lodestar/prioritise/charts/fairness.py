"""Fairness in words and pictures: figures of the fairness query are put into words here, none is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.prioritise.queries.fairness import ATKINSON, RATIO, SCORE, FairChoice, FairnessAnswer
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.numbers import fixed, places_for, plain
from lodestar.ui.charts.parted import PartedBar, PartedBars

ORDER = (SCORE, RATIO, ATKINSON)


@dataclass(frozen=True)
class WayRow:
    """One of the three ways: what it is called, how it goes, and its choice in words, or what it lacks."""

    way: str
    name: str
    how: str
    choice: FairChoice | None
    lacks: str
    value: str = ""
    lost: str = ""
    most_deprived: str = ""
    level: str = ""
    added: str = ""
    dropped: str = ""


def words_of_fairness(eta: float) -> dict[str, tuple[str, str]]:
    """Each way of weighing fairness: what it is called, and how it goes."""
    return {
        SCORE: (_("Separate score"), _("A judged score of fairness stands beside value as a second criterion.")),
        RATIO: (_("Deprived share"), _("Value counts by how much more of it reaches the most deprived fifth than others.")),
        ATKINSON: (
            _("Weighted health, at %(eta)s") % {"eta": plain(eta, 2)},
            _("Health counts for more where people have less of it (Atkinson)."),
        ),
    }


def way_rows(answer: FairnessAnswer) -> list[WayRow]:
    """The three ways side by side, each as far as it can be worked out."""
    levels = places_of_levels(answer)
    rows = []
    for way, (name, how) in words_of_fairness(answer.eta).items():
        choice = answer.choices.get(way)
        if choice is None:
            rows.append(WayRow(way, name, how, None, answer.lacking[way]))
        else:
            rows.append(WayRow(way, name, how, choice, "", **_figures(choice, levels)))
    return rows


def most_row(answer: FairnessAnswer) -> WayRow:
    """The choice of most benefit, which fairness is held against."""
    figures = _figures(answer.most, places_of_levels(answer))
    return WayRow("most", _("Most benefit"), _("Everyone’s gain counts alike."), answer.most, "", **figures)


def _figures(choice: FairChoice, places: int) -> dict[str, str]:
    return {
        "value": plain(choice.value),
        "lost": f"{plain(choice.lost)} ({percent(choice.lost_share)})" if choice.lost else "0",
        "most_deprived": plain(choice.reaching_most_deprived),
        "level": "" if choice.level is None else fixed(choice.level, places),
        "added": get_text_list([str(row) for row in choice.added], _("and")) if choice.added else "",
        "dropped": get_text_list([str(row) for row in choice.dropped], _("and")) if choice.dropped else "",
    }


def places_of_levels(answer: FairnessAnswer) -> int:
    """Decimals that tell the levels apart: gains for everyone alike are small numbers."""
    levels = [choice.level for choice in (answer.most, *answer.choices.values()) if choice.level]
    smallest = min((abs(level) for level in levels), default=1.0)
    places = places_for(levels)
    while smallest * 10**places < 100 and places < 8:  # noqa: PLR2004 — three figures
        places += 1
    return places


def percent(share: float) -> str:
    """A share as people read it, with a decimal where it is small.

    >>> percent(0.031), percent(0.5), percent(0.0004)
    ('3.1 %', '50 %', 'under 0.1 %')
    """
    if 0 < share < 0.001:  # noqa: PLR2004 — a tenth of a per cent
        return _("under 0.1 %")
    return f"{plain(share * 100, 1 if share < 0.1 else 0)} %"  # noqa: PLR2004 — a tenth


def finding_of_fairness(answer: FairnessAnswer) -> str:
    """The fairness page in a sentence: what the fairest choice that can be worked out costs, and what it brings."""
    way = next((way for way in (ATKINSON, RATIO, SCORE) if way in answer.choices), "")
    if not way:
        return _("Fairness cannot be weighed yet.")
    choice, name = answer.choices[way], words_of_fairness(answer.eta)[way][0]
    if not choice.changes:
        return _("%(way)s: the fairer choice is the choice of most benefit") % {"way": name}
    more = choice.reaching_most_deprived - answer.most.reaching_most_deprived
    if way == SCORE or more <= 0:
        return _("%(way)s: the fairer choice gives up %(lost)s of the benefit") % {"way": name, "lost": percent(choice.lost_share)}
    words = _("%(way)s: the fairer choice gives up %(lost)s of the benefit, and %(more)s more reaches the most deprived fifth")
    return words % {"way": name, "lost": percent(choice.lost_share), "more": plain(more)}


def bars_of_fairness(answer: FairnessAnswer) -> PartedBars:
    """Total benefit of each choice, and what of it reaches the most deprived fifth."""
    names = words_of_fairness(answer.eta)
    choices = [(_("Most benefit"), answer.most), *((names[way][0], answer.choices[way]) for way in ORDER if way in answer.choices)]
    bars = [(name, max(one.value, 0.0), max(one.reaching_most_deprived, 0.0)) for name, one in choices]
    return PartedBars(
        Finding("fair-choices", finding_of_fairness(answer), _("Each bar is the best choice at the same budget, chosen in another way.")),
        tuple(PartedBar(name, whole, min(part, whole)) for name, whole, part in bars),
        _("Total benefit"),
        _("Of it, what reaches the most deprived fifth"),
    )


def slider_of_fairness(answer: FairnessAnswer) -> dict[str, Any]:
    """What the slider needs: the sentence at each strength, worked out before anyone drags."""
    steps = [
        {"eta": plain(step.eta, 2), "words": words_of_step(step.eta, step.choice), "at": step.eta == answer.eta} for step in answer.steps
    ]
    return {"steps": steps}


def words_of_step(eta: float, choice: FairChoice) -> str:
    """What the choice at one strength costs in total benefit, and what comes in and goes out for it."""
    if not choice.changes:
        return _("At %(eta)s the choice is the one of most benefit: nothing is given up.") % {"eta": plain(eta, 2)}
    said = [
        _("At %(eta)s the fairer choice gives up %(lost)s of the benefit.") % {"eta": plain(eta, 2), "lost": percent(choice.lost_share)}
    ]
    if choice.added:
        said.append(_("In: %(names)s.") % {"names": get_text_list([str(row) for row in choice.added], _("and"))})
    if choice.dropped:
        said.append(_("Out: %(names)s.") % {"names": get_text_list([str(row) for row in choice.dropped], _("and"))})
    return " ".join(said)


def ratio_words(ratio: float | None) -> str:
    """A ratio or weight as people read it: two decimals, nothing where it is not known."""
    return "" if ratio is None else fixed(ratio, 2)


def shares_words(shares: tuple[float, ...] | None) -> list[str]:
    """Shares of the five fifths in whole per cent."""
    return [f"{round(share * 100)} %" for share in shares] if shares else []
