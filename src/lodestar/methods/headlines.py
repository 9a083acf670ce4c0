"""Version and summary of a method from the text of its module, so that listing methods loads no NumPy."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path


def headline_in_source(module: str, name: str) -> tuple[str, str] | None:
    """Version and first docstring line of the function registered under this name; None where the text does not tell."""
    for path in _files_of(module):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                version = _registered_version(node, name)
                summary = (ast.get_docstring(node) or "").split("\n")[0]
                if version and summary:
                    return version, summary
    return None


def _files_of(module: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return
    origin = Path(spec.origin)
    yield origin
    if spec.submodule_search_locations:
        yield from (p for p in sorted(origin.parent.glob("*.py")) if p != origin)


def _registered_version(function: ast.FunctionDef, name: str) -> str | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", None) == "method":
            given = {k.arg: k.value.value for k in decorator.keywords if isinstance(k.value, ast.Constant)}
            if given.get("name") == name and isinstance(given.get("version"), str):
                return str(given["version"])
    return None
