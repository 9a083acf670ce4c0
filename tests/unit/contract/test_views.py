"""Pages of contracts: who opens them, what they say, what they refuse and why, and how much they ask of the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.contract import actions
from lodestar.contract.models import Contract, ContractVersion, Metric, Target
from tests.cast import Cast
from tests.factories.contract import draft_contract, fresh, schedule, service, signed_by_both, variation, written

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
CHANGE = date(2026, 4, 1)


def at(name: str, row: Any = None, query: str = "") -> str:
    return reverse(f"contract:{name}", args=[row.public_id] if row else []) + query


def text(response: Any) -> str:
    return str(response.content.decode())


def test_both_parties_open_the_pages_and_strangers_find_nothing(cast: Cast, contract: Contract) -> None:
    pages = [at("contract_detail", contract), at("version_detail", contract.versions.get())]
    for name in ("alice", "conor", "frank", "ada", "petra"):
        client = cast.client(name)
        assert client.get(at("contract_list")).status_code == 200
        assert [client.get(page).status_code for page in pages] == [200, 200], name
    for name in ("carol", "paul", "bruno"):
        assert [cast.client(name).get(page).status_code for page in pages] == [404, 404], name
        assert "Floating support" not in text(cast.client(name).get(at("contract_list")))
    for name in ("kim", "ben", "vera", "nadia"):
        assert [cast.client(name).get(page).status_code for page in pages] == [403, 403], name
    assert {cast.client().get(page).status_code for page in pages} == {302}


def forms_of(cast: Cast, contract: Contract) -> dict[str, set[str]]:
    """Every page that asks something, and who may answer."""
    ours = written(cast, draft_contract(cast, contract.service, reference="N-2"))
    theirs = variation(cast, contract, CHANGE, by="petra")
    proposed = written(cast, draft_contract(cast, contract.service, reference="N-3"))
    actions.propose_version(version=proposed, by=cast.actor("conor"))
    target, metric = ours.targets.get(), ours.metrics.first()
    north, both = {"alice", "conor"}, {"alice", "conor", "petra"}
    return {
        at("contract_new", contract.service): north,
        at("contract_end", contract): north,
        at("contract_abandon", ours.contract): north,
        at("version_new", contract): both,
        at("target_new", ours): north,
        at("metric_new", ours): north,
        at("terms_edit", ours): north,
        at("milestone_new", target): north,
        at("target_edit", target): north,
        at("milestone_edit", target.milestones.first()): north,
        at("metric_edit", metric): north,
        at("metric_remove", metric): north,
        at("version_propose", ours): north,
        at("version_take_back", ours): north,
        at("terms_edit", theirs): {"petra"},
        at("version_sign", proposed): both,
        at("version_refuse", proposed): both,
    }


def test_only_those_who_may_are_asked_and_the_others_are_told_why_not(cast: Cast, contract: Contract) -> None:
    for address, allowed in forms_of(cast, contract).items():
        for name in ("alice", "conor", "petra", "frank", "carol", "paul"):
            status = cast.client(name).get(address).status_code
            assert status == 200 if name in allowed else status in (403, 404), (address, name, status)


def test_a_refusal_says_why(cast: Cast, contract: Contract) -> None:
    response = cast.client("conor").get(at("terms_edit", contract.versions.get()))
    assert response.status_code == 403
    assert "has been proposed and is never rewritten" in text(response)
    assert "Versions are written by a contract manager or provider manager of a party." in text(
        cast.client("frank").get(at("contract_detail", contract))
    )


def test_from_service_to_signed_contract_by_hand(cast: Cast) -> None:
    """The whole of contracting without a script: every form is filled in and sent."""
    of, conor, petra = service(cast), cast.client("conor"), cast.client("petra")
    begun = {
        "title": "Floating support", "reference": "N-77", "provider": cast.harbour.pk, "starts_on": "2025-04-01", "ends_on": "2028-03-31",
        "vat": "20",
    }  # fmt: skip
    response = conor.post(at("contract_new", of), begun)
    contract = Contract.objects.get()
    version = contract.versions.get()
    assert (response["Location"], contract.vat_basis_points) == (at("version_detail", version), 2000)
    parts = {key: value for key, value in schedule(of.outcomes.get())[0].items() if key != "milestones"}
    parts |= {"outcome": parts["outcome"].pk, "by_when": "2027-03-31"}
    assert conor.post(at("target_new", version), parts).status_code == 302
    step = {"name": "Moved in", "verified_by": "third_party", "key": "moved-in", "expected_count": "50", "expected_by": "2026-03-31"}
    assert conor.post(at("milestone_new", version.targets.get()), step).status_code == 302
    price = {"milestone": version.targets.get().milestones.get().pk, "description": "Moved in", "kind": "milestone", "price_pence": "500",
             "max_per_person": "1", "key": "moved-in"}  # fmt: skip
    assert conor.post(at("metric_new", version), price).status_code == 302
    terms = {"annual_value": "120,000", "shares": "80, 60, 40", "contract_cap": "900000"}
    assert conor.post(at("terms_edit", version), {**terms, "seen": fresh(version).recorded_at.isoformat()}).status_code == 302
    assert "80 % of £120,000.00 in contract year 1" in text(conor.get(at("version_propose", version)))
    conor.post(at("version_propose", version))
    conor.post(at("version_sign", version))
    page = text(petra.get(at("version_detail", version)))
    assert "Waiting for Harbour Trust" in page
    assert "Sign this version" in page
    petra.post(at("version_sign", version))
    contract.refresh_from_db()
    assert contract.state == "live"
    assert contract.versions.get().terms == {
        "core": {"annual_value_pence": 12_000_000, "share_by_year": [0.8, 0.6, 0.4]}, "contract_cap_pence": 90_000_000,
    }  # fmt: skip
    page = text(conor.get(at("contract_detail", contract)))
    for words in ("Version 1, in force from 1 April 2025", "£500.00", "40</strong> of 60 will keep a settled home", "20 %"):
        assert words in page, words


def test_a_price_is_changed_in_a_variation_and_the_old_one_stays(cast: Cast, contract: Contract) -> None:
    petra = cast.client("petra")
    petra.post(at("version_new", contract), {"effective_from": "2026-04-01", "reason": "More work than we thought"})
    version = contract.versions.get(number=2)
    metric = version.metrics.get(key="moved-in")
    page = petra.get(at("metric_edit", metric))
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    response = petra.post(at("metric_edit", metric), {**sent, "seen": metric.recorded_at.isoformat(), "price_pence": "650"})
    assert response.status_code == 302
    assert Metric.objects.get(pk=metric.pk).price_pence == 65_000
    assert contract.versions.get(number=1).metrics.get(key="moved-in").price_pence == 50_000


def test_the_page_shows_what_was_in_force_on_another_day(cast: Cast, contract: Contract) -> None:
    signed_by_both(cast, variation(cast, contract, CHANGE, prices={"moved-in": 65_000}), proposed_by="petra")
    client = cast.client("conor")
    assert "£650.00" in text(client.get(at("contract_detail", contract)))
    before = text(client.get(at("contract_detail", contract, "?as_at=2026-03-31")))
    assert "This is what was in force on 31 March 2026." in before
    assert "£500.00" in before
    assert "£650.00" not in before
    boxes = text(client.get(at("contract_detail", contract, "?as_at-day=1&as_at-month=4&as_at-year=2026")))
    assert "£650.00" in boxes
    assert "No version had been signed for that day." in text(client.get(at("contract_detail", contract, "?as_at=2020-01-01")))
    assert "There is a problem" in text(client.get(at("contract_detail", contract, "?as_at-day=31&as_at-month=2&as_at-year=2026")))


def test_bad_input_keeps_what_was_typed(cast: Cast) -> None:
    of = service(cast)
    begun = {
        "title": "Kept words",
        "reference": "N-1",
        "provider": cast.harbour.pk,
        "starts_on": "2028-04-01",
        "ends_on": "2025-03-31",
        "vat": "0",
    }
    page = text(cast.client("conor").post(at("contract_new", of), begun))
    assert "The contract must end after it starts" in page
    assert "Kept words" in page
    assert not Contract.objects.exists()


def test_terms_that_cannot_be_paid_by_come_back_with_the_fault(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    sent = {"annual_value": "1000", "shares": "eighty", "seen": version.recorded_at.isoformat()}
    page = text(cast.client("conor").post(at("terms_edit", version), sent))
    assert "Write numbers with commas between" in page
    assert "eighty" in page
    assert fresh(version).terms == {}


def test_a_stale_tab_sees_both_versions(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    target, client = version.targets.get(), cast.client("conor")
    page = client.get(at("target_edit", target))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"seen": target.recorded_at.isoformat(), "by_when": "2027-03-31"}
    actions.edit_target(target=Target.objects.select_related("version__contract").get(), seen=target.recorded_at, by=cast.actor("alice"),
                        who="Alice’s words", by_when=date(2027, 6, 30))  # fmt: skip
    conflict = client.post(at("target_edit", target), {**sent, "who": "Conor’s words"})
    assert conflict.status_code == 409
    assert "Alice’s words" in text(conflict)
    assert "Conor’s words" in text(conflict)
    hidden = {name: str(value) for name, value in conflict.context["hidden"].items()}
    settled = {**hidden, "choice-who": "yours", "yours-who": "Conor’s words", "choice-by_when": "theirs", "yours-by_when": "2027-03-31"}
    assert client.post(at("target_edit", target), settled).status_code == 302
    target.refresh_from_db()
    assert (target.who, target.by_when) == ("Conor’s words", date(2027, 6, 30))


def test_a_second_press_of_the_same_button_is_told_so(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    client = cast.client("conor")
    client.post(at("version_propose", version))
    assert client.post(at("version_propose", version)).status_code == 403
    client.post(at("version_sign", version))
    assert client.post(at("version_sign", version)).status_code == 403
    assert ContractVersion.objects.get().signatures.count() == 1


def test_a_refused_version_shows_why_to_both(cast: Cast, contract: Contract) -> None:
    version = variation(cast, contract, CHANGE)
    actions.propose_version(version=version, by=cast.actor("petra"))
    client = cast.client("conor")
    assert "There is a problem" in text(client.post(at("version_refuse", version), {"reason": ""}))
    client.post(at("version_refuse", version), {"reason": "Let us talk about the thirteenth week"})
    for name in ("conor", "petra"):
        assert "thirteenth week" in text(cast.client(name).get(at("version_detail", version)))


def test_taking_out_a_target_and_a_price(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    client = cast.client("conor")
    assert client.post(at("metric_remove", version.metrics.get(key="settled-26"))).status_code == 302
    assert "Not paid" in text(client.get(at("version_detail", version)))
    assert client.post(at("target_remove", version.targets.get())).status_code == 302
    assert "There are no targets yet." in text(client.get(at("version_detail", version)))


@pytest.mark.parametrize("name", ["contract_list", "contract_detail", "version_detail"])
def test_pages_ask_the_database_little_however_many_rows_there_are(cast: Cast, name: str) -> None:
    contract = draft_contract(cast)
    outcome = contract.service.outcomes.get()
    many = [{**schedule(outcome)[0], "key": f"home-{n}", "milestones": []} for n in range(8)]
    for target in many:
        target["milestones"] = [
            {"key": f"step-{n}", "name": f"Step {n}", "verified_by": "staff",
             "metrics": [{"key": f"{target['key']}-{n}", "description": "Step", "kind": "milestone", "price_pence": 100}]}
            for n in range(5)
        ]  # fmt: skip
    version = actions.write_schedule(version=contract.versions.get(), targets=many, terms={}, by=cast.actor("conor"))
    signed_by_both(cast, version)
    for n in range(10):
        draft_contract(cast, contract.service, reference=f"M-{n}")
    row = {"contract_list": None, "contract_detail": contract, "version_detail": version}[name]
    client = cast.client("conor")
    client.get(at(name, row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, row)).status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:140] for one in asked]


def test_the_service_page_leads_to_its_contracts(cast: Cast, contract: Contract) -> None:
    page = text(cast.client("conor").get(reverse("design:service_detail", args=[contract.service.public_id])))
    assert at("contract_detail", contract) in page
    assert at("contract_new", contract.service) in page
