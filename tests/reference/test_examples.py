"""The example files give what their sources print, by the command line itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "methods" / "examples"


def run(method: str) -> Any:
    command = [str(Path(sys.executable).with_name("lodestar")), "run", method, str(EXAMPLES / f"{method}.json")]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": ""}).stdout)["value"]


def test_merkhofer_the_ratio_rule_is_not_the_optimum() -> None:
    (at_budget,) = run("portfolio")["portfolios"]
    assert (at_budget["line"]["value"], at_budget["line"]["ids"]) == (13571, ["1", "3"])
    assert (at_budget["skip"]["value"], at_budget["skip"]["ids"]) == (13571, ["1", "3"])
    assert (at_budget["optimum"]["value"], at_budget["optimum"]["ids"]) == (15000, ["2", "3", "4"])


def test_reboot_west_pays_what_was_paid() -> None:
    """INDIGO-POJ-0121: £1,871,540 in all."""
    value = run("payment_statement")
    assert value["total_pence"] == 187_154_000
    assert sum(line["amount_pence"] for line in value["lines"]) == 187_154_000
    assert len(value["by_metric"]) == 23
