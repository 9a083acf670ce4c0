"""What the figures of a service mean: one click away from each of them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.deliver.queries import ServiceFigures
from lodestar.ui.figures import Figure
from lodestar.ui.forms.fields import long_date


def rule_in_words(figures: ServiceFigures) -> str:
    """The rule that every figure on the page was worked out by."""
    unit = _("points") if figures.rule.unit == "points" else _("stages of the journey")
    words = {"unit": unit, "edition": figures.edition, "day": long_date(figures.as_at), "step": f"{figures.rule.step:g}"}
    return _(
        "First star against the latest at least %(days)s day later, within one engagement, on %(edition)s, as at %(day)s. "
        "Only recorded stars completed together or by the worker; of two on one day the last recorded; "
        "a correction takes the place of what it corrects. "
        "An area left out is never filled in. A change counts as up or down from %(step)s; measured in %(unit)s. "
        "A person’s own mean needs %(share)s %% of the areas."
    ) % {**words, "days": figures.rule.minimum_days, "share": round(100 * figures.rule.minimum_area_share)}


def protection_in_words(figures: ServiceFigures) -> str:
    """How people are kept from being recognised; empty for those who see exact figures."""
    if figures.shown.exact:
        return ""
    return _(
        "To protect people, counts below 8 are shown as [c], zero too, and other counts are rounded to the nearest 5; "
        "means need at least 8 people. "
        "This is a plain and careful rule. It does not yet guard against comparing several dates or services with one another."
    )


def headline_figures(figures: ServiceFigures) -> list[Figure]:
    """The few numbers at the top, each with its meaning."""
    overall, s = figures.value.overall, figures.shown
    return [
        _figure(
            figures,
            s.count(figures.value.people_with_pair),
            _("people with two stars"),
            _("People who can be compared with themselves."),
            "",
        ),
        _figure(
            figures,
            s.count(figures.value.people_with_first_only),
            _("people with a first star only"),
            _("People with a star, but none at least a day later: they are in no figure of change."),
            "",
        ),
        _figure(
            figures,
            s.mean(overall.mean_change, overall.people, sign=True),
            _("mean change of a person"),
            _("The mean of each person’s own mean change over their areas. In 95 of 100 such services the interval holds the true one."),
            _("95 %% interval: %(interval)s") % {"interval": s.interval(overall.interval_low, overall.interval_high, overall.people)},
        ),
        _missing(figures),
    ]


def _missing(figures: ServiceFigures) -> Figure:
    missing, overall, s = figures.value.missing, figures.value.overall, figures.shown
    everyone = overall.pairs + missing.missing
    low, high = s.share(overall.better, everyone), s.share(overall.better + missing.missing, everyone)
    tipping = missing.tipping_point if s.number(missing.missing) is not None and s.number(overall.pairs) is not None else None
    note = _("Between %(low)s and %(high)s got better, whatever became of the others.") % {"low": low, "high": high}
    if tipping is not None:
        note += " " + _("The mean change would be nothing if %(share)s %% of them had moved back a step.") % {"share": round(100 * tipping)}
    return _figure(
        figures,
        s.share(missing.with_pair, missing.should_have),
        _("of all support begun has a pair of stars"),
        _("Every engagement begun by that day should have a pair. Those without may have fared differently: the bounds say by how much."),
        note,
    )


def _figure(figures: ServiceFigures, value: str, label: str, definition: str, note: str) -> Figure:
    people = figures.shown.number(figures.people)
    protection = protection_in_words(figures)
    return Figure(
        value=value,
        label=label,
        definition=f"{definition} {protection}".strip(),
        rule=rule_in_words(figures),
        people=people,
        worked_out_at=figures.worked_out_at,
        note=note,
    )


def column_meanings(figures: ServiceFigures) -> list[tuple[str, str]]:
    """What each column of the areas table means."""
    top = figures.edition.scale_max if figures.rule.unit == "points" else len(figures.edition.stages)
    return [
        (_("People"), _("People with a point for this area at both their first and their latest star.")),
        (_("Mean at first, mean at latest"), _("Means over the same people. On a scale to %(top)s.") % {"top": top}),
        (_("Mean change"), _("The mean of what each of these people gained. Above nothing is better, whichever way the scale runs.")),
        (_("95 % interval"), _("Where the mean change would lie for many more people like these, with 95 % confidence (Student’s t).")),
        (_("Up, same, down"), _("How many of these people gained a step or more, neither, or lost a step or more.")),
        (_("Had room to rise"), _("How many began low enough to gain a step. Those who began at the top could not go up.")),
        (_("Up, of those with room"), _("The share of those with room who did gain a step or more.")),
    ]
