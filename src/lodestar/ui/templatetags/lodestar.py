"""Lodestar's template tags: `{% load lodestar %}`. How to use each: docs/reference/components.md."""

# ruff: noqa: A002 - options are named as in HTML

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lodestar.common.money import pounds as pounds_text
from lodestar.ui import components as c
from lodestar.ui import status as status_module
from lodestar.ui.components.html import as_map, classes, el, join
from lodestar.ui.figures import Figure
from lodestar.ui.figures import figure as figure_html
from lodestar.ui.figures import moment as moment_text
from lodestar.ui.forms.fields import long_date as long_date_text
from lodestar.ui.forms.groups import error_links, field_group, revealed_names
from lodestar.ui.registry import panels as panel_registry
from lodestar.ui.tables import DataTable
from lodestar.ui.tables import data_table as table_html

register = template.Library()

# Options that are spelt otherwise as attributes of our own tags: hx_post="…" becomes hx-post="…".
KINDS = {"primary": "", "secondary": "govuk-button--secondary", "warning": "govuk-button--warning", "inverse": "govuk-button--inverse"}


def _attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}


def _collected(context: template.Context, key: str) -> list[Any]:
    """What the tags inside a block have put aside for it; kept at the bottom of the render context, so that includes may do it too."""
    found: list[Any] = context.render_context.dicts[0].pop(key, [])
    return found


def _collect(context: template.Context, key: str, item: object) -> str:
    context.render_context.dicts[0].setdefault(key, []).append(item)
    return ""


# -- things to press and follow ------------------------------------------------------------------------------------------------


@register.simple_tag
def button(text: str, href: str | None = None, kind: str = "primary", **options: Any) -> SafeString:
    """`{% button "Save and continue" %}`; `kind` is primary, secondary, warning or inverse; `href` makes a link."""
    own = {name: options.pop(name) for name in ("type", "name", "value", "id", "disabled") if name in options}
    start = bool(options.pop("start", False))
    look = classes(KINDS[kind], options.pop("classes", ""))
    once = None if href else options.pop("prevent_double_click", True)
    return c.button(
        text, href=href, classes_=look, is_start_button=start, prevent_double_click=once, attributes=_attributes(options), **own
    )


@register.simple_block_tag
def button_group(content: str) -> SafeString:
    return el("div", {"class": "govuk-button-group"}, content)


@register.simple_tag
def back_link(href: str, text: str | None = None) -> SafeString:
    return el("nav", {"class": "lode-back", "aria-label": text or _("Back")}, c.back_link(text, href=href))


@register.simple_tag
def breadcrumbs(*pairs: str, items: Sequence[Any] = ()) -> SafeString:
    """`{% breadcrumbs "Home" home_url "Contracts" list_url %}`: names and addresses in turn; a last name alone is this page."""
    trail = [{"text": pairs[i], "href": pairs[i + 1] if i + 1 < len(pairs) else None} for i in range(0, len(pairs), 2)]
    trail += [item if isinstance(item, Mapping) else {"text": item[0], "href": item[1]} for item in items]
    return c.breadcrumbs(trail, collapse_on_mobile=True)


@register.simple_tag
def skip_link(text: str | None = None, href: str = "#main-content") -> SafeString:
    return c.skip_link(text or _("Skip to main content"), href=href)


@register.simple_tag
def exit_this_page(href: str | None = None) -> SafeString:
    return c.exit_this_page(
        redirect_url=href,
        activated_text=_("Loading."),
        timed_out_text=_("Exit this page expired."),
        press_two_more_times_text=_("Shift, press 2 more times to exit."),
        press_one_more_time_text=_("Shift, press 1 more time to exit."),
    )


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Any, name: str = "page") -> SafeString | str:
    """The pages of a Django `Page`; other parts of the address stay as they are. Nothing when there is one page."""
    if page.paginator.num_pages <= 1:
        return ""
    request = context.get("request")

    def href(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    items = [
        {"number": number, "href": href(number), "current": number == page.number} if isinstance(number, int) else {"ellipsis": True}
        for number in numbers
    ]
    return c.pagination(
        items=items,
        previous={"href": href(page.previous_page_number())} if page.has_previous() else None,
        next={"href": href(page.next_page_number())} if page.has_next() else None,
    )


@register.simple_tag
def neighbours(
    previous_href: str | None = None, previous_label: str | None = None, next_href: str | None = None, next_label: str | None = None
) -> SafeString:
    """Previous and next of a series, each with the name of the page it leads to."""
    return c.pagination(
        previous={"href": previous_href, "label_text": previous_label} if previous_href else None,
        next={"href": next_href, "label_text": next_label} if next_href else None,
        landmark_label=_("Previous and next"),
    )


# -- things that say something -------------------------------------------------------------------------------------------------

TAG_COLOURS = {"grey", "green", "teal", "purple", "magenta", "red", "orange", "yellow", "blue"}


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    return c.tag(text, classes_=f"govuk-tag--{colour}" if colour in TAG_COLOURS else "")


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return c.inset_text(content)


@register.simple_block_tag
def warning(content: str) -> SafeString:
    return c.warning_text(content)


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False, id: str | None = None) -> SafeString:
    return c.details(summary, content, open=open, id=id)


@register.simple_block_tag
def panel(content: str, title: str, level: int = 1) -> SafeString:
    """The result of an act, on its receipt page."""
    return c.panel(title, content if str(content).strip() else None, heading_level=level)


@register.simple_block_tag
def banner(content: str, title: str | None = None, kind: str | None = None, id: str | None = None) -> SafeString:
    """News on a page; `kind="success"` for what the person has just done."""
    return c.notification_banner(content=content, title=title, type=kind, title_id=id)


@register.simple_block_tag
def phase_banner(content: str, tag: str) -> SafeString:
    return c.phase_banner(content, tag=tag)


@register.simple_tag
def message_banner(message: Any, number: int = 1) -> SafeString:
    """One of Django's messages: done (success), mind (warning, info) or wrong (error)."""
    level = getattr(message, "level_tag", "info")
    kind, title = {"success": ("success", _("Done")), "error": (None, _("Something is wrong"))}.get(level, (None, _("Important")))
    return c.notification_banner(
        str(message),
        type=kind,
        title=title,
        title_id=f"message-{number}",
        classes_="lode-banner--error" if level == "error" else "",
        role="alert" if level == "error" else None,
    )


# -- forms -----------------------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, **look: Any) -> SafeString:
    """One question: `{% field form.name width=20 %}`; options are those of `lodestar.ui.forms.Look`."""
    return field_group(bound, **look)


@register.filter
def drawn_alone(fields: Sequence[tuple[BoundField, str]], form: BaseForm) -> list[BoundField]:
    """The fields a form draws itself, without those that show inside another's choice."""
    inside = revealed_names(form)
    return [bound for bound, _errors in fields if bound.name not in inside]


@register.simple_tag(takes_context=True)
def error_summary(context: template.Context, *forms: Any, title: str | None = None) -> SafeString | str:
    """What is wrong with these forms (or with `form` of the page), each line a link to its field; nothing when nothing is wrong."""
    lines = [line for form in (forms or _page_forms(context)) for line in _links(form)]
    return c.error_summary(lines, title=title or _("There is a problem")) if lines else ""


def _page_forms(context: template.Context) -> list[Any]:
    return [*filter(None, [context.get("form"), context.get("formset")]), *(context.get("forms") or [])]


def _links(form: Any) -> list[dict[str, Any]]:
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        return [{"text": text} for text in form.non_form_errors()] + [line for one in form.forms for line in _links(one)]
    return error_links(form) if isinstance(form, BaseForm) and form.is_bound else []


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """“Error: ” for the title of a page whose form was not accepted."""
    wrong = context.get("has_errors") or any(_links(form) for form in _page_forms(context))
    return _("Error: ") if wrong else ""


@register.simple_block_tag
def fieldset(content: str, legend: str, size: str = "m", hint: str | None = None, id: str | None = None) -> SafeString:
    """Questions that belong together, under one legend."""
    note = c.hint(hint, id=f"{id}-hint" if id else None) if hint else None
    return c.fieldset(
        join([note, content]),
        legend={"text": legend, "classes": f"govuk-fieldset__legend--{size}"},
        described_by=f"{id}-hint" if hint and id else None,
        attributes={"id": id} if id else None,
    )


# -- things laid out ---------------------------------------------------------------------------------------------------------------


@register.simple_tag
def summary_list(rows: Sequence[Any], change: bool = True) -> SafeString:
    """Rows as (question, answer) or (question, answer, address to change it), or as GOV.UK's own mapping."""
    return c.summary_list([_summary_row(row, change) for row in rows])


@register.simple_block_tag(takes_context=True)
def summary(context: template.Context, content: str, title: str | None = None, level: int = 2) -> SafeString:
    """`{% summary %}{% row "Name" contract.name change_url %}{% endsummary %}`; with a title it becomes a card."""
    card = {"title": {"text": title, "heading_level": level}} if title else None
    return c.summary_list(_collected(context, "summary-rows"), card=card)


@register.simple_tag(takes_context=True)
def row(context: template.Context, key: str, value: Any, href: str | None = None, action: str | None = None) -> str:
    return _collect(context, "summary-rows", _summary_row((key, value, href, action), True))


@register.simple_block_tag(takes_context=True)
def row_block(context: template.Context, content: str, key: str, href: str | None = None, action: str | None = None) -> str:
    """A row whose answer is more than one line of text."""
    return _collect(context, "summary-rows", _summary_row((key, content, href, action), True))


def _summary_row(row: Any, change: bool) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    key, value, href, action = (*row, None, None)[:4]
    shown = value if value not in (None, "") else el("span", {"class": "lode-quiet"}, _("Not given"))
    made: dict[str, Any] = {"key": {"text": key}, "value": {"text": shown}}
    if href and change:
        made["actions"] = {"items": [{"href": href, "text": action or _("Change"), "visually_hidden_text": str(key).lower()}]}
    return made


@register.simple_block_tag(takes_context=True)
def tabs(context: template.Context, content: str, id: str = "tabs", title: str | None = None) -> SafeString:
    """`{% tabs id="parts" %}{% tab "Bids" %}…{% endtab %}{% endtabs %}`."""
    return c.tabs(_collected(context, "tabs"), id=id, id_prefix=id, title=title)


@register.simple_block_tag(takes_context=True)
def tab(context: template.Context, content: str, label: str, id: str | None = None) -> str:
    return _collect(context, "tabs", {"label": label, "id": id, "panel": {"text": content}})


@register.simple_block_tag(takes_context=True)
def accordion(context: template.Context, content: str, id: str, level: int = 2) -> SafeString:
    """`{% accordion id="help" %}{% section "Bids" %}…{% endsection %}{% endaccordion %}`."""
    return c.accordion(_collected(context, "sections"), id=id, heading_level=level)


@register.simple_block_tag(takes_context=True)
def section(context: template.Context, content: str, heading: str, open: bool = False) -> str:
    return _collect(context, "sections", {"heading": heading, "content": {"text": content}, "expanded": open})


@register.simple_tag
def status(state: str, who: Any = "", days: int = 0) -> SafeString:
    """`{% status "waiting" who="Harbour Trust" %}`: not_started, in_progress, waiting, done, late."""
    return status_module.status("late" if state == "overdue" else state, who=who, days=days)


@register.simple_tag
def to_do(tasks: Sequence[status_module.Task], caption: str = "") -> SafeString:
    """What is owed, as on home: a list of `lodestar.ui.status.Task`."""
    return status_module.to_do(tasks, today=timezone.localdate(), caption=caption)


@register.simple_tag
def task_list(tasks: Sequence[status_module.Task], id: str = "task-list") -> SafeString:
    """The parts of one piece of work, each with its state; the same tasks as `to_do`, one under the other."""
    today = timezone.localdate()
    return c.task_list([_task(task, today) for task in tasks], id_prefix=id)


def _task(task: status_module.Task, today: dt.date) -> dict[str, Any]:
    return {
        "title": {"text": task.title},
        "hint": {"text": task.hint} if task.hint else None,
        "href": task.url or None,
        "status": {"text": task.status(today)},
    }


@register.simple_tag
def cycle_strip(steps: Sequence[status_module.Step], label: str = "") -> SafeString:
    """Prioritise to Learn with where a programme stands: a list of `lodestar.ui.status.Step`."""
    return status_module.cycle(steps, label=label)


@register.simple_tag
def figure(given: Figure) -> SafeString:
    """A number with its meaning one click away: a `lodestar.ui.figures.Figure`."""
    return figure_html(given)


@register.simple_tag
def data_table(table: DataTable) -> SafeString:
    """A `lodestar.ui.tables.DataTable`."""
    return table_html(table)


@register.simple_tag
def conflict_choice(row: Mapping[str, Any]) -> SafeString:
    """Which of two versions to keep; both only where one can stand after the other."""
    items = [{"value": "yours", "text": _("Keep yours"), "checked": True}, {"value": "theirs", "text": _("Keep theirs")}]
    if row.get("can_keep_both"):
        items.append({"value": "both", "text": _("Keep both, theirs first")})
    return c.radios(name=f"choice-{row['name']}", items=items, classes_="govuk-radios--inline govuk-radios--small")


@register.filter
def moment(at: Any) -> str:
    """21 November 2026 at 14:05."""
    return moment_text(at) if isinstance(at, dt.datetime) else ""


# -- the frame of a page -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def panels(context: template.Context, slot: str, **extra: Any) -> SafeString:
    """What later parts of the cycle have to show in this place."""
    request = context.get("request")
    shown = panel_registry.filled(slot, request, **extra)
    return join(mark_safe(render_to_string(one["template"], dict(one.get("context") or {}), request)) for one in shown)  # noqa: S308


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """The name, the parts of Lodestar and the account, in one band that folds behind a menu button on a phone."""
    request = context.get("request")
    mark = mark_safe(render_to_string("ui/parts/mark.html"))  # noqa: S308
    account = render_to_string("ui/parts/account.html", context.flatten(), request)
    here = context.get("nav_key")
    items = [{**item, "active": item["key"] == here} if here else item for item in context.get("navigation") or []]
    return c.service_navigation(
        service_name=join([mark, el("span", {}, "Lodestar")]),
        service_url=context.get("home_url") or "/",
        navigation=items,
        navigation_label=_("Parts of Lodestar"),
        aria_label=_("Lodestar"),
        slots={"end": {"html": account, "text": account, "align": "inline"}} if account.strip() else None,
        classes_="govuk-service-navigation--inverse",
    )


@register.simple_tag
def safe_static(path: str) -> str:
    """The address of a static file even when the list of files is not to be had: an error page must never fail."""
    from django.conf import settings

    try:
        return staticfiles_storage.url(path)
    except Exception:
        return f"{settings.STATIC_URL}{path}"


# -- numbers and dates as they are written everywhere ------------------------------------------------------------------------------


@register.filter
def pounds(pence: Any) -> str:
    """£1,234.56 from whole pence; nothing from nothing."""
    return "" if pence is None or pence == "" else pounds_text(int(pence))


@register.filter
def number(value: Any) -> str:
    """14,922: a whole number with its thousands; nothing from nothing."""
    return "" if value is None or value == "" else f"{int(value):,}".replace("-", "−")


@register.filter
def long_date(day: Any) -> str:
    """21 November 2026."""
    return long_date_text(day) if isinstance(day, dt.date) else ""


@register.simple_tag
def share(part: int, whole: int) -> str:
    """62 % (53 of 85); of nobody there is no share."""
    if not whole:
        return _("none of none")
    per_cent = (200 * part + whole) // (2 * whole)  # half up, in whole numbers
    return _("%(per_cent)s %% (%(part)s of %(whole)s)") % {"per_cent": per_cent, "part": f"{part:,}", "whole": f"{whole:,}"}


__all__ = ["as_map", "register"]
