"""What every method shares: typed input, a result that shows its steps, and faults that name every error at once."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Generic, NoReturn, TypeVar, get_args, get_origin, get_type_hints

import rfc8785
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema

# One module a method, imported only when asked for: NumPy and SciPy stay out of a web worker until they are needed.
MODULES: dict[str, str] = {
    "criteria": "lodestar.methods.criteria",
    "distance_travelled": "lodestar.methods.distance_travelled",
    "incremental": "lodestar.methods.incremental",
    "interval": "lodestar.methods.interval",
    "payment_statement": "lodestar.methods.payment_statement",
    "portfolio": "lodestar.methods.portfolio",
}

MAX_BYTES = 64_000_000  # a 100,000 × 4 table of simulated costs and effects is about 15 MB
MAX_DEPTH = 64  # no input of any method is nested more than ten deep
MAX_DIGITS = 40  # far more than pounds and pence, far less than what makes arithmetic crawl
MAX_WHOLE = 2**53 - 1  # the largest integer that JSON readers agree on (RFC 8785)
MAX_FAULTS = 1000


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it stands, what must hold, and what was given."""

    where: str
    problem: str
    got: Any = None

    def as_dict(self) -> dict[str, Any]:
        return {"where": self.where, "problem": self.problem, "got": _echo(self.got)}


class FaultyInput(ValueError):
    """An input that cannot be calculated with; carries every fault found, never only the first."""

    def __init__(self, faults: Iterable[Fault], title: str = "The input cannot be used") -> None:
        self.title = title
        self.faults = tuple(faults)
        super().__init__(f"{title}: " + "; ".join(f"{f.where} {f.problem}" for f in self.faults[:5]))

    def as_dict(self) -> dict[str, Any]:
        return {"title": self.title, "errors": [f.as_dict() for f in self.faults]}


class UnknownMethod(FaultyInput):
    """No method has this name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(names())
        super().__init__([Fault("method", f"must be one of {known}", name)], title="There is no such method")


class Input(BaseModel):
    """Base of every input and nested part of one: unknown fields, NaN and infinities are faults; values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


class Output(BaseModel):
    """Base of every result and nested part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


@dataclass(frozen=True)
class Step:
    """An intermediate number that a person would ask for in an appeal."""

    caption: str
    value: Any


@dataclass(frozen=True)
class Warn:
    """Something the reader of a result must know; the calculation stands."""

    code: str
    where: str
    message: str


V = TypeVar("V", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[V]):
    """What a method function returns; :func:`run` adds name, version, source and digest."""

    value: V
    steps: tuple[Step, ...] = ()
    warnings: tuple[Warn, ...] = ()


@dataclass(frozen=True)
class Method:
    """A registered calculation."""

    name: str
    version: str
    source: str
    summary: str
    input_model: type[BaseModel]
    value_model: type[BaseModel]
    function: Callable[[Any], Answer[Any]]
    cross_checks: Callable[[Any], Iterable[Fault]] | None = None


_REGISTRY: dict[str, Method] = {}


# ── The types of single fields ────────────────────────────────────────────────────────────────────────────────────────


def _refuse(problem: str) -> NoReturn:
    """Say what must hold; pydantic gathers a ValueError with the others instead of stopping at it."""
    raise ValueError(problem)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        _refuse("must be a number")
    try:
        number = float(value)
    except OverflowError:
        _refuse("must be a number between -1e308 and 1e308")
    if not math.isfinite(number):
        _refuse("must be a finite number")
    return number


def _exact(value: Any) -> Decimal:
    number = _number(value)
    return Decimal(repr(number)) if isinstance(value, float) else Decimal(value)


def _in_0_to_1(value: Any) -> Any:
    if 0 <= value <= 1:
        return value
    if 2 <= value <= 100:
        _refuse(f"must lie between 0 and 1; this looks like a percentage: write {float(value) / 100:.10g}")
    _refuse("must lie between 0 and 1")


def _share(value: Any) -> float:
    return float(_in_0_to_1(_number(value)))


def _exact_share(value: Any) -> Decimal:
    return Decimal(_in_0_to_1(_exact(value)))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        _refuse("must be a whole number")
    if not isinstance(value, int):
        if math.isfinite(value) and value == int(value):
            _refuse(f"must be a whole number, written without a decimal point: {int(value)}")
        _refuse("must be a whole number")
    if abs(value) > MAX_WHOLE:
        _refuse(f"must lie between -{MAX_WHOLE} and {MAX_WHOLE}")
    return value


def _count(value: Any) -> int:
    whole = _whole(value)
    if whole < 0:
        _refuse("must be 0 or more")
    return whole


def _pence(value: Any) -> int:
    if isinstance(value, float | Decimal) and not isinstance(value, bool) and math.isfinite(value):
        _refuse("must be a whole number of pence, written without a decimal point")
    return _count(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        _refuse("must be true or false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        _refuse("must be text")
    return value


def _id(value: Any) -> str:
    text = _text(value)
    if not text.strip():
        _refuse("must not be empty")
    if len(text) > 200:
        _refuse("must have at most 200 characters")
    if any(ord(c) < 32 or 0x7F <= ord(c) <= 0x9F for c in text):
        _refuse("must not hold control characters")
    return text


def _iso_date(value: Any) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value  # Python callers; run() has already refused anything that JSON cannot hold
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        _refuse("must be a date written like 2026-11-21")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        _refuse("must be a day that exists, written like 2026-11-21")


Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A finite real number; text and true/false are faults."""
Share = Annotated[float, BeforeValidator(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
"""A share or probability in 0–1, as a float."""
Exact = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
"""A number that becomes money: the decimal digits of the JSON text."""
Money = Exact
ExactShare = Annotated[Decimal, BeforeValidator(_exact_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
"""A share that multiplies money: in 0–1, as the decimal digits of the JSON text."""
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
"""An integer of either sign; 12.0 is a fault."""
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]
"""An integer, 0 or more."""
Pence = Annotated[int, BeforeValidator(_pence), WithJsonSchema({"type": "integer", "minimum": 0})]
"""Money that is paid: integer pence, 0 or more; 1200.0 is a fault."""
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""true or false; "yes" and 1 are faults."""
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string"})]
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200})]
"""The caller's own name for a thing: 1 to 200 characters, none of them control characters."""
IsoDate = Annotated[datetime.date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day, given as YYYY-MM-DD text only."""


# ── Registering and finding ───────────────────────────────────────────────────────────────────────────────────────────


def method(
    *, name: str, version: str, source: str, cross_checks: Callable[[Any], Iterable[Fault]] | None = None
) -> Callable[[Callable[[Any], Answer[V]]], Callable[[Any], Answer[V]]]:
    """Register a function as a method; its annotations give the input and value models, its docstring the summary.

    ``cross_checks`` looks at the raw input for what single fields cannot show (duplicates, unknown references, order of
    dates). It runs beside the check of shapes, so that one answer names every fault.
    """

    def register(function: Callable[[Any], Answer[V]]) -> Callable[[Any], Answer[V]]:
        input_model, value_model = _models_of(function)
        summary = (function.__doc__ or "").strip().splitlines()[0] if function.__doc__ else ""
        if not summary:
            raise TypeError(f"method {name} needs a docstring: its first line is shown in lists")
        _REGISTRY[name] = Method(name, version, source, summary, input_model, value_model, function, cross_checks)
        return function

    return register


def _models_of(function: Callable[..., Any]) -> tuple[type[BaseModel], type[BaseModel]]:
    hints = get_type_hints(function)
    returned = hints.pop("return", None)
    if get_origin(returned) is not Answer or len(hints) != 1:
        raise TypeError(f"{function.__name__} must take one input and return Answer[Value]")
    return next(iter(hints.values())), get_args(returned)[0]


def names() -> tuple[str, ...]:
    """Names of all methods, in alphabetical order; imports none of them."""
    return tuple(sorted({*MODULES, *_REGISTRY}))


def find(name: str) -> Method:
    """The method of this name, imported on first use; :class:`UnknownMethod` when there is none."""
    if name not in _REGISTRY:
        if name not in MODULES:
            raise UnknownMethod(name)
        importlib.import_module(MODULES[name])
    return _REGISTRY[name]


def schema(name: str) -> dict[str, Any]:
    """JSON Schemas of a method's input and of its whole result."""
    found = find(name)
    value = found.value_model.model_json_schema(mode="serialization", by_alias=True)
    definitions = value.pop("$defs", {})
    text = {"type": "string"}
    entry = {"type": "object", "additionalProperties": False}
    result: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Result of {name}",
        **entry,
        "required": ["method", "version", "source", "inputs_digest", "value", "steps", "warnings"],
        "properties": {
            "method": {"const": name},
            "version": text,
            "source": text,
            "inputs_digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "value": value,
            "steps": {"type": "array", "items": {**entry, "required": ["caption", "value"], "properties": {"caption": text, "value": {}}}},
            "warnings": {
                "type": "array",
                "items": {
                    **entry,
                    "required": ["code", "where", "message"],
                    "properties": {"code": text, "where": text, "message": text},
                },
            },
        },
        "$defs": definitions,
    }
    given = found.input_model.model_json_schema(mode="validation", by_alias=True)
    return {
        "method": found.name,
        "version": found.version,
        "summary": found.summary,
        "input": {"$schema": result["$schema"], **given},
        "result": result,
    }


# ── Running ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Calculate a method on plain data (what a JSON text would hold) and return its Result as plain data.

    Raises :class:`FaultyInput` with every fault found, :class:`UnknownMethod` when no method has the name.
    """
    return _run(find(name), raw, list(_faults_of_data(raw, {})))


def run_json(name: str, text: str | bytes) -> dict[str, Any]:
    """Calculate a method on a JSON text. Numbers with a decimal point keep their digits; see :func:`run`."""
    found = find(name)
    raw, duplicates = _parse(text)
    return _run(found, raw, list(_faults_of_data(raw, duplicates)))


def evaluate(name: str, data: Input) -> Answer[Any]:
    """Calculate a method on its typed input, for callers in Python; raises :class:`FaultyInput` as :func:`run` does."""
    found = find(name)
    if not isinstance(data, found.input_model):
        raise TypeError(f"{name} takes {found.input_model.__name__}, not {type(data).__name__}")
    if found.cross_checks:
        faults = _merge(found.cross_checks(_as_given(data.model_dump(by_alias=True, exclude_unset=True))))
        if faults:
            raise FaultyInput(faults)
    return found.function(data)


def read_input(name: str, raw: Mapping[str, Any]) -> Input:
    """The typed input that plain data describes; raises :class:`FaultyInput` with every fault found."""
    data: Any = _read(find(name), raw, list(_faults_of_data(raw, {})))
    return data  # type: ignore[no-any-return]


def digest_of(raw: Any) -> str:
    """SHA-256, in hexadecimal, of plain data in canonical JSON (RFC 8785), exactly as given."""
    return hashlib.sha256(rfc8785.dumps(_json_numbers(raw))).hexdigest()


def result_of(found: Method, answer: Answer[Any], digest: str) -> dict[str, Any]:
    """An answer as the Result that the command line and HTTP give: plain JSON types only."""
    return {
        "method": found.name,
        "version": found.version,
        "source": found.source,
        "inputs_digest": digest,
        "value": _plain(answer.value),
        "steps": [{"caption": s.caption, "value": _plain(s.value)} for s in answer.steps],
        "warnings": [{"code": w.code, "where": w.where, "message": w.message} for w in answer.warnings],
    }


def _run(found: Method, raw: Any, faults: list[Fault]) -> dict[str, Any]:
    data = _read(found, raw, faults)
    digest = digest_of(raw)
    return result_of(found, found.function(data), digest)


def _read(found: Method, raw: Any, faults: list[Fault]) -> Any:
    if any(f.where == "input" for f in faults):
        raise FaultyInput(faults)  # too deep or not an object at all: looking further would only repeat it
    data: Any = None
    shape: list[Fault] = []
    try:
        data = found.input_model.model_validate(raw)
    except ValidationError as error:
        shape = [_fault_from(e, raw) for e in error.errors(include_url=False)]
    faults = _merge([*faults, *shape])
    if found.cross_checks:
        try:
            faults = _merge([*faults, *found.cross_checks(raw)])
        except Exception:
            # A cross-check may stumble over a shape already named above; over a sound shape it is our error.
            if not faults:
                raise
    if faults:
        raise FaultyInput(faults[:MAX_FAULTS])
    return data


def _merge(faults: Iterable[Fault]) -> list[Fault]:
    """Faults without repeats; where the text itself is at fault, the complaint about its type is left out."""
    kept: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    unreadable: set[str] = set()
    for fault in faults:
        if (fault.where, fault.problem) in seen or (fault.where in unreadable and not isinstance(fault, _TextFault)):
            continue
        if isinstance(fault, _TextFault):
            unreadable.add(fault.where)
        seen.add((fault.where, fault.problem))
        kept.append(fault)
    return kept


# ── From JSON text to plain data ──────────────────────────────────────────────────────────────────────────────────────


class _TextFault(Fault):
    """A fault of the text itself (a number no reader could hold, text that is not Unicode)."""


@dataclass(frozen=True)
class _Unreadable:
    """Stands in the data for a number that cannot be read, until its place is known."""

    text: str
    problem: str


_Duplicates = dict[int, tuple[Any, tuple[str, ...]]]
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^\[\]{}]+")
_ODD_NUMBER = re.compile(r"[0-9]{16}|[eE][+-]?[0-9]{3}")
_TOO_LONG = f"must have at most {MAX_DIGITS} digits"


def _parse(text: str | bytes) -> tuple[Any, _Duplicates]:
    """Plain data from JSON text, and the keys that an object holds twice (by the object's identity)."""
    decoded = _decode(text)
    if _depth(decoded) > MAX_DEPTH:
        raise FaultyInput([Fault("input", f"must not be nested more than {MAX_DEPTH} deep")])
    duplicates: _Duplicates = {}

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
            parse_constant=lambda word: _Unreadable(word, "must be a finite number"),
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


def _careful_int(text: str) -> int | _Unreadable:
    digits = len(text.lstrip("-"))
    return _Unreadable(text, _TOO_LONG) if digits > MAX_DIGITS else int(text)


def _careful_float(text: str) -> Decimal | _Unreadable:
    mantissa, _, exponent = text.lower().partition("e")
    if sum(c.isdigit() for c in mantissa) > MAX_DIGITS:
        return _Unreadable(text, _TOO_LONG)
    # The exponent is judged before Decimal sees it: turning 1e999999999 into an integer would never end.
    if len(exponent.lstrip("+-0")) > 3:
        return _Unreadable(text, "must be a number between -1e308 and 1e308")
    number = Decimal(text)
    if not math.isfinite(float(number)):
        return _Unreadable(text, "must be a number between -1e308 and 1e308")
    if number and abs(number.adjusted()) > 308:
        return _Unreadable(text, "must not be so close to 0 that it cannot be told from it")
    return number


def _faults_of_data(raw: Any, duplicates: _Duplicates) -> Iterator[Fault]:
    """Faults of plain data that no field could accept, so that canonical JSON of what passes always exists."""
    if not isinstance(raw, Mapping):
        yield Fault("input", "must be an object with named fields", raw)
        return
    yield from _walk(raw, (), duplicates)


def _walk(value: Any, path: tuple[str | int, ...], duplicates: _Duplicates) -> Iterator[Fault]:
    kind = type(value)
    if kind is Decimal or kind is float:
        if not math.isfinite(value) or abs(value) > 1e308:
            yield _TextFault(where(path), "must be a finite number", value)
    elif kind is str:
        yield from _text_faults(value, path)
    elif kind is int:
        if abs(value) > MAX_WHOLE:
            yield _TextFault(where(path), f"must lie between -{MAX_WHOLE} and {MAX_WHOLE} when written without a decimal point", value)
    elif value is None or kind is bool:
        return
    elif len(path) >= MAX_DEPTH:
        yield Fault("input", f"must not be nested more than {MAX_DEPTH} deep")
    elif isinstance(value, Mapping):
        yield from _walk_object(value, path, duplicates)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index), duplicates)
    elif isinstance(value, _Unreadable):
        yield _TextFault(where(path), value.problem, value.text)
    elif isinstance(value, int | float | str | Decimal):  # subclasses: enumerations, NumPy's float64
        yield from _walk(_base_of(value), path, duplicates)
    else:
        yield _TextFault(where(path), "must be text, a number, true, false, null, a list or an object", value)


def _walk_object(value: Mapping[Any, Any], path: tuple[str | int, ...], duplicates: _Duplicates) -> Iterator[Fault]:
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
        yield _TextFault(where(path), "must not hold the NUL character", value)
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            yield _TextFault(where(path), "must be Unicode text; half of a surrogate pair stands alone in it", value)


def _base_of(value: Any) -> Any:
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
    return value if value is None or isinstance(value, bool) else _base_of(value)


# ── From pydantic's errors to plain words ─────────────────────────────────────────────────────────────────────────────


def where(path: Sequence[str | int]) -> str:
    """A place in the input as people write it.

    >>> where(["interventions", 3, "probability"])
    'interventions[3].probability'
    >>> where(["scores", "a b"])
    'scores["a b"]'
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif re.fullmatch(r"[^\W\d][\w-]{0,199}", step):
            parts.append(f".{step}" if parts else step)
        else:
            parts.append(f"[{json.dumps(step[:200])}]")
    return "".join(parts)


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


def _fault_from(error: Any, raw: Any) -> Fault:
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
        limit = context[key]
        return "must not be empty" if key == "min_length" and limit == 1 else words.format(limit)
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


def _echo(value: Any) -> Any:
    """What was given, short enough to be shown and always plain JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        safe = str.__str__(value).encode("utf-8", "replace").decode("utf-8")
        return safe if len(safe) <= 200 else safe[:199] + "…"
    if isinstance(value, int):
        return int(value) if abs(value) <= MAX_WHOLE else f"a number of about {int(value.bit_length() * math.log10(2)) + 1} digits"
    if isinstance(value, float | Decimal):
        try:
            number = float(value)
        except (OverflowError, ValueError):
            return "a number that cannot be read"
        return number if math.isfinite(number) else str(value)[:200]
    if isinstance(value, Mapping):
        return f"an object with {len(value)} fields"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, _Unreadable):
        return _echo(value.text)
    return f"a Python {type(value).__name__}"


# ── From typed values to plain data ───────────────────────────────────────────────────────────────────────────────────


def _plain(value: Any) -> Any:
    """Typed values as plain JSON: dates as text, decimals as numbers, −0 as 0. A NaN or infinity is our own error."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float:
        if not math.isfinite(value):
            raise ArithmeticError("a method returned a number that is not finite")
        return value or 0.0
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(by_alias=True))
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "tolist"):  # NumPy arrays and scalars, without importing NumPy
        return _plain(value.tolist())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(v) for v in value]
    return _plain(_base_of(value))


def _as_given(value: Any) -> Any:
    """Typed input as the plain data it could have come from, for the cross-checks."""
    if isinstance(value, Mapping):
        return {k: _as_given(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_given(v) for v in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
