"""Pictures put on the page: a figure with the finding as its title, the drawings, the names, and the table twin."""

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lodestar.ui.charts.figure import Picture
from lodestar.ui.charts.frontier import Frontier, answer_rows, budget_interval, decided_options, draw_frontier, group_words, sentence
from lodestar.ui.charts.numbers import fixed, whole_money
from lodestar.ui.charts.star import Star, draw_star
from lodestar.ui.charts.transitions import TransitionTable, moves
from lodestar.ui.charts.triangles import status_word

LONG_LIST = 12


def render_picture(picture: Picture, *, heading: int = 0) -> SafeString:
    """A chart as HTML. `heading` 2 to 4 makes its finding a heading of that level; 0 leaves it a caption."""
    shown = {"picture": picture, "heading": heading if heading in (2, 3, 4) else 0, "data_id": f"{picture.key}-data"}
    return render_to_string("ui/charts/figure.html", shown)


def render_star_questions(star: Star, chosen: dict[str, str] | None = None) -> SafeString:
    """The star as questions: a fieldset an area, a radio button a point, and "I don't know yet"; the truth without scripts."""
    scores = {
        a.key: s for a in star.areas if (own := star.outline(star.editing or "together")) and (s := own.scores.get(a.key)) is not None
    }
    values = {k: str(v) for k, v in scores.items()} | (chosen or {})
    areas = [(area, values.get(area.key, ""), str((star.last.scores.get(area.key) if star.last else None) or "")) for area in star.areas]
    return render_to_string("ui/charts/star_questions.html", {"star": star, "areas": areas})


def render_star_form(star: Star, *, heading: int = 0, key: str | None = None) -> SafeString:
    """The drawing beside the scale's words, with what `star.js` needs; the questions themselves come from the page's own form."""
    picture = draw_star(star, key=key)
    return render_to_string("ui/charts/star_form.html", {"picture": picture, "data_id": f"{picture.key}-data", "heading": heading})


def render_frontier(data: Frontier, *, heading: int = 0, key: str | None = None) -> SafeString:
    """The frontier, the form for the budget, the three answers, and the list split into funded and not funded."""
    picture = draw_frontier(data, key=key)
    return render_to_string(
        "ui/charts/frontier.html",
        {
            "picture": picture,
            "frontier": data,
            "sentence": sentence(data),
            "budget": f"{data.budget:,.2f}".removesuffix(".00"),
            "data_id": f"{picture.key}-data",
            "rows": answer_rows(data),
            "groups": _groups(data),
            "is_long": len(data.all_options) > LONG_LIST,
            "heading": heading if heading in (2, 3, 4) else 0,
            "interval": whole_money(budget_interval(data)) if budget_interval(data) else "",
            "has_ratio": any(o.ratio for o in data.all_options),
        },
    )


def _groups(data: Frontier) -> list[dict[str, Any]]:
    """The list split in two at the budget shown: what is funded, and what is not."""
    rows = [(i, o, whole_money(o.cost), fixed(o.value, data.places)) for i, o in enumerate(decided_options(data))]
    groups = []
    for funded in (True, False):
        members = [row for row in rows if row[1].funded is funded]
        costs = sum(Decimal(str(row[1].cost)) for row in members)
        words = {"count": str(len(members)), "sum": whole_money(float(costs))}
        groups.append({"funded": funded, "label": status_word(funded), "sum": group_words().format(**words), "rows": members})
    return groups


def render_transitions(data: TransitionTable, *, heading: int = 0, key: str | None = None) -> SafeString:
    """Moves between stages as one accessible table."""
    shown = {"data": data, "rows": moves(data), "key": key or data.finding.key, "heading": heading if heading in (2, 3, 4) else 0}
    return render_to_string("ui/charts/transitions.html", shown)
