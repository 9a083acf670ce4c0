"""Compiling the search by Numba where it is there; without it the same functions run as plain Python, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

numba: Any
try:
    import numba
except ImportError:  # a machine for which there is no build of Numba
    numba = None


def is_compiled() -> bool:
    """Whether the search runs as machine code."""
    return numba is not None and not numba.config.DISABLE_JIT


def compiled(function: F) -> F:
    """The function as machine code, kept on disk for the next start where some folder can be written."""
    if not is_compiled():
        return function
    try:
        return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # nowhere to keep it: compiled anew at each start
        return cast(F, numba.njit(nogil=True, error_model="numpy")(function))
