"""Every method has a page, a schema, and a worked example that is true."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema_rs
import pytest

from lodestar import methods
from lodestar.methods import base
from tests.methods.pages import PAGES, worked_example

NAMES = methods.names()


def same(got: Any, printed: Any) -> bool:
    """Equal, numbers to the twelfth digit: another processor may round the last one otherwise."""
    if isinstance(got, dict) and isinstance(printed, dict):
        return got.keys() == printed.keys() and all(same(got[k], printed[k]) for k in got)
    if isinstance(got, list) and isinstance(printed, list):
        return len(got) == len(printed) and all(same(g, p) for g, p in zip(got, printed, strict=True))
    if isinstance(got, float) and isinstance(printed, int | float):
        return math.isclose(got, printed, rel_tol=1e-12, abs_tol=1e-12)
    return type(got) is type(printed) and bool(got == printed)


def test_same_tells_results_apart() -> None:
    assert same({"a": [1, 0.1 + 0.2]}, {"a": [1, 0.3]})
    assert not same({"a": 1.0}, {"a": 1.1})
    assert not same({"a": 1.0}, {"b": 1.0})
    assert not same([1, 2], [1])
    assert not same(True, 1)


@pytest.mark.parametrize("name", NAMES)
def test_page_tells_purpose_source_and_edge_cases(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    found = methods.find(name)
    assert f"`{name}`, version {found.version}" in text
    for heading in ("## Purpose", "## Edge cases", "## Source", "## Worked example"):
        assert heading in text, f"{name}.md has no part called {heading}"


@pytest.mark.parametrize("name", NAMES)
def test_worked_example_is_true(name: str) -> None:
    given, printed = worked_example(name)
    result = methods.run_json(name, given)
    assert same(json.loads(json.dumps(result)), json.loads(printed))


@pytest.mark.parametrize("name", NAMES)
def test_result_has_the_fields_of_the_contract(name: str) -> None:
    result = methods.run_json(name, worked_example(name)[0])
    assert list(result) == ["method", "version", "source", "inputs_digest", "value", "steps", "warnings"]
    assert result["method"] == name
    assert all(step.keys() == {"caption", "value"} for step in result["steps"])
    assert all(warning.keys() == {"code", "where", "message"} for warning in result["warnings"])


@pytest.mark.parametrize("name", NAMES)
def test_schema_describes_example_and_result(name: str) -> None:
    schema = methods.schema(name)
    given, _ = worked_example(name)
    for part in ("input", "result"):
        jsonschema_rs.meta.validate(schema[part])
    takes, gives = (jsonschema_rs.Draft202012Validator(schema[part]) for part in ("input", "result"))
    takes.validate(json.loads(given))
    gives.validate(methods.run_json(name, given))
    assert not takes.is_valid({"no_such_field": 1})
    assert not gives.is_valid({**methods.run_json(name, given), "value": None})


@pytest.mark.parametrize("name", NAMES)
def test_lists_show_what_the_method_says_of_itself(name: str) -> None:
    found = methods.find(name)
    assert base.headline_in_source(base.MODULES[name], name) == (found.version, found.summary)


def test_every_page_is_of_a_method_and_is_listed() -> None:
    readme = (PAGES / "README.md").read_text("utf-8")
    assert {p.stem for p in PAGES.glob("*.md")} - {"README"} == set(NAMES)
    assert all(f"({name}.md)" in readme for name in NAMES)
