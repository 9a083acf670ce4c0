"""Made-up figures for every chart, for the component gallery and for looking at them in a browser."""

# ruff: noqa: PLR2004 — a drawing is made of lengths

from itertools import accumulate

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lodestar.ui.charts.bands import Band, Bands, draw_bands
from lodestar.ui.charts.chances import Chance, Chances, draw_chances
from lodestar.ui.charts.control import ControlChart, Limits, TimePoint, draw_control
from lodestar.ui.charts.dots import DotPlot, draw_dots
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.frontier import Answer, Frontier, Step
from lodestar.ui.charts.funnel import MilestoneFunnel, MilestoneRow, draw_funnel
from lodestar.ui.charts.numbers import plain
from lodestar.ui.charts.render import render_frontier, render_picture, render_star_form, render_star_questions, render_transitions
from lodestar.ui.charts.series import Bar, Bars, CumulativeLine, draw_bars, draw_cumulative
from lodestar.ui.charts.spans import Span, Spans, draw_spans
from lodestar.ui.charts.stakeholders import Group, StakeholderMap, draw_stakeholders
from lodestar.ui.charts.star import Outline, ScalePoint, Star, StarArea, draw_star
from lodestar.ui.charts.transitions import TransitionTable
from lodestar.ui.charts.triangles import Option, ValueTriangles, draw_triangles

STAGES = ("Overwhelmed", "Asking", "Trying", "Steady", "On my own feet")
WORDS = (
    "Things are too much. I do not talk about it with anyone.",
    "I am fed up with how things are and would like something to change.",
    "I have begun to talk about it and accept some help.",
    "I go along with what we agreed, most of the time.",
    "Some days are better. I have found one or two things that help and I am trying to use them.",
    "I do more for myself and I learn what works for me.",
    "It mostly goes well. I know what to do when it does not.",
    "It goes well and I ask for help in good time.",
    "I manage this myself and rarely need support.",
    "I manage this myself, and I know I can keep it up.",
)
AREAS = (
    "Home and safety",
    "Money",
    "Health of body",
    "Health of mind",
    "Friends and family",
    "Drink and drugs",
    "Use of time",
    "Skills for living",
    "Trouble with the law",
    "Hope and direction",
)


def _areas() -> tuple[StarArea, ...]:
    points = tuple(ScalePoint(i + 1, STAGES[i // 2], words) for i, words in enumerate(WORDS))
    keys = [label.lower().replace(" ", "-") for label in AREAS]
    return tuple(StarArea(k, label, points, field=f"sample-{k}") for k, label in zip(keys, AREAS, strict=True))


def _outline(voice: str, label: str, scores: tuple[int | None, ...]) -> Outline:
    return Outline(voice, label, dict(zip((a.key for a in _areas()), scores, strict=True)))  # type: ignore[arg-type]


def sample_star() -> Star:
    """Two voices, last time beneath, three gaps."""
    return Star(
        Finding("sample-star", "Seven of ten areas moved forward since June"),
        _areas(),
        STAGES,
        (
            _outline("together", "Together, 14 November 2026", (5, 4, 6, 5, 7, 8, 4, 6, 9, 5)),
            _outline("person", "Their own view", (6, 4, 6, 3, 7, 8, 5, 6, 9, 6)),
        ),
        _outline("together", "3 June 2026", (3, 2, 5, 2, 5, 7, 2, 5, 8, 2)),
    )


def sample_star_with_gaps() -> Star:
    """Some areas not answered, on a scale of 1 to 5, one voice."""
    return Star(
        Finding("sample-star-part", "Two areas still to be talked about"),
        _areas()[:7],
        STAGES,
        (
            Outline(
                "worker", "Keyworker, 2 November 2026", dict(zip((a.key for a in _areas()[:7]), (3, 2, None, 4, 4, None, 5), strict=True))
            ),
        ),
        highest=5,
    )


def sample_star_to_fill() -> Star:
    star = sample_star()
    finding = Finding(
        "sample-star-form", "Where are you now?", "Choose a point on the star, or answer the questions beside it. Both are the same."
    )
    return Star(finding, star.areas, star.stages, star.outlines, star.last, editing="together")


def sample_options(count: int = 8) -> tuple[Option, ...]:
    """The eight options of a made-up exercise, or as many as asked for."""
    named: tuple[tuple[str, int, int], ...] = (
        ("Stop-smoking in clinics", 264_000, 2524),
        ("Hip school", 610_000, 2940),
        ("Pulmonary rehabilitation", 820_000, 3760),
        ("Carers’ respite", 540_000, 1800),
        ("Asthma home visits", 430_000, 1230),
        ("Memory café", 390_000, 920),
        ("Winter warmth", 700_000, 1072),
        ("Telehealth pilot", 940_000, 675),
    )
    if count > len(named):
        made = [(f"Option {i + 1}", 20_000 + (i * 7919) % 400_000, 40 + (i * 104_729) % 3000) for i in range(count)]
        named = tuple(sorted(made, key=lambda o: -o[2] / o[1]))
    return tuple(Option(f"o{i}", n, c, v, ratio=plain(v / c * 1000, 1), number=str(i + 1)) for i, (n, c, v) in enumerate(named))


def _every_choice(options: tuple[Option, ...]) -> tuple[Step, ...]:
    """The best there is at every budget, by trying all choices: for a handful of made-up options only."""
    choices = [(0.0, 0.0, frozenset[str]())]
    for o in options:
        choices += [(c + o.cost, v + o.value, keys | {o.key}) for c, v, keys in choices]
        kept: list[tuple[float, float, frozenset[str]]] = []
        for choice in sorted(choices, key=lambda c: (c[0], -c[1])):
            if not kept or choice[1] > kept[-1][1]:
                kept.append(choice)
        choices = kept
    return tuple(Step(c, v, tuple(sorted(keys))) for c, v, keys in choices)


def _line(options: tuple[Option, ...]) -> tuple[Step, ...]:
    costs, values = list(accumulate(o.cost for o in options)), list(accumulate(o.value for o in options))
    return (
        Step(0, 0, ()),
        *(Step(c, v, tuple(o.key for o in options[: i + 1])) for i, (c, v) in enumerate(zip(costs, values, strict=True))),
    )


def _skip(options: tuple[Option, ...], best: tuple[Step, ...]) -> tuple[Step, ...]:
    steps: dict[tuple[str, ...], Step] = {}
    for budget in sorted({s.cost for s in best} | {o.cost for o in options}):
        left, chosen = budget, []
        for o in options:
            if o.cost <= left:
                left -= o.cost
                chosen.append(o)
        keys = tuple(sorted(o.key for o in chosen))
        steps.setdefault(keys, Step(sum(o.cost for o in chosen), sum(o.value for o in chosen), keys))
    return tuple(sorted(steps.values(), key=lambda s: s.cost))


def sample_frontier(count: int = 8, key: str = "sample-frontier") -> Frontier:
    """Eight options at £2.70m (or many, to try the speed of the budget line)."""
    options = sample_options(count)
    line = _line(options)
    best = _every_choice(options) if count <= 48 else line
    return Frontier(
        finding=Finding(key, "£2.70m buys 86 % of the value", "Move the budget line, or type a budget.", csv_url="/components/sample.csv"),
        options=options,
        curve=tuple((s.cost, s.value) for s in line[1:]),
        budget=2_700_000 if count == 8 else line[-1].cost * 0.6,
        answers=(
            Answer("optimum", "The best there is", "The most value the money can buy.", best),
            Answer("line", "Draw the line", "In order, stopping at the first that does not fit.", line),
            Answer("skip", "Skip what does not fit", "In order, passing over what does not fit.", _skip(options, best)),
        ),
        total_value=line[-1].value,
        value_label="Health gained",
        ratio_label="Per £1,000",
        sentence="{budget} buys {share} of the health on the table",
    )


def sample_triangles(count: int = 8) -> ValueTriangles:
    funded = {o.key for o in sample_options(count)[: max(5, count // 2)]}
    options = tuple(Option(o.key, o.label, o.cost, o.value, o.key in funded, o.ratio) for o in sample_options(count))
    return ValueTriangles(Finding(f"sample-triangles-{count}", "Steep is good value"), options, "Health gained", ratio_label="Per £1,000")


def sample_funnel() -> MilestoneFunnel:
    rows = (
        MilestoneRow("start", "Started", 85, 90),
        MilestoneRow("plan", "Agreed a support plan", 74, 85, 11, 12),
        MilestoneRow("course", "Finished a course or a trial at work", 52, 60, 22, 68),
        MilestoneRow("work", "Started work", 31, 40, 21, 41),
        MilestoneRow("stay", "In work for 26 weeks", 9, 25, 4, 182),
    )
    return MilestoneFunnel(Finding("sample-funnel", "More people are lost before the course ends than anywhere else"), rows)


def sample_control() -> ControlChart:
    values = (61, 58, 64, 59, 62, 57, 60, 63, 44, 58, 61, 60, 66, 67, 69, 68, 70, 71, 69, 72)
    months = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar") * 2
    points = tuple(
        TimePoint(f"{month} {25 + (i + 3) // 12}", value, "beyond" if value == 44 else ("run" if i >= 12 else None))
        for i, (month, value) in enumerate(zip(months, values, strict=False))
    )
    finding = Finding("sample-control", "Planned moves have risen since April 2026: a signal, not noise")
    return ControlChart(
        finding, points, (Limits(0, 11, 59, 46.2, 71.8), Limits(12, 19, 69, 64.5, 73.5)), 70, "%", "Planned moves out of all"
    )


def sample_map(*, movable: bool = False) -> StakeholderMap:
    rows: tuple[tuple[str, int | None, int | None, str], ...] = (
        ("Clinicians", 5, 4, "involve"),
        ("General practices", 4, 3, "consult"),
        ("Nurses", 3, 4, "involve"),
        ("Hospital specialists", 5, 2, "none"),
        ("Community managers", 4, 5, "involve"),
        ("Community staff", 2, 4, "inform"),
        ("Provider managers", 4, 4, "consult"),
        ("Improvement lead", 3, 5, "involve"),
        ("National commissioner", 5, 1, ""),
        ("Health and wellbeing board", 5, 4, "consult"),
        ("Third sector", 2, 5, "consult"),
        ("Patients and their representatives", 2, 5, "involve"),
        ("The public", 1, 3, "inform"),
        ("Political representatives", 4, 3, "inform"),
        ("Media", 2, None, "inform"),
    )
    groups = tuple(Group(f"g{i}", n, p, q, a, f"power-{i}", f"interest-{i}") for i, (n, p, q, a) in enumerate(rows))  # type: ignore[arg-type]
    return StakeholderMap(Finding("sample-map", "Two powerful groups have no action yet"), groups, movable)


def sample_line() -> CumulativeLine:
    months = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
    actual = (2, 5, 9, 15, 19, 26, 34, 38, None, None, None, None)
    planned = (4, 8, 12, 17, 22, 27, 32, 38, 43, 48, 54, 60)
    return CumulativeLine(
        Finding("sample-line", "On plan in November: 38 of the 38 expected"), months, actual, planned, "Started work", "Planned"
    )


def sample_bars() -> Bars:
    bars = (Bar("Moved to another area", 14), Bar("Found work without us", 9), Bar("Could not be reached", 7), Bar("Ill health", None))
    return Bars(Finding("sample-bars", "Moving away is the commonest reason for leaving"), bars, "People")


def sample_moves() -> TransitionTable:
    counts = ((4, 9, 6, 1, 0), (1, 7, 12, 5, 2), (0, 2, 8, 11, 4), (0, 0, 3, 9, 7), (0, 0, 0, 1, 5))
    return TransitionTable(Finding("sample-moves", "57 of 97 people moved forward at least one stage"), STAGES, counts)


def sample_dots() -> DotPlot:
    scores = (15.0, 40, 48, 50, 50, 52, 52, 56, 57, 60, 61, 64, 90)
    finding = Finding("sample-dots", "Middle 52, half of you between 50 and 60. Two of you see it very differently: would you tell us why?")
    return DotPlot(finding, scores, middle=52, half=(50, 60), far=frozenset({0, 12}), low_label="no difference", high_label="full health")


def sample_bands() -> Bands:
    bands = (
        Band("1. Link workers", ((310_000, None),), "In from £310,000 on."),
        Band("2. Alcohol nurse", ((175_000, 310_000), (485_000, None)), "In from £175,000; out at £310,000; in again from £485,000 on."),
        Band("3. Residential places", (), "Not funded at any budget."),
    )
    return Bands(Finding("sample-bands", "1 intervention drops out and comes in again as the budget grows"), bands, 900_000, 560_000)


def sample_chances() -> Chances:
    chances = (
        Chance("a", "1. Link workers", 0.997, "core", True),
        Chance("b", "2. Alcohol nurse", 0.62, "borderline", True),
        Chance("c", "3. Residential places", 0.004, "exterior"),
    )
    finding = Finding("sample-chances", "1 of 3 could go either way")
    return Chances(finding, chances, marked_label="Funded on best estimates")


def sample_ranks() -> Spans:
    spans = (Span("1. Link workers", 1, 2, 1), Span("2. Alcohol nurse", 1, 3, 2), Span("3. Residential places", 2, 3, 3))
    finding = Finding("sample-ranks", "No intervention is sure of its rank")
    return Spans(finding, spans, "Rank by value for money", ("Best", "Middle", "Worst"), whole=True)


def sample_tornado() -> Spans:
    spans = (
        Span("Alcohol nurse: benefit", 9_200, 12_900, low_words="4", high_words="11", note="Changes what is funded"),
        Span("Link workers: people", 10_100, 11_800, low_words="700", high_words="1,100"),
    )
    finding = Finding("sample-tornado", "The benefit of the alcohol nurse moves the total most")
    return Spans(finding, spans, "Value at this budget", ("At its lowest", "", "At its highest"), centre=11_000, note_label="What changes")


def _star_in_its_form() -> SafeString:
    star = sample_star_to_fill()
    return format_html("<form>{}{}</form>", render_star_form(star), render_star_questions(star))


def _map_in_its_form() -> SafeString:
    chart = sample_map(movable=True)
    fields = [
        (f"{g.label}, {which}", name, value or "")
        for g in chart.groups
        for which, name, value in (("power", g.power_field, g.power), ("interest", g.interest_field, g.interest))
    ]
    inputs = format_html_join(
        "",
        '<div class="govuk-form-group"><label class="govuk-label" for="sample-{1}">{0}</label>'
        '<input class="govuk-input govuk-input--width-2" id="sample-{1}" name="{1}" type="number" min="1" max="5" value="{2}"></div>',
        fields,
    )
    return format_html("<form>{}{}</form>", render_picture(draw_stakeholders(chart, key="sample-map-to-drag")), inputs)


def samples() -> list[tuple[str, SafeString]]:
    """Every chart as (name, HTML), for the gallery; the page loads charts.css and the scripts beside it."""
    return [
        ("Star", render_picture(draw_star(sample_star()))),
        ("Star, part answered", render_picture(draw_star(sample_star_with_gaps()))),
        ("Star to fill in", _star_in_its_form()),
        ("Value triangles", render_picture(draw_triangles(sample_triangles()))),
        ("Value triangles, many", render_picture(draw_triangles(sample_triangles(48)))),
        ("Efficiency frontier", render_frontier(sample_frontier())),
        ("Funnel of milestones", render_picture(draw_funnel(sample_funnel()))),
        ("Control chart", render_picture(draw_control(sample_control()))),
        ("Stakeholder map", render_picture(draw_stakeholders(sample_map()))),
        ("Stakeholder map to drag", _map_in_its_form()),
        ("Cumulative line", render_picture(draw_cumulative(sample_line()))),
        ("Bars", render_picture(draw_bars(sample_bars()))),
        ("Moves between stages", render_transitions(sample_moves())),
        ("Revealed scores", render_picture(draw_dots(sample_dots()))),
        ("Budgets at which each is funded", render_picture(draw_bands(sample_bands()))),
        ("Chances", render_picture(draw_chances(sample_chances()))),
        ("Ranges of ranks", render_picture(draw_spans(sample_ranks()))),
        ("Tornado", render_picture(draw_spans(sample_tornado()))),
    ]
