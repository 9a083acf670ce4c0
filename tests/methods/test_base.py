"""What every method shares: the types of fields, faults in plain words and all at once, digests, registering and running."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from lodestar import methods
from lodestar.methods import base
from lodestar.methods.base import (
    Amount,
    Answer,
    Count,
    Exact,
    ExactShare,
    Fault,
    FaultyInput,
    Flag,
    Id,
    Input,
    IsoDate,
    Number,
    Output,
    Pence,
    Share,
    Step,
    Text,
    Warn,
    Whole,
    method,
)


class _Item(Input):
    id: Id
    share: Share = 0.5
    kind: Literal["a", "b"] = "a"
    if_: Id | None = Field(default=None, alias="if")


class _Sample(Input):
    items: tuple[_Item, ...] = ()
    number: Number | None = None
    amount: Amount | None = None
    exact: Exact | None = None
    exact_share: ExactShare | None = None
    pence: Pence | None = None
    whole: Whole | None = None
    count: Count | None = None
    flag: Flag | None = None
    text: Text | None = None
    day: IsoDate | None = None


class _Echo(Output):
    number: float | None
    exact: Decimal | None
    day: datetime.date | None


def _checks(raw: Any) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, item in enumerate(raw.get("items", ())):
        if item["id"] in seen:
            yield Fault(f"items[{n}].id", "must be given only once", item["id"])
        seen.add(item["id"])


@pytest.fixture(autouse=True)
def _sample_method() -> Iterator[None]:
    @method(name="sample", version="2.1", source="these tests", cross_checks=_checks)
    def sample(data: _Sample) -> Answer[_Echo]:
        """Gives back what it is given.

        More words that lists do not show.
        """
        steps = (Step("a table", np.array([[1.5, -0.0]])), Step("a day", datetime.date(2026, 11, 21)), Step("pence", Decimal("12.00")))
        value = _Echo(number=data.number, exact=data.exact, day=data.day)
        return Answer(value, steps, (Warn("careful", "number", "Only a sample."),))

    yield
    for name in base._REGISTRY.keys() - base.MODULES.keys():
        del base._REGISTRY[name]


def faults(raw: Any) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        methods.run_json("sample", raw) if isinstance(raw, str | bytes) else methods.run("sample", raw)
    return {f.where: f.problem for f in caught.value.faults}


def test_result_is_plain_json_with_name_version_source_digest_steps_and_warnings() -> None:
    result = methods.run_json("sample", '{"number": 1.50, "exact": 12.30, "day": "2026-11-21"}')
    assert result == {
        "method": "sample",
        "version": "2.1",
        "source": "these tests",
        "inputs_digest": hashlib.sha256(b'{"day":"2026-11-21","exact":12.3,"number":1.5}').hexdigest(),
        "value": {"number": 1.5, "exact": 12.3, "day": "2026-11-21"},
        "steps": [
            {"caption": "a table", "value": [[1.5, 0.0]]},
            {"caption": "a day", "value": "2026-11-21"},
            {"caption": "pence", "value": 12},
        ],
        "warnings": [{"code": "careful", "where": "number", "message": "Only a sample."}],
    }
    assert math.copysign(1, result["steps"][0]["value"][0][1]) == 1


def test_every_fault_is_named_at_once() -> None:
    items = '[{"id": "x", "share": 92.4, "kind": "c"}, {"id": "x", "colour": 1}, {}]'
    text = '{"items": ' + items + ', "whole": 1.5, "number": NaN, "day": "21/11/2026"}'
    assert faults(text) == {
        "number": "must be a finite number",
        "items[0].share": "must lie between 0 and 1; this looks like a percentage: write 0.924",
        "items[0].kind": 'must be "a" or "b"',
        "items[1].colour": "is not a field this method knows",
        "items[2].id": "must be given",
        "whole": "must be a whole number",
        "day": "must be a date written like 2026-11-21",
        "items[1].id": "must be given only once",
    }


def test_fault_shows_what_was_given_in_the_shape_of_the_contract() -> None:
    with pytest.raises(FaultyInput) as caught:
        methods.run("sample", {"items": [{"id": "a", "share": 1.4}]})
    assert caught.value.as_dict() == {
        "title": "The input cannot be used",
        "errors": [{"where": "items[0].share", "problem": "must lie between 0 and 1", "got": 1.4}],
    }


@pytest.mark.parametrize(
    ("field", "taken", "refused"),
    [
        ("number", [0, -1.5, Decimal("2.50"), 1e300], [True, "1", [], math.nan, math.inf]),
        ("amount", [0, -1e50, 1e-50], [1e-51, 1e51, "1"]),
        ("exact", [1, Decimal("0.10"), 0.1], [True, "0.10", math.nan]),
        ("exact_share", [0, 1, Decimal("0.25")], [1.4, -0.1, 92.4, "1"]),
        ("pence", [0, 1200], [1200.0, -1, 12.5, True, "12"]),
        ("whole", [-3, 0, 2**53 - 1], [3.0, 3.5, True, "3", 2**53]),
        ("count", [0, 7], [-1, 7.0, False]),
        ("flag", [True, False], [1, 0, "yes", "true"]),
        ("text", ["", "é", "a\nb"], [1, True, []]),
        ("day", ["2024-02-29"], ["2026-02-29", "2026-1-1", "20261121", "2026-11-21T00:00:00", 20261121, 0]),
        ("items", [[], [{"id": "a"}], [{"id": "ünï", "if": "a"}]], [{}, "a", 1, [1], [None], [[]]]),
    ],
)
def test_what_a_field_takes_and_refuses(field: str, taken: list[Any], refused: list[Any]) -> None:
    for value in taken:
        assert methods.run("sample", {field: value})["method"] == "sample"
    for value in refused:
        if value is not None:
            assert all(where.startswith(field) for where in faults({field: value})), value


@pytest.mark.parametrize("id_", ["", "   ", "a\nb", "a\x00b", "\x85", "x" * 201, "\ud800", 1, None])
def test_ids_are_text_without_control_characters(id_: Any) -> None:
    assert set(faults({"items": [{"id": id_}]})) == {"items[0].id"}


def test_integral_float_where_pence_are_due_is_refused_with_words() -> None:
    assert faults('{"pence": 1200.0}') == {"pence": "must be a whole number of pence, written without a decimal point"}
    assert faults('{"whole": 12.0}') == {"whole": "must be a whole number, written without a decimal point: 12"}


def test_money_keeps_the_digits_of_the_text() -> None:
    class Money(Input):
        exact: Exact

    data: Any = base.parse('{"exact": 0.10000000000000000000000001}')[0]
    assert Money.model_validate(data).exact == Decimal("0.10000000000000000000000001")
    assert Money.model_validate({"exact": 0.1}).exact == Decimal("0.1")


def test_cross_checks_run_beside_other_faults_and_may_stumble_over_them() -> None:
    assert faults({"items": [{"id": "a"}, {"id": "a"}], "flag": 1}) == {
        "flag": "must be true or false",
        "items[1].id": "must be given only once",
    }
    assert faults({"items": [1]}) == {"items[0]": "must be an object with named fields"}


def test_cross_check_that_fails_on_a_sound_shape_is_our_error_and_not_hidden() -> None:
    @method(name="broken", version="1", source="these tests", cross_checks=lambda raw: [raw["nothing"]])
    def broken(data: _Sample) -> Answer[_Echo]:
        """Fails in its cross-checks."""
        return Answer(_Echo(number=None, exact=None, day=None))

    with pytest.raises(KeyError):
        methods.run("broken", {})


def test_unknown_field_at_the_top_and_inside() -> None:
    assert faults({"extra": 1, "items": [{"id": "a", "a b": 2}]}) == {
        "extra": "is not a field this method knows",
        'items[0]["a b"]': "is not a field this method knows",
    }


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "line 1, column 1", "is not JSON"),
        ('{"a": 1,}', "line 1, column", "is not JSON"),
        ("[]", "input", "must be an object"),
        (b"\xff", "byte 1", "UTF-8"),
        ("[" * 10_000, "input", "nested"),
        ('{"a":' * 500 + "1" + "}" * 500, "input", "nested"),
        ('{"number": 1, "number": 2}', "number", "only once"),
        ('{"items": [{"id": "a", "id": "a"}]}', "items[0].id", "only once"),
        ('{"number": ' + "1" * 5000 + "}", "number", "40 digits"),
        ('{"number": 1e400}', "number", "between -1e308"),
        ('{"number": 1e99999999999999999999}', "number", "between -1e308"),
        ('{"number": 1e-400}', "number", "close to 0"),
        ('{"number": -Infinity}', "number", "finite"),
        ('{"number": 9007199254740993}', "number", "9007199254740991"),
        ('{"text": "\\u0000"}', "text", "NUL"),
        ('{"text": "\\ud800"}', "text", "surrogate"),
        ('{"\\u0000": 1}', '["\\u0000"]', "NUL"),
    ],
)
def test_text_that_cannot_be_read_is_a_fault_with_its_place(text: str | bytes, where: str, words: str) -> None:
    found = faults(text)
    assert any(place.startswith(where) and words in problem for place, problem in found.items()), found


def test_input_beyond_the_size_limit_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lodestar.methods.plain.MAX_BYTES", 100)
    assert "input" in faults('{"text": "' + "x" * 100 + '"}')


def test_byte_order_mark_is_no_fault() -> None:
    assert methods.run_json("sample", b'\xef\xbb\xbf{"number": 1}')["value"]["number"] == 1.0
    assert methods.run_json("sample", '\ufeff{"number": 1}')["value"]["number"] == 1.0


def test_python_values_that_json_cannot_hold_are_faults() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert set(faults({"text": object()})) == {"text"}
    assert set(faults({"text": datetime.date(2026, 1, 1)})) == {"text"}
    assert set(faults({1: 2})) == {"input"}
    assert set(faults({"number": 10**400})) == {"number"}
    endless: list[Any] = []
    endless.append(endless)
    assert "input" in faults({"items": endless})
    assert methods.run("sample", {"text": Colour.RED, "number": np.float64(2)})["value"]["number"] == 2.0


def test_digest_is_of_the_input_as_given_whatever_its_layout() -> None:
    one = methods.run_json("sample", '{"number": 1.0, "text": "é"}')
    two = methods.run_json("sample", '{ "text":"\\u00e9",\n "number": 1 }')
    three = methods.run("sample", {"number": 1, "text": "é"})
    assert one["inputs_digest"] == two["inputs_digest"] == three["inputs_digest"]
    assert one["inputs_digest"] != methods.run_json("sample", '{"number": 1.0, "text": "é", "flag": null}')["inputs_digest"]
    assert methods.run("sample", {})["inputs_digest"] == hashlib.sha256(b"{}").hexdigest()


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1),
        st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none(),
        max_size=5,
    )
)
def test_digest_is_that_of_canonical_json(raw: dict[str, Any]) -> None:
    parsed, _ = base.parse(json.dumps(raw))
    assert base.digest_of(parsed) == hashlib.sha256(rfc8785.dumps(raw)).hexdigest()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["items", "id", "number", "share", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*_Sample.model_fields, "x"]), JSON, max_size=4))
def test_any_input_gives_a_result_or_faults_that_are_plain_json(raw: dict[str, Any]) -> None:
    try:
        told: Any = methods.run("sample", raw)
    except FaultyInput as fault:
        told = fault.as_dict()["errors"]
    assert told
    json.dumps(told, allow_nan=False).encode()


def test_evaluate_takes_typed_input_and_keeps_the_cross_checks() -> None:
    answer = methods.evaluate("sample", _Sample(number=3, day=datetime.date(2026, 1, 2)))
    assert answer.value.number == 3.0
    twice = _Sample(items=(_Item(id="a"), _Item(id="a")))
    with pytest.raises(FaultyInput):
        methods.evaluate("sample", twice)
    with pytest.raises(TypeError):
        methods.evaluate("sample", _Item(id="a"))


def test_read_input_gives_the_typed_input() -> None:
    data = base.read_input("sample", {"items": [{"id": "a", "if": "b"}]})
    assert isinstance(data, _Sample)
    assert data.items[0].if_ == "b"
    assert data.items[0].share == 0.5


def test_input_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        _Item(id="a").id = "b"  # type: ignore[misc]


def test_schema_shows_aliases_and_describes_the_whole_result() -> None:
    schema = methods.schema("sample")
    assert "if" in schema["input"]["$defs"]["_Item"]["properties"]
    assert schema["input"]["additionalProperties"] is False
    assert schema["result"]["required"] == ["method", "version", "source", "inputs_digest", "value", "steps", "warnings"]


def test_unknown_method_is_a_fault_that_names_the_others() -> None:
    with pytest.raises(methods.UnknownMethod) as caught:
        methods.run("no such", {})
    (fault,) = caught.value.faults
    assert fault.where == "method"
    assert "portfolio" in fault.problem


def test_names_are_sorted_and_every_one_can_be_found() -> None:
    assert list(methods.names()) == sorted(methods.names())
    for name in methods.names():
        assert methods.find(name).name == name
    assert methods.headline("sample") == ("2.1", "Gives back what it is given.")


def test_method_must_say_in_one_line_what_it_does_and_take_one_input() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @method(name="silent", version="1", source="these tests")
        def silent(data: _Sample) -> Answer[_Echo]:
            return Answer(_Echo(number=None, exact=None, day=None))

    with pytest.raises(TypeError, match="one input"):

        @method(name="many", version="1", source="these tests")
        def many(data: _Sample, more: _Sample) -> Answer[_Echo]:
            """Takes two."""
            return Answer(_Echo(number=None, exact=None, day=None))


def test_number_that_is_not_finite_in_a_result_is_our_error() -> None:
    with pytest.raises(ArithmeticError):
        base.plain({"a": [math.nan]})
