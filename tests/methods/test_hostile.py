"""Bad input to any method is named as such: FaultyInput, never another exception, whatever is put where."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from lodestar import methods
from lodestar.methods import FaultyInput
from tests.methods.pages import worked_example

NAMES = methods.names()
Path = tuple[str | int, ...]

HOSTILE: dict[str, Any] = {
    "null": None,
    "true": True,
    "empty text": "",
    "text": "abc",
    "text that looks like a number": "12",
    "minus one": -1,
    "zero": 0,
    "fraction": 0.5,
    "integral fraction": 12.0,
    "tiny": 1e-300,
    "large": 1e300,
    "whole number beyond a double": 2**53 + 1,
    "huge whole number": 10**400,
    "decimal that signals it is none": Decimal("sNaN"),
    "decimal beyond all bounds": Decimal("-Infinity"),
    "empty list": [],
    "empty object": {},
    "list of nulls": [None, None],
    "list of lists": [[[]]],
    "object": {"a": 1},
    "day that does not exist": "2026-02-30",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "NUL": "a\x00b",
    "half a surrogate pair": "\ud800",
    "right to left": "\u202egnirts",
    "long text": "x" * 10_000,
}
NEVER_RIGHT = (
    "decimal that signals it is none",
    "decimal beyond all bounds",
    "list of nulls",
    "list of lists",
    "NUL",
    "half a surrogate pair",
    "huge whole number",
    "whole number beyond a double",
)


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every field and every list entry of an input; of long lists the first and last entry."""
    if isinstance(value, dict):
        for key in value:
            yield (*path, key)
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for n in sorted({0, len(value) - 1} & set(range(len(value)))):
            yield (*path, n)
            yield from places(value[n], (*path, n))


def replaced(value: Any, path: Path, new: Any) -> Any:
    changed = copy.deepcopy(value)
    inside = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = new
    return changed


def example(name: str) -> Any:
    return json.loads(worked_example(name)[0])


def outcome(name: str, raw: Any) -> dict[str, Any] | FaultyInput:
    got: dict[str, Any] | FaultyInput
    try:
        got = methods.run(name, raw)
        json.dumps(got, allow_nan=False)
    except FaultyInput as fault:
        got = fault
    if isinstance(got, FaultyInput):
        errors = json.loads(json.dumps(got.as_dict(), allow_nan=False))["errors"]
        assert errors
        assert all(entry["where"] and entry["problem"] for entry in errors)
    return got


@pytest.mark.parametrize("name", NAMES)
def test_hostile_value_anywhere_gives_a_fault_or_a_result(name: str) -> None:
    good = example(name)
    for path in places(good):
        for label, hostile in HOSTILE.items():
            got = outcome(name, replaced(good, path, hostile))
            if label in NEVER_RIGHT:
                assert isinstance(got, FaultyInput), f"{label} at {path} was taken"


@pytest.mark.parametrize("name", NAMES)
def test_field_left_out_gives_a_fault_or_a_result(name: str) -> None:
    good = example(name)
    for path in places(good):
        changed = copy.deepcopy(good)
        inside = changed
        for step in path[:-1]:
            inside = inside[step]
        del inside[path[-1]]
        outcome(name, changed)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_field_is_a_fault(name: str) -> None:
    good = example(name)
    fault = outcome(name, {**good, "no_such_field": 1})
    assert isinstance(fault, FaultyInput)
    assert "no_such_field" in {f.where for f in fault.faults}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("raw", [{}, [], None, "text", 1, 1.5, True, [{}]], ids=repr)
def test_what_is_no_input_at_all_is_a_fault(name: str, raw: Any) -> None:
    assert isinstance(outcome(name, raw), FaultyInput)


@pytest.mark.parametrize("name", NAMES)
def test_entry_given_twice_never_breaks_a_method(name: str) -> None:
    good = example(name)
    for path in places(good):
        inside = good
        for step in path:
            inside = inside[step]
        if isinstance(inside, list) and inside:
            outcome(name, replaced(good, path, [*inside, inside[0]]))


TEXTS = {
    "nothing": "",
    "spaces": "  \n",
    "half an object": '{"a": ',
    "two objects": "{} {}",
    "10,000 lists": "[" * 10_000,
    "10,000 lists, closed": "[" * 10_000 + "]" * 10_000,
    "10,000 objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "not UTF-8": b"\xff\xfe{}",
    "NaN": '{"a": NaN}',
    "infinity": '{"a": -Infinity}',
    "beyond a double": '{"a": 1e400}',
    "an exponent that would take for ever": '{"a": 1e999999999999}',
    "the same, small": '{"a": 1e-999999999999}',
    "5,000 digits": '{"a": ' + "9" * 5000 + "}",
    "5,000 decimals": '{"a": 0.' + "9" * 5000 + "}",
    "a key twice": '{"a": 1, "a": 2}',
    "single quotes": "{'a': 1}",
    "a comment": "{} // nothing",
    "a brackets bomb in text": '{"a": "' + "[" * 10_000 + '"}',
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_text_that_is_no_input_is_a_fault(name: str, text: str | bytes) -> None:
    with pytest.raises(FaultyInput) as caught:
        methods.run_json(name, text)
    json.dumps(caught.value.as_dict(), allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_number_in_every_place_of_a_text_is_a_fault(name: str) -> None:
    good = example(name)
    for path in places(good):
        for literal in ("NaN", "1e400", "-Infinity", "9" * 5000, "1e-400", "1" + "0" * 30):
            text = json.dumps(replaced(good, path, "@HERE@")).replace('"@HERE@"', literal)
            with pytest.raises(FaultyInput) as caught:
                methods.run_json(name, text)
            assert caught.value.faults
