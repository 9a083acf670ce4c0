"""Every address the site serves, found in the resolver itself, with a way to build one for an object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from lodestar.access.routes import TABLE, Route

SAMPLES = {"slug": "contract", "int": "1", "str": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}
CONVERTER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
NO_SUCH_ID = "0" * 12


@dataclass(frozen=True)
class Address:
    """One served address: its name, its pattern and what it declares (None: nothing)."""

    name: str
    pattern: str
    route: Route | None

    def path(self, public_id: str = NO_SUCH_ID) -> str:
        """The address with the id put in, and samples for every other part."""

        def fill(part: re.Match[str]) -> str:
            converter = part["converter"] or "str"
            return public_id if converter == "id" else SAMPLES[converter]

        filled = CONVERTER.sub(fill, self.pattern)
        return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]|\?$", "x", filled).lstrip("/")


def addresses(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Address]:
    """Walks the resolver, whatever included it."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}"
            yield Address(name, pattern, TABLE.get(name))


def undeclared(found: Iterator[Address]) -> list[str]:
    """Addresses that declare nothing."""
    return sorted({f"{address.name} ({address.pattern})" for address in found if address.route is None})
