"""Line and skip at every budget are, at each budget, what the method says there."""

from __future__ import annotations

import random

import pytest

from lodestar.methods.base import read_input, run
from lodestar.methods.portfolio import PortfolioInput
from lodestar.methods.portfolio.every_budget import walks_at_every_budget


def some_options(random_numbers: random.Random) -> list[dict[str, object]]:
    """Up to a dozen options, some of which save money, are worth nothing, or are fixed beforehand."""
    pick = random_numbers.choice
    return [
        {
            "id": f"i{n}",
            "people": random_numbers.randint(0, 40),
            "benefit": random_numbers.randint(-2, 9),
            "probability": pick([0.3, 0.5, 1]),
            "cost": pick([random_numbers.randint(1, 90), random_numbers.randint(1, 90), -random_numbers.randint(0, 10)]),
            "commitment": pick(["open"] * 6 + ["must", "never"]),
        }
        for n in range(random_numbers.randint(1, 12))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_at_every_budget_the_step_in_force_is_the_methods_own_answer(seed: int) -> None:
    raw = {"interventions": some_options(random.Random(seed))}
    data = read_input("portfolio", raw)
    assert isinstance(data, PortfolioInput)
    walks = walks_at_every_budget(data)
    assert walks.complete
    first = int(walks.steps[0].from_budget)
    budgets = list(range(first, first + 400, 3))
    for budget, answer in zip(budgets, run("portfolio", {**raw, "budgets": budgets})["value"]["portfolios"], strict=True):
        step = [one for one in walks.steps if one.from_budget <= budget][-1]
        assert (step.line.ids, step.skip.ids) == (answer["line"]["ids"], answer["skip"]["ids"]), (raw, budget)


def test_steps_rise_and_the_last_funds_all_that_is_worth_it() -> None:
    raw = {"interventions": [{"id": f"i{n}", "people": n + 1, "benefit": 1, "cost": 10 + n} for n in range(8)]}
    data = read_input("portfolio", raw)
    assert isinstance(data, PortfolioInput)
    steps = walks_at_every_budget(data).steps
    budgets = [step.from_budget for step in steps]
    assert budgets == sorted(set(budgets))
    assert len(steps[-1].skip.ids) == len(steps[-1].line.ids) == 8


def test_more_steps_than_can_be_listed_are_said_to_be_left_out() -> None:
    raw = {"interventions": [{"id": f"i{n}", "people": n + 1, "benefit": 1, "cost": 10 + n} for n in range(8)]}
    data = read_input("portfolio", raw)
    assert isinstance(data, PortfolioInput)
    walks = walks_at_every_budget(data, most=5)
    assert (len(walks.steps), walks.complete) == (5, False)
