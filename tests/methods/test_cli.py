"""The console script: results on standard output, faults as one JSON object on standard error, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lodestar import cli, methods
from tests.methods.pages import worked_example


def lodestar(*arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "lodestar.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env={**os.environ, **(env or {})})


def assert_faulty(done: subprocess.CompletedProcess[bytes], where: str) -> None:
    assert done.returncode == 2
    assert done.stdout == b""
    complaint = json.loads(done.stderr)
    assert complaint.keys() == {"title", "errors"}
    assert all(e.keys() == {"where", "problem", "got"} for e in complaint["errors"])
    assert where in {e["where"] for e in complaint["errors"]}


def test_methods_are_listed_with_version_and_one_line_each() -> None:
    done = lodestar("methods")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == list(methods.names())
    for line in lines:
        name, version, summary = line.split("  ", 2)
        assert (version, summary) == (methods.find(name).version, methods.find(name).summary)


def test_list_loads_neither_numpy_nor_django() -> None:
    code = "import sys; from lodestar import cli; cli.main(['methods']); print(sorted({'numpy', 'scipy', 'django'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_schema_is_json_of_input_and_result() -> None:
    schema = json.loads(lodestar("methods", "portfolio", "--schema").stdout)
    assert schema == json.loads(json.dumps(methods.schema("portfolio")))


def test_one_method_can_be_shown() -> None:
    assert lodestar("methods", "interval").stdout.decode().startswith("interval  ")


def test_run_gives_the_result_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    given, _ = worked_example("criteria")
    file = tmp_path / "input é.json"
    file.write_text(given, "utf-8")
    from_file, from_input = lodestar("run", "criteria", file), lodestar("run", "criteria", "-", stdin=given.encode())
    assert from_file.returncode == from_input.returncode == 0
    assert from_file.stderr == b""
    assert json.loads(from_file.stdout) == json.loads(from_input.stdout) == methods.run_json("criteria", given)


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (("run", "nothing", "-"), "method"),
        (("methods", "nothing", "--schema"), "method"),
        (("methods", "nothing"), "method"),
        (("methods", "--schema"), "name"),
        (("run", "criteria", "/no/such/file"), "file"),
        (("run", "criteria", "/"), "file"),
        (("run", "criteria", "a\x01b"), "file"),
        (("run", "criteria", ""), "file"),
        (("run", "criteria"), "lodestar run"),
        (("nothing",), "lodestar"),
        ((), "lodestar"),
        (("run", "criteria", "-"), "line 1, column 1"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_one_json_object(arguments: tuple[str, ...], where: str) -> None:
    assert_faulty(lodestar(*arguments), where)


def test_bad_bytes_are_a_fault() -> None:
    assert_faulty(lodestar("run", "criteria", "-", stdin=b"\xff\xfe\x00"), "byte 1")


def test_every_fault_of_an_input_is_told() -> None:
    done = lodestar(
        "run", "criteria", "-", stdin=b'{"criteria": [{"id": "a", "weight": -1}], "options": [{"id": "", "scores": {"a": "x"}}]}'
    )
    assert_faulty(done, "criteria[0].weight")
    assert_faulty(done, "options[0].id")
    assert_faulty(done, "options[0].scores.a")


def test_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m lodestar.cli methods portfolio --schema | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""


def test_terminal_that_knows_only_ascii_gets_its_list() -> None:
    done = lodestar("methods", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_error_of_our_own_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("LODESTAR_TRACEBACK", raising=False)
    monkeypatch.setattr(methods, "names", lambda: 1 / 0)
    assert cli.main(["methods"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "ZeroDivisionError" in json.loads(err)["errors"][0]["problem"]
    monkeypatch.setenv("LODESTAR_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["methods"])


def test_what_libraries_print_stays_out_of_the_result() -> None:
    code = (
        "import os, sys; from lodestar import cli, methods; methods.find('criteria');"
        "methods.run_json = lambda name, text: (os.write(1, b'noise'), {'a': 1})[1];"
        "sys.exit(cli.main(['run', 'criteria', '-']))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"{}", capture_output=True, check=True)
    assert json.loads(done.stdout) == {"a": 1}
    assert b"noise" in done.stderr
