"""Pages of opportunities and proposals: who opens them, what they say, what they refuse and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.procure.models import Award, Opportunity, Proposal
from lodestar.procure.tasks import awards_owed, keys_owed, proposals_owed
from tests.cast import Cast
from tests.factories.contract import service
from tests.factories.procure import CONTENT, draft_opportunity, fresh, open_opportunity, opened_by_two, submitted

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def at(name: str, row: Any = None) -> str:
    return reverse(f"procure:{name}", args=[row.public_id] if row else [])


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_published_opportunity_is_open_to_every_bidder_and_a_draft_to_its_commissioner(cast: Cast, opportunity: Opportunity) -> None:
    draft = draft_opportunity(cast, opportunity.service, title="Not yet")
    for name in ("oscar", "alice", "olga", "eve", "ada"):
        assert [cast.client(name).get(at("opportunity_detail", row)).status_code for row in (opportunity, draft)] == [200, 200], name
    for name in ("ben", "mark", "bella"):
        client = cast.client(name)
        assert [client.get(at("opportunity_detail", row)).status_code for row in (opportunity, draft)] == [200, 404], name
        listed = text(client.get(at("opportunity_list")))
        assert "Settled homes" in listed
        assert "Not yet" not in listed
    for name in ("carol", "petra", "paul"):
        assert cast.client(name).get(at("opportunity_detail", opportunity)).status_code == 404, name
    assert cast.client("kim").get(at("opportunity_detail", opportunity)).status_code == 403
    assert cast.client().get(at("opportunity_detail", opportunity)).status_code == 302


def test_only_those_who_may_are_asked(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    draft = draft_opportunity(cast, opportunity.service)
    mine = submitted(cast, opportunity)
    early = {
        at("opportunity_new", opportunity.service): {"oscar"},
        at("opportunity_edit", draft): {"oscar"},
        at("opportunity_publish", draft): {"oscar"},
        at("opportunity_withdraw", opportunity): {"oscar"},
        at("proposal_write", opportunity): {"ben", "mark"},
        at("proposal_detail", mine): {"ben"},
        at("proposal_withdraw", mine): {"ben"},
        at("key_turn", opportunity): set(),
    }
    late = {at("key_turn", opportunity): {"olga", "owen"}, at("proposal_write", opportunity): set(), at("proposal_withdraw", mine): set()}
    everyone = ("oscar", "alice", "olga", "owen", "eve", "ben", "mark", "frank", "carol")
    for pages in (early, late):
        for address, allowed in pages.items():
            for name in everyone:
                status = cast.client(name).get(address).status_code
                assert status == 200 if name in allowed else status in (403, 404), (address, name, status)
        after(opportunity)
    opened_by_two(cast, opportunity)
    for name in everyone:
        assert (cast.client(name).get(at("award", mine)).status_code == 200) == (name == "alice"), name
        assert (cast.client(name).get(at("proposal_detail", mine)).status_code == 200) == (name in {"ben", "oscar", "alice", "eve"}), name


def test_from_a_service_to_an_award_by_hand(cast: Cast, after: Any) -> None:
    """The whole of procuring without a script: every form is filled in and sent."""
    of, oscar, ben = service(cast), cast.client("oscar"), cast.client("ben")
    facts = {"title": "Settled homes", "summary": "Fewer lose their homes", "budget_pence": "900,000", "deadline_on": "2031-02-03",
             "deadline_at": "12:00"}  # fmt: skip
    response = oscar.post(at("opportunity_new", of), facts)
    opportunity = Opportunity.objects.get()
    assert response["Location"] == at("opportunity_detail", opportunity)
    oscar.post(at("opportunity_edit", opportunity), {**facts, "title": "Homes that last", "seen": opportunity.recorded_at.isoformat()})
    assert "It can then no longer be changed." in text(oscar.get(at("opportunity_publish", opportunity)))
    oscar.post(at("opportunity_publish", opportunity))
    opportunity = fresh(opportunity)
    assert (opportunity.title, opportunity.state) == ("Homes that last", "open")

    sent = {"results": CONTENT.results, "chances": CONTENT.chances, "best_use": "", "people": "40", "price_pence": "850000"}
    ben.post(at("proposal_write", opportunity), {**sent, "do": "keep"})
    assert "Your proposal is a draft. It is not submitted." in text(ben.get(at("opportunity_detail", opportunity)))
    page = text(ben.post(at("proposal_write", opportunity), {**sent, "do": "submit"}))
    assert "Answer this question." in page
    assert CONTENT.chances in page
    ben.post(at("proposal_write", opportunity), {**sent, "best_use": "We know the town", "do": "submit"})
    receipt = text(ben.get(at("opportunity_detail", opportunity)))
    proposal = Proposal.objects.get()
    assert proposal.digest in receipt
    assert "Change and submit again" in receipt

    after(opportunity, 1)
    oscar, ben = cast.client("oscar"), cast.client("ben")
    assert "Proposals closed on 3 February 2031, 12:00 (London time)" in text(ben.get(at("opportunity_detail", opportunity)))
    cast.client("olga").post(at("key_turn", opportunity))
    assert "Olga of Northshire Council turned a key" in text(oscar.get(at("opportunity_detail", opportunity)))
    cast.client("owen").post(at("key_turn", opportunity))
    alice = cast.client("alice")
    assert "£850,000.00" in text(alice.get(at("opportunity_detail", opportunity)))
    assert "There is a problem" in text(alice.post(at("award", proposal), {"reason": ""}))
    alice.post(at("award", proposal), {"reason": "They asked the people themselves"})
    assert "They asked the people themselves" in text(alice.get(at("opportunity_detail", opportunity)))
    assert "Chosen" in text(ben.get(at("opportunity_detail", opportunity)))
    assert "They asked the people themselves" not in text(ben.get(at("opportunity_detail", opportunity)))

    begin = reverse("contract:contract_new", args=[of.public_id]) + f"?award={Award.objects.get().public_id}"
    assert begin.split("?")[0] in text(alice.get(at("opportunity_detail", opportunity)))
    written = {"title": "Homes", "reference": "N-1", "starts_on": "2031-04-01", "ends_on": "2034-03-31", "vat": "0"}
    refused = alice.post(begin, {**written, "provider": cast.meadow.pk})
    assert refused.status_code == 200
    assert alice.post(begin, {**written, "provider": cast.harbour.pk}).status_code == 302
    assert Award.objects.get().contract.provider == cast.harbour
    assert at("opportunity_detail", opportunity) in text(
        alice.get(reverse("contract:contract_detail", args=[Award.objects.get().contract.public_id]))
    )


def test_submitting_twice_keeps_one_proposal(cast: Cast, opportunity: Opportunity) -> None:
    sent = {"results": "R", "chances": "C", "best_use": "B", "people": "4", "price_pence": "1", "do": "submit"}
    for _again in range(2):
        assert cast.client("ben").post(at("proposal_write", opportunity), sent).status_code == 302
    assert Proposal.objects.get().state == "submitted"
    kept = cast.client("ben").post(at("proposal_write", opportunity), {**sent, "results": "Changed", "do": "keep"})
    assert "Change your answers and submit it again" in text(kept)


def test_a_refusal_says_why(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    page = text(cast.client("olga").get(at("opportunity_detail", opportunity)))
    assert "Proposals stay sealed until the deadline." in page
    response = cast.client("olga").get(at("key_turn", opportunity))
    assert response.status_code == 403
    assert "Proposals stay sealed until the deadline." in text(response)
    after(opportunity)
    cast.client("olga").post(at("key_turn", opportunity))
    assert "A second person must turn theirs." in text(cast.client("olga").get(at("opportunity_detail", opportunity)))
    assert "deadline has passed" in text(cast.client("mark").get(at("opportunity_detail", opportunity)))


def test_a_stale_tab_sees_both_versions(cast: Cast) -> None:
    draft = draft_opportunity(cast)
    client = cast.client("oscar")
    form = client.get(at("opportunity_edit", draft)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"seen": draft.recorded_at.isoformat(), "deadline_on": "2031-02-03"}
    assert client.post(at("opportunity_edit", draft), {**sent, "summary": "First words"}).status_code == 302
    conflict = client.post(at("opportunity_edit", draft), {**sent, "summary": "Second words"})
    assert conflict.status_code == 409
    assert "First words" in text(conflict)
    assert "Second words" in text(conflict)
    assert fresh(draft).summary == "First words"


@pytest.mark.parametrize("name", ["opportunity_list", "opportunity_detail"])
@pytest.mark.parametrize("who", ["oscar", "ben"])
def test_pages_ask_the_database_little_however_many_rows_there_are(
    cast: Cast, opportunity: Opportunity, after: Any, name: str, who: str
) -> None:
    for by in ("ben", "mark", "bella"):
        submitted(cast, opportunity, by=by)
    for n in range(10):
        open_opportunity(cast, opportunity.service, title=f"More {n}")
    after(opportunity)
    opened_by_two(cast, opportunity)
    client, row = cast.client(who), opportunity if name.endswith("detail") else None
    client.get(at(name, row))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(at(name, row)).status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:140] for one in asked]


def test_what_is_owed_on_opportunities(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    assert [task.title for task in proposals_owed(cast.actor("mark"))] == ["Decide whether to propose"]
    assert proposals_owed(cast.actor("oscar")) == keys_owed(cast.actor("olga")) == []
    submitted(cast, opportunity)
    after(opportunity)
    assert proposals_owed(cast.actor("mark")) == []
    assert [task.title for task in keys_owed(cast.actor("olga"))] == ["Open the sealed proposals"]
    assert keys_owed(cast.actor("carol")) == []
    opened_by_two(cast, opportunity)
    assert keys_owed(cast.actor("olga")) == []
    assert [task.title for task in awards_owed(cast.actor("alice"))] == ["Choose a proposal"]
    assert awards_owed(cast.actor("carol")) == []
