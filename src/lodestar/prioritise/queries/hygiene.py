"""Checks of the figures before they are weighed: scales that hide something, numbers that say the same twice, ranges that are none.

After F of the method's cautions: a zero must mean no effect and never "worst on the list" (Clemen and Smith 2009; Morton 2015), nothing is
counted twice, and what cannot be compared is not compared in silence. Every finding says where, why and what to do; it may be let stand
with a reason, and comes back when the figures it is about change.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import rfc8785
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.prioritise.models import FOUR_NUMBERS, DismissedFinding, Estimate, Grade, Intervention, PeopleOverlap, Programme, Quantity
from lodestar.prioritise.queries.constraints import overlaps_of
from lodestar.prioritise.queries.horizon import percent
from lodestar.prioritise.queries.numbers import current_estimates

FEW, MOST_NAMED = 3, 4
PER_CENT = "%"


@dataclass(frozen=True)
class HygieneFinding:
    """Something about the figures that may mislead: which rule found it, where, why it matters, and what to do."""

    rule: str
    where: str
    message: str
    why: str
    remedy: str
    interventions: tuple[Intervention, ...]
    facts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Changes as soon as what the finding is about changes."""
        return hashlib.sha256(rfc8785.dumps([self.rule, self.where, *self.facts])).hexdigest()


@dataclass(frozen=True)
class Hygiene:
    """The findings that ask for attention, and those let stand, each with who did so and why."""

    open: tuple[HygieneFinding, ...]
    let_stand: tuple[tuple[HygieneFinding, DismissedFinding], ...]


@dataclass(frozen=True)
class _Figures:
    rows: Sequence[Intervention]
    estimates: Mapping[int, Mapping[str, Estimate]]
    overlaps: Sequence[PeopleOverlap]

    def of(self, quantity: Quantity) -> list[tuple[Intervention, Estimate]]:
        found = ((row, self.estimates.get(row.pk, {}).get(quantity.value)) for row in self.rows)
        return [(row, estimate) for row, estimate in found if estimate is not None]


def hygiene_of(programme: Programme) -> Hygiene:
    """Every finding about a programme's figures in use. Five queries."""
    rows = list(Intervention.objects.filter(area__programme=programme).select_related("area").order_by("area__position", "position", "pk"))
    figures = _Figures(rows, current_estimates([row.pk for row in rows]), overlaps_of(programme))
    found = [finding for check in CHECKS for finding in check(figures)]
    dismissed = programme.dismissed_findings.filter(restored_at__isnull=True).select_related("dismissed_by")
    by_digest = {one.facts_digest: one for one in dismissed}
    return Hygiene(
        tuple(one for one in found if one.digest not in by_digest),
        tuple((one, by_digest[one.digest]) for one in found if one.digest in by_digest),
    )


def _zero_is_worst(figures: _Figures) -> Iterator[HygieneFinding]:
    """One benefit of exactly nothing, beside others that are spread over the scale: as if the worst had been set to 0."""
    given = [pair for pair in figures.of(Quantity.BENEFIT) if pair[1].best >= 0]
    zeros = [row for row, estimate in given if estimate.best == 0]
    if len(zeros) != 1 or len(given) < FEW:
        return
    yield _found(
        "zero_is_worst",
        "benefit",
        _("“%(name)s” has a benefit of 0, and nothing else has.") % {"name": zeros[0].name},
        _("0 means no effect at all. If it stands for the least on the list, every other value is wrong too."),
        _("Ask: would the typical person be exactly as well without it? If not, give what they would gain."),
        zeros,
        figures,
        Quantity.BENEFIT,
    )


def _top_is_best(figures: _Figures) -> Iterator[HygieneFinding]:
    """The lowest is 0 and the highest exactly 100: the marks of a scale stretched from worst to best."""
    given = figures.of(Quantity.BENEFIT)
    best = [estimate.best for _row, estimate in given]
    if len(best) < FEW or min(best) != 0 or max(best) != 100:  # noqa: PLR2004 — the top of the usual scale
        return
    ends = [row for row, estimate in given if estimate.best in {0, 100}]
    yield _found(
        "stretched_scale",
        "benefit",
        _("Benefits run from exactly 0 to exactly 100."),
        _("That is how a scale looks on which the worst was set to 0 and the best to 100. Ratios on such a scale mean nothing."),
        _("Check by halves: is an option with 50 really worth half of the one with 100, for its typical person?"),
        ends,
        figures,
        Quantity.BENEFIT,
    )


def _share_as_percent(figures: _Figures) -> Iterator[HygieneFinding]:
    """Numbers whose unit says share or per cent and that do not fit it."""
    for quantity in Quantity:
        for row, estimate in figures.of(quantity):
            unit = estimate.unit.casefold()
            says_share = "share" in unit and PER_CENT not in unit and "per cent" not in unit
            says_percent = PER_CENT in unit or "per cent" in unit or "percent" in unit
            if (says_share and estimate.high > 1) or (says_percent and quantity == Quantity.PROBABILITY):
                share = f"{(estimate.best / 100).normalize():f}" if estimate.best > 1 else f"{estimate.best.normalize():f}"
                yield _found(
                    "share_as_percent",
                    f"{row.public_id}.{quantity.value}",
                    _("“%(name)s”: %(number)s is %(got)s, with the unit “%(unit)s”.") % _facts(row, estimate),
                    _("A share lies between 0 and 1. One written as a percentage counts a hundred times."),
                    _("Write %(share)s, or mend the unit.") % {"share": share},
                    [row],
                    figures,
                    quantity,
                )


def _mixed_units(figures: _Figures) -> Iterator[HygieneFinding]:
    """One number given in several units."""
    for quantity in Quantity:
        units: dict[str, list[Intervention]] = defaultdict(list)
        shown: dict[str, str] = {}
        for row, estimate in figures.of(quantity):
            key = " ".join(estimate.unit.casefold().split())
            units[key].append(row)
            shown.setdefault(key, estimate.unit)
        if len(units) < 2:  # noqa: PLR2004 — one unit is as it should be
            continue
        usual = max(units, key=lambda key: len(units[key]))
        others = [row for key, rows in units.items() if key != usual for row in rows]
        words = _("%(number)s is given in different units: %(units)s.")
        yield _found(
            "mixed_units",
            quantity.value,
            words % {"number": quantity.label, "units": get_text_list(sorted(f"“{one}”" for one in shown.values()), _("and"))},
            _("Numbers in different units cannot be compared, and nothing in the calculation would show it."),
            _("Give all in “%(unit)s”, which most have.") % {"unit": shown[usual]},
            others,
            figures,
            quantity,
        )


def _same_people(figures: _Figures) -> Iterator[HygieneFinding]:
    """Groups marked as overlapping: their benefits do not add."""
    for one in figures.overlaps:
        groups = [figures.estimates.get(row.pk, {}).get(Quantity.PEOPLE.value) for row in (one.first, one.second)]
        sizes = [estimate.best for estimate in groups if estimate is not None]
        shared = f" {_('That is about %(n)s people.') % {'n': f'{min(sizes) * one.share:,.0f}'}}" if len(sizes) > 1 else ""
        words = _("“%(first)s” and “%(second)s” help some of the same people: %(share)s of the smaller group.")
        facts = {"first": one.first.name, "second": one.second.name, "share": percent(one.share)}
        yield _found(
            "same_people",
            f"{one.first.public_id}.{one.second.public_id}",
            words % facts + shared,
            _("Where both are funded, what the second adds for these people is counted as if the first were not there."),
            _("Lower the people or the benefit of one of them, make them alternatives, or say why both count in full."),
            [one.first, one.second],
            figures,
            Quantity.PEOPLE,
            more=(str(one.share.normalize()),),
        )


def _likely_same_people(figures: _Figures) -> Iterator[HygieneFinding]:
    """Two interventions of one area with exactly the same number of people, not marked as overlapping."""
    marked = {frozenset((one.first_id, one.second_id)) for one in figures.overlaps}
    groups: dict[tuple[int, Decimal], list[Intervention]] = defaultdict(list)
    for row, estimate in figures.of(Quantity.PEOPLE):
        if estimate.best > 0:
            groups[row.area_id, estimate.best.normalize()].append(row)
    for (_area, people), rows in groups.items():
        if len(rows) < 2 or (len(rows) == 2 and frozenset(row.pk for row in rows) in marked):  # noqa: PLR2004 — a pair
            continue
        words = _("%(names)s are each said to help exactly %(n)s people.")
        yield _found(
            "likely_same_people",
            ".".join(sorted(row.public_id for row in rows)),
            words % {"names": _names(rows), "n": f"{people:,f}"},
            _("Two groups of the same size in one area are often the same people, counted twice."),
            _("Mark the overlap with its share, or say that they are different people."),
            rows,
            figures,
            Quantity.PEOPLE,
        )


def _no_ranges(figures: _Figures) -> Iterator[HygieneFinding]:
    """No number of the whole exercise has a range."""
    given = [estimate for quantity in FOUR_NUMBERS for _row, estimate in figures.of(quantity)]
    if len(given) < FEW * len(FOUR_NUMBERS) or any(one.low != one.high for one in given):
        return
    yield _found(
        "no_ranges_at_all",
        "programme",
        _("Low, best and high are the same for every number."),
        _("Then nothing seems uncertain, and the answer looks surer than anyone in the room is."),
        _("Begin with first guesses: by how much could each honestly be out?"),
        [],
        figures,
        Quantity.PEOPLE,
    )


def _guess_without_range(figures: _Figures) -> Iterator[HygieneFinding]:
    """First guesses that are given as if they were known exactly, one finding an intervention."""
    if any(True for _finding in _no_ranges(figures)):
        return
    for row in figures.rows:
        own = figures.estimates.get(row.pk, {})
        sure = [q for q in FOUR_NUMBERS if q.value in own and own[q.value].grade == Grade.GUESS and own[q.value].low == own[q.value].high]
        if not sure:
            continue
        words = _("“%(name)s”: %(numbers)s is a first guess with no range.")
        numbers = get_text_list([str(one.label).lower() for one in sure], _("and"))
        yield _found(
            "guess_without_range",
            row.public_id,
            words % {"name": row.name, "numbers": numbers},
            _("A guess without a range counts as certain when it is asked how sure the answer is."),
            _("Give a low and a high, or ask a colleague who knows."),
            [row],
            figures,
            sure[0],
            more=tuple(one.value for one in sure),
        )


def _benefit_restates_people(figures: _Figures) -> Iterator[HygieneFinding]:
    """A benefit per person that equals the number of people, or whose unit counts people: people would be multiplied twice."""
    for row, benefit in figures.of(Quantity.BENEFIT):
        people = figures.estimates.get(row.pk, {}).get(Quantity.PEOPLE.value)
        same = people is not None and benefit.best == people.best and people.best > 1
        counts_people = any(word in benefit.unit.casefold().split() for word in ("people", "persons", "patients", "adults", "children"))
        if not (same or counts_people):
            continue
        yield _found(
            "benefit_restates_people",
            f"{row.public_id}.benefit",
            _("“%(name)s”: %(number)s is %(got)s, with the unit “%(unit)s”.") % _facts(row, benefit),
            _("Benefit is for one typical person. If it counts people again, they are multiplied twice."),
            _("Give what one person gains. The number of people stands in its own row."),
            [row],
            figures,
            Quantity.BENEFIT,
            more=(f"{people.best.normalize():f}" if people else "",),
        )


CHECKS = (
    _zero_is_worst,
    _top_is_best,
    _share_as_percent,
    _mixed_units,
    _same_people,
    _likely_same_people,
    _benefit_restates_people,
    _no_ranges,
    _guess_without_range,
)


def _found(  # noqa: PLR0917 — read as the lines of a finding
    rule: str,
    where: str,
    message: str,
    why: str,
    remedy: str,
    rows: Sequence[Intervention],
    figures: _Figures,
    quantity: Quantity,
    more: tuple[str, ...] = (),
) -> HygieneFinding:
    """A finding; what it is about are the figures of its interventions, so that it returns when one of them changes."""
    facts = []
    for row in rows:
        estimate = figures.estimates.get(row.pk, {}).get(quantity.value)
        numbers = [f"{value.normalize():f}" for value in (estimate.low, estimate.best, estimate.high)] if estimate else []
        facts.append("|".join([row.public_id, *numbers, estimate.unit if estimate else ""]))
    return HygieneFinding(rule, where, message, why, remedy, tuple(rows[:MOST_NAMED]), (*facts, *more))


def _facts(row: Intervention, estimate: Estimate) -> dict[str, str]:
    return {
        "name": row.name,
        "number": estimate.get_quantity_display().lower(),
        "got": f"{estimate.best.normalize():f}",
        "unit": estimate.unit,
    }


def _names(rows: Sequence[Intervention]) -> str:
    names = [f"“{row.name}”" for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        names.append(_("%(n)d more") % {"n": len(rows) - MOST_NAMED})
    return get_text_list(names, _("and"))
