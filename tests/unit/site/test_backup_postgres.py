"""The same two commands on PostgreSQL: a backup made while it is used goes back whole, and what stood there is set aside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.postgres import USER, Server

pytestmark = pytest.mark.apart

REPOSITORY = Path(__file__).resolve().parents[3]


class House:
    """A Lodestar on a PostgreSQL of its own, run by its commands."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LODESTAR", "DJANGO", "DATABASE"))}
        environment.update(
            LODESTAR_DATA=str(self.folder / "data"),
            DATABASE_URL=f"postgres://{USER}@{quote(str(self.server.folder), safe='')}/postgres",
            PYTHONPATH=str(REPOSITORY / "src"),
            PATH=f"{self.server.bin}{os.pathsep}{os.environ['PATH']}",
        )
        command = [sys.executable, "-m", "lodestar.cli", *arguments]
        return subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True, check=False)

    def done(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout

    def account(self, name: str) -> str:
        return self.done("account", "create", f"{name}@example.org", "--name", name.title(), "--organisation", "Northshire")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    server = Server().start()
    yield House(tmp_path, server)
    server.stop()


def test_backup_goes_back_whole_and_later_work_is_set_aside(house: House) -> None:
    house.done("migrate")
    house.account("nadia")
    house.done("backup", "one.tar.gz")
    house.account("anna")
    assert "already" in house.run("account", "create", "anna@example.org", "--name", "Anna", "--organisation", "Northshire").stderr
    house.done("restore", "one.tar.gz")
    house.account("anna")
    assert list((house.folder / "data").glob("*/database.pgdump")), "what stood there before is kept beside"
    house.done("doctor")


def test_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    server = Server()
    result = House(tmp_path, server).run("backup", "one.tar.gz")
    server.stop()
    assert result.returncode == 1
    said = json.loads(result.stderr.strip().splitlines()[-1])
    assert said["title"] == "The database does not answer"
    assert "DATABASE_URL" in said["errors"][0]["problem"]
