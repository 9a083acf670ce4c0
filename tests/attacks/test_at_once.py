"""C2, C3, E10: everybody at once. Each form sent by many threads in one moment, in a database that was really committed."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from lodestar.audit.models import Event
from lodestar.contract.models import Signature
from lodestar.deliver.models import Reading, ReturnVerification, Verification
from lodestar.interchange.models import ReadingsFile
from lodestar.learn.models import TargetResult
from lodestar.pay.models import Claim, PaymentLine, Reversal, Statement
from lodestar.prioritise.models import Programme
from lodestar.procure.actions import digest_of
from lodestar.procure.models import Award, OpeningKey, Opportunity, Proposal
from lodestar.procure.queries import unsealed
from tests.attacks.forms import Catalogue, FoundForm, catalogue, cause_of, client_of, send
from tests.attacks.houses import another, house_of_its_own
from tests.attacks.stage import Stage, set_stage
from tests.cast import make_cast

THREADS, FEW = 8, 3
IS_LONG_FORM = bool(os.environ.get("LODESTAR_DEEP"))
# Signing in and out, codes and keys: guarded by their own counts of tries.
OF_SIGNING_IN = ("account_", "mfa_")
# What each form may add once, however often it is sent at once.
ONCE: dict[str, Any] = {
    "pay:statement_prepare": Statement,
    "pay:claim_reverse": Reversal,
    "contract:version_sign": Signature,
    "procure:key_turn": OpeningKey,
    "procure:award": Award,
    "deliver:achievement_verify": Verification,
    "deliver:achievement_overturn": Verification,
    "deliver:return_verify": ReturnVerification,
    "deliver:star_check": Reading,
    "learn:target_close": TargetResult,
    "interchange:readings_import": Reading,
}
# Acts that move something on: done once, whoever comes second is told.
EVENT_ONCE = {
    "pay:statement_submit": "statement_submitted", "pay:statement_approve": "statement_approved", "pay:statement_pay": "statement_paid",
    "pay:statement_send_back": "statement_returned", "contract:contract_end": "contract_ended", "access:invitation": "accepted_invitation",
    "procure:opportunity_publish": "opportunity_published", "prioritise:programme_close": "closed_programme",
}  # fmt: skip


@dataclass
class House:
    """A committed house, ready to be copied and attacked."""

    name: str
    folder: Path
    stage: Stage
    forms: Catalogue
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A browser of its own for each thread, signed in before the attack."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.cookies[who].output(header="", sep=";"))
        return client


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("houses")
    with django_db_blocker.unblock(), house_of_its_own(folder) as name:
        stage = set_stage(make_cast())
        forms = catalogue(stage)
        house = House(name, folder, stage, forms)
        for who in {"", "alice", "conor", "petra", "olga", "owen", "ben", "frank", "kim", "vera", *(form.who for form in forms.forms)}:
            house.cookies[who] = client_of(stage, who).cookies
        yield house


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Runs every act in a thread of its own, all let go in one moment; what each gave, or what it raised."""
    gate = threading.Barrier(len(acts))
    given: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            given[place] = act()
        except Exception as error:
            given[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return given


def sent_at_once(house: House, form: FoundForm, people: list[str], answers: list[dict[str, list[str]]]) -> list[Any]:
    browsers = [house.client(who) for who in people]
    return at_once([lambda one=one, said=said: send(one, form, said) for one, said in zip(browsers, answers, strict=True)])


def faults_in(form: FoundForm, given: list[Any]) -> list[str]:
    """Answers that are faults of ours."""
    return [
        f"{form.name}: {answer!r}" if isinstance(answer, Exception) else f"{form.name}: {answer.status_code}{cause_of(answer)}"
        for answer in given
        if isinstance(answer, Exception) or answer.status_code >= 500
    ]


def attacked(house: House) -> Iterator[FoundForm]:
    """Every form but those of signing in; on PostgreSQL, where a copy of the house takes half a second, a third of the harmless ones."""
    for number, form in enumerate(house.forms.forms):
        is_its_turn = connection.vendor == "sqlite" or IS_LONG_FORM or number % 3 == 0
        if not form.name.startswith(OF_SIGNING_IN) and (is_its_turn or form.name in (*ONCE, *EVENT_ONCE)):
            yield form


def test_every_form_sent_many_times_at_once(house: House) -> None:
    """No fault of ours, and what can be done once is done once."""
    faults: list[str] = []
    done: Counter[str] = Counter()
    for form in attacked(house):
        with another(house.name, house.folder):
            rows = ONCE[form.name].objects.count() if form.name in ONCE else 0
            times = THREADS if form.name in (*ONCE, *EVENT_ONCE) or IS_LONG_FORM else FEW
            given = sent_at_once(house, form, [form.who] * times, [form.good()] * times)
            faults += faults_in(form, given)
            if form.name in ONCE:
                done[form.name] = ONCE[form.name].objects.count() - rows
            if form.name in EVENT_ONCE:
                done[form.name] = Event.objects.filter(act=EVENT_ONCE[form.name]).count()
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert {name: times for name, times in done.items() if times != 1} == {}
    assert set(done) == {*ONCE, *EVENT_ONCE}


def test_sending_twice_what_is_not_guarded_is_found(house: House) -> None:
    """The count sees a second row: eight goals are eight, as nothing forbids them."""
    form = form_called(house, "deliver:goal_new")
    with another(house.name, house.folder):
        given = sent_at_once(house, form, [form.who] * THREADS, [form.good()] * THREADS)
        assert [answer.status_code for answer in given] == [302] * THREADS
        assert Event.objects.filter(act="set_goal").count() == THREADS


def test_an_act_that_breaks_is_found() -> None:
    form = FoundForm("x:y", "/x/", "/x/", "alice", ())
    assert faults_in(form, at_once([lambda: 1 / 0] * 2)) == ["x:y: ZeroDivisionError('division by zero')"] * 2


def form_called(house: House, name: str) -> FoundForm:
    return next(form for form in house.forms.forms if form.name == name)


@contextmanager
def attack(house: House, name: str, people: list[str], answers: list[dict[str, list[str]]] | None = None) -> Iterator[list[int]]:
    """Sends a form for several people at once and gives the statuses; inside, the house stands as it was left."""
    form = form_called(house, name)
    with another(house.name, house.folder):
        given = sent_at_once(house, form, people, answers or [form.good()] * len(people))
        assert not faults_in(form, given)
        yield [answer.status_code for answer in given]


def test_both_parties_signing_at_once_sign_once_each(house: House) -> None:
    with attack(house, "contract:version_sign", ["alice", "conor", "petra"] * 3):
        version = house.stage.row("contractversion", state="proposed")
        version.refresh_from_db()
        signed = list(Signature.objects.filter(version=version))
        assert len({signature.organisation_id for signature in signed}) == len(signed) == 2
        assert len({signature.signed_by_id for signature in signed}) == 2
        assert version.state == "signed"
        version.contract.refresh_from_db()
        assert version.contract.state == "live"


def test_two_keys_turned_at_once_open_once(house: House) -> None:
    with attack(house, "procure:key_turn", ["olga", "owen"] * 4):
        opportunity = Opportunity.objects.get(title="To be opened")
        assert sorted(key.turned_by.name.split()[0] for key in opportunity.keys_turned.all()) == ["Olga", "Owen"]
        assert opportunity.state == "opened"
        assert Event.objects.filter(act="proposals_opened").count() == 1
        assert {proposal.state for proposal in opportunity.proposals.all()} == {"opened"}
        assert all(proposal.content for proposal in opportunity.proposals.all())


def test_proposals_submitted_at_once_are_kept_whole(house: House) -> None:
    """Of eight contents one is kept, and the receipt is of that one."""
    good = form_called(house, "procure:proposal_write").good()
    contents = [{**good, "results": [f"Results of tab {tab}"], "do": ["submit"]} for tab in range(THREADS)]
    with attack(house, "procure:proposal_write", ["ben"] * THREADS, contents):
        kept = Proposal.objects.exclude(state="withdrawn").filter(
            opportunity__title="Open now", owner_organisation=house.stage.cast.harbour
        )
        proposal = kept.get()
        assert digest_of(unsealed(proposal)) == proposal.digest


def test_a_period_is_stated_once_and_its_money_counted_once(house: House) -> None:
    with attack(house, "pay:statement_prepare", ["petra"] * THREADS) as statuses:
        assert statuses.count(302) >= 1
        stated = Statement.objects.exclude(state="returned").order_by("period_from")
        mine = [one for one in stated if one.contract_id == house.stage.world.row("contract").pk]
        assert len({(one.period_from, one.period_to) for one in mine}) == len(mine)
        assert all(earlier.period_to < later.period_from for earlier, later in pairwise(mine))
        made = mine[-1]
        assert sum(line.amount_pence for line in PaymentLine.objects.filter(statement=made)) == made.net_pence
        keys = Claim.objects.filter(contract=made.contract).values_list("achievement", "metric")
        assert len(set(keys)) == len(keys)


def test_of_eight_edits_of_one_record_one_is_written_and_none_is_lost(house: House) -> None:
    """Every other browser is shown both versions, with its own words in it."""
    form = form_called(house, "prioritise:programme_edit")
    answers = [{**form.good(), "name": [f"Name of tab {tab}"]} for tab in range(THREADS)]
    with another(house.name, house.folder):
        given = sent_at_once(house, form, ["alice"] * THREADS, answers)
        assert not faults_in(form, given)
        statuses = Counter(answer.status_code for answer in given)
        assert statuses == {302: 1, 409: THREADS - 1}
        written = next(tab for tab, answer in enumerate(given) if answer.status_code == 302)
        assert Programme.objects.filter(name=f"Name of tab {written}").count() == 1
        for tab, answer in enumerate(given):
            if tab != written:
                assert f"Name of tab {tab}".encode() in answer.content
                assert f"Name of tab {written}".encode() in answer.content


def test_a_payment_has_one_reference(house: House) -> None:
    """Eight references for one payment: the one that is kept is the one that was confirmed."""
    form = form_called(house, "pay:statement_pay")
    answers = [{**form.good(), "payment_reference": [f"BACS-{tab}"]} for tab in range(THREADS)]
    with another(house.name, house.folder):
        given = sent_at_once(house, form, ["frank"] * THREADS, answers)
        assert not faults_in(form, given)
        statement = Statement.objects.get(pk=house.stage.row("statement", state="approved").pk)
        assert statement.state == "paid"
        assert Event.objects.filter(act="statement_paid").count() == 1
        assert statement.payment_reference in {answer["payment_reference"][0] for answer in answers}


def test_a_file_is_taken_in_once(house: House) -> None:
    with attack(house, "interchange:readings_import", ["petra"] * THREADS):
        file = ReadingsFile.objects.get(digest="d" * 64)
        assert (file.state, file.rows) == ("imported", [])
        assert Event.objects.filter(act="imported_readings_file").count() == 1
