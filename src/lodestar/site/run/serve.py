"""`lodestar serve`: gets ready, starts the web server and the worker, watches over both, and stops them together."""
# ruff: noqa: T201 - what it says is for a terminal

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from typing import IO

from lodestar.site.data_folder import data_folder
from lodestar.site.run.network import own_addresses

STOPS_WITHIN = 25
RESTART_AFTER = 2.0


class AlreadyServing(RuntimeError):  # noqa: N818 - a state of affairs
    """Another `lodestar serve` uses the same data folder."""


def serve(*, port: int, lan: bool, workers: int, with_worker: bool) -> int:
    """Serves until told to stop; the exit status is the web server's."""
    try:
        lock = hold_serving_lock()
    except AlreadyServing as fault:
        print(fault, file=sys.stderr)
        return 1
    with lock:
        if not _is_free(port, lan):
            print(f"Port {port} is taken. Stop what uses it, or choose another: lodestar serve --port {port + 1}", file=sys.stderr)
            return 1
        environment = _environment(port, lan, workers)
        return _Children(environment, with_worker).watch(lambda: _say_address(port, lan))


def hold_serving_lock() -> IO[str]:
    """Held as long as Lodestar is served from this data folder; restore asks for it too."""
    lock = open(data_folder() / "serve.lock", "w")  # noqa: SIM115 - held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        lock.close()
        raise AlreadyServing(f"Lodestar is running already on {data_folder()}.") from taken
    return lock


class _Children:
    """The web server and the worker. The worker is started again when it dies; when the web server ends, all ends."""

    def __init__(self, environment: dict[str, str], with_worker: bool) -> None:
        self.environment = environment
        self.with_worker = with_worker
        self.stopping = False
        self.worker: subprocess.Popen[bytes] | None = None
        self.worker_since = 0.0
        self.web: subprocess.Popen[bytes] = self._start("gunicorn", "-c", "python:lodestar.site.run.web_server")

    def watch(self, say_ready) -> int:  # type: ignore[no-untyped-def]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        said = False
        while self.web.poll() is None and not self.stopping:
            if said:  # not before the database is ready
                self._keep_worker()
            if not said and _answers(self.environment["LODESTAR_BIND"]):
                say_ready()
                said = True
            time.sleep(0.1 if not said else 0.5)
        return self._end()

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.Popen(command, env=self.environment, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603 - our own words

    def _keep_worker(self) -> None:
        is_gone = self.worker is None or self.worker.poll() is not None
        if self.with_worker and is_gone and time.monotonic() - self.worker_since > RESTART_AFTER:
            self.worker = self._start("lodestar.cli", "worker")
            self.worker_since = time.monotonic()

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _end(self) -> int:
        running = [child for child in (self.web, self.worker) if child is not None and child.poll() is None]
        for child in running:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOPS_WITHIN
        for child in running:
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        return 0 if self.stopping else int(self.web.returncode or 0)


def _die_with_parent() -> None:
    """Linux only: a child is told to stop when its parent is killed, so that nothing is left holding the port."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


def _environment(port: int, lan: bool, workers: int) -> dict[str, str]:
    host = "0.0.0.0" if lan else "127.0.0.1"  # noqa: S104 - asked for with --lan
    more = {"LODESTAR_BIND": f"{host}:{port}", "LODESTAR_WORKERS": str(workers), "DJANGO_SETTINGS_MODULE": "lodestar.site.settings"}
    if lan:
        more["LODESTAR_LAN"] = "1"
    return {**os.environ, **more}


def _is_free(port: int, lan: bool) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0" if lan else "127.0.0.1", port))  # noqa: S104 - asked for with --lan
        except OSError:
            return False
    return True


def _answers(bind: str) -> bool:
    port = int(bind.rpartition(":")[2])
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _say_address(port: int, lan: bool) -> None:
    print(f"\n  Lodestar is at http://localhost:{port}\n", flush=True)
    if lan:
        for address in own_addresses():
            print(f"  Phones in this network join at http://{address}:{port}", flush=True)
    print("  Stop it with Ctrl+C.\n", flush=True)
