"""Every address says who may open it. An address that says nothing is not served, and fails the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.decisions import ALLOWED, Decision


@dataclass(frozen=True)
class Who:
    """Who may open an address at all; what they may see behind it is for policies and scoped queries."""

    public: bool = False
    permissions: frozenset[Permission] = frozenset()

    def decide(self, actor: Actor) -> Decision:
        if self.public or not self.permissions or actor.holds(*self.permissions):
            return ALLOWED
        needed = " or ".join(str(permission.label) for permission in sorted(self.permissions))
        return Decision(False, _("This page is for people who may %(needed)s.") % {"needed": needed})


PUBLIC = Who(public=True)
SIGNED_IN = Who()


def needs(*permissions: Permission) -> Who:
    """Anyone who holds one of the permissions somewhere."""
    return Who(permissions=frozenset(permissions))


@dataclass(frozen=True)
class Route:
    """What is declared of one address.

    `about`: the model ("programme", "engagement"…) whose public id stands in the address, so that the tests can walk it with
    an own and a foreign object. `reads_person`: opening it must leave an event on that person's record. `methods`: verbs it answers;
    others get 405. `polled`: pages ask it by themselves, so opening it does not keep a session alive.
    """

    name: str
    who: Who
    about: str = ""
    reads_person: bool = False
    methods: tuple[str, ...] = field(default=("GET",))
    polled: bool = False

    def answers(self, method: str) -> bool:
        return method in self.methods or (method == "HEAD" and "GET" in self.methods) or method == "OPTIONS"


TABLE: dict[str, Route] = {}


def declare(
    name: str, who: Who, *, about: str = "", reads_person: bool = False, methods: tuple[str, ...] = ("GET",), polled: bool = False
) -> None:
    """Declares an address by the name Django knows it by (`app:name`)."""
    if name in TABLE:
        raise ValueError(f"the address {name} is declared twice")
    TABLE[name] = Route(name, who, about, reads_person, methods, polled)


def routes_for(app: str) -> Callable[..., URLPattern]:
    """`route = routes_for("deliver")` gives a `route(pattern, view, name, who=…)` that declares and builds in one line."""

    def route(
        pattern: str,
        view: Callable[..., Any],
        name: str,
        *,
        who: Who,
        about: str = "",
        reads_person: bool = False,
        methods: tuple[str, ...] = ("GET",),
        polled: bool = False,
    ) -> URLPattern:
        declare(f"{app}:{name}", who, about=about, reads_person=reads_person, methods=methods, polled=polled)
        return path(pattern, view, name=name)

    return route
