"""A small writer of HTML: every text is escaped unless it is already marked safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Words = str | SafeString
Attributes = Mapping[str, Any]

VOID = frozenset({"input", "br", "hr", "img", "link", "meta"})


def attributes_html(attributes: Attributes | None) -> str:
    """Attributes as text with a leading space: None and False leave one out, True writes the bare name, the rest is escaped."""
    parts = []
    for name, value in (attributes or {}).items():
        if value is None or value is False:
            continue
        parts.append(f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{conditional_escape(value)}"')
    return "".join(parts)


def el(tag: str, attributes: Attributes | None = None, *children: Any) -> SafeString:
    """One element; children are escaped unless safe, and None or False children are left out.

    >>> el("p", {"class": "govuk-body"}, "Fish & chips")
    '<p class="govuk-body">Fish &amp; chips</p>'
    """
    opening = f"<{tag}{attributes_html(attributes)}>"
    if tag in VOID:
        return mark_safe(opening)  # noqa: S308 - every part above is escaped
    return mark_safe(f"{opening}{join(children)}</{tag}>")  # noqa: S308 - every part above is escaped


def join(children: Iterable[Any], separator: str = "") -> SafeString:
    """Children one after another, each escaped unless safe; None, False and empty text are left out."""
    kept = (conditional_escape(child) for child in children if child is not None and child is not False and child != "")
    return mark_safe(separator.join(kept))  # noqa: S308 - each child is escaped above


def classes(*names: str | bool | None) -> str:
    """The class names that are there, joined by spaces."""
    return " ".join(name for name in names if name and name is not True)


def as_map(words: Words | Mapping[str, Any] | None) -> dict[str, Any]:
    """Plain text or a mapping with `text` and options, always as a mapping; nothing gives an empty one.

    >>> as_map("Name")
    {'text': 'Name'}
    """
    if not words:
        return {}
    return dict(words) if isinstance(words, Mapping) else {"text": words}


def hidden_text(words: object) -> SafeString:
    """Text for screen readers only."""
    return el("span", {"class": "govuk-visually-hidden"}, words)


def i18n(key: str, message: str | Mapping[str, str] | None) -> dict[str, str]:
    """The data attributes by which GOV.UK's scripts take a translated message, one a plural form."""
    if not message:
        return {}
    if isinstance(message, Mapping):
        return {f"data-i18n.{key}.{rule}": text for rule, text in message.items()}
    return {f"data-i18n.{key}": message}
