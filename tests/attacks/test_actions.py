"""A5, A11: actions called without a page. Each is held to its own policy: strangers are refused, and nothing is written."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice, product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from lodestar.access.actor import ANYONE, SYSTEM, Actor
from lodestar.access.models import Account, Organisation
from lodestar.access.roles import RoleName
from lodestar.common.actions import REGISTRY, action
from lodestar.common.decisions import ALLOWED, Refused
from lodestar.deliver.models import Verdict, Voice
from tests.attacks.forms import undone
from tests.attacks.stage import Stage
from tests.attacks.test_forms import house
from tests.world import START

pytestmark = pytest.mark.django_db
STRANGERS = ("carol", "simon", "fiona", "aziz", "paul", "mia", "mark", "bella", "bruno", "ned")
MOST_TRIES = 12

# Acts that are not about a row of somebody's.
OPEN_ACTS = {
    "lodestar.access.actions.set_up": "for the very first person, who holds the code on the server's screen",
    "lodestar.access.actions.add_organisation": "every commissioner's administrator adds those it works with",
    "lodestar.access.actions.accept_invitation": "for whoever holds the token of the invitation",
    "lodestar.access.actions.set_password_by_link": "for whoever holds the token of the link",
    "lodestar.prioritise.actions.figure_requests.answer_figure_request": "for whoever holds the token of the request",
}
# Refused to everybody on this stage; that strangers are refused is looked at all the same.
FOR_NOBODY_HERE = {
    "lodestar.demo.actions.begin_county": "only where there are no real people's records",
    "lodestar.demo.actions.note_part": "only while the demo county is being loaded",
    "lodestar.demo.actions.note_loaded": "only while the demo county is being loaded",
}
# What a value is by the name of the fact, where its type alone does not say.
NAMED: dict[str, Any] = {
    "email": "someone.new@example.org", "password": "a lantern in the harbour", "role": RoleName.AUDITOR.value, "kind": "provider",
    "voice": Voice.TOGETHER.value, "verdict": Verdict.CONFIRMED, "method": "third_party", "verified_by": "third_party",
    "quantity": "people", "level": "early", "key": "a-key", "scores": {"home": 4}, "counts": {"moved-in": 1}, "financial_year": 2027,
    "period_to": date(2025, 6, 30), "ends_on": date(2028, 3, 31), "file": {}, "token": "x", "edition_name": "1",
}  # fmt: skip


def facts_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The facts an action must be given, with their types."""
    needed = inspect.signature(function, eval_str=True).parameters.values()
    return {p.name: p.annotation for p in needed if p.name != "by" and p.default is p.empty and p.kind is p.KEYWORD_ONLY}


PLAIN: dict[Any, Any] = {
    str: "Some words", int: 1, bool: True, bytes: b"x", float: 1.0, date: START, datetime: datetime(2026, 1, 1, tzinfo=UTC),
    Decimal: Decimal(1), Any: "x",
}  # fmt: skip


def possible(stage: Stage, name: str, wanted: Any) -> list[Any]:
    """Values for a fact, those in hand first: rows of ours, never of the strangers."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        wanted = next(one for one in inner if one is not type(None))
    if isinstance(wanted, type) and issubclass(wanted, models.Model):
        return rows_of(stage, name, wanted)
    if name in NAMED:
        return [NAMED[name]]
    if dataclasses.is_dataclass(wanted):
        kinds = typing.get_type_hints(wanted)
        needed = [f.name for f in dataclasses.fields(wanted) if f.default is f.default_factory is dataclasses.MISSING]
        return [wanted(**dict(zip(needed, values, strict=True))) for values in _each(stage, {key: kinds[key] for key in needed})]
    return _several(stage, name, origin, inner) if isinstance(origin, type) else [PLAIN[wanted]]


def _several(stage: Stage, name: str, origin: type, inner: tuple[Any, ...]) -> list[Any]:
    """Values of a type that holds others: nothing in a mapping, one of each in the rest."""
    if issubclass(origin, Mapping):
        return [{}]
    if origin is tuple and inner[1:] == (Ellipsis,):
        return [(one,) for one in possible(stage, name, inner[0])]
    if origin is tuple:
        return list(_each(stage, {f"{name}{place}": one for place, one in enumerate(inner)}))
    return [[one] for one in possible(stage, name, inner[0])]


def _each(stage: Stage, facts: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return islice(product(*(possible(stage, name, wanted) for name, wanted in facts.items())), MOST_TRIES)


def rows_of(stage: Stage, name: str, model: type[models.Model]) -> list[Any]:
    if model is Organisation:
        ours, theirs = stage.cast.northshire, stage.cast.harbour
        return [theirs, ours] if name == "provider" else [ours, theirs]
    if model is Account:
        return [stage.cast.account("karl"), stage.cast.account("anna")]
    kind = model._meta.model_name or ""
    found = stage.rows(kind) or list(model._base_manager.exclude(pk__in=[stage.twin.rows[kind].pk] if kind in stage.twin.rows else []))
    assert found, f"{name}: no {kind} on the stage"
    # Two outcomes are linked: never one with itself.
    return found[::-1] if name == "target" else found


def calls(stage: Stage, function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    facts = facts_of(function)
    for values in _each(stage, facts):
        yield dict(zip(facts, values, strict=True))


def fresh(value: Any) -> Any:
    """The same rows as they stand in the database: an act that was undone has left its traces on the ones it was given."""
    if isinstance(value, models.Model):
        return type(value)._base_manager.get(pk=value.pk)
    if isinstance(value, list | tuple):
        return type(value)(fresh(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{f.name: fresh(getattr(value, f.name)) for f in dataclasses.fields(value)})
    return value


def outcome(function: Callable[..., Any], facts: dict[str, Any], by: Actor) -> Exception | None:
    """What an action raised, or None; whatever it did is undone, and rows are read anew for it."""
    try:
        with undone():
            function(**{name: fresh(value) for name, value in facts.items()}, by=by)
    except Exception as error:
        return error
    return None


def ours() -> dict[str, Callable[..., Any]]:
    return {name: function for name, function in REGISTRY.items() if name.startswith("lodestar.") and name not in OPEN_ACTS}


def who_may(stage: Stage) -> list[Actor]:
    """The system, and one of each role of ours: somebody whom the policy lets through."""
    return [SYSTEM, *(stage.cast.actor(name) for name in ("alice", "petra", "kim", "nadia", "olga", "ben", "vera", "frank", "conor"))]


def allowed_call(stage: Stage, function: Callable[..., Any]) -> dict[str, Any] | None:
    """Facts about our own rows with which some of our own people are not refused."""
    for facts in calls(stage, function):
        for actor in who_may(stage):
            if not isinstance(outcome(function, facts, actor), Refused):
                return facts
    return None


@pytest.mark.parametrize("name", sorted(ours()))
def test_strangers_are_refused_without_a_page(stage: Stage, name: str) -> None:
    """With facts that our own people are let through with, every stranger is refused, before anything is written."""
    function = REGISTRY[name]
    facts = allowed_call(stage, function)
    if name in FOR_NOBODY_HERE:
        assert facts is None, "no longer for nobody: take it off the list"
        facts = next(calls(stage, function))
    assert facts is not None, "nobody of ours is let through: the stage holds no row in the state that it takes"
    before = house()
    for actor in [*(stage.cast.actor(stranger) for stranger in STRANGERS), ANYONE]:
        who = actor.account.name if actor.account else "nobody"
        error = outcome(function, facts, actor)
        assert isinstance(error, Refused), f"{who} is answered {error!r}"
        assert str(error.reason).strip(), f"{who} is not told why"
    assert house() == before


def test_open_acts_are_still_there() -> None:
    assert set(OPEN_ACTS) <= set(REGISTRY)


def test_an_action_open_to_strangers_is_found(stage: Stage) -> None:
    """One that asks a policy which lets everybody in: a stranger is not refused, and the check above would say so."""

    @action
    def close_for_anybody(*, programme: models.Model, by: Actor) -> None:
        ALLOWED.require()
        raise ValidationError("asked the wrong policy")

    try:
        facts = {"programme": stage.world.row("programme")}
        assert not isinstance(outcome(close_for_anybody, facts, stage.cast.actor("carol")), Refused)
    finally:
        REGISTRY.pop(next(name for name in REGISTRY if name.endswith("close_for_anybody")))
