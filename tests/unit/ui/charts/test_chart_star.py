import math
from dataclasses import replace

import pytest

from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.render import render_star_form, render_star_questions
from lodestar.ui.charts.samples import sample_star, sample_star_to_fill, sample_star_with_gaps
from lodestar.ui.charts.star import Outline, Star, StarArea, StarShape, draw_star
from tests.unit.ui.charts.drawn import parse, points, with_class


def test_points_lie_on_their_arms_at_the_radius_of_their_score() -> None:
    star = sample_star()
    marks = with_class(parse(draw_star(star).wide), "c-mark-main")
    assert len(marks) == 10
    for arm, (mark, score) in enumerate(zip(marks, star.outlines[0].scores.values(), strict=True)):
        x, y = float(mark.get("cx", "")), float(mark.get("cy", ""))
        assert math.hypot(x, y) == pytest.approx(210 * (score or 0) / 10, abs=0.1)
        turn = math.degrees(math.atan2(y, x) + math.pi / 2) % 360
        assert turn == pytest.approx(36 * arm, abs=0.3)


@pytest.mark.parametrize("arms", range(3, 13))
def test_first_arm_points_up_and_the_top_of_the_scale_is_its_end(arms: int) -> None:
    shape = StarShape(arms, 10, 200)
    assert shape.at(0, 10) == pytest.approx((0, -200))
    assert shape.at(1, 10)[0] > 0  # clockwise


def test_a_ring_for_each_stage() -> None:
    rings = with_class(parse(draw_star(sample_star()).wide), "c-ring")
    radii = sorted(math.hypot(*points(r.get("d", ""))[0]) for r in rings)
    assert radii == pytest.approx([42, 84, 126, 168, 210])


def test_outline_is_broken_where_an_area_is_not_answered() -> None:
    star = sample_star_with_gaps()
    line = with_class(parse(draw_star(star).wide), "c-line-main")[0].get("d", "")
    assert line.count("M") == 2  # two unanswered areas, two runs
    assert "Z" not in line
    assert len(with_class(parse(draw_star(star).wide), "c-mark-main")) == 5
    assert draw_star(star).wide.count("not answered") == 2


def test_two_voices_differ_in_line_and_in_mark() -> None:
    root = parse(draw_star(sample_star()).wide)
    assert len(with_class(root, "c-line-main")) == len(with_class(root, "c-line-person")) == 1
    assert {m.tag.split("}")[1] for m in with_class(root, "c-mark-person")} == {"rect"}
    assert {m.tag.split("}")[1] for m in with_class(root, "c-mark-main")} == {"circle"}


def test_a_gap_is_marked_where_the_voices_differ_and_nowhere_else() -> None:
    star = sample_star()
    assert [a.label for a, _one, _other in star.gaps()] == ["Home and safety", "Health of mind", "Use of time", "Hope and direction"]
    assert len(with_class(parse(draw_star(star).wide), "c-gap")) == 4
    alone = replace(star, outlines=star.outlines[:1])
    assert with_class(parse(draw_star(alone).wide), "c-gap") == []


def test_table_gives_last_time_and_the_points_apart() -> None:
    table = draw_star(sample_star()).table
    assert [c.label for c in table.columns] == ["Area", "Together, 14 November 2026", "Their own view", "3 June 2026", "Points apart"]
    assert table.rows[3] == ("Health of mind", "5", "3", "2", "2")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda s: replace(s, areas=s.areas[:2]), "3 to 12"),
        (lambda s: replace(s, highest=7), "divide"),
        (lambda s: replace(s, outlines=(s.outlines[0], s.outlines[0])), "once"),
        (lambda s: replace(s, outlines=(Outline("worker", "W", {"money": 11}),)), "off the scale"),
        (lambda s: replace(s, last=Outline("worker", "W", {"money": 0})), "off the scale"),
    ],
)
def test_a_star_that_cannot_be_drawn_is_refused(change: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        change(sample_star())  # type: ignore[operator]


def test_star_to_look_at_cannot_be_changed_and_star_to_fill_can() -> None:
    assert "data-area" not in draw_star(sample_star()).wide
    form = draw_star(sample_star_to_fill()).wide
    assert form.count("data-area") == 10
    assert 'role="slider"' not in form  # only the script makes it one, and then it works


def test_every_arm_has_a_mark_to_move_where_the_star_can_be_filled() -> None:
    star = sample_star_to_fill()
    own = replace(star.outlines[0], scores={})
    root = parse(draw_star(replace(star, outlines=(own, star.outlines[1]))).wide)
    marks = with_class(root, "c-mark-main")
    assert len(marks) == 10
    assert {m.get("display") for m in marks} == {"none"}


def test_questions_are_a_fieldset_an_area_with_unknown_as_an_answer() -> None:
    html = render_star_questions(sample_star_to_fill())
    assert html.count("<fieldset") == 10
    assert html.count('type="radio"') == 10 * 11
    assert html.count(" checked") == 10
    assert 'name="sample-money" value="4" checked' in html
    assert html.count("I don’t know yet") == 10


def test_what_was_typed_stays_in_the_questions() -> None:
    html = render_star_questions(sample_star_to_fill(), {"money": "9"})
    assert 'name="sample-money" value="9" checked' in html
    assert 'name="sample-money" value="4" checked' not in html


def test_form_carries_the_scale_words_for_the_script() -> None:
    html = render_star_form(sample_star_to_fill())
    assert 'type="application/json"' in html
    assert "I manage this myself, and I know I can keep it up." in html


def test_longest_and_fewest_arms_are_drawn() -> None:
    areas = tuple(StarArea(f"a{i}", f"Area {i}") for i in range(12))
    star = Star(Finding("twelve", "Twelve areas"), areas, ("One", "Two", "Three", "Four", "Five"), highest=5)
    assert len(with_class(parse(draw_star(star).wide), "c-arm")) == 12
    assert len(with_class(parse(draw_star(replace(star, areas=areas[:3])).wide), "c-arm")) == 3
