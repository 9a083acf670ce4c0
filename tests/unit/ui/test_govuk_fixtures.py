"""Our components against GOV.UK Frontend's own published cases: the same options must give the same HTML."""

from __future__ import annotations

import gzip
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.safestring import mark_safe

from lodestar.ui import components

CASES = Path(__file__).parents[2] / "reference/govuk/fixtures-6.6.0.json.gz"
FIXTURES: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(CASES.read_bytes()))

# Whole components Lodestar does not have, each with its reason.
WITHOUT: dict[str, str] = {
    "header": "carries the crown, which only GOV.UK may use; ours is service navigation with Lodestar's mark",
    "footer": "carries the crown and Crown copyright; ours is templates/ui/parts/footer.html",
    "cookie-banner": "Lodestar sets only the cookies it cannot work without, so it asks for no consent",
    "feedback": "asks about a GOV.UK page; Lodestar sends nothing to anyone",
    "language-navigation": "no second language is shipped yet; the settings choose one for a deployment",
}
# Single cases we answer otherwise on purpose.
OTHERWISE: dict[tuple[str, str], str] = {}

# Options whose names differ: theirs to ours. Everything else is camelCase to snake_case.
RENAMED = {"for": "for_", "classes": "classes_"}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def ours(value: Any) -> Any:
    """Their options as ours: snake_case, `html` as safe text, `titleHtml` as safe `title`; true in attributes is the text "true"."""
    if isinstance(value, list):
        return [ours(item) for item in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for key, item in value.items():
        name = snake(key)
        if key == "attributes":
            made[name] = attributes(item)
        elif key in {"summaryText", "summaryHtml", "titleText", "titleHtml", "descriptionText", "descriptionHtml", "logoText", "logoHtml"}:
            base = name.rsplit("_", 1)[0]
            if item and (key.endswith("Html") or base not in made):
                made[base] = mark_safe(item) if key.endswith("Html") else item
        elif key == "html":
            if item:
                made["text"] = mark_safe(item.strip())
        elif key == "text":
            made.setdefault("text", item)
        elif name.endswith("_text") and isinstance(item, dict):
            made[name] = item  # plural forms
        else:
            made[name] = ours(item)
    return made


def attributes(given: Any) -> dict[str, Any]:
    if isinstance(given, str):
        return dict(re.findall(r'([\w.-]+)="([^"]*)"', given))
    made = {}
    for name, value in given.items():
        if isinstance(value, dict):
            made[name] = value.get("value") if value.get("optional") else text_of(value.get("value"))
        else:
            made[name] = text_of(value)
    return made


def text_of(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def arguments(component: str, options: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    made = ours(options)
    if component in {"details"}:
        return [made.pop("summary", ""), made.pop("text", "")], renamed(made)
    if component == "panel":
        return [made.pop("title", ""), made.pop("text", None)], renamed(made)
    if component == "notification-banner":
        text = made.pop("text", None)
        made["content" if hasattr(text, "__html__") else "text"] = text
    if component in {"tag", "inset-text", "warning-text", "button", "hint", "error-message", "label", "skip-link"}:
        return [made.pop("text", "")], renamed(made)
    if component == "phase-banner":
        return [made.pop("text", "")], renamed(made)
    if component == "fieldset":
        return [made.pop("text", "")], renamed(made)
    if component == "password-input" and "button" in made:
        made["button_classes"] = made.pop("button").get("classes", "")
    if component == "file-upload":
        made.pop("value", None)  # their template leaves it out too: no browser lets a page choose the file
    return [], renamed(made)


def renamed(made: dict[str, Any]) -> dict[str, Any]:
    return {RENAMED.get(name, name): value for name, value in made.items()}


def rendered(component: str, options: dict[str, Any]) -> str:
    function = getattr(components, component.replace("-", "_"))
    positional, named = arguments(component, options)
    return str(function(*positional, **{k: v for k, v in named.items() if v is not None or k in {"value"}}))


def shape(html: str) -> Any:
    """HTML as nested tuples: attributes in any order, classes as a set, runs of white space as one, none at the edges of elements."""
    return _shape(BeautifulSoup(html, "html.parser"))


def _shape(node: Tag | BeautifulSoup) -> Any:
    children: list[Any] = []
    for child in node.children:
        if isinstance(child, Tag):
            children.append(_shape(child))
        elif type(child) is NavigableString:
            text = re.sub(r"\s+", " ", str(child)).strip() if node.name != "textarea" else str(child)
            if text:
                children.append(text)
    attrs = {k: (tuple(sorted(v)) if isinstance(v, list) else v) for k, v in getattr(node, "attrs", {}).items()}
    if "aria-describedby" in attrs:
        attrs["aria-describedby"] = tuple(str(attrs["aria-describedby"]).split())
    return (node.name, tuple(sorted(attrs.items())), tuple(children))


CASE_LIST = [
    pytest.param(component, case, id=f"{component}-{case['name']}")
    for component, cases in FIXTURES.items()
    if component not in WITHOUT
    for case in cases
    if (component, case["name"]) not in OTHERWISE
]


@pytest.mark.parametrize(("component", "case"), CASE_LIST)
def test_component_matches_govuks_published_case(component: str, case: dict[str, Any]) -> None:
    assert shape(rendered(component, case["options"])) == shape(case["html"])


def test_all_published_cases_are_either_tried_or_named_with_a_reason() -> None:
    assert sum(len(cases) for cases in FIXTURES.values()) == 725
    left_out = sum(len(FIXTURES[component]) for component in WITHOUT) + len(OTHERWISE)
    assert len(CASE_LIST) + left_out == 725
    assert len(CASE_LIST) >= 640
    for component, name in OTHERWISE:
        assert name in {case["name"] for case in FIXTURES[component]}


def test_a_changed_attribute_is_noticed() -> None:
    assert shape('<p class="a b" id="x">Hi</p>') == shape('<p id="x"  class="b a"> Hi </p>')
    assert shape('<p class="a">Hi</p>') != shape('<p class="b">Hi</p>')
    assert shape("<p>Hi</p>") != shape("<p>Ho</p>")


def test_every_component_is_a_function_with_keyword_options() -> None:
    for name in components.__all__:
        assert inspect.isfunction(getattr(components, name))
