"""The commands that look after a Lodestar: serve, migrate, doctor, backup, restore, worker, account. Django loads when one runs."""
# ruff: noqa: T201 - what it says is for a terminal

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

OK, FAILED, FAULTY = 0, 1, 2
DEMO_DATA = "data/demo"  # never the folder of real work


def add_commands(commands: Any) -> None:
    """Adds the family to the console script's parser."""
    _add_serve(commands)
    commands.add_parser("worker", help="do long work and regular chores (serve starts one by itself)").set_defaults(run=_worker)
    demo = commands.add_parser("demo", help="load the made-up county into an empty Lodestar (serve --demo does so by itself)")
    demo.add_argument("--seed", type=int, default=2026, help="the same seed and month give the same figures")
    demo.set_defaults(run=_demo)
    commands.add_parser("migrate", help="bring the database up to this version").set_defaults(run=_migrate)
    doctor = commands.add_parser("doctor", help="check everything and say how to put it right")
    doctor.add_argument("--json", action="store_true", help="for programs to read")
    doctor.add_argument("--heads", metavar="FILE", help="chain heads noted earlier with --note-heads; finds a cut-off end")
    doctor.add_argument("--note-heads", metavar="FILE", help="write down the head of each chain, to be kept elsewhere")
    doctor.add_argument("--rebuild-journeys", action="store_true", help="first make every journey again from the readings")
    doctor.set_defaults(run=_doctor)
    backup = commands.add_parser("backup", help="write database and files into one archive; keys are never in it")
    backup.add_argument("file")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="check an archive from end to end, then put it in the place of the live data")
    restore.add_argument("file")
    restore.add_argument("--check-only", action="store_true", help="check the archive and change nothing")
    restore.set_defaults(run=_restore)
    rotate = commands.add_parser("rotate-keys", help="put new keys in use; what the old ones closed they still open")
    rotate.set_defaults(run=_rotate_keys)
    _add_account(commands)


def _add_serve(commands: Any) -> None:
    serve = commands.add_parser("serve", help="run Lodestar on this machine")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--lan", action="store_true", help="let phones and laptops in the same network join")
    serve.add_argument("--workers", type=int, default=2, help="processes of four threads each")
    serve.add_argument("--demo", action="store_true", help="with the made-up county, entered with one click; in a data folder of its own")
    serve.add_argument("--no-worker", action="store_true", help="leave long work to a worker started elsewhere")
    serve.set_defaults(run=_serve)


def _add_account(commands: Any) -> None:
    account = commands.add_parser("account", help="accounts, for whoever runs this Lodestar")
    acts = account.add_subparsers(title="acts", metavar="ACT", required=True)
    create = acts.add_parser("create", help="make an account with a role; its password is set by a one-time link that is printed")
    create.add_argument("email")
    create.add_argument("--name", required=True)
    create.add_argument("--organisation", required=True, help="made when there is none of that name")
    create.add_argument("--kind", default="commissioner", choices=("commissioner", "provider", "verifier"))
    create.add_argument("--role", default="administrator")
    create.set_defaults(run=_account_create)
    link = acts.add_parser("password-link", help="print a one-time link with which a new password is set")
    link.add_argument("email")
    link.set_defaults(run=_account_password_link)
    for name, words in (("lock", "keep an account from signing in"), ("unlock", "let an account sign in again")):
        act = acts.add_parser(name, help=words)
        act.add_argument("email")
        act.set_defaults(run=_account_lock, locks=name == "lock")


def load_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.site.settings")
    import django

    django.setup()


def _serve(given: argparse.Namespace) -> int:
    if given.demo:
        os.environ["LODESTAR_DEMO"] = "1"
        os.environ.setdefault("LODESTAR_DATA", DEMO_DATA)
    from lodestar.site.run.serve import serve

    return serve(port=given.port, lan=given.lan, workers=given.workers, with_worker=not given.no_worker)


def _worker(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.jobs.worker import run_worker
    from lodestar.site.run.chores import CHORES
    from lodestar.site.run.prepare import COMPILES_AFTER, compile_later

    compile_later(COMPILES_AFTER)
    run_worker(CHORES)
    return OK


def _demo(given: argparse.Namespace) -> int:
    os.environ["LODESTAR_DEMO"] = "1"
    os.environ.setdefault("LODESTAR_DATA", DEMO_DATA)
    load_django()
    from lodestar.demo.load import load_county
    from lodestar.site.run.prepare import migrate

    def load() -> str:
        load_county(seed=given.seed, progress=lambda done, total, message: print(f"{done:3}/{total}  {message}", flush=True))
        return "Look at it with: lodestar serve --demo"

    migrate(say=print)
    return _said(load)


def _migrate(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.run.prepare import migrate

    migrate(say=print)
    return OK


def _rotate_keys(_given: argparse.Namespace) -> int:
    from lodestar.site.data_folder import keys_folder, rotate_key

    try:
        for name in ("secret", "sealing"):
            rotate_key(name)
    except ValueError as from_environment:
        print(f"{from_environment} gives the key: put a new one before it there, with a comma between.", file=sys.stderr)
        return FAILED
    print(f"New keys are in {keys_folder()}. Start Lodestar again to use them, and copy the folder to where you keep it safe.")
    return OK


def _doctor(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.doctor import examine, note_heads, read_heads, report

    if given.note_heads:
        note_heads(given.note_heads)
    if given.rebuild_journeys:
        from lodestar.deliver.actions import rebuild_journeys

        rebuild_journeys()
    found = examine(read_heads(given.heads) if given.heads else None)
    print(report(found, as_json=given.json))
    return OK if all(one.is_well or one.is_warning for one in found) else FAILED


def _backup(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.backup import BackupError, write_backup

    try:
        print(write_backup(given.file))
    except BackupError as fault:
        print(fault, file=sys.stderr)
        return FAILED
    return OK


def _restore(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.backup import BackupError
    from lodestar.site.restore import restore

    try:
        print(restore(given.file, check_only=given.check_only))
    except BackupError as fault:
        print(fault, file=sys.stderr)
        return FAILED
    return OK


def _account_create(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.run.accounts import create_account

    return _said(create_account, email=given.email, name=given.name, organisation=given.organisation, kind=given.kind, role=given.role)


def _account_password_link(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.run.accounts import password_link

    return _said(password_link, email=given.email)


def _account_lock(given: argparse.Namespace) -> int:
    load_django()
    from lodestar.site.run.accounts import lock

    return _said(lock, email=given.email, locks=given.locks)


def _said(act: Any, **given: Any) -> int:
    """Prints what an act answers; a refusal is said in words, with the status of a faulty command."""
    from django.core.exceptions import PermissionDenied, ValidationError

    try:
        print(act(**given))
    except (PermissionDenied, ValidationError, LookupError) as fault:
        words = "; ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault.args[0] if fault.args else fault)
        print(words, file=sys.stderr)
        return FAULTY
    return OK
