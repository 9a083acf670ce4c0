"""The one console script. Each family of subcommands is added by a function of its own; what it needs is imported when it runs."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

OK, FAILED, FAULTY = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command as it does with an input: one JSON object on standard error."""

    def error(self, message: str) -> Any:
        _complain("The command is not understood", [{"where": self.prog, "problem": message, "got": None}])
        raise SystemExit(FAULTY)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status: 0; 2 where the command or its input is at fault; 1 where Lodestar is."""
    _write_any_letter()
    try:
        given = _parser().parse_args(arguments)
        status: int = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has what it wanted; Python must not complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return FAILED
    except Exception as error:
        if os.environ.get("LODESTAR_TRACEBACK"):
            raise
        if _is_database_away(error):
            said = (str(error).splitlines() or [""])[-1]
            problem = f"start it, or see that DATABASE_URL names it; it said: {said}"
            _complain("The database does not answer", [{"where": "database", "problem": problem, "got": None}])
            return FAILED
        problem = f"{type(error).__name__}; set LODESTAR_TRACEBACK=1 and run it again to see where, and please report it"
        _complain("Lodestar has made an error", [{"where": "lodestar", "problem": problem, "got": None}])
        return FAILED
    return status


def _is_database_away(error: Exception) -> bool:
    loaded = sys.modules.get("django.db.utils")  # a command that never asked the database has not loaded it
    return loaded is not None and isinstance(error, loaded.OperationalError)


def _write_any_letter() -> None:
    """A terminal that knows only ASCII gets escapes for × and £ instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser() -> _Parser:
    parser = _Parser(prog="lodestar", description="Outcomes-based commissioning: from priority to a person's changed life.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for add in FAMILIES:
        add(commands)
    return parser


# ── Methods: the calculations, as data in and data out ────────────────────────────────────────────────────────────────


def _add_method_commands(commands: Any) -> None:
    methods = commands.add_parser("methods", help="list the calculations, or show the schema of one")
    methods.add_argument("name", nargs="?", help="the method to show")
    methods.add_argument("--schema", action="store_true", help="JSON Schema of its input and result")
    methods.set_defaults(run=_methods)
    run = commands.add_parser("run", help="calculate a method on a JSON file")
    run.add_argument("name", help="the method")
    run.add_argument("file", help='a JSON file, or "-" for standard input')
    run.set_defaults(run=_run)


def _methods(given: argparse.Namespace) -> int:
    from lodestar import methods

    if given.name is None:
        if given.schema:
            return _complain("The command is not understood", [{"where": "name", "problem": "must be given with --schema", "got": None}])
        for name in methods.names():
            version, summary = methods.headline(name)
            print(f"{name}  {version}  {summary}")
        return OK
    try:
        if given.schema:
            _print_json(methods.schema(given.name))
        else:
            version, summary = methods.headline(given.name)
            print(f"{given.name}  {version}  {summary}")
    except methods.FaultyInput as fault:
        return _complain(**fault.as_dict())
    return OK


def _run(given: argparse.Namespace) -> int:
    from lodestar import methods

    try:
        methods.find(given.name)
        text = _read(given.file)
        with _standard_output_kept_clean():
            result = methods.run_json(given.name, text)
    except methods.FaultyInput as fault:
        return _complain(**fault.as_dict())
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "cannot be opened"
        return _complain(
            "The file cannot be read", [{"where": "file", "problem": f"must be a file that can be read: {problem}", "got": given.file}]
        )
    _print_json(result)
    return OK


def _read(path: str) -> bytes:
    """The bytes of a file or of standard input; of an endless one, only as much as shows that it is too large."""
    from lodestar.methods.base import MAX_BYTES

    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


@contextlib.contextmanager
def _standard_output_kept_clean() -> Iterator[None]:
    """What compiled libraries print while they calculate goes to standard error: standard output holds the result alone."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output to keep clean
        yield
        return
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


# ── The house: serve, worker, migrate, doctor, backup, restore, account ───────────────────────────────────────────────


def _add_house_commands(commands: Any) -> None:
    from lodestar.site.command_line import add_commands

    add_commands(commands)


# ── What all commands share ───────────────────────────────────────────────────────────────────────────────────────────


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=True, allow_nan=False)
    print()


def _complain(title: str, errors: Sequence[Any]) -> int:
    print(json.dumps({"title": title, "errors": list(errors)}), file=sys.stderr)
    return FAULTY


FAMILIES: tuple[Callable[[Any], None], ...] = (_add_method_commands, _add_house_commands)
"""Every family of subcommands; a family imports Django, or anything heavy, only inside the functions that it runs."""

if __name__ == "__main__":
    sys.exit(main())
