"""What every method shares: typed input, a result that shows its steps, and faults that name every error at once.

Method modules import all they need from here: the bases of their models, the types of single fields, the decorator.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError

from lodestar.methods.complaints import fault_from, is_echo
from lodestar.methods.faults import Fault, FaultyInput, TextFault, where
from lodestar.methods.fields import Amount, Count, Exact, ExactShare, Flag, Id, IsoDate, Money, Number, Pence, Share, Text, Whole
from lodestar.methods.headlines import headline_in_source
from lodestar.methods.plain import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    as_given,
    digest_of,
    faults_of_data,
    objects_of,
    parse,
    plain,
    repeated_ids,
)

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MODULES",
    "Amount",
    "Answer",
    "Count",
    "Exact",
    "ExactShare",
    "Fault",
    "FaultyInput",
    "Flag",
    "Id",
    "Input",
    "IsoDate",
    "Method",
    "Money",
    "Number",
    "Output",
    "Pence",
    "Share",
    "Step",
    "Text",
    "UnknownMethod",
    "Warn",
    "Whole",
    "digest_of",
    "evaluate",
    "find",
    "headline",
    "method",
    "names",
    "objects_of",
    "read_input",
    "repeated_ids",
    "result_of",
    "run",
    "run_json",
    "schema",
    "where",
]

# One module a method, imported only when asked for: NumPy and SciPy stay out of a web worker until they are needed.
MODULES: dict[str, str] = {
    "criteria": "lodestar.methods.criteria",
    "decision_uncertainty": "lodestar.methods.decision_uncertainty",
    "distance_travelled": "lodestar.methods.distance_travelled",
    "equity": "lodestar.methods.equity",
    "incremental": "lodestar.methods.incremental",
    "interval": "lodestar.methods.interval",
    "payment_statement": "lodestar.methods.payment_statement",
    "portfolio": "lodestar.methods.portfolio",
    "portfolio_uncertainty": "lodestar.methods.portfolio_uncertainty",
    "present_value": "lodestar.methods.present_value",
}

MAX_FAULTS = 1000


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


class UnknownMethod(FaultyInput):
    """No method has this name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(names())
        super().__init__([Fault("method", f"must be one of {known}", name)], title="There is no such method")


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


def headline(name: str) -> tuple[str, str]:
    """Version and one-line summary of a method, read from its source where it is not imported yet: lists stay quick."""
    if name not in _REGISTRY:
        if name not in MODULES:
            raise UnknownMethod(name)
        found = headline_in_source(MODULES[name], name)
        if found is not None:
            return found
    return find(name).version, find(name).summary


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


def run(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Calculate a method on plain data (what a JSON text would hold) and return its Result as plain data.

    Raises :class:`FaultyInput` with every fault found, :class:`UnknownMethod` when no method has the name.
    """
    return _run(find(name), raw, list(faults_of_data(raw, {})))


def run_json(name: str, text: str | bytes) -> dict[str, Any]:
    """Calculate a method on a JSON text. Numbers with a decimal point keep their digits; see :func:`run`."""
    found = find(name)
    raw, duplicates = parse(text)
    return _run(found, raw, list(faults_of_data(raw, duplicates)))


def evaluate(name: str, data: Input) -> Answer[Any]:
    """Calculate a method on its typed input, for callers in Python; raises :class:`FaultyInput` as :func:`run` does."""
    found = find(name)
    if not isinstance(data, found.input_model):
        raise TypeError(f"{name} takes {found.input_model.__name__}, not {type(data).__name__}")
    if found.cross_checks:
        faults = _merge(found.cross_checks(as_given(data.model_dump(by_alias=True, exclude_unset=True))))
        if faults:
            raise FaultyInput(faults)
    return found.function(data)


def read_input(name: str, raw: Mapping[str, Any]) -> Input:
    """The typed input that plain data describes; raises :class:`FaultyInput` with every fault found."""
    data: Any = _read(find(name), raw, list(faults_of_data(raw, {})))
    return data  # type: ignore[no-any-return]


def result_of(found: Method, answer: Answer[Any], digest: str) -> dict[str, Any]:
    """An answer as the Result that the command line and HTTP give: plain JSON types only."""
    return {
        "method": found.name,
        "version": found.version,
        "source": found.source,
        "inputs_digest": digest,
        "value": plain(answer.value),
        "steps": [{"caption": s.caption, "value": plain(s.value)} for s in answer.steps],
        "warnings": [{"code": w.code, "where": w.where, "message": w.message} for w in answer.warnings],
    }


def _run(found: Method, raw: Any, faults: list[Fault]) -> dict[str, Any]:
    data = _read(found, raw, faults)
    digest = digest_of(raw)
    return result_of(found, found.function(data), digest)


def _read(found: Method, raw: Any, faults: list[Fault]) -> Any:
    if any(f.where == "input" for f in faults):
        raise FaultyInput(faults)  # not an object at all: looking further would only repeat it
    data: Any = None
    shape: list[Fault] = []
    try:
        data = found.input_model.model_validate(raw)
    except ValidationError as error:
        shape = [fault_from(e, raw) for e in error.errors(include_url=False) if not is_echo(e)]
    faults = _merge([*faults, *shape])
    if found.cross_checks:
        faults = _merge([*faults, *_checked(found.cross_checks, raw, sound=not faults)])
    if faults:
        raise FaultyInput(faults[:MAX_FAULTS])
    return data


def _checked(cross_checks: Callable[[Any], Iterable[Fault]], raw: Any, *, sound: bool) -> Iterator[Fault]:
    """What the cross-checks find. They may stumble over a shape already named a fault; over a sound shape it is our error."""
    try:
        yield from cross_checks(raw)
    except Exception:
        if sound:
            raise


def _merge(faults: Iterable[Fault]) -> list[Fault]:
    """Faults without repeats; where the text itself is at fault, the complaint about its type is left out."""
    kept: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    unreadable: set[str] = set()
    for fault in faults:
        if (fault.where, fault.problem) in seen or (fault.where in unreadable and not isinstance(fault, TextFault)):
            continue
        if isinstance(fault, TextFault):
            unreadable.add(fault.where)
        seen.add((fault.where, fault.problem))
        kept.append(fault)
    return kept
