"""Components that say something: tags, banners, panels, details, warnings."""

# ruff: noqa: A002 - options are named as in HTML

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .html import Attributes, Words, as_map, classes, el, hidden_text, join


def tag(text: Words, *, classes_: str = "", attributes: Attributes | None = None) -> SafeString:
    return el("strong", {"class": classes("govuk-tag", classes_), **(attributes or {})}, text)


def inset_text(text: Words, *, id: str | None = None, classes_: str = "", attributes: Attributes | None = None) -> SafeString:
    return el("div", {"id": id, "class": classes("govuk-inset-text", classes_), **(attributes or {})}, text)


def warning_text(
    text: Words, *, icon_fallback_text: str | None = None, classes_: str = "", attributes: Attributes | None = None
) -> SafeString:
    return el(
        "div",
        {"class": classes("govuk-warning-text", classes_), **(attributes or {})},
        el("span", {"class": "govuk-warning-text__icon", "aria-hidden": "true"}, "!"),
        el("strong", {"class": "govuk-warning-text__text"}, hidden_text(icon_fallback_text or _("Warning")), " ", text),
    )


def details(
    summary: Words,
    text: Words,
    *,
    id: str | None = None,
    open: bool = False,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    return el(
        "details",
        {"id": id, "class": classes("govuk-details", classes_), **(attributes or {}), "open": open},
        el("summary", {"class": "govuk-details__summary"}, el("span", {"class": "govuk-details__summary-text"}, summary)),
        el("div", {"class": "govuk-details__text"}, text),
    )


def notification_banner(
    text: Words | None = None,
    *,
    content: SafeString | None = None,
    title: Words | None = None,
    title_id: str | None = None,
    title_heading_level: int | str | None = None,
    type: str | None = None,
    role: str | None = None,
    disable_auto_focus: bool | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """News at the top of a page; `type="success"` also takes focus. `text` is one line, `content` ready markup."""
    success = type == "success"
    heading = f"h{title_heading_level or 2}"
    title_id = title_id or "govuk-notification-banner-title"
    return el(
        "div",
        {
            "class": classes("govuk-notification-banner", success and "govuk-notification-banner--success", classes_),
            "role": role or ("alert" if success else "region"),
            "aria-labelledby": title_id,
            "data-module": "govuk-notification-banner",
            "data-disable-auto-focus": None if disable_auto_focus is None else str(disable_auto_focus).lower(),
            **(attributes or {}),
        },
        el(
            "div",
            {"class": "govuk-notification-banner__header"},
            el(
                heading,
                {"class": "govuk-notification-banner__title", "id": title_id},
                title or (_("Success") if success else _("Important")),
            ),
        ),
        el(
            "div",
            {"class": "govuk-notification-banner__content"},
            content or (el("p", {"class": "govuk-notification-banner__heading"}, text) if text else None),
        ),
    )


def panel(
    title: Words,
    text: Words | None = None,
    *,
    heading_level: int | str | None = None,
    actions: Mapping[str, Any] | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    interruption = "govuk-panel--interruption" in classes_
    heading = f"h{heading_level or 1}"
    return el(
        "div",
        {"class": classes("govuk-panel", not interruption and "govuk-panel--confirmation", classes_), **(attributes or {})},
        el(heading, {"class": "govuk-panel__title"}, title),
        el("div", {"class": "govuk-panel__body"}, text) if text else None,
        _panel_actions(actions) if interruption and actions else None,
    )


def _panel_actions(actions: Mapping[str, Any]) -> SafeString:
    items = actions.get("items") or []
    return el(
        "div",
        {"class": classes("govuk-panel__actions", actions.get("classes")), **(actions.get("attributes") or {})},
        el("div", {"class": "govuk-button-group"}, *(_panel_action(action) for action in items)) if items else None,
    )


def _panel_action(action: Mapping[str, Any]) -> SafeString:
    if not action.get("href") or action.get("type") == "button":
        return button(
            action["text"],
            type=action.get("type") or "button",
            href=action.get("href"),
            classes_=classes("govuk-button--inverse", action.get("classes")),
            attributes=action.get("attributes"),
        )
    return el(
        "a",
        {
            "class": classes("govuk-link govuk-link--inverse", action.get("classes")),
            "href": action["href"],
            **(action.get("attributes") or {}),
        },
        action["text"],
    )


def phase_banner(
    text: Words, *, tag: Words | Mapping[str, Any] | None = None, classes_: str = "", attributes: Attributes | None = None
) -> SafeString:
    label = as_map(tag)
    return el(
        "div",
        {"class": classes("govuk-phase-banner govuk-width-container", classes_), **(attributes or {})},
        el(
            "p",
            {"class": "govuk-phase-banner__content"},
            el("strong", {"class": classes("govuk-tag govuk-phase-banner__content__tag", label.get("classes"))}, label.get("text")),
            " ",
            el("span", {"class": "govuk-phase-banner__text"}, text),
        ),
    )


START_ICON = el(
    "svg",
    {
        "class": "govuk-button__start-icon",
        "xmlns": "http://www.w3.org/2000/svg",
        "width": "17.5",
        "height": "19",
        "viewBox": "0 0 33 40",
        "aria-hidden": "true",
        "focusable": "false",
    },
    el("path", {"fill": "currentColor", "d": "M0 0h13l20 20-20 20H0l20-20z"}),
)


def button(
    text: Words,
    *,
    href: str | None = None,
    type: str | None = None,
    name: str | None = None,
    value: str | None = None,
    id: str | None = None,
    disabled: bool = False,
    prevent_double_click: bool | None = None,
    is_start_button: bool = False,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """A button, or a link that looks like one when it has an address."""
    common = {
        "class": classes("govuk-button", classes_, is_start_button and "govuk-button--start"),
        "data-module": "govuk-button",
        **(attributes or {}),
        "id": id or None,
    }
    label = el("span", {}, text) if is_start_button and isinstance(text, SafeString) else text
    icon = START_ICON if is_start_button else None
    if href:
        return el("a", {"href": href, "role": "button", "draggable": "false", **common}, label, icon)
    own = {
        "type": type or "submit",
        "value": value or None,
        "name": name or None,
        "disabled": disabled or None,
        "aria-disabled": "true" if disabled else None,
        "data-prevent-double-click": None if prevent_double_click is None else str(prevent_double_click).lower(),
    }
    return el("button", {**own, **common}, label, icon)


def exit_this_page(
    text: Words | None = None,
    *,
    redirect_url: str | None = None,
    id: str | None = None,
    activated_text: str | None = None,
    timed_out_text: str | None = None,
    press_two_more_times_text: str | None = None,
    press_one_more_time_text: str | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """A way out at once, to a harmless page; three presses of Shift do the same."""
    return el(
        "div",
        {
            "id": id,
            "class": classes("govuk-exit-this-page", classes_),
            "data-module": "govuk-exit-this-page",
            **(attributes or {}),
            "data-i18n.activated": activated_text,
            "data-i18n.timed-out": timed_out_text,
            "data-i18n.press-two-more-times": press_two_more_times_text,
            "data-i18n.press-one-more-time": press_one_more_time_text,
        },
        button(
            text or join([hidden_text(_("Emergency")), " ", _("Exit this page")]),
            href=redirect_url or "https://www.bbc.co.uk/weather",
            classes_="govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button",
            attributes={"rel": "nofollow noreferrer"},
        ),
    )


def error_summary(
    error_list: Sequence[Mapping[str, Any]] = (),
    *,
    title: Words | None = None,
    description: Words | None = None,
    disable_auto_focus: bool | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """What went wrong, at the top, each line a link to its field; takes focus when the page opens."""
    return el(
        "div",
        {
            "class": classes("govuk-error-summary", classes_),
            "data-disable-auto-focus": None if disable_auto_focus is None else str(disable_auto_focus).lower(),
            **(attributes or {}),
            "data-module": "govuk-error-summary",
        },
        el(
            "div",
            {"role": "alert"},
            el("h2", {"class": "govuk-error-summary__title"}, title),
            el(
                "div",
                {"class": "govuk-error-summary__body"},
                el("p", {}, description) if description else None,
                el("ul", {"class": "govuk-list govuk-error-summary__list"}, *(_error_line(item) for item in error_list))
                if error_list
                else None,
            ),
        ),
    )


def _error_line(item: Mapping[str, Any]) -> SafeString:
    if not item.get("href"):
        return el("li", {}, item.get("text"))
    return el("li", {}, el("a", {"href": item["href"], **(item.get("attributes") or {})}, item.get("text")))
