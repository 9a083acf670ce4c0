"""The documents name only commands, targets and files that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"`(?:\.venv/bin/)?lodestar ([a-z-]+)")
TARGET = re.compile(r"`make ([a-z-]+)`|^    make ([a-z-]+)", re.MULTILINE)
PATH = re.compile(r"`((?:src|docs|tests|tools|bench|requirements)/[\w./-]*[\w/])`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def commands() -> set[str]:
    shown = subprocess.run(
        [str(Path(sys.executable).with_name("lodestar")), "--help"], capture_output=True, text=True, check=True, env={"PATH": ""}
    ).stdout
    listed = set(re.findall(r"^    ([a-z-]+)\s", shown, re.MULTILINE))
    assert {"methods", "run"} <= listed, shown
    return listed


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def faults_of(text: str, folder: Path, commands: set[str], targets: set[str]) -> list[str]:
    """Names in a document that lead nowhere."""
    faults = [f"lodestar {name}" for name in COMMAND.findall(text) if name not in commands]
    faults += [f"make {one or other}" for one, other in TARGET.findall(text) if (one or other) not in targets]
    faults += [path for path in PATH.findall(text) if not (ROOT / path).exists() and "NAME" not in path]
    faults += [link for link in LINK.findall(text) if not (folder / link).exists() and not (ROOT / link).exists()]
    return faults


@pytest.fixture(scope="module")
def known() -> tuple[set[str], set[str]]:
    return commands(), targets()


def test_documents_name_only_what_exists(known: tuple[set[str], set[str]]) -> None:
    assert len(documents()) > 20
    faults = {str(path.relative_to(ROOT)): found for path in documents() if (found := faults_of(path.read_text(), path.parent, *known))}
    assert faults == {}


def test_a_name_that_leads_nowhere_is_found(known: tuple[set[str], set[str]]) -> None:
    text = "Run `lodestar fly`, then `make cake`; see `src/lodestar/nowhere.py` and [this](gone.md)."
    assert faults_of(text, ROOT, *known) == ["lodestar fly", "make cake", "src/lodestar/nowhere.py", "gone.md"]


def test_pages_made_from_the_code_are_up_to_date(tmp_path: Path) -> None:
    """Roles, states and addresses: written by tools/write_reference.py."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "write_reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "LODESTAR_DATA": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
