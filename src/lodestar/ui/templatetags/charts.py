"""`{% load charts %}`: one tag a chart. Two charts given the same key on a page get different ids."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from lodestar.ui.charts.bands import draw_bands
from lodestar.ui.charts.chances import draw_chances
from lodestar.ui.charts.control import draw_control
from lodestar.ui.charts.dots import draw_dots
from lodestar.ui.charts.figure import Picture
from lodestar.ui.charts.frontier import Frontier
from lodestar.ui.charts.funnel import draw_funnel
from lodestar.ui.charts.render import render_frontier, render_picture, render_star_form, render_star_questions, render_transitions
from lodestar.ui.charts.series import draw_bars, draw_cumulative
from lodestar.ui.charts.spans import draw_spans
from lodestar.ui.charts.stakeholders import draw_stakeholders
from lodestar.ui.charts.star import Star, draw_star
from lodestar.ui.charts.transitions import TransitionTable
from lodestar.ui.charts.triangles import draw_triangles

register = template.Library()


def free_key(context: Context, wanted: str) -> str:
    """The wanted id, or the first free one after it, on the page being rendered."""
    taken = context.dicts[0].setdefault("chart_keys_taken", set())  # the bottom of the stack outlives blocks and includes
    key, n = wanted, 1
    while key in taken:
        n += 1
        key = f"{wanted}-{n}"
    taken.add(key)
    return key


def _drawn_by(draw: Callable[..., Picture]) -> Callable[..., SafeString]:
    def tag(context: Context, data: Any, heading: int = 0) -> SafeString:
        return render_picture(draw(data, key=free_key(context, data.finding.key)), heading=heading)

    tag.__doc__ = draw.__doc__
    return tag


_PLAIN: dict[str, Callable[..., Picture]] = {
    "star_chart": draw_star,
    "value_triangles": draw_triangles,
    "milestone_funnel": draw_funnel,
    "control_chart": draw_control,
    "stakeholder_map": draw_stakeholders,
    "cumulative_line": draw_cumulative,
    "count_bars": draw_bars,
    "dot_plot": draw_dots,
    "funded_bands": draw_bands,
    "chance_bars": draw_chances,
    "span_chart": draw_spans,
}
for _name, _draw in _PLAIN.items():
    register.simple_tag(_drawn_by(_draw), takes_context=True, name=_name)


@register.simple_tag(takes_context=True)
def star_form(context: Context, data: Star, heading: int = 0) -> SafeString:
    """A star that sets the radio buttons of the form around it."""
    return render_star_form(data, heading=heading, key=free_key(context, data.finding.key))


@register.simple_tag
def star_questions(data: Star) -> SafeString:
    """The same star as fieldsets of radio buttons."""
    return render_star_questions(data)


@register.simple_tag(takes_context=True)
def efficiency_frontier(context: Context, data: Frontier, heading: int = 0) -> SafeString:
    """The efficiency frontier with its budget form, its three answers and its list."""
    return render_frontier(data, heading=heading, key=free_key(context, data.finding.key))


@register.simple_tag(takes_context=True)
def transition_table(context: Context, data: TransitionTable, heading: int = 0) -> SafeString:
    """Moves between stages as one accessible table."""
    return render_transitions(data, heading=heading, key=free_key(context, data.finding.key))
