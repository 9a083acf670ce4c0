"""Baltussen and Niessen, Cost Effectiveness and Resource Allocation 2006; 4:14, table 2."""

from __future__ import annotations

import math

from lodestar.methods import run

CRITERIA = (("cost-effectiveness", 40), ("severity", 10), ("poor", 40), ("age", 10))
TABLE = {
    "antiretroviral treatment": ((50, 100, 100, 0), 70),
    "childhood pneumonia": ((100, 100, 100, 100), 100),
    "inpatient care for schizophrenia": ((0, 50, 0, 0), 5),
    "plastering for simple fractures": ((100, 25, 0, 50), 48),
}


def test_weighted_totals_and_order() -> None:
    names = [i for i, _ in CRITERIA]
    options = [{"id": option, "scores": dict(zip(names, scores, strict=True))} for option, (scores, _) in TABLE.items()]
    value = run("criteria", {"criteria": [{"id": i, "weight": w} for i, w in CRITERIA], "options": options})["value"]
    totals = {o["id"]: o["total"] for o in value["options"]}
    # The table prints whole numbers, rounded half up: 47.5 is printed as 48.
    assert {i: math.floor(total + 0.5) for i, total in totals.items()} == {i: printed for i, (_, printed) in TABLE.items()}
    assert totals["plastering for simple fractures"] == 47.5
    assert [o["rank"] for o in value["options"]] == [2, 1, 4, 3]
    assert value["smallest_change"] is None  # childhood pneumonia scores highest on every criterion
