"""The types of single fields of an input: what each accepts, and what it says to anything else."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, WithJsonSchema

from lodestar.methods.faults import MAX_WHOLE

_PERCENTAGE = range(2, 101)  # a "share" from 2 to 100 was most likely meant as a percentage
_SMALLEST, _LARGEST = 1e-50, 1e50  # products and ratios of a few such numbers can still be written down
_LONGEST_ID = 200
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")


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


def _amount(value: Any) -> float:
    number = _number(value)
    if number and not _SMALLEST <= abs(number) <= _LARGEST:
        _refuse("must be 0 or of a size between 1e-50 and 1e50")
    return number


def _exact(value: Any) -> Decimal:
    number = _number(value)
    return Decimal(repr(number)) if isinstance(value, float) else Decimal(value)


def _in_0_to_1(value: Any) -> Any:
    if 0 <= value <= 1:
        return value
    if _PERCENTAGE[0] <= value <= _PERCENTAGE[-1]:
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
    if len(text) > _LONGEST_ID:
        _refuse(f"must have at most {_LONGEST_ID} characters")
    if _CONTROL.search(text):
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
Amount = Annotated[float, BeforeValidator(_amount), WithJsonSchema({"type": "number", "minimum": -_LARGEST, "maximum": _LARGEST})]
"""A number that others are divided by or multiplied with: finite, and neither absurdly large nor absurdly close to 0."""
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
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _LONGEST_ID})]
"""The caller's own name for a thing: 1 to 200 characters, none of them control characters."""
IsoDate = Annotated[datetime.date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day, given as YYYY-MM-DD text only."""
