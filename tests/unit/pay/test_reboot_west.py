"""Reboot West: a published rate card of 23 metrics, paid as reported. Source: GO Lab INDIGO data set, project INDIGO-POJ-0121."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from lodestar.contract.actions import write_schedule
from lodestar.contract.models import Contract
from lodestar.pay.models import Statement
from tests.cast import Cast
from tests.factories.contract import draft_contract, signed_by_both
from tests.factories.pay import prepared, totals

pytestmark = pytest.mark.django_db
PAID_IN_ALL = 187_154_000
# Definition, price in pounds, pounds paid (INDIGO-POJ-0121).
METRICS = (
    ("Agrees education/training is right for them", 220, 115_940),
    ("Has at least 1 consistent relationship", 220, 99_660),
    ("Feels safe", 220, 106_040),
    ("Managing accommodation and costs", 220, 102_520),
    ("Self-determined outcome / SLN screening / Money managemen", 220, 44_440),
    ("Begins education/training course", 220, 31_900),
    ("Completes 25% of course", 220, 26_620),
    ("Completes 50% of course", 220, 23_320),
    ("Obtains level 1 qualification", 1_760, 75_680),
    ("Obtains level 2 qualification", 4_730, 156_090),
    ("Obtains level 3 qualification", 4_730, 52_030),
    ("Begins higher education", 660, 6_600),
    ("Completes 1 year of higher education", 2_750, 11_000),
    ("Completes 2 years of higher education", 2_750, 5_500),
    ("Completes higher education course", 4_730, 14_190),
    ("Enters work experience / volunteering", 110, 3_190),
    ("Completes 1 week of work Experience / volunteering", 220, 4_180),
    ("Completes 4 weeks of work Experience / volunteering", 330, 1_980),
    ("Enters employment", 660, 83_160),
    ("Earns £768", 2_750, 313_500),
    ("Earns £1631", 2_750, 280_500),
    ("Earns £3350", 2_750, 200_750),
    ("Earns £8155", 2_750, 112_750),
)


@pytest.fixture
def statement(cast: Cast, time_machine: Any) -> Statement:
    """The whole of it stated at once, from a confirmed return of what was paid for."""
    time_machine.move_to("2028-06-01T09:00:00Z", tick=False)
    contract = _contract(cast)
    counts = {f"outcomemetric{n}": paid // price for n, (_name, price, paid) in enumerate(METRICS, start=1)}
    totals(cast, contract, contract.starts_on, contract.ends_on, counts)
    return prepared(cast, contract, contract.ends_on)


def _contract(cast: Cast) -> Contract:
    draft = draft_contract(cast, reference="INDIGO-POJ-0121", title="Reboot West")
    milestones = [
        {
            "key": f"outcomemetric{n}", "name": name, "verified_by": "third_party",
            "metrics": [{"key": f"outcomemetric{n}", "description": name, "kind": "outcome", "price_pence": price * 100,
                         "max_per_person": None}],
        }
        for n, (name, price, _paid) in enumerate(METRICS, start=1)
    ]  # fmt: skip
    target = {
        "key": "reboot", "outcome": draft.service.outcomes.get(), "who": "Young people leaving care", "change": "settle, learn and work",
        "success": "as each metric says", "by_when": draft.ends_on, "how_many": 231, "verified_by": "third_party", "milestones": milestones,
    }  # fmt: skip
    version = write_schedule(version=draft.versions.get(), targets=[target], terms={}, by=cast.actor("conor"))
    signed_by_both(cast, version)
    return Contract.objects.get(pk=draft.pk)


def test_the_counts_are_whole_and_the_published_total_is_theirs() -> None:
    assert all(paid % price == 0 for _name, price, paid in METRICS)
    assert sum(paid for _name, _price, paid in METRICS) * 100 == PAID_IN_ALL


def test_the_statement_is_the_published_total_line_by_line(cast: Cast, statement: Statement) -> None:
    assert statement.net_pence == PAID_IN_ALL
    lines = {line.metric_key: line.amount_pence for line in statement.lines.all()}
    assert lines == {f"outcomemetric{n}": paid * 100 for n, (_name, _price, paid) in enumerate(METRICS, start=1)}
    page = cast.client("petra").get(reverse("pay:statement_detail", args=[statement.public_id])).content.decode()
    assert "£1,871,540.00" in page
    assert page.count("£313,500.00") >= 2, "by result, and line by line"
    for name, _price, paid in METRICS:
        assert name in page
        assert f"£{paid:,}.00" in page


def test_the_command_line_gives_the_same_from_the_pages_own_file(cast: Cast, statement: Statement, tmp_path: Path) -> None:
    response = cast.client("petra").get(reverse("pay:statement_input", args=[statement.public_id]))
    given = tmp_path / "input.json"
    given.write_bytes(response.content)
    program = Path(sys.executable).with_name("lodestar")
    done = subprocess.run([program, "run", "payment_statement", str(given)], capture_output=True, check=True, text=True)
    answer = json.loads(done.stdout)
    assert answer["value"]["total_pence"] == PAID_IN_ALL
    assert answer["inputs_digest"] == statement.method_result["inputs_digest"]
    assert answer["value"] == statement.method_result["value"]


def test_a_statement_of_a_later_month_owes_nothing_more(cast: Cast, statement: Statement) -> None:
    contract = Contract.objects.get(pk=statement.contract_id)
    assert prepared(cast, contract, date(2028, 4, 30)).net_pence == 0
