"""A Lodestar of its own, as `lodestar serve --demo` starts it: in a data folder that is thrown away, on a free port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

STARTS_WITHIN = 180.0
STOPS_WITHIN = 30.0


class Server:
    """`address` is where it answers, `log` what it said, `data` its folder."""

    def __init__(self, *, workers: int = 2) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lodestar-journey-"))
        self.data = self.folder / "data"
        # A folder in which the county was loaded before: copied, so that one need not wait for it again while writing a journey.
        if loaded := os.environ.get("LODESTAR_JOURNEY_DATA"):
            shutil.copytree(loaded, self.data, ignore=shutil.ignore_patterns("*.lock"))
        self.log = self.folder / "log"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.workers = workers
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to work on the same data."""
        ours = {"LODESTAR_DATA": str(self.data), "LODESTAR_LOG_JSON": "1", "LODESTAR_SQLITE_SYNCHRONOUS": "OFF"}
        passed = {name: value for name, value in os.environ.items() if not name.startswith(("LODESTAR_", "DJANGO_", "DATABASE_URL"))}
        return {**passed, **ours, "PYTHONUNBUFFERED": "1"}

    def start(self) -> Server:
        """Starts, and waits until it is ready and the demo county can be entered."""
        command = [sys.executable, "-m", "lodestar.cli", "serve", "--demo", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"Lodestar ended while it was starting:\n{self.said()}")
            if self._is_ready():
                return
            time.sleep(0.3)
        raise RuntimeError(f"Lodestar was not ready in time:\n{self.said()}")

    def _is_ready(self) -> bool:
        try:
            ready = httpx.get(f"{self.address}/health/ready", timeout=5)
            page = httpx.get(f"{self.address}/sign-in/", timeout=10).text
            return ready.status_code == 200 and "lode-demo-role" in page and "lode-loading" not in page
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-20_000:] if self.log.exists() else ""

    def faults(self) -> list[str]:
        """Lines of the log that speak of an error, and whatever is no log line at all but a trace."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if is_fault(line)]


def is_fault(line: str) -> bool:
    """Whether a line of the log tells of an error."""
    try:
        told = json.loads(line)
    except ValueError:
        return "Traceback" in line or " [ERROR] " in line or " [CRITICAL] " in line
    return isinstance(told, dict) and str(told.get("level", "")).lower() in {"error", "critical"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
