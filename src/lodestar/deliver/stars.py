"""Readings as the picture of a star: areas as arms, this time over last time, two voices as two outlines, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.deliver.models import InstrumentArea, InstrumentEdition, Reading
from lodestar.deliver.queries import ServiceFigures, scores_of
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.star import Outline, ScalePoint, Star, StarArea, Voice
from lodestar.ui.forms.fields import long_date

Scores = Mapping[str, int | None]


def stage_of(edition: InstrumentEdition, score: int) -> str:
    """The name of the stage that a point belongs to."""
    step = (edition.scale_max - edition.scale_min + 1) // len(edition.stages)
    return str(edition.stages[(score - edition.scale_min) // step])


def star_areas(edition: InstrumentEdition, areas: list[InstrumentArea], *, field: str = "") -> tuple[StarArea, ...]:
    """The arms, each with the words of its points; `field` is the start of the name of its radio buttons."""
    points = range(edition.scale_min, edition.scale_max + 1)
    return tuple(
        StarArea(
            area.key,
            area.name,
            tuple(ScalePoint(score, stage_of(edition, score), area.words.get(str(score), "")) for score in points),
            field=f"{field}{area.key}" if field else "",
            question=area.prompt,
        )
        for area in areas
    )


def voice_label(voice: str, day: Any) -> str:
    """Together, 14 November 2026."""
    names = {"together": _("Together"), "worker": _("The worker’s view"), "person": _("Their own view")}
    return f"{names[voice]}, {long_date(day)}"


def outline_of(reading: Reading) -> Outline:
    return Outline(cast(Voice, reading.voice), voice_label(reading.voice, reading.happened_on), scores_of(reading))


def star_of_readings(
    edition: InstrumentEdition, areas: list[InstrumentArea], main: Reading, *, own: Reading | None = None, last: Reading | None = None
) -> Star:
    """A reading drawn over last time's, with the person's own view of about the same date beside it."""
    outlines = [outline_of(main)]
    if own is not None and main.voice != "person":
        outlines.append(outline_of(own))
    sentence = sentence_of(scores_of(main), last, areas)
    return _star(edition, star_areas(edition, areas), Finding("star", sentence), outlines, last)


def _star(
    edition: InstrumentEdition, arms: tuple[StarArea, ...], finding: Finding, outlines: list[Outline], last: Reading | None, **more: Any
) -> Star:
    before = outline_of(last) if last else None
    return Star(finding, arms, tuple(edition.stages), tuple(outlines), before, edition.scale_max, **more)


def star_to_fill(
    edition: InstrumentEdition, areas: list[InstrumentArea], voice: Voice, scores: Scores, *, other: Reading | None, last: Reading | None
) -> Star:
    """A star that sets the radio buttons of the page's form."""
    names = {"together": _("Together"), "worker": _("The worker’s view"), "person": _("Their own view")}
    outlines = [Outline(voice, names[voice], scores)]
    if other is not None and (other.voice == "person") != (voice == "person"):
        outlines.append(outline_of(other))
    detail = _("Choose a point on each arm, or use the questions. Up and down arrow keys change the point, left and right the area.")
    finding = Finding("star-form", _("Where are things now?"), detail)
    return _star(edition, star_areas(edition, areas, field="area-"), finding, outlines, last, editing=voice)


def sentence_of(now: Scores, last: Reading | None, areas: list[InstrumentArea]) -> str:
    """What the star says: how many areas moved forward or back since last time."""
    if last is None:
        answered = sum(score is not None for score in now.values())
        words = ngettext("A first star: %(n)s area talked about", "A first star: %(n)s areas talked about", answered)
        return words % {"n": answered}
    before = scores_of(last)
    changes = [one - other for key in now if (one := now[key]) is not None and (other := before.get(key)) is not None]
    better = 1 if not areas or areas[0].edition.higher_is_better else -1
    up, down = sum(change * better > 0 for change in changes), sum(change * better < 0 for change in changes)
    facts = {"up": up, "down": down, "all": len(changes), "day": long_date(last.happened_on)}
    if not up and not down:
        return _("Nothing has moved since %(day)s") % facts
    if not down:
        return _("%(up)s of %(all)s areas moved forward since %(day)s") % facts
    if not up:
        return _("%(down)s of %(all)s areas moved back since %(day)s") % facts
    return _("%(up)s of %(all)s areas moved forward since %(day)s, and %(down)s moved back") % facts


def star_of_means(figures: ServiceFigures) -> Star | None:
    """First and latest means of the same people as one star; None where they cannot be drawn or too few people stand behind an area."""
    if figures.rule.unit != "points" or any(figures.shown.number(area.n) in (None, 0) for area in figures.value.areas):
        return None
    places = 2 if figures.shown.exact else 1
    first = {area.area: round(area.mean_first, places) for area in figures.value.areas if area.mean_first is not None}
    latest = {area.area: round(area.mean_latest, places) for area in figures.value.areas if area.mean_latest is not None}
    up = sum((area.mean_change or 0) > 0 for area in figures.value.areas)
    words = {"up": up, "all": len(figures.areas)}
    sentence = _("On average, people are further on in %(up)s of %(all)s areas at their latest star than at their first") % words
    return Star(
        Finding("star-of-means", sentence, _("Means over the same people: those with two stars at least a day apart.")),
        star_areas(figures.edition, list(figures.areas)),
        tuple(figures.edition.stages),
        (Outline("together", _("Latest star, mean"), cast(Scores, latest)),),
        Outline("together", _("First star, mean"), cast(Scores, first)),
        figures.edition.scale_max,
    )
