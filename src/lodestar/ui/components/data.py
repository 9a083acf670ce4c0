"""Components that lay things out: tables, summary lists, task lists, tabs, accordions."""

# ruff: noqa: A002 - options are named as in HTML

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .html import Attributes, Words, as_map, classes, el, hidden_text, i18n, join
from .words import tag

Options = Mapping[str, Any]


def table(
    rows: Sequence[Sequence[Options] | None] = (),
    *,
    head: Sequence[Options] | None = None,
    caption: Words | None = None,
    caption_classes: str = "",
    first_cell_is_header: bool = False,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """A table; a cell is a mapping with text and, for figures, `format: "numeric"`."""
    return el(
        "table",
        {"class": classes("govuk-table", classes_), **(attributes or {})},
        el("caption", {"class": classes("govuk-table__caption", caption_classes)}, caption) if caption else None,
        el("thead", {"class": "govuk-table__head"}, el("tr", {"class": "govuk-table__row"}, *(_head_cell(cell) for cell in head)))
        if head
        else None,
        el("tbody", {"class": "govuk-table__body"}, *(_row(row, first_cell_is_header) for row in rows if row)),
    )


def _head_cell(cell: Options) -> SafeString:
    name = classes("govuk-table__header", _format("header", cell), cell.get("classes"))
    return el("th", {"scope": "col", "class": name, **_span(cell)}, cell.get("text"))


def _format(part: str, cell: Options) -> str | None:
    return f"govuk-table__{part}--{cell['format']}" if cell.get("format") else None


def _span(cell: Options) -> dict[str, Any]:
    return {"colspan": cell.get("colspan"), "rowspan": cell.get("rowspan"), **(cell.get("attributes") or {})}


def _row(cells: Sequence[Options], first_is_header: bool) -> SafeString:
    return el(
        "tr",
        {"class": "govuk-table__row"},
        *(_cell(cell, first_is_header and index == 0) for index, cell in enumerate(cells)),
    )


def _cell(cell: Options, is_header: bool) -> SafeString:
    if is_header:
        return el("th", {"scope": "row", "class": classes("govuk-table__header", cell.get("classes")), **_span(cell)}, cell.get("text"))
    return el("td", {"class": classes("govuk-table__cell", _format("cell", cell), cell.get("classes")), **_span(cell)}, cell.get("text"))


def summary_list(
    rows: Sequence[Options | None] = (),
    *,
    card: Options | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """What was answered, a row a question, each with its way to change it."""
    title = as_map((card or {}).get("title"))
    kept = [row for row in rows if row]
    any_actions = any(_actions(row) for row in kept)
    body = el(
        "dl",
        {"class": classes("govuk-summary-list", classes_), **(attributes or {})},
        *(_summary_row(row, any_actions, title) for row in kept),
    )
    return body if card is None else _summary_card(card, title, body)


def _actions(options: Options) -> Sequence[Options]:
    return (options.get("actions") or {}).get("items") or []


def _summary_row(row: Options, any_actions: bool, card_title: Options) -> SafeString:
    key, value, actions = as_map(row.get("key")), as_map(row.get("value")), _actions(row)
    no_actions = any_actions and not actions and "govuk-summary-list__row--no-actions"
    return el(
        "div",
        {"class": classes("govuk-summary-list__row", no_actions, row.get("classes"))},
        el("dt", {"class": classes("govuk-summary-list__key", key.get("classes"))}, key.get("text")),
        el("dd", {"class": classes("govuk-summary-list__value", value.get("classes"))}, value.get("text")),
        _row_actions(row, actions, card_title) if actions else None,
    )


def _row_actions(row: Options, actions: Sequence[Options], card_title: Options) -> SafeString:
    name = classes("govuk-summary-list__actions", (row.get("actions") or {}).get("classes"))
    if len(actions) == 1:
        return el("dd", {"class": name}, _action_link(actions[0], card_title))
    items = (el("li", {"class": "govuk-summary-list__actions-list-item"}, _action_link(action, card_title)) for action in actions)
    return el("dd", {"class": name}, el("ul", {"class": "govuk-summary-list__actions-list"}, *items))


def _action_link(action: Options, card_title: Options) -> SafeString:
    spoken = join(
        [
            join([" ", action["visually_hidden_text"]]) if action.get("visually_hidden_text") else None,
            join([" (", card_title.get("text"), ")"]) if card_title else None,
        ]
    )
    link = {"class": classes("govuk-link", action.get("classes")), "href": action.get("href", ""), **(action.get("attributes") or {})}
    return el("a", link, action.get("text"), hidden_text(spoken) if spoken else None)


def _summary_card(card: Options, title: Options, body: SafeString) -> SafeString:
    actions = _actions(card)
    name = classes("govuk-summary-card__actions", (card.get("actions") or {}).get("classes"))
    links: SafeString | None = None
    if len(actions) == 1:
        links = el("div", {"class": name}, _action_link(actions[0], title))
    elif actions:
        links = el("ul", {"class": name}, *(el("li", {"class": "govuk-summary-card__action"}, _action_link(a, title)) for a in actions))
    heading = f"h{title.get('heading_level') or 2}"
    return el(
        "div",
        {"class": classes("govuk-summary-card", card.get("classes")), **(card.get("attributes") or {})},
        el(
            "div",
            {"class": "govuk-summary-card__title-wrapper"},
            el(heading, {"class": classes("govuk-summary-card__title", title.get("classes"))}, title.get("text")) if title else None,
            links,
        ),
        el("div", {"class": "govuk-summary-card__content"}, body),
    )


def task_list(
    items: Sequence[Options | None] = (), *, id_prefix: str | None = None, classes_: str = "", attributes: Attributes | None = None
) -> SafeString:
    """What is to be done, each with its state."""
    prefix = id_prefix or "task-list"
    return el(
        "ul",
        {"class": classes("govuk-task-list", classes_), **(attributes or {})},
        *(_task(item, f"{prefix}-{number}") for number, item in enumerate(items, 1) if item),
    )


def _task(item: Options, prefix: str) -> SafeString:
    title, note, status = as_map(item.get("title")), as_map(item.get("hint")), as_map(item.get("status"))
    hint_id, status_id = f"{prefix}-hint", f"{prefix}-status"
    if item.get("href"):
        described_by = f"{hint_id} {status_id}" if note else status_id
        name = el(
            "a",
            {
                "class": classes("govuk-link govuk-task-list__link", title.get("classes")),
                "href": item["href"],
                "aria-describedby": described_by,
            },
            title.get("text"),
        )
    else:
        name = el("div", {"class": title.get("classes") or None}, title.get("text"))
    label = as_map(status.get("tag"))
    shown = (
        tag(label.get("text", ""), classes_=label.get("classes") or "", attributes=label.get("attributes")) if label else status.get("text")
    )
    return el(
        "li",
        {"class": classes("govuk-task-list__item", item.get("href") and "govuk-task-list__item--with-link", item.get("classes"))},
        el(
            "div",
            {"class": "govuk-task-list__name-and-hint"},
            name,
            el("div", {"id": hint_id, "class": "govuk-task-list__hint"}, note.get("text")) if note else None,
        ),
        el("div", {"class": classes("govuk-task-list__status", status.get("classes")), "id": status_id}, shown),
    )


def tabs(
    items: Sequence[Options | None] = (),
    *,
    id: str | None = None,
    id_prefix: str | None = None,
    title: Words | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """Parts of one page, one in sight at a time; all in sight without JavaScript and on paper."""
    numbered = [(number, item, item.get("id") or f"{id_prefix or ''}-{number}") for number, item in enumerate(items, 1) if item]
    return el(
        "div",
        {"id": id, "class": classes("govuk-tabs", classes_), **(attributes or {}), "data-module": "govuk-tabs"},
        el("h2", {"class": "govuk-tabs__title"}, title or _("Contents")),
        el("ul", {"class": "govuk-tabs__list"}, *(_tab(*entry) for entry in numbered)) if numbered else None,
        *(_tab_panel(*entry) for entry in numbered),
    )


def _tab(number: int, item: Options, id: str) -> SafeString:
    link = {"class": "govuk-tabs__tab", "href": f"#{id}", **(item.get("attributes") or {})}
    selected = number == 1 and "govuk-tabs__list-item--selected"
    return el("li", {"class": classes("govuk-tabs__list-item", selected)}, el("a", link, item.get("label")))


def _tab_panel(number: int, item: Options, id: str) -> SafeString:
    panel = as_map(item.get("panel"))
    text = panel.get("text")
    content = text if isinstance(text, SafeString) or not text else el("p", {"class": "govuk-body"}, text)
    name = classes("govuk-tabs__panel", number > 1 and "govuk-tabs__panel--hidden")
    return el("div", {"class": name, "id": id, **(panel.get("attributes") or {})}, content)


def accordion(
    items: Sequence[Options | None] = (),
    *,
    id: str,
    heading_level: int | str | None = None,
    remember_expanded: bool | None = None,
    hide_all_sections_text: str | None = None,
    hide_section_text: str | None = None,
    hide_section_aria_label_text: str | None = None,
    show_all_sections_text: str | None = None,
    show_section_text: str | None = None,
    show_section_aria_label_text: str | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """Sections that open one by one, for a page of which a person needs only some."""
    return el(
        "div",
        {
            "class": classes("govuk-accordion", classes_),
            "data-module": "govuk-accordion",
            "id": id,
            **i18n("hide-all-sections", hide_all_sections_text),
            **i18n("hide-section", hide_section_text),
            **i18n("hide-section-aria-label", hide_section_aria_label_text),
            **i18n("show-all-sections", show_all_sections_text),
            **i18n("show-section", show_section_text),
            **i18n("show-section-aria-label", show_section_aria_label_text),
            "data-remember-expanded": None if remember_expanded is None else str(remember_expanded).lower(),
            **(attributes or {}),
        },
        *(_section(id, number, item, f"h{heading_level or 2}") for number, item in enumerate(items, 1) if item),
    )


def _section(id: str, number: int, item: Options, heading: str) -> SafeString:
    title, summary, content = as_map(item.get("heading")), as_map(item.get("summary")), as_map(item.get("content"))
    text = content.get("text")
    button = el("span", {"class": "govuk-accordion__section-button", "id": f"{id}-heading-{number}"}, title.get("text"))
    return el(
        "div",
        {"class": classes("govuk-accordion__section", item.get("expanded") and "govuk-accordion__section--expanded")},
        el(
            "div",
            {"class": "govuk-accordion__section-header"},
            el(heading, {"class": "govuk-accordion__section-heading"}, button),
            el("div", {"class": "govuk-accordion__section-summary govuk-body", "id": f"{id}-summary-{number}"}, summary["text"])
            if summary.get("text")
            else None,
        ),
        el(
            "div",
            {"id": f"{id}-content-{number}", "class": "govuk-accordion__section-content"},
            text if isinstance(text, SafeString) or not text else el("p", {"class": "govuk-body"}, text),
        ),
    )
