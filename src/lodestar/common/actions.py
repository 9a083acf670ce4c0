"""The shape of every write: one `verb_noun(*, …, by)` function, whole or not at all, that asks a policy and leaves an event."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from lodestar.common.decisions import asked_policy

P = ParamSpec("P")
R = TypeVar("R")

# Counted by `audit.record`, so that an action can prove that it left an event.
events_recorded: ContextVar[int] = ContextVar("events_recorded", default=0)

REGISTRY: dict[str, Callable[..., Any]] = {}


class HouseRuleBroken(AssertionError):  # noqa: N818 — a sentence, not a noun
    """An action that wrote without asking a policy or without leaving an event; everything it did is rolled back."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Runs the function in one transaction and holds it to the rule: ask a policy, leave an event.

    Raises HouseRuleBroken, and undoes every write, when either is missing.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        before = events_recorded.get()
        outer_asked = asked_policy.set(False)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                if not asked_policy.get():
                    raise HouseRuleBroken(f"{function.__name__} asked no policy")
                if events_recorded.get() == before:
                    raise HouseRuleBroken(f"{function.__name__} left no event")
                return result
        finally:
            asked_policy.reset(outer_asked)

    name = f"{function.__module__}.{function.__name__}"
    if name in REGISTRY:
        raise HouseRuleBroken(f"two actions are called {name}")
    REGISTRY[name] = run
    return run
