"""Writes the reference pages that are made from the code: roles, states, addresses. `--check` says whether they are up to date."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made from the code by tools/write_reference.py: run `make docs` after a change. -->\n"


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.site.settings")
    os.environ.setdefault("LODESTAR_DATA", tempfile.mkdtemp(prefix="lodestar-docs-"))
    import django

    django.setup()


def roles() -> str:
    from lodestar.access.roles import ROLES, SEPARATION

    lines = ["# Roles", MADE, "What each role may do, within its organisation and scope.\n"]
    for role in ROLES.values():
        kinds = ", ".join(sorted(str(kind.label) for kind in role.kinds))
        lines += [f"## {role.name.label}", f"{role.description} In: {kinds.lower()}.\n"]
        lines += [f"- {permission.label}" for permission in sorted(role.permissions, key=lambda one: str(one.label))]
        lines.append("")
    lines += ["## Never together", "One account may not hold both:\n", "| role | role | because |", "|---|---|---|"]
    lines += [f"| {one.label} | {other.label} | {reason} |" for one, other, reason in SEPARATION]
    return "\n".join(lines) + "\n"


def states() -> str:
    lines = ["# States", MADE, "Every move there is, and who is waited for. Nothing else moves.\n"]
    for name, table in _tables():
        lines += [f"## {name}", "| in | waiting for | can |", "|---|---|---|"]
        for state in table.states:
            leaving = [move for move in table.moves.values() if state in move.sources]
            moves = [f"{move.verb.replace('_', ' ')} → {table.states(move.target).label}" for move in leaving]
            turn = table.turn.get(state)
            lines.append(f"| {state.label}{' (start)' if state == table.start else ''} | {turn or '–'} | {'; '.join(moves) or '–'} |")
        lines.append("")
    return "\n".join(lines)


def _tables() -> Iterator[tuple[str, object]]:
    from importlib import import_module
    from importlib.util import find_spec

    from lodestar.common.states import StateTable

    for app in ("jobs", "prioritise", "design", "procure", "contract", "deliver", "pay", "learn"):
        if not find_spec(f"lodestar.{app}.states"):
            continue
        for name, value in vars(import_module(f"lodestar.{app}.states")).items():
            if isinstance(value, StateTable):
                yield f"{name.replace('_', ' ').capitalize()} ({app})", value


def addresses() -> str:
    from django.urls import get_resolver

    from lodestar.access.routes import TABLE

    get_resolver().url_patterns  # noqa: B018 — loading the patterns fills the table
    lines = ["# Addresses", MADE, "Who may open what. Who may see the object behind it is for scoped queries and policies.\n"]
    lines += ["| address | who | about | methods | leaves a read event |", "|---|---|---|---|---|"]
    for name, route in sorted(TABLE.items()):
        allowed = sorted(str(permission.label) for permission in route.who.permissions)
        who = "anyone" if route.who.public else (" or ".join(f"may {one}" for one in allowed) or "anyone signed in")
        lines.append(f"| {name} | {who} | {route.about or '–'} | {', '.join(route.methods)} | {'yes' if route.reads_person else '–'} |")
    return "\n".join(lines) + "\n"


PAGES = {"roles.md": roles, "states.md": states, "addresses.md": addresses}


def main(arguments: list[str]) -> int:
    start_django()
    stale = []
    for name, write in PAGES.items():
        path, text = REFERENCE / name, write()
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text)
    if stale and "--check" in arguments:
        print(f"Out of date: {', '.join(stale)}. Run `make docs`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
