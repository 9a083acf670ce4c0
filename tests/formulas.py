"""Works out the formulas of a workbook in Python, from the cells as they are typed: an oracle that shares nothing with what wrote them.

Only what our workbooks use: numbers, text, cells, ranges, arithmetic, comparison, and a dozen functions. Anything else raises.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"(?:[^"]|"")*")|(?P<ref>(?:'(?:[^']|'')+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"""
    r"""|(?P<name>[A-Z][A-Z0-9]*)(?=\()|(?P<op><=|>=|<>|[-+*/^=<>(),]))"""
)
COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


class Workbook:
    """A workbook whose cells are worked out when they are asked for: `Workbook(content).at("Value", "H2")`."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.known: dict[tuple[str, int, int], Any] = {}

    def type_in(self, sheet: str, cell: str, value: Any) -> None:
        self.book[sheet][cell].value = value
        self.known.clear()

    def at(self, sheet: str, cell: str) -> Any:
        column, row, *_rest = range_boundaries(cell)
        return self._value(sheet, row, column)

    def _value(self, sheet: str, row: int, column: int) -> Any:
        key = (sheet, row, column)
        if key not in self.known:
            cell = self.book[sheet].cell(row, column)
            is_formula = cell.data_type == "f"
            self.known[key] = _Formula(self, sheet, str(cell.value)[1:]).result() if is_formula else cell.value
        return self.known[key]

    def area(self, sheet: str, ref: str) -> list[list[Any]]:
        left, top, right, bottom = range_boundaries(ref.replace("$", ""))
        return [[self._value(sheet, row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]


class _Formula:
    def __init__(self, book: Workbook, sheet: str, text: str) -> None:
        self.book, self.sheet, self.place = book, sheet, 0
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"not understood: {text[at:]!r} in {text!r}")
            self.tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            at = found.end()

    def result(self) -> Any:
        value = self._compare()
        if self.place != len(self.tokens):
            raise ValueError(f"left over: {self.tokens[self.place :]}")
        return value[0][0] if isinstance(value, list) else value

    def _next(self, *wanted: str) -> str:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in wanted and self.tokens[self.place][0] == "op":
            self.place += 1
            return self.tokens[self.place - 1][1]
        return ""

    def _compare(self) -> Any:
        left = self._sum()
        while op := self._next("=", "<>", "<", ">", "<=", ">="):
            left = _both(lambda a, b, op=op: COMPARES[op](_blank_like(a, b), _blank_like(b, a)), left, self._sum())
        return left

    def _sum(self) -> Any:
        left = self._product()
        while op := self._next("+", "-"):
            left = _both((lambda a, b: _n(a) + _n(b)) if op == "+" else (lambda a, b: _n(a) - _n(b)), left, self._product())
        return left

    def _product(self) -> Any:
        left = self._signed()
        while op := self._next("*", "/"):
            left = _both((lambda a, b: _n(a) * _n(b)) if op == "*" else (lambda a, b: _n(a) / _n(b)), left, self._signed())
        return left

    def _signed(self) -> Any:
        if self._next("-"):
            return _both(lambda a, _b: -_n(a), self._signed(), 0)
        base = self._atom()
        if self._next("^"):
            return _both(lambda a, b: _n(a) ** _n(b), base, self._signed())
        return base

    def _atom(self) -> Any:
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            sheet, _bang, cells = text.rpartition("!")
            area = self.book.area(sheet[1:-1].replace("''", "'") if sheet else self.sheet, cells)
            return area if ":" in cells else area[0][0]
        if kind == "name":
            return self._function(text)
        if text == "(":
            value = self._compare()
            assert self._next(")")
            return value
        raise ValueError(f"unexpected {text!r}")

    def _function(self, name: str) -> Any:
        assert self._next("(")
        if name == "IF":  # only the side that is taken is worked out: the other may divide by nothing
            return self._if()
        given = [self._compare()]
        while self._next(","):
            given.append(self._compare())
        assert self._next(")")
        return FUNCTIONS[name](*given)

    def _if(self) -> Any:
        condition = self._compare()
        assert self._next(",")
        sides = []
        for closing in (",", ")"):
            start = self.place
            self._skip()
            end = self.place
            sides.append((start, end))
            assert self._next(closing)
        after = self.place
        self.place = sides[0 if condition else 1][0]
        value = self._compare()
        self.place = after
        return value

    def _skip(self) -> None:
        """Past one argument, without working it out."""
        depth = 0
        while True:
            kind, text = self.tokens[self.place]
            if kind == "op" and depth == 0 and text in {",", ")"}:
                return
            depth += (text == "(") - (text == ")") if kind == "op" else 0
            self.place += 1


def _n(value: Any) -> float:
    if value is None or value == "":
        return 0.0
    return float(value)


def _blank_like(value: Any, other: Any) -> Any:
    """An empty cell is nothing beside a number and no text beside text; a text is above every number, as spreadsheets have it."""
    if value is None:
        return "" if isinstance(other, str) else 0.0
    if isinstance(value, str) != isinstance(other, str) and other is not None:
        return math.inf if isinstance(value, str) else value
    return value


def _both(work: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if not isinstance(left, list) and not isinstance(right, list):
        return work(left, right)
    rows = len(left) if isinstance(left, list) else len(right)
    columns = len(left[0]) if isinstance(left, list) else len(right[0])
    one = left if isinstance(left, list) else [[left] * columns for _ in range(rows)]
    two = right if isinstance(right, list) else [[right] * columns for _ in range(rows)]
    return [[work(a, b) for a, b in zip(x, y, strict=True)] for x, y in zip(one, two, strict=True)]


def _flat(value: Any) -> list[Any]:
    return [cell for row in value for cell in row] if isinstance(value, list) else [value]


def _round(value: Any, places: Any) -> float:
    """Half away from nothing, as spreadsheets round."""
    step = Decimal(1).scaleb(-int(places))
    return float(Decimal(repr(_n(value))).quantize(step, rounding=ROUND_HALF_UP))


def _sumproduct(*ranges: Any) -> float:
    columns = [[_n(cell) for cell in _flat(one)] for one in ranges]
    return sum(math.prod(cells) for cells in zip(*columns, strict=True))


def _countif(area: Any, wanted: str) -> int:
    assert wanted == "?*"
    return sum(isinstance(cell, str) and cell != "" for cell in _flat(area))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "AND": lambda *given: all(bool(one) for one in given),
    "OR": lambda *given: any(bool(one) for one in given),
    "NOT": lambda given: not given,
    "ABS": lambda value: abs(_n(value)),
    "INT": lambda value: math.floor(_n(value)),
    "LOG10": lambda value: math.log10(_n(value)),
    "ROUND": _round,
    "SUM": lambda *given: sum(_n(cell) for one in given for cell in _flat(one)),
    "SUMPRODUCT": _sumproduct,
    "SUMIF": lambda area, wanted, sums: sum(_n(b) for a, b in zip(_flat(area), _flat(sums), strict=True) if a == wanted),
    "COUNTIF": _countif,
    "MATCH": lambda wanted, area, exact: [_n(one) if not isinstance(one, str) else one for one in _flat(area)].index(wanted) + 1,
    "INDEX": lambda area, place: _flat(area)[int(place) - 1],
}
