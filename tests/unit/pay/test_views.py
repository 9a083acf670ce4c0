"""Pages of statements: who opens them, what they say, what they refuse and why, and how much they ask of the database."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.access.models import Membership
from lodestar.contract.models import Contract
from lodestar.methods import run
from lodestar.pay.models import Claim, Statement
from lodestar.pay.tasks import finance_tasks, provider_tasks
from tests.cast import Cast
from tests.factories.contract import PRICES, live_contract
from tests.factories.pay import engagement, fresh, overturned, paid, prepared, submitted, verified

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
APRIL, MAY = date(2025, 4, 30), date(2025, 5, 31)


def at(name: str, row: Any = None, query: str = "") -> str:
    return reverse(f"pay:{name}", args=[row.public_id] if row else []) + query


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def statement(cast: Cast, contract: Contract, on: Any) -> Statement:
    on("2025-05-02")
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    return submitted(cast, contract, APRIL)


READ = ("statement_detail", "statement_check", "statement_csv", "statement_input")


def test_both_parties_read_a_statement_and_strangers_find_nothing(cast: Cast, statement: Statement) -> None:
    pages = [at(name, statement) for name in READ]
    for name in ("alice", "conor", "frank", "ada", "petra"):
        assert [cast.client(name).get(page).status_code for page in pages] == [200] * 4, name
        assert "Statement 1" in text(cast.client(name).get(at("statement_list")))
    for name in ("carol", "fiona", "aziz", "paul", "bruno"):
        assert [cast.client(name).get(page).status_code for page in pages] == [404] * 4, name
        assert "Statement 1" not in text(cast.client(name).get(at("statement_list")))
    for name in ("kim", "ben", "vera", "nadia", "anna"):
        assert [cast.client(name).get(page).status_code for page in pages] == [403] * 4, name
    assert {cast.client().get(page).status_code for page in pages} == {302}


def test_only_those_who_may_are_asked(cast: Cast, contract: Contract, statement: Statement) -> None:
    claim = Claim.objects.get()
    asked = {
        at("statement_prepare", contract): {"petra"},
        at("statement_approve", statement): {"frank"},
        at("statement_send_back", statement): {"frank"},
        at("statement_submit", statement): set(),
        at("statement_pay", statement): set(),
        at("claim_reverse", claim): {"alice", "conor", "frank"},
    }
    for address, allowed in asked.items():
        for name in ("alice", "conor", "frank", "petra", "ada", "fiona", "paul"):
            status = cast.client(name).get(address).status_code
            assert status == 200 if name in allowed else status in (403, 404), (address, name, status)


def test_from_a_month_to_its_payment_by_hand(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-05-02")
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    petra, frank = cast.client("petra"), cast.client("frank")
    assert "Floating support" in text(petra.get(at("statement_list")))
    response = petra.post(at("statement_prepare", contract), {"period_to": "2025-04-30"})
    made = Statement.objects.get()
    assert response["Location"] == at("statement_detail", made)
    assert frank.get(at("statement_detail", made)).status_code == 404
    assert "£500.00" in text(petra.get(at("statement_submit", made)))
    petra.post(at("statement_submit", made))
    assert "£500.00 is owed" in text(frank.get(at("statement_detail", made)))
    assert "Approve the statement" in text(frank.get(at("statement_approve", made)))
    frank.post(at("statement_approve", made))
    assert "There is a problem" in text(frank.post(at("statement_pay", made), {"payment_reference": "", "paid_on": "2025-05-02"}))
    assert "must be on or before" in text(frank.post(at("statement_pay", made), {"payment_reference": "B", "paid_on": "2025-05-03"}))
    frank.post(at("statement_pay", made), {"payment_reference": "BACS 77", "paid_on": "2025-05-02"})
    page = text(petra.get(at("statement_detail", made)))
    for words in ("£500.00 was paid", "BACS 77", "Frank of Northshire Council", "Moved into a settled home"):
        assert words in page, words


def test_a_statement_is_returned_with_its_reason(cast: Cast, statement: Statement) -> None:
    frank = cast.client("frank")
    frank.post(at("statement_send_back", statement), {"reason": "Who is person 4?"})
    page = text(cast.client("petra").get(at("statement_detail", statement)))
    assert "Who is person 4?" in page
    assert "was asked for" in page


def test_the_page_says_why_one_cannot_approve(cast: Cast, statement: Statement) -> None:
    Membership.objects.create(account=cast.account("vera"), organisation=cast.northshire, role="finance_officer")
    page = text(cast.client("vera").get(at("statement_detail", statement)))
    assert "You verified achievements of this contract" in page
    assert "Approve the statement" not in page
    response = cast.client("vera").post(at("statement_approve", statement))
    assert response.status_code == 403
    assert fresh(statement).state == "submitted"


def test_pressing_twice_approves_once(cast: Cast, statement: Statement) -> None:
    frank = cast.client("frank")
    assert frank.post(at("statement_approve", statement)).status_code == 302
    assert frank.post(at("statement_approve", statement)).status_code == 403
    petra = cast.client("petra")
    again = petra.post(at("statement_prepare", statement.contract), {"period_to": "2025-04-30"})
    assert "That day is in a statement already." in text(again)
    assert Statement.objects.count() == 1


def test_lines_are_the_same_on_the_page_in_the_csv_and_in_the_file(cast: Cast, statement: Statement) -> None:
    frank = cast.client("frank")
    rows = list(csv.DictReader(io.StringIO(b"".join(frank.get(at("statement_csv", statement)).streaming_content).decode())))
    given = json.loads(frank.get(at("statement_input", statement)).content)
    lines = run("payment_statement", given)["value"]["lines"]
    assert [int(row["amount_pence"]) for row in rows] == [line["amount_pence"] for line in lines] == [PRICES["moved-in"]]
    page = text(frank.get(at("statement_detail", statement)))
    assert rows[0]["explanation"] in page
    assert "The same to the penny" in text(frank.get(at("statement_check", statement)))
    Statement.objects.update(net_pence=1)
    assert "This statement does not hold" in text(frank.get(at("statement_check", statement)))


def test_no_name_and_no_opaque_id_of_a_person_is_on_a_statement(cast: Cast, statement: Statement) -> None:
    claim = Claim.objects.select_related("achievement__engagement__person").get()
    pages = ("statement_detail", "statement_input", "statement_check")
    told = "".join(text(cast.client("frank").get(at(name, statement))) for name in pages)
    assert claim.pseudonym in told
    assert "Siân" not in told
    assert "Pryce" not in told
    assert claim.achievement.engagement.person.public_id not in told
    assert claim.achievement.engagement.public_id not in told


def test_a_line_leads_to_taking_its_claim_back_once(cast: Cast, contract: Contract, statement: Statement) -> None:
    claim, conor = Claim.objects.get(), cast.client("conor")
    link = at("claim_reverse", claim)
    assert link in text(conor.get(at("statement_detail", statement)))
    assert link not in text(cast.client("petra").get(at("statement_detail", statement)))
    assert "There is a problem" in text(conor.post(link, {"reason": ""}))
    assert conor.post(link, {"reason": "Paid by another fund"}).status_code == 302
    assert link not in text(conor.get(at("statement_detail", statement)))


def test_money_to_be_paid_back_is_said_to_be(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-07-02")
    made = verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    paid(cast, contract, APRIL)
    overturned(made, cast=cast, on=date(2025, 5, 10))
    page = text(cast.client("petra").get(at("statement_detail", prepared(cast, contract, MAY))))
    assert "£500.00 is to be paid back" in page
    assert "−£500.00" in page


def test_lines_of_one_result_are_shown_alone(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-06-02")
    person = engagement(cast, contract)
    verified(person, "moved-in", date(2025, 4, 10), cast=cast)
    verified(person, "settled-26", date(2025, 5, 10), cast=cast)
    made = prepared(cast, contract, MAY)
    page = cast.client("petra").get(at("statement_detail", made, "?metric=settled-26"))
    assert [line.metric_key for line in page.context["page_obj"]] == ["settled-26"]
    assert "Line by line: Still there after 26 weeks" in text(page)


@pytest.mark.parametrize("name", ["statement_list", "statement_detail", "statement_prepare"])
@pytest.mark.parametrize("who", ["petra", "frank"])
def test_pages_ask_the_database_little(cast: Cast, contract: Contract, on: Any, name: str, who: str) -> None:
    on("2026-06-02")
    for n in range(6):
        verified(engagement(cast, contract, name=f"P{n}"), "moved-in", date(2025, 4, 10), cast=cast)
    made = submitted(cast, contract, APRIL)
    for n in range(5):
        other = live_contract(cast, contract.service, reference=f"M-{n}")
        submitted(cast, other, APRIL)
    row = {"statement_list": None, "statement_detail": made, "statement_prepare": contract}[name]
    client = cast.client(who)
    client.get(at(name, row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, row)).status_code == (403 if (name, who) == ("statement_prepare", "frank") else 200)
    assert len(asked) <= MOST_QUERIES, [one["sql"][:140] for one in asked]


def test_what_is_owed_on_money(cast: Cast, contract: Contract, on: Any) -> None:
    on("2025-04-30")
    assert provider_tasks(cast.actor("petra")) == []
    on("2025-05-02")
    assert [(task.title, task.due) for task in provider_tasks(cast.actor("petra"))] == [("Prepare the next statement", APRIL)]
    assert provider_tasks(cast.actor("paul")) == []
    verified(engagement(cast, contract), "moved-in", date(2025, 4, 10), cast=cast)
    made = prepared(cast, contract, APRIL)
    assert [task.title for task in provider_tasks(cast.actor("petra"))] == ["Submit the statement of £500.00"]
    assert finance_tasks(cast.actor("frank")) == []
    cast.client("petra").post(at("statement_submit", made))
    assert [task.title for task in finance_tasks(cast.actor("frank"))] == ["Approve the statement of £500.00"]
    assert finance_tasks(cast.actor("fiona")) == []
    cast.client("frank").post(at("statement_approve", made))
    assert [task.title for task in finance_tasks(cast.actor("frank"))] == ["Pay the statement of £500.00"]
