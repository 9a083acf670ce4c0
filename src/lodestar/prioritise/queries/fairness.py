"""Fairness three ways on the same numbers, and what each changes in what is funded.

1. A separate score: value and fairness score as two criteria, the score with the weight that the programme gave it.
2. The deprived-share ratio: share of the most deprived fifth who benefit ÷ share of all who do; value × ratio counts what reaches them.
3. Atkinson weights: value × the mean weight of the people it reaches, a unit of health counting for more where there is less of it.

Each is the proven optimum of the portfolio method at the same budget, on values weighted in that way; total benefit is always that of the
unweighted values, so that what the fairer choice costs can be seen. What nobody has said counts as neutral, and is named.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from lodestar.methods.base import Fault, FaultyInput, read_input, run
from lodestar.methods.portfolio.exact import solve
from lodestar.methods.portfolio.models import PortfolioInput
from lodestar.methods.portfolio.problem import decimal_of, problem_of
from lodestar.prioritise.models import FIFTHS, FairnessProfile, HealthProfile, Intervention, Programme
from lodestar.prioritise.queries.portfolio import METHOD, PortfolioAnswer, PortfolioQuestion, words_of

SCORE, RATIO, ATKINSON = "score", "ratio", "atkinson"
ETAS = (0.0, 1.0, 3.0, 5.0, 7.5, 10.95, 15.0, 20.0)  # 10.95 is the median of the public in England (Robson and others 2017)
BEST_SCORE = 100


@dataclass(frozen=True)
class Fairness:
    """What a programme knows of who gains: profiles by intervention, and how its people fare; None where nobody has said."""

    profiles: Mapping[int, FairnessProfile]
    health: HealthProfile | None

    def profile(self, row: Intervention) -> FairnessProfile | None:
        return self.profiles.get(row.pk)

    def people(self, row: Intervention) -> tuple[int, ...] | None:
        """People of each fifth that an intervention reaches; None where nobody has said, or it reaches nobody."""
        profile = self.profiles.get(row.pk)
        people = profile.people_by_fifth if profile else None
        return people if people and sum(people) else None

    def shares(self, row: Intervention) -> tuple[float, ...] | None:
        """Share of its people in each fifth, the most deprived first."""
        people = self.people(row)
        return tuple(count / sum(people) for count in people) if people else None

    def score(self, row: Intervention) -> int | None:
        profile = self.profiles.get(row.pk)
        return profile.score if profile else None

    def ratio(self, row: Intervention) -> float | None:
        """Share of the most deprived fifth who benefit ÷ share of all who benefit: above 1 it reaches them more than others."""
        shares = self.shares(row)
        most_deprived = self.health.shares[0] if self.health else 1 / len(FIFTHS)
        return shares[0] / most_deprived if shares else None


@dataclass(frozen=True)
class RatedRow:
    """An intervention with what is known of its fairness; None is not known."""

    intervention: Intervention
    score: int | None
    score_reason: str
    ratio: float | None
    weight: float | None
    shares: tuple[float, ...] | None


@dataclass(frozen=True)
class FairChoice:
    """The best choice at the budget when fairness is weighed in one way, beside the choice of most benefit."""

    way: str
    ids: frozenset[str]
    value: float
    lost: float
    lost_share: float
    cost: float
    reaching_most_deprived: float
    added: tuple[Intervention, ...]
    dropped: tuple[Intervention, ...]
    neutral: tuple[Intervention, ...]
    level: float | None = None

    @property
    def changes(self) -> bool:
        return bool(self.added or self.dropped)


@dataclass(frozen=True)
class EtaStep:
    """The Atkinson choice at one strength, for the slider."""

    eta: float
    choice: FairChoice


@dataclass(frozen=True)
class FairnessAnswer:
    """The choice of most benefit and, for each way that can be worked out, the fairer one; `lacking` says what the others need."""

    most: FairChoice
    choices: Mapping[str, FairChoice]
    lacking: Mapping[str, str]
    rows: tuple[RatedRow, ...]
    steps: tuple[EtaStep, ...]
    eta: float


def fairness_of(programme: Programme) -> Fairness:
    """The profiles in use, those recorded last. Two queries."""
    latest = FairnessProfile.objects.filter(intervention__area__programme=programme).order_by()
    newest = latest.values("intervention").annotate(latest=Max("pk")).values("latest")
    profiles = {profile.intervention_id: profile for profile in FairnessProfile.objects.filter(pk__in=newest)}
    return Fairness(profiles, current_health(programme))


def current_health(programme: Programme) -> HealthProfile | None:
    """How well each fifth fares, as last said."""
    found: HealthProfile | None = programme.health_profiles.select_related("supplied_by").order_by("-pk").first()
    return found


def current_profile(intervention: Intervention) -> FairnessProfile | None:
    """Whom an intervention reaches, as last said."""
    found: FairnessProfile | None = intervention.fairness_profiles.select_related("supplied_by").order_by("-pk").first()
    return found


def profiles_of(intervention: Intervention) -> list[FairnessProfile]:
    """All that was ever said of whom an intervention reaches, latest first."""
    return list(intervention.fairness_profiles.select_related("supplied_by").order_by("-pk"))


def equity_weights(health: HealthProfile, eta: float) -> tuple[float, ...]:
    """What a unit of health counts for in each fifth at this strength, by the method `equity`."""
    weights = run("equity", _groups(health, (0.0,) * len(FIFTHS), eta))["value"]["weights"]
    return tuple(weights[str(n)] for n in FIFTHS)


def fairness_answer(question: PortfolioQuestion, answer: PortfolioAnswer, fairness: Fairness, eta: float | None = None) -> FairnessAnswer:
    """The choices at the answer's budget. `eta` asks for another strength than the programme's."""
    health = fairness.health
    strength = eta if eta is not None else float(health.eta) if health else 1.0
    work = _Work(question, answer, fairness, strength)
    choices: dict[str, FairChoice] = {}
    lacking: dict[str, str] = {}
    needs = {SCORE: work.lacks_scores(), RATIO: work.lacks_people(), ATKINSON: work.lacks_people() or work.lacks_health()}
    for way, need in needs.items():
        if need:
            lacking[way] = need
            continue
        try:
            choices[way] = work.choice(way, strength)
        except FaultyInput as fault:
            lacking[way] = words_of(fault)
    steps = [EtaStep(at, work.choice(ATKINSON, at, with_level=False)) for at in sorted({*ETAS, strength})] if ATKINSON in choices else []
    return FairnessAnswer(work.most, choices, lacking, tuple(work.rows()), tuple(steps), strength)


def optimum_of(raw: Mapping[str, Any]) -> frozenset[str]:
    """The proven optimum at the one budget asked about, and nothing else of the portfolio method; worked out once a process.

    Raises FaultyInput when no portfolio keeps every commitment.
    """
    return _optimum(json.dumps(raw, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=256)
def _optimum(text: str) -> frozenset[str]:
    raw = json.loads(text)
    data = read_input(METHOD, raw)
    assert isinstance(data, PortfolioInput)  # noqa: S101 — what the method's own reader gives
    problem = problem_of(data)
    solved = solve(problem)
    best = solved.within(problem.cost_scale.most(decimal_of(raw["budget"]))) if solved else None
    if best is None:
        raise FaultyInput([Fault("budget", _("leaves no choice that keeps every commitment"))])
    return frozenset(problem.options[place].id for place in best.chosen)


def _groups(health: HealthProfile, gains: Sequence[float], eta: float) -> dict[str, Any]:
    levels, shares = health.health_by_fifth, health.shares
    groups = [
        {"id": str(n), "health": level, "gain": gain, "population_share": share}
        for n, level, gain, share in zip(FIFTHS, levels, gains, shares, strict=True)
    ]
    return {"groups": groups, "eta": eta}


class _Work:
    """The same question asked with values weighted in each way."""

    def __init__(self, question: PortfolioQuestion, answer: PortfolioAnswer, fairness: Fairness, eta: float) -> None:
        self.question, self.answer, self.fairness, self.eta = question, answer, fairness, eta
        self.values = {key: one["value"] for key, one in answer.rated.items()}
        self.most_ids = answer.funded_by("optimum")
        self.most = self._choice("most", self.most_ids, ())

    def lacks_scores(self) -> str:
        if any(self.fairness.score(row) is not None for row in self.question.interventions.values()):
            return ""
        return _("Give at least one intervention a fairness score, with its reason.")

    def lacks_people(self) -> str:
        if any(self.fairness.people(row) for row in self.question.interventions.values()):
            return ""
        return _("Say for at least one intervention how many people of each fifth it reaches.")

    def lacks_health(self) -> str:
        return "" if self.fairness.health else _("Say how well each fifth of the people fares now.")

    def choice(self, way: str, eta: float, *, with_level: bool = True) -> FairChoice:
        weighted, neutral = self._weighted(way, eta)
        return self._choice(way, optimum_of({**self.answer.raw, "interventions": weighted}), neutral, with_level=with_level)

    def rows(self) -> list[RatedRow]:
        """Every weighed intervention, the one that reaches the most deprived most at the top, those nobody has spoken of last."""
        fairness, weights = self.fairness, self._weights(self.eta)
        rows = []
        for row in self.question.interventions.values():
            profile, shares = fairness.profile(row), fairness.shares(row)
            weight = _mean(weights, shares) if weights and shares else None
            reason = profile.score_reason if profile else ""
            rows.append(RatedRow(row, fairness.score(row), reason, fairness.ratio(row), weight, shares))
        return sorted(rows, key=lambda one: (one.ratio is None, -(one.ratio or 0), one.score is None, -(one.score or 0)))

    def _weights(self, eta: float) -> tuple[float, ...] | None:
        return equity_weights(self.fairness.health, eta) if self.fairness.health else None

    def _weighted(self, way: str, eta: float) -> tuple[list[dict[str, Any]], tuple[Intervention, ...]]:
        """The interventions as the portfolio method takes them, their value weighted; and those that nobody has spoken of."""
        options = {one["id"]: one for one in self.answer.raw["interventions"]}
        rows = self.question.interventions
        if way == SCORE:
            totals = self._totals()
            made = [{**options[key], "people": 1, "probability": 1, "benefit": totals[key]} for key in rows]
            return made, tuple(row for row in rows.values() if self.fairness.score(row) is None)
        weights = self._weights(eta) if way == ATKINSON else None
        factors = {key: self._factor(way, row, weights) for key, row in rows.items()}
        made = [{**options[key], "people": _times(options[key]["people"], factors[key])} for key in rows]
        return made, tuple(row for row in rows.values() if self.fairness.people(row) is None)

    def _factor(self, way: str, row: Intervention, weights: tuple[float, ...] | None) -> float:
        """What an intervention's value is multiplied by; 1 where nobody has said whom it reaches."""
        if way == RATIO:
            ratio = self.fairness.ratio(row)
            return 1.0 if ratio is None else ratio
        shares = self.fairness.shares(row)
        return _mean(weights, shares) if weights and shares else 1.0

    def _totals(self) -> dict[str, float]:
        """Value as points of the largest, and fairness score, weighed together by the method `criteria`; no score counts as 0."""
        largest = max((abs(value) for value in self.values.values()), default=0) or 1
        weight = float(self.fairness.health.score_weight) if self.fairness.health else 0.2
        options = [
            {"id": key, "scores": {"value": self.values[key] / largest * BEST_SCORE, "fairness": self.fairness.score(row) or 0}}
            for key, row in self.question.interventions.items()
        ]
        asked = {"criteria": [{"id": "value", "weight": 1 - weight}, {"id": "fairness", "weight": weight}], "options": options}
        return {one["id"]: _six(one["total"]) for one in run("criteria", asked)["value"]["options"]}

    def _choice(self, way: str, ids: frozenset[str], neutral: tuple[Intervention, ...], *, with_level: bool = True) -> FairChoice:
        rows = self.question.interventions
        value, most = self._value(ids), self._value(self.most_ids)
        lost = max(most - value, 0.0)
        return FairChoice(
            way=way,
            ids=ids,
            value=value,
            lost=lost,
            lost_share=lost / most if most > 0 else 0.0,
            cost=float(sum(self.question.cash_of(rows[key]) for key in ids)),
            reaching_most_deprived=sum(self.values[key] * shares[0] for key in ids if (shares := self.fairness.shares(rows[key]))),
            added=tuple(row for key, row in rows.items() if key in ids - self.most_ids),
            dropped=tuple(row for key, row in rows.items() if key in self.most_ids - ids),
            neutral=neutral,
            level=self._level(ids) if with_level else None,
        )

    def _value(self, ids: frozenset[str]) -> float:
        return math.fsum(self.values[key] for key in self.question.interventions if key in ids)

    def _level(self, ids: frozenset[str]) -> float | None:
        """What the choice is worth to everyone alike, in the unit of health; None where health and benefit have no common unit."""
        health = self.fairness.health
        if health is None or not health.population or health.health_per_benefit is None:
            return None
        rows = self.question.interventions
        gained = [0.0] * len(FIFTHS)
        for key in ids:
            for fifth, share in enumerate(self.fairness.shares(rows[key]) or health.shares):
                gained[fifth] += self.values[key] * share * float(health.health_per_benefit)
        per_person = [gain / (float(health.population) * share) for gain, share in zip(gained, health.shares, strict=True)]
        try:
            change: float = run("equity", _groups(health, per_person, self.eta))["value"]["change"]
        except FaultyInput:
            return None
        return change


def _mean(weights: Sequence[float], shares: Sequence[float]) -> float:
    return math.fsum(weight * share for weight, share in zip(weights, shares, strict=True))


def _times(people: Any, factor: float) -> Any:
    """A number, or low, best and high, times a factor; to six digits, so that sums stay exact."""
    if isinstance(people, Mapping):
        return {end: _six(value * factor) for end, value in people.items()}
    return _six(people * factor)


def _six(value: float) -> float:
    return float(f"{value:.6g}")
