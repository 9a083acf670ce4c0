"""Between JSON text, plain data and typed values: read with limits, walked for what no field could accept, digested."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import rfc8785
from pydantic import BaseModel

from lodestar.methods.faults import MAX_WHOLE, Fault, FaultyInput, TextFault, Unreadable, where

MAX_BYTES = 64_000_000  # a 100,000 × 4 table of simulated costs and effects is about 15 MB
MAX_DEPTH = 64  # no input of any method is nested more than ten deep
MAX_DIGITS = 40  # far more than pounds and pence, far less than what makes arithmetic crawl
_MAX_EXPONENT = 308  # a double holds numbers up to about 1.8e308
_MAX_SIZE = 10.0**_MAX_EXPONENT


Duplicates = dict[int, tuple[Any, tuple[str, ...]]]
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^\[\]{}]+")
_ODD_NUMBER = re.compile(r"[0-9]{16}|[eE][+-]?[0-9]{3}")
_TOO_LONG = f"must have at most {MAX_DIGITS} digits"


def parse(text: str | bytes) -> tuple[Any, Duplicates]:
    """Plain data from JSON text, and the keys that an object holds twice (by the object's identity)."""
    decoded = _decode(text)
    if _depth(decoded) > MAX_DEPTH:
        raise FaultyInput([Fault("input", f"must not be nested more than {MAX_DEPTH} deep")])
    duplicates: Duplicates = {}

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) != len(items):
            seen: set[str] = set()
            twice = tuple(k for k, _ in items if k in seen or seen.add(k))  # type: ignore[func-returns-value]
            duplicates[id(made)] = (made, twice)  # the object is kept alive, so that no other gets its identity
        return made

    odd = bool(_ODD_NUMBER.search(decoded))
    try:
        raw = json.loads(
            decoded,
            parse_float=_careful_float if odd else Decimal,
            parse_int=_careful_int if odd else int,
            parse_constant=lambda word: Unreadable(word, "must be a finite number"),
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise FaultyInput([Fault(where, f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}")]) from None
    return raw, duplicates


def _decode(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        raise FaultyInput([Fault("input", f"must not be larger than {MAX_BYTES // 1_000_000} MB")])
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return bytes(text).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultyInput([Fault(f"byte {error.start + 1}", "must be text in UTF-8")]) from None


def _depth(text: str) -> int:
    """How deep brackets nest outside strings; looked at before parsing, which would recurse."""
    deepest = depth = 0
    for bracket in _NOT_BRACKET.sub("", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _careful_int(text: str) -> int | Unreadable:
    digits = len(text.lstrip("-"))
    return Unreadable(text, _TOO_LONG) if digits > MAX_DIGITS else int(text)


def _careful_float(text: str) -> Decimal | Unreadable:
    mantissa, _, exponent = text.lower().partition("e")
    if sum(c.isdigit() for c in mantissa) > MAX_DIGITS:
        return Unreadable(text, _TOO_LONG)
    # The exponent is judged before Decimal sees it: turning 1e999999999 into an integer would never end.
    if len(exponent.lstrip("+-0")) > len(str(_MAX_EXPONENT)):
        return Unreadable(text, "must be a number between -1e308 and 1e308")
    number = Decimal(text)
    if not math.isfinite(float(number)):
        return Unreadable(text, "must be a number between -1e308 and 1e308")
    if number and not float(number):
        return Unreadable(text, "must not be so close to 0 that it cannot be told from it")
    return number


def faults_of_data(raw: Any, duplicates: Duplicates) -> Iterator[Fault]:
    """Faults of plain data that no field could accept, so that canonical JSON of what passes always exists."""
    if not isinstance(raw, Mapping):
        yield Fault("input", "must be an object with named fields", raw)
        return
    yield from _walk(raw, (), duplicates)


def _walk(value: Any, path: tuple[str | int, ...], duplicates: Duplicates) -> Iterator[Fault]:
    kind = type(value)
    if value is None or kind is bool:
        return
    if kind is str:
        yield from _text_faults(value, path)
    elif kind is float or kind is int or kind is Decimal:
        yield from _number_faults(value, path)
    elif isinstance(value, int | float | str | Decimal):  # subclasses: enumerations, NumPy's float64
        yield from _walk(base_of(value), path, duplicates)
    elif isinstance(value, Unreadable):
        yield TextFault(where(path), value.problem, value.text)
    elif len(path) >= MAX_DEPTH:
        raise FaultyInput([Fault("input", f"must not be nested more than {MAX_DEPTH} deep")])
    elif isinstance(value, Mapping):
        yield from _walk_object(value, path, duplicates)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index), duplicates)
    else:
        yield TextFault(where(path), "must be text, a number, true, false, null, a list or an object", value)


def _number_faults(value: float | Decimal, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(value, int):
        if abs(value) > MAX_WHOLE:
            yield TextFault(where(path), f"must lie between -{MAX_WHOLE} and {MAX_WHOLE} when written without a decimal point", value)
    elif not _is_finite(value) or abs(float(value)) > _MAX_SIZE:
        yield TextFault(where(path), "must be a finite number", value)


def _is_finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)  # math takes a signalling NaN for an error


def _walk_object(value: Mapping[Any, Any], path: tuple[str | int, ...], duplicates: Duplicates) -> Iterator[Fault]:
    for key in duplicates.get(id(value), (None, ()))[1]:
        yield Fault(where((*path, key)), "must be given only once")
    for key, item in value.items():
        if not isinstance(key, str):
            yield Fault(where(path) or "input", "must have names that are text", key)
            continue
        yield from _text_faults(key, (*path, key))
        yield from _walk(item, (*path, key), duplicates)


def _text_faults(value: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if "\0" in value:
        yield TextFault(where(path), "must not hold the NUL character", value)
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            yield TextFault(where(path), "must be Unicode text; half of a surrogate pair stands alone in it", value)


def base_of(value: Any) -> Any:
    for base in (Decimal, float, int, str):
        if isinstance(value, base):
            return str.__str__(value) if base is str else base(value)
    return value


def _json_numbers(value: Any) -> Any:
    """Decimals as the double that a JSON reader makes of the same digits, as RFC 8785 demands."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {k: _json_numbers(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_json_numbers(v) for v in value]
    return value if value is None or isinstance(value, bool) else base_of(value)


def digest_of(raw: Any) -> str:
    """SHA-256, in hexadecimal, of plain data in canonical JSON (RFC 8785), exactly as given."""
    return hashlib.sha256(rfc8785.dumps(_json_numbers(raw))).hexdigest()


def plain(value: Any) -> Any:
    """Typed values as plain JSON: dates as text, decimals as numbers, −0 as 0. A NaN or infinity is our own error."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float or kind is Decimal:
        return _plain_number(value)
    if isinstance(value, BaseModel):
        return plain(value.model_dump(by_alias=True))
    return _plain_rest(value)


def _plain_number(value: float | Decimal) -> float:
    if not math.isfinite(value):
        raise ArithmeticError("a method returned a number that is not finite")
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return float(value) or 0.0


def _plain_rest(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "tolist"):  # NumPy arrays and scalars, without importing NumPy
        return plain(value.tolist())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(v) for v in value]
    return plain(base_of(value))


def objects_of(raw: Any, field: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects in a list of the input with their places; what has another shape is left to the check of shapes."""
    entries = raw.get(field) if isinstance(raw, Mapping) else None
    if isinstance(entries, list | tuple):
        yield from ((n, entry) for n, entry in enumerate(entries) if isinstance(entry, Mapping))


def repeated_ids(raw: Any, field: str) -> Iterator[Fault]:
    """A fault for each object of a list that has the id of an earlier one."""
    first: dict[str, int] = {}
    for n, entry in objects_of(raw, field):
        i = entry.get("id")
        if isinstance(i, str):
            if i in first:
                yield Fault(f"{field}[{n}].id", f"must be given only once; it is the same as that of {field}[{first[i]}]", i)
            first.setdefault(i, n)


def as_given(value: Any) -> Any:
    """Typed input as the plain data it could have come from, for the cross-checks."""
    if isinstance(value, Mapping):
        return {k: as_given(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_given(v) for v in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
