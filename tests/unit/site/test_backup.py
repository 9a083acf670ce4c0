"""Backups: whole or not there, never with keys, and refused before anything live is touched when one bit is wrong."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.apart

REPOSITORY = Path(__file__).resolve().parents[3]


class House:
    """A Lodestar in a folder of its own, run by its commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LODESTAR", "DJANGO", "DATABASE"))}
        environment.update(LODESTAR_DATA=str(self.data), PYTHONPATH=str(REPOSITORY / "src"), **changes)
        return subprocess.run(
            [sys.executable, "-m", "lodestar.cli", *arguments],
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *arguments: str, **changes: str) -> str:
        result = self.run(*arguments, **changes)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def ask(self, query: str) -> object:
        with sqlite3.connect(self.data / "lodestar.sqlite3") as database:
            return database.execute(query).fetchone()[0]

    def fingerprint(self) -> object:
        return self.ask("SELECT count(*) || ',' || max(public_id) FROM audit_event"), (self.data / "files" / "ab" / "abc").read_bytes()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> House:
    """Two accounts, sealed events, one file."""
    house = House(tmp_path_factory.mktemp("house"))
    house.done("migrate")
    house.done("account", "create", "nadia@example.org", "--name", "Nadia", "--organisation", "Northshire")
    house.done("account", "create", "anna@example.org", "--name", "Anna", "--organisation", "Northshire", "--role", "analyst")
    (house.data / "files" / "ab").mkdir(parents=True)
    (house.data / "files" / "ab" / "abc").write_bytes(b"sealed " * 1000)
    house.done("backup", str(house.folder / "kept.tar.gz"))
    return house


@pytest.fixture
def house(furnished, tmp_path) -> House:
    """A copy that a test may spoil, with the archive beside it."""
    shutil.copytree(furnished.folder, tmp_path / "house")
    return House(tmp_path / "house")


def archive(house: House) -> Path:
    return house.folder / "kept.tar.gz"


def test_archive_holds_no_key(furnished):
    secrets = [path.read_text().strip() for path in (furnished.data / "keys").iterdir()]
    content = gzip.decompress(archive(furnished).read_bytes())
    assert len(secrets) == 2
    assert not any(secret.encode() in content for secret in secrets)
    with tarfile.open(archive(furnished)) as opened:
        assert {Path(name).parts[0] for name in opened.getnames()} == {"database.sqlite3", "files", "manifest.json", "manifest.json.sha256"}


def test_restored_house_is_the_one_that_was_backed_up(house):
    before = house.fingerprint()
    house.done("account", "lock", "anna@example.org")
    (house.data / "files" / "ab" / "abc").write_bytes(b"spoilt")
    said = house.done("restore", str(archive(house)))
    assert "Restored the archive" in said
    assert house.fingerprint() == before
    assert house.ask("SELECT is_active FROM access_account WHERE email = 'anna@example.org'") == 1
    aside = next(house.data.glob("before-restore-*"))
    assert (aside / "files" / "ab" / "abc").read_bytes() == b"spoilt"


def test_archive_goes_to_an_empty_machine_with_its_keys(furnished, tmp_path):
    empty = House(tmp_path)
    empty.data.mkdir()
    shutil.copytree(furnished.data / "keys", empty.data / "keys")
    empty.done("migrate")
    empty.done("restore", str(archive(furnished)))
    assert empty.fingerprint() == furnished.fingerprint()
    assert "holds, event by event" in empty.run("doctor").stdout


def flipped(path: Path, rng: random.Random) -> None:
    content = bytearray(path.read_bytes())
    place = rng.randrange(len(content) // 10, len(content) * 9 // 10)
    content[place] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def rebuilt(path: Path, change) -> None:
    """The archive with one member changed, and everything else as it was."""
    with tarfile.open(path) as opened:
        members = {member.name: opened.extractfile(member).read() for member in opened}
    change(members)
    with tarfile.open(path, "w:gz") as written:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            written.addfile(entry, io.BytesIO(content))


def with_manifest(members, **changes) -> None:
    import hashlib

    manifest = {**json.loads(members["manifest.json"]), **changes}
    members["manifest.json"] = json.dumps(manifest).encode()
    members["manifest.json.sha256"] = hashlib.sha256(members["manifest.json"]).hexdigest().encode()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES = {
    "truncated": (truncated, "damaged"),
    "emptied": (lambda path: path.write_bytes(b""), "damaged"),
    "not an archive": (lambda path: path.write_bytes(b"hello" * 100), "damaged"),
    "one bit": (lambda path: flipped(path, random.Random(1)), "damaged"),
    "another bit": (lambda path: flipped(path, random.Random(2)), "damaged"),
    "file changed": (lambda path: rebuilt(path, lambda members: members.update({"files/ab/abc": b"other"})), "was changed"),
    "file lost": (lambda path: rebuilt(path, lambda members: members.pop("files/ab/abc")), "missing or were added"),
    "file added": (lambda path: rebuilt(path, lambda members: members.update({"files/new": b"x"})), "missing or were added"),
    "manifest changed": (
        lambda path: rebuilt(path, lambda members: members.update({"manifest.json": b"{}"})),
        "list of contents was changed",
    ),
    "climbs out": (lambda path: rebuilt(path, lambda members: members.update({"files/../../evil": b"x"})), "not an archive of Lodestar's"),
    "newer version": (
        lambda path: rebuilt(path, lambda members: with_manifest(members, migrations=["audit.9999_from_the_future"])),
        "newer Lodestar",
    ),
    "other key": (lambda path: rebuilt(path, lambda members: with_manifest(members, key="0" * 16)), "sealed with another key"),
    "other database": (lambda path: rebuilt(path, lambda members: with_manifest(members, vendor="postgresql")), "another database"),
    "end cut off": (
        lambda path: rebuilt(path, lambda members: with_manifest(members, heads={"0123456789AB": [9, "0" * 64]})),
        "does not reach its noted end",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_archive_is_refused_and_nothing_live_is_touched(house, name):
    damage, words = DAMAGES[name]
    before = house.fingerprint()
    damage(archive(house))
    result = house.run("restore", str(archive(house)))
    assert result.returncode != 0
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert house.fingerprint() == before
    assert not list(house.data.glob("before-restore-*"))


def test_wrong_key_folder_is_refused(house):
    result = house.run("restore", str(archive(house)), LODESTAR_KEY_SEALING="k" * 64)
    assert result.returncode != 0
    assert "sealed with another key" in result.stderr


def test_restore_waits_for_nobody_to_be_served(house):
    import fcntl

    with open(house.data / "serve.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = house.run("restore", str(archive(house)))
    assert result.returncode != 0
    assert "Stop Lodestar first" in result.stderr


def test_checking_alone_changes_nothing(house):
    before = house.fingerprint()
    assert "is whole and can be restored here" in house.done("restore", "--check-only", str(archive(house)))
    assert house.fingerprint() == before


def test_backup_that_cannot_be_written_leaves_nothing_half(house):
    result = house.run("backup", "/proc/no-such-place/kept.tar.gz")
    assert result.returncode != 0
    assert "could not be written" in result.stderr


def test_backup_while_being_written_to_is_whole(house):
    """A writer goes on all the while; every copy taken meanwhile is whole."""
    script = (
        "import sqlite3,sys,time\n"
        "database = sqlite3.connect(sys.argv[1], timeout=20)\n"
        "end = time.time() + 6\n"
        "while time.time() < end:\n"
        "    database.execute(\"UPDATE access_account SET name = name || 'x' WHERE email = 'anna@example.org'\"); database.commit()\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script, str(house.data / "lodestar.sqlite3")])
    try:
        for number in range(2):
            file = house.folder / f"under-way-{number}.tar.gz"
            house.done("backup", str(file))
            house.done("restore", "--check-only", str(file))
    finally:
        writer.wait()


def test_backup_from_before_a_rotation_is_taken_back(house):
    house.done("backup", "before.tar.gz")
    assert "New keys" in house.done("rotate-keys")
    house.done("restore", "--check-only", "before.tar.gz")
    house.done("backup", "after.tar.gz")
    house.done("restore", "after.tar.gz")


def test_weak_secret_is_refused_at_start(house):
    result = house.run("doctor", LODESTAR_KEY_SECRET="secret")
    assert result.returncode != 0
    assert "secret key is too weak" in result.stderr or "ImproperlyConfigured" in result.stderr


def test_deployment_check_is_clean_behind_tls(house):
    environment = {**os.environ, "LODESTAR_DATA": str(house.data), "LODESTAR_TLS": "1", "LODESTAR_HOSTS": "lodestar.example"}
    environment["DJANGO_SETTINGS_MODULE"] = "lodestar.site.settings"
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the suite's own, for the browser tests
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
