"""pydantic's errors, put into plain words that say what must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.methods.faults import Fault, where

_WORDS: dict[str, str] = {
    "missing": "must be given",
    "extra_forbidden": "is not a field this method knows",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "set_type": "must be a list",
    "frozen_set_type": "must be a list",
    "iterable_type": "must be a list",
    "dict_type": "must be an object with named fields",
    "mapping_type": "must be an object with named fields",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
    "finite_number": "must be a finite number",
    "none_required": "must be null",
    "string_pattern_mismatch": "is not written in the form that is due here",
    "invalid_key": "is not a field this method knows",
}
_PREFIXES: dict[str, str] = {
    "int": "must be a whole number",
    "float": "must be a number",
    "decimal": "must be a number",
    "date": "must be a date written like 2026-11-21",
}
_LIMITS: dict[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "must be at least {}"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than_equal": ("le", "must be at most {}"),
    "less_than": ("lt", "must be less than {}"),
    "string_too_short": ("min_length", "must have at least {} characters"),
    "string_too_long": ("max_length", "must have at most {} characters"),
    "too_short": ("min_length", "must have at least {} entries"),
    "too_long": ("max_length", "must have at most {} entries"),
}


def is_echo(error: Any) -> bool:
    """Whether pydantic calls a list too short only because it does not count the entries that are at fault themselves."""
    given = error["input"]
    return error["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= error["ctx"]["min_length"]


def fault_from(error: Any, raw: Any) -> Fault:
    kind: str = error["type"]
    path = _path_in(raw, error["loc"], missing=kind == "missing")
    got = None if kind == "missing" else error["input"]
    return Fault(where(path) or "input", _problem(kind, error), got)


def _problem(kind: str, error: Any) -> str:
    context = error.get("ctx") or {}
    if kind == "value_error":
        return str(context["error"])
    if kind in _WORDS:
        return _WORDS[kind]
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        limit = f"{context[key]:g}"
        return "must not be empty" if key == "min_length" and limit == "1" else words.format(limit)
    if kind in ("literal_error", "enum"):
        return "must be " + str(context["expected"]).replace("'", '"')
    for prefix, words in _PREFIXES.items():
        if kind.startswith(prefix):
            return words
    message = str(error["msg"])
    return message if message.startswith(("must", "is", "has")) else f"is not right: {message}"


def _path_in(raw: Any, location: Sequence[str | int], *, missing: bool) -> list[str | int]:
    """The steps of pydantic's location that exist in the data; its names of union branches are left out."""
    path: list[str | int] = []
    current = raw
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if _has(current, step):
            current = current[step]
        elif not (missing and last):
            continue
        path.append(step)
    return path


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list | tuple):
        return isinstance(step, int) and 0 <= step < len(value)
    return isinstance(value, Mapping) and step in value
