"""What holds for every chart, on ordinary figures, on the longest labels, and on hostile ones."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from lodestar.ui.charts import samples as made_up
from lodestar.ui.charts.bands import draw_bands
from lodestar.ui.charts.chances import draw_chances
from lodestar.ui.charts.control import ControlChart, TimePoint, draw_control
from lodestar.ui.charts.dots import draw_dots
from lodestar.ui.charts.figure import Finding, Picture, box_overlap
from lodestar.ui.charts.frontier import draw_frontier
from lodestar.ui.charts.funnel import MilestoneFunnel, draw_funnel
from lodestar.ui.charts.render import render_frontier, render_picture, render_star_form, render_star_questions, render_transitions
from lodestar.ui.charts.series import Bars, CumulativeLine, draw_bars, draw_cumulative
from lodestar.ui.charts.spans import draw_spans
from lodestar.ui.charts.stakeholders import StakeholderMap, draw_stakeholders
from lodestar.ui.charts.star import Star, draw_star
from lodestar.ui.charts.transitions import TransitionTable
from lodestar.ui.charts.triangles import ValueTriangles, draw_triangles
from tests.unit.ui.charts.drawn import labels, parse, view_box, with_class

LONGEST = (
    "Motivation and taking responsibility for the everyday decisions of one’s own household and tenancy",
    "Cyfathrebu â’r tŷ, y dŵr a’r gŵyl ŵyna ŷd yn Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "👩‍👩‍👧‍👦 Family 👍🏽 and friends 🏴󠁧󠁢󠁷󠁬󠁳󠁿 who matter most of all to me",
    "الصحة النفسية والعلاقات الاجتماعية والأسرية",
    "בריאות הנפש והקשרים עם המשפחה והקהילה",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
)
HOSTILE = (
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' style='position:fixed' x='",
    "&lt;b&gt; &amp; ]]> <!-- -->",
    "nul \x00 bell \x07 half \ud800 end",
    "\u202egnp.exe \u2066 turned \u2069",
)


def _named(chart: Any, texts: tuple[str, ...]) -> Any:
    """The same chart with every label that people type replaced."""
    name = lambda i: texts[i % len(texts)]  # noqa: E731
    finding = replace(chart.finding, sentence=texts[0], detail=texts[-1], source=texts[0])
    if isinstance(chart, Star):
        areas = tuple(replace(a, label=name(i), question=name(i)) for i, a in enumerate(chart.areas))
        outlines = tuple(replace(o, label=name(i)) for i, o in enumerate(chart.outlines))
        return replace(chart, finding=finding, areas=areas, outlines=outlines, stages=tuple(name(i) for i in range(len(chart.stages))))
    if isinstance(chart, MilestoneFunnel):
        return replace(chart, finding=finding, milestones=tuple(replace(m, label=name(i)) for i, m in enumerate(chart.milestones)))
    if isinstance(chart, ControlChart):
        return replace(
            chart, finding=finding, points=tuple(replace(p, label=name(i)) for i, p in enumerate(chart.points)), value_label=name(0)
        )
    if isinstance(chart, StakeholderMap):
        return replace(chart, finding=finding, groups=tuple(replace(g, label=name(i)) for i, g in enumerate(chart.groups)))
    if isinstance(chart, CumulativeLine):
        periods = tuple(name(i) for i in range(len(chart.periods)))
        return replace(chart, finding=finding, periods=periods, actual_label=name(0), planned_label=name(1))
    if isinstance(chart, Bars):
        return replace(chart, finding=finding, bars=tuple(replace(b, label=name(i)) for i, b in enumerate(chart.bars)))
    if isinstance(chart, TransitionTable):
        return replace(chart, finding=finding, stages=tuple(name(i) for i in range(len(chart.stages))))
    if isinstance(chart, ValueTriangles) or hasattr(chart, "curve"):
        return replace(
            chart, finding=finding, options=tuple(replace(o, label=name(i)) for i, o in enumerate(chart.options)), value_label=name(0)
        )
    for field in ("bands", "chances", "spans"):
        if hasattr(chart, field):
            rows = tuple(replace(row, label=name(i)) for i, row in enumerate(getattr(chart, field)))
            return replace(chart, finding=finding, **{field: rows})
    return replace(chart, finding=finding, low_label=name(0), high_label=name(1))


CHARTS: dict[str, tuple[Callable[[], Any], Callable[..., Picture]]] = {
    "star": (made_up.sample_star, draw_star),
    "star of five points": (made_up.sample_star_with_gaps, draw_star),
    "star to fill": (made_up.sample_star_to_fill, draw_star),
    "triangles": (made_up.sample_triangles, draw_triangles),
    "forty-eight triangles": (lambda: made_up.sample_triangles(48), draw_triangles),
    "two hundred triangles": (lambda: made_up.sample_triangles(200), draw_triangles),
    "frontier": (made_up.sample_frontier, draw_frontier),
    "frontier of two hundred": (lambda: made_up.sample_frontier(200), draw_frontier),
    "funnel": (made_up.sample_funnel, draw_funnel),
    "control": (made_up.sample_control, draw_control),
    "map": (made_up.sample_map, draw_stakeholders),
    "line": (made_up.sample_line, draw_cumulative),
    "bars": (made_up.sample_bars, draw_bars),
    "dots": (made_up.sample_dots, draw_dots),
    "bands": (made_up.sample_bands, draw_bands),
    "chances": (made_up.sample_chances, draw_chances),
    "ranks": (made_up.sample_ranks, draw_spans),
    "tornado": (made_up.sample_tornado, draw_spans),
}
EVERY = pytest.mark.parametrize("chart", CHARTS)
WORDS = pytest.mark.parametrize("texts", [LONGEST, HOSTILE], ids=["longest", "hostile"])


def _picture(chart: str, texts: tuple[str, ...] = ()) -> Picture:
    data, draw = CHARTS[chart]
    return draw(_named(data(), texts) if texts else data())


@EVERY
def test_drawing_is_an_image_named_by_its_own_title_and_description(chart: str) -> None:
    picture = _picture(chart)
    seen = set()
    for svg in (picture.wide, picture.narrow):
        root = parse(svg)
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert root.get("role") == "img"
        assert root.get("aria-labelledby", "").split() == ids[:2]
        assert len(set(ids)) == len(ids)
        assert all((root[i].text or "").strip() for i in (0, 1))
        assert root[0].tag.endswith("title")
        assert root[1].tag.endswith("desc")
        seen.update(ids)
    assert len(seen) == 4


@EVERY
@WORDS
def test_any_label_gives_well_formed_xml_without_scripts_or_styles(chart: str, texts: tuple[str, ...]) -> None:
    for svg in (_picture(chart, texts).wide, _picture(chart, texts).narrow):
        for element in parse(svg).iter():
            assert element.tag.split("}")[1] in {"svg", "title", "desc", "g", "path", "line", "rect", "circle", "text", "tspan"}
            assert not [a for a in element.attrib if a == "style" or a.startswith("on") or "href" in a]


@EVERY
def test_drawing_is_small(chart: str) -> None:
    limit = 32_000 if "two hundred" in chart else 15_000
    assert max(len(_picture(chart).wide), len(_picture(chart).narrow)) < limit


@EVERY
@pytest.mark.parametrize("texts", [(), LONGEST], ids=["ordinary", "longest"])
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_labels_stay_inside_and_do_not_meet(chart: str, texts: tuple[str, ...], form: str) -> None:
    root = parse(getattr(_picture(chart, texts), form))
    frame, found = view_box(root), labels(root)
    assert found
    for label in found:
        assert label.box[0] >= frame[0] - 1, label
        assert label.box[2] <= frame[2] + 1, label
        assert label.box[1] >= frame[1] - 1, label
        assert label.box[3] <= frame[3] + 1, label
    met = [(a.text, b.text) for a, b in combinations(found, 2) if box_overlap(a.box, b.box, -0.5)]
    assert not met


@EVERY
def test_table_twin_has_a_row_for_what_is_drawn(chart: str) -> None:
    table = _picture(chart).table
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize(
    "html",
    [
        lambda texts: render_picture(draw_star(_named(made_up.sample_star(), texts)), heading=2),
        lambda texts: render_star_form(_named(made_up.sample_star_to_fill(), texts)),
        lambda texts: render_star_questions(_named(made_up.sample_star_to_fill(), texts)),
        lambda texts: render_frontier(_named(made_up.sample_frontier(), texts)),
        lambda texts: render_picture(draw_stakeholders(replace(_named(made_up.sample_map(), texts), movable=True))),
        lambda texts: render_transitions(_named(made_up.sample_moves(), texts)),
    ],
    ids=["star", "form", "questions", "frontier", "map", "moves"],
)
def test_page_holds_hostile_labels_as_words_only(html: Callable[[tuple[str, ...]], str]) -> None:
    page = html(HOSTILE[:4])
    assert "<script>" not in page
    assert "<img" not in page
    assert " style=" not in page.replace("&#x27; style=", "").replace("' style='position", "")
    assert page.count("<script") == page.count('type="application/json"')


def test_guard_sees_what_it_guards_against() -> None:
    """The checks above would fail on a drawing that breaks them."""
    words = '<text x="{}" y="20">Same place</text>'
    bad = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50">{words.format(10)}{words.format(12)}</svg>'
    one, other = labels(parse(bad))
    assert box_overlap(one.box, other.box, -0.5)
    assert one.box[2] > view_box(parse(bad))[2]


def test_address_of_the_figures_must_be_ours() -> None:
    for url in ("javascript:alert(1)", "//elsewhere.example/a.csv", "https://elsewhere.example/a.csv"):
        with pytest.raises(ValueError, match="address"):
            Finding("a", "A", csv_url=url)
    assert Finding("a", "A", csv_url="/learn/figures.csv").csv_url == "/learn/figures.csv"


@pytest.mark.parametrize("key", ["", "9a", "a b", 'a"', "A"])
def test_key_must_be_usable_as_an_id(key: str) -> None:
    with pytest.raises(ValueError, match="id"):
        Finding(key, "A sentence")


def test_a_count_that_may_not_be_shown_leaves_no_bar_to_measure() -> None:
    funnel = made_up.sample_funnel()
    hidden = replace(funnel, milestones=(*funnel.milestones[:4], replace(funnel.milestones[4], reached=None)))
    picture = draw_funnel(hidden)
    root = parse(picture.wide)
    assert len(with_class(root, "c-bar")) == 4
    assert len(with_class(root, "c-bar-hidden")) == 1
    assert picture.table.rows[4][2:4] == ("[too few to show]", "–")


def test_empty_charts_are_drawn_too() -> None:
    nobody = made_up.sample_dots()
    assert "Nobody has scored yet" in draw_dots(replace(nobody, scores=(), far=frozenset(), middle=None, half=None)).wide
    blank = replace(made_up.sample_star(), outlines=(), last=None)
    assert parse(draw_star(blank).wide) is not None
    one = ControlChart(Finding("one", "One point"), (TimePoint("April", None),), ())
    assert "No signals" in draw_control(one).wide
