"""Looking upward without importing upward: later apps fill the navigation and the panels of earlier apps' pages at start.

An app does so in its `AppConfig.ready`: `nav.add("pay", _("Pay"), "pay:home", 70)` and
`panels.add("prioritise.new_exercise", lessons_panel)`. Adding the same key or function twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Panel = Callable[..., Mapping[str, Any] | None]


def everyone(actor: object) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    key: str
    label: str | Promise
    url_name: str
    order: int
    visible: Callable[[Any], bool] = everyone


@dataclass
class Nav:
    """The parts of Lodestar in the header."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, key: str, label: str | Promise, url_name: str, order: int, visible: Callable[[Any], bool] = everyone) -> None:
        """One part; `visible` is asked with the actor whether this person has any use for it."""
        self.entries[key] = Entry(key, label, url_name, order, visible)

    def items(self, actor: object, here: str | None = None, path: str = "") -> list[dict[str, Any]]:
        """The parts this actor sees, in order; `here` is the key of the one being looked at, else found by the path."""
        shown: list[dict[str, Any]] = []
        for entry in sorted(self.entries.values(), key=lambda one: (one.order, one.key)):
            if not entry.visible(actor):
                continue
            try:
                url = reverse(entry.url_name)
            except NoReverseMatch:
                continue
            shown.append({"key": entry.key, "text": entry.label, "href": url})
        current = here or _longest_match(shown, path)
        for item in shown:
            item["current"] = item["href"] == path
            item["active"] = item["key"] == current
        return shown


def _longest_match(items: list[dict[str, Any]], path: str) -> str | None:
    matches = [item for item in items if path == item["href"] or (item["href"] != "/" and path.startswith(item["href"]))]
    return max(matches, key=lambda item: len(item["href"]))["key"] if matches else None


@dataclass
class Panels:
    """Places on pages that apps further down the cycle may fill."""

    slots: dict[str, dict[Panel, int]] = field(default_factory=dict)

    def add(self, slot: str, panel: Panel, order: int = 50) -> None:
        """`panel(request, **context)` gives `{"template": …, "context": …}`, or None when it has nothing to say."""
        self.slots.setdefault(slot, {})[panel] = order

    def filled(self, slot: str, request: HttpRequest | None, **context: Any) -> list[Mapping[str, Any]]:
        """What the panels of this slot have to show, in order."""
        chosen = sorted(self.slots.get(slot, {}).items(), key=lambda pair: pair[1])
        return [shown for panel, _order in chosen if (shown := panel(request, **context)) is not None]


nav = Nav()
panels = Panels()
