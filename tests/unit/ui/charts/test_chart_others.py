"""Funnel, control chart, stakeholder map, dots, moves, words and tags."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lodestar.ui.charts import samples as made_up
from lodestar.ui.charts.control import draw_control, spread_labels
from lodestar.ui.charts.dots import draw_dots, place_dots
from lodestar.ui.charts.figure import Finding, box_overlap
from lodestar.ui.charts.funnel import MilestoneFunnel, MilestoneRow, bar_widths, draw_funnel
from lodestar.ui.charts.numbers import plain, short_money, ticks, whole_money
from lodestar.ui.charts.render import render_transitions
from lodestar.ui.charts.stakeholders import NARROW_SHAPE, WIDE_SHAPE, Group, StakeholderMap, draw_stakeholders, place_groups
from lodestar.ui.charts.svg import clean, el, num
from lodestar.ui.charts.text import shorten, text_width, wrap
from lodestar.ui.charts.transitions import moves, shade
from tests.unit.ui.charts.drawn import parse, with_class


def test_bars_of_the_funnel_start_at_zero_on_one_scale() -> None:
    funnel = made_up.sample_funnel()
    widths = bar_widths(funnel, 450)
    assert widths[0][1] == 450  # the largest figure, 90 expected, fills the room
    assert [w for w, _e in widths] == pytest.approx([m.reached * 5 for m in funnel.milestones if m.reached])


def test_funnel_tells_drop_out_and_time_between() -> None:
    svg = draw_funnel(made_up.sample_funnel()).wide
    assert "22 dropped out · half within 68 days" in svg
    assert len(with_class(parse(svg), "c-flow")) == 4
    assert len(with_class(parse(svg), "c-expected")) == 5


def test_a_milestone_nobody_reached_still_has_a_bar_to_see() -> None:
    data = MilestoneFunnel(Finding("f", "Nobody yet"), (MilestoneRow("a", "A", 0, 0),))
    assert float(with_class(parse(draw_funnel(data).wide), "c-bar")[0].get("width", "0")) > 1


def test_each_kind_of_signal_has_its_own_shape() -> None:
    chart = made_up.sample_control()
    kinds = ("beyond", "run", "trend", "cluster")
    points = tuple(replace(p, value=60, signal=kinds[i % 4]) for i, p in enumerate(chart.points))  # type: ignore[arg-type]
    root = parse(draw_control(replace(chart, points=points)).wide)
    shapes = {s.get("d", "").count("L") for s in with_class(root, "c-signal")}
    assert shapes == {2, 3, 11}  # triangle, square and diamond, cross
    first, second = with_class(root, "c-signal")[:2]
    assert first.get("d", "")[:1] == "M"
    assert first.get("d") != second.get("d")


def test_line_breaks_where_there_is_no_figure() -> None:
    chart = made_up.sample_control()
    points = (*chart.points[:5], replace(chart.points[5], value=None), *chart.points[6:])
    assert with_class(parse(draw_control(replace(chart, points=points)).wide), "c-xmr")[0].get("d", "").count("M") == 2


def test_rebased_limits_are_drawn_for_their_own_points() -> None:
    means = with_class(parse(draw_control(made_up.sample_control()).wide), "c-mean")
    assert len(means) == 2
    assert means[0].get("x2") == means[1].get("x1")
    assert means[0].get("y1") != means[1].get("y1")


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_of_lines_are_kept_apart_in_their_order(wanted: list[float]) -> None:
    placed = spread_labels(wanted, 17)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    gaps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(gap >= 17 - 1e-6 for gap in gaps)
    assert sum(placed) == pytest.approx(sum(wanted), abs=1e-6 * len(wanted) + 1e-6)  # moved no more one way than the other


def _many(count: int, power: int, interest: int) -> StakeholderMap:
    groups = tuple(Group(f"g{i}", f"Group number {i}", power, interest, "consult") for i in range(count))
    return StakeholderMap(Finding("m", "Crowded"), groups)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("shape", [WIDE_SHAPE, NARROW_SHAPE], ids=["wide", "narrow"])
def test_groups_of_one_cell_stay_in_it(count: int, shape: object) -> None:
    for placed in place_groups(_many(count, 2, 4), shape, names=shape is WIDE_SHAPE):  # type: ignore[arg-type]
        left, top, right, bottom = shape.cell(2, 4)  # type: ignore[attr-defined]
        assert left <= placed.x <= right
        assert top <= placed.y <= bottom


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_marks_and_names_do_not_cover_one_another(count: int) -> None:
    placed = place_groups(_many(count, 5, 5), WIDE_SHAPE, names=True)
    boxes = [(p.x - 11, p.y - 11, p.x + 11, p.y + 11) for p in placed] + [p.box for p in placed if p.box]
    assert not [1 for a, b in combinations(boxes, 2) if box_overlap(a, b)]


def test_powerful_groups_stand_on_top_and_supporters_to_the_right() -> None:
    assert WIDE_SHAPE.centre(5, 1)[1] < WIDE_SHAPE.centre(1, 1)[1]
    assert WIDE_SHAPE.centre(1, 5)[0] > WIDE_SHAPE.centre(1, 1)[0]


def test_groups_without_action_are_ringed_and_blanks_listed_aside() -> None:
    picture = draw_stakeholders(made_up.sample_map())
    assert len(with_class(parse(picture.wide), "c-alarm")) == 2
    assert any("Media" in note for note in picture.notes)
    assert "Media" not in picture.wide
    assert ("Media", "2", "not said", "Keep informed") in picture.table.rows


def test_every_number_without_a_name_is_explained_beneath() -> None:
    picture = draw_stakeholders(_many(8, 3, 3))
    assert not picture.names_only_when_narrow
    assert [n.number for n in picture.names] == [str(i) for i in range(1, 9)]


@given(st.lists(st.floats(0, 700), max_size=60))
def test_dots_keep_their_score_and_never_cover_one_another(xs: list[float]) -> None:
    placed = place_dots(xs, 8)
    assert [x for x, _y in placed] == xs
    assert all((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= 15.9**2 for a, b in combinations(placed, 2))


def test_dots_show_the_middle_and_who_stands_apart() -> None:
    root = parse(draw_dots(made_up.sample_dots()).wide)
    assert len(with_class(root, "c-dot-far")) == 2
    assert len(with_class(root, "c-dot")) == 11


def test_moves_are_marked_by_direction_and_shaded_by_count() -> None:
    rows = moves(made_up.sample_moves())
    assert [m.direction for m in rows[1][1]] == ["back", "same", "forward", "forward", "forward"]
    assert [shade(n, 12) for n in (0, 1, 3, 4, 7, 12)] == [0, 1, 1, 2, 3, 4]
    html = render_transitions(made_up.sample_moves())
    assert html.count('scope="col"') == 6
    assert html.count('scope="row"') == 5


def test_numbers_are_worded_for_people() -> None:
    assert [short_money(n) for n in (0, 940, 1500, 9_994, 9_999, 264_000, 999_499, 999_500, 2_700_000, -36_000)] == [
        "£0", "£940", "£1.5k", "£10k", "£10k", "£264k", "£999k", "£1.00m", "£2.70m", "−£36k",
    ]  # fmt: skip
    assert whole_money(1234.5) == "£1,234.50"
    assert plain(-0.0) == "0"
    assert ticks(0, 14_922, 5) == [0, 5000, 10_000]


def test_text_is_measured_and_broken_without_splitting_what_belongs_together() -> None:
    assert text_width("ŵŷ", 14) == text_width("wy", 14)
    assert wrap("Trouble with the law", 90, 14, bold=True) == ["Trouble", "with the law"]
    family = "👩‍👩‍👧‍👦"
    assert all(line.replace(family, "") == "" or family not in line[1:] for line in wrap(family * 6, 60, 14))
    assert shorten("Everyday decisions", 60, 14).endswith("…")
    assert all(text_width(line, 14) <= 80 for line in wrap("W" * 60, 80, 14, most=3))


def test_an_attribute_the_policy_would_refuse_cannot_be_written() -> None:
    for name in ("style", "onclick", "href", "x y"):
        with pytest.raises(ValueError, match="may not carry"):
            el("g", **{name: "x"})
    with pytest.raises(ValueError, match="not an element"):
        el("g onload=x")
    with pytest.raises(ValueError, match="finite"):
        num(float("nan"))
    assert clean("a\x00b\u202ec\ud800") == "abc"


def test_tags_give_two_charts_of_one_key_different_ids() -> None:
    page = Template("{% load charts %}{% star_chart star %}{% star_chart star heading=2 %}{% dot_plot dots %}")
    html = page.render(Context({"star": made_up.sample_star(), "dots": made_up.sample_dots()}))
    assert 'id="sample-star"' in html
    assert 'id="sample-star-2"' in html
    assert 'id="sample-dots"' in html
    assert html.count("<h2") == 1
    assert html.count('id="sample-star-wide-title"') == 1


def test_every_tag_draws_its_chart() -> None:
    charts = {
        "star_chart": made_up.sample_star(),
        "star_form": made_up.sample_star_to_fill(),
        "star_questions": made_up.sample_star_to_fill(),
        "value_triangles": made_up.sample_triangles(),
        "efficiency_frontier": made_up.sample_frontier(),
        "milestone_funnel": made_up.sample_funnel(),
        "control_chart": made_up.sample_control(),
        "stakeholder_map": made_up.sample_map(movable=True),
        "cumulative_line": made_up.sample_line(),
        "count_bars": made_up.sample_bars(),
        "transition_table": made_up.sample_moves(),
        "dot_plot": made_up.sample_dots(),
    }
    for tag, data in charts.items():
        html = Template(f"{{% load charts %}}{{% {tag} data %}}").render(Context({"data": data}))
        assert "<figure" in html or tag == "star_questions"
        assert "<table" in html or tag in ("star_questions", "star_form")


def test_gallery_shows_every_chart() -> None:
    assert len({name for name, _html in made_up.samples()}) == 18
