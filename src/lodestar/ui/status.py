"""Words for states, the list of what is owed, the strip of the cycle: the same words and shapes on every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .components.html import classes, el, hidden_text, join
from .forms.fields import long_date

Text = str | Promise

# A drawn sign beside each word, so that states differ in grey and on paper; the word alone says it to a screen reader.
SIGNS = {
    "not_started": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z",
    "in_progress": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 2.5v11",
    "waiting": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.3l2.2 1.6",
    "done": "M3 8.5 6.5 12 13 4.5",
    "late": "M8 2v8M8 12.6v1.2",
}


def status(state: str, *, who: Text = "", days: int = 0) -> SafeString:
    """A state in its own words: not_started, in_progress, waiting (for whom), done, late (by how many days)."""
    words = {
        "not_started": _("Not started"),
        "in_progress": _("In progress"),
        "waiting": _("Waiting for %(who)s") % {"who": who} if who else _("Waiting"),
        "done": _("Done"),
        "late": ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if days else _("Late"),
    }[state]
    sign = el(
        "svg",
        {"class": "lode-status__sign", "viewBox": "0 0 16 16", "width": "16", "height": "16", "aria-hidden": "true", "focusable": "false"},
        el("path", {"d": SIGNS[state]}),
    )
    return el("strong", {"class": f"lode-status lode-status--{state.replace('_', '-')}"}, sign, words)


@dataclass(frozen=True)
class Task:
    """One thing owed: what, where to do it, what it belongs to, by when, and in which state."""

    title: Text
    url: str = ""
    about: Text = ""
    due_on: dt.date | None = None
    state: str = "not_started"
    waiting_for: Text = ""
    hint: Text = ""

    def days_late(self, today: dt.date) -> int:
        """Days since it was due; nothing that is done or waits for someone else is late."""
        if self.due_on is None or self.state in {"done", "waiting"}:
            return 0
        return max(0, (today - self.due_on).days)

    def status(self, today: dt.date) -> SafeString:
        late = self.days_late(today)
        return status("late", days=late) if late else status(self.state, who=self.waiting_for)


def short_date(day: dt.date, today: dt.date) -> str:
    """A date beside others of about now: without its year when that is this year or the next twelve months."""
    from django.utils.formats import date_format

    return date_format(day, "j F") if abs((day - today).days) < DAYS_OF_A_YEAR else long_date(day)


DAYS_OF_A_YEAR = 330


def to_do(tasks: Iterable[Task], *, today: dt.date, caption: Text = "") -> SafeString:
    """Home's list of what is owed: late first, then by date; waiting for others and done at the end."""
    order = {"late": 0, "not_started": 1, "in_progress": 1, "waiting": 2, "done": 3}

    def place(task: Task) -> tuple[int, dt.date]:
        return order["late" if task.days_late(today) else task.state], task.due_on or dt.date.max

    return el(
        "table",
        {"class": "govuk-table lode-table lode-to-do", "role": "table"},
        el("caption", {"class": "govuk-table__caption govuk-visually-hidden"}, caption or _("What is owed")),
        _to_do_head([_("To do"), _("For"), _("By"), _("State")]),
        el(
            "tbody",
            {"class": "govuk-table__body", "role": "rowgroup"},
            *(_to_do_row(task, today) for task in sorted(tasks, key=place)),
        ),
    )


def _to_do_head(labels: Sequence[str]) -> SafeString:
    cells = (el("th", {"scope": "col", "class": "govuk-table__header", "role": "columnheader"}, label) for label in labels)
    return el("thead", {"class": "govuk-table__head", "role": "rowgroup"}, el("tr", {"class": "govuk-table__row", "role": "row"}, *cells))


def _to_do_row(task: Task, today: dt.date) -> SafeString:
    title: object = el("a", {"class": "govuk-link", "href": task.url}, task.title) if task.url else task.title
    note = el("div", {"class": "lode-quiet lode-small"}, task.hint) if task.hint else None
    cell = {"class": "govuk-table__cell", "role": "cell"}
    return el(
        "tr",
        {"class": "govuk-table__row", "role": "row"},
        el("th", {"scope": "row", "class": "govuk-table__header lode-plain", "role": "rowheader"}, title, note),
        el("td", {**cell, "data-label": _("For")}, task.about)
        if task.about
        else el("td", {**cell, "class": f"{cell['class']} lode-empty"}),
        el("td", {**cell, "class": f"{cell['class']} lode-number", "data-label": _("By")}, short_date(task.due_on, today))
        if task.due_on
        else el("td", {**cell, "class": f"{cell['class']} lode-empty"}),
        el("td", cell, task.status(today)),
    )


STEPS = (
    ("prioritise", gettext_lazy("Prioritise")),
    ("design", gettext_lazy("Design")),
    ("procure", gettext_lazy("Procure")),
    ("contract", gettext_lazy("Contract")),
    ("deliver", gettext_lazy("Deliver")),
    ("pay", gettext_lazy("Pay")),
    ("learn", gettext_lazy("Learn")),
)


@dataclass(frozen=True)
class Step:
    """Where a programme stands in one part of the cycle: `done`, `here`, or neither (still ahead, or a note only)."""

    key: str
    note: Text = ""
    state: str = ""
    url: str = ""


def cycle(steps: Iterable[Step], *, label: Text = "") -> SafeString:
    """The seven parts of the cycle as one strip; parts without a step given stand empty."""
    given = {step.key: step for step in steps}
    return el(
        "ol",
        {"class": "lode-cycle", "aria-label": label or _("Where this programme stands")},
        *(_step(given.get(key, Step(key)), name) for key, name in STEPS),
    )


def _step(step: Step, name: Any) -> SafeString:
    done, here = step.state == "done", step.state == "here"
    title: object = el("a", {"class": "govuk-link", "href": step.url}, name) if step.url else name
    sign = join([el("span", {"class": "lode-cycle__done", "aria-hidden": "true"}, "✓"), hidden_text(_("done"))]) if done else None
    return el(
        "li",
        {
            "class": classes("lode-cycle__step", here and "lode-cycle__step--here", done and "lode-cycle__step--done"),
            "aria-current": "step" if here else None,
        },
        el("span", {"class": "lode-cycle__name"}, title, " " if sign else None, sign),
        el("span", {"class": "lode-cycle__note"}, step.note) if step.note else None,
    )
