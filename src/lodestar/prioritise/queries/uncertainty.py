"""How sure the answer at a budget is: the uncertainty method asked with the same figures as the answer itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Thread
from typing import Any

from lodestar.common.cells import safe_cell
from lodestar.methods.base import run_json
from lodestar.prioritise.queries.portfolio import PortfolioQuestion

UNCERTAINTY = "portfolio_uncertainty"
DRAWS, QUICK_DRAWS, USUAL_SEED = 10_000, 1_000, 1
MOST_TO_DISCUSS = 3
VALUE_FIELDS = ("people", "benefit", "probability")


@dataclass(frozen=True)
class UncertaintyAnswer:
    """What was asked, and how sure each place is, both as plain data."""

    raw: dict[str, Any]
    result: dict[str, Any]

    @property
    def rated(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.result["value"]["interventions"]}

    @property
    def names(self) -> dict[str, str]:
        return {one["id"]: one["name"] for one in self.raw["interventions"]}

    @property
    def has_ranges(self) -> bool:
        """Whether any number has a range at all: without one, nothing is uncertain."""
        return has_ranges(self.raw)

    @property
    def to_discuss(self) -> list[dict[str, Any]]:
        """The interventions whose true value would be worth most to know, the largest first, at most three."""
        known = [one for one in self.result["value"]["evppi"] if one["field"] == "value" and one["value"] > 0]
        return sorted(known, key=lambda one: -one["value"])[:MOST_TO_DISCUSS]

    def number_to_discuss(self, key: str) -> str:
        """Of people, benefit and probability the one most worth knowing; where none alone is worth anything, the one that moves most."""
        value = self.result["value"]
        alone = [one for one in value["evppi"] if one["id"] == key and one["field"] != "value" and one["value"] > 0]
        if alone:
            return str(max(alone, key=lambda one: one["value"])["field"])
        swings = [one for one in value["tornado"] if one["id"] == key and one["field"] in VALUE_FIELDS]
        return str(max(swings, key=lambda one: one["swing"])["field"]) if swings else VALUE_FIELDS[0]


def has_ranges(raw: Mapping[str, Any]) -> bool:
    """Whether any number of the input has a low and a high end."""
    return any(isinstance(number, Mapping) for one in raw["interventions"] for number in one.values())


def uncertainty_answer(question: PortfolioQuestion, budget_pence: int, *, draws: int = DRAWS, seed: int = USUAL_SEED) -> UncertaintyAnswer:
    """Runs the method at a budget. Raises FaultyInput when no choice keeps every rule within it."""
    raw = uncertainty_input(question, budget_pence, draws=draws, seed=seed)
    return UncertaintyAnswer(raw, run_uncertainty(raw))


def uncertainty_input(question: PortfolioQuestion, budget_pence: int, *, draws: int = DRAWS, seed: int = USUAL_SEED) -> dict[str, Any]:
    """What `lodestar run portfolio_uncertainty` takes: the portfolio's own input, with how many draws from which seed."""
    return {**question.asking(budget_pence), "draws": draws, "seed": seed, "distribution": "pert"}


def run_uncertainty(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the method on plain data. Of the same input it is worked out once a process; each caller gets a copy of its own."""
    result: dict[str, Any] = json.loads(_run(json.dumps(raw, sort_keys=True, ensure_ascii=False)))
    return result


@lru_cache(maxsize=24)
def _run(text: str) -> str:
    return json.dumps(run_json(UNCERTAINTY, text))


@lru_cache(maxsize=1)
def warm_soon() -> None:
    """Makes the search ready beside the page that is being answered, once a process: it takes seconds, and a later page needs it."""
    from lodestar.methods.portfolio_uncertainty import warm  # NumPy and Numba stay out of workers that never weigh anything

    Thread(target=warm, name="warm portfolio_uncertainty", daemon=True).start()


def uncertainty_table(question: PortfolioQuestion, answer: UncertaintyAnswer) -> list[list[Any]]:
    """How sure each place is, as rows for a spreadsheet; its nearest flip beside it."""
    head = ["id", "name", "area", "probability_funded", "label", "funded_at_best", "rank_low", "rank_median", "rank_high"]
    rows = []
    for key, one in answer.rated.items():
        row = question.interventions[key]
        flip: dict[str, Any] = next(iter(one["flips"]), {})
        cells = [key, row.name, str(row.area), *(one[name] for name in head[3:])]
        rows.append([safe_cell(cell) for cell in [*cells, flip.get("field", ""), flip.get("at", ""), flip.get("direction", "")]])
    return [[*head, "nearest_flip_number", "nearest_flip_at", "nearest_flip_direction"], *rows]
