"""`lodestar serve` as people run it: one command, killed and hurt in every part, and stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.apart

REPOSITORY = Path(__file__).resolve().parents[3]


def until(condition, seconds: float = 40.0):
    """Waits for a condition and gives what it gave; fails when it does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"did not happen within {seconds} s")


class Served:
    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("LODESTAR", "DJANGO", "DATABASE"))}
        self.environment.update(LODESTAR_DATA=str(folder / "data"), PYTHONPATH=str(REPOSITORY / "src"))
        self.process = self.start()

    def command(self) -> list[str]:
        return [sys.executable, "-m", "lodestar.cli", "serve", "--port", str(self.port)]

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command(), env=self.environment, stdout=log, stderr=log)

    def said(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=3) as answer:
                return answer.status == 200
        except OSError:
            return False

    def children(self, of: int | None = None) -> dict[int, str]:
        """Processes of this server by their id, from /proc."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    words = (entry / "cmdline").read_text().replace("\x00", " ")
                except (OSError, IndexError, ValueError):
                    continue
                if parent == (of or self.process.pid):
                    found[int(entry.name)] = words
        return found

    def child(self, words: str) -> int | None:
        return next((number for number, command in self.children().items() if words in command), None)


@pytest.fixture
def served(tmp_path):
    house = Served(tmp_path)
    yield house
    if house.process.poll() is None:
        house.process.terminate()
        house.process.wait(timeout=40)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_server_says_where_it_is_survives_and_stops(served):
    until(lambda: "Lodestar is at http://localhost:" in served.said(), 90)
    assert re.search(r"Set-up code: [0-9A-Z]{5}-[0-9A-Z]{5}", served.said())
    assert until(served.answers)

    again = subprocess.run(served.command(), env=served.environment, capture_output=True, text=True, check=False)
    assert again.returncode != 0
    assert "running already" in again.stderr

    web = until(lambda: served.child("gunicorn"))
    for page_process in served.children(web):
        os.kill(page_process, signal.SIGKILL)
    assert until(served.answers, 15)

    worker = until(lambda: served.child("lodestar.cli worker"))
    os.kill(worker, signal.SIGKILL)
    assert until(lambda: (served.child("lodestar.cli worker") or worker) != worker, 20)

    running = [*served.children(), *served.children(web)]
    served.process.terminate()
    assert served.process.wait(timeout=40) == 0
    assert until(
        lambda: not any(Path(f"/proc/{number}/cmdline").exists() and Path(f"/proc/{number}/cmdline").read_bytes() for number in running)
    )

    began = time.monotonic()
    served.process = served.start()
    until(lambda: served.said().count("Lodestar is at") == 2, 60)
    assert served.answers()
    print(f"second start: {time.monotonic() - began:.1f} s")

    web = until(lambda: served.child("gunicorn"))
    served.process.kill()
    served.process.wait()
    assert until(lambda: not served.answers() and not Path(f"/proc/{web}").exists(), 40)
