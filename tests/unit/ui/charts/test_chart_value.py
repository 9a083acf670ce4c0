"""Value triangles and the efficiency frontier."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.frontier import Answer, Step, answer_rows, budget_interval, draw_frontier, script_data, sentence, thin_steps
from lodestar.ui.charts.render import render_frontier
from lodestar.ui.charts.samples import sample_frontier, sample_options, sample_triangles
from lodestar.ui.charts.triangles import Option, ValueTriangles, draw_triangles, place_triangles
from tests.unit.ui.charts.drawn import parse, points, with_class


@pytest.mark.parametrize("count", [1, 8, 48, 200])
def test_every_triangle_is_on_the_same_two_scales(count: int) -> None:
    options = sample_options(max(count, 8))[:count]
    placed, _height = place_triangles(options, 704, most_in_row=12, tallest=200)
    across = {round(p.base / p.option.cost * 1e6, 3) for p in placed}
    up = {round(p.height / p.option.value * 1e3, 3) for p in placed}
    assert len(across) == len(up) == 1
    slopes = [p.height / p.base for p in placed]
    assert slopes == sorted(slopes, reverse=True)  # best value for money first, so the steepest first


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), min_size=1, max_size=60))
def test_triangles_never_cover_one_another(figures: list[tuple[int, int]]) -> None:
    options = tuple(Option(str(i), "x", cost, value) for i, (cost, value) in enumerate(figures))
    placed, _height = place_triangles(options, 704, most_in_row=12, tallest=200)
    assert [p.option for p in placed] == list(options)
    for one, other in itertools.pairwise(placed):
        assert other.base_line > one.base_line or other.left >= one.left + one.base
    assert all(p.left >= -0.01 and p.left + p.base <= 704.01 for p in placed)


def test_an_option_that_costs_nothing_stands_upright_and_is_named() -> None:
    options = (Option("a", "Stop a useless test", -5000, 40), Option("b", "Clinic", 10_000, 30), Option("c", "Leaflets", 2_000, 0))
    picture = draw_triangles(ValueTriangles(Finding("t", "Steep is good"), options))
    assert len(with_class(parse(picture.wide), "c-mast")) == 1
    assert any("Stop a useless test" in note for note in picture.notes)
    assert any("Leaflets" in note for note in picture.notes)


def test_funded_and_not_funded_differ_by_class_and_in_words() -> None:
    picture = draw_triangles(sample_triangles())
    root = parse(picture.wide)
    assert len(with_class(root, "c-funded")) == 5
    assert len(with_class(root, "c-not-funded")) == 3
    assert [row[-1] for row in picture.table.rows].count("Funded") == 5


def test_triangles_lie_end_to_end_along_a_concave_curve() -> None:
    data = sample_frontier()
    root = parse(draw_frontier(data).wide)
    triangles = [points(e.get("d", "")) for e in root.iter() if e.get("data-i") is not None]
    curve = points(with_class(root, "c-curve")[0].get("d", ""))
    assert [t[0] for t in triangles] == curve[:-1]
    assert [t[2] for t in triangles] == curve[1:]
    slopes = [(a[1] - b[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(curve)]
    assert slopes == sorted(slopes, reverse=True)


def test_budget_line_stands_at_the_budget() -> None:
    data = sample_frontier()
    root = parse(draw_frontier(data).wide)
    left, _top, width, _height, low, high, _best = (float(n) for n in root.get("data-scale", "").split())
    line = with_class(root, "c-budget-line")[0].get("transform", "")
    x = float(line.removeprefix("translate(").split()[0])
    assert x == pytest.approx(left + (2_700_000 - low) / (high - low) * width, abs=0.1)
    half = replace(data, budget=1_350_000)
    moved = with_class(parse(draw_frontier(half).wide), "c-budget-line")[0].get("transform", "")
    assert float(moved.removeprefix("translate(").split()[0]) == pytest.approx((x + left) / 2, abs=0.1)


def test_an_answer_holds_from_its_own_cost_up_to_the_next_step() -> None:
    answer = Answer("line", "Line", "", (Step(100, 1, ("a",)), Step(250, 3, ("a", "b")), Step(240, 4, ("c",), from_budget=300)))
    assert answer.at(99.99) is None
    assert [answer.at(b).keys for b in (100, 249, 250, 299, 300, 10_000)] == [("a",), ("a",), ("a", "b"), ("a", "b"), ("c",), ("c",)]  # type: ignore[union-attr]


def test_three_answers_stand_side_by_side() -> None:
    rows = answer_rows(replace(sample_frontier(), budget=1_500_000))
    assert [(r.label, r.count, r.value, r.left) for r in rows] == [
        ("The best there is", "3", "7,264", "£86,000"),
        ("Draw the line", "2", "5,464", "£626,000"),
        ("Skip what does not fit", "3", "7,264", "£86,000"),
    ]


def test_finding_is_filled_in_for_the_budget_shown() -> None:
    assert sentence(sample_frontier()) == "£2.70m buys 82 % of the health on the table"
    assert sentence(replace(sample_frontier(), budget=0)) == "£0 buys 0 % of the health on the table"


def test_nothing_can_be_funded_below_the_first_step() -> None:
    data = sample_frontier()
    answers = tuple(replace(a, steps=tuple(s for s in a.steps if s.cost > 0)) for a in data.answers)
    poor = replace(data, budget=1000, answers=answers)
    assert "Nothing can be funded" in draw_frontier(poor).wide
    assert [r.count for r in answer_rows(poor)] == ["–", "–", "–"]


def _unfolded(rows: list[list[float | str]], keys: list[str]) -> list[tuple[float, frozenset[str]]]:
    """As `frontier.js` reads them."""
    now: set[str] = set()
    steps = []
    for row in rows:
        now ^= {keys[int(n)] for n in str(row[2]).split(".") if n}
        steps.append((float(row[3] if len(row) > 3 else row[0]), frozenset(now)))
    return steps


def test_script_gets_every_step_of_every_answer_once() -> None:
    data = sample_frontier()
    sent = json.loads(json.dumps(script_data(data)))
    assert sent["every"] == 0
    for answer in data.answers:
        steps = _unfolded(sent["answers"][answer.key], [o.key for o in data.all_options])
        assert steps == [(s.begins, frozenset(s.keys)) for s in answer.steps]


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=80, unique=True), st.integers(2, 400), st.integers(0, 6000))
def test_thinned_steps_stay_exact_at_round_budgets_and_at_the_budget_shown(costs: list[int], every: int, shown: int) -> None:
    steps = tuple(Step(c, i, (str(c),)) for i, c in enumerate(sorted(costs)))
    whole, thin = Answer("a", "", "", steps), Answer("a", "", "", thin_steps(steps, every, keep=shown))
    for budget in [*range(0, 6000, every), shown]:
        assert thin.at(budget) == whole.at(budget)


def test_many_steps_are_thinned_to_round_sums() -> None:
    data = sample_frontier()
    steps = tuple(Step(float(i * 601), float(i), ("o1",) if i % 2 else ("o2",)) for i in range(7000))
    long = replace(data, answers=(Answer("optimum", "Best", "", steps),))
    sent = script_data(long)
    assert budget_interval(long) == 5000
    assert len(sent["answers"]["optimum"]) <= 1502
    assert len(json.dumps(sent)) < 60_000
    assert "The line moves by £5,000." in render_frontier(long)
    assert "The line moves by" not in render_frontier(data)


def test_page_without_scripts_asks_the_server_for_a_budget() -> None:
    html = render_frontier(replace(sample_frontier(), action="/prioritise/exercise/7Q2F/frontier"))
    assert '<form class="lode-frontier__form" method="get" action="/prioritise/exercise/7Q2F/frontier"' in html
    assert 'name="budget" type="text" inputmode="decimal"' in html
    assert html.count('type="radio" name="choice"') == 3
    assert html.count("data-state>Funded<") == 5
    assert html.count("data-state>Not funded<") == 3


def test_a_frontier_needs_a_running_total_for_each_option_and_a_known_answer() -> None:
    with pytest.raises(ValueError, match="running total"):
        replace(sample_frontier(), curve=())
    with pytest.raises(ValueError, match="no such answer"):
        replace(sample_frontier(), chosen="luck")
