"""Areas on one scale: what a point of benefit in each area is worth beside a point in the area whose best is the best of all.

Within an area benefits are judged against its own best. In three stages the best of each area is then judged against the best of all
(100): a benefit counts for score ÷ 100 × (people × benefit of the best of all ÷ people × benefit of the area's best) of what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from lodestar.prioritise.models import AreaScale, Estimate, Intervention, PriorityArea, Programme, Quantity
from lodestar.prioritise.models.programmes import Stages
from lodestar.prioritise.queries.numbers import ENDS, current_estimates, ranged
from lodestar.prioritise.states import InterventionState

BEST_OF_ALL = Decimal(100)
NEARLY = Decimal("0.05")
SHARES = (
    (Decimal(1) / 10, "a tenth"), (Decimal(1) / 5, "a fifth"), (Decimal(1) / 4, "a quarter"), (Decimal(1) / 3, "a third"),
    (Decimal(1) / 2, "half"), (Decimal(2) / 3, "two thirds"), (Decimal(3) / 4, "three quarters"), (Decimal(9) / 10, "nine tenths"),
)  # fmt: skip


@dataclass(frozen=True)
class Scaling:
    """The scale in force of each judged area; empty where areas are not compared, or not yet."""

    is_wanted: bool = False
    scales: Mapping[int, AreaScale] = field(default_factory=dict)

    @property
    def is_judged(self) -> bool:
        return bool(self.scales)

    @property
    def best_of_all(self) -> AreaScale:
        return max(self.scales.values(), key=lambda scale: (scale.score, scale.area_id))

    def factor(self, area_id: int) -> Decimal:
        """What benefits of the area are multiplied by; 1 where nothing has been judged."""
        if not self.scales:
            return Decimal(1)
        scale, top = self.scales[area_id], self.best_of_all
        return six_digits(scale.score / top.score * top.best_does / scale.best_does)

    def reason_to_keep_out(self, row: Intervention) -> str:
        """Why an intervention cannot be weighed against those of other areas; empty when it can."""
        if self.scales and row.area_id not in self.scales:
            return _("Not weighed: its area has not been brought on to the scale of the others yet.")
        return ""

    def fields(self, row: Intervention, estimates: Mapping[str, Estimate]) -> dict[str, Any]:
        """What scaling changes in the portfolio method's input: the benefit, low, best and high alike; nothing where nothing is judged."""
        if not self.scales:
            return {}
        factor, benefit = self.factor(row.area_id), estimates[Quantity.BENEFIT.value]
        return {"benefit": ranged(*(six_digits(getattr(benefit, end) * factor) for end in ENDS))}


@dataclass(frozen=True)
class ScaledArea:
    """An area with its best agreed intervention as the numbers stand now, and the judgement in force."""

    area: PriorityArea
    best: Intervention | None
    people: Decimal
    benefit: Decimal
    unit: str
    scale: AreaScale | None
    factor: Decimal | None

    @property
    def does(self) -> Decimal:
        return self.people * self.benefit

    @property
    def named(self) -> str:
        """The best with its area, as people ask about it."""
        return f"{self.best} ({self.area.name})"

    @property
    def has_moved(self) -> bool:
        """Whether another is the best now, or the best does another amount of good, than when it was judged."""
        return self.scale is not None and (self.best is None or self.scale.best_id != self.best.pk or self.scale.best_does != self.does)


def is_three_stage(programme: Programme) -> bool:
    """Whether areas are judged against each other too."""
    return programme.stages == Stages.THREE


def scaling_of(programme: Programme) -> Scaling:
    """The scaling in force. One query, and none in two stages."""
    if not is_three_stage(programme):
        return Scaling()
    return Scaling(True, _current_scales(programme))


def scaled_areas(programme: Programme) -> list[ScaledArea]:
    """Every area with the best of its agreed interventions and its judgement, in the order of the areas. Five queries."""
    areas = list(programme.areas.all())
    agreed = Intervention.objects.filter(area__programme=programme).exclude(state=InterventionState.DRAFT).order_by("position", "pk")
    by_area: dict[int, list[Intervention]] = {area.pk: [] for area in areas}
    for row in agreed:
        by_area[row.area_id].append(row)
    estimates = current_estimates([row.pk for rows in by_area.values() for row in rows])
    scaling = Scaling(True, _current_scales(programme))
    return [_scaled(area, by_area[area.pk], estimates, scaling) for area in areas]


def earlier_scales(programme: Programme) -> list[AreaScale]:
    """Every judgement ever made, latest first."""
    found = AreaScale.objects.filter(area__programme=programme).select_related("area", "best", "judged_by")
    return list(found.order_by("-pk"))


def consistency_questions(scores: Sequence[tuple[str, Decimal]]) -> list[str]:
    """What to ask before scores are agreed: each beside the best of all, neighbours beside each other, and sums that should hold.

    `scores` are (name of the best of an area, score), scores above 0.
    """
    falling = sorted(scores, key=lambda one: (-one[1], one[0]))
    return [*_beside_the_best(falling), *_neighbours(falling), *_sums(falling)]


def share_in_words(share: Decimal) -> str:
    """A share as a person would say it.

    >>> share_in_words(Decimal("0.5")), share_in_words(Decimal("0.62"))
    ('half', '62 %')
    """
    for exact, words in SHARES:
        if abs(share - exact) <= Decimal("0.005"):
            return _(words)
    return f"{(share * 100).quantize(Decimal(1)):f} %"


def six_digits(value: Decimal) -> Decimal:
    """To six significant digits: more than any judgement carries, few enough to add up exactly."""
    return Decimal(f"{value:.6g}")


def _current_scales(programme: Programme) -> dict[int, AreaScale]:
    latest = AreaScale.objects.filter(area__programme=programme).order_by().values("area").annotate(latest=Max("pk")).values("latest")
    found = AreaScale.objects.filter(pk__in=latest).select_related("area", "best", "judged_by")
    return {scale.area_id: scale for scale in found}


def _scaled(
    area: PriorityArea, rows: Sequence[Intervention], estimates: Mapping[int, Mapping[str, Estimate]], scaling: Scaling
) -> ScaledArea:
    judged = [(_does(estimates.get(row.pk, {})), -n, row) for n, row in enumerate(rows)]
    does, _place, best = max(judged, key=lambda one: one[:2], default=(Decimal(0), 0, None))
    if best is None or does <= 0:
        return ScaledArea(area, None, Decimal(0), Decimal(0), "", scaling.scales.get(area.pk), None)
    people, benefit = (estimates[best.pk][quantity.value] for quantity in (Quantity.PEOPLE, Quantity.BENEFIT))
    factor = scaling.factor(area.pk) if area.pk in scaling.scales else None
    return ScaledArea(area, best, people.best, benefit.best, benefit.unit, scaling.scales.get(area.pk), factor)


def _does(estimates: Mapping[str, Estimate]) -> Decimal:
    """People × benefit, which is what areas are compared by; nothing where a number is missing."""
    people, benefit = estimates.get(Quantity.PEOPLE.value), estimates.get(Quantity.BENEFIT.value)
    return people.best * benefit.best if people and benefit else Decimal(0)


def _beside_the_best(falling: Sequence[tuple[str, Decimal]]) -> Iterator[str]:
    if not falling:
        return
    top, most = falling[0]
    for name, score in falling[1:]:
        if score == most:
            yield _("You put %(one)s level with %(top)s. Would you find it hard to choose between the two?") % {
                "one": name,
                "top": top,
            }
        else:
            yield _("You put %(one)s at %(score)s. Does it really do %(share)s of the good that %(top)s does?") % {
                "one": name,
                "top": top,
                "score": f"{score.normalize():f}",
                "share": share_in_words(score / most),
            }


def _neighbours(falling: Sequence[tuple[str, Decimal]]) -> Iterator[str]:
    for (more, high), (less, low) in pairwise(falling[1:]):
        times = high / low
        if times >= 2:  # noqa: PLR2004 — below twice, the question is the one asked already
            yield _("Is %(more)s really worth %(times)s times %(less)s?") % {
                "more": more,
                "less": less,
                "times": f"{times.quantize(Decimal('0.1')).normalize():f}",
            }


def _sums(falling: Sequence[tuple[str, Decimal]]) -> Iterator[str]:
    """Two that together come to a third: the first such for each."""
    for whole, score in falling:
        for (one, first), (other, second) in combinations(falling, 2):
            if whole not in (one, other) and abs(first + second - score) <= score * NEARLY:
                yield _("Are %(one)s and %(other)s, taken together, as much good as %(whole)s alone?") % {
                    "one": one,
                    "other": other,
                    "whole": whole,
                }
                break
