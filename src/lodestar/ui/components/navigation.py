"""Components that take a person somewhere: links back, breadcrumbs, pages of a list, the navigation in the header."""

# ruff: noqa: A002 - options are named as in HTML

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .html import Attributes, Words, as_map, classes, el, hidden_text, join


def skip_link(text: Words, *, href: str | None = None, classes_: str = "", attributes: Attributes | None = None) -> SafeString:
    return el(
        "a",
        {
            "href": href or "#content",
            "class": classes("govuk-skip-link", classes_),
            **(attributes or {}),
            "data-module": "govuk-skip-link",
        },
        text,
    )


def back_link(
    text: Words | None = None, *, href: str | None = None, classes_: str = "", attributes: Attributes | None = None
) -> SafeString:
    return el("a", {"href": href or "#", "class": classes("govuk-back-link", classes_), **(attributes or {})}, text or _("Back"))


def breadcrumbs(
    items: Sequence[Mapping[str, Any]] = (),
    *,
    label_text: str | None = None,
    collapse_on_mobile: bool = False,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    return el(
        "nav",
        {
            "class": classes("govuk-breadcrumbs", classes_, collapse_on_mobile and "govuk-breadcrumbs--collapse-on-mobile"),
            **(attributes or {}),
            "aria-label": label_text or _("Breadcrumb"),
        },
        el("ol", {"class": "govuk-breadcrumbs__list"}, *(_crumb(item) for item in items)),
    )


def _crumb(item: Mapping[str, Any]) -> SafeString:
    if not item.get("href"):
        return el("li", {"class": "govuk-breadcrumbs__list-item", "aria-current": "page"}, item.get("text"))
    link = {"class": "govuk-breadcrumbs__link", "href": item["href"], **(item.get("attributes") or {})}
    return el("li", {"class": "govuk-breadcrumbs__list-item"}, el("a", link, item.get("text")))


def generic_header(
    logo: Words | None = None,
    *,
    url: str | None = None,
    container_classes: str = "",
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    return el(
        "div",
        {"class": classes("govuk-generic-header", classes_), **(attributes or {})},
        el(
            "div",
            {"class": classes("govuk-generic-header__container", container_classes or "govuk-width-container")},
            el(
                "div",
                {"class": "govuk-generic-header__logo"},
                el("a", {"href": url or "/", "class": "govuk-generic-header__homepage-link"}, logo),
            ),
        ),
    )


ARROWS = {
    "prev": "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z",
    "next": "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z",
}


def _arrow(direction: str) -> SafeString:
    return el(
        "svg",
        {
            "class": f"govuk-pagination__icon govuk-pagination__icon--{direction}",
            "xmlns": "http://www.w3.org/2000/svg",
            "height": "13",
            "width": "15",
            "aria-hidden": "true",
            "focusable": "false",
            "viewBox": "0 0 15 13",
        },
        el("path", {"d": ARROWS[direction]}),
    )


def pagination(
    *,
    items: Sequence[Mapping[str, Any] | None] = (),
    previous: Mapping[str, Any] | None = None,
    next: Mapping[str, Any] | None = None,
    landmark_label: str | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """The pages of a list; with no items, the neighbours of one page in a series."""
    block = not items and bool(previous or next)
    return el(
        "nav",
        {
            "class": classes("govuk-pagination", block and "govuk-pagination--block", classes_),
            "aria-label": landmark_label or _("Pagination"),
            **(attributes or {}),
        },
        _neighbour("prev", previous, block, _("Previous")) if previous and previous.get("href") else None,
        el("ul", {"class": "govuk-pagination__list"}, *(_page(item) for item in items if item)) if items else None,
        _neighbour("next", next, block, _("Next")) if next and next.get("href") else None,
    )


def _neighbour(direction: str, link: Mapping[str, Any], block: bool, word: str) -> SafeString:
    label = link.get("label_text")
    text = link.get("text") or join([word, hidden_text(" " + _("page"))])
    icon_first = block or direction == "prev"
    decorated = block and not label and "govuk-pagination__link-title--decorated"
    return el(
        "div",
        {"class": f"govuk-pagination__{direction}"},
        el(
            "a",
            {"class": "govuk-link govuk-pagination__link", "href": link["href"], "rel": direction, **(link.get("attributes") or {})},
            _arrow(direction) if icon_first else None,
            el("span", {"class": classes("govuk-pagination__link-title", decorated)}, text),
            join([hidden_text(":"), el("span", {"class": "govuk-pagination__link-label"}, label)]) if label and block else None,
            None if icon_first else _arrow(direction),
        ),
    )


def _page(item: Mapping[str, Any]) -> SafeString:
    current = bool(item.get("current"))
    ellipsis = bool(item.get("ellipsis"))
    name = classes(
        "govuk-pagination__item",
        current and "govuk-pagination__item--current",
        ellipsis and "govuk-pagination__item--ellipsis",
    )
    if ellipsis:
        return el("li", {"class": name}, "⋯")
    link = {
        "class": "govuk-link govuk-pagination__link",
        "href": item.get("href"),
        "aria-label": item.get("visually_hidden_text") or _("Page %(number)s") % {"number": item.get("number")},
        "aria-current": "page" if current else None,
        **(item.get("attributes") or {}),
    }
    return el("li", {"class": name}, el("a", link, str(item.get("number"))))


def service_navigation(
    *,
    service_name: Words | None = None,
    service_url: str | None = None,
    navigation: Sequence[Mapping[str, Any] | None] = (),
    navigation_id: str | None = None,
    navigation_label: str | None = None,
    navigation_classes: str = "",
    collapse_navigation_on_mobile: bool | None = None,
    menu_button_text: str | None = None,
    menu_button_label: str | None = None,
    aria_label: str | None = None,
    slots: Mapping[str, Any] | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """Name of the service and its parts; below tablet width the parts fold behind a menu button."""
    slots = slots or {}
    end = as_map(slots.get("end"))
    items = [item for item in navigation or () if item]
    menu = menu_button_text or _("Menu")
    collapse = len(items) > 1 if collapse_navigation_on_mobile is None else collapse_navigation_on_mobile
    nav = None
    if items or slots.get("navigation_start") or slots.get("navigation_end"):
        nav = _nav(
            items,
            slots,
            id=navigation_id or "navigation",
            label=navigation_label or menu,
            classes_=navigation_classes,
            toggle=(menu, menu_button_label) if collapse else None,
        )
    inner = el(
        "div",
        {"class": classes("govuk-width-container", end.get("align") == "inline" and "govuk-service-navigation__inlining-container")},
        _safe(slots.get("start")),
        el("div", {"class": "govuk-service-navigation__container"}, _service_name(service_name, service_url), nav),
        _safe(end.get("text")),
    )
    common = {
        "class": classes("govuk-service-navigation", classes_),
        "data-module": "govuk-service-navigation",
        **(attributes or {}),
    }
    if service_name or slots.get("start") or end.get("text"):
        return el("section", {"aria-label": aria_label or _("Service information"), **common}, inner)
    return el("div", common, inner)


def _safe(markup: object) -> object:
    """A slot takes ready markup; it is given by templates and views, never by what people type."""
    return mark_safe(str(markup)) if markup else None  # noqa: S308


def _service_name(name: Words | None, url: str | None) -> SafeString | None:
    if not name:
        return None
    inner = (
        el("a", {"href": url, "class": "govuk-service-navigation__link"}, name)
        if url
        else el("span", {"class": "govuk-service-navigation__text"}, name)
    )
    return el("span", {"class": "govuk-service-navigation__service-name"}, inner)


def _nav(
    items: Sequence[Mapping[str, Any]],
    slots: Mapping[str, Any],
    *,
    id: str,
    label: str,
    classes_: str,
    toggle: tuple[str, str | None] | None,
) -> SafeString:
    button = None
    if toggle:
        text, spoken = toggle
        button = el(
            "button",
            {
                "type": "button",
                "class": "govuk-service-navigation__toggle govuk-js-service-navigation-toggle",
                "aria-controls": id,
                "aria-label": spoken if spoken and spoken != text else None,
                "hidden": True,
                "aria-hidden": "true",
            },
            text,
        )
    entries = [_safe(slots.get("navigation_start")), *(_nav_item(item) for item in items), _safe(slots.get("navigation_end"))]
    return el(
        "nav",
        {"aria-label": label, "class": classes("govuk-service-navigation__wrapper", classes_)},
        button,
        el("ul", {"class": "govuk-service-navigation__list", "id": id}, *entries),
    )


def _nav_item(item: Mapping[str, Any]) -> SafeString:
    here = bool(item.get("active") or item.get("current"))
    text = item.get("text")
    inner = el("strong", {"class": "govuk-service-navigation__active-fallback"}, text) if here else text
    aria = ("page" if item.get("current") else "true") if here else None
    content = None
    if item.get("href"):
        link = {"class": "govuk-service-navigation__link", "href": item["href"], "aria-current": aria, **(item.get("attributes") or {})}
        content = el("a", link, inner)
    elif text:
        content = el("span", {"class": "govuk-service-navigation__text", "aria-current": aria}, inner)
    return el(
        "li",
        {"class": classes("govuk-service-navigation__item", here and "govuk-service-navigation__item--active")},
        content,
    )
