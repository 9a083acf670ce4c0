"""All numbers of an intervention on one page, and one figure asked of a colleague by link."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.clock import now, today
from lodestar.common.decisions import Refused
from lodestar.prioritise import actions
from lodestar.prioritise.models import Estimate, FigureRequest, Intervention
from lodestar.prioritise.reading import number_of
from tests.cast import Cast
from tests.factories.prioritise import Exercise, estimate

SOON = timedelta(days=7)


def at(name: str, row: Any) -> str:
    return reverse(f"prioritise:{name}", args=[row if isinstance(row, str) else row.public_id])


def sent_as_shown(page: Any) -> dict[str, str]:
    """What a browser would send when nothing is touched."""
    form = page.context["form"]
    return {bound.html_name: str(bound.value() if bound.value() is not None else "") for bound in form}


@pytest.mark.parametrize(
    ("text", "quantity", "number"),
    [
        ("1,200", "people", 1200),
        ("£40,000", "cost", 40000),
        ("−5000", "cost", -5000),
        ("70 %", "probability", "0.7"),
        ("0.924", "probability", "0.924"),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, quantity: str, number: object) -> None:
    assert number_of(text, quantity) == Decimal(str(number))


@pytest.mark.parametrize(
    ("text", "quantity", "said"),
    [
        ("92.4", "probability", "Did you mean 0.924"),
        ("many", "people", "must be a number"),
        ("-3", "people", "fewer than no people"),
        ("12 %", "people", "not a percentage"),
        ("1,20", "cost", "must be a number"),
        ("0.12345", "benefit", "four decimals"),
        ("1e15", "cost", "too large"),
        ("NaN", "cost", "must be a number"),
        ("-1", "one_off_cost", "below nothing"),
    ],
)
def test_what_is_no_such_number_is_refused_in_words(text: str, quantity: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        number_of(text, quantity)


def test_what_is_changed_on_the_page_becomes_a_new_number_and_the_rest_stays(cast: Cast, four: Exercise) -> None:
    client, one = cast.client("anna"), four.interventions["One"]
    page = client.get(at("figures", one))
    data = sent_as_shown(page)
    before = Estimate.objects.filter(intervention=one).count()
    assert client.post(at("figures", one), data).status_code == 302
    assert Estimate.objects.filter(intervention=one).count() == before
    data |= {"people-best": "6,000", "people-low": "5,000", "people-high": "7,000", "one_off_cost-best": "£900", "probability-best": "1.0"}
    refused = client.post(at("figures", one), data)
    assert "Say why the number changes" in refused.content.decode()
    assert refused.context["form"]["people-best"].value() == "6,000"
    assert client.post(at("figures", one), data | {"people-reason": "Two practices more"}).status_code == 302
    new = Estimate.objects.filter(intervention=one).order_by("-pk")[:2]
    assert {(e.quantity, e.low, e.best, e.high) for e in new} == {
        ("people", Decimal(5000), Decimal(6000), Decimal(7000)),
        ("one_off_cost", Decimal(900), Decimal(900), Decimal(900)),
    }
    assert Estimate.objects.filter(intervention=one).count() == before + 2
    shown = client.get(at("intervention_detail", one)).content.decode()
    assert "5,714" in shown
    assert "£4,471" in shown  # 900 once and 3,571 a year


def test_every_fault_of_the_page_stands_at_its_field(cast: Cast, four: Exercise) -> None:
    one = four.interventions["One"]
    client = cast.client("anna")
    data = sent_as_shown(client.get(at("figures", one)))
    data |= {"people-low": "9000", "probability-best": "92.4", "cost-source_date": "yesterday", "one_off_cost-low": "5", "benefit-best": ""}
    form = client.post(at("figures", one), data).context["form"]
    assert set(form.errors) == {"people-low", "people-reason", "probability-best", "cost-source_date", "one_off_cost-best", "benefit-best"}


def ask(cast: Cast, four: Exercise, **changes: Any) -> actions.IssuedFigureRequest:
    facts = {"intervention": four.interventions["One"], "quantity": "people", "name": "Jo Ellis, pharmacist", "due_on": today() + SOON}
    return actions.ask_for_figure(**{**facts, "by": cast.actor("anna"), **changes})


def test_a_link_is_answered_once_without_an_account_and_becomes_the_number_in_use(cast: Cast, four: Exercise) -> None:
    issued = ask(cast, four, message="Only adults, please")
    assert issued.token not in str(FigureRequest.objects.values())
    visitor, address = cast.client(), at("figure_answer", issued.token)
    page = visitor.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert all(words in text for words in ("Jo Ellis", "Only adults, please", "people a year", "I don’t know"))
    assert page["Referrer-Policy"] == "strict-origin"
    bad = visitor.post(address, {"answer": "given", "best": "many", "low": "1", "high": "0", "grade": "expert", "reason": "I count"})
    assert "must be a number" in bad.content.decode()
    given = {"answer": "given", "best": "80", "low": "60", "high": "95", "grade": "measured", "reason": "Our list", "source": "Register"}
    assert "Your answer is kept" in visitor.post(address, given).content.decode()
    latest = Estimate.objects.latest("pk")
    assert (latest.quantity, latest.low, latest.best, latest.high, latest.supplier) == ("people", 60, 80, 95, "Jo Ellis, pharmacist")
    assert latest.supplied_by is None
    assert visitor.post(address, given).status_code == 404
    assert Estimate.objects.latest("pk") == latest
    assert "given by Jo Ellis, pharmacist" in cast.client("anna").get(at("intervention_detail", four.interventions["One"])).content.decode()
    event = Event.objects.filter(act="answered_figure_request").latest("pk")
    assert "Jo Ellis" not in str(event.__dict__)
    assert issued.token not in str(list(Event.objects.values()))


def test_not_knowing_is_an_answer(cast: Cast, four: Exercise) -> None:
    issued = ask(cast, four)
    count = Estimate.objects.count()
    done = cast.client().post(at("figure_answer", issued.token), {"answer": "unknown", "grade": "expert", "reason": "Nobody counts them"})
    assert "Your answer is kept" in done.content.decode()
    assert Estimate.objects.count() == count
    assert "Nobody counts them" in cast.client("anna").get(at("figure_requests", four.programme)).content.decode()


def test_a_wrong_an_old_and_a_withdrawn_link_give_the_same_kind_page(cast: Cast, four: Exercise) -> None:
    old, withdrawn, closed = ask(cast, four), ask(cast, four), ask(cast, four)
    FigureRequest.objects.filter(pk=old.request.pk).update(expires_at=now() - timedelta(seconds=1))
    actions.withdraw_figure_request(request=withdrawn.request, by=cast.actor("anna"))
    visitor = cast.client()
    pages = [visitor.get(at("figure_answer", token)) for token in (old.token, withdrawn.token, "nonsense")]
    assert [page.status_code for page in pages] == [404] * 3
    assert len({re.search(r"<main.*</main>", page.content.decode(), re.S)[0] for page in pages}) == 1  # type: ignore[index]
    renewed = actions.renew_figure_link(request=closed.request, by=cast.actor("anna"))
    assert visitor.get(at("figure_answer", closed.token)).status_code == 404
    assert visitor.get(at("figure_answer", renewed.token)).status_code == 200


def test_guessing_links_is_slowed_down(cast: Cast, four: Exercise) -> None:
    issued = ask(cast, four)
    visitor = cast.client()
    assert {visitor.get(at("figure_answer", f"guess{n}")).status_code for n in range(60)} == {404}
    assert visitor.get(at("figure_answer", issued.token)).status_code == 429


def test_only_those_who_give_numbers_ask_for_them_and_never_for_a_day_gone_by(cast: Cast, four: Exercise) -> None:
    with pytest.raises(Refused):
        ask(cast, four, by=cast.actor("felix"))
    with pytest.raises(ValidationError, match="still to come"):
        ask(cast, four, due_on=today() - timedelta(days=1))
    one = four.interventions["One"]
    day = today() + SOON
    data = {"quantity": "benefit", "name": "Jo", "due_on-day": day.day, "due_on-month": day.month, "due_on-year": day.year, "message": ""}
    made = cast.client("anna").post(at("figure_request_new", one), data)
    address = re.search(r'value="(http[^"]+/figure/[^"]+)"', made.content.decode())
    assert address
    assert cast.client().get(address[1].split("testserver")[1]).status_code == 200
    assert cast.client("carol").get(at("figure_request_new", one)).status_code == 404


def test_what_is_overdue_shows_on_home_and_among_the_figures_asked(cast: Cast, four: Exercise) -> None:
    issued = ask(cast, four)
    FigureRequest.objects.filter(pk=issued.request.pk).update(due_on=today() - timedelta(days=2))
    assert "1 figure asked of colleagues is overdue" in cast.client("anna").get("/").content.decode()
    assert "Late" in cast.client("anna").get(at("figure_requests", four.programme)).content.decode()


def test_pages_of_figures_ask_the_database_little(cast: Cast, four: Exercise) -> None:
    for name in ("Two", "Three"):
        ask(cast, four, intervention=four.interventions[name])
    actions.add_estimate(intervention=four.interventions["One"], row=estimate("people", 5, reason="Less"), by=cast.actor("anna"))
    client = cast.client("anna")
    for address in (
        at("figures", four.interventions["One"]),
        at("intervention_detail", four.interventions["One"]),
        at("figure_requests", four.programme),
        at("constraints", four.programme),
    ):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 15, address


def test_facts_of_an_intervention_are_kept_and_need_their_reasons(cast: Cast, four: Exercise) -> None:
    one = four.interventions["One"]
    client, address = cast.client("anna"), at("intervention_edit", one)
    data = sent_as_shown(client.get(address)) | {"is_running": "on", "today_pence": "1,500", "data_standing": "kept_in", "need": "Falls"}
    data |= {"proposed_by": "Dr Rowe", "commitment": "open"}
    assert "Say why it is kept in or out" in client.post(address, data).content.decode()
    assert client.post(address, data | {"data_standing_reason": "The ward knows"}).status_code == 302
    kept = Intervention.objects.get(pk=one.pk)
    assert (kept.is_running, kept.today_pence, kept.data_standing, kept.need, kept.proposed_by) == (
        True,
        150_000,
        "kept_in",
        "Falls",
        "Dr Rowe",
    )
